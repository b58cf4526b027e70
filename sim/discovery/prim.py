"""PRIM, the patient rule induction method: peel a box until cases of interest are dense in it, then tidy it.

Friedman & Fisher (1999); coverage, density and quasi-p values as Bryant & Lempert (2010) define them. Peels are judged
by the density they gain per point they cost, so that factors with few values are not preferred (Kwakkel & Jaxa-Rozen
2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from sim.discovery.space import Bools, Floats, Keep, Side, Space, released, sides

Codes = NDArray[np.int64]

PEEL = 0.05
"""Share of a box's points that one peel takes at most (a level with more goes whole)."""
LEAST = 0.05
"""Peeling ends where a box would hold a smaller share of the points."""
WEAK = 0.05
"""Restrictions with a greater quasi-p value are dropped."""
_SLACK = 1e-9
"""Sums of shares carry rounding errors, which must decide nothing."""
_PLACES = 12


@dataclass(frozen=True, eq=False)
class Box:
    """A box and what it holds.

    Attributes
    ----------
    points
        Points in it.
    cases
        Sum of their shares of cases of interest.
    """

    keep: Keep
    points: int
    cases: float

    @property
    def density(self) -> float:
        """Mean share of cases of interest among its points."""
        return self.cases / self.points


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    trajectory
        Every box of the peeling, the whole space first.
    chosen
        Which of them parts cases from other points best.
    box
        That one after pasting and without its weak restrictions; restricts nothing where there is no region.
    """

    trajectory: tuple[Box, ...]
    chosen: int
    box: Box


def search(space: Space, share: Floats) -> Found:
    """Peel, choose, paste, drop what is weak, paste what is left.

    The box chosen is the one whose share of all cases exceeds its share of all points most: the greatest
    sensitivity plus specificity (Youden's J).
    """
    trajectory = tuple(peel(space, share))
    total = trajectory[0]
    if total.cases <= 0:
        return Found(trajectory[:1], 0, total)
    gain = [box.cases / total.cases - box.points / total.points for box in trajectory]
    chosen = int(np.argmax(np.round(gain, _PLACES)))
    box = simplify(space, share, paste(space, share, trajectory[chosen]))
    return Found(trajectory, chosen, paste(space, share, box))


def box_of(space: Space, share: Floats, keep: Keep) -> Box:
    """A box with what it holds; ``share`` is [P]."""
    inside = space.inside(keep)
    return Box(keep, int(inside.sum()), float(share[inside].sum()))


def peel(space: Space, share: Floats, *, alpha: float = PEEL, least: float = LEAST) -> Iterator[Box]:
    """Boxes each within the one before, the whole space first.

    A peel takes from one end of an ordered factor at most ``alpha`` of the box's points, or a whole level where the
    outermost holds more; or it takes one value of a category. Of all peels the one with the greatest gain in
    density per point is taken; of equal ones the one that leaves more points.
    """
    box = box_of(space, share, space.whole())
    floor = max(1, int(np.ceil(least * len(space) - _SLACK)))
    points = np.arange(len(space))
    while True:
        yield box
        if box.density >= 1 - _SLACK:
            return
        codes, cases = space.codes[points], share[points]
        peels = [
            (new, j) for j in range(len(space.names)) for new in _peels(space, box, codes[:, j], cases, j, alpha)
            if new.points >= floor
        ]  # fmt: skip
        if not peels:
            return
        before = box
        box, j = max(peels, key=lambda peel: (round(_gain(before, peel[0]), _PLACES), peel[0].points))
        points = points[box.keep[j][codes[:, j]]]


def _gain(old: Box, new: Box) -> float:
    return (new.density - old.density) / (old.points - new.points)


def _with(keep: Keep, j: int, mask: Bools) -> Keep:
    return (*keep[:j], mask, *keep[j + 1 :])


def _peels(space: Space, box: Box, codes: Codes, cases: Floats, j: int, alpha: float) -> Iterator[Box]:
    """What may be peeled off a factor, given the codes and shares of the box's points."""
    mask = box.keep[j]
    counts = np.bincount(codes, minlength=len(mask))
    sums = np.bincount(codes, cases, minlength=len(mask))
    present = np.flatnonzero(counts)
    most = max(1, int(alpha * box.points + _SLACK))
    for taken in _removals(present, counts[present], most, ordered=space.ordered[j]):
        kept = mask.copy()
        kept[taken] = False
        gone = int(counts[taken].sum())
        yield Box(_with(box.keep, j, kept), box.points - gone, box.cases - float(sums[taken].sum()))


def _removals(present: Codes, counts: Codes, most: int, *, ordered: bool) -> Iterator[slice]:
    """Levels to take away: one of a category; at either end of an ordered factor those that hold at most so many."""
    if len(present) < 2:
        return
    if not ordered:
        yield from (slice(level, level + 1) for level in present)
        return
    yield slice(0, present[_fitting(counts, most) - 1] + 1)
    yield slice(present[-_fitting(counts[::-1], most)], None)


def _fitting(counts: Codes, most: int) -> int:
    """How many of the first levels hold at most so many points together: at least one, never all."""
    return min(max(1, int(np.searchsorted(counts.cumsum(), most, side="right"))), len(counts) - 1)


def paste(space: Space, share: Floats, box: Box) -> Box:
    """The box with every restricted side moved to where its share of cases exceeds its share of points most.

    A peel takes 5 % at a time, so the box chosen is right only to a peel. Friedman & Fisher paste small slices as
    long as the mean rises; here each side is moved by the measure that chose the box, outward or inward, until
    none moves.
    """
    worth = share / share.sum() - 1 / len(space)
    gain = _worth(space, worth, box.keep)
    while True:
        keep = box.keep
        for j, side in sides(space, box.keep):
            keep = _with(keep, j, _best(space, worth, keep, j, side))
        if _worth(space, worth, keep) <= gain + _SLACK:
            return box
        box, gain = box_of(space, share, keep), _worth(space, worth, keep)


def _worth(space: Space, worth: Floats, keep: Keep) -> float:
    return float(worth[space.inside(keep)].sum())


def _best(space: Space, worth: Floats, keep: Keep, j: int, side: Side) -> Bools:
    """The levels of a factor that are worth most, the other restrictions as they are; the more of equal ones."""
    wider = released(keep, j, side)
    codes, size = space.codes[:, j], len(keep[j])
    inside = space.inside(wider)
    counts = np.bincount(codes[inside], minlength=size)
    values = np.bincount(codes[inside], worth[inside], minlength=size)
    if side == "values":
        better = np.where(counts > 0, values > 0, keep[j])
        return better if better.any() else keep[j]
    from_end = values[::-1].cumsum()[::-1] if side == "low" else values.cumsum()
    allowed = np.flatnonzero(wider[j])
    sums = np.round(from_end[allowed], _PLACES)
    best = np.flatnonzero(sums == sums.max())
    mask = wider[j].copy()
    if side == "low":
        mask[: allowed[best[0]]] = False
    else:
        mask[allowed[best[-1]] + 1 :] = False
    return mask


def quasi_p(space: Space, share: Floats, box: Box, j: int, side: Side) -> float:
    """Chance of as many cases in the box if, without this restriction, they lay evenly (Bryant & Lempert 2010).

    P(X >= cases), X binomial over the box's points with the density of the box without the restriction; for shares
    by the continuous form of the binomial tail, I_density(cases, points - cases + 1). A search looks at many boxes,
    so this is a measure of strength and no test.
    """
    wider = box_of(space, share, released(box.keep, j, side))
    if box.cases <= 0:
        return 1.0
    return float(betainc(box.cases, box.points - box.cases + 1, min(1.0, wider.density)))


def simplify(space: Space, share: Floats, box: Box) -> Box:
    """The box without weak restrictions, the weakest dropped first."""
    while True:
        values = [(quasi_p(space, share, box, j, side), j, side) for j, side in sides(space, box.keep)]
        if not values or max(values)[0] <= WEAK:
            return box
        _, j, side = max(values)
        box = box_of(space, share, released(box.keep, j, side))
