"""What stays fixed while a scenario runs: who and what there is, as arrays.

A ``Setting`` is a scenario and the parameters in force, compiled once. Letters of shapes, here and in
all rules: R runs, N actors, K poles, B blocs, Q motions, M measures, E events, H harmed pairs, Y rival pairs.
Alignment 0 is non-aligned and 1 … K are the poles, so the poles' arrays are indexed by alignment minus one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Effect, Parameters, Rule, Trigger

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_TICK = -1


@dataclass(frozen=True, slots=True)
class Names:
    """Names in the order of the arrays."""

    actors: tuple[str, ...]
    poles: tuple[str, ...]
    blocs: tuple[str, ...]
    motions: tuple[str, ...]
    measures: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of actors that a sparse relation speaks of: ``of[h]`` does or feels it ``toward[h]``."""

    of: Ints
    toward: Ints


@dataclass(frozen=True, slots=True)
class BlocTable:
    """Blocs as arrays.

    pole [B] (0: none), invited [B, N], convener [B] (-1: none), size [B] (members at the start and invitees),
    obligation [B], and each bloc's rule and veto holders [B, N].
    """

    pole: Ints
    invited: Bools
    convener: Ints
    size: Ints
    obligation: Floats
    rule: tuple[Rule | None, ...]
    holders: Bools


@dataclass(frozen=True, slots=True)
class MotionTable:
    """Motions as arrays.

    pole [Q], demand [Q], tick [Q] (-1: put by an event), institution [Q] (-1: all actors), and the events that
    follow, passed and failed, [Q, E].
    """

    pole: Ints
    demand: Floats
    tick: Ints
    institution: Ints
    if_passed: Bools
    if_failed: Bools


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """Measures as arrays: threshold, cost, trade [M]; open_to [M, K + 1]: may those of this alignment take it."""

    threshold: Floats
    cost: Floats
    trade: Floats
    open_to: Bools


@dataclass(frozen=True, slots=True)
class ResolvedEffect:
    """An effect and the array positions that its names mean.

    ``of`` [N] are the actors it speaks of; ``pairs`` the pairs it changes; ``pole`` an alignment (0: none);
    ``bloc``, ``motion``, ``measure`` positions (-1: not spoken of).
    """

    effect: Effect
    of: Bools
    pairs: Pairs
    pole: int
    bloc: int
    motion: int
    measure: int


@dataclass(frozen=True, slots=True)
class ResolvedEvent:
    """An event on arrays: its tick (-1: not dated), its trigger and the position the trigger asks about."""

    tick: int
    trigger: Trigger | None
    subject: int
    effects: tuple[ResolvedEffect, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """The fixed part of a run.

    Attributes
    ----------
    parameters, per_option
        The parameters in force. Where runs have their own, a varied parameter is an array: [R, 1] in ``parameters``,
        which rules over [R, N] take (also [R, B] and [R, H]), and [R, 1, 1] in ``per_option``, for rules over
        [R, N, K], [R, N, B] and [R, N, N]. Else both are the same.
    distance
        d in km, [N, N]; 0 for contiguous pairs.
    anchored
        Whose alignment and commitment only events move, [N].
    first_opinion
        Opinion of each pole at the start, [N, K].
    susceptibility, reach, growth
        Actors' fixed attributes, [N]; growth in log points a year.
    leaning, leaning_error
        Unexplained pull toward each pole in votes [N, K] and its standard error [N].
    targets
        Actors at whom measures against each pole are aimed, [N, K].
    harmed, rivals
        The pairs with harm (H) and rivalry (Y), now or after some event.
    events
        The events, resolved, in the order of the file.
    """

    names: Names
    parameters: Parameters
    per_option: Parameters
    non_alignment: bool
    emergent_blocs: bool
    tick_years: float
    distance: Floats
    anchored: Bools
    first_opinion: Floats
    susceptibility: Floats
    reach: Floats
    growth: Floats
    leaning: Floats
    leaning_error: Floats
    targets: Bools
    harmed: Pairs
    rivals: Pairs
    blocs: BlocTable
    motions: MotionTable
    measures: MeasureTable
    events: tuple[ResolvedEvent, ...]

    @property
    def actor_count(self) -> int:
        """N."""
        return len(self.names.actors)

    @property
    def pole_count(self) -> int:
        """K."""
        return len(self.names.poles)
