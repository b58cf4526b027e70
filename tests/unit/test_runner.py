"""Spans, stores and executors that die: nothing finished is lost, nothing is done twice in the result."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import store
from sim.executors import pool
from sim.results import open_results
from sim.runner import Pace, Report, Spans, WorkersDieError, play_all
from tests.survival import stand_in

spans_of = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=8,
)


@given(spans_of, st.integers(0, 50))
def test_missing_spans_and_done_ones_cover_everything_once(done: list[tuple[int, int]], total: int) -> None:
    covered = {run for begin, end in done for run in range(begin, end)}
    gaps = [run for begin, end in store.missing(done, total) for run in range(begin, end)]
    assert gaps == [run for run in range(total) if run not in covered]


@given(spans_of, st.integers(1, 7), st.lists(st.floats(0.001, 5), min_size=1, max_size=60))
def test_spans_are_handed_out_whole_and_cut_at_design_points(
    todo: list[tuple[int, int]], unit: int, seconds: list[float]
) -> None:
    gaps = list(store.missing(todo, 60))
    spans, taken = Spans.of(gaps, unit), []
    while (span := spans.take()) is not None:
        taken.append(span)
        spans.learn(Report(span, 0, seconds[len(taken) % len(seconds)]))
    assert [run for begin, end in taken for run in range(begin, end)] == [
        r for b, e in gaps for r in range(b, e)
    ]
    ends = {end for _, end in gaps}
    assert all(end % unit == 0 or end in ends for _, end in taken)


@pytest.mark.slow
@pytest.mark.parametrize("killers", [(), (37,), (0, 36, 37)])
def test_runs_that_kill_their_worker_are_found_and_all_others_finish(
    tmp_path: Path, killers: tuple[int, ...]
) -> None:
    total, folder = 60, str(tmp_path)
    pace = Pace()
    pace.expect(total)
    with pool(2) as crew:
        for report in play_all(
            Spans.of([(0, total)], 4), partial(stand_in.play, folder, killers), factory=crew.factory,
            width=crew.width, lost=partial(stand_in.record_lost, folder),
        ):  # fmt: skip
            pace.add(report)
    assert (pace.done, pace.failed) == (total, len(killers))
    store.write_manifest(tmp_path, {"schema_version": store.SCHEMA_VERSION})
    rows = open_results(tmp_path).frame()
    assert rows.index.tolist() == list(range(total))
    assert tuple(rows.index[rows["status"] == "crashed"]) == killers


@pytest.mark.slow
def test_workers_that_cannot_live_condemn_no_run(tmp_path: Path) -> None:
    reports = play_all(
        Spans.of([(0, 1)], 1), partial(stand_in.play, str(tmp_path), ()),
        factory=lambda: ProcessPoolExecutor(2, mp_context=get_context("forkserver"), initializer=stand_in.die),
        width=lambda: 2, lost=partial(stand_in.record_lost, str(tmp_path)),
    )  # fmt: skip
    with pytest.raises(WorkersDieError, match="before they are given a run"):
        list(reports)
    assert store.parts(tmp_path) == []


class Unlucky(Executor):
    """Plays in this process; loses the given submissions to nobody's fault."""

    def __init__(self, losses: set[int], count: Iterator[int]) -> None:
        self.losses, self.count = losses, count

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if next(self.count) in self.losses:
            future.set_exception(BrokenExecutor("gone"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


@given(st.sets(st.integers(0, 40), max_size=12))
def test_innocent_runs_are_played_again_and_each_once(losses: set[int]) -> None:
    """Whichever submissions are lost: every run is reported once, and none is held guilty for two losses."""
    losses = {loss for loss in losses if not {loss + 1, loss + 2} <= losses}
    count, condemned = itertools.count(), list[int]()

    def lost(run: int) -> Report:
        condemned.append(run)
        return Report((run, run + 1), 1, 0.0)

    reports = play_all(
        Spans.of([(0, 30)], 3), lambda span: Report(span, 0, 0.2), factory=lambda: Unlucky(losses, count),
        width=lambda: 2, lost=lost,
    )  # fmt: skip
    assert sorted(run for report in reports for run in range(*report.span)) == list(range(30))
    assert condemned == []


def test_parts_are_whole_replaced_and_compacted_in_order(tmp_path: Path) -> None:
    store.write_part(tmp_path, (4, 6), {"run": [4, 5], "x": [4.0, 5.0]})
    store.write_part(tmp_path, (0, 4), {"run": [0, 1, 2, 3], "x": [0.0, 1, 2, 3]})
    store.write_part(tmp_path, (4, 6), {"run": [4, 5], "x": [40.0, 50.0]})
    (tmp_path / "runs" / ".part-000000006-000000008.parquet.1.tmp").write_bytes(b"cut off")
    assert [span for span, _ in store.parts(tmp_path)] == [(0, 4), (4, 6)]
    store.compact(tmp_path)
    store.write_manifest(tmp_path, {"schema_version": store.SCHEMA_VERSION})
    assert [span for span, _ in store.parts(tmp_path)] == [(0, 6)]
    assert open_results(tmp_path).frame(["x"])["x"].tolist() == [0, 1, 2, 3, 40, 50]


def test_folders_that_hold_no_study_say_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no study"):
        open_results(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ValueError, match="is not JSON"):
        open_results(tmp_path)
    (tmp_path / "manifest.json").write_text('{"schema_version": 99}')
    with pytest.raises(ValueError, match="schema version 1"):
        open_results(tmp_path)
