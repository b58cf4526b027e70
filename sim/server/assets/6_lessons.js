/* Lessons: their list, and the bar that leads through the steps above the other pages. */
"use strict";
(function () {
  const pages = window.counterpoise;
  const guesses = new Map(); // step and set-up → what was marked in this tab, "" for a step seen without a guess
  let listed = "", shown = "", asked = new AbortController();

  const bar = () => document.getElementById("lesson-bar");

  pages.only = function (...keys) {
    const parts = pages.read();
    return pages.write(keys.filter((key) => parts.has(key)).map((key) => [key, parts.get(key)]));
  };

  pages.fill = async function (url, place, current = () => true) {
    for (let wait = 1000; current(); wait = Math.min(2 * wait, 8000)) {
      try {
        const answer = await fetch(url);
        if (answer.ok) {
          const text = await answer.text();
          if (current()) place.innerHTML = text; // escaped by the server
          return current();
        }
        if (answer.status === 400) { pages.faults((await answer.json()).faults); return false; }
      } catch (error) { /* the server is away */ }
      await new Promise((resolve) => window.setTimeout(resolve, wait));
    }
    return false;
  };

  /* The pictures stay hidden, to eyes and to screen readers alike, until there is a guess. */
  pages.veil = function (why, on) {
    const main = document.getElementById("main");
    if (!main) return;
    main.classList.toggle(`veiled-${why}`, on);
    main.inert = [...main.classList].some((name) => name.startsWith("veiled-"));
  };

  async function list() {
    const root = document.getElementById("lessons"), url = "/lessons.html" + pages.only("case", "language", "lesson");
    if (!root || (root.dataset.url === url && listed === url)) return;
    listed = root.dataset.url = url;
    if (await pages.fill(url, root, () => listed === url)) root.removeAttribute("aria-busy");
  }

  async function step() {
    const place = bar(), parts = pages.read();
    if (!place) return;
    const on = parts.has("lesson") && !["lessons", "class"].includes(parts.get("page"));
    place.hidden = !on;
    if (!on) { shown = ""; place.replaceChildren(); pages.veil("lesson", false); return; }
    const url = "/lesson.html" + pages.only("language", "lesson");
    if (url !== shown || !place.firstElementChild) {
      shown = url;
      pages.veil("lesson", true);
      if (!await pages.fill(url, place, () => shown === url)) { pages.veil("lesson", false); return; }
      place.dataset.setup = setup();
    }
    result();
  }

  /* What is played, without how it is looked at. */
  function setup() {
    const parts = pages.read();
    ["page", "tick", "actor", "second", "lesson", "language"].forEach((key) => parts.delete(key));
    return pages.write(parts);
  }
  const key = () => `guess:${pages.read().get("lesson")}`;

  function kept(name, value) {
    if (value !== undefined) guesses.set(name, value);
    return guesses.get(name);
  }

  async function result() {
    const form = bar().querySelector("[data-predict]"), mark = form ? kept(key()) : "";
    const strayed = bar().querySelector("[data-strayed]");
    if (strayed) strayed.hidden = setup() === bar().dataset.setup;
    pages.veil("lesson", mark === undefined);
    if (!form) return;
    const done = mark !== undefined, box = bar().querySelector("[data-result]");
    form.hidden = done;
    box.hidden = !done;
    bar().querySelector("[data-after]").hidden = !done;
    form.querySelector("[data-lesson=ask]").hidden = !(pages.teaching && pages.teaching());
    if (pages.redraw) pages.redraw();
    if (!done) return;
    const chosen = [...form.elements].find((one) => one.value === mark && one.name === "option");
    const told = box.querySelector("[data-marked]");
    told.textContent = chosen ? told.dataset.marked.replace("{option}", chosen.parentElement.textContent.trim()) : "";
    asked.abort();
    asked = new AbortController();
    const { signal } = asked, answer = await pages.guessed(form.dataset.actor, Number(form.dataset.tick), {}, { signal });
    if (answer && !signal.aborted) box.querySelector("[data-said]").textContent = answer.said;
  }

  pages.guessed = async function (actor, tick, counts, { address, signal } = {}) {
    const parts = address ? new URLSearchParams(address) : pages.read();
    ["page", "tick", "actor", "second", "lesson"].forEach((name) => parts.delete(name));
    for (let wait = 1000; wait < 20000; wait *= 2) {
      try {
        const answer = await fetch(`/guessed.json?language=${document.documentElement.lang}`, {
          method: "POST", headers: { "Content-Type": "application/json" }, signal,
          body: JSON.stringify({ address: pages.write(parts), actor, tick, counts }) });
        if (answer.ok) return await answer.json();
        if (answer.status === 400) { pages.faults((await answer.json()).faults); return null; }
      } catch (error) { /* the server is away */ }
      if (signal && signal.aborted) return null;
      await new Promise((resolve) => window.setTimeout(resolve, wait));
    }
    return null;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-predict]");
    if (!form) return;
    event.preventDefault();
    const option = new FormData(form).get("option");
    kept(key(), option);
    if (pages.marked) pages.marked(form.dataset.actor, Number(form.dataset.tick), option);
    result();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-lesson]");
    if (!button) return;
    if (button.dataset.lesson === "leave") pages.go({ lesson: null });
    if (button.dataset.lesson === "skip") { kept(key(), ""); result(); }
    const form = button.closest("[data-predict]");
    if (button.dataset.lesson === "ask") {
      pages.ask(form.dataset.actor, Number(form.dataset.tick), [...form.elements].filter((one) => one.name === "option").map((one) => one.value));
    }
  });
  pages.listeners.push(() => { list(); step(); });
})();
