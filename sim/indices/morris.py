"""Elementary effects along Morris' trajectories: what one step of a factor does to the outcome.

mu, mu* and sigma as in Morris (1991) and Campolongo et al. (2007); for groups mu* alone has a meaning. The effects are
those of SALib; they are kept here so that all indices are resampled together by trajectory.
"""

from __future__ import annotations

import numpy as np

from sim.indices.estimates import Estimates, Options, Row, estimates, resampled_means
from sim.indices.sample import Sample
from sim.setting import Floats

LEAST_TRAJECTORIES = 4


def morris(sample: Sample, options: Options) -> Estimates:
    """mu*, mu and sigma of the mean over replicates, with bootstrap intervals over trajectories.

    With replicates also ``mu_star_noise``: the mu* that the noise left in the means would give a factor without any
    effect.
    """
    names, size = sample.names, len(sample.names)
    if sample.units < LEAST_TRAJECTORIES:
        raise ValueError(f"{sample.units} trajectories are left; at least {LEAST_TRAJECTORIES} are needed")
    effects = elementary_effects(sample)
    mean = effects.mean(axis=2)
    statistics = np.concatenate([abs(mean), mean, mean**2], axis=1)
    value = _indices(statistics.mean(axis=0), size, sample.units)
    drawn = _indices(resampled_means(statistics, options), size, sample.units)
    rows = [Row(index, name) for index in ("mu_star", "mu", "sigma") for name in names]
    if size < len(sample.factors):
        rows, value, drawn = rows[:size], value[:size], drawn[:, :size]
    error, ranking = drawn.std(axis=0, ddof=1), drawn[:, :size]
    floor: float | Floats = 0.0
    if sample.replicates > 1:
        floor = _noise_alone(effects)
        rows += [Row("mu_star_noise", name) for name in names]
        value, error = np.append(value, floor), np.append(error, np.full(size, np.nan))
    return estimates(rows, value, error, options, ranking=ranking, floor=floor)


def elementary_effects(sample: Sample) -> Floats:
    """Change of the outcome a step, [trajectories, moved, R]: up along a factor over the step's length.

    A group's members may move either way at once: its effect has no sign of its own and is that of the step.
    """
    block, levels = sample.block, sample.design.levels
    length = levels / (2 * (levels - 1))
    places = sample.unit.reshape(-1, block, len(sample.factors))
    moves = np.diff(places, axis=1)
    groups = [factor.group or path for path, factor in sample.design.factors.items()]
    member = np.array([[group == name for name in sample.names] for group in groups], float)
    moved = (abs(moves) > length / 2) @ member > 0
    sign = np.where(np.max(moves, axis=2) > length / 2, 1.0, -1.0)
    change = np.diff(sample.values.reshape(*places.shape[:2], -1), axis=1) * sign[..., None] / length
    effects: Floats = np.einsum("bkj,bkr->bjr", moved.astype(float), change)
    return effects


def _indices(means: Floats, size: int, count: int) -> Floats:
    star, mean, square = means[..., :size], means[..., size : 2 * size], means[..., 2 * size :]
    sigma = np.sqrt(np.maximum(square - mean**2, 0) * count / (count - 1))
    return np.concatenate([star, mean, sigma], axis=-1)


def _noise_alone(effects: Floats) -> Floats:
    """Mean of |Z| for normal Z with each effect's standard error over replicates, averaged over trajectories."""
    error = effects.std(axis=2, ddof=1) / np.sqrt(effects.shape[2])
    alone: Floats = np.sqrt(2 / np.pi) * error.mean(axis=0)
    return alone
