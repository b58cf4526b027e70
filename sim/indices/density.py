"""Borgonovo's delta: how far the density of the outcome moves when a factor is known.

SALib works out three variants of it, each by as many kernel densities as there are resamples and slices: minutes for a
thousand points. Here outcomes are put on a grid once, a kernel is a matrix, and a resample a weighted count.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.indices.estimates import Estimates, Options, Row, affordable, estimates
from sim.indices.sample import Sample
from sim.indices.slices import DUMMIES, WORK, Cells, enough, weights
from sim.setting import Floats, Ints

GRID, DISTINCT = 200, 20
"""Places of the grid; with fewer distinct outcomes each is a place of its own, and nothing is smoothed."""
MOST_SLICES = 48


def delta(sample: Sample, options: Options) -> Estimates:
    """Delta (Borgonovo 2007) from given data (Plischke et al. 2013).

    Half the mean area between the outcome's density at all points and that with the factor in a slice, less its bias as
    the bootstrap tells it. Some of the bias stays: the notes say what a factor without effect would show.
    """
    outcome = enough(sample)
    options, notes = affordable(options, sample.unit.size, WORK)
    cut = [sample.bins(j, slice_count(sample.units)) for j in range(len(sample.factors))]
    place, grid = _on_grid(outcome)
    smooth = len(grid) > DISTINCT
    everywhere = _kernel(grid, outcome) if smooth else np.eye(len(grid))
    kernels = [_kernels(*own, grid, outcome) if smooth else None for own in cut]
    tables = [Cells(*own, place, len(grid)) for own in cut]

    def areas(weight: Floats | None = None) -> Floats:
        pairs = zip(tables, kernels, strict=True)
        return np.array([_area(table.counts(weight), everywhere, kernel) for table, kernel in pairs])

    value = areas()
    drawn = np.array([areas(weight) for weight in weights(sample, options)])
    rows = [Row("delta", name) for name in sample.design.factors]
    bias, error = drawn.mean(axis=0) - value, drawn.std(axis=0, ddof=1)
    floor = _without_effect(sample, place, grid, outcome, options)
    note = f"A factor without effect would show a delta above {floor:.3f} in one sample of twenty like this."
    return estimates(
        rows, value - bias, error, options, ranking=drawn - 2 * bias, floor=floor, notes=(note, *notes)
    )


def _without_effect(sample: Sample, place: Ints, grid: Floats, outcome: Floats, options: Options) -> float:
    """The delta, its bias taken off likewise, that one in twenty factors without effect would exceed."""
    rng, count = np.random.default_rng(options.seed), slice_count(sample.units)
    smooth = len(grid) > DISTINCT
    everywhere = _kernel(grid, outcome) if smooth else np.eye(len(grid))
    found = []
    for weight in weights(sample, replace(options, resamples=DUMMIES)):
        slices = rng.permutation(sample.units) % count
        alike = _kernel(grid, outcome[slices == 0]) if smooth else None  # random slices hardly differ
        kernels = None if alike is None else np.broadcast_to(alike, (count, *alike.shape))
        table = Cells(slices, count, place, len(grid))
        found.append([_area(table.counts(each), everywhere, kernels) for each in (None, weight)])
    once, again = np.array(found).T
    return float(np.quantile(once, 0.95) - (again - once).mean())


def slice_count(points: int) -> int:
    """Slices of a sample: some n^0.26 up to a thousand points, some n^0.33 from two thousand on.

    Examples
    --------
    >>> slice_count(200), slice_count(1000), slice_count(4000)
    (4, 6, 16)
    """
    exponent = 2 / (7 + np.tanh((1500 - points) / 500))
    return min(int(np.ceil(points**exponent)), MOST_SLICES)


def _on_grid(outcome: Floats) -> tuple[Ints, Floats]:
    """Place of each outcome, [P], and the values that places stand for."""
    distinct, place = np.unique(outcome, return_inverse=True)
    if len(distinct) <= DISTINCT:
        return place.astype(np.int64), distinct
    low, high = distinct[0], distinct[-1]
    margin = 3 * _bandwidth(outcome)
    edges = np.linspace(low - margin, high + margin, GRID + 1)
    found = np.searchsorted(edges, outcome, side="right") - 1
    return np.clip(found, 0, GRID - 1).astype(np.int64), (edges[1:] + edges[:-1]) / 2


def _bandwidth(outcome: Floats) -> float:
    """Silverman's."""
    return float(outcome.std(ddof=1) * (0.75 * len(outcome)) ** -0.2) if len(outcome) > 1 else 0.0


def _kernel(grid: Floats, outcome: Floats) -> Floats:
    """What an outcome at each place adds to the density at all places, [G, G], each row of mass 1."""
    width = max(_bandwidth(outcome), grid[1] - grid[0])
    shape = np.exp(-0.5 * ((grid[:, None] - grid) / width) ** 2)
    kernel: Floats = shape / shape.sum(axis=1, keepdims=True)
    return kernel


def _kernels(slices: Ints, count: int, grid: Floats, outcome: Floats) -> Floats:
    return np.array([_kernel(grid, outcome[slices == s]) for s in range(count)])


def _area(table: Floats, everywhere: Floats, kernels: Floats | None) -> float:
    """Half the area between the density in a slice and everywhere, over slices by their weight; [S, G] of counts."""
    size = table.sum(axis=1)
    held = size > 0
    own = table[held] if kernels is None else (table[held, None] @ kernels[held])[:, 0]
    apart = abs(own / size[held, None] - (table.sum(axis=0) / size.sum()) @ everywhere).sum(axis=1) / 2
    return float(apart @ size[held] / size.sum())
