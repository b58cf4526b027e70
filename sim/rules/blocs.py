"""Formal coalitions: stances, cohesion, who enters and who leaves (docs/model.md section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.columns import by_column, columns_first, columns_last, count, tally
from sim.scenario import Parameters
from sim.setting import Bools, Floats, Ints
from sim.world import logistic


def stance(commitment: Floats, alignment: Ints, pole: Ints) -> Floats:
    """s_i toward a pole: +c_i if aligned with it, -c_i if with another, 0 if non-aligned, [R, N, len(pole)].

    Parameters
    ----------
    pole
        Poles asked about, 1 … K, any length.

    Examples
    --------
    >>> stance(np.array([[0.5, 0.5, 0.0]]), np.array([[1, 2, 0]]), np.array([1]))[0, :, 0].tolist()
    [0.5, -0.5, 0.0]
    """
    otherwise = np.where(alignment > 0, -commitment, 0.0)
    asked = pole.tolist()
    toward = {one: np.where(alignment == one, commitment, otherwise) for one in set(asked)}
    stances = np.empty((len(asked), *alignment.shape))
    for column, one in zip(stances, asked, strict=True):
        column[...] = toward[one]
    return columns_last(stances)


def cohesion(stances: Floats, membership: Bools) -> Floats:
    """1 - mean |s_i - s_j| / 2 over pairs of members, [R, B]; 1 for a bloc with fewer than two.

    The sum over pairs is Σ_r (2r - n - 1)·s_(r) over the sorted stances of the n members.

    Parameters
    ----------
    stances
        Each actor's stance toward each bloc's pole, [R, N, B].
    membership
        [R, N, B].

    Examples
    --------
    >>> members = np.array([[[True], [True], [False]]])
    >>> cohesion(np.array([[[0.5], [-0.5], [1.0]]]), members).tolist()
    [[0.5]]
    """
    inside = np.ascontiguousarray(columns_first(membership))
    n = count(membership).T
    ordered = np.where(inside, columns_first(stances), 2.0)  # those outside go last
    ordered.sort(axis=-1)
    ordered *= _rank_weights(membership.shape[1])[n.astype(int)]
    return np.asarray(1 - ordered.sum(axis=-1) / np.maximum(n * (n - 1), 1)).T


@cache
def _rank_weights(actors: int) -> Floats:
    """2r - n - 1 for rank r of n members, 0 beyond the last of them, [N + 1, N]."""
    n, rank = np.arange(actors + 1)[:, None], np.arange(1, actors + 1)
    return np.where(rank <= n, 2.0 * rank - n - 1, 0.0)


def convening_power(capability: Floats, reach: Floats, convener: Ints) -> Floats:
    """Mean of the convener's capability (relative to the greatest) and its diplomatic reach, [R, B]; 0 without one."""
    power = (capability / capability.max(axis=-1, keepdims=True) + reach) / 2
    return np.where(convener >= 0, power[:, convener], 0.0)


def worst_rivalry(rivalry: Floats, of: Ints, toward: Ints, membership: Bools) -> Floats:
    """Greatest rivalry of each actor with a member of each bloc, [R, N, B].

    Parameters
    ----------
    rivalry
        Of each rival pair, [Y] or [R, Y].
    of, toward
        The pairs, [Y], sorted by ``of``.

    Examples
    --------
    >>> members = np.array([[[True], [True], [False]]])
    >>> worst_rivalry(np.array([0.2, 0.6, 0.9]), np.array([2, 2, 0]), np.array([0, 1, 2]), members)[0, :, 0].tolist()
    [0.0, 0.0, 0.6]
    """
    members = np.ascontiguousarray(membership.transpose(1, 2, 0))
    level = np.atleast_2d(rivalry).T[:, None]
    worst = np.zeros(members.shape)
    place = np.arange(len(of)) - np.searchsorted(of, of)
    for n in range(place.max(initial=-1) + 1):  # each actor's first rival, then each one's second, and so on
        pairs = np.flatnonzero(place == n)
        actors = of[pairs]
        worst[actors] = np.maximum(worst[actors], level[pairs] * members[toward[pairs]])
    return by_column(worst.transpose(2, 0, 1))


@dataclass(frozen=True, slots=True)
class EntryCase:
    """What speaks for and against entering each bloc.

    Attributes
    ----------
    stances
        Stance toward the bloc's pole, [R, N, B]; 0 for a forum without one.
    affinity
        Mean affinity for the members, oneself left out, [R, N, B].
    joined
        Members as a share of first members and invitees, [R, B].
    convening
        ``convening_power``, [R, B].
    rivalry
        ``worst_rivalry``, [R, N, B].
    cohesion
        [R, B].
    """

    stances: Floats
    affinity: Floats
    joined: Floats
    convening: Floats
    rivalry: Floats
    cohesion: Floats


def mean_affinity(affinity: Floats, membership: Bools) -> Floats:
    """Mean affinity of each actor for a bloc's members, oneself left out, [R, N, B]; 0 for an empty bloc."""
    members = membership.astype(float)
    others = by_column(count(membership)[:, None]) - members
    total = tally(affinity, members)
    total /= np.maximum(others, 1, out=others)
    return total


def entry_argument(case: EntryCase, parameters: Parameters) -> Floats:
    """Log-odds of entering, [R, N, B].

    v₀ + v_c·s_i + v_F·mean F + v_s·joined + v_conv·convening - v_r·worst rivalry - v_h·(1 - cohesion)
    """
    p = parameters
    of_bloc = (
        p.entry_base
        + p.entry_momentum * case.joined[:, None]
        + p.entry_convener * case.convening[:, None]
        - p.entry_incoherence * (1 - case.cohesion[:, None])
    )
    return np.asarray(
        by_column(of_bloc)
        + p.entry_commitment * case.stances
        + p.entry_affinity * case.affinity
        - p.entry_rivalry * case.rivalry
    )


def move_membership(
    membership: Bools, argument: Floats, eligible: Bools, backs: Bools, noise: Floats, parameters: Parameters
) -> Bools:
    """Who is in after one tick, [R, N, B]: the eligible enter by chance, members leave below -v_x.

    A forum that backs no pole is left by events only: states quarrel in the United Nations, not with it.

    Parameters
    ----------
    argument
        ``entry_argument``, [R, N, B].
    eligible
        Invited, the bloc open, and on its side, [R, N, B].
    backs
        Whether each bloc backs a pole, [B].
    noise
        Uniform, [R, N, B].
    """
    after = membership & ((argument >= -parameters.exit_threshold) | ~backs)
    outside = columns_first(eligible & ~membership)
    bloc, run, actor = np.unravel_index(np.flatnonzero(outside), outside.shape)
    candidates = run, actor, bloc
    after[candidates] = noise[candidates] < logistic(argument[candidates])
    return np.asarray(after)


def proposes(convening: Floats, convener_commitment: Floats, noise: Floats, parameters: Parameters) -> Bools:
    """Whether each bloc's convener proposes it by itself this tick, [R, B]; chance = rate · commitment · power.

    ``convener_commitment`` is the convener's stance toward the bloc's pole, [R, B]; a negative one proposes nothing.
    """
    return np.asarray(noise < parameters.proposal_rate * np.maximum(convener_commitment, 0) * convening)
