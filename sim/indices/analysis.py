"""From a sweep's results to what an outcome depends on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.designs import Design, draw
from sim.indices.estimates import Estimates, Options
from sim.indices.methods import METHODS, Method, method_for
from sim.indices.noise import LEAST_FOR_SPREAD, Noise, noise_share, spread_replicates
from sim.indices.reading import read_sample, sample_of
from sim.indices.result import MEAN, SPREAD, Sensitivity, table_of
from sim.indices.sample import Sample
from sim.indices.sobol import sobol_of_many
from sim.indices.verdict import ranked, sentences
from sim.results import StoredStudy
from sim.setting import Floats

PARTS = (8, 4, 2)
"""Into how many parts a sample is cut of which the first is analysed by itself, to see indices converge."""
LEAST_PART = 64


def sensitivity(
    results: StoredStudy | str | Path,
    outcome: str | None = None,
    *,
    method: str | None = None,
    confidence: float = 0.95,
    resamples: int = 200,
    seed: int = 0,
) -> Sensitivity:
    """What an outcome of a sweep depends on, with intervals.

    Parameters
    ----------
    results
        A finished sweep, or its folder.
    outcome
        Column of the study; may be left out where there is one.
    method
        One that fits the design's sampler (docs/sensitivity.md); left out, the sampler's own.
    confidence
        Level of intervals, between 0 and 1.
    resamples, seed
        Of the bootstrap.

    Raises
    ------
    FileNotFoundError
        Where the folder holds no study.
    ValueError
        For an unfinished study, an unknown outcome or method, a method that does not fit the design, or a sample too
        small for it: what is wrong and what would fit.
    """
    options = _options(confidence, resamples, seed)
    sample, name = read_sample(results, outcome)
    return analyse(sample, name, method_for(sample.design.sampler, method), options)


def analyse(sample: Sample, outcome: str, method: str, options: Options) -> Sensitivity:
    """The analysis of a sample."""
    _refuse_constant(sample, outcome)
    how = METHODS[method]
    found = how.estimate(sample, options)
    told = [({"of": MEAN}, found), *_of_spread(sample, how, options)]
    rank = ranked(found, sample.names, how.main)
    noise = noise_share(sample, options)
    return Sensitivity(
        outcome, method, sample.design.sampler, how.main, sentences(outcome, how, rank, _units(sample)),
        table_of(told, options.confidence), _convergence(sample, how, found, options), rank.stability, noise,
        sample.counts, sample.replicates, options.confidence, options.resamples, options.seed,
        tuple(_notes(sample, found, noise, spread=len(told) > 1)),
    )  # fmt: skip


def over_time(
    design: Design,
    values: Floats,
    *,
    ticks: Sequence[int] | None = None,
    method: str | None = None,
    confidence: float = 0.95,
    resamples: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """Indices of an outcome at every tick, or of several outcomes of the same runs.

    Parameters
    ----------
    design
        Of the sweep.
    values
        The outcome at points and ticks, [P, T], or at points, replicates and ticks, [P, R, T], in the order of the
        design's points.
    ticks
        Names of the ticks (default 0 … T - 1).

    Returns
    -------
    DataFrame
        As ``Sensitivity.table`` with a column ``tick``; NaN at ticks at which the outcome is the same everywhere.
    """
    options = _options(confidence, resamples, seed)
    cube = values[:, None, :] if values.ndim == 2 else values
    last = cube.shape[2]
    flat = sample_of(design, draw(design), cube.reshape(len(cube), -1))  # drops a point for a gap at any tick
    name = method_for(design.sampler, method)
    kept = flat.values.reshape(len(flat.values), -1, last)
    sample = flat.holding(kept[:, :, 0])
    found = list(_at_ticks(sample, kept, name, options))
    names = range(last) if ticks is None else ticks
    return table_of(
        [({"of": MEAN, "tick": int(tick)}, each) for tick, each in zip(names, found, strict=True)],
        options.confidence,
    )


def _at_ticks(sample: Sample, values: Floats, method: str, options: Options) -> Iterator[Estimates]:
    if method == "sobol":
        yield from sobol_of_many(sample, values, options)
        return
    moving = [t for t in range(values.shape[2]) if not _constant(values[:, :, t])]
    if not moving:
        raise ValueError("the outcome is the same at all points at every tick")
    found = {t: METHODS[method].estimate(sample.holding(values[:, :, t]), options) for t in moving}
    like = found[moving[0]]
    nothing = np.full(len(like.rows), np.nan)
    for t in range(values.shape[2]):
        yield found.get(t, replace(like, value=nothing, low=nothing, high=nothing))


def _options(confidence: float, resamples: int, seed: int) -> Options:
    if not 0 < confidence < 1:
        raise ValueError(f"the confidence must be between 0 and 1 (got {confidence:g})")
    if resamples < 20:
        raise ValueError(f"at least 20 resamples are needed for an interval (got {resamples})")
    if seed < 0:
        raise ValueError(f"the seed must be at least 0 (got {seed})")
    return Options(confidence, resamples, seed)


def _constant(values: Floats) -> bool:
    means = values.mean(axis=1)
    return bool(np.ptp(means) <= 1e-12 * max(abs(means).max(), 1e-300))


def _refuse_constant(sample: Sample, outcome: str) -> None:
    if _constant(sample.values):
        raise ValueError(
            f"`{outcome}` is {sample.values.mean():.6g} at all {sample.units * sample.block:,} points: it depends on "
            "none of the factors, so there is nothing to share out"
        )


def _of_spread(sample: Sample, how: Method, options: Options) -> list[tuple[dict[str, str], Estimates]]:
    """The same analysis of the standard deviation over replicates, where there are enough and it varies."""
    if sample.replicates < LEAST_FOR_SPREAD or not how.quick:
        return []
    spread = spread_replicates(sample.values)
    if _constant(spread):
        return []
    try:
        return [({"of": SPREAD}, how.estimate(sample.holding(spread), options))]
    except ValueError:  # of spreads that an estimator cannot use, such as ones that are mostly 0
        return []


def _convergence(sample: Sample, how: Method, found: Estimates, options: Options) -> pd.DataFrame:
    """The ranking index for the first eighth, quarter and half of the sample, and for all of it."""
    columns = ["units", "factor", "value", "low", "high", "stability"]
    if not how.growing:
        return pd.DataFrame(columns=columns)
    sizes = [size for part in PARTS if (size := sample.units // part) >= LEAST_PART]
    told = [
        (size, how.estimate(part, options))
        for size in sizes
        if not _constant((part := sample.first(size)).values)
    ]
    rows = []
    for size, each in [*told, (sample.units, found)]:
        stability = ranked(each, sample.names, how.main).stability
        rows += [
            (size, row.factor, each.value[k], each.low[k], each.high[k], stability)
            for k, row in enumerate(each.rows)
            if row.index == how.main
        ]
    return pd.DataFrame(rows, columns=columns)


def _units(sample: Sample) -> str:
    if sample.design.sampler in ("factorial", "one_at_a_time"):
        return "more `replicates`"
    return "more `samples`"


def _notes(sample: Sample, found: Estimates, noise: Noise | None, *, spread: bool) -> Iterator[str]:
    counts = sample.counts
    if counts.failed:
        whole = " with their whole blocks" if sample.block > 1 else ""
        yield (
            f"{counts.failed:,} of {counts.runs:,} runs failed: {counts.dropped:,} of {counts.points:,} points are "
            f"left out{whole}, so the indices speak of the space of factors less where runs fail."
        )
    yield from found.notes
    if sample.replicates == 1:
        yield (
            "Each point was played once: chance counts as part of the outcome, and cannot be told from the factors. "
            "Sweep with replicates to tell them apart."
        )
    elif noise is not None:
        yield (
            f"Chance makes {noise.share:.0%} of the variance of single runs (replicates of the same point); the "
            "indices are of the mean over replicates."
        )
    if spread:
        yield "`sd` rows tell what the standard deviation over replicates depends on: where runs are less certain."
