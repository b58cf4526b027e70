"""Play a design: every point, every replicate, onto disk, however often it is interrupted.

Replicate r sees the same noise at every point (common random numbers); in designs with base-sample blocks, at every
point of a block.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sim import manifest, store, trajectories
from sim.designs import Design
from sim.executors import Crew, SchedulerError, dask, pool
from sim.folders import FolderError, FolderInUseError, OtherStudyError, held, naming, open_record, refuse
from sim.playing import play_span, record_lost
from sim.results import StoredStudy, open_results
from sim.runner import Factory, Pace, Report, Spans, play_all
from sim.stopping import precision
from sim.store import Span
from sim.study import Study, study

TRIAL_SECONDS = 2.0
Watch = Callable[[Pace], None]
__all__ = ["FolderError", "FolderInUseError", "OtherStudyError", "SchedulerError", "Trial", "sweep", "trial"]


def sweep(
    design: Design,
    folder: str | Path,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    executor: Factory | None = None,
    watch: Watch | None = None,
) -> StoredStudy:
    """Play a design into a folder, going on where an earlier call stopped.

    Parameters
    ----------
    workers
        Processes; 1 plays in this one.
    scheduler
        Address of a Dask scheduler whose workers play instead (the extra ``distributed``); they have to reach
        ``folder`` under the same path.
    executor
        Makes an Executor of your own that plays instead, ``workers`` spans at once; called again when a worker dies.
    watch
        Sees the pace at the beginning, after every span and about twice a second; what it raises stops the sweep.

    Raises
    ------
    OtherStudyError
        Where the folder holds another study or other files, with what differs.
    FolderInUseError
        Where another sweep is at work in the folder.
    FolderError
        Where the folder cannot be written; what was finished is kept.
    SchedulerError
        Where no Dask scheduler answers, or it goes; what was finished is kept.
    """
    ready, place = study(design), Path(folder).resolve()
    with naming(place):
        place.mkdir(parents=True, exist_ok=True)
        with held(place):
            record = open_record(ready, place)
            if record["state"] != "complete":
                _play(ready, place, record, _crew(place, workers, scheduler, executor), watch or _unwatched)
            return open_results(place)


@dataclass(frozen=True)
class Trial:
    """What a sweep would take: seconds, and bytes on the disk when it is complete."""

    seconds: float
    size: float


def trial(ready: Study, folder: str | Path, *, workers: int = 1, scheduler: str | None = None) -> Trial:
    """Play the first runs of a study as ``sweep`` would, for some seconds, and reckon up.

    ``folder`` is one to throw away. Raises as ``sweep``.
    """
    place, started = Path(folder).resolve(), time.monotonic()
    ends: list[tuple[float, Report]] = []
    with naming(place), _crew(place, workers, scheduler, None) as crew:
        with closing(_reports(ready, place, [(0, ready.total)], 0, crew, _nothing)) as reports:
            for report in reports:
                ends.append((time.monotonic() - started, report))
                if ends[-1][0] > ends[0][0] + TRIAL_SECONDS:
                    break
        width = crew.width()
    whole = ends[-1][0] if sum(_runs(report) for _, report in ends) == ready.total else None
    late = [report for end, report in ends if end >= (ends[0][0] + ends[-1][0]) / 2]  # in full swing
    rate = width * sum(map(_runs, late)) / sum(report.seconds for report in late)
    return Trial(whole or ends[0][0] + ready.total / rate, _row_size(place) * ready.total)


def _runs(report: Report) -> int:
    return report.span[1] - report.span[0]


def _row_size(place: Path) -> float:
    """Bytes a run: trajectories as they were written, the rest put together, up to the first run that is missing."""
    written = sum(end - begin for (begin, end), _ in store.parts(place))
    courses = sum(path.stat().st_size for name in trajectories.NAMES for _, path in store.parts(place, name))
    kept = 0
    for span, path in store.parts(place):
        if span[0] > kept:
            path.unlink()
        else:
            kept = span[1]
    store.compact(place)
    return sum(path.stat().st_size for _, path in store.parts(place)) / kept + courses / written


def _nothing() -> None:
    pass


def _play(
    ready: Study, place: Path, record: dict[str, Any], crew: AbstractContextManager[Crew], watch: Watch
) -> None:
    """Play what is missing and keep the record of it, however it ends."""
    pace = Pace()
    wall, cpu = time.time(), time.process_time()
    record |= {"state": "running", "driver": manifest.driver()}
    store.write_manifest(place, record)
    try:
        with crew as how:
            for round_ in range(len(ready.rounds)):
                _play_round(ready, place, round_, how, pace, watch)
                if ready.design.until is not None:
                    reached = precision(open_results(place), ready.design.until, ready.point_count)
                    record |= {"precision": asdict(reached), "replicates": reached.replicates}
                    if reached.reached:
                        break
            _finish(ready, place, ready.span(round_)[1], record)
    except BaseException:
        record["state"] = "interrupted"
        with suppress(OSError):  # the first error is the one to tell
            _account(place, record, pace, wall, cpu)
        raise
    _account(place, record, pace, wall, cpu)


def _play_round(ready: Study, place: Path, round_: int, crew: Crew, pace: Pace, watch: Watch) -> None:
    """Play what is missing of a round."""
    begin, end = ready.span(round_)
    gaps = list(store.missing([(0, begin), *(span for span, _ in store.parts(place))], end))
    left = sum(last - first for first, last in gaps)
    pace.expect(left, found=end - begin - left)
    watch(pace)
    if not gaps:
        return

    def tick() -> None:
        pace.workers = crew.width()
        watch(pace)

    with closing(_reports(ready, place, gaps, round_, crew, tick)) as reports:
        for report in reports:
            pace.add(report)
            watch(pace)


def _reports(
    ready: Study, place: Path, gaps: list[Span], round_: int, crew: Crew, tick: Callable[[], None]
) -> Generator[Report, None, None]:
    yield from play_all(
        Spans.of(gaps, ready.unit(round_)), partial(_clocked, ready, str(place)), factory=crew.factory,
        width=crew.width, lost=partial(record_lost, ready, str(place)), tick=tick,
    )  # fmt: skip


def _clocked(ready: Study, folder: str, span: Span) -> Report:
    """Play a span and say how long the processor worked at it."""
    before = time.thread_time()
    return replace(play_span(ready, folder, span), cpu_seconds=time.thread_time() - before)


def _finish(ready: Study, place: Path, end: int, record: dict[str, Any]) -> None:
    """See that all runs up to the last are there and all of one kind, and put them together."""
    gaps = list(store.missing([span for span, _ in store.parts(place)], end))
    if gaps:
        raise SchedulerError(
            f"runs {gaps[0][0]} to {gaps[0][1]} were played but are not in {place}: "
            "all workers have to reach the folder under the same path"
        )
    refuse(place, record, ready, "may hold runs of two kinds: while they were played")
    trajectories.compact(place)
    store.compact(place)
    counts = open_results(place).statuses()
    record |= {
        "state": "complete",
        "runs": end,
        "failed": counts.get("failed", 0),
        "crashed": counts.get("crashed", 0),
    }


def _account(place: Path, record: dict[str, Any], pace: Pace, wall: float, cpu: float) -> None:
    """Add this call's time to the record."""
    record["wall_seconds"] += time.time() - wall
    record["cpu_seconds"]["driver"] += time.process_time() - cpu
    record["cpu_seconds"]["workers"] += pace.cpu_seconds
    del record["driver"]
    store.write_manifest(place, record)


def _crew(
    place: Path, workers: int, scheduler: str | None, executor: Factory | None
) -> AbstractContextManager[Crew]:
    if executor is not None:
        return nullcontext(Crew(executor, lambda: workers))
    return pool(workers) if scheduler is None else dask(scheduler, str(place))


def _unwatched(pace: Pace) -> None:
    pass
