"""The reasons of one actor as a page shows them: figures, rows of tables and sentences, in the visitor's language."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from sim import figures
from sim.explanation import NONE, Explanation
from sim.figures import look
from sim.scenario import Parameters, Scenario
from sim.server.lexicon import LINE, WIDTH, plain
from sim.server.minds import Mind
from sim.server.pictures import bare, framed, sketched
from sim.server.words import Words, spoken

THREATENING = 10
"""Sources of threat in the picture; the table has the same and says how many more there are."""

FACTORS = {
    "power": "power_exponent", "offence": "offence_exponent", "proximity": "proximity_exponent",
    "hostility": "hostility_exponent",
}  # fmt: skip
"""Walt's factors and the exponent whose zero leaves one out."""


class Speaker:
    """What things of a case are called in one language.

    Attributes
    ----------
    sides
        Titles by the name of an option.
    """

    def __init__(self, scenario: Scenario, words: Words) -> None:
        self.words, self._scenario = words, scenario
        self.sides = {NONE: words.say("non-aligned")} | {
            name: words.named("pole", pole.title) for name, pole in scenario.poles.items()
        }

    def actor(self, code: str) -> str:
        """Name and code."""
        return f"{self.words.actor(code, self._scenario.actors[code].name)} ({code})"

    def term(self, name: str) -> str:
        """A term of utility."""
        return self.words.named("term", spoken(name))

    def parameter(self, name: str) -> str:
        """A parameter."""
        return self.words.named("parameter", spoken(name))

    def signed(self, x: float) -> str:
        """A number whose sign matters, with two decimals."""
        rounded = round(x, 2) + 0.0
        before = "\u200e" if self.words.direction == "rtl" else ""  # or the sign would come behind
        return before + ("+" if rounded > 0 else "") + self.words.number(rounded, 2)

    def short(self, x: float) -> str:
        """A number with three digits that count, at most five decimals."""
        digits = 2 - math.floor(math.log10(abs(x))) if x else 0
        return self.words.number(x, min(max(digits, 0), 5))

    def thousandths(self, x: float) -> str:
        """Threat, which is small, in thousandths."""
        return self.words.number(1000 * x, 2)


def verdict(mind: Mind, speak: Speaker) -> list[str]:
    """What the actor did and whether it had a choice, in sentences."""
    told, say, side = mind.told, speak.words.say, speak.sides
    name = speak.words.actor(told.actor, told.name)
    if mind.turn.bound == "anchored":
        first = say(
            "{who} is anchored: the case fixes its side, {side}, and it does not choose. What follows is what it would "
            "weigh.", who=name, side=side[told.chosen],
        )  # fmt: skip
    elif mind.turn.bound == "waiting":
        first = say(
            "{who} did not reconsider in this step and stays where it was: {side}. An actor reconsiders with a chance "
            "of {chance} in each step.", who=name, side=side[told.chosen], chance=speak.words.percent(mind.rate),
        )  # fmt: skip
    elif told.chosen == told.alignment:
        first = say("{who} reconsidered and stays: {side}.", who=name, side=side[told.chosen])
    else:
        first = say(
            "{who} reconsidered and moves from {before} to {side}.", who=name, before=side[told.alignment],
            side=side[told.chosen],
        )  # fmt: skip
    best = side[mind.turn.best]
    if mind.turn.bound or mind.turn.best == told.chosen:
        second = say("The option worth most to it is: {best}.", best=best)
    else:
        second = say("The option worth most to it was {best}; it drew another.", best=best)
    posture = speak.words.named("posture", spoken(told.posture))
    third = say(
        "After the step: {posture}, commitment {commitment}.", posture=posture,
        commitment=speak.words.percent(told.commitment),
    )  # fmt: skip
    return [first, second, third]


