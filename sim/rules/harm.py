"""Harm done, and what restrains it (docs/model.md section 8)."""

from __future__ import annotations

import numpy as np

from sim.columns import at_own_pole
from sim.scenario import Parameters
from sim.setting import Floats, Ints, Pairs


def patron_support(patronage: Floats, alignment: Ints, need: Floats) -> Floats:
    """Share of what each actor needs from others that stands behind its side, [R, N]; 1 for one that needs nobody.

    Σ_j D_ij·c_j·[a_j = a_i] / Σ_j D_ij; the non-aligned have no side and so no support.

    Parameters
    ----------
    patronage
        What it needs and stands behind each pole, Σ_j D_ij·c_j·[a_j = k], [R, N, K].
    need
        Σ_j D_ij, [..., N].

    Examples
    --------
    >>> patron_support(np.array([[[0.1, 0.3], [0.0, 0.0]]]), np.array([[1, 1]]), np.array([0.4, 0.0])).tolist()
    [[0.25, 1.0]]
    """
    behind = at_own_pole(patronage, alignment)
    return np.where(need > 0, behind / np.where(need > 0, need, 1), 1.0)


def restraint(
    balance: Floats, dissent: Floats, support: Floats, harmed: Pairs, parameters: Parameters
) -> Floats:
    """Restraint on each harmed pair, clip(ψ·Δ + ψ_q·q_j + ψ_p·(1 - support_j), 0, 1), [R, H].

    Parameters
    ----------
    balance
        Δ(weight of the victim's pole, weight of the perpetrator's pole), [R, H].
    dissent, support
        Of all actors, [R, N]; the perpetrator's count.

    Two ways to balance meet here: add weight to the light side (Δ rises), or lighten the heavy one (the
    patron's commitment falls).

    Examples
    --------
    >>> pair = Pairs(np.array([0]), np.array([1]))
    >>> restraint(np.array([[0.5]]), np.array([[0.0, 0.0]]), np.array([[0.8, 1.0]]), pair,
    ...           Parameters(restraint_strength=0.6, restraint_patron=0.5)).round(12).tolist()
    [[0.4]]
    """
    p = parameters
    domestic = p.restraint_dissent * dissent[:, harmed.of]
    patron = p.restraint_patron * (1 - support[:, harmed.of])
    return np.asarray(np.clip(p.restraint_strength * balance + domestic + patron, 0, 1))


def move_harm(harm: Floats, unrestrained: Floats, restrained: Floats, parameters: Parameters) -> Floats:
    """X ← x + κ_x·(x⁰·(1 - restraint) - x), [R, H].

    Examples
    --------
    >>> move_harm(np.array([[1.0]]), np.array([1.0]), np.array([[0.5]]), Parameters(harm_rate=0.2)).tolist()
    [[0.9]]
    """
    return np.asarray(harm + parameters.harm_rate * (unrestrained * (1 - restrained) - harm))
