/* The address holds the whole set-up. Controls with data-key change one part of it; this script is their only writer. */
"use strict";
(function () {
  const ORDER = ["v", "case", "lens", "seed", "runs", "page", "tick", "actor", "language", "second", "lesson"];
  const OF_A_CASE = ["off", "move", "own", "tick", "actor"];
  const pages = (window.counterpoise = window.counterpoise || {});
  pages.listeners = [];

  /* The root of a page that is shown and that the address asks for: until the shell has changed, one may not be both. */
  pages.root = function (name) {
    return (pages.read().get("page") || "explore") === name ? document.getElementById(name) : null;
  };

  pages.read = () => new URLSearchParams(window.location.search);

  function rank(key) {
    const at = ORDER.indexOf(key);
    return at >= 0 ? at : key.startsWith("p.") ? 50 : { off: 60, move: 61, own: 62 }[key] || 40;
  }

  pages.write = function (parts) {
    const all = [...parts], pairs = all.filter(([key]) => key !== "v"), version = all.find(([key]) => key === "v");
    pairs.sort((a, b) => rank(a[0]) - rank(b[0]) || (rank(a[0]) === 50 && a[0] < b[0] ? -1 : 0));
    return "?" + [version || ["v", "1"], ...pairs].map(([k, v]) => `${k}=${encodeURIComponent(v)}`).join("&");
  };

  /* Go to an address, as a step in the browser's history. Dash is told after the browser, with all that it keeps of the
     address: told first, it takes back what ``note`` has written meanwhile. */
  pages.to = function (search) {
    window.history.pushState({}, "", window.location.pathname + search);
    window.dispatchEvent(new Event("_dashprivate_pushstate"));
  };

  /* Change parts of the address: a value of null takes the part out. */
  pages.go = function (changes) {
    const parts = pages.read();
    if (pages.tick && !("case" in changes)) parts.set("tick", pages.tick);  // time goes on where it is
    for (const [key, value] of Object.entries(changes)) {
      parts.delete(key);
      for (const one of [].concat(value === null ? [] : value)) parts.append(key, one);
    }
    const search = pages.write(parts);
    if (search !== window.location.search) pages.to(search);
  };

  /* Change the address without asking anybody for anything and without a step in the browser's history. */
  pages.note = function (key, value) {
    const parts = pages.read();
    parts.delete(key);
    if (value !== null) parts.append(key, value);
    const search = pages.write(parts);
    if (search === window.location.search) return;
    window.history.replaceState(window.history.state, "", search);
    window.dispatchEvent(new Event("_dashprivate_pushstate"));
  };

  pages.sameNumber = (a, b) => a === b || (a !== "" && b !== "" && Number(a) === Number(b));

  function changed(control) {
    const key = control.dataset.key, value = control.value;
    if (!control.checkValidity()) { control.reportValidity(); return; }
    const next = { [key]: value === "" || pages.sameNumber(value, control.dataset.default) ? null : value };
    if (key === "case") {
      OF_A_CASE.forEach((part) => { next[part] = null; });
      if ((pages.read().get("second") || "").startsWith("event~")) next.second = null;
    }
    pages.go(next);
  }

  function several(key) { return pages.read().getAll(key); }

  function switched(box) {
    const off = new Set(several("off").join("~").split("~").filter(Boolean));
    if (box.checked) off.delete(box.dataset.off); else off.add(box.dataset.off);
    pages.go({ off: off.size ? [...off].sort().join("~") : null });
  }

  function moved(field) {
    const name = field.dataset.move;
    const rest = several("move").filter((text) => text.split("~")[0] !== name);
    if (field.value && field.value !== field.dataset.default) rest.push(`${name}~${field.value}`);
    pages.go({ move: rest.sort() });
  }

  function added(form) {
    const of = (name) => form.elements[name].value;
    const parts = {
      align: ["of", "pole", "value", "date"], commit: ["of", "value", "date"],
      relate: ["of", "toward", "relation", "value", "date"],
    }[of("do")].map(of);
    pages.go({ own: [...several("own"), [of("do"), ...parts].join("~")] });
  }

  function clicked(event) {
    const link = event.target.closest("a[data-key]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const standard = { page: "explore", language: "en" }[link.dataset.key];
      pages.go({ [link.dataset.key]: link.dataset.value === standard ? null : link.dataset.value });
    }
    const whole = event.target.closest("a[data-address]");
    if (whole && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      pages.to(whole.getAttribute("href"));
    }
    const reset = event.target.closest("[data-reset]");
    if (reset) pages.go({ [reset.dataset.reset]: null });
    const drop = event.target.closest("[data-drop]");
    if (drop) pages.go({ own: several("own").filter((_, at) => at !== Number(drop.dataset.drop)) });
    const todo = event.target.closest("[data-do=defaults]");
    if (todo) {
      const parts = [...pages.read().keys()].filter((key) => /^(p\.|off$|move$|own$|seed$|runs$)/.test(key));
      pages.go(Object.fromEntries(parts.map((key) => [key, null])));
    }
  }

  /* Let controls and links say what the address says. */
  pages.sync = function () {
    const parts = pages.read();
    const off = new Set(parts.getAll("off").join("~").split("~"));
    const moves = new Map(parts.getAll("move").map((text) => text.split("~")));
    for (const control of document.querySelectorAll("select[data-key], input[data-key]")) {
      const value = parts.get(control.dataset.key);
      if (document.activeElement !== control || control.type === "range") control.value = value ?? control.dataset.default;
      const holder = control.closest("[data-slider]");
      if (holder) holder.classList.toggle("changed", value !== null);
    }
    for (const box of document.querySelectorAll("[data-off]")) {
      box.checked = !off.has(box.dataset.off);
      box.closest("li").classList.toggle("off", !box.checked);
    }
    for (const field of document.querySelectorAll("[data-move]")) {
      field.value = moves.get(field.dataset.move) ?? field.dataset.default;
      field.closest("li").classList.toggle("changed", moves.has(field.dataset.move));
    }
    const spoken = new Map([...document.querySelectorAll("form[data-own] option")].map((one) => [one.value, one.textContent]));
    for (const list of document.querySelectorAll("[data-owns]")) {
      list.replaceChildren(...parts.getAll("own").map((text, at) => {
        const item = document.createElement("li"), button = document.createElement("button");
        Object.assign(button, { type: "button", textContent: "×", className: "quiet" });
        button.dataset.drop = at;
        const told = text.split("~").map((part) => spoken.get(part) || part).join(" · ");
        button.setAttribute("aria-label", `× ${told}`);
        item.append(told + " ", button);
        return item;
      }));
    }
    for (const link of document.querySelectorAll("a[data-key]")) {
      const copy = new URLSearchParams(parts);
      copy.set(link.dataset.key, link.dataset.value);
      link.href = pages.write(copy);
    }
    for (const link of document.querySelectorAll("a[data-export]")) link.href = link.dataset.export + pages.write(parts);
    const numbers = [...parts.keys()].filter((key) => key.startsWith("p.")).length;
    const events = parts.getAll("own").length + moves.size + [...off].filter(Boolean).length;
    for (const [name, count] of [["p.", numbers], ["events", events]]) {
      for (const place of document.querySelectorAll(`[data-count="${name}"]`)) place.textContent = count ? `· ${count}` : "";
    }
  };

  document.addEventListener("click", clicked);
  document.addEventListener("change", (event) => {
    const at = event.target;
    if (at.matches("select[data-key], input[data-key]")) changed(at);
    else if (at.matches("[data-off]")) switched(at);
    else if (at.matches("[data-move]")) moved(at);
    else if (at.matches("form[data-own] [name=do]")) at.form.dataset.kind = at.value;
  });
  document.addEventListener("input", (event) => {
    const at = event.target, holder = at.closest("[data-slider]");
    if (holder) holder.querySelectorAll("[data-key]").forEach((other) => { if (other !== at) other.value = at.value; });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-own]")) { event.preventDefault(); added(event.target); }
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.counterpoise = {
    /* The address came or changed: the shell is asked for only where page or language changed. */
    arrive() {
      const parts = pages.read(), now = pages.write(["page", "language"].filter((k) => parts.has(k)).map((k) => [k, parts.get(k)]));
      const language = parts.get("language") || "en";
      document.documentElement.lang = language;
      document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
      pages.listeners.forEach((listener) => listener());
      if (pages.place === now) return window.dash_clientside.no_update;
      pages.place = now;
      return now;
    },
    shown() {
      const page = pages.read().get("page") || "explore";
      window.setTimeout(() => {
        pages.sync();
        pages.listeners.forEach((listener) => listener());
        if (pages.page && pages.page !== page) document.getElementById("main").focus();
        pages.page = page;
      }, 0);
      return window.dash_clientside.no_update;
    },
  };
})();
