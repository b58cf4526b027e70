"""Distributions compared slice by slice: PAWN and regional sensitivity, for any sample of independent factors.

Both count points in the cells of a table, slice of a factor by rank of the outcome. That is exact where outcomes are
tied, keeps the values of a list apart, and makes a resample a weighted count. SALib's PAWN cuts every factor by its
quantiles, across the values of a list, and has no intervals; its regional index grows with the sample.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import kstwobign

from sim.indices.estimates import Estimates, Options, Row, affordable, estimates, resample_counts
from sim.indices.sample import Sample
from sim.setting import Floats, Ints

SLICES, FINE = 10, 50
LEAST_POINTS = 60
RANKS = 400
"""Ranks that outcomes of larger samples are put together in for their intervals; indices themselves use all."""
DUMMIES = 40
WORK = 100_000_000
"""Points · factors · resamples of one analysis: a second or two."""
PAWN = ("pawn_median", "pawn_mean", "pawn_max")


def pawn(sample: Sample, options: Options) -> Estimates:
    """PAWN: how far the outcome's distribution moves when a factor is held in a slice (Pianosi and Wagener 2018).

    The Kolmogorov-Smirnov distance between the outcome's distribution with the factor in a slice and at all points: its
    median, mean and maximum over slices. An inert factor has some distance too, by chance; the notes say how much.
    """
    outcome = enough(sample)
    options, notes = affordable(options, sample.unit.size, WORK)
    size, most = len(sample.factors), min(SLICES, sample.units // 6)
    cut = [sample.bins(j, most) for j in range(size)]
    ranks, count = _ranks(outcome)
    value = np.array([_over_slices(Cells(*own, ranks, count).counts()) for own in cut]).T
    coarse, rough = _together(ranks, count)
    tables = [Cells(*own, coarse, rough) for own in cut]
    resampled = weights(sample, options)
    drawn = np.array([[_over_slices(table.counts(weight)) for table in tables] for weight in resampled])
    drawn = drawn.transpose(0, 2, 1)
    rng = np.random.default_rng(options.seed)
    random = (Cells(rng.permutation(sample.units) % most, most, coarse, rough) for _ in range(DUMMIES))
    dummies = [_over_slices(table.counts())[0] for table in random]
    rows = [Row(index, name) for index in PAWN for name in sample.design.factors]
    usual, floor = float(np.mean(dummies)), float(np.quantile(dummies, 0.95))
    note = f"A factor without effect would show a pawn_median of about {usual:.3f} in this sample, "
    note += f"and more than {floor:.3f} one time in twenty."
    error = drawn.std(axis=0, ddof=1).ravel()
    return estimates(
        rows, value.ravel(), error, options, ranking=drawn[:, 0], floor=floor, notes=(note, *notes)
    )


def regional(sample: Sample, options: Options) -> Estimates:
    """Regional sensitivity: what sets the runs with the lowest and the highest outcomes apart (Hornberger, Spear 1981).

    The distance between a factor's distribution within the lowest (highest) tenth of outcomes and outside it:
    Kolmogorov-Smirnov's, for listed values the total variation distance, as they have no order.
    """
    outcome = enough(sample)
    options, notes = affordable(options, sample.unit.size, WORK)
    size = len(sample.factors)
    low, high = np.quantile(outcome, [0.1, 0.9])
    regions = {f"<= {low:.4g}": outcome <= low, f">= {high:.4g}": outcome >= high}
    if any(inside.mean() > 0.5 for inside in regions.values()):
        raise ValueError(
            "more than half of the outcomes are tied at the lowest or highest: use --method pawn"
        )
    cut = [sample.bins(j, FINE) for j in range(size)]
    listed = [bool(factor.options) for factor in sample.factors]

    tables = [[Cells(inside.astype(np.int64), 2, *own) for own in cut] for inside in regions.values()]

    def distances(weight: Floats | None = None) -> Floats:
        pairs = [zip(row, listed, strict=True) for row in tables]
        return np.array([[_apart(table.counts(weight), free) for table, free in row] for row in pairs])

    value = distances()
    drawn = np.array([distances(weight) for weight in weights(sample, options)])
    rows = [Row("regional", name, at=region) for region in regions for name in sample.design.factors]
    error = drawn.std(axis=0, ddof=1).ravel()
    inside = min(int(points.sum()) for points in regions.values())
    floor = float(kstwobign.ppf(0.95) * np.sqrt(1 / inside + 1 / (sample.units - inside)))
    ranking = drawn.max(axis=1)
    return estimates(rows, value.ravel(), error, options, ranking=ranking, floor=floor, notes=notes)


def enough(sample: Sample) -> Floats:
    """Means over replicates, [P], if there are enough points; else ``ValueError``."""
    if sample.units < LEAST_POINTS:
        raise ValueError(f"{sample.units} points are left; at least {LEAST_POINTS} are needed")
    outcome: Floats = sample.values.mean(axis=1)
    return outcome


def _ranks(outcome: Floats) -> tuple[Ints, int]:
    """Place of each outcome among the distinct ones, [P], and how many there are."""
    distinct, place = np.unique(outcome, return_inverse=True)
    return place.astype(np.int64), len(distinct)


def _together(ranks: Ints, count: int) -> tuple[Ints, int]:
    """The same with neighbouring places put together, so that there are at most ``RANKS``; ties stay ties."""
    if count <= RANKS:
        return ranks, count
    share = np.cumsum(np.bincount(ranks, minlength=count)) / len(ranks)
    coarse = np.minimum((share * RANKS).astype(np.int64), RANKS - 1)
    return coarse[ranks], RANKS


def weights(sample: Sample, options: Options) -> Iterator[Floats]:
    """How often each point is in a resample, [P], resample by resample."""
    for counts in resample_counts(sample.units, options):
        yield from counts


class Cells:
    """Points in the cells of a table, such as slice of a factor by place of the outcome."""

    def __init__(self, first: Ints, rows: int, second: Ints, columns: int) -> None:
        self._place = first * columns + second
        self._shape = rows, columns

    def counts(self, weight: Floats | None = None) -> Floats:
        """Points, or their weight, in each cell, [rows, columns]."""
        counted = np.bincount(self._place, weights=weight, minlength=self._shape[0] * self._shape[1])
        return counted.reshape(self._shape).astype(float)


def _over_slices(cells: Floats) -> Floats:
    """Median, mean and maximum over slices [S, ranks] of the distance between a slice and all points; none is empty."""
    slices = np.cumsum(cells, axis=1)
    slices = slices[slices[:, -1] > 0]
    everywhere = slices.sum(axis=0)
    distance = np.sort(abs(slices / slices[:, -1:] - everywhere / everywhere[-1]).max(axis=1))
    middle = (
        distance[(len(distance) - 1) // 2] + distance[len(distance) // 2]
    ) / 2  # np.median is slow for so few
    return np.array([middle, distance.mean(), distance[-1]])


def _apart(cells: Floats, unordered: bool) -> float:
    """Distance between two distributions over bins, [2, bins] of counts."""
    difference = np.subtract(*(cells / np.maximum(cells.sum(axis=1, keepdims=True), 1)))
    return float(abs(difference).sum() / 2 if unordered else abs(np.cumsum(difference)).max())
