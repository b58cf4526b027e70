"""Why?: one actor's choice in one tick, what it rests on, and what would have turned it."""

from __future__ import annotations

from dash import html

from sim.loading import InputError
from sim.loading.bundled import bundled_theories
from sim.scenario import effective_parameters
from sim.server import reasons
from sim.server.address import write_address
from sim.server.blocks import Block
from sim.server.lexicon import plain
from sim.server.minds import RUN, Mind, actor_faults, mind
from sim.server.pages.templates import template
from sim.server.playing import load
from sim.server.setup import Address, Cases, Setup, View
from sim.server.words import Words, spoken
from sim.server.words import words as words_of


def layout(address: Address, words: Words) -> html.Div:
    """An empty place: the page's script fetches ``fragment`` and, for each choice, ``answer``."""
    return html.Div(words.say("One moment …"), id="why", **{"aria-busy": "true"})


def fragment(address: Address, cases: Cases) -> str:
    """Choice of actor, tick and lens, as HTML."""
    words = words_of(address.view.language)
    scenario, theory = load(Setup(case=address.setup.case, lens=address.setup.lens), cases)
    actors = [(words.actor(code, actor.name), code) for code, actor in scenario.actors.items()]
    page: str = template("why.html.j2").render(
        say=words.say, words=words, meta=scenario.meta, theory=theory, actors=sorted(actors),
        last=scenario.meta.ticks - 1,
        labels=[words.date(scenario.meta.date_of(tick), scenario.meta.step) for tick in range(scenario.meta.ticks)],
        lenses=[(name, words.named("theory", load(Setup(lens=name))[1].title)) for name in bundled_theories()],
    )  # fmt: skip
    return page


def answer(setup: Setup, actor: str, tick: int, language: str, cases: Cases | None = None) -> Block:
    """All that the page says of an actor's choice: text as HTML, and figures.

    Raises
    ------
    InputError
        As ``sim.server.minds.mind``.
    """
    words, (scenario, theory) = words_of(language), load(setup, cases)
    found = mind(setup, actor, tick, cases)
    told, meta = found.told, scenario.meta
    speak = reasons.Speaker(scenario, words)
    parameters = effective_parameters(scenario.parameters, theory.parameters, dict(setup.numbers))
    labels = [words.date(meta.date_of(t), meta.step) for t in range(meta.ticks + 1)]
    verdict = reasons.verdict(found, speak)
    page: str = template("why_answer.html.j2").render(
        say=words.say, words=words, spoken=spoken, told=told, turn=found.turn, flip=found.flip, sides=speak.sides,
        heading=speak.actor(actor), label=labels[told.tick], run=RUN, seed=setup.seed, verdict=verdict,
        terms=list(reasons.priced(told, speak)), threats=reasons.threats(told, parameters, speak),
        rest=max(0, len(told.sources) - reasons.THREATENING), turned=reasons.turned(found, speak),
        turning=list(reasons.turning_terms(found, speak)), flipped=reasons.flipped(found, speak),
        links=_links(setup, actor, told.tick, language, found), moves=reasons.moves(found, labels, speak),
        changed=_changed(setup, words), signed=speak.signed, thousandths=speak.thousandths, labels=labels,
    )  # fmt: skip
    pictures = {
        "waterfall": reasons.waterfall(told, speak),
        "threat": reasons.threat_picture(told, speak) if told.sources else None,
    }
    return Block.of(
        {"html": page, "verdict": " ".join(verdict), "tick": told.tick, "label": labels[told.tick],
         "pictures": {name: {"figure": figure} for name, figure in pictures.items() if figure},
         "told": _told(words, speak, found)}
    )  # fmt: skip


def course(block: Block, actor: str, language: str) -> Block:
    """The actor's course over all runs, from the block of the set-up.

    Raises
    ------
    InputError
        For an actor that is not in it.
    """
    words, content = words_of(language), block.read()
    if faults := actor_faults(actor, content["frames"]["actors"]):
        raise InputError(faults)
    picture = reasons.course_picture(content, actor, words)
    runs = words.number(content["runs"], 0)
    return Block.of(
        {
            "pictures": {"course": {"figure": picture, "timed": True}}, "dates": content["dates"],
            "told": {"course": (
                words.say("Where it stood in {runs} runs", runs=runs),
                words.say("Share of runs on each side. The line: the step explained here."),
            )},
        }
    )  # fmt: skip


def _told(words: Words, speak: reasons.Speaker, found: Mind) -> dict[str, tuple[str, str]]:
    """Title and note of the figures."""
    told, say = found.told, words.say
    options = {name: u for name, u in told.utility.items() if u is not None and name != told.chosen}
    other = max(options, key=options.__getitem__) if options else None
    chosen, rival = speak.sides[told.chosen], speak.sides[other] if other else ""
    return {
        "waterfall": (
            say("Why {chosen} and not {other}?", chosen=chosen, other=rival),
            say(
                "Each bar: how much a term adds to the utility of {chosen} beyond that of {other}. The choice is a "
                "draw: a greater utility makes it likelier, not certain.", chosen=chosen, other=rival,
            ),
        ),
        "threat": (
            say("Who threatens it"),
            say(
                "Direct: power, offence, proximity and hostility together, by the commitment of the source. Vicarious: "
                "harm done to others with whom it identifies."
            ),
        ),
    }  # fmt: skip


def _links(setup: Setup, actor: str, tick: int, language: str, found: Mind) -> dict[str, str]:
    """Addresses with the turning number: on Explore and here."""
    if found.flip is None:
        return {}
    numbers = tuple(sorted((dict(setup.numbers) | {found.flip.parameter: found.flip.value}).items()))
    turned = setup.model_copy(update={"numbers": numbers})
    views = {
        page: View.model_validate({"page": page, "actor": actor, "tick": tick, "language": language})
        for page in ("explore", "why")
    }
    return {page: "?" + write_address(Address(setup=turned, view=view)) for page, view in views.items()}


def _changed(setup: Setup, words: Words) -> list[str]:
    """What differs from the case as coded, in short."""
    told = [
        words.say("{name}: {value}", name=words.named("parameter", spoken(name)), value=plain(value, words))
        for name, value in setup.numbers
    ]
    events = len(setup.off) + len(setup.moved) + len(setup.own)
    return told + ([words.plural("{n} event changed", "{n} events changed", events)] if events else [])
