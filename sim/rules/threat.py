"""Threat: who endangers whom, and how much of it comes from each pole (docs/model.md section 3).

Waltz: power alone threatens, exponents (1, 0, 0, 0). Walt: aggregate power, offence, proximity and intent,
exponents (1, 1, 1, 1). ``threat[i, j]`` is the threat to i from j.

Every member of a pole threatens through a factor of its own (its menace) and a factor of the pair (the
kernel), so the threat from each pole is one matrix product instead of an [R, N, N] table.
"""

from __future__ import annotations

import numpy as np

from sim.columns import power, short_sum, tally
from sim.scenario import Parameters
from sim.setting import Floats, Pairs


def proximity(distance: Floats, parameters: Parameters) -> Floats:
    """Loss-of-strength gradient, prox_ij = 1 / (1 + d_ij/d₀), [..., N, N]; contiguous pairs count as d = 0.

    Parameters
    ----------
    distance
        d_ij in km, [N, N].

    Source: Boulding 1962, ch. 4.

    Examples
    --------
    >>> proximity(np.array([[0.0, 500.0], [500.0, 0.0]]), Parameters(distance_scale_km=500)).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    return np.asarray(1 / (1 + distance / parameters.distance_scale_km))


def threat_kernel(offence: Floats, nearness: Floats, hostility: Floats, parameters: Parameters) -> Floats:
    """The part of a threat that belongs to the pair: O_j^θ_O · prox_ij^θ_D · H_ij^θ_H, 0 for i = j.

    Parameters
    ----------
    offence
        O_j in (0, 1], [..., N].
    nearness
        ``proximity``, [..., N, N] in [0, 1].
    hostility
        H_ij, hostile intent i perceives in j, [..., N, N] in [0, 1].

    Source: Walt 1987, pp. 21-26.

    Examples
    --------
    >>> walt = Parameters(offence_exponent=1, proximity_exponent=1, hostility_exponent=1)
    >>> threat_kernel(np.array([1.0, 0.5]), np.ones((2, 2)), np.full((2, 2), 0.8), walt).tolist()
    [[0.0, 0.4], [0.8, 0.0]]
    """
    kernel: Floats = (
        power(offence[..., None, :], parameters.offence_exponent)
        * power(nearness, parameters.proximity_exponent)
        * power(hostility, parameters.hostility_exponent)
    )
    return kernel * (1 - np.eye(nearness.shape[-1]))


def menace(capability: Floats, dissent: Floats, parameters: Parameters) -> Floats:
    """The part of a threat that belongs to its source: P̃_j^θ_P · (1 - δ_H·q_j)^θ_H, [R, N].

    A divided government is read as less intent on harm: dissent scales the hostility that all perceive in it.

    Examples
    --------
    >>> menace(np.array([[0.25]]), np.array([[1.0]]), Parameters(power_exponent=0.5, hostility_exponent=1,
    ...        dissent_hostility=0.2)).tolist()
    [[0.4]]
    """
    perceived_intent = power(1 - parameters.dissent_hostility * dissent, parameters.hostility_exponent)
    return power(capability, parameters.power_exponent) * perceived_intent


def identification(affinity: Floats, harmed: Pairs) -> Floats:
    """How far each actor identifies with the victim of each harmed pair: max(F_im, 0), [..., N, H].

    A victim identifies with itself fully; a perpetrator is not threatened by its own deeds (0).

    Examples
    --------
    >>> pairs = Pairs(np.array([0]), np.array([1]))
    >>> identification(np.array([[0, -1, 0], [0, 0, 0], [0, 0.5, 0]]), pairs)[:, 0].tolist()
    [0.0, 1.0, 0.5]
    """
    felt = np.maximum(affinity[..., harmed.toward], 0)
    columns = np.arange(len(harmed.of))
    felt[..., harmed.toward, columns] = 1
    felt[..., harmed.of, columns] = 0
    return np.ascontiguousarray(felt)


def vicarious_source(
    harm: Floats, capability: Floats, commitment: Floats, sides: Floats, harmed: Pairs, parameters: Parameters
) -> Floats:
    """What each harmed pair contributes to each pole's vicarious threat: x_h · P̃_j^θ_P · c_j · [a_j = k], [R, H, K]."""
    felt = (power(capability, parameters.power_exponent) * commitment)[:, harmed.of]
    return np.asarray((harm * felt)[..., None] * sides[:, harmed.of])


def public_concern(opinion: Floats, responsiveness: Floats, parameters: Parameters) -> Floats:
    """How far a pole's harm to others counts as a threat to oneself: σ · r_i · (1 - o_ik)/2, [R, N, K].

    A responsive government whose public is hostile to a pole takes that pole's harm to those it identifies
    with as a threat to itself.

    Parameters
    ----------
    opinion
        [R, N, K] in [-1, 1].
    responsiveness
        [..., N] in [0, 1].
    """
    return np.asarray(parameters.vicarious_threat * responsiveness[..., None] * (1 - opinion) / 2)


def vicarious_pole_threat(felt: Floats, source: Floats, concern: Floats) -> Floats:
    """Threat through those one identifies with: concern_ik · Σ_h I_ih · source_hk, [R, N, K].

    Parameters
    ----------
    felt
        ``identification`` [..., N, H], or that times hostility toward the perpetrator.
    source
        ``vicarious_source`` [R, H, K].
    concern
        ``public_concern``, [R, N, K].
    """
    return np.asarray(concern * tally(felt, source))


def threat_share(pole_threat: Floats) -> Floats:
    """t_ik = T_ik / Σ_l T_il, [R, N, K]; 0 where nothing threatens.

    Examples
    --------
    >>> threat_share(np.array([[[3.0, 1.0], [0.0, 0.0]]])).tolist()
    [[[0.75, 0.25], [0.0, 0.0]]]
    """
    total = short_sum(pole_threat)[..., None]
    return np.asarray(pole_threat / np.where(total > 0, total, 1))


def salience(pole_threat: Floats, parameters: Parameters) -> Floats:
    """Λ_i = ΣT / (ΣT + T₀), [R, N]: how much security matters; 1 where T₀ = 0 and 0 where nothing threatens.

    Examples
    --------
    >>> salience(np.array([[[0.1, 0.1], [0.0, 0.0]]]), Parameters(threat_half_saturation=0.2)).tolist()
    [[0.5, 0.0]]
    """
    total = short_sum(pole_threat)
    return np.asarray(total / np.where(total > 0, total + parameters.threat_half_saturation, 1))
