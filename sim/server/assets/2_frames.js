/* What moves from tick to tick, on the map and in the network: told to plotly, or painted where plotly drew. A stage, here
   ``on``, is made in 2_pictures.js; how nodes are written is in 2_moving.js. */
"use strict";
(function () {
  const pages = window.counterpoise;
  const PLAIN = { width: 0.6, color: "#FFFFFF" }, MARKED = { width: 2.6, color: "#1F1F1F" };

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

  pages.moves = { states, looks, put, colourMap, paintMap, network, moveNetwork, paintNetwork };
})();
