# ruff: noqa: E402 (the number of threads is set before NumPy is imported)
"""Sobol indices of a large sample beside SALib's, and a whole analysis of sweeps of 10^5 runs.

Run ``uv run python -m benchmarks.sensitivity`` (two minutes; nearly all of it SALib's second order).
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"  # read when NumPy is imported: a core is a core for all that is measured

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from SALib.analyze import sobol as salib_sobol

import sim
from sim.designs import block_size, salib_problem
from sim.indices.estimates import Options
from sim.indices.sample import Counts, Sample
from sim.indices.sobol import sobol, sobol_of_many
from tests.studies import design, known_study

FACTORS, LARGE = 20, 2**14
RESAMPLES = 100  # SALib's default
SWEEPS: dict[str, dict[str, Any]] = {
    "sobol": {"samples": 4096},
    "sobol, second order": {"samples": 2048, "second_order": True},
    "sobol, 10 replicates": {"samples": 512, "replicates": 10},
    "morris": {"samples": 4760},
    "latin_hypercube": {"samples": 100_000},
    "rbd_fast": {"samples": 100_000},
    "fast": {"samples": 5000},
}


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and what came of it."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def estimators() -> None:
    """The same numbers, theirs and ours."""
    print(f"N = {LARGE:,}, D = {FACTORS}, {RESAMPLES} resamples\n")
    print("| | rows | SALib, s | ours, s | largest difference of an index |\n|---|--:|--:|--:|--:|")
    for second in (False, True):
        plan = design(FACTORS, "sobol", samples=LARGE, second_order=second)
        outcome = np.random.default_rng(1).normal(size=LARGE * block_size(plan))
        unit = np.empty((len(outcome), 0))  # the estimators read the scheme, not the points
        sample = Sample(plan, (), unit, outcome[:, None], Counts(0, 0, 0, 0))
        ours, found = timed(lambda s=sample: sobol(s, Options(resamples=RESAMPLES)))
        theirs, told = timed(
            lambda p=plan, y=outcome, s=second: salib_sobol.analyze(
                salib_problem(p), y, calc_second_order=s, num_resamples=RESAMPLES, seed=1
            )
        )
        upper = told["S2"][np.triu_indices(FACTORS, 1)] if second else []
        apart = abs(found.value - np.concatenate([told["S1"], told["ST"], upper])).max()
        name = "S1, ST, S2" if second else "S1, ST"
        print(f"| {name} | {len(outcome):,} | {theirs:.2f} | {ours:.2f} | {apart:.0e} |", flush=True)
    plan = design(FACTORS, "sobol", samples=1024)
    rows = 1024 * block_size(plan)
    values = np.random.default_rng(1).normal(size=(rows, 1, 300))
    sample = Sample(plan, (), np.empty((rows, 0)), values[:, :, 0], Counts(0, 0, 0, 0))
    seconds, _ = timed(lambda: sobol_of_many(sample, values, Options(resamples=RESAMPLES)))
    print(f"\n300 ticks of {rows:,} runs, S1 and ST with intervals: {seconds:.2f} s in one pass")


def play(folder: str, changes: dict[str, Any], sampler: str) -> None:
    """A sweep of 10^5 runs of a function with noise."""
    rng = np.random.default_rng(1)

    def outcome(unit: np.ndarray) -> np.ndarray:
        signal = unit @ np.linspace(1, 0.1, FACTORS) + unit[:, 0] * unit[:, 1]
        return signal[:, None] + rng.normal(0, 0.2, (len(unit), changes.get("replicates", 1)))

    known_study(Path(folder), design(FACTORS, sampler, **changes), outcome)


def analyse(folder: str) -> tuple[int, float, float, str]:
    """Runs, seconds, memory in MB and method of an analysis in a process of its own."""
    seconds, found = timed(lambda: sim.sensitivity(folder))
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return (
        found.counts.runs, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale, found.method,
    )  # fmt: skip


def sweeps() -> None:
    """From a folder of 10^5 runs to indices with intervals, convergence and verdict."""
    print("\n| sweep | method | runs | seconds | peak memory, MB |\n|---|---|--:|--:|--:|")
    context = get_context("spawn")
    with tempfile.TemporaryDirectory() as place:
        for name, changes in SWEEPS.items():
            folder = str(Path(place) / name)
            play(folder, changes, name.split(",")[0])
            with context.Pool(1) as pool:
                runs, seconds, memory, method = pool.apply(analyse, (folder,))
            print(f"| {name} | {method} | {runs:,} | {seconds:.1f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    estimators()
    sweeps()
