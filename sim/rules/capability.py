"""Power: effective capability, internal balancing and growth (docs/model.md sections 3, 5 and 8)."""

from __future__ import annotations

import numpy as np

from sim.columns import short_sum, tally
from sim.scenario import Parameters
from sim.setting import Bools, Floats, Ints

MILITARY, ECONOMIC = 0, 1


def effective_capability(
    capability: Floats, mobilisation: Floats, dissent: Floats, parameters: Parameters
) -> Floats:
    """P̃_i = P_i · max(1 + η·mobilisation_i - δ·dissent_i, 0), [R, N].

    Source: internal balancing, Waltz 1979, p. 118; dissent as a cost, modelling choice.

    Examples
    --------
    >>> half = Parameters(mobilisation_effect=0.5, dissent_effect=1)
    >>> effective_capability(np.array([[0.2, 0.2]]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), half).tolist()
    [[0.30000000000000004, 0.0]]
    """
    factor = 1 + parameters.mobilisation_effect * mobilisation - parameters.dissent_effect * dissent
    return np.asarray(capability * np.maximum(factor, 0))


def mobilise(mobilisation: Floats, need: Floats, parameters: Parameters) -> Floats:
    """Internal balancing: m ← m + ρ_m·(need - m), [R, N].

    ``need`` is what external balancing leaves undone, see ``sim.rules.deterrence.unmet_need``.

    Examples
    --------
    >>> mobilise(np.array([[0.0]]), np.array([[0.5]]), Parameters(mobilisation_rate=0.2)).tolist()
    [[0.1]]
    """
    return mobilisation + parameters.mobilisation_rate * (need - mobilisation)


def trade_cut(in_force: Bools, trade: Floats, alignment: Ints) -> Floats:
    """Share of trade with the other side's targets that each actor has cut, [R, N]: its strictest measure.

    Parameters
    ----------
    in_force
        [R, N, M].
    trade
        Share cut by each measure, [M].
    alignment
        [R, N]; the non-aligned have no other side.
    """
    strictest = np.zeros(alignment.shape)
    for m in np.flatnonzero(trade):
        np.maximum(strictest, in_force[..., m] * trade[m], out=strictest)
    return np.where(alignment > 0, strictest, 0.0)


def trade_losses(cut: Floats, exposed: Floats, sides: Floats, dependence: Floats, targets: Bools) -> Floats:
    """What cut trade costs both sides, in proportion to dependence, [R, N].

    The one who cuts loses cut_i · Σ_j D_ij over the targets j of other poles; each target j loses
    Σ_i D_ji · cut_i over those who stand with another pole.

    Parameters
    ----------
    cut
        ``trade_cut``, [R, N].
    exposed
        How much the actor needs the other side's targets, ``sim.rules.commitment.exposure``, [R, N].

    Examples
    --------
    >>> need = np.array([[0.0, 0.2], [0.5, 0.0]])
    >>> trade_losses(np.array([[1.0, 0.0]]), np.array([[0.2, 0.5]]), np.array([[[1.0, 0.0], [0.0, 1.0]]]), need,
    ...              np.array([[True, False], [False, True]])).tolist()
    [[0.2, 0.5]]
    """
    cutters = cut[..., None] * (short_sum(sides)[..., None] - sides)
    return np.asarray(cut * exposed + short_sum(tally(dependence, cutters) * targets))


def grow(
    components: Floats,
    growth: Floats,
    mobilisation: Floats,
    losses: Floats,
    noise: Floats,
    tick_years: float,
    parameters: Parameters,
) -> Floats:
    """Components after one tick, [R, 3, N]: levels times exp(g·Δt + ς·√Δt·ε), and what policy moves.

    Full mobilisation moves χ log points a tick out of the economic and into the military component; trade
    losses take ζ log points a tick off the economic one.

    Examples
    --------
    >>> still = Parameters(growth_volatility=0)
    >>> zero = np.zeros((1, 1))
    >>> grow(np.ones((1, 3, 1)), np.array([np.log(4)]), zero, zero, zero, 0.5, still).ravel().round(12).tolist()
    [2.0, 2.0, 2.0]
    """
    common = growth * tick_years + parameters.growth_volatility * tick_years**0.5 * noise
    moved = parameters.mobilisation_cost * mobilisation
    change = np.repeat(common[:, None, :], 3, axis=1)
    change[:, MILITARY] += moved
    change[:, ECONOMIC] -= moved + parameters.trade_loss * losses
    return np.asarray(components * np.exp(change))
