/* Pictures: figures are drawn once for a block, then only what moves is changed. */
"use strict";
(function () {
  const pages = window.counterpoise;
  const CONFIG = { displaylogo: false, responsive: true, scrollZoom: false, topojsonURL: "/none/", modeBarButtons: [["toImage"]] };
  const PLAIN = { width: 0.6, color: "#FFFFFF" }, MARKED = { width: 2.6, color: "#1F1F1F" };
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
    await Plotly.react(at, figure.data, figure.layout, { ...CONFIG, toImageButtonOptions: { filename: `counterpoise-${name}`, scale: 2 } });
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

  /* Looks of all actors in a tick, doubled, and one more for those that are marked as different. */
  function states(block, tick) {
    const marked = new Set(block.marked ? block.marked[tick] : []);
    return block.frames.look[tick].map((code, i) => 2 * code + (marked.has(i) ? 1 : 0));
  }

  /* Rows of the map that change, and how. */
  function looks(data, block, tick, before) {
    const { actors, palette } = block.frames, now = states(block, tick), found = [];
    const place = new Map(actors.map((code, i) => [code, i]));
    data.forEach((trace, row) => {
      const i = place.get(trace.name), codes = trace.name === "dots" && trace.customdata;
      if (i !== undefined && before[i] !== now[i]) {
        const one = palette[now[i] >> 1], line = now[i] & 1 ? MARKED : PLAIN;
        found.push([row, {
          fillcolor: one.fill, "fillpattern.shape": one.shape, "fillpattern.fgcolor": one.ink, "fillpattern.bgcolor": one.ground,
          "line.width": line.width, "line.color": line.color,
        }]);
      } else if (codes && codes.some((code) => before[place.get(code)] !== now[place.get(code)])) {
        const own = codes.map((code) => now[place.get(code)]), shown = own.map((state) => palette[state >> 1]);
        found.push([row, {
          "marker.color": shown.map((one) => one.fill), "marker.symbol": shown.map((one) => one.symbol),
          "marker.line.width": own.map(ring),
        }]);
      }
    });
    return found;
  }

  function put(trace, changes) {
    for (const [path, value] of Object.entries(changes)) {
      const parts = path.split("."), last = parts.pop();
      parts.reduce((at, part) => (at[part] = at[part] || {}), trace)[last] = value;
    }
  }

  async function colourMap(on, block, tick) {
    const at = on.plot("map");
    if (!at || !at.data) return;
    const rows = [], values = {};
    for (const [row, changes] of looks(at.data, block, tick, on.drawn.get("map") || [])) {
      rows.push(row);
      for (const [name, value] of Object.entries(changes)) (values[name] = values[name] || [])[rows.length - 1] = value;
    }
    for (const list of Object.values(values)) list.length = rows.length;
    on.drawn.set("map", states(block, tick));
    if (rows.length) await window.Plotly.restyle(at, values, rows);  // one call: each draws all outlines anew
  }

  /* Colour what differs from what is seen; false where plotly's nodes are not those one knows. */
  function paintMap(on, block, tick) {
    const at = on.plot("map");
    if (!at || !at.data) return true;
    const { palette } = block.frames, now = states(block, tick), before = on.paint.map || [];
    if (on.palette !== palette || !at.querySelector(":scope > .hatches")) {
      on.fills = pages.fills(at, palette);
      on.palette = palette;
    }
    const place = new Map(block.frames.actors.map((code, i) => [code, i]));
    for (const [row] of looks(at.data, block, tick, before)) {
      const i = place.get(at.data[row].name);
      if (i !== undefined) {
        const [area] = pages.nodes(at, row, ".js-fill");
        if (!area) return false;
        area.style.fill = on.fills[now[i] >> 1];
        const line = now[i] & 1 ? MARKED : PLAIN;
        for (const edge of pages.nodes(at, row, ".js-line")) Object.assign(edge.style, { stroke: line.color, strokeWidth: `${line.width}px` });
      } else {
        const codes = at.data[row].customdata, dots = pages.nodes(at, row, ".point"), { size } = at.data[row].marker;
        if (dots.length !== codes.length) return false;
        const states = codes.map((code) => now[place.get(code)]);
        if (!dots.every((dot, k) => pages.mark(dot, palette[states[k] >> 1], size, ring(states[k])))) return false;
      }
    }
    on.paint.map = now;
    return true;
  }

  const ring = (state) => (state & 1 ? 3 : 1);

  function lines(block, tick, apart) {
    const { friends, look, place, levels } = block.frames, side = (i) => Math.floor(look[tick][i] / levels);
    const x = [], y = [];
    friends.forEach((j, i) => {
      if (j < 0 || (side(i) !== side(j)) !== apart) return;
      x.push(place[tick][0][i] / 1000, place[tick][0][j] / 1000, null);
      y.push(place[tick][1][i] / 1000, place[tick][1][j] / 1000, null);
    });
    return { x, y };
  }

  function nodes(block, tick) {
    const { look, palette, place } = block.frames, looks = look[tick].map((code) => palette[code]);
    return {
      x: place[tick][0].map((v) => v / 1000), y: place[tick][1].map((v) => v / 1000),
      symbol: looks.map((one) => one.symbol), color: looks.map((one) => one.fill), rings: states(block, tick).map(ring),
    };
  }

  function network(block, tick) {
    const { actors, size, place, network: base } = block.frames, now = nodes(block, tick);
    const figure = structuredClone(base);
    Object.assign(figure.data[0], lines(block, tick, false));
    Object.assign(figure.data[1], lines(block, tick, true));
    Object.assign(figure.data[2], { x: now.x, y: now.y, customdata: actors });
    Object.assign(figure.data[2].marker, { size, symbol: now.symbol, color: now.color, line: { ...figure.data[2].marker.line, width: now.rings } });
    return figure;
  }

  async function moveNetwork(on, block, tick) {
    const at = on.plot("network");
    if (!at || !at.data) return;
    const { place } = block.frames, last = on.drawn.get("network");
    const unchanged = (t) => String(states(block, t)) === String(states(block, tick)) && String(place[t]) === String(place[tick]);
    if (last !== undefined && unchanged(last)) return;
    const now = nodes(block, tick), same = lines(block, tick, false), apart = lines(block, tick, true);
    await window.Plotly.restyle(at, {
      x: [same.x, apart.x, now.x], y: [same.y, apart.y, now.y],
      "marker.symbol": [undefined, undefined, now.symbol], "marker.color": [undefined, undefined, now.color],
      "marker.line.width": [undefined, undefined, now.rings],
    }, [0, 1, 2]);
    on.drawn.set("network", tick);
  }

  function paintNetwork(on, block, tick) {
    const at = on.plot("network");
    if (!at || !at.data || on.paint.network === tick) return true;
    const axes = { x: at._fullLayout.xaxis, y: at._fullLayout.yaxis };
    const { look, palette, place, size } = block.frames, rings = states(block, tick).map(ring), [x, y] = place[tick];
    const dots = pages.nodes(at, 2, ".point"), names = pages.nodes(at, 2, "text"), named = at.data[2].text;
    if (!axes.x || dots.length !== size.length) return false;
    for (const [row, apart] of [[0, false], [1, true]]) {
      const ends = lines(block, tick, apart);
      if (!pages.line(at, row, ends.x, ends.y, axes)) return false;
    }
    let next = 0;
    for (let i = 0; i < dots.length; i += 1) {
      const left = axes.x.c2p(x[i] / 1000).toFixed(2), top = axes.y.c2p(y[i] / 1000).toFixed(2);
      dots[i].setAttribute("transform", `translate(${left},${top})`);
      if (!pages.mark(dots[i], palette[look[tick][i]], size[i], rings[i])) return false;
      if (!named[i]) continue;
      const name = names[next++];
      if (!name) return false;
      name.setAttribute("x", left);
      name.setAttribute("y", top);
    }
    on.paint.network = tick;
    return true;
  }

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
      if (!pages.told(on.block, code)) return;
      if (!on.block.why) { pages.go({ page: "why", actor: code }); return; }
      const parts = new URLSearchParams(on.block.why);  // one of two sides is explained by itself
      parts.set("actor", code);
      if (pages.tick) parts.set("tick", pages.tick);
      pages.to(pages.write(parts));
    });
  }
})();
