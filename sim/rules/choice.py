"""Choice of alignment, and the posture that can be read off it (docs/model.md section 5)."""

from __future__ import annotations

import numpy as np

from sim.columns import entry, matches, short_argmax, short_sum
from sim.scenario import Parameters
from sim.setting import Bools, Floats, Ints

UNTHREATENED, BALANCING, BANDWAGONING, HEDGING, BUCK_PASSING = range(5)
POSTURES = ("unthreatened", "balancing", "bandwagoning", "hedging", "buck-passing")


def choose(
    utility: Floats,
    alignment: Ints,
    anchored: Bools,
    revision: Floats,
    gumbel: Floats,
    parameters: Parameters,
    given: Ints | None = None,
) -> Ints:
    """Each revising actor draws an option with probability softmax(λ·U_i), [R, N].

    The draw is the largest of λ·U plus standard Gumbel noise, which has that distribution and keeps
    choices paired when two worlds see the same noise.

    Parameters
    ----------
    utility
        U, [R, N, K + 1].
    alignment
        [R, N]; kept by actors that are anchored or do not revise.
    anchored
        [N].
    revision
        Uniform noise [R, N]: an actor revises where it is below ρ.
    gumbel
        Standard Gumbel noise [R, N, K + 1].
    given
        Alignments that are decided elsewhere, by people: [N] or [R, N], -1 where the actor chooses itself.

    Source: McKelvey & Palfrey 1995, pp. 6-11 (logit quantal response).

    Examples
    --------
    >>> better = np.array([[[0.0, 1.0, 0.5]]])
    >>> choose(better, np.array([[0]]), np.array([False]), np.zeros((1, 1)), np.zeros((1, 1, 3)), Parameters()).tolist()
    [[1]]
    """
    forbidden = np.isneginf(utility)
    scaled = parameters.logit_precision * np.where(forbidden, 0, utility) + gumbel
    drawn = short_argmax(np.where(forbidden, -np.inf, scaled))
    revises = (revision[..., None] < parameters.revision_rate)[..., 0] & ~anchored
    chosen = np.where(revises, drawn, alignment)
    return chosen if given is None else np.where(given >= 0, given, chosen)


def choice_probabilities(utility: Floats, precision: float | Floats) -> Floats:
    """softmax(λ·U), the chance of each option when an actor revises, [..., K + 1].

    ``precision`` is one number, or one a run: [R, 1, 1].

    Examples
    --------
    >>> choice_probabilities(np.array([0.0, 1.0]), 0).tolist()
    [0.5, 0.5]
    """
    forbidden = np.isneginf(utility)
    below_best = np.where(forbidden, 0, utility - utility.max(axis=-1, keepdims=True))
    force = np.where(forbidden, 0, np.exp(precision * below_best))
    return np.asarray(force / force.sum(axis=-1, keepdims=True))


def posture(alignment: Ints, pole_threat: Floats, weights: Floats, parameters: Parameters) -> Ints:
    """What an alignment means given the threat: a code of ``POSTURES``, [R, N].

    With p* the pole of greatest threat: bandwagoning with p*, balancing with another pole, buck-passing if
    non-aligned while the other poles together reach ``buck_passing_share`` of p*'s weight, else hedging.

    Parameters
    ----------
    pole_threat
        T, [R, N, K].
    weights
        W, [R, K].

    Source: Walt 1987, p. 17; Christensen & Snyder 1990; Kuik 2008 (hedging).

    Examples
    --------
    >>> danger, even = np.array([[[2.0, 1.0]] ]).repeat(3, axis=1), np.array([[1.0, 1.0]])
    >>> [POSTURES[code] for code in posture(np.array([[0, 1, 2]]), danger, even, Parameters())[0]]
    ['buck-passing', 'bandwagoning', 'balancing']
    """
    gravest, every = short_argmax(pole_threat), weights[:, None, :]
    most = entry(every, gravest)
    others = short_sum(np.where(matches(gravest, np.arange(weights.shape[-1])), 0, every))
    others_carry_it = others >= parameters.buck_passing_share * most
    out = np.where(others_carry_it, BUCK_PASSING, HEDGING)
    aligned = np.where(alignment == gravest + 1, BANDWAGONING, BALANCING)
    read = np.where(alignment == 0, out, aligned)
    return np.where(short_sum(pole_threat) > 0, read, UNTHREATENED)