def turned(mind: Mind, speak: Speaker) -> list[str]:
    """What would have changed its mind, in sentences; none where there is but one option."""
    turn, say, number = mind.turn, speak.words.say, speak.words.number
    if turn.rival is None:
        return [say("It has no other option.")]
    sides = speak.sides
    told = [
        say(
            "Worth most to it: {best}, by {gap} more than the next best, {rival}.", best=sides[turn.best],
            gap=number(turn.gap, 3), rival=sides[turn.rival],
        )
    ]  # fmt: skip
    if turn.nearest is not None and (nearest := turn.terms[turn.nearest]).share is not None:
        told.append(
            say(
                "The nearest change is in what {term} says of {option}: {turns} instead of {value} ({share} of "
                "itself), and the two are worth the same.", term=speak.term(turn.nearest), option=sides[nearest.option],
                turns=speak.signed(nearest.turns_at), value=speak.signed(nearest.value),
                share=speak.words.percent(nearest.share),
            )
        )  # fmt: skip
    if turn.nearest_weight is not None and (weight := turn.terms[turn.nearest_weight].weight) is not None:
        told.append(
            say(
                "Of the numbers, {parameter} turns it soonest: beyond {turns} instead of {value}, {to} is worth most.",
                parameter=speak.parameter(weight.parameter), turns=number(weight.turns_at, 3),
                value=plain(weight.value, speak.words), to=sides[weight.to],
            )
        )  # fmt: skip
    else:
        told.append(say("No single number within its bounds turns it."))
    return told


def flipped(mind: Mind, speak: Speaker) -> str:
    """What the turning number does when it holds from the start."""
    flip = mind.flip
    if flip is None:
        return ""
    value, parameter = plain(flip.value, speak.words), speak.parameter(flip.parameter)
    if flip.best != mind.turn.best:
        return speak.words.say(
            "With {parameter} at {value} from the start, {best} is worth most to it in this step.",
            parameter=parameter, value=value, best=speak.sides[flip.best],
        )  # fmt: skip
    return speak.words.say(
        "With {parameter} at {value} from the start the world takes another course, and in this step {best} is worth "
        "most to it all the same.", parameter=parameter, value=value, best=speak.sides[flip.best],
    )  # fmt: skip


def priced(told: Explanation, speak: Speaker) -> Iterator[dict[str, Any]]:
    """Terms by option; those that say nothing of any option are left out."""
    for term, values in told.terms.items():
        if any(values.values()):
            yield {
                "title": speak.term(term), "weight": plain(told.parameters[term], speak.words),
                "values": [speak.signed(values[option]) for option in told.utility],
            }  # fmt: skip


def threats(told: Explanation, parameters: Parameters, speak: Speaker) -> list[dict[str, Any]]:
    """Who threatens the actor: the factors as the theory counts them, empty where it leaves one out."""
    counted = {name: getattr(parameters, exponent) != 0 for name, exponent in FACTORS.items()}
    return [
        {
            "who": speak.actor(source.actor), "side": speak.sides[source.pole],
            "factors": [
                speak.short(source.factors[name]) if counted[name] else "" for name in FACTORS
            ],
            "numbers": [
                speak.short(source.commitment),
                *map(speak.thousandths, (source.direct, source.vicarious, source.direct + source.vicarious)),
            ],
        } for source in told.sources[:THREATENING]
    ]  # fmt: skip


def turning_terms(mind: Mind, speak: Speaker) -> Iterator[dict[str, Any]]:
    """Every term: the entry and the parameter at which the choice turns."""
    number = speak.words.number
    for term, turn in mind.turn.terms.items():
        if turn.share is None and turn.weight is None:
            continue
        weight = turn.weight
        yield {
            "title": speak.term(term),
            "entry": [speak.sides[turn.option], speak.signed(turn.value), speak.signed(turn.turns_at)],
            "share": "" if turn.share is None else speak.words.percent(turn.share),
            "weight": ["", "", "", ""] if weight is None else [
                speak.parameter(weight.parameter), plain(weight.value, speak.words), number(weight.turns_at, 3),
                speak.sides[weight.to],
            ],
        }  # fmt: skip


