"""What each option is worth, term by term (docs/model.md section 5).

Options are ordered as alignments: 0 stays out, k stands with pole k. Every term is an array [R, N, K + 1] in
units of utility and vanishes when its weight is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.columns import matches, power, short_max, short_sum, switched_on, zeros
from sim.scenario import UTILITY_TERMS, Parameters
from sim.setting import Floats, Ints

WEIGHTS = UTILITY_TERMS | {"autonomy": "autonomy_cost", "inertia": "inertia"}
"""The parameter that each term of utility is multiplied by."""


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


def prospects(weight: Floats, decisiveness: float | Floats) -> Floats:
    """Δ_k = W_k^γ / Σ_l W_l^γ: each pole's chance to prevail, [R, N, K]; equal where none has weight.

    Source: Schweller 1994, pp. 93-98: revisionists are drawn to the wave of the future.

    Examples
    --------
    >>> prospects(np.array([3.0, 1.0]), 1.0).tolist()
    [0.75, 0.25]
    """
    top = short_max(weight)[..., None]
    force = power(np.where(top > 0, weight / np.where(top > 0, top, 1), 1), decisiveness)
    return np.asarray(force / short_sum(force)[..., None])


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
    shape = c.residual.shape
    terms: dict[str, Floats] = {}
    for name, values in _terms(c, alignment, parameters):
        terms[name] = zeros(shape)
        terms[name][..., shape[-1] - values.shape[-1] :] = values
    return terms


def _terms(c: Considerations, alignment: Ints, p: Parameters) -> Iterator[tuple[str, Floats]]:
    """Each term that is switched on, for all options [R, N, K + 1], or [R, N, K] where staying out is worth 0."""
    if switched_on(p.weight_security):
        yield "security", -p.weight_security * c.salience[..., None] * c.residual
    if switched_on(p.weight_affinity):
        yield "affinity", p.weight_affinity * c.affinity
    if switched_on(p.weight_opinion):
        yield "opinion", p.weight_opinion * c.responsiveness[..., None] * c.opinion
    if switched_on(p.weight_profit):
        yield "profit", p.weight_profit * c.revisionism[..., None] * c.prospects
    if switched_on(p.weight_dependence):
        yield "dependence", p.weight_dependence * (2 * c.patronage - short_sum(c.patronage)[..., None])
    if switched_on(p.weight_pact):
        yield "pact", p.weight_pact * c.pact
    if switched_on(p.weight_peers):
        yield "peers", p.weight_peers * c.peers
    if switched_on(p.weight_regime):
        yield "regime", p.weight_regime * c.dissent[..., None] * c.regime
    if switched_on(p.autonomy_cost):
        yield "autonomy", -p.autonomy_cost * np.ones((1, 1, c.opinion.shape[-1]))
    if switched_on(p.inertia):
        yield "inertia", np.where(matches(alignment, np.arange(c.residual.shape[-1])), p.inertia, 0.0)


def total_utility(
    c: Considerations, alignment: Ints, parameters: Parameters, *, non_alignment: bool
) -> Floats:
    """U_i(k), the sum of the terms, [R, N, K + 1]; minus infinity for staying out where that is forbidden."""
    total = zeros(c.residual.shape)
    for _, values in _terms(c, alignment, parameters):
        total[..., total.shape[-1] - values.shape[-1] :] += values
    if not non_alignment:
        total[..., 0] = -np.inf
    return total
