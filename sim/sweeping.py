"""Play a design: every point, every replicate, onto disk, however often it is interrupted.

Replicate r sees the same noise at every point (common random numbers); in designs with base-sample blocks, at every
point of a block.
"""

from __future__ import annotations

import importlib.metadata
import multiprocessing
import os
import platform
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from sim import provenance, store, trajectories
from sim.designs import Design
from sim.playing import play_span, record_lost
from sim.results import StoredStudy, open_results
from sim.runner import Pace, Report, Spans, play_all
from sim.store import Span
from sim.study import Study, study
from sim.version import __version__

PACKAGES = ("numpy", "SALib", "scipy", "pyarrow", "pydantic")


class OtherStudyError(ValueError):
    """The folder holds another study, or something else."""


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
        trajectories.compact(place)
        store.compact(place)
    except BaseException:
        state = "interrupted"
        raise
    finally:
        manifest["state"] = state
        manifest["wall_seconds"] = manifest.get("wall_seconds", 0) + time.time() - started
        manifest["driver_cpu_seconds"] = manifest.get("driver_cpu_seconds", 0) + time.process_time() - cpu
        store.write_manifest(place, manifest)
    return open_results(place)


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
        lost=partial(record_lost, ready, str(place)),
    )  # fmt: skip


def _pool(workers: int) -> Executor:
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context)
