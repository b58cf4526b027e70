"""Faults that no single part can see: names that refer to nothing, dates outside the calendar.

The checks also work on a draft: a scenario made of a faulty file, whose texts, numbers and lists have their
kind but not always a meaning, so that a loader can report every fault of a file in one go. A path that ends
in ``[key]`` speaks of a key and not of its value.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from math import inf
from typing import TYPE_CHECKING

from sim.scenario.base import Coded
from sim.scenario.events import Align, ChangeDyad, ChangeOpinion, HoldVote, Trigger
from sim.scenario.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.scenario.theory import Theory

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
KEY = "[key]"
NO_POLE = "none"
"""How results call the side of the non-aligned; no pole can be named so."""


def shortened(text: str, most: int = 60) -> str:
    """A text cut for a message."""
    return text if len(text) <= most else text[: most - 3] + "..."


def unknown(what: str, name: str, allowed: Iterable[str]) -> str:
    """Say that a name is unknown, with the nearest right one or the list of what is allowed."""
    options = list(allowed)
    said = f"`{shortened(name)}` is not a known {what}"
    if near := nearest(name, options):
        return f"{said}; did you mean `{near}`?"
    return f"{said}; known: {some_of(options) or '(none)'}"


def nearest(name: str, options: Sequence[str]) -> str | None:
    """The option that was probably meant."""
    near = [option for option in options if option.lower() == name.lower()]
    if not near and len(name) <= 80 and len(options) <= 500:
        near = get_close_matches(name, options, n=1, cutoff=0.6)
    return near[0] if near else None


def some_of(options: Sequence[str]) -> str:
    """Options as a list in a message."""
    return ", ".join(options[:24]) + (", …" if len(options) > 24 else "")


def reference_faults(scenario: Scenario) -> Iterator[Fault]:
    """Every fault of reference in a scenario or a draft of one, as (path, message)."""
    return _Checker(scenario).faults()


def theory_faults(theory: Theory) -> Iterator[Fault]:
    """Terms of a theory that do not exist, and those about which it and its parameters disagree."""
    from sim.scenario.theory import TERMS

    for term in theory.terms:
        if term not in TERMS:
            yield ("terms", term, KEY), unknown("term", term, TERMS)
    for term, parameter in TERMS.items():
        value = getattr(theory.parameters, parameter, None)
        if term in theory.terms and value == 0:
            yield ("terms", term, KEY), f"is not switched on: set `{parameter}` in `parameters` above zero"
        if term not in theory.terms and isinstance(value, float | int) and value > 0:
            message = (
                f"switches on the term `{term}`, which `terms` does not name: add it there, or set 0 here"
            )
            yield ("parameters", parameter), message


class _Checker:
    """Walks a scenario once, section by section."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.selectable = dict.fromkeys([*scenario.actors, *scenario.groups, *scenario.blocs, "all"])

    def faults(self) -> Iterator[Fault]:
        yield from self._names()
        yield from self._poles_and_actors()
        yield from self._dyads()
        yield from self._blocs_and_measures()
        yield from self._motions()
        yield from self._events()
        yield from self._sources()

    def _known(
        self, path: Path, what: str, names: Iterable[str], allowed: Collection[str]
    ) -> Iterator[Fault]:
        for index, name in enumerate(names):
            yield from self._one((*path, index), what, name, allowed)

    def _one(self, path: Path, what: str, name: str | None, allowed: Collection[str]) -> Iterator[Fault]:
        if name is not None and name not in allowed:
            yield path, unknown(what, name, allowed)

    def _selection(self, path: Path, names: tuple[str, ...] | None) -> Iterator[Fault]:
        if names == ():
            yield path, "names nobody: give an actor, a group, a bloc or `all`"
        yield from self._known(path, "actor, group or bloc", names or (), self.selectable)

    def _names(self) -> Iterator[Fault]:
        taken = {"all": "the reserved name"}
        for section in ("actors", "groups", "blocs"):
            for name in getattr(self.scenario, section):
                if name in taken:
                    message = f"is also {taken[name]} `{name}`: selections could not tell them apart"
                    yield (section, name, KEY), message
                taken[name] = f"the name of one of the {section}"
        for name, members in self.scenario.groups.items():
            yield from self._known(("groups", name), "actor", members, self.scenario.actors)

    def _poles_and_actors(self) -> Iterator[Fault]:
        s = self.scenario
        leads: dict[str, str] = {}
        for name, pole in s.poles.items():
            if name == NO_POLE:
                yield (
                    ("poles", name, KEY),
                    "is how results call the side of the non-aligned: choose another name",
                )
            yield from self._known(("poles", name, "leaders"), "actor", pole.leaders, s.actors)
            yield from self._known(("poles", name, "targets"), "actor", pole.targets, s.actors)
            for index, code in enumerate(pole.leaders):
                if leads.setdefault(code, name) != name:
                    yield (
                        ("poles", name, "leaders", index),
                        f"`{code}` already leads the pole `{leads[code]}`",
                    )
        for code, actor in s.actors.items():
            path = ("actors", code)
            yield from self._one((*path, "alignment"), "pole", actor.alignment, s.poles)
            for name in actor.opinion:
                yield from self._one((*path, "opinion", name, KEY), "pole", name, s.poles)
            for name in actor.leaning:
                yield from self._one((*path, "leaning", name, KEY), "pole", name, s.poles)
            yield from self._known((*path, "measures"), "measure", actor.measures, s.measures)
            if code in leads and actor.alignment not in (None, leads[code]):
                yield (*path, "alignment"), f"differs from the pole `{leads[code]}` that it leads"
            if actor.alignment is not None and actor.commitment is None and code not in leads:
                yield (*path, "commitment"), "is missing: an aligned actor says how strongly, from 0 to 1"
        yield from self._alike()
        yield from self._sizes()
        for code, side in s.expected.alignment.items() if s.expected else ():
            yield from self._one(("expected", "alignment", code, KEY), "actor", code, s.actors)
            yield from self._one(("expected", "alignment", code), "pole", side, s.poles)

    def _alike(self) -> Iterator[Fault]:
        """What all actors have to give if one of them does."""
        actors = self.scenario.actors
        located = any(actor.location is not None for actor in actors.values())
        sized = any(actor.components is not None for actor in actors.values())
        for code, actor in actors.items():
            if sized and actor.components is None and actor.capability is not None:
                yield (
                    ("actors", code, "capability"),
                    "is given though others give `components`: all must use the same",
                )
            if located and actor.location is None:
                message = "is missing though others have one (leave all out and nearness plays no part)"
                yield ("actors", code, "location"), message

    def _sizes(self) -> Iterator[Fault]:
        """Sizes are shares of a sum, which must not vanish or overflow."""
        actors = list(self.scenario.actors.values())
        sizes = {"capability": [actor.capability for actor in actors]}
        for name in ("military", "economic", "demographic"):
            sizes[f"components.{name}"] = [getattr(actor.components, name, None) for actor in actors]
        for name, values in sizes.items():
            given = [value for value in values if value is not None and value >= 0]
            if given and len(given) == len(actors) and not 1e-300 < sum(given) < inf:
                yield (
                    ("actors",),
                    f"`{name}` sums to {sum(given):g} over all actors: no shares can be formed of it",
                )

    def _dyads(self) -> Iterator[Fault]:
        for index, entry in enumerate(self.scenario.dyads):
            path: Path = ("dyads", index)
            for place, pair in enumerate(entry.pairs or ()):
                yield from self._known((*path, "pairs", place), "actor", pair, self.scenario.actors)
                if len(pair) == 2 and pair[0] == pair[1]:
                    yield (*path, "pairs", place), f"pairs `{pair[0]}` with itself"
            for key in ("of", "toward", "among"):
                yield from self._selection((*path, key), getattr(entry, key))
            if entry.of and entry.toward:
                yield from self._self_pair((*path, "toward"), entry.of, entry.toward)
            if entry.among:
                yield from self._self_pair((*path, "among"), entry.among, entry.among)

    def _self_pair(self, path: Path, of: tuple[str, ...], toward: tuple[str, ...]) -> Iterator[Fault]:
        """A fault where two selections mean one and the same actor and nobody else."""
        if all(name in self.selectable for name in (*of, *toward)):
            one = self.scenario.select(of)
            if len(one) == 1 and one == self.scenario.select(toward):
                yield path, f"pairs `{one[0]}` with itself"

    def _blocs_and_measures(self) -> Iterator[Fault]:
        s = self.scenario
        groups = dict.fromkeys([*s.actors, *s.groups, "all"])
        for name, bloc in s.blocs.items():
            path = ("blocs", name)
            yield from self._one((*path, "pole"), "pole", bloc.pole, s.poles)
            yield from self._one((*path, "convener"), "actor", bloc.convener, s.actors)
            for key in ("members", "invitees", "holders"):
                yield from self._known((*path, key), "actor or group", getattr(bloc, key), groups)
        for name, measure in s.measures.items():
            yield from self._known(("measures", name, "poles"), "pole", measure.poles, s.poles)

    def _motions(self) -> Iterator[Fault]:
        s = self.scenario
        put = {e.motion for event in s.events.values() for e in event.effects if isinstance(e, HoldVote)}
        institutions = [name for name, bloc in s.blocs.items() if bloc.rule is not None]
        for name, motion in s.motions.items():
            path = ("motions", name)
            yield from self._one((*path, "favours"), "pole", motion.favours, s.poles)
            yield from self._one(
                (*path, "institution"), "bloc with a `rule`", motion.institution, institutions
            )
            for key in ("if_passed", "if_failed"):
                yield from self._known((*path, key), "event", getattr(motion, key), s.events)
            yield from self._within_calendar(path, motion)
            if motion.date is None and name not in put:
                yield (
                    (*path, "date"),
                    "is missing, so it is never voted: give one, or an event with `do: hold_vote`",
                )

    def _events(self) -> Iterator[Fault]:
        s = self.scenario
        follows = {name for m in s.motions.values() for name in (*m.if_passed, *m.if_failed)}
        for name, event in s.events.items():
            path: Path = ("events", name)
            yield from self._within_calendar(path, event)
            if event.date is None and event.when is None and name not in follows:
                message = (
                    "is missing, so it never happens: give one, or a `when`, or a motion that it follows"
                )
                yield (*path, "date"), message
            if event.when is not None:
                yield from self._trigger((*path, "when"), event.when)
            for index, effect in enumerate(event.effects):
                yield from self._effect((*path, "effects", index), effect)

    def _trigger(self, path: Path, trigger: Trigger) -> Iterator[Fault]:
        info = OUTCOMES.get(trigger.outcome)
        if info is None:
            yield from self._one((*path, "outcome"), "outcome", trigger.outcome, OUTCOMES)
        elif info.of == "none" and trigger.of is not None:
            yield (*path, "of"), f"the outcome `{info.name}` is of the whole system: leave `of` out"
        elif info.of != "none" and trigger.of is None:
            yield (*path, "of"), f"is missing: the outcome `{info.name}` is of which {info.of}?"
        elif info.of != "none":
            yield from self._one((*path, "of"), info.of, trigger.of, getattr(self.scenario, f"{info.of}s"))

    def _effect(self, path: Path, effect: object) -> Iterator[Fault]:
        s = self.scenario
        for key in ("of", "toward"):
            yield from self._selection((*path, key), getattr(effect, key, None))
        for key in ("pole", "bloc", "motion", "measure"):
            yield from self._one((*path, key), key, getattr(effect, key, None), getattr(s, f"{key}s"))
        if isinstance(effect, ChangeDyad):
            yield from self._self_pair((*path, "toward"), effect.of, effect.toward)
        if isinstance(effect, Align) and effect.pole is None and effect.commitment:
            yield (*path, "commitment"), "is for actors on a pole: leave it out, or give the `pole`"
        if isinstance(effect, ChangeOpinion) and effect.times is not None:
            yield (*path, "times"), "does not suit opinion, which has two signs: use `to` or `by`"

    def _within_calendar(self, path: Path, part: object) -> Iterator[Fault]:
        meta, date = self.scenario.meta, getattr(part, "date", None)
        if meta is None or not isinstance(date, datetime.date):  # a draft: they are faulty themselves
            return
        if not 0 <= meta.tick_of(date) < meta.ticks:
            end = meta.date_of(meta.ticks)
            message = f"{date} is outside the scenario, which runs from {meta.start} to before {end}"
            yield (*path, "date"), message

    def _sources(self) -> Iterator[Fault]:
        s = self.scenario
        for section in ("poles", "actors", "blocs", "motions", "measures", "events"):
            for name, part in getattr(s, section).items():
                yield from self._source((section, name), part)
                for index, claim in enumerate(getattr(part, "claims", ())):
                    where = (section, name, "claims", index, "source")
                    yield from self._known(where, "source", claim.source, s.sources)
        for index, entry in enumerate(s.dyads):
            yield from self._source(("dyads", index), entry)
        for name in ("ideal_points", "expected"):
            if getattr(s, name) is not None:
                yield from self._source((name,), getattr(s, name))

    def _source(self, path: Path, part: Coded) -> Iterator[Fault]:
        return self._known((*path, "source"), "source", part.source, self.scenario.sources)
