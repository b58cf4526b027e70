"""The figures of ``sim.figures`` made ready for a page: title and caption go around them, in the visitor's language."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sim import figures
from sim.ensemble import Result
from sim.figures import look
from sim.figures.sketch import sketching
from sim.server.lexicon import translate
from sim.server.words import Words

CLEAR = "rgba(0,0,0,0)"
LAND = [-2470, 2690]
"""Where there is land, from Hawaii to Fiji: a page has less room to spare than a sheet."""

DRAWN: dict[str, Callable[[Result], Any]] = {
    "weights": figures.balance, "postures": figures.postures, "ladder": figures.ladder, "opinion": figures.opinion,
    "votes": figures.votes,
}  # fmt: skip
"""Pictures that are drawn whole; the page moves a cursor over those with time."""

TIMED = ("weights", "postures", "ladder", "opinion")


def outlines(words: Words) -> str:
    """What a map's outlines are, below every map."""
    return words.say(
        "Dots: small or without an outline. Equal Earth projection. Outlines of 2018: Natural Earth 4.1, which shows "
        "who holds land and not who owns it; they take no position on the status of any territory."
    )


def told(words: Words) -> dict[str, tuple[str, str]]:
    """Title and note of every picture."""
    return {
        "map": (
            words.say("Who stands where"),
            f"{words.say('The most likely side, paler where fewer runs agree.')} {outlines(words)}",
        ),
        "network": (
            words.say("The line-up"),
            words.say(
                "Nearer to a pole: more runs there; larger: more capability. Lines join each actor to its closest "
                "friend."
            ),
        ),
        "weights": (
            words.say("Weights of the poles"),
            words.say(
                "Share of the poles' weight: committed, coordinated power. Lines: mean; bands: 5 to 95 % of runs; "
                "ticks at the foot: events."
            ),
        ),
        "postures": (
            words.say("Who balances, bandwagons, hedges or passes the buck"),
            words.say(
                "Against the pole that threatens an actor most: with another pole, it balances; with that pole, it "
                "bandwagons; with none, it hedges, or passes the buck where others carry the burden. Mean over runs."
            ),
        ),
        "ladder": (
            words.say("Ladder of measures"),
            words.say(
                "Discs: actors at their median first date; larger: more actors; darker: in more runs. At the right: "
                "before the start + new. After the name: commitment from which a measure is in force."
            ),
        ),
        "opinion": (
            words.say("Public opinion of the poles"),
            words.say("From -1 (against) to 1 (for), mean of all actors. Bands: 5 to 95 % of runs."),
        ),
        "votes": (
            words.say("Motions and their votes"),
            words.say(
                "Mean share of those who may vote; whiskers: 5 to 95 % of runs (yes). A motion passes by the rule of "
                "its institution, not by the share shown."
            ),
        ),
    }


def drawn(result: Result, words: Words) -> dict[str, dict[str, Any]]:
    """Every picture that this result has, by name."""
    found = {}
    for name, draw in DRAWN.items():
        try:
            with sketching():
                figure = bare(draw(result).plain())
        except figures.NothingToShowError:  # the case has no measures, or put nothing to the vote
            continue
        translate(figure, result, words)
        found[name] = {"figure": figure, "timed": name in TIMED}
    return found


def world(result: Result, words: Words) -> dict[str, Any]:
    """The map with nobody's colour on it: the page fills it in, tick by tick, and tells what one points at."""
    figure = figures.world_map(result, 0)
    for trace in figure.data:
        if trace.hoverinfo == "text":  # the page tells it, for the tick that it shows
            trace.update(hoverinfo="none", text=None)
    plain = bare(json.loads(figure.to_json()))
    plain["layout"]["xaxis"]["range"] = LAND
    translate(plain, result, words)
    return plain


def sketched() -> Any:
    """An empty figure for what is drawn here and not in ``sim.figures``."""
    with sketching():
        return look.canvas()


def framed(figure: Any) -> dict[str, Any]:
    """A sketch that ``look.frame`` has framed, ready for a page."""
    return bare(figure.plain())


def bare(plain: dict[str, Any]) -> dict[str, Any]:
    """A figure as JSON has it without title and caption, on a clear ground; changed in place."""
    layout = plain["layout"]
    lines = layout.pop("title")["text"].count("<br>") + 1
    notes = layout.get("annotations", [])
    below = next((-note["yshift"] for note in notes if note.get("name") == "caption"), 40)
    layout["annotations"] = [note for note in notes if note.get("name") != "caption"]
    margin = layout["margin"]
    inner = layout["height"] - margin["t"] - margin["b"]
    margin["t"] -= look.EDGE + 21 * lines
    margin["b"] = below + 4
    layout["height"] = inner + margin["t"] + margin["b"]
    layout |= {"paper_bgcolor": CLEAR, "plot_bgcolor": CLEAR, "dragmode": False}
    return plain
