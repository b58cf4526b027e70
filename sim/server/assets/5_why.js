/* Why?: fetch what there is to say of an actor's choice whenever the address asks for another one. */
"use strict";
(function () {
  const pages = window.counterpoise;
  const fragments = pages.asker("text"), choices = pages.asker("json"), courses = pages.asker("json");
  let wanted = 0;

  const by = (id) => document.getElementById(id);

  function forget(place) {
    if (window.Plotly) place.querySelectorAll(".plot").forEach((at) => window.Plotly.purge(at));
  }

  async function update() {
    const at = pages.root("why"), turn = ++wanted, current = () => turn === wanted && pages.root("why") === at;
    if (!at || !pages.read().has("actor")) { choices(null); courses(null); }
    if (!at) return;
    const parts = pages.read(), actor = parts.get("actor");
    pages.tick = Number(parts.get("tick") || 0);
    const structure = pages.write(["case", "lens", "language"].filter((k) => parts.has(k)).map((k) => [k, parts.get(k)]));
    at.setAttribute("aria-busy", "true");
    if (at.dataset.structure !== structure) {
      const text = await fragments("/why.html" + structure);
      if (text === null || !current()) return;
      forget(at);
      at.innerHTML = text;
      at.dataset.structure = structure;
    }
    pages.sync();
    moment(Number(by("moment").value));
    if (!actor) { pages.faults([]); done(at); return; }
    const search = pages.write(parts);
    const found = await choices("/why.json" + search);
    if (!current()) return;
    if (!found) { at.removeAttribute("aria-busy"); return; }
    pages.faults([]);
    pages.tick = found.tick;
    forget(by("answer"));
    by("answer").innerHTML = found.html;
    by("verdict").hidden = false;
    by("verdict").textContent = found.verdict;
    moment(found.tick);
    await pages.drawPictures(found, ["waterfall", "threat"], at);
    if (current()) await course(at, parts, found.tick, current);
    if (current()) done(at);
  }

  /* Over all runs: from the block of the set-up, whatever the tick. */
  async function course(at, parts, tick, current) {
    const all = new URLSearchParams(parts);
    all.delete("tick");
    const found = await courses("/course.json" + pages.write(all));
    if (!found || !current()) return;
    await pages.drawPictures(found, ["course"], at);
    pages.cursors(found, found.dates[tick], at);
  }

  function done(at) {
    at.removeAttribute("aria-busy");
    at.dataset.shown = pages.write(pages.read());
  }

  /* Say which step the slider stands on. */
  function moment(tick) {
    const slider = by("moment"), label = by("moments").options[tick];
    slider.value = tick;
    by("when").textContent = label ? label.label : "";
    slider.setAttribute("aria-valuetext", by("when").textContent);
  }

  function step(count) {
    const slider = by("moment"), to = Math.max(0, Math.min(Number(slider.value) + count, Number(slider.max)));
    moment(to);
    pages.go({ tick: to ? String(to) : null });
  }

  document.addEventListener("input", (event) => { if (event.target.id === "moment") moment(Number(event.target.value)); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-by]");
    if (button && pages.root("why")) step(Number(button.dataset.by));
  });
  document.addEventListener("keydown", (event) => {
    const count = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!count || !by("moment") || event.target.matches("input, select, textarea")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(count);
  });
  pages.listeners.push(update);
})();
