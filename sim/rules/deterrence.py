"""Weight of the poles and what deterrence leaves of each threat (docs/model.md section 4)."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from sim.columns import count, entry, power, short_argmax, short_max, short_sum, tally, zeros
from sim.scenario import Parameters
from sim.setting import Bools, Floats, Ints


def coordination(cohesion: Floats, membership: Bools, bloc_pole: Ints, alignment: Ints) -> Floats:
    """g_i: cohesion of the most cohesive bloc that i belongs to and that backs i's pole, [R, N]; 0 without one.

    A bloc of one coordinates nobody and does not count.

    Parameters
    ----------
    cohesion
        [R, B] in [0, 1].
    membership
        [R, N, B].
    bloc_pole
        [B], 0 for a forum that backs no pole.
    alignment
        [R, N].
    """
    best, size = np.zeros(alignment.shape), count(membership)
    for b in np.flatnonzero(bloc_pole > 0):
        inside = membership[..., b]
        worth = np.where(size[:, b] >= 2, cohesion[:, b], 0.0)
        backing = inside & (alignment == bloc_pole[b])
        np.maximum(best, backing * worth[:, None], out=best)
    return best


def strength(capability: Floats, commitment: Floats, coordinated: Floats, parameters: Parameters) -> Floats:
    """What an actor adds to its pole's weight: c_i · P̃_i · (1 + ω·g_i), [R, N].

    Examples
    --------
    >>> strength(np.array([[0.2]]), np.array([[0.5]]), np.array([[1.0]]), Parameters(coordination_bonus=0.5)).tolist()
    [[0.15000000000000002]]
    """
    return np.asarray(commitment * capability * (1 + parameters.coordination_bonus * coordinated))


def weights(strengths: Floats, sides: Floats) -> Floats:
    """W_k, the sum of its members' strengths, [R, K]."""
    return np.asarray((strengths[:, None, :] @ sides)[:, 0, :])


def others_weights(strengths: Floats, sides: Floats) -> Floats:
    """W_k as each actor i meets it, itself left out, [R, N, K]."""
    return tally(1 - np.eye(strengths.shape[-1]), strengths[..., None] * sides)


def contest(x: Floats, y: Floats, decisiveness: float | Floats) -> Floats:
    """Contest success function Δ(x, y) = x^γ / (x^γ + y^γ), with Δ(0, 0) = ½.

    Source: Hirshleifer 1989, p. 104 (ratio form).

    Examples
    --------
    >>> contest(np.array([2.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0]), 2).tolist()
    [0.8, 0.0, 0.5]
    """
    top = np.maximum(x, y)
    safe = np.where(top > 0, top, 1)
    own, other = power(x / safe, decisiveness), power(y / safe, decisiveness)
    return np.where(top > 0, own / np.where(top > 0, own + other, 1), 0.5)


def deterring(weight: Floats, capability: Floats, parameters: Parameters) -> Floats:
    """Δ(W_k + P̃_i, W_l): how far actor i deters pole l if it stands with pole k, [R, N, K, K]; 0 where l = k.

    Parameters
    ----------
    weight
        W as i meets it, itself left out, [R, N, K].
    capability
        P̃, [R, N].

    Examples
    --------
    >>> deterring(np.array([[[0.2, 0.3]]]), np.array([[0.1]]), Parameters(contest_decisiveness=1)).round(3).tolist()
    [[[[0.0, 0.5], [0.667, 0.0]]]]
    """
    poles = weight.shape[-1]
    chance = np.zeros((poles, poles, *capability.shape))
    for k, other in permutations(range(poles), 2):
        together = weight[..., k] + capability
        chance[k, other] = contest(together, weight[..., other], parameters.contest_decisiveness)
    return chance.transpose(2, 3, 0, 1)


def residual_threat(
    share: Floats,
    hostility: Floats,
    weight: Floats,
    capability: Floats,
    deterred: Floats,
    parameters: Parameters,
) -> Floats:
    """R_i of each option: what is left of i's threats if it stays out (0) or stands with pole k, [R, N, K + 1].

    R_i(k) = Σ_{l≠k} t_il·(1 - Δ(W_k + P̃_i, W_l)) + t_ik·(1 - α·(1 - h_ik))
    R_i(0) = Σ_l t_il·(1 - ν₀)·(1 - Δ(P̃_i + φ·Σ_{m≠l} W_m, W_l))

    Parameters
    ----------
    share
        t, [R, N, K].
    hostility
        h, threat-weighted mean hostility that i perceives in each pole, [R, N, K].
    weight
        W as i meets it, itself left out, [R, N, K].
    capability
        P̃, [R, N].
    deterred
        ``deterring``, [R, N, K, K].

    Source: balancing and bandwagoning, Waltz 1979, pp. 123-128 and Walt 1987, pp. 17-21, 28-33; free riding:
    Christensen & Snyder 1990, pp. 140-144.
    """
    gamma, poles = parameters.contest_decisiveness, share.shape[-1]
    residual = zeros((*share.shape[:-1], poles + 1))
    total = short_sum(weight)
    for k in range(poles):
        bystander = capability + parameters.free_riding * (total - weight[..., k])
        undeterred = 1 - contest(bystander, weight[..., k], gamma)
        residual[..., 0] += share[..., k] * (1 - parameters.neutral_safety) * undeterred
        residual[..., k + 1] += share[..., k] * (1 - parameters.accommodation * (1 - hostility[..., k]))
        for other in range(poles):
            if other != k:
                residual[..., k + 1] += share[..., other] * (1 - deterred[..., k, other])
    return residual


def unmet_need(share: Floats, salience: Floats, deterred: Floats) -> Floats:
    """What the best partner leaves of the gravest threat: Λ_i·t_i,p*·(1 - max_{k≠p*} Δ(W_k + P̃_i, W_p*)), [R, N].

    p* is the pole of greatest threat. Actors arm against what alliance does not deter (``deterring``, [R, N, K, K]).

    Source: internal and external balancing as substitutes, Waltz 1979, p. 168; Morrow 1993.
    """
    with_best_partner = short_max(deterred.swapaxes(-1, -2))
    gravest = entry(with_best_partner, short_argmax(share))
    return np.asarray(salience * short_max(share) * (1 - gravest))
