"""The figures of ``sim.figures`` made ready for a page: title and caption go around them, in the visitor's language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from sim import figures
from sim.ensemble import Result
from sim.figures import look
from sim.server.words import Words

CLEAR = "rgba(0,0,0,0)"
_ROW = 20

OVER_TIME: dict[str, tuple[str, str, Callable[[Result], go.Figure]]] = {
    "weights": (
        "Weights of the poles",
        "Share of the poles' weight: committed, coordinated power. Lines: mean; bands: 5 to 95 % of runs; "
        "ticks at the foot: events.",
        figures.balance,
    ),
    "postures": (
        "Who balances, bandwagons, hedges or passes the buck",
        "Against the pole that threatens an actor most: with another pole, it balances; with that pole, it bandwagons; "
        "with none, it hedges, or passes the buck where others carry the burden. Mean over runs.",
        figures.postures,
    ),
    "ladder": (
        "Ladder of measures",
        "Discs: actors at their median first date; larger: more actors; darker: in more runs. At the right: before the "
        "start + new. After the name: commitment from which a measure is in force.",
        figures.ladder,
    ),
    "opinion": (
        "Public opinion of the poles", "From -1 (against) to 1 (for), mean of all actors. Bands: 5 to 95 % of runs.",
        figures.opinion,
    ),
    "votes": (
        "Motions and their votes",
        "Mean share of those who may vote; whiskers: 5 to 95 % of runs (yes). A motion passes by the rule of its "
        "institution, not by the share shown.",
        figures.votes,
    ),
}  # fmt: skip
"""Title, note and figure of each picture that the server draws whole; the page moves a cursor over those with time."""

TIMED = ("weights", "postures", "ladder", "opinion")


def drawn(result: Result, words: Words) -> dict[str, dict[str, Any]]:
    """Every picture that this result has, by name."""
    found = {}
    for name, (title, note, draw) in OVER_TIME.items():
        try:
            figure = draw(result)
        except ValueError:  # the case has no measures, or put nothing to the vote
            continue
        found[name] = {
            "title": words.say(title), "note": words.say(note), "figure": bare(figure, words), "timed": name in TIMED,
        }  # fmt: skip
    return found


def world(result: Result, words: Words) -> dict[str, Any]:
    """The map with nobody's colour on it: the page fills it in, tick by tick, and tells what one points at."""
    figure = figures.world_map(result, 0)
    for trace in figure.data:
        if trace.hoverinfo == "text":  # the page tells it, for the tick that it shows
            trace.update(hoverinfo="none", text=None)
    return bare(figure, words)


def bare(figure: go.Figure, words: Words) -> dict[str, Any]:
    """A figure without title and caption, on a clear ground, its words said in the visitor's language."""
    plain: dict[str, Any] = json.loads(figure.to_json())
    layout = plain["layout"]
    lines = layout.pop("title")["text"].count("<br>") + 1
    notes = layout.get("annotations", [])
    below = next((-note["yshift"] for note in notes if note.get("name") == "caption"), 40)
    layout["annotations"] = [_said(note, words) for note in notes if note.get("name") != "caption"]
    margin = layout["margin"]
    inner = layout["height"] - margin["t"] - margin["b"]
    margin["t"] -= look.EDGE + 21 * lines
    margin["b"] = below + 4
    layout["height"] = inner + margin["t"] + margin["b"]
    layout |= {"paper_bgcolor": CLEAR, "plot_bgcolor": CLEAR, "dragmode": False}
    for key, axis in layout.items():
        if re.fullmatch("[xy]axis[0-9]*", key) and axis.get("title", {}).get("text"):
            axis["title"]["text"] = words.say(axis["title"]["text"])
    for trace in plain["data"]:
        if trace.get("name"):
            trace["name"] = words.say(trace["name"])
    return plain


def _said(note: dict[str, Any], words: Words) -> dict[str, Any]:
    return note | {"text": words.say(note["text"])}
