/* While time runs, only what differs is written, straight into the nodes that plotly drew: plotly would draw every outline
   anew for each tick. When time stands still plotly is told the same, so that what it saves is what is seen. */
"use strict";
(function () {
  const pages = window.counterpoise;
  const SVG = "http://www.w3.org/2000/svg";
  const SYMBOLS = { // of plotly's names, for half of a marker's size
    circle: (r) => `M${r},0A${r},${r} 0 1,1 0,${-r}A${r},${r} 0 0,1 ${r},0Z`,
    square: (r) => `M${r},${r}H${-r}V${-r}H${r}Z`,
    diamond: (r) => `M${1.3 * r},0L0,${1.3 * r}L${-1.3 * r},0L0,${-1.3 * r}Z`,
    "triangle-up": (r) => `M${-1.1547 * r},${r / 2}H${1.1547 * r}L0,${-r}Z`,
  };
  const HATCHES = { // in a square of 10
    "/": "M-3,3l6,-6M0,10L10,0M7,13l6,-6", "\\": "M13,3l-6,-6M10,10L0,0M3,13l-6,-6",
    x: "M-3,3l6,-6M0,10L10,0M7,13l6,-6M13,3l-6,-6M10,10L0,0M3,13l-6,-6",
  };
  let made = 0;

  function element(name, attributes, into) {
    const one = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    if (into) into.append(one);
    return one;
  }

  /* What fills an area of each look: a colour, or a hatch drawn once. */
  pages.fills = function (at, palette) {
    const all = element("svg", { width: 0, height: 0, "aria-hidden": "true", class: "hatches" });
    const fills = palette.map((look) => {
      if (!look.shape) return look.fill;
      const id = `hatch-${++made}`, dot = look.shape === ".", wide = dot ? 7 : 9.9;
      const hatch = element("pattern", { id, width: wide, height: wide, patternUnits: "userSpaceOnUse" }, all);
      element("rect", { width: wide, height: wide, fill: look.ground }, hatch);
      if (dot) element("circle", { cx: 3.5, cy: 3.5, r: 2.34, fill: look.ink }, hatch);
      else element("path", { d: HATCHES[look.shape], stroke: look.ink, "stroke-width": 2.45 }, hatch);
      return `url("#${id}")`;
    });
    at.querySelectorAll(":scope > .hatches").forEach((old) => old.remove());
    at.append(all);
    return fills;
  };

  /* Nodes of a trace, where plotly keeps to the names they have had for years. */
  pages.nodes = function (at, row, what) {
    const trace = at._fullData[row];
    return [...at.querySelectorAll(`.scatterlayer .trace${trace && trace.uid} ${what}`)];
  };

  /* Give a marker its look; ``ring`` is how wide its edge is. */
  pages.mark = function (node, look, size, ring) {
    const open = look.symbol.endsWith("-open"), form = SYMBOLS[look.symbol.replace("-open", "")];
    if (!form) return false;
    node.setAttribute("d", form(size / 2));
    node.style.fill = open ? "none" : look.fill;
    node.style.stroke = open ? look.fill : "#1F1F1F";
    node.style.strokeWidth = `${ring}px`;
    return true;
  };

  /* Put the lines of a trace in one of its nodes, as plotly will again when it draws them anew. */
  pages.line = function (at, row, x, y, axes) {
    const holder = pages.nodes(at, row, ".lines")[0], style = at._fullData[row].line;
    if (!holder) return false;
    const [first, ...rest] = holder.children;
    const path = first || element("path", { class: "js-line", fill: "none", stroke: style.color, "stroke-width": style.width }, holder);
    if (!first && style.dash === "dash") path.setAttribute("stroke-dasharray", "9 9");
    let d = "";
    for (let i = 0; i + 1 < x.length; i += 3) {
      d += `M${axes.x.c2p(x[i])},${axes.y.c2p(y[i])}L${axes.x.c2p(x[i + 1])},${axes.y.c2p(y[i + 1])}`;
    }
    path.setAttribute("d", d || "M0,0");
    rest.forEach((node) => node.setAttribute("d", "M0,0"));
    return true;
  };
})();
