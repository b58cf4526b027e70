/* A class: one tab leads or follows. Secret and token are kept in this tab alone and go out in bodies, never in addresses. */
"use strict";
(function () {
  const pages = window.counterpoise, KEY = "counterpoise-class", EVERY = 1500;
  let me = null, view = null, since = -1, timer = 0, failures = 0, barLanguage = "", pageUrl = "";
  let shared = null, untold = null;

  /* The code that a QR code brings, taken from the address before anything else reads it. */
  const brought = window.location.hash.slice(1, 13);
  if (brought) window.history.replaceState(null, "", window.location.pathname + window.location.search);

  try { me = JSON.parse(window.sessionStorage.getItem(KEY)); } catch (error) { /* storage is off */ }

  const bar = () => document.getElementById("class-bar");
  const page = () => document.getElementById("class");
  const language = () => pages.read().get("language") || "en";
  const text = (name, values = {}) => {
    const place = bar() && bar().querySelector("[data-texts]");
    return Object.entries(values).reduce((told, [key, value]) => told.replace(`{${key}}`, () => value), place ? place.dataset[name] || "" : "");
  };
  const leads = () => me && me.role === "teacher";
  /* What the bar and the page share (7_class_bar.js, 7_class_page.js); ``drawn`` is what they show of this class. */
  const room = pages.classroom = { get me() { return me; }, get view() { return view; } };
  const afresh = () => ({ folded: 0, guessesFor: "", table: null, tableFor: "" });
  room.drawn = afresh();
  const make = (tag, content, options = {}) => Object.assign(document.createElement(tag), { textContent: content, ...options });

  function remember(next) {
    me = next; view = null; since = -1; shared = untold = null; room.drawn = afresh();
    notice("");
    keep();
  }

  /* Who one is, whether one follows and where to already: a page that is loaded anew stays where it is. */
  function keep() {
    try {
      if (me) window.sessionStorage.setItem(KEY, JSON.stringify(me)); else window.sessionStorage.removeItem(KEY);
    } catch (error) { /* kept as long as the page is open */ }
  }

  function notice(told) {
    const place = bar() && bar().querySelector(".notice");
    if (place && place.textContent !== told) place.textContent = told;
  }

  /* Send a body; gives {status, content}, with status 0 where the server is away. */
  async function send(action, more = {}) {
    const who = me && !["open", "join"].includes(action) ? { code: me.code, [leads() ? "secret" : "token"]: me.key } : {};
    try {
      const answer = await fetch(`/class/${action}?language=${language()}`, {
        method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify({ ...who, ...more }),
      });
      return { status: answer.status, content: answer.status === 200 || answer.status >= 400 ? await answer.json() : null };
    } catch (error) { return { status: 0, content: null }; }
  }

  /* What somebody did: what is wrong is told, what all see is asked for at once. */
  async function act(action, more) {
    const { status, content } = await send(action, more);
    if (status === 410) { gone(content.faults); return null; }
    if (status === 0) {
      if (action === "mark" || action === "choose") untold = [action, more];
      notice(text("away"));
      return null;
    }
    pages.faults(status >= 400 ? content.faults : []);
    if (status >= 400) return null;
    if (content && content.revision !== undefined) { view = content; since = content.revision; draw(); }
    poll(0);
    return content || {};
  }

  function gone(told) {
    const led = leads(), name = me && me.name;
    remember(null);
    try { window.sessionStorage.setItem(`${KEY}-name`, name || ""); } catch (error) { /* storage is off */ }
    notice([...(led ? [text("gone"), text("again")] : [...told, text("rejoin")])].join(" "));
    draw();
    pages.veil("class", false);
  }

  function poll(wait = EVERY) {
    window.clearTimeout(timer);
    if (me) timer = window.setTimeout(ask, document.hidden ? 3 * wait : wait);
  }

  async function ask() {
    const mine = me;
    if (leads()) await share();
    if (me !== mine || !me) return;
    const { status, content } = await send(leads() ? "lead" : "follow", { since });
    if (me !== mine) return;
    if (status === 410) { gone(content.faults); return; }
    if (status === 200) {
      view = content;
      since = leads() ? content.activity : content.revision;
      draw();
    }
    const away = status !== 200 && status !== 204;
    if (away && ++failures > 1) notice(text("away"));
    if (!away && failures) { failures = 0; notice(""); }
    if (!away && untold) { // a guess or a choice made while the server was away
      const [action, more] = untold;
      untold = null;
      await act(action, more);
    }
    poll(EVERY * Math.min(1 + failures, 6) * (0.9 + 0.2 * Math.random()));
  }

  /* The teacher: what the address says now is shown to those who follow. */
  async function share() {
    const parts = pages.read();
    if (parts.get("page") === "class") return;
    parts.delete("language");
    const address = pages.write(parts);
    if (address === shared) return;
    const { status } = await send("share", { address });
    if (status === 204 || status === 400 || status === 409) shared = address; // what cannot be read cannot be shared
  }

  /* A student: go where the teacher is, in one's own language. */
  function follow() {
    if (!me || leads() || !me.follow || !view || !view.address || view.address === me.followed) return;
    const moved = Boolean(me.followed);
    me.followed = view.address;
    keep();
    const parts = new URLSearchParams(view.address);
    if (language() !== "en") parts.set("language", language());
    const search = pages.write(parts);
    if (search === window.location.search) return;
    pages.to(search);
    if (moved) notice(text("moved"));
  }

  function show(root, selector, on) { root.querySelectorAll(selector).forEach((place) => { place.hidden = !on; }); }
  function fill(root, selector, told) {
    root.querySelectorAll(selector).forEach((place) => { if (place.textContent !== told) place.textContent = told; });
  }

  function common(root) {
    const role = me ? me.role : "none";
    root.querySelectorAll("[data-role]").forEach((place) => { place.hidden = place.dataset.role !== role; });
    fill(root, "[data-code]", me ? me.code : "");
    fill(root, "[data-nickname]", me ? me.name || "" : "");
    fill(root, "[data-here]", view && view.here || "");
  }

  function options(place, list, name, chosen) {
    const key = JSON.stringify([list, chosen]);
    if (place.dataset.key === key) return;
    place.dataset.key = key;
    place.replaceChildren(...list.map(([value, title]) => {
      const label = make("label", "", { className: "option" });
      label.append(Object.assign(document.createElement("input"), { type: "radio", name, value, required: true, checked: value === chosen }), ` ${title}`);
      return label;
    }));
  }

  const titleOf = (list, name) => (list.find(([value]) => value === name) || ["", ""])[1];

  function draw() {
    if (bar() && bar().firstElementChild) room.drawBar();
    if (page() && page().firstElementChild) room.drawPage();
    follow();
  }

  async function arrive() {
    const root = page(), place = bar(), now = language();
    if (place && (barLanguage !== now || !place.firstElementChild) && (me || root)) {
      barLanguage = now;
      await pages.fill(`/class/bar.html?v=1&language=${now}`, place, () => barLanguage === now);
      since = -1; // names in the new language
      room.drawn.guessesFor = "";
      if (me) poll(0);
    }
    if (root) {
      const url = "/class.html" + pages.only("case", "language");
      if (pageUrl !== url || !root.querySelector("[data-role]")) {
        pageUrl = url;
        if (await pages.fill(url, root, () => pageUrl === url)) {
          root.removeAttribute("aria-busy");
          const join = root.querySelector("[data-class=join]");
          join.elements.code.value = brought;
          try { join.elements.nickname.value = window.sessionStorage.getItem(`${KEY}-name`) || ""; } catch (error) { /* off */ }
        }
      }
    }
    draw();
  }

  const forms = {
    async open(data) {
      const { status, content } = await send("open", { teacher: data.get("teacher") });
      if (status !== 200) { pages.faults(content ? content.faults : [text("away")]); return; }
      remember({ role: "teacher", code: content.code, key: content.key });
      begun();
    },
    async join(data) {
      const code = data.get("code").toUpperCase();
      const { status, content } = await send("join", { code, nickname: data.get("nickname") });
      if (status !== 200) { pages.faults(content ? content.faults : [text("away")]); return; }
      remember({ role: "student", code, key: content.key, name: content.nickname, follow: true });
      begun();
    },
    mark(data) { act("mark", { number: view.question.number, option: data.get("option") }); },
    ask(data) { pages.ask(data.get("actor"), Number(data.get("tick")), data.getAll("options")); },
    game(data) { act("game", { address: window.location.search, together: data.get("together") !== null }); },
    take(data) { act("take", { actor: data.get("actor") }); },
    choose(data) { act("choose", { tick: view.game.tick, option: data.get("option") }); },
  };

  function begun() { pages.faults([]); notice(""); draw(); poll(0); }

  Object.assign(room, { bar, common, fill, language, leads, make, options, page, send, show, text, titleOf });
  pages.teaching = () => Boolean(leads());
  pages.ask = (actor, tick, list) => { room.drawn.folded = 0; return act("ask", { address: window.location.search, actor, tick, options: list }); };
  /* A guess marked in a lesson counts in the class, where the class was asked the same. */
  pages.marked = (actor, tick, option) => {
    const q = me && !leads() && view && view.question;
    if (q && q.open && q.actor === actor && q.tick === tick) act("mark", { number: q.number, option });
  };

  const deeds = {
    close: () => act("close"), stand: () => act("stand"), stop: () => { if (window.confirm(text("stop"))) act("stop"); },
    advance: () => act("advance", { tick: view.game.tick }),
    fold: () => { room.drawn.folded = view.question.number; draw(); },
    async leave() { await send("leave"); remember(null); draw(); },
    async end() {
      if (!window.confirm(text("end"))) return;
      const { status, content } = await send("end");
      if (status === 204 || status === 410) { remember(null); draw(); } else pages.faults(content ? content.faults : [text("away")]);
    },
    async export() {
      const got = await act("export");
      if (!got) return;
      const link = make("a", "", { download: `counterpoise-class-${me.code}.json`, href: URL.createObjectURL(new Blob([got.text], { type: "application/json" })) });
      link.click();
      URL.revokeObjectURL(link.href);
    },
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-class]");
    if (!form) return;
    event.preventDefault();
    forms[form.dataset.class](new FormData(form));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-class-do]"), away = event.target.closest("[data-dismiss]");
    if (button) deeds[button.dataset.classDo]();
    if (away) act("dismiss", { actor: away.dataset.dismiss });
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-follow]") || !me) return;
    Object.assign(me, { follow: event.target.checked, followed: null });
    keep();
    draw();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(0); });
  pages.redraw = draw;
  pages.listeners.push(arrive); // asks from then on: what is told needs its place
})();
