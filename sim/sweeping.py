"""Play a design: every point, every replicate, onto disk, however often it is interrupted.

A run is a number: ``run = point · replicates + replicate``. Its parameters and its noise are a pure function of the
study and that number, so what is done, in which order and on how many workers changes nothing, and resuming is exact.
Replicate r sees the same noise at every point (common random numbers); in designs with base-sample blocks, at every
point of a block.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import multiprocessing
import os
import platform
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim import provenance, store
from sim.designs import Design, Factor, Points, draw
from sim.designs.design import settled_factors
from sim.ensemble import Result, simulate
from sim.loading import InputError, load_scenario
from sim.outcomes import outcome_keys
from sim.runner import Pace, Report, Spans, play_all
from sim.scenario import Scenario
from sim.store import Span, StoredStudy
from sim.version import __version__

PARAMETERS = "parameters."
THEORY = "theory"
PACKAGES = ("numpy", "SALib", "scipy", "pyarrow", "pydantic")


class OtherStudyError(ValueError):
    """The folder holds another study, or something else."""


@dataclass(frozen=True)
class Study:
    """A design made ready to be played; small, because every span takes it to a worker.

    Attributes
    ----------
    text
        The design as JSON.
    outcomes
        Keys of the outcomes kept, in order.
    total
        Points times replicates.
    """

    text: str
    outcomes: tuple[str, ...]
    total: int

    @property
    def design(self) -> Design:
        """The design."""
        return _design(self.text)

    @property
    def points(self) -> Points:
        """Its points."""
        return _points(self.text)

    @property
    def digest(self) -> str:
        """Names the design, the scenario as it is now, and the code."""
        scenario = _scenario(self.design.scenario, ())
        request = {
            "design": self.design.model_dump(mode="json"),
            "scenario": scenario.model_dump(mode="json"),
            "code": provenance.code_version(),
        }
        return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


def study(design: Design) -> Study:
    """A design made ready; its scenario has to load.

    Raises
    ------
    InputError
        Where the scenario does not load.
    ValueError
        For an outcome that the scenario does not have.
    """
    known = _outcomes_of(design)
    unknown = [name for name in design.outcomes if name not in known]
    if unknown:
        raise ValueError(f"the scenario has no outcome `{unknown[0]}`: see counterpoise run --json")
    text = design.model_dump_json(exclude_unset=True)
    return Study(text, design.outcomes or known, len(_points(text).unit) * design.replicates)


def _outcomes_of(design: Design) -> tuple[str, ...]:
    first = simulate(_scenario(design.scenario, ()), design.theory, replicates=1, ticks=1, save=())
    return tuple(key for key, _, _ in outcome_keys(first.setting))


@lru_cache(maxsize=4)
def _design(text: str) -> Design:
    return Design.model_validate_json(text)


@lru_cache(maxsize=4)
def _points(text: str) -> Points:
    return draw(_design(text))


@lru_cache(maxsize=4)
def _kinds(text: str) -> dict[str, type]:
    """What a factor's column holds in every part: booleans, numbers, or texts where values are of several kinds."""

    def kind(factor: Factor) -> type:
        if factor.event:
            return bool
        kinds = {type(value) for value in factor.values or (1 if factor.integer else 0.5,)}
        return float if kinds == {int, float} else kinds.pop() if len(kinds) == 1 else str

    design = _design(text)
    return dict(zip(design.factors, map(kind, settled_factors(design)), strict=True))


@lru_cache(maxsize=16)
def _scenario(name: str, changes: tuple[tuple[str, str], ...]) -> Scenario:
    return load_scenario(name, dict(changes))


def request_of(study: Study, point: int) -> dict[str, Any]:
    """What a design point asks of ``simulate``: scenario, theory, parameters, events left out."""
    design, values = study.design, study.points.values(point)
    changes, parameters, without = [], dict(design.parameters), list(design.without)
    theory = design.theory
    for path, value in values.items():
        if path == THEORY:
            theory = str(value)
        elif path.startswith(PARAMETERS):
            parameters[path.removeprefix(PARAMETERS)] = float(value)
        elif design.factors.get(path) is not None and design.factors[path].event:
            without += [] if value else [path.removeprefix("events.")]
        else:
            changes.append((path, value if isinstance(value, str) else json.dumps(value)))
    return {
        "scenario": _scenario(design.scenario, tuple(changes)),
        "theory": theory,
        "parameters": parameters,
        "without": without,
    }


