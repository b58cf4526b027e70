"""Views of a class as JSON, with names and dates in the reader's language."""

from __future__ import annotations

from typing import Any

from sim.loading import InputError
from sim.scenario import Scenario
from sim.scenario.checks import NO_POLE
from sim.server.address import read_address
from sim.server.game import option_title
from sim.server.playing import load
from sim.server.setup import Cases, Setup
from sim.server.views import GameView, QuestionView, StudentView, TeacherView
from sim.server.words import Words


def student(view: StudentView, cases: Cases, words: Words) -> dict[str, Any]:
    """What one student sees."""
    return {
        "revision": view.revision, "teacher": view.teacher, "address": view.address, "nickname": view.nickname,
        "question": _question(view.question, view.address, cases, words), "mark": view.mark,
        "game": _game(view.game, cases, words), "seat": view.seat, "choice": view.choice,
    }  # fmt: skip


def teacher(view: TeacherView, cases: Cases, words: Words) -> dict[str, Any]:
    """What the teacher sees."""
    return {
        "code": view.code, "activity": view.activity, "address": view.address, "people": view.people,
        "here": words.say("{n} here", n=words.number(view.people, 0)),
        "question": _question(view.question, view.address, cases, words),
        "game": _game(view.game, cases, words), "waiting": view.waiting,
    }  # fmt: skip


def _scenario(address: str, cases: Cases) -> Scenario | None:
    """The case of an address as its file has it; names and dates are the same whatever is changed in it."""
    try:
        return load(Setup(case=read_address(address).setup.case), cases)[0] if address else None
    except InputError:
        return None


def _question(view: QuestionView | None, address: str, cases: Cases, words: Words) -> dict[str, Any] | None:
    if view is None:
        return None
    scenario = _scenario(address, cases)
    return {
        "number": view.number, "actor": view.actor, "tick": view.tick, "open": view.open, "counts": view.counts,
        "options": _options(view.options, scenario, words),
        "said": words.say(
            "Where will {actor} stand, {date}?", actor=_actor(view.actor, scenario, words),
            date=_date(view.tick, scenario, words),
        ),
    }  # fmt: skip


def _game(view: GameView | None, cases: Cases, words: Words) -> dict[str, Any] | None:
    if view is None:
        return None
    scenario = _scenario(view.address, cases)
    return {
        "address": view.address, "tick": view.tick, "ticks": view.ticks, "over": view.over,
        "together": view.together,
        "said": words.say(
            "{date}: turn {n} of {all}", date=_date(view.tick, scenario, words),
            n=words.number(min(view.tick + 1, view.ticks), 0), all=words.number(view.ticks, 0),
        ),
        "options": _options(view.options, scenario, words),
        "actors": [[code, _actor(code, scenario, words)] for code in view.actors],
        "seats": view.seats,
    }  # fmt: skip


def _options(names: tuple[str, ...], scenario: Scenario | None, words: Words) -> list[list[str]]:
    return [
        [name, name if scenario is None and name != NO_POLE else _title(name, scenario, words)]
        for name in names
    ]


def _title(name: str, scenario: Scenario | None, words: Words) -> str:
    return words.say("non-aligned") if scenario is None else option_title(name, scenario, words)


def _actor(code: str, scenario: Scenario | None, words: Words) -> str:
    known = {} if scenario is None else scenario.actors
    return words.actor(code, known[code].name) if code in known else code


def _date(tick: int, scenario: Scenario | None, words: Words) -> str:
    if scenario is None or tick > scenario.meta.ticks:
        return str(tick)
    return words.date(scenario.meta.date_of(tick), scenario.meta.step)
