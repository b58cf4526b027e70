"""Chance and factors apart: what replicates tell of noise, and indices that noise does not inflate.

For a run of point x under noise ω, Var(Y) = Var[E(Y | x)] + E[Var(Y | x)]: what the factors do to the mean, and noise.
Replicate r has the same ω at all points of a block (common random numbers), so noise has a part that is the same at
all of them and a part that depends on the point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.indices.estimates import Options, estimates, resampled_means
from sim.indices.sample import Sample
from sim.setting import Floats

LEAST_FOR_SPREAD = 8
"""Replicates below which a standard deviation is not known well enough to look for what moves it."""


@dataclass(frozen=True)
class Noise:
    """Share of the variance of single runs that chance makes.

    Attributes
    ----------
    share
        E[Var(Y | x)] over the whole variance.
    low, high
        Its interval; NaN for grids, whose points are no sample.
    shared
        Part of ``share`` that is the same at all points of a block, which differences between them do not see.
    """

    share: float
    low: float
    high: float
    shared: float


def without_noise(statistic: Callable[[Floats], Floats], values: Floats) -> Floats:
    """A quadratic statistic of the means over replicates, as it would be for infinitely many of them.

    For a form q that is quadratic (or linear) in the values, (R q(mean) - mean of q over replicates) / (R - 1) has only
    products of different replicates, whose noises are independent: it is unbiased for q(E[Y | x]) whether points share
    their noise or not. With one replicate it is q itself.

    Parameters
    ----------
    statistic
        Takes values of points, [...].
    values
        [..., R].

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> noisy = rng.normal(size=(20_000, 2))  # means are 0, so their squares should be
    >>> bool(abs(without_noise(np.square, noisy).mean()) < 0.03 < np.square(noisy.mean(axis=1)).mean())
    True
    """
    count = values.shape[-1]
    of_mean = statistic(values.mean(axis=-1))
    if count == 1:
        return of_mean
    each = np.zeros_like(of_mean)
    for r in range(count):
        each += statistic(values[..., r]) / count
    unbiased: Floats = (count * of_mean - each) / (count - 1)
    return unbiased


def without_each(statistic: Callable[[Floats], Floats], values: Floats) -> Floats:
    """``without_noise`` with each replicate left out in turn, [R, ...], from 2 R values of the statistic.

    Parameters
    ----------
    values
        [..., R], R at least 3.

    Examples
    --------
    >>> y = np.array([[1.0, 2.0, 4.0, 3.0]])
    >>> left = without_each(np.square, y)[:, 0]
    >>> np.allclose(left, [without_noise(np.square, np.delete(y, r, axis=1))[0] for r in range(4)])
    True
    """
    count, total = values.shape[-1], values.sum(axis=-1)
    each = np.array([statistic(values[..., r]) for r in range(count)])
    of_mean = np.array([statistic((total - values[..., r]) / (count - 1)) for r in range(count)])
    others = (each.sum(axis=0) - each) / (count - 1)
    return np.asarray(((count - 1) * of_mean - others) / (count - 2))


def spread_replicates(values: Floats) -> Floats:
    """Jackknife pseudo-values of each point's standard deviation over replicates, [P, R] → [P, R].

    Their mean over replicates estimates the standard deviation with less bias, and their scatter its error, so that
    they can stand in for replicates in every estimator.
    """
    count = values.shape[1]
    centred = values - values.mean(axis=1, keepdims=True)
    squares = (centred**2).sum(axis=1, keepdims=True)
    left = np.maximum(squares - centred**2 * count / (count - 1), 0)
    whole = np.sqrt(squares / (count - 1))
    pseudo: Floats = count * whole - (count - 1) * np.sqrt(left / (count - 2))
    return pseudo


def noise_share(sample: Sample, options: Options) -> Noise | None:
    """Share of variance due to noise; None with one replicate, or where the points span no distribution."""
    sampler, count = sample.design.sampler, sample.replicates
    if count < 2 or sampler == "one_at_a_time":
        return None
    blocks = sample.values.reshape(-1, sample.block, count)
    statistics = _per_unit(blocks)
    whole = sampler == "factorial"  # a grid is all there is: its variance is no estimate
    within, shared, between = _components(statistics.mean(axis=0), blocks.shape, whole=whole)
    total = within + between
    if total <= 0:
        return None
    low = high = np.nan
    if not whole:
        drawn = np.array(_components(resampled_means(statistics, options).T, blocks.shape, whole=False))
        found = drawn[0] / (drawn[0] + drawn[2])
        told = estimates([], np.array([within / total]), found.std(keepdims=True, ddof=1), options)
        low, high = float(max(told.low[0], 0)), float(min(told.high[0], 1))
    return Noise(float(within / total), low, high, float(shared / total))


def _per_unit(blocks: Floats) -> Floats:
    """Per block [N, K, R] (a block a point where K = 1): variance within, of it the part of its own, mean, square."""
    means = blocks.mean(axis=2, keepdims=True)
    within = ((blocks - means) ** 2).sum(axis=(1, 2)) / (blocks.shape[1] * (blocks.shape[2] - 1))
    axis = 1 if blocks.shape[1] > 1 else 0
    rest = blocks - means - blocks.mean(axis=axis, keepdims=True) + blocks.mean(axis=(axis, 2), keepdims=True)
    size = blocks.shape[axis]
    own = (rest**2).sum(axis=(1, 2)) / (blocks.shape[1] * (blocks.shape[2] - 1)) * size / (size - 1)
    plain = means[..., 0]
    return np.stack([within, own, plain.mean(axis=1), (plain**2).mean(axis=1)], axis=1)


def _components(means: Floats, shape: tuple[int, ...], *, whole: bool) -> tuple[Floats, Floats, Floats]:
    """Noise, its part that is shared, and the variance of the points' true means."""
    within, own, first, second = means
    bias = 1.0 if whole else shape[0] / max(shape[0] - 1, 1)
    # points of one block see the same shared noise, so only between blocks does it add to the scatter of means
    left = within if shape[1] > 1 else own
    between = (second - first**2) * bias - left / shape[2]
    return within, np.maximum(within - own, 0), np.maximum(between, 0)
