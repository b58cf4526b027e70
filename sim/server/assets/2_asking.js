/* Ask the server: again while it is away, one question at a time, and tell what is wrong. */
"use strict";
(function () {
  const pages = window.counterpoise;

  function faults(texts) {
    const place = document.getElementById("errors");
    if (place) place.replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text, dir: "auto" })));
  }

  /* Fetch what is in an answer ("json" or "text"), and try again while the server is away: a server that was restarted
     answers the same address. Null where there is nothing, or where the signal says that nobody wants it any more. */
  async function get(url, what, signal) {
    for (let wait = 500; ; wait = Math.min(2 * wait, 8000)) {
      let seconds = wait;
      try {
        const answer = await fetch(url, { signal });
        const again = Number(answer.headers.get("Retry-After"));
        if (answer.ok) return await answer[what]();
        if (again > 0 || answer.status === 400 || answer.status === 503) faults((await answer.json()).faults);
        if (again > 0) seconds = 1000 * again;
        else if (answer.status < 500 || answer.status === 503) return null;
        else away();
      } catch (error) { // the network or the server is away
        if (signal?.aborted) return null;
        away();
      }
      await new Promise((resolve) => window.setTimeout(resolve, seconds));
      if (signal?.aborted) return null;
    }
  }

  function away() {
    const place = document.getElementById("errors");
    if (place) faults([place.dataset.away]);
  }

  /* Asks one question at a time. Another one takes its place and closes its connection, so that the server drops what
     nobody waits for; the same one goes on; null only ends it. */
  function asker(what) {
    let now = { url: null };
    return (url) => {
      if (url === now.url) return now.content;
      if (now.stop) now.stop.abort();
      const mine = now = { url, stop: new AbortController() };
      const over = () => { if (now === mine) now = { url: null }; };
      if (url !== null) mine.content = get(url, what, mine.stop.signal).finally(over);
      return mine.content;
    };
  }

  Object.assign(pages, { faults, get, asker });
})();
