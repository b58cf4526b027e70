"""Two lenses on one history: both blocks, who parts between them, and what both have in one picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.comparison import Parting, Partings, partings
from sim.ensemble import Result
from sim.figures import look, telling
from sim.loading import InputError
from sim.scenario.checks import NO_POLE
from sim.server import lexicon
from sim.server.address import write_address
from sim.server.beside import Lens, Number, Second, Switch, beside, usual_second
from sim.server.blocks import Block, history
from sim.server.exports import command
from sim.server.faults import fault
from sim.server.pictures import framed, sketched
from sim.server.playing import play
from sim.server.setup import Address, Cases, Setup, View
from sim.server.words import Words, spoken
from sim.server.words import words as words_of
from sim.setting import Floats

MOST = 0.5
"""Share of runs from which an actor is marked as different."""

TOLD = 10
"""Actors named of each kind in the sentences on a tick."""


def compute_pair(setup: Setup, second: Second | None, language: str, cases: Cases | None = None) -> Block:
    """Both histories of the same noise, and where they part.

    Raises
    ------
    InputError
        As ``sim.server.playing.play``; what is wrong with the right side is told as a fault of ``second``.
    """
    words, left = words_of(language), play(setup, cases)
    second = second or usual_second(left.theory.name)
    other = beside(setup, second)
    try:
        right = play(other, cases)
    except InputError as error:
        raise InputError([fault("second", one.message) for one in error.faults]) from error
    found = partings(left, right)
    titles = labels(left, right, setup, second, words)
    percent = np.round(100 * found.share).astype(int)
    marked = [np.flatnonzero(at).tolist() for at in found.share >= MOST]
    sides = [
        history(one, result, words)
        | {"marked": marked, "differs": percent.tolist(), "why": _why(one, language)}
        for one, result in ((setup, left), (other, right))
    ]
    for side, name in zip(sides, titles, strict=True):
        known = side["told"]
        for picture in ("map", "network"):
            known[picture] = (f"{name}: {known[picture][0]}", known[picture][1])
        side["told"] = known | {"differs": words.say("The two lenses differ in")}
    first = sides[0]
    return Block.of(
        {key: first[key] for key in ("case", "title", "ticks", "dates", "labels", "digest")}
        | {
            "titles": titles, "left": sides[0], "right": sides[1], "second": str(second),
            "said": said(found, left, right, words),
            "parted": [_row(one, first["labels"], left, words) for one in found.actors],
            "pictures": {
                "both": {"figure": weights_of_both(left, right, titles, words), "timed": True},
                "apart": {"figure": apart(found, first["dates"], words), "timed": True},
            },
            "told": _told(words), "command": f"{command(setup, cases)}\n{command(other, cases)}",
        }
    )  # fmt: skip


def _why(setup: Setup, language: str) -> str:
    """The address that explains one side."""
    view = View.model_validate({"page": "why", "language": language})
    return write_address(Address(setup=setup, view=view))


def labels(left: Result, right: Result, setup: Setup, second: Second, words: Words) -> tuple[str, str]:
    """What tells the two sides apart, in short."""
    if isinstance(second, Lens):
        return words.named("theory", left.theory.title), words.named("theory", right.theory.title)
    if isinstance(second, Switch):
        title = words.named("event", right.scenario.events[second.event].title)
        told = words.say("with “{event}”", event=title), words.say("without “{event}”", event=title)
        return told if second.event not in setup.off else told[::-1]
    return (_number(second, left, words), _number(second, right, words))


def _number(second: Number, result: Result, words: Words) -> str:
    value = getattr(result.parameters, second.name)
    name = words.named("parameter", spoken(second.name))
    return words.say("{name}: {value}", name=name, value=lexicon.plain(value, words))


def said(found: Partings, left: Result, right: Result, words: Words) -> list[str]:
    """Sentences on every tick: how many differ, who, and where they mostly stand on the left and on the right."""
    meta, codes = left.scenario.meta, left.setting.names.actors
    titles = lexicon.sides(left, words)
    stand = [telling.chances(one.saved["alignment"], len(titles)).argmax(axis=-1) for one in (left, right)]
    lines = []
    for tick, share in enumerate(found.share):
        order = [int(i) for i in np.argsort(-share, kind="stable") if share[i] >= MOST]
        groups: dict[tuple[int, int], list[str]] = {}
        for i in order:
            pair = int(stand[0][tick, i]), int(stand[1][tick, i])
            groups.setdefault(pair, []).append(words.actor(codes[i], left.scenario.actors[codes[i]].name))
        who = " ".join(
            words.say(
                "{left} on the left and {right} on the right: {who}", left=titles[one], right=titles[two],
                who=", ".join(names[:TOLD]) + (" …" if len(names) > TOLD else "."),
            ) for (one, two), names in sorted(groups.items(), key=lambda item: -len(item[1]))
        )  # fmt: skip
        date = words.date(meta.date_of(tick), meta.step)
        lines.append(
            words.say(
                "{date}: {count} of {all} actors differ in at least half of the runs.", date=date,
                count=words.number(len(order), 0), all=words.number(len(codes), 0),
            ) + (f" {who}" if who else "")
        )  # fmt: skip
    return lines


def _row(one: Parting, labels: list[str], left: Result, words: Words) -> dict[str, Any]:
    """Who parts: when first, in how many runs, when most, on which sides then, and at the end."""
    titles = dict(zip((NO_POLE, *left.scenario.poles), lexicon.sides(left, words), strict=True))

    def when(tick: int) -> str:
        return labels[tick] if tick >= 0 else words.say("from the start")

    return {
        "actor": one.actor,
        "name": f"{words.actor(one.actor, left.scenario.actors[one.actor].name)} ({one.actor})",
        "cells": [
            when(one.first_tick), words.percent(one.ever), when(one.widest_tick), words.percent(one.widest),
            titles[one.sides[0]], titles[one.sides[1]], words.percent(one.holding), words.percent(one.last),
        ],
    }  # fmt: skip


def weights_of_both(left: Result, right: Result, titles: tuple[str, str], words: Words) -> dict[str, Any]:
    """Each pole's share of the poles' weight under both, mean over runs; the right one dashed, with markers."""
    figure = sketched()
    dates = [date.isoformat() for date in telling.dates(left)]
    names, styles = lexicon.sides(left, words)[1:], [style for _, style in telling.sides(left).values()][1:]
    for k, (name, style) in enumerate(zip(names, styles, strict=True)):
        for n, result in enumerate((left, right)):
            line = {"width": 2.6, "color": style.colour, "dash": ("solid", "dot")[n]}
            hollow = {"color": "#FFFFFF", "line": {"width": 1.5, "color": style.colour}}
            figure.add_scatter(
                x=dates, y=_shares(result)[:, k].round(2).tolist(), mode=("lines", "lines+markers")[n], line=line,
                name=look.escaped(f"{name}: {titles[n]}"),
                marker={"symbol": style.symbol, "size": 7, **hollow},
                hovertemplate="%{x|%Y-%m-%d}: %{y:.1f} %",
            )  # fmt: skip
    return _framed(figure, words.say("% of all poles' weight"))


def apart(found: Partings, dates: list[str], words: Words) -> dict[str, Any]:
    """How many differ over time: mean over runs, and those that do in at least half of them."""
    figure = sketched()
    for name, share, style in (
        (words.say("mean over runs"), found.share.mean(axis=1), look.SIDES[2]),
        (words.say("in at least half of the runs"), (found.share >= MOST).mean(axis=1), look.SIDES[3]),
    ):
        figure.add_scatter(
            x=dates, y=(100 * share).round(2).tolist(), mode="lines+markers", name=look.escaped(name),
            line={"width": 2.6, "color": style.colour, "dash": style.dash},
            marker={"symbol": style.symbol, "size": 6}, hovertemplate="%{x|%Y-%m-%d}: %{y:.1f} %",
        )  # fmt: skip
    return _framed(figure, words.say("% of actors that differ"))


def _framed(figure: Any, unit: str) -> dict[str, Any]:
    figure.update_yaxes(title_text=unit, rangemode="tozero")
    figure.update_xaxes(type="date", nticks=8)
    return framed(look.frame(figure, title="", subtitle="", caption=[], alt="", height=240, below=40))


def _shares(result: Result) -> Floats:
    """Share of the poles' weight in per cent, mean over runs, [ticks + 1, K]."""
    weights = np.asarray(result.saved["weights"], float)
    total = weights.sum(axis=-1, keepdims=True)
    share: Floats = 100 * (weights / np.where(total > 0, total, 1)).mean(axis=0)
    return share


def _told(words: Words) -> dict[str, tuple[str, str]]:
    return {
        "both": (
            words.say("Weights of the poles under both"),
            words.say("Mean over runs. Solid: left; dotted with markers: right."),
        ),
        "apart": (
            words.say("How many differ"),
            words.say("Share of actors whose side differs between the two, run by run under the same noise."),
        ),
    }
