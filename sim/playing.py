"""Play a span of a study's runs and put their rows on disk: what a worker does."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim import store, trajectories
from sim.ensemble import Result, simulate
from sim.loading import InputError
from sim.recording import NOTHING
from sim.runner import Report
from sim.store import Span
from sim.study import Study, request_of


def play_span(study: Study, folder: str, span: Span) -> Report:
    """Play a span of runs and write its part; a run that raises becomes a row that says so."""
    started = time.perf_counter()
    rows: dict[str, list[Any]] = {name: [] for name in study.columns}
    recorded: list[trajectories.Recorded] = []
    replicates = study.design.replicates
    for point in range(span[0] // replicates, (span[1] - 1) // replicates + 1):
        first, last = max(span[0], point * replicates), min(span[1], (point + 1) * replicates)
        _play_point(
            study, point, range(first - point * replicates, last - point * replicates), rows, recorded
        )
    if study.design.trajectories is not None:
        trajectories.write(Path(folder), span, recorded)
    store.write_part(Path(folder), span, rows)
    failed = sum(status != "ok" for status in rows["status"])
    return Report(span, failed, time.perf_counter() - started)


def record_lost(study: Study, folder: str, run: int) -> Report:
    """Write the row of a run that killed its worker."""
    rows: dict[str, list[Any]] = {name: [] for name in study.columns}
    point, replicate = divmod(run, study.design.replicates)
    nothing = {key: np.full(1, np.nan) for key in study.outcomes}
    _add(study, point, range(replicate, replicate + 1), nothing, rows, "crashed", "the run killed its worker")
    trajectories.write(Path(folder), (run, run + 1), [])
    store.write_part(Path(folder), (run, run + 1), rows)
    return Report((run, run + 1), 1, 0.0)


def _play_point(
    study: Study, point: int, replicates: range, rows: dict[str, list[Any]],
    recorded: list[trajectories.Recorded],
) -> None:  # fmt: skip
    """Replicates of one point side by side; if they fail together, one by one, so that the sound ones count."""
    try:
        result = _simulate(study, point, replicates)
    except (ArithmeticError, ValueError, ValidationError, InputError, MemoryError) as error:
        if len(replicates) > 1 and not isinstance(error, InputError | ValidationError):
            for replicate in replicates:
                _play_point(study, point, range(replicate, replicate + 1), rows, recorded)
            return
        values = {key: np.full(len(replicates), np.nan) for key in study.outcomes}
        _add(study, point, replicates, values, rows, "failed", f"{type(error).__name__}: {error}")
        return
    nothing = np.full(len(replicates), np.nan)
    values = {key: result.outcome_arrays.get(key, nothing) for key in study.outcomes}
    _add(study, point, replicates, values, rows, "ok", "")
    runs = point * study.design.replicates + np.array(replicates)
    recorded.append((runs, result.recorded))


def _simulate(study: Study, point: int, replicates: range) -> Result:
    request = request_of(study, point)
    block = int(study.points.block[point]) * study.design.replicates
    return simulate(
        request["scenario"], request["theory"], replicates=[block + r for r in replicates],
        seed=study.design.seed, ticks=study.design.ticks, parameters=request["parameters"],
        without=request["without"], save=(), record=study.design.trajectories or NOTHING,
    )  # fmt: skip


def _add(
    study: Study, point: int, replicates: range, outcomes: dict[str, Any], rows: dict[str, list[Any]], status: str,
    error: str,
) -> None:  # fmt: skip
    count, design = len(replicates), study.design
    rows["run"] += [point * design.replicates + r for r in replicates]
    rows["point"] += [point] * count
    rows["replicate"] += list(replicates)
    for path, value in study.factor_values(point).items():
        rows[path] += [value] * count
    for key in study.outcomes:
        rows[key] += outcomes[key].tolist()
    rows["status"] += [status] * count
    rows["error"] += [error] * count
