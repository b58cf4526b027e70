"""Explore: play a case under a lens, change its numbers and events, and see what follows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any

from dash import html

from sim.loading import load_theory
from sim.loading.bundled import bundled_theories
from sim.scenario import Scenario, Theory, describe_parameters, effective_parameters
from sim.scenario.actors import RELATIONS
from sim.scenario.parameters import ParameterInfo
from sim.scenario.theory import TERMS
from sim.server.pages.templates import template
from sim.server.playing import load
from sim.server.setup import Address, Cases, Setup
from sim.server.words import Words, spoken
from sim.server.words import words as words_of

RUNS = (1, 40, 200)


def layout(address: Address, words: Words) -> html.Div:
    """An empty place: the page's script fetches ``fragment`` and fills it in."""
    fetched = {
        "data-fragment": "/explore.html", "data-block": "/block.json",
    }  # fmt: skip
    return html.Div(words.say("One moment …"), id="explore", **{"aria-busy": "true"}, **fetched)


def fragment(address: Address, cases: Cases) -> str:
    """Controls and places of the pictures, as HTML in which everything is escaped."""
    words = words_of(address.view.language)
    bare = Setup(case=address.setup.case, lens=address.setup.lens)
    scenario, theory = load(bare, cases)
    page: str = template("explore.html.j2").render(
        say=words.say, words=words, spoken=spoken, scenario=scenario, theory=theory, meta=scenario.meta,
        cases=[(name, words.named("case", load(Setup(case=name), cases)[0].meta.title)) for name in cases],
        lenses=[(name, words.named("theory", _theory(name).title)) for name in bundled_theories()],
        groups=list(_sliders(scenario, theory, words)), events=list(_events(scenario, words)), runs=RUNS,
        actors=[(code, words.actor(code, actor.name)) for code, actor in scenario.actors.items()],
        groups_of=list(scenario.groups), relations=RELATIONS, end=scenario.meta.date_of(scenario.meta.ticks),
        last=scenario.meta.date_of(scenario.meta.ticks - 1),
    )  # fmt: skip
    return page


def _sliders(
    scenario: Scenario, theory: Theory, words: Words
) -> Iterator[tuple[str, bool, list[dict[str, Any]]]]:
    """Title, whether it is open, and sliders of each group: first what the lens is about, then the rest folded."""
    known = describe_parameters()
    in_force = effective_parameters(scenario.parameters, theory.parameters)
    first = [
        name
        for name in known
        if name in theory.parameters.model_fields_set and _matters(name, theory, in_force)
    ]
    first = first[:10]
    rows = {name: _slider(info, getattr(in_force, name), words) for name, info in known.items()}
    yield words.say("What this lens turns on"), True, [rows[name] for name in first]
    starts = _starts(words)
    title, group = "", list[dict[str, Any]]()
    for name in known:
        if name in starts:
            if group:
                yield title, False, group
            title, group = starts[name], []
        if name not in first:
            group.append(rows[name])
    yield title, False, group


def _starts(words: Words) -> dict[str, str]:
    """Sections of docs/model.md by the first parameter of each."""
    return {
        "power_exponent": words.say("Threat"), "mobilisation_effect": words.say("Power"),
        "coordination_bonus": words.say("Weights and deterrence"), "weight_security": words.say("Utility"),
        "commitment_rate": words.say("Commitment"), "opinion_rate": words.say("Opinion and dissent"),
        "harm_rate": words.say("Harm"), "bloc_influence": words.say("Blocs and institutions"),
    }  # fmt: skip


def _matters(name: str, theory: Theory, in_force: Any) -> bool:
    """A term's own parameter where the term is on; any other number that the theory sets."""
    terms = {parameter: term for term, parameter in TERMS.items()}
    return terms[name] in theory.terms if name in terms else getattr(in_force, name) != 0


def _slider(info: ParameterInfo, default: float, words: Words) -> dict[str, Any]:
    span = 10 ** math.floor(math.log10((info.high - info.low) / 100))
    places = max(0, -math.floor(math.log10(span)), len(f"{default:.10f}".rstrip("0").partition(".")[2]))
    letter, _, index = info.symbol.partition("_")
    return {
        "name": info.name, "letter": letter.strip("-"), "index": index,
        "unit": words.named("parameter", info.unit.strip("-")),
        "meaning": words.named("parameter", info.meaning),
        "source": info.source, "default": f"{default:.10g}", "low": f"{info.low:g}", "high": f"{info.high:g}",
        "step": f"{min(span, 10.0**-places):g}", "title": words.named("parameter", spoken(info.name)),
    }  # fmt: skip


def _events(scenario: Scenario, words: Words) -> Iterator[dict[str, Any]]:
    """Events in the order of their dates; those without a date at the end."""
    sources = scenario.sources
    order = sorted(scenario.events.items(), key=lambda item: (item[1].date is None, item[1].date or 0))
    for name, event in order:
        yield {
            "name": name, "title": words.named("event", event.title), "date": event.date, "contested": event.contested,
            "kind": "dated" if event.date else "triggered" if event.when else "following",
            "coding": event.coding, "claims": event.claims,
            "source": "; ".join(sources[key].author or sources[key].title for key in event.source if key in sources),
        }  # fmt: skip


@cache
def _theory(name: str) -> Theory:
    return load_theory(name)
