"""Results on disk: Parquet parts named by the runs they hold, and a manifest that says what they are.

A part is written under a temporary name, flushed to the disk and renamed, so a part that exists is complete and a
killed study loses at most the runs in flight. Readers take ``runs/*.parquet`` as they are: pandas, DuckDB, Polars.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.whole import whole_file

MANIFEST = "manifest.json"
RUNS = "runs"
SCHEMA_VERSION = 1
ROWS_PER_GROUP = 25_000
ROWS_PER_FILE = 8 * ROWS_PER_GROUP
_PART = re.compile(r"part-(\d{9})-(\d{9})\.parquet$")

Span = tuple[int, int]
"""Runs from the first up to, not including, the second."""


def write_part(folder: Path, span: Span, rows: Mapping[str, Sequence[Any]]) -> Path:
    """Write the rows of a span of runs, whole or not at all; writing a span again replaces it."""
    target = part_path(folder, RUNS, span)
    with whole_file(target) as file:
        pq.write_table(pa.table(dict(rows)), file, compression="zstd")
    return target


def parts(folder: Path, table: str = RUNS) -> list[tuple[Span, Path]]:
    """The complete parts of a table of a study, by their first run, without those whose runs are all in others.

    Such parts are left where a study was killed while its parts were being put together.
    """
    found = []
    for path in (folder / table).glob("part-*.parquet"):
        match = _PART.search(path.name)
        if match:
            found.append(((int(match[1]), int(match[2])), path))
    kept: list[tuple[Span, Path]] = []
    for span, path in sorted(found, key=lambda part: (part[0][0], -part[0][1])):
        if kept and span[1] <= kept[-1][0][1]:
            continue
        if len(kept) > 1 and span[0] <= kept[-2][0][1]:
            kept.pop()
        kept.append((span, path))
    return kept


def part_path(folder: Path, table: str, span: Span) -> Path:
    """Where the part of a table lies that holds a span of runs."""
    return folder / table / f"part-{span[0]:09d}-{span[1]:09d}.parquet"


def tidy(folder: Path) -> None:
    """Drop what killed writers left: files without their name yet, and parts whose runs are all in others."""
    for temporary in folder.rglob(".*.tmp"):
        temporary.unlink(missing_ok=True)
    kept = {path for _, path in parts(folder)}
    for path in (folder / RUNS).glob("part-*.parquet"):
        if path not in kept:
            path.unlink()


def missing(spans: Iterable[Span], total: int) -> Iterator[Span]:
    """The spans of 0 … total that are not covered.

    Examples
    --------
    >>> list(missing([(2, 4), (3, 5), (8, 9)], 10))
    [(0, 2), (5, 8), (9, 10)]
    """
    reached = 0
    for begin, end in sorted(spans):
        if min(begin, total) > reached:
            yield reached, min(begin, total)
        reached = max(reached, end)
    if reached < total:
        yield reached, total


def compact(folder: Path) -> None:
    """Put the parts of a complete study together into large ones, ordered by run, and drop the small ones.

    However the runs were cut, the files come out the same byte for byte: they and their row groups begin at fixed runs.
    Killed half-way, it leaves parts that hold every run, and can be called again.

    Raises
    ------
    ValueError
        Where a run is missing, or a part does not hold the runs that its name says.
    """
    with _plain_memory():
        _compact(folder)


@contextmanager
def _plain_memory() -> Iterator[None]:
    """Arrow's own allocator keeps what it has once held: at a million runs, 70 MB more than the system's."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _compact(folder: Path) -> None:
    small = parts(folder)
    schema = pa.unify_schemas([pq.read_schema(path) for _, path in small])
    groups = _row_groups(small)
    begin, total = small[0][0][0], small[-1][0][1]
    large = {(first, min(first + ROWS_PER_FILE, total)) for first in range(begin, total, ROWS_PER_FILE)}
    for span in sorted(large):
        with (
            whole_file(part_path(folder, RUNS, span)) as file,
            pq.ParquetWriter(file, schema, compression="zstd") as writer,
        ):
            for _ in range(*span, ROWS_PER_GROUP):
                writer.write_table(next(groups).cast(schema))
        for other, path in small:
            if other[1] <= span[1] and other not in large:
                path.unlink(missing_ok=True)
    kept = {part_path(folder, RUNS, span) for span in large}
    for path in (folder / RUNS).glob("part-*.parquet"):
        if path not in kept:
            path.unlink()


def _row_groups(small: list[tuple[Span, Path]]) -> Iterator[pa.Table]:
    """Rows of all parts by run, each run once, so many at a time; a part is read when it is needed."""
    waiting: list[pa.Table] = []
    reached = small[0][0][0]
    for (begin, end), path in small:
        table = pq.read_table(path)
        runs = table.column("run").to_numpy()
        if (runs[1:] < runs[:-1]).any():
            table = table.sort_by("run")
            runs = table.column("run").to_numpy()
        if begin > reached:
            raise ValueError(f"runs {reached} to {begin} are missing before {path}")
        if len(runs) != end - begin or (runs != range(begin, end)).any():
            raise ValueError(f"{path} does not hold the runs that its name says: delete it and sweep again")
        waiting.append(table.slice(reached - begin))
        reached = end
        while sum(map(len, waiting)) >= ROWS_PER_GROUP:
            table = pa.concat_tables(waiting, promote_options="default")
            yield table.slice(0, ROWS_PER_GROUP).combine_chunks()
            waiting = [table.slice(ROWS_PER_GROUP)]
    if sum(map(len, waiting)):
        yield pa.concat_tables(waiting, promote_options="default").combine_chunks()


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest, whole or not at all."""
    with whole_file(folder / MANIFEST) as file:
        file.write((json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a study; None where the folder has none.

    Raises
    ------
    ValueError
        Where it is no manifest of this schema version.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise ValueError(f"{folder / MANIFEST} is not JSON: {error}") from None
    if not isinstance(manifest, dict) or manifest.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(f"{folder / MANIFEST} is not a manifest of schema version {SCHEMA_VERSION}")
    return manifest
