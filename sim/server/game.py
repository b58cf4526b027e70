"""The game of seats as pages show it: where it stands, what each actor perceives, and how people played.

All follows from the set-up and the choices of the ticks that are over, so whoever asks gets the same, worked out once.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from sim.ensemble import Result
from sim.explanation import Explanation
from sim.scenario import Scenario
from sim.scenario.checks import NO_POLE
from sim.seat_scores import score
from sim.seats import Seats, open_to_people, options, outlook, play_seats
from sim.server import lexicon
from sim.server.frames import MOVING, frames
from sim.server.pictures import outlines
from sim.server.playing import check_size, load
from sim.server.setup import Cases, Setup
from sim.server.words import Words
from sim.server.words import words as words_of

Made = tuple[tuple[int, str, str], ...]
"""Choices of the ticks that are over: tick, actor, option; sorted."""

GRAVEST = 3
"""How many of those who threaten an actor are named."""


def rules(setup: Setup, cases: Cases | None = None) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Actors that have a seat, what they can choose, and how many ticks there are.

    Raises
    ------
    InputError
        For what does not exist or is more than this server plays.
    """
    game = played(setup, 0, (), cases)
    setting = game.result.setting
    return open_to_people(setting), options(setting), game.result.scenario.meta.ticks


def played(setup: Setup, tick: int, made: Made, cases: Cases | None = None) -> Seats:
    """The game through the ticks that are over."""
    scenario, theory = load(setup, cases)
    check_size(setup, scenario)
    return play_seats(
        scenario, theory, seed=setup.seed, ticks=tick, choices={(t, actor): option for t, actor, option in made},
        parameters=dict(setup.numbers), without=setup.off,
    )  # fmt: skip


def board(setup: Setup, tick: int, made: Made, language: str, cases: Cases | None = None) -> dict[str, Any]:
    """Sides with their weights and who is on them, who has moved, the outlook of every seat, and what the map shows."""
    words, game = words_of(language), played(setup, tick, made, cases)
    scenario, names = game.result.scenario, game.result.setting.names.actors
    titled = [words.actor(code, scenario.actors[code].name) for code in names]
    titles = lexicon.sides(game.result, words)
    now = np.asarray(game.result.saved["alignment"])[0]
    weights = np.asarray(game.result.saved["weights"], float)[0, tick]
    total = weights.sum() or 1
    moved = np.flatnonzero(now[tick] != now[max(tick - 1, 0)])
    return {
        "date": words.date(scenario.meta.date_of(tick), scenario.meta.step),
        "sides": [
            {
                "title": title, "who": [titled[i] for i in np.flatnonzero(now[tick] == k)],
                "weight": words.percent(weights[k - 1] / total) if k else "",
            }
            for k, title in enumerate(titles)
        ],
        "scene": _scene(setup.case, game.result, words),
        "moved": [f"{titled[i]} → {titles[now[tick, i]]}" for i in moved],
        "outlooks": {} if game.over else {
            code: _outlook(outlook(game, code), scenario, words) for code in open_to_people(game.result.setting)
        },
    }  # fmt: skip


def _scene(case: str, result: Result, words: Words) -> dict[str, Any]:
    """A block (``sim.server.blocks``) that has the last tick alone."""
    meta, shown = result.scenario.meta, frames(result, words)
    now = meta.date_of(result.ticks)
    return {
        "case": case, "why": None, "ticks": 0, "dates": [now.isoformat()],
        "labels": [words.date(now, meta.step)],
        "frames": shown | {name: shown[name][-1:] for name in MOVING}, "told": _told(words),
    }  # fmt: skip


def _told(words: Words) -> dict[str, tuple[str, str]]:
    """Title and note of the pictures of one history, in which an actor is on a side or is not."""
    return {
        "map": (
            words.say("Who stands where"),
            f"{words.say('The side of each actor in this game.')} {outlines(words)}",
        ),
        "network": (
            words.say("The line-up"),
            words.say(
                "Each actor with its side in this game; larger: more capability. Lines join each actor to its closest "
                "friend."
            ),
        ),
    }


def _outlook(seen: Explanation, scenario: Scenario, words: Words) -> dict[str, Any]:
    """What an actor perceives, in short: threat, those behind it, weights, opinion; and what each option is worth."""
    total = sum(seen.weight.values()) or 1
    names = {code: words.actor(code, actor.name) for code, actor in scenario.actors.items()}
    return {
        "name": names[seen.actor],
        "stands": option_title(seen.alignment, scenario, words),
        "commitment": words.percent(seen.commitment),
        "poles": [
            {
                "title": option_title(pole, scenario, words),
                "threat": words.percent(seen.share[pole]),
                "weight": words.percent(seen.weight[pole] / total),
                "opinion": words.number(seen.opinion[pole]),
            }
            for pole in seen.threat
        ],
        "gravest": [names[source.actor] for source in seen.sources[:GRAVEST]],
        "worth": [
            {"title": option_title(name, scenario, words), "utility": words.number(value)}
            for name, value in seen.utility.items()
            if value is not None and math.isfinite(value)
        ],
    }


def scores(setup: Setup, tick: int, made: Made, cases: Cases | None = None) -> list[dict[str, Any]]:
    """How people played each seat and each tick, in numbers (``sim.seat_scores.SeatScore``)."""
    return [asdict(one) for one in score(played(setup, tick, made, cases))]


def results(
    setup: Setup, tick: int, made: Made, language: str, cases: Cases | None = None
) -> list[dict[str, Any]]:
    """How the people of each seat played, in words: like the model, at what cost, and as history ended."""
    words, game = words_of(language), played(setup, tick, made, cases)
    scenario = game.result.scenario
    return [
        {
            "actor": one.actor, "name": words.actor(one.actor, scenario.actors[one.actor].name),
            "ticks": words.number(len(one.ticks), 0), "agreement": words.percent(one.agreement),
            "cost": words.number(one.cost),
            "expected": "" if one.expected is None else option_title(one.expected, scenario, words),
            "as_history": one.as_history,
        }
        for one in score(game)
    ]  # fmt: skip


def option_title(name: str, scenario: Scenario, words: Words) -> str:
    """What an option is called; as it is where the case has no such pole."""
    if name == NO_POLE:
        return words.say("non-aligned")
    return words.named("pole", scenario.poles[name].title) if name in scenario.poles else name
