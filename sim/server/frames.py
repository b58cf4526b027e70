"""What moves while a history is played: for every tick, who stands where, in codes that the page looks up."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from sim.ensemble import POSTURES, Result
from sim.figures import look, networks, telling
from sim.server import lexicon, pictures
from sim.server.words import Words
from sim.setting import Floats, Ints

LEVELS = 14
"""Shades of a side, from a third of its colour to all of it."""

MOVING = ("shares", "look", "posture", "commitment", "place")
"""What of ``frames`` has an entry for every tick."""

FINE = 1000
"""Places in the network are whole thousandths."""


def palette(result: Result) -> list[dict[str, str]]:
    """How each side looks at each shade: entry ``side * LEVELS + shade``."""
    shades = [0.35 + 0.65 * shade / (LEVELS - 1) for shade in range(LEVELS)]
    return [_look(style, share) for _, style in telling.sides(result).values() for share in shades]


def _look(style: look.Style, share: float) -> dict[str, str]:
    fill = style.fill(share)
    colour = look.mix(style.colour, share)
    return {
        "fill": colour, "shape": fill["shape"], "ink": fill.get("fgcolor", colour), "ground": fill["bgcolor"],
        "symbol": style.symbol,
    }  # fmt: skip


def frames(result: Result, words: Words) -> dict[str, Any]:
    """Per tick, from the start to the end: shares of sides, looks, postures, commitment, places; and what they mean.

    Shares and commitment are whole per cent of runs and means over runs. ``posture`` of the start is -1.
    """
    actors, codes = result.scenario.actors, result.setting.names.actors
    chances = telling.chances(result.saved["alignment"], len(telling.sides(result)))
    best = chances.argmax(axis=-1)
    strong = chances.max(axis=-1)
    shade = np.round((LEVELS - 1) * np.clip((strong - 1 / 3) * 1.5, 0, 1)).astype(int)
    postures = telling.chances(result.saved["posture"], len(POSTURES)).argmax(axis=-1)
    postures[0] = -1  # there is no posture before the first choice
    friends = networks.closest_friends(result)
    radius = networks.radii(np.asarray(result.final("capability"), float).mean(axis=0))
    places = _places(chances, radius)
    return {
        "actors": codes,
        "names": [words.actor(code, actors[code].name) for code in codes],
        "sources": [_sources(result, code) for code in codes],
        "sides": lexicon.sides(result, words),
        "postures": lexicon.postures(words),
        "levels": LEVELS,
        "palette": palette(result),
        "shares": np.round(100 * chances).astype(int).tolist(),
        "look": (best * LEVELS + shade).tolist(),
        "posture": postures.tolist(),
        "commitment": np.round(100 * result.saved["commitment"].mean(axis=0)).astype(int).tolist(),
        "friends": [friends.get(i, -1) for i in range(len(codes))],
        "size": (300 * radius).round(1).tolist(),
        "place": places.tolist(),
        "network": _network(result, words, np.abs(places).max(axis=(0, 2)) / FINE),
        "words": {
            "commitment": words.say("commitment"),
            "coded": words.say("Coded from:"),
            "runs": words.say("Share of {runs} runs", runs=words.number(len(result.replicates), 0)),
        },
    }


def _network(result: Result, words: Words, reach: Floats) -> dict[str, Any]:
    """The network without its moving parts: two kinds of lines, and markers named where actors are large.

    ``reach`` is how far out anybody gets, sideways and up.
    """
    wide, tall = (reach + 0.15).round(2).tolist()
    large = set(
        np.argsort(-np.asarray(result.final("capability"), float).mean(axis=0), kind="stable")[
            : networks.NAMED
        ]
    )
    codes = result.setting.names.actors
    lines = [
        {"type": "scatter", "mode": "lines", "name": name, "hoverinfo": "skip", "line": line}
        for name, line in (
            (words.say("friends on one side"), {"width": 1, "color": "#A0A0A0"}),
            (words.say("friends apart"), {"width": 1, "color": look.INK, "dash": "dash"}),
        )
    ]
    markers = {
        "type": "scatter", "mode": "markers+text", "hoverinfo": "none", "showlegend": False,
        "textposition": "top center",
        "text": [code if i in large else "" for i, code in enumerate(codes)], "textfont": {"size": 10},
        "marker": {"line": {"width": 1, "color": look.INK}, "opacity": 1},
    }  # fmt: skip
    legend = [
        {"type": "scatter", "x": [None], "y": [None], "mode": "markers", "name": look.escaped(title),
         "marker": {"symbol": style.symbol, "size": 11, "color": style.colour}}
        for title, (_, style) in zip(lexicon.sides(result, words), telling.sides(result).values(), strict=True)
    ]  # fmt: skip
    axis = {"visible": False, "fixedrange": True}
    layout = {
        "height": 430, "margin": {"l": 8, "r": 8, "t": 64, "b": 8, "autoexpand": False},
        "paper_bgcolor": pictures.CLEAR,
        "plot_bgcolor": pictures.CLEAR, "dragmode": False, "xaxis": axis | {"range": [-wide, wide]},
        "yaxis": axis | {"range": [-tall, tall]},
        "font": {"family": look.FONT, "size": look.TEXT_SIZE, "color": look.INK},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemsizing": "constant"},
    }  # fmt: skip
    return {"data": [*lines, markers, *legend], "layout": layout}


def _places(chances: Floats, radius: Floats) -> Ints:
    """Places in the network, [T, 2, N]: an actor goes as far as its chances do, and keeps what parts it from others.

    So whoever changes sides is there in the same tick, and nobody else jumps. A few rounds of parting a tick then do.
    """
    rounds = max(6, round(400 / len(radius)))
    pull = [networks.pulled(now) for now in chances]
    found = [networks.spread_out(pull[0], radius, 16 * rounds)]
    for before, now in pairwise(pull):
        apart = found[-1] - before
        found.append(networks.spread_out(now, radius, rounds, now + apart))
    wide = np.swapaxes(np.array(found), 1, 2) * np.array([1, networks.TALL])[:, None]
    return np.asarray(np.round(FINE * wide), int)


def _sources(result: Result, code: str) -> str:
    """Who says so, of an actor's coding."""
    known = result.scenario.sources
    named = [
        known[key].author or known[key].title for key in result.scenario.actors[code].source if key in known
    ]
    return "; ".join(dict.fromkeys(named))


