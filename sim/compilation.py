"""A scenario and the parameters in force → a setting: names turned into array positions, once."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from sim.scenario import OUTCOMES, Effect, Event, Parameters, Scenario
from sim.scenario.events import ChangeDyad
from sim.setting import (
    NO_TICK,
    BlocTable,
    Bools,
    Floats,
    MeasureTable,
    MotionTable,
    Names,
    Pairs,
    ResolvedEffect,
    ResolvedEvent,
    Setting,
)

EARTH_RADIUS_KM = 6371.0


def compile_setting(
    scenario: Scenario,
    parameters: Parameters,
    non_alignment: bool | None = None,
    without: Collection[str] = (),
) -> Setting:
    """Arrays of what a scenario fixes.

    Parameters
    ----------
    scenario
        A checked scenario.
    parameters
        The parameters in force (``effective_parameters``).
    non_alignment
        Overrides the scenario's ``meta.non_alignment`` where a theory says so.
    without
        Names of events that do not happen.
    """
    s, actors = scenario, list(scenario.actors.values())
    names = Names(*(tuple(getattr(s, section)) for section in Names.__slots__))
    leaders = [code for pole in s.poles.values() for code in pole.leaders]
    return Setting(
        names=names,
        parameters=parameters,
        per_option=parameters,
        non_alignment=s.meta.non_alignment if non_alignment is None else non_alignment,
        emergent_blocs=s.meta.emergent_blocs,
        tick_years=s.meta.tick_years,
        distance=_distances(s),
        anchored=np.array(
            [code in leaders if a.anchored is None else a.anchored for code, a in s.actors.items()], bool
        ),
        first_opinion=np.array([[a.opinion.get(pole, 0.0) for a in actors] for pole in s.poles]).T,
        susceptibility=np.array([a.susceptibility for a in actors]),
        reach=np.array([a.reach for a in actors]),
        growth=np.array([a.growth for a in actors]),
        leaning=np.array([[a.leaning.get(pole, 0.0) for pole in s.poles] for a in actors]),
        leaning_error=np.array([a.leaning_error for a in actors]),
        targets=np.array([_chosen(s, pole.targets or pole.leaders) for pole in s.poles.values()]).T,
        harmed=_pairs(s, "harm"),
        rivals=_pairs(s, "rivalry"),
        blocs=_blocs(s, names),
        motions=_motions(s, names),
        measures=_measures(s),
        events=tuple(
            _NO_EVENT if name in without else resolve_event(s, event) for name, event in s.events.items()
        ),
    )


def dyad_pairs(scenario: Scenario, entry: object) -> Iterator[tuple[int, int]]:
    """Index pairs (i, j), i ≠ j, that a dyads entry or a change of dyads speaks of."""
    index = {code: i for i, code in enumerate(scenario.actors)}
    among, pairs = getattr(entry, "among", None), getattr(entry, "pairs", None)
    if pairs is None:
        of = scenario.select(among if among is not None else entry.of)  # type: ignore[attr-defined]
        toward = of if among is not None else scenario.select(entry.toward)  # type: ignore[attr-defined]
        pairs = [(i, j) for i in of for j in toward]
    for i, j in pairs:
        if i != j:
            yield index[i], index[j]
            if entry.symmetric:  # type: ignore[attr-defined]
                yield index[j], index[i]


_NO_EVENT = ResolvedEvent(NO_TICK, None, NO_TICK, ())


def resolve_event(scenario: Scenario, event: Event) -> ResolvedEvent:
    """An event with its names turned into array positions."""
    trigger = event.when
    subject = NO_TICK
    if trigger is not None and trigger.of is not None:
        subject = list(getattr(scenario, f"{OUTCOMES[trigger.outcome].of}s")).index(trigger.of)
    return ResolvedEvent(
        tick=NO_TICK if event.date is None else scenario.meta.tick_of(event.date),
        trigger=trigger,
        subject=subject,
        effects=tuple(_resolve_effect(scenario, effect) for effect in event.effects),
    )


def _resolve_effect(scenario: Scenario, effect: Effect) -> ResolvedEffect:
    def position(section: str) -> int:
        name = getattr(effect, section, None)
        return NO_TICK if name is None else list(getattr(scenario, f"{section}s")).index(name)

    pairs = list(dyad_pairs(scenario, effect)) if isinstance(effect, ChangeDyad) else []
    ordered = np.array(pairs, int).reshape(-1, 2)
    return ResolvedEffect(
        effect=effect,
        of=_chosen(scenario, getattr(effect, "of", ())),
        pairs=Pairs(ordered[:, 0], ordered[:, 1]),
        pole=position("pole") + 1,
        bloc=position("bloc"),
        motion=position("motion"),
        measure=position("measure"),
    )


def _chosen(scenario: Scenario, names: tuple[str, ...]) -> Bools:
    chosen = set(scenario.select(names))
    return np.array([code in chosen for code in scenario.actors], bool)


def _distances(scenario: Scenario) -> Floats:
    """Great-circle distance of capitals in km, [N, N]; 0 where no location is given at all; entries override."""
    places = [actor.location for actor in scenario.actors.values()]
    lat = np.radians([0.0 if p is None else p.lat for p in places])
    lon = np.radians([0.0 if p is None else p.lon for p in places])
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    distance = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    for entry in scenario.dyads:
        for i, j in dyad_pairs(scenario, entry):
            if entry.distance_km is not None:
                distance[i, j] = distance[j, i] = entry.distance_km
            if entry.contiguous:
                distance[i, j] = distance[j, i] = 0
    np.fill_diagonal(distance, 0)
    return np.asarray(distance, float)


def _pairs(scenario: Scenario, relation: str) -> Pairs:
    """Pairs with a non-zero sparse relation, or one that an event may change, sorted."""
    found: set[tuple[int, int]] = set()
    for entry in scenario.dyads:
        if getattr(entry, relation):
            found.update(dyad_pairs(scenario, entry))
    for event in scenario.events.values():
        for effect in event.effects:
            if isinstance(effect, ChangeDyad) and effect.relation == relation:
                found.update(dyad_pairs(scenario, effect))
    ordered = np.array(sorted(found), int).reshape(-1, 2)
    return Pairs(ordered[:, 0].copy(), ordered[:, 1].copy())


def _position(names: tuple[str, ...], name: str | None) -> int:
    return NO_TICK if name is None else names.index(name)


def _blocs(s: Scenario, names: Names) -> BlocTable:
    blocs = list(s.blocs.values())
    none = np.zeros((0, len(names.actors)), bool)
    invited = np.array([_chosen(s, b.invitees) for b in blocs], bool) if blocs else none
    first = np.array([_chosen(s, b.members) for b in blocs], bool) if blocs else none
    return BlocTable(
        pole=np.array([_position(names.poles, b.pole) + 1 for b in blocs], int),
        invited=invited,
        convener=np.array([_position(names.actors, b.convener) for b in blocs], int),
        size=(invited | first).sum(axis=-1),
        obligation=np.array([b.obligation for b in blocs], float),
        rule=tuple(b.rule for b in blocs),
        holders=np.array([_chosen(s, b.holders) for b in blocs], bool) if blocs else none,
    )


def _motions(s: Scenario, names: Names) -> MotionTable:
    motions = list(s.motions.values())

    def follow(key: str) -> Bools:
        table = np.zeros((len(motions), len(names.events)), bool)
        for row, motion in zip(table, motions, strict=True):
            row[[names.events.index(name) for name in getattr(motion, key)]] = True
        return table

    return MotionTable(
        pole=np.array([_position(names.poles, m.favours) + 1 for m in motions], int),
        demand=np.array([m.demand for m in motions], float),
        tick=np.array([NO_TICK if m.date is None else s.meta.tick_of(m.date) for m in motions], int),
        institution=np.array([_position(names.blocs, m.institution) for m in motions], int),
        if_passed=follow("if_passed"),
        if_failed=follow("if_failed"),
    )


def _measures(s: Scenario) -> MeasureTable:
    measures = list(s.measures.values())
    open_to = [[False, *(not m.poles or pole in m.poles for pole in s.poles)] for m in measures]
    return MeasureTable(
        threshold=np.array([m.threshold for m in measures], float),
        cost=np.array([m.cost for m in measures], float),
        trade=np.array([m.trade for m in measures], float),
        open_to=np.array(open_to, bool).reshape(len(measures), len(s.poles) + 1),
    )
