/* The page Class: the invitation, seats and turns, and where the game stands. */
"use strict";
(function () {
  const pages = window.counterpoise, room = pages.classroom;
  const { common, fill, language, leads, make, options, page, send, show, text, titleOf } = room;

  function drawPage() {
    const root = page(), game = room.me && room.view && room.view.game;
    common(root);
    if (leads()) invite(root);
    show(root, "[data-with-game]", Boolean(game));
    show(root, "[data-without-game]", !game);
    if (!game) { away(root); return; }
    fill(root, "[data-turn]", game.over ? text("over") : game.said);
    if (leads()) seats(root, game); else seat(root, game);
    stand(root, game);
  }

  async function invite(root) {
    const image = root.querySelector("[data-qr]"), src = `/class/qr.svg?code=${room.me.code}`;
    if (image.getAttribute("src") === src) return;
    image.src = src;
    try {
      const way = await (await fetch("/class/way.json")).json();
      fill(root, "[data-way]", way.address);
      show(root, "[data-lonely]", !way.network && ["localhost", "127.0.0.1", "[::1]"].includes(window.location.hostname));
    } catch (error) { fill(root, "[data-way]", window.location.origin); }
  }

  function seats(root, game) {
    const names = new Map(game.actors), waiting = new Set(room.view.waiting);
    const taken = Object.entries(game.seats);
    root.querySelector("[data-seats]").replaceChildren(...taken.map(([actor, nickname]) => {
      const item = make("li", ""), button = make("button", text("dismiss"), { type: "button", className: "quiet" });
      const who = make("bdi", nickname);
      button.dataset.dismiss = actor;
      button.setAttribute("aria-label", `${text("dismiss")}: ${nickname}`);
      item.append(`${names.get(actor)}: `, who, waiting.has(actor) || game.over ? " " : " ✓ ", button);
      return item;
    }));
    const who = room.view.waiting.map((actor) => names.get(actor)).join(", ");
    fill(root, "[data-waiting]", game.over || !taken.length ? "" : who ? text("waiting", { who }) : text("all"));
    show(root, "[data-class-do=advance]", !game.over);
  }

  function seat(root, game) {
    const names = new Map(game.actors), field = root.querySelector("[data-class=take] select"), had = field.value;
    show(root, "[data-without-seat]", !room.view.seat && !game.over);
    show(root, "[data-with-seat]", Boolean(room.view.seat));
    const free = game.actors.filter(([code]) => !(code in game.seats));
    field.replaceChildren(...free.map(([value, name]) => make("option", name, { value })));
    if (free.some(([code]) => code === had)) field.value = had;
    if (!room.view.seat) return;
    fill(root, "[data-seat]", text("seat", { actor: names.get(room.view.seat) || room.view.seat }));
    show(root, "[data-class=choose]", !game.over);
    options(root.querySelector("[data-class=choose] [data-options]"), game.options, "option", room.view.choice);
    fill(root, "[data-chosen]", room.view.choice ? text("chosen", { option: titleOf(game.options, room.view.choice) }) : "");
  }

  /* Where the game stands: asked for once a turn, a seat and a language. */
  async function stand(root, game) {
    const wanted = JSON.stringify([game.address, game.tick, room.view.seat || "", language()]);
    if (room.drawn.tableFor !== wanted) {
      room.drawn.tableFor = wanted;
      const { status, content } = await send(leads() ? "table" : "outlook");
      if (room.drawn.tableFor !== wanted || !room.me) return;
      if (status !== 200) { room.drawn.tableFor = ""; return; }
      room.drawn.table = content;
      root = page();
      if (!root) return;
    }
    const { table } = room.drawn;
    if (!table || !room.view || !room.view.game) return;
    show(root, "[data-board]", true);
    fill(root, "[data-board-date]", table.date);
    fill(root, "[data-moved]", table.moved.length ? text("news", { who: table.moved.join(", ") }) : text("nobody"));
    const place = root.querySelector("[data-board]");
    if (place.shows !== table) { place.shows = table; scene(place, table.scene); }
    rows(root.querySelector("[data-sides]"), table.sides.map((side) => [side.title, side.weight, `${side.who.length}: ${side.who.join(", ")}`]));
    show(root, "[data-results]", table.results.length > 0);
    rows(root.querySelector("[data-rows]"), table.results.map((one) => [
      one.name, room.view.game.seats[one.actor] || "", one.ticks, one.agreement, one.cost,
      one.expected + (one.as_history === null ? "" : ` (${text(one.as_history ? "yes" : "no")})`),
    ]));
    if (!leads()) outlook(root.querySelector("[data-outlook]"), table.outlook);
  }

  /* No game: what is not seen is taken away, since plotly complains when the window of a hidden picture changes. */
  function away(root) {
    show(root, "[data-board], [data-results]", false);
    root.querySelectorAll("[data-board] .plot").forEach((at) => { if (at.data) window.Plotly.purge(at); });
  }

  async function scene(place, block) {
    const parts = [["case", block.case], ...(language() === "en" ? [] : [["language", language()]])];
    const base = await pages.base(parts);
    if (!base || room.drawn.table.scene !== block || place.hidden) return;
    await pages.drawAll(block, base, place);
    await pages.frame(block, 0, place);
  }

  function outlook(place, seen) {
    const key = JSON.stringify(seen);
    if (!place || place.dataset.key === key) return;
    place.dataset.key = key;
    if (!seen) { place.replaceChildren(); return; }
    const body = document.createElement("tbody"), whole = document.createElement("table"), head = document.createElement("thead");
    const line = document.createElement("tr");
    ["side", "threat", "weight", "opinion"].forEach((name) => line.append(make("th", text(name), { scope: "col" })));
    head.append(line);
    whole.append(head, body);
    rows(body, seen.poles.map((pole) => [pole.title, pole.threat, pole.weight, pole.opinion]));
    const scroll = make("div", "", { className: "scroll" }), worth = document.createElement("details"), list = document.createElement("ul");
    scroll.append(whole);
    list.append(...seen.worth.map((one) => make("li", `${one.title}: ${one.utility}`)));
    worth.append(make("summary", text("worth")), list);
    place.replaceChildren(
      make("p", text("stands", { side: seen.stands, share: seen.commitment })), scroll,
      make("p", seen.gravest.length ? text("gravest", { who: seen.gravest.join(", ") }) : ""), worth,
    );
  }

  function rows(body, cells) {
    body.replaceChildren(...cells.map((row) => {
      const line = document.createElement("tr");
      row.forEach((told, at) => line.append(make(at ? "td" : "th", told, at ? { dir: "auto" } : { dir: "auto", scope: "row" })));
      return line;
    }));
  }

  room.drawPage = drawPage;
})();
