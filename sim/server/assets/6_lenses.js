/* Two lenses: one player, two blocks of the same noise. */
"use strict";
(function () {
  const pages = window.counterpoise;
  const by = (id) => document.getElementById(id);
  const halves = ["left", "right"];

  async function draw(block, base) {
    halves.forEach((half, n) => { by(`${half}-title`).textContent = block.titles[n]; });
    choose(block.second);
    for (const half of halves) await pages.drawAll(block[half], base, by(half));
    await pages.drawPictures(block, ["both", "apart"]);
    pages.rows("parted", block.parted.map((one) => [[one.name, one.actor], ...one.cells]));
    by("nobody").hidden = block.parted.length > 0;
  }

  async function frame(block, tick) {
    await Promise.all(halves.map((half) => pages.frame(block[half], tick, by(half))));
    pages.cursors(block, block.dates[tick]);
  }

  function tell(block, tick) { by("said").textContent = block.said[tick]; }

  /* Let the choice on the right say what is shown, a number too. */
  function choose(second) {
    const [name, value] = second.startsWith("p.") ? second.slice(2).split("~") : ["", ""];
    const form = document.querySelector("form[data-second]"), option = by("second-number");
    if (name) {
      form.elements.name.value = name;
      form.elements.value.value = value;
      option.value = second;
      option.textContent = `${form.elements.name.selectedOptions[0].textContent}: ${value}`;
    }
    document.querySelector("select[data-key=second]").value = second;
    bounds(form);
  }

  function bounds(form) {
    const chosen = form.elements.name.selectedOptions[0].dataset;
    Object.assign(form.elements.value, { min: chosen.low, max: chosen.high, placeholder: `${chosen.low} … ${chosen.high}` });
  }

  document.addEventListener("change", (event) => { if (event.target.matches("form[data-second] select")) bounds(event.target.form); });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-second]")) return;
    event.preventDefault();
    const form = event.target, name = form.elements.name, value = form.elements.value;
    pages.go({ second: `p.${name.value}~${Number(value.value)}` });
  });
  pages.scenes.lenses = { draw, frame, tell };
})();
