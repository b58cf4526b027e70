"""How strongly an actor stands by its pole, and the rungs of measures it climbs (docs/model.md section 5)."""

from __future__ import annotations

import numpy as np

from sim.columns import at_own_pole, columns_last, entry, matches, short_max, short_sum
from sim.scenario import Parameters
from sim.setting import Bools, Floats, Ints
from sim.world import logistic


def rungs_in_force(commitment: Floats, alignment: Ints, threshold: Floats, open_to: Bools) -> Bools:
    """Measures whose threshold the commitment has reached, of those open to one's side, [R, N, M].

    Parameters
    ----------
    threshold
        [M].
    open_to
        May those of each alignment take the measure, [M, K + 1].
    """
    rungs = np.empty((len(threshold), *commitment.shape), bool)
    for rung, least, may in zip(rungs, threshold, _may_take(open_to, alignment), strict=True):
        np.logical_and(commitment >= least, may, out=rung)
    return columns_last(rungs)


def _may_take(open_to: Bools, alignment: Ints) -> list[Bools]:
    """Whether each actor's side may take it, [R, N] for each measure; those open to the same sides share one array."""
    kinds = {sides.tobytes(): sides for sides in open_to}
    told = {kind: sides[alignment] for kind, sides in kinds.items()}
    return [told[sides.tobytes()] for sides in open_to]


def obligation_floor(membership: Bools, alignment: Ints, bloc_pole: Ints, obligation: Floats) -> Floats:
    """Commitment below which its blocs do not let an actor fall, [R, N].

    The greatest obligation of the blocs that back its pole; 0 without one.

    Parameters
    ----------
    membership
        [R, N, B].
    bloc_pole, obligation
        [B].
    """
    floor = np.zeros(alignment.shape)
    for b in np.flatnonzero((bloc_pole > 0) & (obligation > 0)):
        bound = membership[..., b] & (alignment == bloc_pole[b])
        np.maximum(floor, bound * obligation[b], out=floor)
    return floor


def exposure(needs: Floats, alignment: Ints) -> Floats:
    """How much each actor needs the other side's targets, [R, N]; the non-aligned have no other side.

    Parameters
    ----------
    needs
        How much it needs the targets of each pole, [..., N, K].

    Examples
    --------
    >>> exposure(np.array([[0.25, 0.5], [0.25, 0.5]]), np.array([[1, 0]])).tolist()
    [[0.5, 0.0]]
    """
    return np.where(alignment > 0, short_sum(needs) - at_own_pole(needs, alignment), 0.0)


def next_rung_cost(
    commitment: Floats, alignment: Ints, threshold: Floats, cost: Floats, trade: Floats, open_to: Bools,
    exposed: Floats,
) -> Floats:  # fmt: skip
    """Cost of the lowest rung not yet reached, [R, N]: its own cost and the trade it would cut; 0 above the last.

    Parameters
    ----------
    cost, trade
        [M]; what the rung costs anybody, and the share of trade it cuts.
    exposed
        ``exposure``, [R, N].
    """
    top = len(threshold)
    lowest, may = np.full(commitment.shape, top), _may_take(open_to, alignment)
    for rung in np.argsort(threshold, kind="stable")[::-1]:  # from the top down: the lowest one ahead stays
        ahead = (commitment < threshold[rung]) & may[rung]
        lowest[ahead] = rung
    return np.asarray(np.append(cost, 0.0)[lowest] + np.append(trade, 0.0)[lowest] * exposed)


def commit(
    commitment: Floats, before: Ints, alignment: Ints, utility: Floats, rung_cost: Floats, floor: Floats,
    anchored: Bools, parameters: Parameters,
) -> Floats:  # fmt: skip
    """Commitment after one tick, [R, N]: c ← c + ρ_c·(c* - c), c* = logistic(λ_c·advantage - cost of the next rung).

    The advantage is U(a) minus the best other U, 0 where there is no other option. The non-aligned have no
    commitment; who has just changed sides starts from none; bloc obligations set a floor; the anchored (leaders)
    move by events only, so that a patron's commitment can be varied from outside.

    Parameters
    ----------
    before, alignment
        Alignment before and after this tick's choice, [R, N].
    utility
        U, [R, N, K + 1], as it was priced for the choice.
    rung_cost, floor
        [R, N].
    anchored
        [N].

    Source: audience and trade costs of commitment, Fearon 1994; the ladder, modelling choice.
    """
    own = entry(utility, alignment)
    best_other = short_max(np.where(matches(alignment, np.arange(utility.shape[-1])), -np.inf, utility))
    has_choice = np.isfinite(own) & np.isfinite(best_other)
    advantage = np.where(has_choice, own, 0) - np.where(has_choice, best_other, 0)
    target = logistic(parameters.commitment_precision * advantage - rung_cost)
    start = np.where(alignment == before, commitment, 0.0)
    moved = np.maximum(start + parameters.commitment_rate * (target - start), floor)
    return np.where(anchored, commitment, np.where(alignment == 0, 0.0, moved))
