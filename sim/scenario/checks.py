"""Faults that no single part can see: names that refer to nothing, dates outside the calendar.

``reference_faults`` works on a scenario of which faulty parts may be missing, so that a loader
can report every fault of a file in one go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sim.scenario.base import Coded
from sim.scenario.events import Align, ChangeDyad, ChangeOpinion, HoldVote, Trigger
from sim.scenario.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Fault = tuple[Path, str]


def unknown(what: str, name: str, allowed: Iterable[str]) -> str:
    """Say that a name is unknown, with the nearest right one or the list of what is allowed."""
    options = list(allowed)
    near = get_close_matches(name, options, n=1, cutoff=0.6)
    if near:
        return f"`{name}` is not a known {what}; did you mean `{near[0]}`?"
    shown = ", ".join(options[:12]) + (", …" if len(options) > 12 else "")
    return f"`{name}` is not a known {what}; known: {shown or '(none)'}"


def reference_faults(scenario: Scenario, also_known: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """Every fault of reference in a scenario, as (path, message).

    Parameters
    ----------
    scenario
        May lack faulty parts (made with ``model_construct``).
    also_known
        Names of parts that were left out because they are faulty in themselves.
    """
    return _Checker(scenario, also_known).faults()


class _Checker:
    """Walks a scenario once, section by section."""

    def __init__(self, scenario: Scenario, also_known: frozenset[str]) -> None:
        self.scenario = scenario
        self.also_known = also_known
        self.selectable = [*scenario.actors, *scenario.groups, *scenario.blocs, "all"]

    def faults(self) -> Iterator[Fault]:
        yield from self._names()
        yield from self._poles_and_actors()
        yield from self._dyads()
        yield from self._blocs_and_measures()
        yield from self._motions()
        yield from self._events()
        yield from self._sources()

    def _known(self, path: Path, what: str, names: Iterable[str | None], allowed: Iterable[str]) -> Iterator[Fault]:
        options = list(allowed)
        for name in names:
            if name is not None and name not in options and name not in self.also_known:
                yield path, unknown(what, name, options)

    def _selection(self, path: Path, names: Iterable[str]) -> Iterator[Fault]:
        return self._known(path, "actor, group or bloc", names, self.selectable)

    def _names(self) -> Iterator[Fault]:
        taken = {"all": "the reserved name"}
        for section in ("actors", "groups", "blocs"):
            for name in getattr(self.scenario, section):
                if name in taken:
                    yield (section, name), f"is also {taken[name]} `{name}`: selections could not tell them apart"
                taken[name] = f"the name of one of the {section}"
        for name, members in self.scenario.groups.items():
            yield from self._known(("groups", name), "actor", members, self.scenario.actors)

    def _poles_and_actors(self) -> Iterator[Fault]:
        s = self.scenario
        leads: dict[str, str] = {}
        for name, pole in s.poles.items():
            yield from self._known(("poles", name, "leaders"), "actor", pole.leaders, s.actors)
            yield from self._known(("poles", name, "targets"), "actor", pole.targets, s.actors)
            leads |= dict.fromkeys(pole.leaders, name)
        located = any(actor.location is not None for actor in s.actors.values())
        sized = any(actor.components is not None for actor in s.actors.values())
        for code, actor in s.actors.items():
            path = ("actors", code)
            if sized and actor.components is None:
                yield path, "gives `capability` though others give `components`: all must use the same"
            if located and actor.location is None:
                yield path, "has no `location` though others do (leave all out and nearness plays no part)"
            yield from self._known((*path, "alignment"), "pole", [actor.alignment], s.poles)
            yield from self._known((*path, "opinion"), "pole", actor.opinion, s.poles)
            yield from self._known((*path, "measures"), "measure", actor.measures, s.measures)
            if code in leads and actor.alignment not in (None, leads[code]):
                yield (*path, "alignment"), f"differs from the pole `{leads[code]}` that it leads"
            if actor.alignment is None and actor.commitment and code not in leads:
                yield (*path, "commitment"), "must be 0 or left out: the actor stands with no pole"
            if actor.alignment is not None and actor.commitment is None and code not in leads:
                yield path, "is aligned, so say how strongly: `commitment`"
        for code, known_pole in s.expected.alignment.items() if s.expected else ():
            yield from self._known(("expected", "alignment", code), "actor", [code], s.actors)
            yield from self._known(("expected", "alignment", code), "pole", [known_pole], s.poles)

    def _dyads(self) -> Iterator[Fault]:
        for index, entry in enumerate(self.scenario.dyads):
            path: Path = ("dyads", index)
            if entry is None:  # left out as faulty; the index of the others must not shift
                continue
            for place, pair in enumerate(entry.pairs or ()):
                yield from self._known((*path, "pairs", place), "actor", pair, self.scenario.actors)
                if pair[0] == pair[1]:
                    yield (*path, "pairs", place), f"pairs `{pair[0]}` with itself"
            for key in ("of", "toward", "among"):
                yield from self._selection((*path, key), getattr(entry, key) or ())
            if entry.of is not None and entry.of == entry.toward and len(self._members(entry.of)) == 1:
                yield (*path, "toward"), f"pairs `{entry.of[0]}` with itself"

    def _members(self, names: tuple[str, ...]) -> list[str]:
        return self.scenario.select(names) if all(name in self.selectable for name in names) else []

    def _blocs_and_measures(self) -> Iterator[Fault]:
        s = self.scenario
        for name, bloc in s.blocs.items():
            path = ("blocs", name)
            yield from self._known((*path, "pole"), "pole", [bloc.pole], s.poles)
            yield from self._known((*path, "convener"), "actor", [bloc.convener], s.actors)
            groups = [*s.actors, *s.groups, "all"]
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
            yield from self._known((*path, "favours"), "pole", [motion.favours], s.poles)
            yield from self._known((*path, "institution"), "bloc with a `rule`", [motion.institution], institutions)
            for key in ("if_passed", "if_failed"):
                yield from self._known((*path, key), "event", getattr(motion, key), s.events)
            yield from self._within_calendar(path, motion)
            if motion.date is None and name not in put:
                yield path, "is never voted: give it a `date`, or an event with `do: hold_vote`"

    def _events(self) -> Iterator[Fault]:
        s = self.scenario
        follows = {name for m in s.motions.values() for name in (*m.if_passed, *m.if_failed)}
        for name, event in s.events.items():
            path: Path = ("events", name)
            yield from self._within_calendar(path, event)
            if event.date is None and event.when is None and name not in follows:
                yield path, "never happens: give it a `date`, a trigger (`when`), or a motion that it follows"
            if event.when is not None:
                yield from self._trigger((*path, "when"), event.when)
            for index, effect in enumerate(event.effects):
                yield from self._effect((*path, "effects", index), effect)

    def _trigger(self, path: Path, trigger: Trigger) -> Iterator[Fault]:
        info = OUTCOMES.get(trigger.outcome)
        if info is None:
            yield (*path, "outcome"), unknown("outcome", trigger.outcome, OUTCOMES)
        elif info.of == "none" and trigger.of is not None:
            yield (*path, "of"), f"the outcome `{info.name}` is of the whole system: leave `of` out"
        elif info.of != "none" and trigger.of is None:
            yield path, f"the outcome `{info.name}` needs `of`: which {info.of}?"
        elif info.of != "none":
            yield from self._known((*path, "of"), info.of, [trigger.of], getattr(self.scenario, f"{info.of}s"))

    def _effect(self, path: Path, effect: object) -> Iterator[Fault]:
        s = self.scenario
        for key in ("of", "toward"):
            yield from self._selection((*path, key), getattr(effect, key, ()))
        for key in ("pole", "bloc", "motion", "measure"):
            if hasattr(effect, key):
                yield from self._known((*path, key), key, [getattr(effect, key)], getattr(s, f"{key}s"))
        if isinstance(effect, ChangeDyad) and effect.of == effect.toward and len(self._members(effect.of)) == 1:
            yield (*path, "toward"), f"pairs `{effect.of[0]}` with itself"
        if isinstance(effect, Align) and effect.pole is None and effect.commitment:
            yield (*path, "commitment"), "is for actors on a pole: leave it out, or give the `pole`"
        if isinstance(effect, ChangeOpinion) and effect.times is not None:
            yield (*path, "times"), "does not suit opinion, which has two signs: use `to` or `by`"

    def _within_calendar(self, path: Path, part: object) -> Iterator[Fault]:
        meta, date = self.scenario.meta, getattr(part, "date", None)
        if date is not None and not 0 <= meta.tick_of(date) < meta.ticks:
            end = meta.date_of(meta.ticks)
            yield (*path, "date"), f"{date} is outside the scenario, which runs from {meta.start} to before {end}"

    def _sources(self) -> Iterator[Fault]:
        s = self.scenario
        for section in ("poles", "actors", "blocs", "motions", "measures", "events"):
            for name, part in getattr(s, section).items():
                yield from self._source((section, name), part)
                for index, claim in enumerate(getattr(part, "claims", ())):
                    where = (section, name, "claims", index, "source")
                    yield from self._known(where, "source", claim.source, s.sources)
        for index, entry in enumerate(s.dyads):
            if entry is not None:
                yield from self._source(("dyads", index), entry)
        for name in ("ideal_points", "expected"):
            if getattr(s, name) is not None:
                yield from self._source((name,), getattr(s, name))

    def _source(self, path: Path, part: Coded) -> Iterator[Fault]:
        return self._known((*path, "source"), "source", part.source, self.scenario.sources)
