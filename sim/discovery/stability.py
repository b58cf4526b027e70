"""How far a box can be trusted: the search again on resampled points, its box tried on the points left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.discovery.prim import Box, search
from sim.discovery.space import Floats, Side, Space, bound, sides

Z95 = 1.959963984540054
RESAMPLES = 50


@dataclass(frozen=True)
class Resampled:
    """What the search finds on points drawn with replacement.

    Attributes
    ----------
    reproduced
        Share of resamples in which each restriction comes back: the same side of an ordered factor, the same values
        of a category (Bryant & Lempert's reproducibility).
    bounds
        Of each restriction of an ordered factor the levels between which 90 % of the resampled bounds lie.
    unseen_density
        Density of the resamples' boxes on points that they did not see; NaN where no such point was in a box.
    """

    reproduced: tuple[float, ...]
    bounds: tuple[tuple[int, int] | None, ...]
    unseen_density: float


def resample(
    space: Space, share: Floats, box: Box, *, resamples: int = RESAMPLES, seed: int = 0
) -> Resampled:
    """Search again on resamples of the points, with ``share`` [P], and see how much of a box comes back."""
    chance, size = np.random.default_rng(seed), len(space)
    asked = list(sides(space, box.keep))
    levels: list[list[int]] = [[] for _ in asked]
    points = cases = 0.0
    for _ in range(resamples):
        drawn = chance.integers(size, size=size)
        other = search(space.at(drawn), share[drawn]).box
        unseen = np.ones(size, bool)
        unseen[drawn] = False
        unseen &= space.inside(other.keep)
        points, cases = points + int(unseen.sum()), cases + float(share[unseen].sum())
        for place, (j, side) in enumerate(asked):
            if _again(space, box, other, j, side):
                levels[place].append(0 if side == "values" else bound(other.keep, j, side))
    return Resampled(
        reproduced=tuple(len(found) / resamples for found in levels),
        bounds=tuple(_middle(found, side) for found, (_, side) in zip(levels, asked, strict=True)),
        unseen_density=cases / points if points else float("nan"),
    )


def _again(space: Space, box: Box, other: Box, j: int, side: Side) -> bool:
    if side == "values":
        return bool((box.keep[j] == other.keep[j]).all())
    return (j, side) in sides(space, other.keep)


def _middle(levels: Sequence[int], side: Side) -> tuple[int, int] | None:
    if side == "values" or not levels:
        return None
    low, high = np.quantile(levels, [0.05, 0.95], method="nearest")
    return int(low), int(high)


def wilson(share: float, points: int) -> tuple[float, float]:
    """95 % interval of a share over points (Wilson 1927).

    A point's own share counts as one observation; it varies less than a yes or no would, so the interval is rather
    too wide than too narrow.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0.5, 10)]
    [0.237, 0.763]
    """
    z2 = Z95**2
    middle = (share + z2 / (2 * points)) / (1 + z2 / points)
    half = Z95 / (1 + z2 / points) * np.sqrt(share * (1 - share) / points + z2 / (4 * points**2))
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))