def play_span(study: Study, folder: str, span: Span) -> Report:
    """Play a span of runs and write its part; a run that raises becomes a row that says so."""
    started = time.perf_counter()
    rows: dict[str, list[Any]] = {name: [] for name in _columns(study)}
    replicates = study.design.replicates
    for point in range(span[0] // replicates, (span[1] - 1) // replicates + 1):
        first, last = max(span[0], point * replicates), min(span[1], (point + 1) * replicates)
        _play_point(study, point, range(first - point * replicates, last - point * replicates), rows)
    store.write_part(Path(folder), span, rows)
    failed = sum(status != "ok" for status in rows["status"])
    return Report(span, failed, time.perf_counter() - started)


def _columns(study: Study) -> list[str]:
    return ["run", "point", "replicate", *study.points.paths, *study.outcomes, "status", "error"]


def _play_point(study: Study, point: int, replicates: range, rows: dict[str, list[Any]]) -> None:
    """Replicates of one point side by side; if they fail together, one by one, so that the sound ones count."""
    try:
        result = _simulate(study, point, replicates)
    except (ArithmeticError, ValueError, ValidationError, InputError, MemoryError) as error:
        if len(replicates) > 1 and not isinstance(error, InputError | ValidationError):
            for replicate in replicates:
                _play_point(study, point, range(replicate, replicate + 1), rows)
            return
        values = {key: np.full(len(replicates), np.nan) for key in study.outcomes}
        _add(study, point, replicates, values, rows, "failed", f"{type(error).__name__}: {error}")
        return
    nothing = np.full(len(replicates), np.nan)
    values = {key: result.outcome_arrays.get(key, nothing) for key in study.outcomes}
    _add(study, point, replicates, values, rows, "ok", "")


def _simulate(study: Study, point: int, replicates: range) -> Result:
    request = request_of(study, point)
    block = int(study.points.block[point]) * study.design.replicates
    return simulate(
        request["scenario"], request["theory"], replicates=[block + r for r in replicates],
        seed=study.design.seed, ticks=study.design.ticks, parameters=request["parameters"],
        without=request["without"], save=(),
    )  # fmt: skip


def _add(
    study: Study, point: int, replicates: range, outcomes: dict[str, Any], rows: dict[str, list[Any]], status: str,
    error: str,
) -> None:  # fmt: skip
    count, design = len(replicates), study.design
    rows["run"] += [point * design.replicates + r for r in replicates]
    rows["point"] += [point] * count
    rows["replicate"] += list(replicates)
    kinds = _kinds(study.text)
    for path, value in study.points.values(point).items():
        rows[path] += [kinds[path](value)] * count
    for key in study.outcomes:
        rows[key] += outcomes[key].tolist()
    rows["status"] += [status] * count
    rows["error"] += [error] * count


def sweep(
    design: Design,
    folder: str | Path,
    *,
    workers: int = 1,
    watch: Callable[[Pace], None] | None = None,
) -> StoredStudy:
    """Play a design into a folder, going on where an earlier call stopped.

    Parameters
    ----------
    workers
        Processes; 1 plays in this one.
    watch
        Sees the pace after every span.

    Raises
    ------
    OtherStudyError
        Where the folder holds another study or other files.
    """
    ready, place = study(design), Path(folder)
    manifest = _open(ready, place)
    spans = [span for span, _ in store.parts(place)]
    pace = Pace(sum(end - begin for begin, end in store.missing(spans, ready.total)))
    started, cpu = time.time(), time.process_time()
    try:
        for report in _reports(ready, place, spans, workers):
            pace.add(report)
            if watch is not None:
                watch(pace)
        state = "complete"
        store.compact(place)
    except BaseException:
        state = "interrupted"
        raise
    finally:
        manifest["state"] = state
        manifest["wall_seconds"] = manifest.get("wall_seconds", 0) + time.time() - started
        manifest["driver_cpu_seconds"] = manifest.get("driver_cpu_seconds", 0) + time.process_time() - cpu
        store.write_manifest(place, manifest)
    return store.open_results(place)


def _open(ready: Study, place: Path) -> dict[str, Any]:
    """The manifest of this study in this folder, new or as it stands."""
    try:
        manifest = store.read_manifest(place)
    except ValueError as error:
        raise OtherStudyError(str(error)) from None
    if manifest is None:
        if place.exists() and any(place.iterdir()):
            raise OtherStudyError(f"{place} holds files that are no study: give an empty or new folder")
        manifest = {
            "schema_version": store.SCHEMA_VERSION,
            "digest": ready.digest,
            "code_version": provenance.code_version(),
            "design": ready.design.model_dump(mode="json", exclude_unset=True),
            "runs": ready.total,
            "points": len(ready.points.unit),
            "seed": ready.design.seed,
            "counterpoise": __version__,
            "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
            "python": platform.python_version(),
            "state": "running",
        }
        store.write_manifest(place, manifest)
    if manifest["digest"] != ready.digest:
        raise OtherStudyError(
            f"{place} holds another study (or this one under other code or another scenario): its digest is "
            f"{manifest['digest'][:12]}, this one's {ready.digest[:12]}; give another folder"
        )
    return manifest


def _reports(ready: Study, place: Path, done: list[Span], workers: int) -> Iterator[Report]:
    spans = Spans.of(store.missing(done, ready.total), ready.design.replicates)
    factory = partial(_pool, workers) if workers > 1 else None
    return play_all(
        spans, partial(play_span, ready, str(place)), factory=factory, workers=workers,
        lost=partial(_record_lost, ready, place),
    )  # fmt: skip


def _pool(workers: int) -> Executor:
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context)


def _record_lost(ready: Study, place: Path, run: int) -> Report:
    """A row for a run that killed its worker."""
    rows: dict[str, list[Any]] = {name: [] for name in _columns(ready)}
    point, replicate = divmod(run, ready.design.replicates)
    nothing = {key: np.full(1, np.nan) for key in ready.outcomes}
    _add(ready, point, range(replicate, replicate + 1), nothing, rows, "crashed", "the run killed its worker")
    store.write_part(place, (run, run + 1), rows)
    return Report((run, run + 1), 1, 0.0)
