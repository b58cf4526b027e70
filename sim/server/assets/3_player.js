/* Explore: fetch a block when the address changes, play it in the page, never more than one frame at a time. */
"use strict";
(function () {
  const pages = window.counterpoise;
  const { faults, get, asker } = pages;
  const bases = new Map(), blocks = asker("json"), fragments = asker("text");
  let block = null, tick = 0, playing = false, holder = null, wanted = 0, busy = false, shownFor = "", frames = 0;

  const by = (id) => document.getElementById(id);
  /* What plays: a page that has a scene of its name. A scene's root says what is fetched for it; it draws a block, shows
     one tick of it, and tells that tick in text and tables. */
  const scenes = (pages.scenes = {});
  const root = () => Object.keys(scenes).map(pages.root).find(Boolean);
  const scene = () => scenes[holder.id];

  async function update() {
    const at = root(), turn = ++wanted, current = () => turn === wanted;
    if (holder !== at) { block = null; playing = pages.moving = false; holder = at; }
    if (!at) { blocks(null); return; }
    const parts = pages.read();
    parts.delete("tick");
    parts.delete("actor");
    const search = pages.write(parts);
    if (search === shownFor && block && at.dataset.structure) {
      blocks(null);
      faults([]);
      pages.sync();
      at.removeAttribute("aria-busy");
      await show(Number(pages.read().get("tick") || 0));
      return;
    }
    const keep = ["case", "lens", "language"].filter((key) => parts.has(key)).map((key) => [key, parts.get(key)]);
    const structure = pages.write(keep);
    at.setAttribute("aria-busy", "true");
    const fetched = blocks(at.dataset.block + search);
    if (at.dataset.structure !== structure) {
      const text = await fragments(at.dataset.fragment + structure);
      if (text === null || !current()) return;
      at.innerHTML = text;
      at.dataset.structure = structure;
      ready(at);
    }
    pages.sync();
    const next = await fetched;
    if (!current()) return;
    if (!next) { at.removeAttribute("aria-busy"); return; }
    const map = await pages.base(keep.filter(([key]) => key !== "lens"));
    if (!map || !current()) return;
    faults([]);
    block = next;
    shownFor = search;
    tick = pages.tick = Math.min(playing ? tick : Number(pages.read().get("tick") || 0), block.ticks);
    by("tick").max = block.ticks;
    by("command").textContent = block.command;
    by("digest").textContent = block.digest.slice(0, 12);
    busy = true;  // no frame while figures are drawn anew
    try { await scene().draw(block, map); } finally { busy = false; }
    if (!current()) return;
    await show(tick);
    at.removeAttribute("aria-busy");
    at.dataset.shown = search;
  }

  /* The map of a case, fetched once. */
  pages.base = async function (parts) {
    const url = `/base.json${pages.write(parts)}`;
    if (!bases.has(url)) bases.set(url, get(url, "json"));  // whoever comes next wants it, too
    const map = await bases.get(url);
    if (!map) bases.delete(url);
    return map;
  };

  function ready(at) {
    const form = at.querySelector("form[data-own]");
    if (form) form.dataset.kind = "align";
    by("tick").addEventListener("input", (event) => { stop(); pages.moving = true; show(Number(event.target.value)); });
    by("tick").addEventListener("change", settle);
  }

  async function show(to) {
    if (!block || busy) return;
    const at = holder;
    busy = true;
    tick = pages.tick = Math.max(0, Math.min(to, block.ticks));
    try {
      await scene().frame(block, tick);
      if (at !== root()) return;  // another page has come
      by("tick").value = tick;
      by("tick").setAttribute("aria-valuetext", block.labels[tick]);
      by("when").textContent = block.labels[tick];
      document.querySelectorAll(".now").forEach((place) => { place.textContent = `· ${block.labels[tick]}`; });
      if (!playing) scene().tell(block, tick);
      at.dataset.frames = ++frames;
    } finally { busy = false; }
    if (Number(by("tick").value) !== tick && !playing) await show(Number(by("tick").value));
  }

  /* What is said and kept when time stands still: text, tables, and the tick in the address. */
  function settle() {
    pages.moving = false;
    pages.note("tick", tick ? String(tick) : null);
    pages.sync();
    if (!block || holder !== root()) return;
    scene().frame(block, tick);
    scene().tell(block, tick);
  }

  function rows(id, cells) {
    const body = document.querySelector(`#${id} tbody`);
    body.replaceChildren(...cells.map((row) => {
      const line = document.createElement("tr");
      row.forEach((text, at) => {
        const cell = document.createElement(at ? "td" : "th");
        if (!at) cell.scope = "row";
        cell.dir = "auto";
        if (Array.isArray(text)) cell.append(reasons(...text));
        else cell.textContent = text ?? "";
        line.append(cell);
      });
      return line;
    }));
  }

  /* A link to why an actor chose as it did. */
  function reasons(text, code) {
    const parts = pages.read(), link = document.createElement("a");
    for (const [key, value] of [["page", "why"], ["actor", code], ["tick", tick]]) parts.set(key, value);
    Object.assign(link, { textContent: text, href: pages.write(parts) });
    link.dataset.address = "";
    return link;
  }

  function number(value, digits = 0) {
    return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits }).format(value);
  }

  function percent(value) {
    return new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(value / 100);
  }

  function tables(block, tick) {
    const f = block.frames;
    by("said").textContent = block.said[tick];
    rows("blocs", block.blocs.map((b) => [b.title, number(b.members[tick], 1), number(b.cohesion[tick], 2), b.inside[tick]]));
    rows("motions", block.motions.map((m) => [m.title, m.when, m.where, m.yes, m.no, m.abstain, m.passes]));
    rows("doing", f.postures.map((name, code) => {
      const who = f.actors.filter((_, i) => f.posture[tick][i] === code);
      return [name, number(who.length), who.join(" ")];
    }));
    rows("actors", f.actors.map((code, i) => {
      const side = Math.floor(f.look[tick][i] / f.levels);
      return [[`${f.names[i]} (${code})`, code], f.sides[side], percent(f.shares[tick][i][side]), f.postures[f.posture[tick][i]],
        percent(f.commitment[tick][i])];
    }));
  }

  pages.told = function (block, code) {
    const f = block.frames, i = f.actors.indexOf(code), at = Math.min(tick, block.ticks);
    if (i < 0) return null;
    const shares = f.shares[at][i].map((share, k) => [share, f.sides[k]]).filter(([share]) => share > 0);
    shares.sort((a, b) => b[0] - a[0]);
    const lines = [`${f.names[i]} (${code}), ${block.labels[at]}`, shares.map(([s, side]) => `${side} ${percent(s)}`).join(", ")];
    if (block.differs) lines.push(`${block.told.differs}: ${percent(block.differs[at][i])}`);
    if (f.posture[at][i] >= 0) lines.push(`${f.postures[f.posture[at][i]]}; ${f.words.commitment} ${percent(f.commitment[at][i])}`);
    lines.push(f.words.runs, `${f.words.coded} ${f.sources[i]}`);
    return lines;
  };

  function buttons() {
    const button = document.querySelector("[data-do=play]");
    if (!button) return;
    button.textContent = playing ? "❚❚" : "▶";
    button.setAttribute("aria-label", playing ? button.dataset.pause : button.dataset.play);
  }

  function stop() {
    if (!playing) return;
    playing = pages.moving = false;
    buttons();
    settle();
  }

  async function play() {
    if (!block || playing) return;
    playing = pages.moving = true;
    buttons();
    if (tick >= block.ticks) tick = -1;
    while (playing && block && tick < block.ticks) {
      const begun = performance.now();
      await show(tick + 1);
      const rest = 1000 / Number(by("speed").value) - (performance.now() - begun);
      await new Promise((resolve) => window.setTimeout(resolve, Math.max(rest, 0)));
      await new Promise((resolve) => window.requestAnimationFrame(resolve));
    }
    stop();
  }

  async function act(what) {
    if (what === "play") { if (playing) stop(); else play(); return; }
    if (what === "theme") { theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark", true); return; }
    const to = { step: tick + 1, back: tick - 1, start: 0 }[what];
    if (to === undefined) return;
    stop();
    await show(to);
    settle();
  }

  function theme(name, keep) {
    document.documentElement.dataset.theme = name;
    try { if (keep) window.localStorage.setItem("counterpoise-theme", name); } catch (error) { /* storage is off */ }
  }

  function firstTheme() {
    let kept = null;
    try { kept = window.localStorage.getItem("counterpoise-theme"); } catch (error) { /* storage is off */ }
    theme(kept || (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"), false);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) act(button.dataset.do);
  });
  document.addEventListener("keydown", (event) => {
    const fields = event.key === " " ? "input, select, textarea, button, summary" : "input, select, textarea";
    if (event.target.matches(fields) || event.ctrlKey || event.metaKey || event.altKey) return;
    const what = { " ": "play", ArrowRight: "step", ArrowLeft: "back" }[event.key];
    if (what && root()) { event.preventDefault(); act(what); }
  });
  window.addEventListener("resize", () => { if (block && !playing) window.setTimeout(() => block && scene().frame(block, tick), 300); });
  scenes.explore = { draw: pages.drawAll, frame: pages.frame, tell: tables };
  Object.assign(pages, { rows, number, percent });
  firstTheme();
  pages.listeners.push(update);
})();
