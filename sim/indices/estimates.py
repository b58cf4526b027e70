"""What every estimator gives, and resampling for its intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm, t

from sim.setting import Floats

CELLS = 4_000_000
"""Numbers held at a time while resampling: some 32 MB."""


@dataclass(frozen=True)
class Options:
    """How intervals are made.

    Attributes
    ----------
    confidence
        Level, e.g. 0.95.
    resamples
        Bootstrap resamples.
    seed
        Of resampling; 0 is a seed like any other.
    """

    confidence: float = 0.95
    resamples: int = 200
    seed: int = 0


@dataclass(frozen=True)
class Row:
    """What a number is an index of.

    Attributes
    ----------
    index
        Name of the index.
    factor, factor_2
        Of one factor, or of the interplay of two.
    at
        Value of the factor, or region of the outcome, that the index is about.
    """

    index: str
    factor: str
    factor_2: str = ""
    at: str = ""


@dataclass(frozen=True, eq=False)
class Estimates:
    """Indices with intervals.

    Attributes
    ----------
    rows
        Q of them.
    value, low, high
        [Q]; NaN in ``low`` and ``high`` where there is no interval.
    ranking
        Resamples of the index that ranks the factors, [B, D]; None where there are none.
    floor
        What the ranking index of a factor without effect may come to by chance, one or [D].
    notes
        What to know of them.
    """

    rows: tuple[Row, ...]
    value: Floats
    low: Floats
    high: Floats
    ranking: Floats | None = None
    floor: float | Floats = 0.0
    notes: tuple[str, ...] = ()


def estimates(
    rows: list[Row], value: Floats, error: Floats, options: Options, *, ranking: Floats | None = None,
    freedom: float | None = None, floor: float | Floats = 0.0, notes: tuple[str, ...] = (),
) -> Estimates:  # fmt: skip
    """Estimates with intervals of value ± quantile · standard error: Student's with degrees of freedom, else normal."""
    place = 0.5 + options.confidence / 2
    half = error * (norm.ppf(place) if freedom is None else t.ppf(place, freedom))
    return Estimates(tuple(rows), value, value - half, value + half, ranking, floor, notes)


def affordable(options: Options, size: int, most: int) -> tuple[Options, tuple[str, ...]]:
    """Options with fewer resamples where a large sample makes each cost much, and a note that says so.

    Parameters
    ----------
    size
        Numbers that a resample goes through.
    most
        That all may go through together; there are 20 resamples at least.
    """
    count = max(20, min(options.resamples, most // size))
    if count >= options.resamples:
        return options, ()
    note = f"Intervals of this large sample rest on {count} resamples instead of {options.resamples}."
    return replace(options, resamples=count), (note,)


def resample_counts(size: int, options: Options) -> Iterator[Floats]:
    """How often each of ``size`` units is in each resample, [b, size], a few resamples at a time.

    Examples
    --------
    >>> sum(len(counts) for counts in resample_counts(8, Options(resamples=5)))
    5
    """
    rng = np.random.default_rng(options.seed)
    step = max(1, CELLS // size)
    for begin in range(0, options.resamples, step):
        rows = min(step, options.resamples - begin)
        drawn = rng.integers(size, size=(rows, size)) + size * np.arange(rows)[:, None]
        yield np.bincount(drawn.ravel(), minlength=rows * size).reshape(rows, size).astype(float)


def resampled_means(statistics: Floats, options: Options) -> Floats:
    """Means of per-unit statistics, [N, Q], in each resample, [B, Q]."""
    size = len(statistics)
    return np.concatenate([counts @ statistics for counts in resample_counts(size, options)]) / size
