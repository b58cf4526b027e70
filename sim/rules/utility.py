"""What each option is worth, term by term (docs/model.md section 5).

Options are ordered as alignments: 0 stays out, k stands with pole k. Every term is an array [R, N, K + 1] in
units of utility and vanishes when its weight is 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.scenario import Parameters
from sim.setting import Floats, Ints


@dataclass(frozen=True, slots=True)
class Considerations:
    """What the terms of utility weigh, before their weights.

    Attributes
    ----------
    residual, salience
        Residual threat of each option [R, N, K + 1] and Λ [R, N].
    affinity
        Σ_{j: a_j=k} P_j·F_ij, [R, N, K].
    opinion, responsiveness
        o [R, N, K] and r [..., N].
    prospects, revisionism
        Δ_k, chance that pole k prevails as i meets it [R, N, K]; revisionism [..., N].
    patronage
        D_i(k) = Σ_{j: a_j=k} c_j·D_ij, [R, N, K].
    pact
        Share of i's treaty obligations owed to members of k, [R, N, K].
    peers
        Σ_{j: a_j=k} V_ij·c_j, [R, N, K].
    regime, dissent
        Σ_{j: a_j=k} c_j·G_ij [R, N, K] and q [R, N].
    """

    residual: Floats
    salience: Floats
    affinity: Floats
    opinion: Floats
    responsiveness: Floats
    prospects: Floats
    revisionism: Floats
    patronage: Floats
    pact: Floats
    peers: Floats
    regime: Floats
    dissent: Floats


def prospects(weight: Floats, decisiveness: float) -> Floats:
    """Δ_k = W_k^γ / Σ_l W_l^γ: each pole's chance to prevail, [R, N, K]; equal where none has weight.

    Source: Schweller 1994, pp. 93-98: revisionists are drawn to the wave of the future.

    Examples
    --------
    >>> prospects(np.array([3.0, 1.0]), 1.0).tolist()
    [0.75, 0.25]
    """
    top = weight.max(axis=-1, keepdims=True)
    force = np.where(top > 0, weight / np.where(top > 0, top, 1), 1) ** decisiveness
    return np.asarray(force / force.sum(axis=-1, keepdims=True))


def utility_terms(c: Considerations, alignment: Ints, parameters: Parameters) -> dict[str, Floats]:
    """The terms of U_i(k) whose weight is not 0, by name, [R, N, K + 1] each.

    ==========  =======================================  =============================================
    security    -β_sec·Λ_i·R_i(k)                        Waltz 1979; Walt 1987
    affinity    β_aff·Σ_{j: a_j=k} P_j·F_ij              Axelrod & Bennett 1993, pp. 214-216
    opinion     β_op·r_i·o_ik                            Putnam 1988
    profit      β_gain·revisionism_i·Δ_k                 Schweller 1994, pp. 93-98
    dependence  β_dep·(D_i(k) - Σ_{l≠k} D_i(l))          Snyder 1984; Walt 1987, ch. 7
    pact        β_pact·(share of obligations owed to k)  Snyder 1984, pp. 466-468
    peers       β_peer·Σ_{j: a_j=k} V_ij·c_j             Granovetter 1978; Finnemore & Sikkink 1998
    regime      β_dom·q_i·Σ_{j: a_j=k} c_j·G_ij          David 1991, pp. 235-238
    autonomy    -κ, k ≠ 0                                Morrow 1991
    inertia     ι·[a_i = k]                              modelling choice
    ==========  =======================================  =============================================

    Parameters
    ----------
    c
        What is weighed.
    alignment
        a_i now, [R, N].
    """
    p = parameters
    poles = {
        "affinity": (p.weight_affinity, c.affinity),
        "opinion": (p.weight_opinion, c.responsiveness[..., None] * c.opinion),
        "profit": (p.weight_profit, c.revisionism[..., None] * c.prospects),
        "dependence": (p.weight_dependence, 2 * c.patronage - c.patronage.sum(axis=-1, keepdims=True)),
        "pact": (p.weight_pact, c.pact),
        "peers": (p.weight_peers, c.peers),
        "regime": (p.weight_regime, c.dissent[..., None] * c.regime),
        "autonomy": (p.autonomy_cost, -np.ones_like(c.opinion)),
    }
    terms: dict[str, Floats] = {}
    if p.weight_security:
        terms["security"] = -p.weight_security * c.salience[..., None] * c.residual
    for name, (weight, values) in poles.items():
        if weight:
            terms[name] = np.zeros(c.residual.shape)
            terms[name][..., 1:] = weight * values
    if p.inertia:
        terms["inertia"] = p.inertia * (alignment[..., None] == np.arange(c.residual.shape[-1]))
    return terms


def total_utility(terms: dict[str, Floats], shape: tuple[int, ...], *, non_alignment: bool) -> Floats:
    """U_i(k), the sum of the terms, [R, N, K + 1]; minus infinity for staying out where that is forbidden."""
    total = np.zeros(shape)
    for values in terms.values():
        total += values
    if not non_alignment:
        total[..., 0] = -np.inf
    return total
