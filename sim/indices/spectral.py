"""Estimators that SALib does well, behind guards: eFAST, RBD-FAST and HDMR.

SALib draws from NumPy's global generator, takes a seed of 0 for none and changes the filters of warnings; here it is
given a seed of its own and everything is put back.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import combinations
from typing import Any

import numpy as np
from scipy.stats import norm

from sim.designs import salib_problem
from sim.indices.estimates import Estimates, Options, Row, estimates
from sim.indices.sample import Sample
from sim.setting import Floats, Ints

HARMONICS = 10
LEAST_RBD = 10 * HARMONICS
LEAST_HDMR = 300
MOST_RESAMPLED = 4000
"""Points that RBD-FAST's bootstrap goes through; more would take it minutes."""
CELLS_HDMR = 20_000_000
"""Numbers in the table of HDMR's second-order splines: 160 MB."""


def fast(sample: Sample, options: Options) -> Estimates:
    """S1 and ST from eFAST's search curves (Saltelli, Tarantola and Chan 1999), without intervals."""
    if sample.counts.dropped:
        raise ValueError(
            f"eFAST needs every point of its search curves, and {sample.counts.dropped:,} have failed runs: mend the "
            "factors' ranges and sweep again, with sampler fast, sobol or latin_hypercube (the last two can do without)"
        )
    found = _salib("fast", sample, options, sample.values.mean(axis=1), num_resamples=2)
    rows = [Row(index, name) for index in ("S1", "ST") for name in sample.names]
    value = np.concatenate([found["S1"], found["ST"]]).astype(float)
    note = (
        "eFAST has one search curve a factor, which gives no interval, and takes noise left in the means for "
    )
    note += "interplay of factors; where either matters, use sampler sobol."
    return estimates(rows, value, np.full(len(rows), np.nan), options, notes=(note,))


def rbd_fast(sample: Sample, options: Options) -> Estimates:
    """S1 by random balance (Tarantola et al. 2006), corrected for bias; conservative bootstrap intervals."""
    if sample.units < LEAST_RBD:
        raise ValueError(f"{sample.units} points are left; at least {LEAST_RBD} are needed for RBD-FAST")
    outcome = sample.values.mean(axis=1)
    kept = _some(sample, MOST_RESAMPLED, options)
    found = _salib("rbd_fast", sample, options, sample.unit, outcome, M=HARMONICS, num_resamples=2)
    resampled = _salib(
        "rbd_fast", sample, options, sample.unit[kept], outcome[kept],
        M=HARMONICS, num_resamples=options.resamples, conf_level=options.confidence,
    )  # fmt: skip
    half = np.array(resampled["S1_conf"], float) * np.sqrt(len(kept) / sample.units)
    note = (
        f"Intervals are scaled from those of {len(kept):,} of the {sample.units:,} points, drawn at random."
    )
    notes = (note,) if len(kept) < sample.units else ()
    value = np.array(found["S1"], float)
    rows = tuple(Row("S1", name) for name in sample.names)
    return Estimates(rows, value, value - half, value + half, notes=notes)


def hdmr(sample: Sample, options: Options) -> Estimates:
    """S1, S2 and ST of a fitted sum of splines in one factor and in two (Li et al. 2010)."""
    names, size = sample.names, len(sample.names)
    if sample.units < LEAST_HDMR or size < 2:
        raise ValueError(f"HDMR needs two factors and {LEAST_HDMR} points (got {size} and {sample.units})")
    pairs = list(combinations(names, 2))
    kept = _some(sample, max(LEAST_HDMR, CELLS_HDMR // (25 * len(pairs))), options)
    note = f"Fitted to {len(kept):,} of the {sample.units:,} points, drawn at random."
    notes = (note,) if len(kept) < sample.units else ()
    found = _salib("hdmr", sample, options, sample.unit[kept], sample.values.mean(axis=1)[kept])
    rows = [Row("S1", name) for name in names] + [Row("S2", *pair) for pair in pairs]
    rows += [Row("ST", name) for name in names]
    value = np.concatenate([found["S"][: len(names) + len(pairs)], found["ST"][:size]]).astype(float)
    half = np.concatenate([found["S_conf"][: len(names) + len(pairs)], found["ST_conf"][:size]])
    if not np.isfinite(value).all():
        raise ValueError("HDMR found no fit to this outcome: use --method rbd_fast or pawn")
    error = half.astype(float) / norm.ppf(0.975)
    return estimates(rows, value, error, options, notes=notes)


def _some(sample: Sample, most: int, options: Options) -> Ints:
    """Points drawn at random, [≤ most]; all where there are no more."""
    if sample.units <= most:
        return np.arange(sample.units)
    return np.sort(np.random.default_rng(options.seed).choice(sample.units, most, replace=False))


def _salib(module: str, sample: Sample, options: Options, *data: Floats, **more: Any) -> dict[str, Any]:
    """SALib's analysis."""
    problem = salib_problem(sample.design)
    problem["names"] = [f"x{place}" for place in range(problem["num_vars"])]  # it refuses some endings
    with _kept_apart(options.seed + 1):
        found: dict[str, Any] = import_module(f"SALib.analyze.{module}").analyze(
            problem, *data, seed=options.seed + 1, **more
        )
    return found


@contextmanager
def _kept_apart(seed: int) -> Iterator[None]:
    """NumPy's global generator seeded, and it and the filters of warnings put back afterwards."""
    state, form = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.random.seed(seed % 2**32)  # noqa: NPY002
        try:
            yield
        finally:
            np.random.set_state(state)  # noqa: NPY002
            warnings.formatwarning = form
