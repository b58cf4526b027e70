"""Class: a teacher opens one, others join by its code and follow; guesses, seats, and what the teacher takes home.

Pages ask by POST with a JSON body, so that secrets and tokens stand in no address and no log.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import dash
import flask
import segno
from dash import html
from pydantic import ValidationError

from sim.server import class_bodies as bodies
from sim.server import class_told, game
from sim.server.address import language_of, read_address, write_address
from sim.server.answers import faults, mended, told
from sim.server.app import Config
from sim.server.class_bodies import Body
from sim.server.classes import Classes
from sim.server.pages.templates import template
from sim.server.playing import load
from sim.server.room import ClassError, GoneError
from sim.server.setup import Address, Cases, Setup, View
from sim.server.views import GameView
from sim.server.words import Words
from sim.server.words import words as words_of

MOST_BYTES = 16 * 1024
"""Of a body about a class; an address is the longest part of one."""

NETWORK = "NETWORK_URL"
"""Key of the application's configuration: where others on the network reach this server, if they do."""


def layout(address: Address, words: Words) -> html.Article:
    """An empty place for the page's script; of another element than other pages, so that React keeps none of theirs."""
    return html.Article(words.say("One moment …"), id="class", **{"aria-busy": "true"})


def register(app: dash.Dash, config: Config) -> None:
    """Routes of the page, of the bar above all pages, and of everything that happens in a class."""
    server: flask.Flask = app.server
    desk = Desk(Classes(), config.cases, server)

    @server.get("/class.html")
    def class_page() -> flask.Response:
        return told(lambda address: _html(fragment(address, config.cases)))

    @server.get("/class/bar.html")
    def class_bar() -> flask.Response:
        return told(lambda address: _html(_bar(words_of(address.view.language))))

    @server.get("/class/qr.svg")
    def class_code() -> flask.Response:
        return flask.Response(
            _qr(_way_in(server, _typed(flask.request.args.get("code", "")))), mimetype="image/svg+xml"
        )

    @server.get("/class/way.json")
    def class_way() -> flask.Response:
        return flask.jsonify({"address": _way_in(server, ""), "network": bool(server.config.get(NETWORK))})

    @server.post("/class/<action>")
    def class_act(action: str) -> flask.Response:
        return mended(lambda: desk.answer(action, _language()))


def fragment(address: Address, cases: Cases) -> str:
    """The page: to open or join, to lead, to play; its script shows the part that fits."""
    words = words_of(address.view.language)
    scenario, _ = load(Setup(case=address.setup.case), cases)
    page: str = template("class.html.j2").render(
        say=words.say, words=words, title=words.named("case", scenario.meta.title),
        actors=[(code, words.actor(code, actor.name)) for code, actor in scenario.actors.items()],
        ticks=[
            (tick, words.date(scenario.meta.date_of(tick), scenario.meta.step))
            for tick in range(1, scenario.meta.ticks + 1)
        ],
        options=[(name, game.option_title(name, scenario, words)) for name in (*scenario.poles, "none")],
    )  # fmt: skip
    return page


def _bar(words: Words) -> str:
    page: str = template("class_bar.html.j2").render(say=words.say, words=words)
    return page


