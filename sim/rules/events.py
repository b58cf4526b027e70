"""Events: which ones happen in a tick, and what their effects change (docs/model.md section 1).

``mask`` is None where an event happens in all runs, else the runs it happens in, [R]. A relation that is
the same in all runs stays so under an event that happens in all of them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.columns import by_column, matches
from sim.scenario.events import (
    AdoptMeasure,
    Align,
    ChangeActor,
    ChangeDyad,
    ChangeOpinion,
    HoldVote,
    Join,
    Leave,
    ProposeBloc,
)
from sim.setting import Bools, Floats, Ints, Pairs, ResolvedEffect, Setting
from sim.world import NEVER, World, capability_share

COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
SIGNED = {"affinity", "regime_support"}


@dataclass(frozen=True, slots=True)
class Happening:
    """Which events happen in this tick.

    Attributes
    ----------
    fires
        [R, E].
    streak
        For how many ticks in a row each trigger's condition has held, [R, E].
    """

    fires: Bools
    streak: Ints


def happening(world: World, setting: Setting, values: Floats) -> Happening:
    """Which events happen now: dated, following from a motion, or triggered.

    Parameters
    ----------
    values
        The outcome that each event's trigger asks about, as it stood at the end of the last tick, [R, E].
    """
    fires, streak = world.event_due.copy(), world.trigger_streak.copy()
    for e, event in enumerate(setting.events):
        if event.tick == world.tick:
            fires[:, e] = True
        elif event.trigger is not None:
            holds = COMPARE[event.trigger.compare](values[:, e], event.trigger.value)
            streak[:, e] = np.where(holds, streak[:, e] + 1, 0)
            now = streak[:, e] == event.trigger.for_ticks
            fires[:, e] |= now if event.trigger.repeat else now & ~world.event_fired[:, e]
    return Happening(fires, streak)


def put_to_vote(world: World, setting: Setting, fires: Bools) -> Bools:
    """Motions voted in this tick, [R, Q]: dated ones, and those that an event puts; none is voted twice."""
    put = np.repeat((setting.motions.tick == world.tick)[None], world.runs, axis=0)
    for e, event in enumerate(setting.events):
        for resolved in event.effects:
            if isinstance(resolved.effect, HoldVote):
                put[:, resolved.motion] |= fires[:, e]
    return put & (world.motion_outcome < 0)


def apply_events(world: World, setting: Setting, what: Happening) -> World:
    """The world after the events that happen in this tick, in the order of the file."""
    for e, event in enumerate(setting.events):
        fires = what.fires[:, e]
        if fires.any():
            mask = None if fires.all() else fires
            for resolved in event.effects:
                world = apply_effect(world, setting, resolved, mask)
    return replace(
        world,
        event_fired=world.event_fired | what.fires,
        event_due=np.zeros_like(world.event_due),
        trigger_streak=what.streak,
    )


def apply_effect(world: World, setting: Setting, resolved: ResolvedEffect, mask: Bools | None) -> World:
    """The world after one effect in the runs of ``mask``."""
    handler = _HANDLERS.get(type(resolved.effect))
    return world if handler is None else handler(world, setting, resolved, mask)


def changed(values: Floats, cells: Bools, change: Any, low: float, high: float, mask: Bools | None) -> Floats:
    """``values`` with ``cells`` set ``to``, moved ``by`` or multiplied (``times``), cut to [low, high].

    Examples
    --------
    >>> move = ChangeOpinion(do="change_opinion", of=("TUR",), pole="west", by=-0.5)
    >>> changed(np.array([0.2, 0.2]), np.array([True, False]), move, -1, 1, None).tolist()
    [-0.3, 0.2]
    """
    if change.to is not None:
        new = np.full_like(values, change.to)
    elif change.by is not None:
        new = values + change.by
    else:
        new = values * change.times
    return np.where(_cells(cells, mask), np.clip(new, low, high), values)


def _cells(cells: Bools, mask: Bools | None) -> Bools:
    """Cells of one run as cells of the runs of ``mask``."""
    return cells if mask is None else cells & mask.reshape(-1, *([1] * cells.ndim))


def _in_column(of: Bools, column: int, columns: int) -> Bools:
    """Cells of the actors ``of`` in one column (a pole, bloc or measure), [N, columns]."""
    return by_column(of[:, None] & (np.arange(columns) == column))


def _change_actor(world: World, setting: Setting, r: ResolvedEffect, mask: Bools | None) -> World:
    assert isinstance(r.effect, ChangeActor)
    name = r.effect.attribute
    if name == "capability":
        new = changed(world.capability, r.of, r.effect, 0, np.inf, mask)
        factor = new / np.where(world.capability > 0, world.capability, 1)
        components = world.components * factor[:, None, :]
        return replace(world, components=components, capability=capability_share(components))
    if name == "commitment":
        commitment = changed(world.commitment, r.of, r.effect, 0, 1, mask)
        return replace(world, commitment=np.where(world.alignment > 0, commitment, 0.0))
    if name == "mobilisation":
        return replace(world, mobilisation=changed(world.mobilisation, r.of, r.effect, 0, 1, mask))
    if name == "dissent":
        level = changed(world.traits.dissent_level, r.of, r.effect, 0, 1, mask)
        world = replace(world, traits=replace(world.traits, dissent_level=level))
        return replace(world, dissent=changed(world.dissent, r.of, r.effect, 0, 1, mask))
    low = 1e-9 if name == "offence" else 0
    trait = changed(getattr(world.traits, name), r.of, r.effect, low, 1, mask)
    return replace(world, traits=replace(world.traits, **{name: trait}), lens=None)


def _change_dyad(world: World, setting: Setting, r: ResolvedEffect, mask: Bools | None) -> World:
    assert isinstance(r.effect, ChangeDyad)
    name = r.effect.relation
    if name in ("harm", "rivalry"):
        known = setting.harmed if name == "harm" else setting.rivals
        cells = _among(r.pairs, known)
    else:
        cells = np.zeros((setting.actor_count, setting.actor_count), bool)
        cells[r.pairs.of, r.pairs.toward] = True
    low = -1 if name in SIGNED else 0
    table = changed(getattr(world.relations, name), cells, r.effect, low, 1, mask)
    return replace(world, relations=replace(world.relations, **{name: table}), lens=None)


def _among(pairs: Pairs, known: Pairs) -> Bools:
    """Which of the known pairs are among ``pairs``."""
    wanted = set(zip(pairs.of.tolist(), pairs.toward.tolist(), strict=True))
    return np.array(
        [pair in wanted for pair in zip(known.of.tolist(), known.toward.tolist(), strict=True)], bool
    )


def _change_opinion(world: World, setting: Setting, r: ResolvedEffect, mask: Bools | None) -> World:
    cells = _in_column(r.of, r.pole - 1, setting.pole_count)
    return replace(world, opinion=changed(world.opinion, cells, r.effect, -1, 1, mask))


def _align(world: World, setting: Setting, r: ResolvedEffect, mask: Bools | None) -> World:
    assert isinstance(r.effect, Align)
    cells = _cells(r.of, mask)
    return replace(
        world,
        alignment=np.where(cells, r.pole, world.alignment),
        commitment=np.where(cells, r.effect.commitment, world.commitment),
    )


def _join_or_leave(world: World, setting: Setting, r: ResolvedEffect, mask: Bools | None) -> World:
    in_bloc = _in_column(r.of, r.bloc, len(setting.names.blocs))
    return replace(
        world, membership=np.where(_cells(in_bloc, mask), isinstance(r.effect, Join), world.membership)
    )


def _propose_bloc(world: World, setting: Setting, r: ResolvedEffect, mask: Bools | None) -> World:
    opened = _cells(np.arange(len(setting.names.blocs)) == r.bloc, mask)
    return open_blocs(world, setting, np.broadcast_to(opened, world.open_blocs.shape))


def open_blocs(world: World, setting: Setting, opened: Bools) -> World:
    """The world with blocs opened where ``opened`` [R, B] and not open yet: their conveners are in."""
    fresh = opened & ~world.open_blocs
    convener = matches(np.arange(setting.actor_count), setting.blocs.convener)
    return replace(
        world,
        open_blocs=world.open_blocs | opened,
        membership=world.membership | (by_column(fresh[:, None, :]) & convener),
    )


def _adopt_measure(world: World, setting: Setting, r: ResolvedEffect, mask: Bools | None) -> World:
    takes = _in_column(r.of, r.measure, len(setting.names.measures))
    cells = _cells(takes, mask)
    bound = _cells(r.of, mask) & (world.alignment > 0)
    least = setting.measures.threshold[r.measure]
    return replace(
        world,
        decreed=world.decreed | cells,
        adopted=np.where(cells & (world.adopted == NEVER), world.tick, world.adopted),
        commitment=np.where(bound, np.maximum(world.commitment, least), world.commitment),
    )


_HANDLERS: dict[type, Callable[[World, Setting, ResolvedEffect, Bools | None], World]] = {
    ChangeActor: _change_actor,
    ChangeDyad: _change_dyad,
    ChangeOpinion: _change_opinion,
    Align: _align,
    Join: _join_or_leave,
    Leave: _join_or_leave,
    ProposeBloc: _propose_bloc,
    AdoptMeasure: _adopt_measure,
}
"""What each effect does; ``HoldVote`` changes nothing itself, see ``put_to_vote``."""
