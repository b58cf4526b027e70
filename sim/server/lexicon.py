"""What stands in figures, in the visitor's language: sides, postures, axes, measures and motions."""

from __future__ import annotations

import re
from textwrap import wrap
from typing import Any

from sim.ensemble import POSTURES, Result
from sim.figures import look
from sim.server.words import SOURCE, Words, spoken

WIDTH, LINE, LINES = 18, 6.4, 3
"""Characters of a line of a label on an axis, pixels of each, and most lines."""

TALLER = 9
"""Pixels that a row with a title needs beyond one with a key."""


def sides(result: Result, words: Words) -> list[str]:
    """Titles in the order of alignment's codes: the non-aligned, then the poles."""
    return [
        words.say("non-aligned"),
        *(words.named("pole", pole.title) for pole in result.scenario.poles.values()),
    ]


def postures(words: Words) -> list[str]:
    """Names in the order of posture's codes."""
    return [words.named("posture", spoken(name)) for name in POSTURES]


def plain(value: float, words: Words) -> str:
    """A setting's value with the decimals that it has, up to six.

    Examples
    --------
    >>> plain(0.0, Words()), plain(0.10, Words()), plain(1200.0, Words())
    ('0', '0.1', '1,200')
    """
    return words.number(value, len(f"{value:.6f}".rstrip("0").partition(".")[2]))


def names(result: Result, words: Words) -> dict[str, str]:
    """What figures of this result call things, as markup, and how it is said."""
    poles = [pole.title for pole in result.scenario.poles.values()]
    said = dict(zip(["non-aligned", *poles], sides(result, words), strict=True))
    said |= dict(zip(POSTURES, postures(words), strict=True))
    said |= {
        "not in the case": words.say("not in the case"),
        "yes": words.say("yes"), "no": words.say("no"), "abstain": words.say("abstain"),
        "absent": words.say("absent"),
        "% of actors": words.say("% of actors"),
        "% of all poles' weight": words.say("% of all poles' weight"),
        "% of those who may vote": words.say("% of those who may vote"),
        "opinion, -1 (against) to 1 (for)": words.say("opinion, -1 (against) to 1 (for)"),
        f"mean of all {len(result.scenario.actors)} actors": words.say("mean of all actors"),
    }  # fmt: skip
    step = result.scenario.meta.step
    said |= {
        f"start of {step}": words.say("at the start of each step"),
        f"end of {step}": words.say("at the end of each step"),
        f"first taken, start of {step}": words.say("when it is first taken"),
    }
    return {look.escaped(english): look.escaped(told) for english, told in said.items()}


def translate(figure: dict[str, Any], result: Result, words: Words) -> None:
    """Put a figure's names and axes in the visitor's language, in place; measures and motions by title."""
    if words.language != SOURCE:
        _names(figure, names(result, words), words)
    _rows(figure, result, words)


def _names(figure: dict[str, Any], known: dict[str, str], words: Words) -> None:
    for trace in figure["data"]:
        trace["name"] = known.get(trace.get("name", ""), trace.get("name", ""))
    for note in figure["layout"].get("annotations", ()):
        note["text"] = known.get(note["text"], note["text"])
    for key, axis in figure["layout"].items():
        if re.fullmatch("[xy]axis[0-9]*", key):
            title = axis.get("title", {})
            title["text"] = known.get(title.get("text", ""), title.get("text", ""))
            if words.direction == "rtl" and key.startswith("y"):
                title["standoff"] = 24  # plotly measures such text as if it began at the other end


def _rows(figure: dict[str, Any], result: Result, words: Words) -> None:
    """Rows of measures and motions by title instead of by key."""
    axis = figure["layout"].get("yaxis", {})
    if axis.get("type") != "category":
        return
    keys = axis.get("categoryarray") or list(
        dict.fromkeys(str(y) for trace in figure["data"] for y in trace.get("y", ()))
    )
    titles = [_title(str(key), result, words) for key in keys]
    axis |= {"tickmode": "array", "tickvals": keys, "ticktext": titles}
    figure["layout"]["height"] += TALLER * len(keys)
    longest = max((len(line) for title in titles for line in title.split("<br>")), default=0)
    figure["layout"]["margin"]["l"] = round(24 + LINE * longest)


def _title(key: str, result: Result, words: Words) -> str:
    """The title of the measure or motion that a row's label begins with; what else the label says stays."""
    name, rest = (re.match(r"([\w/-]+)(.*)", key, re.DOTALL) or re.match("(.*)()", key)).groups()  # type: ignore[union-attr]
    measure, motion = result.scenario.measures.get(name), result.scenario.motions.get(name)
    if measure is not None:
        title = words.named("measure", measure.title) + rest
    elif motion is not None:
        title = words.named("motion", motion.title)
    else:
        return key
    return "<br>".join(look.escaped(line) for line in wrap(title, WIDTH, max_lines=LINES, placeholder=" …"))
