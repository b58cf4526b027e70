"""However runs were cut into parts, and however often putting them together was stopped, the files are the same."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import store

TOTAL = 45
cuts = st.lists(
    st.tuples(st.integers(0, TOTAL - 1), st.integers(1, 20)).map(lambda p: (p[0], min(TOTAL, sum(p)))), max_size=9
)  # fmt: skip


def write(folder: Path, spans: list[tuple[int, int]]) -> None:
    for begin, end in spans:
        runs = range(begin, end)
        store.write_part(
            folder, (begin, end),
            {"run": list(runs), "x": [float("nan") if r % 7 == 0 else r / 3 for r in runs],
             "on": [r % 2 == 0 for r in runs], "error": ["" if r % 5 else f"run {r}" for r in runs]},
        )  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / store.RUNS).iterdir()}


@settings(max_examples=40, deadline=None)
@given(cuts, st.integers(0, 12))
def test_compaction_gives_the_same_bytes_for_any_cuts_and_stops(
    spans: list[tuple[int, int]], stop: int
) -> None:
    """Overlapping parts too: a Dask worker may finish a span after its driver was killed and another went on."""
    small = patch.multiple(store, ROWS_PER_GROUP=5, ROWS_PER_FILE=20)
    with small, patch("os.fsync"), tempfile.TemporaryDirectory() as name:
        one, cut = Path(name) / "one", Path(name) / "cut"
        write(one, [(0, TOTAL)])
        write(cut, [*spans, *store.missing(spans, TOTAL)])
        real, calls = Path.unlink, []

        def unlink(path: Path, missing_ok: bool = False) -> None:
            calls.append(path)
            if len(calls) > stop:
                raise KeyboardInterrupt
            real(path, missing_ok=missing_ok)

        with patch.object(Path, "unlink", unlink), suppress(KeyboardInterrupt):
            store.compact(cut)
        store.compact(one)
        assert list(store.missing([span for span, _ in store.parts(cut)], TOTAL)) == []
        store.compact(cut)
        assert files(cut) == files(one)
        assert sorted(files(one)) == [
            f"part-{a:09d}-{b:09d}.parquet" for a, b in [(0, 20), (20, 40), (40, 45)]
        ]
        store.compact(one)
        assert files(cut) == files(one)


def test_a_part_that_does_not_hold_its_runs_is_named(tmp_path: Path) -> None:
    write(tmp_path, [(0, 3), (5, 9)])
    with pytest.raises(ValueError, match="runs 3 to 5 are missing"):
        store.compact(tmp_path)
    shutil.copy(store.part_path(tmp_path, store.RUNS, (0, 3)), store.part_path(tmp_path, store.RUNS, (3, 5)))
    with pytest.raises(ValueError, match=r"part-000000003-000000005\.parquet does not hold the runs"):
        store.compact(tmp_path)
