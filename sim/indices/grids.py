"""Analyses of points laid out by hand: exact shares of variance on a full grid, and swings one at a time.

Such points are no sample, so intervals come from replicates alone: all points share the noise of replicate r, and
whole replicates are left out or resampled together.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from sim.designs.factors import values_at
from sim.indices.estimates import Estimates, Options, Row, estimates, resampled_means
from sim.indices.noise import without_each, without_noise
from sim.indices.sample import Sample
from sim.setting import Floats

LEAST_REPLICATES = 3
ALONE = "Without at least three replicates there is no interval: a difference may be chance."


def anova(sample: Sample, options: Options) -> Estimates:
    """S1, S2 and ST on a full factorial grid: shares of the variance of means over the grid, computed and not sampled.

    Every level counts alike. Intervals are the jackknife's over replicates.
    """
    names = sample.names
    shape = tuple(len(np.unique(sample.unit[:, j])) for j in range(len(names)))
    if int(np.prod(shape)) != sample.units:
        raise ValueError(
            f"a grid of {' × '.join(map(str, shape))} levels has {int(np.prod(shape)):,} points, and "
            f"{sample.units:,} are there: shares of variance need all. Sweep again where no run fails and no "
            "constraint leaves a point out, or with sampler sobol"
        )
    rows = [Row(index, name) for index in ("S1", "ST") for name in names]
    rows += [Row("S2", one, other) for one, other in combinations(names, 2)]

    def margins(values: Floats) -> Floats:
        return grid_statistics(values, shape)

    value = _shares(without_noise(margins, sample.values), len(names))
    count = sample.replicates
    if count < LEAST_REPLICATES:
        return estimates(rows, value, np.full(len(rows), np.nan), options, notes=(ALONE,))
    without = np.array([_shares(own, len(names)) for own in without_each(margins, sample.values)])
    pseudo = count * value - (count - 1) * without
    error = pseudo.std(axis=0, ddof=1) / np.sqrt(count)
    ranking = resampled_means(pseudo[:, len(names) : 2 * len(names)], options)
    return estimates(rows, value, error, options, ranking=ranking, freedom=count - 1)


def grid_statistics(values: Floats, shape: tuple[int, ...]) -> Floats:
    """Variances of a grid's margins, [Q]: of each factor, of all factors but it, of each pair, and of the whole."""
    grid, axes = values.reshape(shape), range(len(shape))
    alone = [(j,) for j in axes]
    others = [tuple(k for k in axes if k != j) for j in axes]
    kept = [*alone, *others, *combinations(axes, 2), tuple(axes)]
    margins = (grid.mean(axis=tuple(k for k in axes if k not in own)) for own in kept)
    return np.array([margin.var() for margin in margins])


def _shares(margins: Floats, size: int) -> Floats:
    """S1, ST and S2 of the margins' variances."""
    whole = margins[-1]
    if whole <= 0:
        return np.full(len(margins) - 1, np.nan)
    share: Floats = margins[:-1] / whole
    one, other = np.triu_indices(size, 1)
    share[size : 2 * size] = 1 - share[size : 2 * size]
    share[2 * size :] -= share[one] + share[other]
    return share


def tornado(sample: Sample, options: Options) -> Estimates:
    """How far each factor alone moves the outcome from the baseline, with intervals of paired differences.

    ``swing`` is the mean at the level that gives most less that at the level that gives least (the baseline among
    them); ``difference`` that of one level, named in ``at``, less the baseline's.
    """
    base, values = sample.unit[0], sample.values
    if sample.counts.dropped:
        raise ValueError(
            f"{sample.counts.dropped:,} points have failed runs, and one-at-a-time designs have none to spare: narrow "
            "the factors' ranges and sweep again, or use sampler latin_hypercube"
        )
    swings: list[Floats] = []
    steps: list[Floats] = []
    rows: list[Row] = []
    for place, (name, factor) in enumerate(zip(sample.names, sample.factors, strict=True)):
        own = np.flatnonzero(sample.unit[:, place] != base[place])
        for point, at in zip(own, values_at(factor, sample.unit[own, place]), strict=True):
            steps.append(values[point] - values[0])
            rows.append(Row("difference", name, at=f"{at:.6g}" if isinstance(at, float) else str(at)))
        levels = values[[0, *own]]
        means = levels.mean(axis=1)
        swings.append(levels[means.argmax()] - levels[means.argmin()])
    rows = [*(Row("swing", name) for name in sample.names), *rows]
    paired, count = np.array([*swings, *steps]), sample.replicates
    value = paired.mean(axis=1)
    if count < LEAST_REPLICATES:
        return estimates(rows, value, np.full(len(rows), np.nan), options, notes=(ALONE,))
    error = paired.std(axis=1, ddof=1) / np.sqrt(count)
    ranking = resampled_means(np.array(swings).T, options)
    return estimates(rows, value, error, options, ranking=ranking, freedom=count - 1)
