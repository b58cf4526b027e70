"""Two lenses: the same history and noise twice, with one thing other on the right, played in step."""

from __future__ import annotations

from dash import html

from sim.loading.bundled import bundled_theories
from sim.scenario import describe_parameters
from sim.server.beside import usual_second
from sim.server.pages.templates import template
from sim.server.playing import load
from sim.server.setup import Address, Cases, Setup
from sim.server.words import Words, spoken
from sim.server.words import words as words_of


def layout(address: Address, words: Words) -> html.Div:
    """An empty place: the page's script fetches ``fragment`` and the pair of blocks."""
    fetched = {"data-fragment": "/lenses.html", "data-block": "/lenses.json"}
    return html.Div(words.say("One moment …"), id="lenses", **{"aria-busy": "true"}, **fetched)


def fragment(address: Address, cases: Cases) -> str:
    """Choice of the two sides and places of the pictures, as HTML."""
    words = words_of(address.view.language)
    scenario, theory = load(Setup(case=address.setup.case, lens=address.setup.lens), cases)
    known = describe_parameters().values()
    parameters = sorted(
        (words.named("parameter", spoken(info.name)), info.name, info.low, info.high) for info in known
    )
    page: str = template("lenses.html.j2").render(
        say=words.say, words=words, meta=scenario.meta, second=str(usual_second(theory.name)),
        cases=[(name, words.named("case", load(Setup(case=name), cases)[0].meta.title)) for name in cases],
        lenses=[(name, words.named("theory", load(Setup(lens=name))[1].title)) for name in bundled_theories()],
        events=[(name, words.named("event", event.title)) for name, event in scenario.events.items()],
        parameters=parameters,
    )  # fmt: skip
    return page
