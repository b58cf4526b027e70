/* Pictures: figures are drawn once for a block, then only what moves is changed. */
"use strict";
(function () {
  const pages = window.counterpoise;
  const CONFIG = { displaylogo: false, responsive: true, scrollZoom: false, topojsonURL: "/none/", modeBarButtons: [["toImage"]] };
  const { states, looks, put, colourMap, paintMap, network, moveNetwork, paintNetwork } = pages.moves;
  const stages = new WeakMap();

  /* Where pictures are: the page, or one half of it. ``drawn`` is what plotly knows, so that only what changed is sent to
     it; ``paint`` is what is seen since plotly last drew. */
  function stage(root) {
    if (!stages.has(root)) {
      stages.set(root, { drawn: new Map(), paint: {}, plot: (name) => root.querySelector(`[data-picture="${name}"] .plot`) });
    }
    return stages.get(root);
  }

  pages.plotly = () => new Promise((resolve) => {
    (function look() { if (window.Plotly) resolve(window.Plotly); else window.setTimeout(look, 30); })();
  });

  /* Months and marks of numbers of the page's language, which the browser knows: plotly brings English alone. */
  function locale(Plotly) {
    const name = document.documentElement.lang;
    if (name === "en" || locale.known.has(name)) return name;
    const months = (form) => [...Array(12).keys()].map((m) => new Intl.DateTimeFormat(name, { month: form, timeZone: "UTC" }).format(Date.UTC(2024, m, 15)));
    const parts = new Intl.NumberFormat(name, { minimumFractionDigits: 1 }).formatToParts(12345.6);
    const mark = (type) => (parts.find((part) => part.type === type) || { value: "" }).value;
    const format = { months: months("long"), shortMonths: months("short"), decimal: mark("decimal"), thousands: mark("group") };
    Plotly.register({ moduleType: "locale", name, dictionary: {}, format });
    locale.known.add(name);
    return name;
  }
  locale.known = new Set();

  async function draw(on, name, figure, [title, note]) {
    const at = on.plot(name);
    if (!at) return;
    const holder = at.closest("[data-picture]");
    holder.hidden = !figure;
    if (!figure) return;
    holder.querySelector("h2").textContent = title;
    holder.querySelector(".note").textContent = note;
    at.setAttribute("aria-label", title);
    const Plotly = await pages.plotly();
    fit(figure.layout, figure.data, at.clientWidth, name);
    at.style.height = `${figure.layout.height}px`;
    await Plotly.react(at, figure.data, figure.layout, { ...CONFIG, locale: locale(Plotly), toImageButtonOptions: { filename: `counterpoise-${name}`, scale: 2 } });
  }

  /* As many columns of the legend as there is room for; a map as tall as it is wide. */
  function fit(layout, data, width, name) {
    const names = data.filter((trace) => trace.name && trace.showlegend !== false).map((trace) => trace.name);
    const room = width - layout.margin.l - layout.margin.r;
    const columns = Math.max(1, Math.min(names.length, Math.floor(room / (50 + 6 * Math.max(...names.map((n) => n.length), 1)))));
    const rows = names.length > 1 ? Math.ceil(names.length / columns) : 0;
    const across = Math.floor((width - layout.margin.l - layout.margin.r) / columns) - 46;  // 46: a swatch and the gaps
    const inner = name === "map" ? Math.min(0.47 * width, 620) : layout.height - layout.margin.t - layout.margin.b;
    layout.margin.t = 20 * rows + 12;
    layout.height = inner + layout.margin.t + layout.margin.b;
    layout.legend = { ...layout.legend, entrywidth: across, entrywidthmode: "pixels", x: 0, y: 1, yanchor: "bottom" };
  }

  /* Draw what moves and the weights of a block; the rest when one comes near it. The map's base comes apart because it is
     the same for all blocks of a case. */
  pages.drawAll = async function (block, base, root = document) {
    const on = stage(root), tick = Math.min(pages.tick || 0, block.ticks);
    if (on.drawn.get("base") !== base || !on.plot("map").data) {
      on.drawn.clear();
      const figure = structuredClone(base);
      for (const [row, changes] of looks(figure.data, block, tick, [])) put(figure.data[row], changes);
      await draw(on, "map", figure, block.told.map);
      on.drawn.set("base", base);
      on.drawn.set("map", states(block, tick));
    }
    await draw(on, "network", network(block, tick), block.told.network);
    on.drawn.set("network", tick);
    await pages.drawPictures(block, ["weights"], root);
    lazily(on, block, ["postures", "ladder", "opinion", "votes"]);
    pointed(on, block, "map");
    pointed(on, block, "network");
    on.paint = {};
  };

  function lazily(on, block, names) {
    const pictures = block.pictures || {};
    on.waiting = new Map(names.filter(on.plot).map((name) => [on.plot(name), name]));
    if (on.observer) on.observer.disconnect();
    on.observer = new IntersectionObserver(async (seen) => {
      for (const { target, isIntersecting } of seen) {
        const name = isIntersecting && on.waiting.get(target);
        if (!name) continue;
        on.waiting.delete(target);
        await draw(on, name, pictures[name].figure, block.told[name]);
        if (pictures[name].timed) cursor(target, block.dates[Math.min(pages.tick || 0, block.ticks)]);
      }
    }, { rootMargin: "300px" });
    for (const [at, name] of on.waiting) {
      const one = pictures[name];
      at.closest("[data-picture]").hidden = !one;
      if (!one) continue;
      if (!at.data) at.style.height = `${one.figure.layout.height}px`;
      on.observer.observe(at);
    }
  }

  /* Pictures that come whole; the place of one that there is not is hidden. */
  pages.drawPictures = async function (block, names, root = document) {
    const none = ["", ""];
    for (const name of names) {
      const one = block.pictures && block.pictures[name];
      await draw(stage(root), name, one && one.figure, block.told[name] || none);
    }
  };

  pages.frame = async function (block, tick, root = document) {
    const on = stage(root);
    window.clearTimeout(on.later);
    if (!paintMap(on, block, tick)) await colourMap(on, block, tick);
    if (!paintNetwork(on, block, tick)) await moveNetwork(on, block, tick);
    pages.cursors(block, block.dates[tick], root);
    if (!pages.moving) on.later = window.setTimeout(() => tellPlotly(on, block, tick), 400);
  };

  /* When time stands still: what is saved or drawn anew by plotly is what is seen. */
  async function tellPlotly(on, block, tick) {
    await colourMap(on, block, tick);
    await moveNetwork(on, block, tick);
  }

  /* The line that marks a day in pictures with a time axis. */
  pages.cursors = function (block, date, root = document) {
    for (const [name, one] of Object.entries(block.pictures || {})) if (one.timed) cursor(stage(root).plot(name), date);
  };

  /* A line over a figure with a time axis, where the tick begins. */
  function cursor(at, date) {
    if (!at || !at._fullLayout) return;
    let line = at.querySelector(":scope > .cursor");
    if (!line) {
      line = document.createElement("div");
      line.className = "cursor";
      at.append(line);
    }
    const axis = at._fullLayout.xaxis, size = at._fullLayout._size;
    line.style.left = `${Math.min(Math.max(axis._offset + axis.d2p(date), size.l), size.l + size.w)}px`;
    line.style.top = `${size.t}px`;
    line.style.height = `${size.h}px`;
  }

  /* What one points at is told beside it, as text. */
  function pointed(on, block, name) {
    const at = on.plot(name), tip = document.getElementById("tip");
    if (!at || !at.on) return;
    on.block = block;
    if (at.dataset.pointed) return;
    at.dataset.pointed = "1";
    at.on("plotly_afterplot", () => { delete on.paint[name]; });
    at.on("plotly_hover", (event) => {
      if (pages.moving && name === "network") return;  // plotly does not know where they are now
      const point = event.points[0], code = point.customdata || point.data.name;
      const lines = pages.told(on.block, code);
      if (!lines) return;
      tip.replaceChildren(...lines.map((text) => Object.assign(document.createElement("div"), { textContent: text })));
      tip.hidden = false;
      const { clientX, clientY } = event.event, width = tip.offsetWidth;
      tip.style.left = `${Math.max(4, Math.min(clientX + 14, window.innerWidth - width - 8))}px`;
      tip.style.top = `${Math.min(clientY + 14, window.innerHeight - tip.offsetHeight - 8)}px`;
    });
    at.on("plotly_unhover", () => { tip.hidden = true; });
    at.on("plotly_click", (event) => {
      const code = event.points[0].customdata || event.points[0].data.name;
      if (!pages.told(on.block, code) || on.block.why === null) return;  // null: it stands in no address
      if (!on.block.why) { pages.go({ page: "why", actor: code }); return; }
      const parts = new URLSearchParams(on.block.why);  // one of two sides is explained by itself
      parts.set("actor", code);
      if (pages.tick) parts.set("tick", pages.tick);
      pages.to(pages.write(parts));
    });
  }
})();
