"""Sobol' indices from Saltelli's scheme, all resamples and outcomes by matrix products.

With one replicate: first and total order as in Saltelli et al. (2010), second order as in Saltelli (2002), normalised
by the variance over the two base matrices; the estimators of SALib, without its loops. With replicates: Jansen's
(1999) differences within a base sample, to which the noise that its points share adds nothing.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations

import numpy as np

from sim.indices.estimates import CELLS, Estimates, Options, Row, estimates, resampled_means
from sim.indices.noise import without_noise
from sim.indices.sample import Sample
from sim.setting import Floats

LEAST_BLOCKS = 8
SOUND = 0.9
"""Share of resamples that must have a variance to share out, for an interval to be given."""

MIDDLE = (0.1587, 0.8413)
"""Quantiles of a normal distribution one standard deviation below and above its mean."""


def sobol(sample: Sample, options: Options) -> Estimates:
    """S1, ST and, where the design has them, S2 of the mean over replicates, with bootstrap intervals over blocks."""
    return sobol_of_many(sample, sample.values[..., None], options)[0]


def sobol_of_many(sample: Sample, values: Floats, options: Options) -> list[Estimates]:
    """The same for T outcomes of the same runs, or one at T ticks, [P, R, T], in one pass with the same resamples.

    Raises
    ------
    ValueError
        Where fewer than ``LEAST_BLOCKS`` base samples are left.
    """
    names, second = sample.names, sample.design.second_order
    if sample.units < LEAST_BLOCKS:
        raise ValueError(f"{sample.units} base samples are left; at least {LEAST_BLOCKS} are needed")
    rows = [Row(index, name) for index in ("S1", "ST") for name in names]
    rows += [Row("S2", one, other) for one, other in combinations(names, 2)] if second else []
    step = max(1, CELLS // (sample.units * (len(rows) + 2)))
    found = []
    for begin in range(0, values.shape[2], step):
        part = values[..., begin : begin + step]
        blocks = standardised(part.reshape(sample.units, sample.block, *part.shape[1:]))
        statistic = partial(block_statistics, second=second, paired=sample.replicates > 1)
        of_blocks = without_noise(statistic, np.moveaxis(blocks, 2, -1))
        statistics = np.moveaxis(of_blocks, 1, 2)  # [N, T, Q]
        value = indices(statistics.mean(axis=0), len(names))
        means = resampled_means(statistics.reshape(sample.units, -1), options)
        drawn = indices(means.reshape(-1, *statistics.shape[1:]), len(names))
        error = _spread(drawn) if sample.replicates > 1 else drawn.std(axis=0, ddof=1)
        ranking = drawn[..., len(names) : 2 * len(names)]
        found += [
            estimates(rows, value[t], error[t], options, ranking=ranking[:, t]) for t in range(len(value))
        ]
    return found


def _spread(drawn: Floats) -> Floats:
    """Standard error from resamples, [B, T, Q] → [T, Q]: half of what holds the middle 68 % of them.

    It is the standard deviation where they are normal. With noise taken out, the variance of a resample can come near
    nought or below, and a few such resamples would decide a standard deviation. NaN where too many leave no variance.
    """
    enough = np.isfinite(drawn).mean(axis=0) >= SOUND
    low, high = np.nanquantile(np.where(enough, drawn, 0.0), MIDDLE, axis=0)
    return np.where(enough, (high - low) / 2, np.nan)


def standardised(blocks: Floats) -> Floats:
    """Outcomes [N, K, R, T] less their mean over their spread: the estimators are biased for means far from 0."""
    spread = blocks.std(axis=(0, 1, 2))
    standard: Floats = (blocks - blocks.mean(axis=(0, 1, 2))) / np.where(spread > 0, spread, 1.0)
    return standard


def block_statistics(blocks: Floats, *, second: bool, paired: bool) -> Floats:
    """What indices are means of, for each base sample.

    Parameters
    ----------
    blocks
        Outcome at A, AB_1 … AB_D, (BA_1 … BA_D,) B of each base sample, [N, D + 2, …] or [N, 2 D + 2, …].
    paired
        Whether to use differences within a base sample alone.

    Returns
    -------
    Floats
        What has the mean V_j, [N, D, …]: B (AB_j - A), or ((A - B)² - (B - AB_j)²) / 2; what has that of total order,
        (A - AB_j)² / 2, [N, D, …]; of V_j + V_k + V_jk for j < k: BA_j AB_k - A B, or
        ((A - B)² - (BA_j - AB_k)²) / 2; of the mean and the mean square: (A + B) / 2 and (A² + B²) / 2, or 0 and
        (A - B)² / 2.
    """
    size = (blocks.shape[1] - 2) // (2 if second else 1)
    a, ab, b = blocks[:, :1], blocks[:, 1 : 1 + size], blocks[:, -1:]
    one, other = np.triu_indices(size if second else 0, 1)
    left, right = blocks[:, 1 + size :][:, one], ab[:, other]
    if paired:
        whole = (a - b) ** 2 / 2
        first, both = whole - (b - ab) ** 2 / 2, whole - (left - right) ** 2 / 2
        moments = [np.zeros_like(whole), whole]
    else:
        first, both = b * (ab - a), left * right - a * b
        moments = [(a + b) / 2, (a**2 + b**2) / 2]
    return np.concatenate([first, (a - ab) ** 2 / 2, both, *moments], axis=1)


def indices(means: Floats, size: int) -> Floats:
    """Indices of means of ``block_statistics``, [..., Q + 2] → S1, ST, S2, [..., Q]; NaN where nothing varies."""
    variance = means[..., -1:] - means[..., -2:-1] ** 2
    numerators = means[..., :-2]
    found = np.full_like(numerators, np.nan)
    np.divide(numerators, variance, out=found, where=variance > 1e-12)
    one, other = np.triu_indices(size, 1)
    if numerators.shape[-1] > 2 * size:
        found[..., 2 * size :] -= found[..., one] + found[..., other]
    return found
