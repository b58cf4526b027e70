"""Lessons: the list, one lesson's introduction, and the bar that leads through its steps above the other pages."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any

import dash
import flask
from dash import html
from markdown_it import MarkdownIt
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.loading import Fault, InputError
from sim.scenario.base import Name
from sim.scenario.checks import NO_POLE
from sim.server.address import LONGEST, read_address, write_address
from sim.server.answers import mended, told
from sim.server.app import Config
from sim.server.faults import Said, fault, refused, unknown
from sim.server.game import option_title
from sim.server.guessing import guessed
from sim.server.lessons import Lesson, lessons
from sim.server.pages.templates import template
from sim.server.playing import load
from sim.server.setup import MOST_TICKS, Address, Cases, Setup, View
from sim.server.words import Words
from sim.server.words import words as words_of

BEFORE_STEP = "/"
"""Parts a lesson's name from its step in the address: ``buck_passing/2``."""


class Guess(BaseModel):
    """What is asked about an actor at a tick, with the counts of a class where there is one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    address: Annotated[str, Field(max_length=LONGEST)]
    actor: Name
    tick: Annotated[int, Field(ge=0, le=MOST_TICKS)]
    counts: Annotated[dict[Name, Annotated[int, Field(ge=0, le=10_000)]], Field(max_length=8)] = {}


def layout(address: Address, words: Words) -> html.Section:
    """An empty place: the page's script fetches ``listed`` and fills it in."""
    return html.Section(words.say("One moment …"), id="lessons", **{"aria-busy": "true"})


def register(app: dash.Dash, config: Config) -> None:
    """Routes of the list, of the bar, and of what the model did."""
    server: flask.Flask = app.server

    @server.get("/lessons.html")
    def lesson_list() -> flask.Response:
        return told(lambda address: _html(listed(address, config)))

    @server.get("/lesson.html")
    def lesson_step() -> flask.Response:
        return told(lambda address: _html(bar(address, config)))

    @server.post("/guessed.json")
    def lesson_model() -> flask.Response:
        return mended(lambda: flask.jsonify(_model(server, flask.request.get_data())))


def _html(text: str) -> flask.Response:
    return flask.Response(text, mimetype="text/html")


def _model(server: flask.Flask, body: bytes) -> Any:
    try:
        asked = Guess.model_validate_json(body)
    except ValidationError as error:
        raise InputError([Fault(Said("guess"), 0, 0, refused(one)) for one in error.errors()[:3]]) from None
    address = read_address(asked.address)
    counts = tuple(sorted(asked.counts.items()))
    kitchen = server.extensions["kitchen"]
    return kitchen.get(guessed, address.setup, address.view.language, asked.actor, asked.tick, counts)


def listed(address: Address, config: Config) -> str:
    """The list of lessons, or the introduction of the one that the address names."""
    words = words_of(address.view.language)
    known = _known(words.language, config)
    chosen = None if address.view.lesson is None else _found(address.view.lesson, known)[0]
    page: str = template("lessons.html.j2").render(
        say=words.say, words=words, lessons=known, chosen=chosen, markdown=markdown,
        open=lambda lesson: "?" + write_address(_list(address, lesson.name)),
        step=lambda lesson, n: "?" + write_address(step_address(lesson, n, address)),
        back="?" + write_address(_list(address, None)),
    )  # fmt: skip
    return page


def bar(address: Address, config: Config) -> str:
    """One step: text, question, what to look for, the ways on, and what to predict.

    Raises
    ------
    InputError
        For a lesson or a step that there is not.
    """
    words = words_of(address.view.language)
    if address.view.lesson is None:
        raise InputError([fault("lesson", Said("names no lesson"))])
    lesson, n = _found(address.view.lesson, _known(words.language, config))
    step = lesson.steps[n]
    own = step_address(lesson, n, address)
    page: str = template("lesson_bar.html.j2").render(
        say=words.say, words=words, lesson=lesson, n=n, step=step, markdown=markdown,
        predict=None if step.predict is None else _predict(step.predict, own, config.cases, words),
        set="?" + write_address(own),
        before="?" + write_address(step_address(lesson, n - 1, address)) if n else None,
        after="?" + write_address(step_address(lesson, n + 1, address)) if n + 1 < len(lesson.steps) else None,
        out="?" + write_address(_list(address, None)), intro="?" + write_address(_list(address, lesson.name)),
    )  # fmt: skip
    return page


def _known(language: str, config: Config) -> tuple[Lesson, ...]:
    """All lessons; a teacher's files are read again when one has changed."""
    folder = config.lessons
    stamp = (
        () if folder is None else tuple(sorted((p.name, p.stat().st_mtime_ns) for p in folder.glob("*.md")))
    )
    return _read(language, folder, stamp)


@lru_cache(maxsize=8)
def _read(language: str, folder: Path | None, stamp: tuple[tuple[str, int], ...]) -> tuple[Lesson, ...]:
    return lessons(language, folder)


def step_address(lesson: Lesson, n: int, now: Address) -> Address:
    """The address of a step, in the language that the visitor reads, which need not be the lesson's."""
    address = lesson.address(n)
    return Address(setup=address.setup, view=address.view.model_copy(update={"language": now.view.language}))


def _list(address: Address, name: str | None) -> Address:
    view = View(page="lessons", language=address.view.language, lesson=name)
    return Address(setup=address.setup, view=view)


def _found(text: str, known: tuple[Lesson, ...]) -> tuple[Lesson, int]:
    """A lesson and the step, counted from 0, that an address names."""
    name, _, number = text.partition(BEFORE_STEP)
    lesson = next((one for one in known if one.name == name), None)
    if lesson is None:
        told = unknown(Said("lesson"), name, [one.name for one in known])
        raise InputError([fault("lesson", told)])
    n = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0 if number else 1
    if not 1 <= n <= len(lesson.steps):
        told = Said("{name} has steps 1 to {n}", name=name, n=len(lesson.steps))
        raise InputError([fault("lesson", told)])
    return lesson, n - 1


def _predict(predict: Any, address: Address, cases: Cases, words: Words) -> dict[str, Any]:
    """What is to be marked: who, when, and the options by name and title."""
    scenario, _ = load(Setup(case=address.setup.case), cases)
    options = predict.options or (*scenario.poles, NO_POLE)
    return {
        "actor": predict.actor, "tick": predict.tick,
        "name": words.actor(predict.actor, scenario.actors[predict.actor].name),
        "date": words.date(scenario.meta.date_of(predict.tick), scenario.meta.step),
        "options": [(name, option_title(name, scenario, words)) for name in options],
    }  # fmt: skip


def markdown(text: str) -> Markup:
    """Markdown as HTML: HTML in it is shown as text, pictures from elsewhere are left out, links have safe schemes."""
    return Markup(_markdown().render(text))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
