"""Results on disk: Parquet parts named by the runs they hold, and a manifest that says what they are.

A part is written under a temporary name, flushed to the disk and renamed, so a part that exists is complete and a
killed study loses at most the runs in flight. Readers take ``runs/*.parquet`` as they are: pandas, DuckDB, Polars.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

MANIFEST = "manifest.json"
RUNS = "runs"
SCHEMA_VERSION = 1
ROWS_PER_FILE = 200_000
_PART = re.compile(r"part-(\d{9})-(\d{9})\.parquet$")

Span = tuple[int, int]
"""Runs from the first up to, not including, the second."""


def write_part(folder: Path, span: Span, rows: Mapping[str, Sequence[Any]]) -> Path:
    """Write the rows of a span of runs, whole or not at all; writing a span again replaces it."""
    target = part_path(folder, RUNS, span)
    with whole_file(target) as file:
        pq.write_table(pa.table(dict(rows)), file, compression="zstd")
    return target


def part_path(folder: Path, table: str, span: Span) -> Path:
    """Where the part of a table lies that holds a span of runs."""
    return folder / table / f"part-{span[0]:09d}-{span[1]:09d}.parquet"


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A file to fill, which gets its name when it is complete and on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)


def parts(folder: Path, table: str = RUNS) -> list[tuple[Span, Path]]:
    """The complete parts of a table of a study, by their first run."""
    found = []
    for path in (folder / table).glob("part-*.parquet"):
        match = _PART.search(path.name)
        if match:
            found.append(((int(match[1]), int(match[2])), path))
    return sorted(found)


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
    """Put the parts of a complete study together into large ones, ordered by run, and drop the small ones."""
    small = parts(folder)
    group: list[tuple[Span, Path]] = []
    for part in [*small, None]:
        if part is None or (group and part[0][1] - group[0][0][0] > ROWS_PER_FILE):
            if len(group) > 1:
                table = pa.concat_tables(
                    [pq.read_table(path) for _, path in group], promote_options="default"
                )
                span = (group[0][0][0], group[-1][0][1])
                kept = write_part(
                    folder, span, {n: table.sort_by("run").column(n) for n in table.column_names}
                )
                for _, path in group:
                    if path != kept:
                        path.unlink()
            group = []
        if part is not None:
            group.append(part)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{MANIFEST}.{os.getpid()}.tmp"
    temporary.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
    temporary.replace(folder / MANIFEST)


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