def said(result: Result, words: Words) -> list[str]:
    """A sentence or two on every tick, for those who do not see the pictures."""
    meta, codes = result.scenario.meta, result.setting.names.actors
    weights = np.asarray(result.saved["weights"], float)
    total = weights.sum(axis=-1, keepdims=True)
    share = weights / np.where(total > 0, total, 1)
    low, high = np.quantile(share, [telling.LOW, telling.HIGH], axis=0)
    best = telling.chances(result.saved["alignment"], len(telling.sides(result))).argmax(axis=-1)
    titles = lexicon.sides(result, words)
    names = [words.actor(code, result.scenario.actors[code].name) for code in codes]
    lines = []
    for tick, where in enumerate(best):
        parts = [
            _weighs(
                words, len(share) > 1, side=title, share=words.percent(share[:, tick, k].mean()),
                low=words.percent(low[tick, k]), high=words.percent(high[tick, k]),
                count=words.number(int((where == k + 1).sum()), 0),
            ) for k, title in enumerate(titles[1:])
        ]  # fmt: skip
        parts.append(words.say("non-aligned: {count}", count=words.number(int((where == 0).sum()), 0)))
        moved = np.flatnonzero(where != best[max(tick - 1, 0)])
        told = ", ".join(f"{names[i]} → {titles[where[i]]}" for i in moved[:8])
        news = words.say("New: {who}.", who=told + (" …" if len(moved) > 8 else "")) if len(moved) else ""
        date = words.date(meta.date_of(tick), meta.step)
        lines.append("\n".join([f"{date}. {parts[0]}", *parts[1:], *([news] if news else [])]))
    return lines


def _weighs(words: Words, spread: bool, **told: str) -> str:
    """What a side weighs; one run alone has no spread."""
    if spread:
        return words.say(
            "{side}: {share} of the poles' weight ({low} to {high} in 90 % of runs), actors: {count}", **told
        )
    return words.say("{side}: {share} of the poles' weight, actors: {count}", **told)
