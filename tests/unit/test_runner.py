"""Spans, stores and executors that die: nothing finished is lost, nothing is done twice in the result."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import store
from sim.results import open_results
from sim.runner import Pace, Report, Spans, play_all

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


def play(folder: str, killers: tuple[int, ...], span: tuple[int, int]) -> Report:
    """A stand-in for playing runs: some kill the process that plays them."""
    if any(run in killers for run in range(*span)):
        os.kill(os.getpid(), signal.SIGKILL)
    store.write_part(Path(folder), span, {"run": list(range(*span)), "status": ["ok"] * (span[1] - span[0])})
    return Report(span, 0, 0.001)


def record_lost(folder: str, run: int) -> Report:
    store.write_part(Path(folder), (run, run + 1), {"run": [run], "status": ["crashed"]})
    return Report((run, run + 1), 1, 0.0)


def pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2, mp_context=get_context("forkserver"))


@pytest.mark.slow
@pytest.mark.parametrize("killers", [(), (37,), (0, 36, 37)])
def test_runs_that_kill_their_worker_are_found_and_all_others_finish(
    tmp_path: Path, killers: tuple[int, ...]
) -> None:
    total, folder = 60, str(tmp_path)
    reports = play_all(
        Spans.of([(0, total)], 4),
        partial(play, folder, killers),
        factory=pool,
        width=lambda: 2,
        lost=partial(record_lost, folder),
    )
    pace = Pace()
    pace.expect(total)
    for report in reports:
        pace.add(report)
    assert (pace.done, pace.failed) == (total, len(killers))
    store.write_manifest(tmp_path, {"schema_version": store.SCHEMA_VERSION})
    rows = open_results(tmp_path).frame()
    assert rows.index.tolist() == list(range(total))
    assert tuple(rows.index[rows["status"] == "crashed"]) == killers


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
