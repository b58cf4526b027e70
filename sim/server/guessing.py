"""Predict first: what the model did with an actor, and a class's guesses beside it."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import numpy as np

from sim.figures import guesses, look, telling
from sim.figures.sketch import sketching
from sim.loading import Fault, InputError
from sim.server import lexicon, pictures
from sim.server.faults import Said, unknown
from sim.server.playing import play
from sim.server.setup import Cases, Setup
from sim.server.words import words as words_of

ROW = 20
"""Pixels of a row of the legend."""

Counts = tuple[tuple[str, int], ...]
"""How many guessed each option."""


def guessed(
    setup: Setup, language: str, actor: str, tick: int, counts: Counts, cases: Cases | None = None
) -> Any:
    """Shares of runs by side, with a sentence and the figure, in a language, ready for JSON.

    Raises
    ------
    InputError
        For an actor, a tick or an option that this case has not.
    """
    words, result = words_of(language), play(setup, cases)
    names, sides = result.setting.names.actors, list(telling.sides(result))
    problems = [] if actor in names else [unknown(Said("actor"), actor, names)]
    problems += (
        []
        if tick <= result.ticks
        else [Said("tick {tick} is after the end, {last}", tick=tick, last=result.ticks)]
    )
    problems += [unknown(Said("option"), option, sides) for option, _ in counts if option not in sides]
    if problems:
        raise InputError([Fault(Said("guess"), 0, 0, problem) for problem in problems])
    codes = np.asarray(result.saved["alignment"])[:, tick, names.index(actor)]
    chances = telling.chances(codes, len(sides)).tolist()
    titles = lexicon.sides(result, words)
    order = sorted(range(len(sides)), key=lambda k: -chances[k])
    shares = ", ".join(f"{titles[k]} {words.percent(chances[k])}" for k in order if chances[k] > 0)
    with sketching():
        figure = pictures.bare(guesses(result, actor, tick, dict(counts)).plain())
    _translate(figure, list(telling.sides(result).values()), titles, words)
    return {
        "chances": dict(zip(sides, chances, strict=True)),
        "said": words.say(
            "{actor}, {date}, share of {runs} runs: {shares}.",
            actor=words.actor(actor, result.scenario.actors[actor].name),
            date=words.date(result.scenario.meta.date_of(tick), result.scenario.meta.step),
            runs=words.number(len(codes), 0), shares=shares,
        ),
        "figure": figure,
    }  # fmt: skip


def _translate(figure: dict[str, Any], sides: list[Any], titles: list[str], words: Any) -> None:
    """Names and axes in the visitor's language, in place."""
    said = {"the class": words.say("the class"), "the model": words.say("the model")}
    for trace in figure["data"]:
        trace["name"] = said[trace["name"]]
        trace["hovertemplate"] = "%{x:.3~g} %<extra></extra>"
    wrapped = ["<br>".join(look.escaped(line) for line in wrap(title, lexicon.WIDTH)[:2]) for title in titles]
    figure["layout"]["yaxis"] |= {
        "tickmode": "array", "tickvals": [look.escaped(title) for title, _ in sides], "ticktext": wrapped,
    }  # fmt: skip
    figure["layout"]["xaxis"]["title"]["text"] = words.say("% of guesses, % of runs")
    figure["layout"]["xaxis"]["title"]["font"] = {"size": 11}  # a phone has 190 pixels for it
    figure["layout"]["legend"] |= {"entrywidthmode": "pixels", "entrywidth": 0}  # as wide as its text
    figure["layout"]["height"] += ROW  # a phone has the legend in two rows
    figure["layout"]["margin"]["t"] += ROW
    longest = max(len(line) for label in wrapped for line in label.split("<br>"))
    figure["layout"]["margin"]["l"] = round(24 + lexicon.LINE * longest)
