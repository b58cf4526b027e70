/* A class's bar above every page: who one is, what is asked, and the guesses when it is closed. */
"use strict";
(function () {
  const pages = window.counterpoise, room = pages.classroom;
  const { bar, common, fill, language, leads, make, options, show, text, titleOf } = room;

  function drawBar() {
    const root = bar(), parts = pages.read(), looking = !["class", "lessons"].includes(parts.get("page") || "explore");
    root.hidden = !room.me && !root.querySelector(".notice").textContent;
    common(root);
    const q = room.me && room.view && room.view.question, box = root.querySelector("[data-question]");
    root.querySelector("[data-follow]").checked = Boolean(room.me && room.me.follow);
    const game = room.me && room.view && room.view.game, link = root.querySelector("[data-turn-link]");
    link.hidden = !(game && !leads() && !room.view.choice && !game.over) || parts.get("page") === "class";
    link.textContent = text(game && !room.view.seat ? "free" : "turn");
    box.hidden = !q || room.drawn.folded === q.number;
    pages.veil("class", Boolean(q && q.open && !leads() && !room.view.mark && looking && room.me.follow));
    if (box.hidden || q.open) putAway(box);
    if (!q) return;
    fill(box, "[data-asked]", q.said);
    const form = box.querySelector("[data-class=mark]");
    const twin = document.querySelector(`#lesson-bar [data-predict][data-actor="${CSS.escape(q.actor)}"][data-tick="${q.tick}"]`);
    form.hidden = leads() || !q.open || Boolean(room.view.mark) || Boolean(twin && !twin.hidden);
    options(form.querySelector("[data-options]"), q.options, "option", leads() ? "" : room.view.mark);
    fill(box, "[data-marked]", !leads() && room.view.mark ? text("mark", { option: titleOf(q.options, room.view.mark) }) : "");
    if (leads()) {
      box.querySelector("[data-counts]").replaceChildren(...q.options.map(([name, title]) => make("li", `${title}: ${q.counts[name]}`)));
      show(box, "[data-class-do=close], [data-counts]", q.open);
    }
    show(box, "[data-class-do=fold]", !q.open);
    guesses(box, q);
  }

  /* A figure that is not seen is taken away: plotly complains when the window of a hidden one changes. */
  function putAway(box) {
    const at = box.querySelector("[data-guesses] .plot");
    room.drawn.guessesFor = "";
    if (at.data) window.Plotly.purge(at);
  }

  async function guesses(box, q) {
    const figure = box.querySelector("[data-guesses]");
    figure.hidden = q.open;
    const wanted = JSON.stringify([q.number, language()]);
    if (q.open || box.hidden || room.drawn.guessesFor === wanted) return;
    room.drawn.guessesFor = wanted;
    const parts = new URLSearchParams(room.view.address);
    if (language() !== "en") parts.set("language", language());
    const answer = await pages.guessed(q.actor, q.tick, q.counts, { address: pages.write(parts) });
    if (!answer || room.drawn.guessesFor !== wanted) { room.drawn.guessesFor = ""; return; }
    fill(figure, "[data-said]", answer.said);
    const Plotly = await pages.plotly(), at = figure.querySelector(".plot");
    if (room.drawn.guessesFor !== wanted) return;
    at.setAttribute("aria-label", q.options.map(([name, title]) => `${title}: ${q.counts[name]}`).join(", "));
    at.style.height = `${answer.figure.layout.height}px`;
    await Plotly.react(at, answer.figure.data, answer.figure.layout, { displayModeBar: false, responsive: true, staticPlot: true });
  }

  room.drawBar = drawBar;
})();
