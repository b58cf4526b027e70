/* Pictures: figures are drawn once for a block, then only what moves is changed. */
"use strict";
(function () {
  const pages = window.counterpoise;
  const CONFIG = { displaylogo: false, responsive: true, scrollZoom: false, topojsonURL: "/none/", modeBarButtons: [["toImage"]] };
  const drawn = new Map(); // place → what it shows, so that only what changed is sent to plotly

  const plot = (name) => document.querySelector(`[data-picture="${name}"] .plot`);

  pages.plotly = () => new Promise((resolve) => {
    (function look() { if (window.Plotly) resolve(window.Plotly); else window.setTimeout(look, 30); })();
  });

  async function draw(name, figure, [title, note]) {
    const at = plot(name);
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
    const columns = Math.max(1, Math.min(names.length, Math.floor(width / (50 + 6.6 * Math.max(...names.map((n) => n.length), 1)))));
    const rows = names.length > 1 ? Math.ceil(names.length / columns) : 0;
    const inner = name === "map" ? Math.min(0.44 * width, 520) : layout.height - layout.margin.t - layout.margin.b;
    layout.margin.t = 20 * rows + 12;
    layout.height = inner + layout.margin.t + layout.margin.b;
    layout.legend = { ...layout.legend, entrywidth: 0.98 / columns, entrywidthmode: "fraction", x: 0, y: 1, yanchor: "bottom" };
  }

  /* Draw everything of a block; the map's base comes apart because it is the same for all blocks of a case. */
  pages.drawAll = async function (block, base) {
    drawn.delete("network");
    if (drawn.get("base") !== base || !plot("map").data) {
      drawn.clear();
      await draw("map", structuredClone(base), block.told.map);
      drawn.set("base", base);
    }
    await draw("network", network(block, 0), block.told.network);
    for (const name of ["weights", "postures", "ladder", "opinion", "votes"]) {
      const one = block.pictures[name];
      await draw(name, one && one.figure, block.told[name]);
    }
    pointed("map");
    pointed("network");
  };

  pages.frame = async function (block, tick) {
    await Promise.all([colourMap(block, tick), moveNetwork(block, tick)]);
    for (const name of Object.keys(block.pictures)) if (block.pictures[name].timed) cursor(plot(name), block.dates[tick]);
  };

  async function colourMap(block, tick) {
    const at = plot("map");
    if (!at || !at.data) return;
    const { actors, palette, look } = block.frames, now = look[tick], before = drawn.get("map") || [];
    const place = new Map(actors.map((code, i) => [code, i]));
    const rows = [], values = {};
    const set = (row, changes) => {
      rows.push(row);
      for (const [name, value] of Object.entries(changes)) (values[name] = values[name] || [])[rows.length - 1] = value;
    };
    at.data.forEach((trace, row) => {
      const i = place.get(trace.name), codes = trace.name === "dots" && trace.customdata;
      if (i !== undefined && before[i] !== now[i]) {
        const one = palette[now[i]];
        set(row, {
          fillcolor: one.fill, "fillpattern.shape": one.shape, "fillpattern.fgcolor": one.ink, "fillpattern.bgcolor": one.ground,
        });
      } else if (codes && codes.some((code) => before[place.get(code)] !== now[place.get(code)])) {
        const looks = codes.map((code) => palette[now[place.get(code)]]);
        set(row, { "marker.color": looks.map((one) => one.fill), "marker.symbol": looks.map((one) => one.symbol) });
      }
    });
    for (const list of Object.values(values)) list.length = rows.length;
    if (rows.length) await window.Plotly.restyle(at, values, rows);  // one call: each draws all outlines anew
    drawn.set("map", now);
  }

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
      symbol: looks.map((one) => one.symbol), color: looks.map((one) => one.fill),
    };
  }

  function network(block, tick) {
    const { actors, size, place, network: base } = block.frames, now = nodes(block, tick);
    const figure = structuredClone(base);
    Object.assign(figure.data[0], lines(block, tick, false));
    Object.assign(figure.data[1], lines(block, tick, true));
    Object.assign(figure.data[2], { x: now.x, y: now.y, customdata: actors });
    Object.assign(figure.data[2].marker, { size, symbol: now.symbol, color: now.color });
    return figure;
  }

  async function moveNetwork(block, tick) {
    const at = plot("network");
    if (!at || !at.data) return;
    const { look, place } = block.frames, last = drawn.get("network");
    if (last !== undefined && String(look[last]) === String(look[tick]) && String(place[last]) === String(place[tick])) return;
    const now = nodes(block, tick), same = lines(block, tick, false), apart = lines(block, tick, true);
    await window.Plotly.restyle(at, {
      x: [same.x, apart.x, now.x], y: [same.y, apart.y, now.y],
      "marker.symbol": [undefined, undefined, now.symbol], "marker.color": [undefined, undefined, now.color],
    }, [0, 1, 2]);
    drawn.set("network", tick);
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
  function pointed(name) {
    const at = plot(name), tip = document.getElementById("tip");
    if (!at || !at.on || at.dataset.pointed) return;
    at.dataset.pointed = "1";
    at.on("plotly_hover", (event) => {
      const point = event.points[0], code = point.customdata || point.data.name;
      const lines = pages.told ? pages.told(code) : null;
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
      if (pages.told && pages.told(code)) pages.note("actor", code);
    });
  }
})();