def moves(mind: Mind, labels: Sequence[str], speak: Speaker) -> list[str]:
    """The sides that the actor took in this run, each with the day from which it stood there."""
    told = []
    for tick, side in enumerate(mind.course):
        if tick == 0 or side != mind.course[tick - 1]:
            told.append(speak.words.say("{date}: {side}", date=labels[tick], side=speak.sides[side]))
    return told


def threat_picture(told: Explanation, speak: Speaker) -> dict[str, Any]:
    """Bars of direct and vicarious threat by source."""
    shown = told.sources[:THREATENING][::-1]
    figure = sketched()
    lines = [wrap(speak.actor(source.actor), WIDTH + 4)[:2] for source in shown]
    names = ["<br>".join(map(look.escaped, line)) for line in lines]
    for title, values, style in (
        (speak.words.say("direct"), [source.direct for source in shown], look.SIDES[0]),
        (
            speak.words.say("vicarious: through harm done to others"),
            [source.vicarious for source in shown],
            look.SIDES[1],
        ),
    ):  # fmt: skip
        figure.add_bar(
            y=names, x=[1000 * value for value in values], orientation="h", name=look.escaped(title),
            marker={"pattern": style.fill(), "color": style.colour, "line": {"width": 1, "color": look.INK}},
            hovertemplate="%{y}: %{x:.2f}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.3)
    figure.update_xaxes(title_text=speak.words.say("threat, thousandths"), rangemode="tozero")
    figure.update_yaxes(type="category")
    return framed(
        look.frame(
            figure, title="", subtitle="", caption=[], alt="", height=max(120, 26 * len(shown)),
            left=round(16 + LINE * max(len(part) for line in lines for part in line)), right=16, below=44,
        )
    )  # fmt: skip


def waterfall(told: Explanation, speak: Speaker) -> dict[str, Any] | None:
    """``sim.figures.utility_waterfall`` in the visitor's language; none where there is no other option."""
    try:
        plain = bare(json.loads(figures.utility_waterfall(told).to_json()))
    except ValueError:
        return None
    say = speak.words.say
    series = {
        "speaks for it": say("speaks for it"), "speaks against it": say("speaks against it"), "in all": say("in all"),
    }  # fmt: skip
    for trace in plain["data"]:
        trace["name"] = look.escaped(series.get(trace["name"], trace["name"]))
    del plain["layout"]["meta"]  # the alternative text: the table says it in the visitor's language
    axis = plain["layout"]["yaxis"]
    keys = axis["categoryarray"]
    titles = [look.escaped(series[key] if key in series else speak.term(key)) for key in keys]
    axis |= {"tickmode": "array", "tickvals": keys, "ticktext": titles}
    plain["layout"]["margin"]["l"] = round(24 + LINE * max(map(len, titles)))
    plain["layout"]["xaxis"]["title"]["text"] = say("utility (no unit), running sum")
    return plain


def course_picture(block: Mapping[str, Any], actor: str, words: Words) -> dict[str, Any]:
    """Where an actor stood in all runs, from a block: shares of runs by side, stacked."""
    frames = block["frames"]
    i = frames["actors"].index(actor)
    figure = sketched()
    styles = (look.NOBODY, *look.SIDES)
    for side in [*range(1, len(frames["sides"])), 0]:
        style = styles[side]
        figure.add_scatter(
            x=block["dates"], y=[at[i][side] for at in frames["shares"]], mode="lines", stackgroup="all",
            name=look.escaped(frames["sides"][side]), line={"width": 1.2, "color": style.colour},
            fillcolor=look.mix(style.colour, 0.55), fillpattern=style.fill(0.9),
            hovertemplate="%{x|%Y-%m-%d}: %{y} %",
        )  # fmt: skip
    figure.update_yaxes(title_text=words.say("% of runs"), range=[0, 100])
    figure.update_xaxes(type="date")
    return framed(look.frame(figure, title="", subtitle="", caption=[], alt="", height=190, below=40))