class Desk:
    """Takes what pages send, checks it, and answers in the reader's language."""

    def __init__(self, classes: Classes, cases: Cases, server: flask.Flask) -> None:
        self._classes, self._cases, self._server = classes, cases, server
        self._actions: dict[str, tuple[type[Body], Callable[[Any, Words], Any]]] = {
            "open": (bodies.Open, self._open), "lead": (bodies.Lead, self._lead),
            "share": (bodies.Share, self._share), "ask": (bodies.Ask, self._ask),
            "close": (bodies.Teacher, lambda body, words: classes.close(body.code, body.secret)),
            "game": (bodies.OpenGame, self._game),
            "advance": (bodies.Advance, lambda body, words: classes.advance(body.code, body.secret, body.tick)),
            "stop": (bodies.Teacher, lambda body, words: classes.close_game(body.code, body.secret)),
            "dismiss": (bodies.Dismiss, lambda body, words: classes.dismiss(body.code, body.secret, body.actor)),
            "export": (bodies.Teacher, self._export),
            "end": (bodies.Teacher, lambda body, words: classes.end(body.code, body.secret)),
            "join": (bodies.Join, self._join), "follow": (bodies.Follow, self._follow),
            "mark": (bodies.Mark, self._mark), "choose": (bodies.Choose, self._choose),
            "take": (bodies.Take, lambda b, words: self._seen(classes.take(b.code, b.token, b.actor), words)),
            "stand": (bodies.Student, lambda b, words: self._seen(classes.stand_up(b.code, b.token), words)),
            "leave": (bodies.Student, lambda b, words: classes.leave(b.code, b.token)),
            "outlook": (bodies.Student, self._outlook), "table": (bodies.Teacher, self._table),
        }  # fmt: skip

    def answer(self, action: str, words: Words) -> flask.Response:
        """What an action gives; what cannot be done is told with status 409, what is gone with 410."""
        if action not in self._actions:
            return faults([words.say("There is no such page here.")], 404)
        model, act = self._actions[action]
        if (flask.request.content_length or 0) > MOST_BYTES:
            return faults(
                [
                    words.say(
                        "That is too much: at most {kilobytes} kB at a time.", kilobytes=MOST_BYTES // 1024
                    )
                ],
                413,
            )
        try:
            body = model.model_validate_json(flask.request.get_data())
        except ValidationError:
            return faults([words.say("That is no request of this page: load it again.")], 400)
        try:
            got = act(body, words)
        except ClassError as error:
            status = 410 if isinstance(error, GoneError) else 409
            return faults([words.say(error.text, **error.values)], status)
        return flask.Response(status=204) if got is None else flask.jsonify(got)

    # The teacher

    def _open(self, body: bodies.Open, words: Words) -> Any:
        opened = self._classes.open(body.teacher)
        return {"code": opened.code, "key": opened.secret}

    def _lead(self, body: bodies.Lead, words: Words) -> Any:
        view = self._classes.lead(body.code, body.secret, body.since)
        return None if view is None else class_told.teacher(view, self._cases, words)

    def _share(self, body: bodies.Share, words: Words) -> None:
        """An address is read, and written anew, before anybody is shown it; each reader keeps their own language."""
        address = self._read(body.address)
        page = "explore" if address.view.page == "class" else address.view.page  # asked from the page Class
        view = address.view.model_copy(update={"language": View().language, "page": page})
        shown = write_address(Address(setup=address.setup, view=view))
        self._classes.share(body.code, body.secret, f"?{shown}")

    def _ask(self, body: bodies.Ask, words: Words) -> Any:
        self._share(body, words)
        return {"number": self._classes.ask(body.code, body.secret, body.actor, body.tick, body.options)}

    def _game(self, body: bodies.OpenGame, words: Words) -> None:
        self._classes.lead(body.code, body.secret)  # who asks, before anything is worked out
        setup = self._read(body.address).setup
        actors, options, ticks = self._kitchen(game.rules, setup)
        self._classes.open_game(
            body.code,
            body.secret,
            "?" + write_address(Address(setup=setup)),
            actors,
            options,
            ticks,
            body.together,
        )

    def _export(self, body: bodies.Teacher, words: Words) -> Any:
        """The game with how each seat was played, where anybody has played."""
        view, kept = self._classes.lead(body.code, body.secret), self._classes.export(body.code, body.secret)
        if view is not None and view.game is not None and view.game.choices:
            kept["game"]["scores"] = self._kitchen(game.scores, *_played(view.game))
        return {"text": json.dumps(kept, indent=2, ensure_ascii=False)}

    def _table(self, body: bodies.Teacher, words: Words) -> Any:
        view = self._classes.lead(body.code, body.secret)
        return None if view is None or view.game is None else self._told(view.game, "", words)

    # A student

    def _join(self, body: bodies.Join, words: Words) -> Any:
        joined = self._classes.join(body.code, body.nickname)
        return {"key": joined.token, "nickname": joined.nickname}

    def _follow(self, body: bodies.Follow, words: Words) -> Any:
        view = self._classes.follow(body.code, body.token, body.since)
        return None if view is None else self._seen(view, words)

    def _mark(self, body: bodies.Mark, words: Words) -> Any:
        return self._seen(self._classes.mark(body.code, body.token, body.number, body.option), words)

    def _choose(self, body: bodies.Choose, words: Words) -> Any:
        return self._seen(self._classes.choose(body.code, body.token, body.tick, body.option), words)

    def _outlook(self, body: bodies.Student, words: Words) -> Any:
        view = self._classes.follow(body.code, body.token)
        return None if view is None or view.game is None else self._told(view.game, view.seat, words)

    def _seen(self, view: Any, words: Words) -> Any:
        return class_told.student(view, self._cases, words)

    # Both

    def _told(self, view: GameView, seat: str, words: Words) -> Any:
        """Where the game stands and how it was played, with one seat's outlook and nobody else's."""
        asked = (*(so_far := _played(view)), words.language)
        stands = self._kitchen(game.board, *asked)
        return {
            **{name: part for name, part in stands.items() if name != "outlooks"},
            "tick": view.tick, "outlook": stands["outlooks"].get(seat),
            "results": self._kitchen(game.results, *asked) if so_far[-1] else [],
        }  # fmt: skip

    def _read(self, text: str) -> Address:
        address = read_address(text)
        load(address.setup, self._cases)
        return address

    def _kitchen(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return self._server.extensions["kitchen"].get(work, *arguments)


def _played(view: GameView) -> tuple[Setup, int, game.Made]:
    """A game as ``sim.server.game`` takes it: its set-up, the tick that is on, and choices of those before."""
    made = tuple(sorted((tick, actor, option) for (tick, actor), option in view.choices.items()))
    return read_address(view.address).setup, view.tick, made


def _language() -> Words:
    return words_of(language_of(flask.request.query_string.decode("utf-8", "replace")))


def _html(text: str) -> flask.Response:
    return flask.Response(text, mimetype="text/html")


def _typed(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalpha())[:8]


def _way_in(server: flask.Flask, code: str) -> str:
    """The address to type, for whoever is on the network; the code is behind ``#``, which no server is told."""
    root = str(server.config.get(NETWORK) or flask.request.host_url)
    return root if not code else f"{root}?v=1&page=class#{code}"


def _qr(text: str) -> bytes:
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=6, border=3, light="#fff", xmldecl=False)
    return drawn.getvalue()
