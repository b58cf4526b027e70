"""Trajectories on disk: what runs kept of their course, in Parquet parts beside the table of runs.

``trajectories/outcomes`` has a row for each run and tick, ``trajectories/actors`` one for each run, tick and actor, and
both a column for each thing that was kept. Numbers are written byte by byte (BYTE_STREAM_SPLIT), which zstd packs much
better than whole floats; alignments, postures and actors as codes with names. A part has the span of the part of runs
that is written after it, so a span whose runs are there has its trajectories.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.pieces import pieces, read_table
from sim.recording import Recording
from sim.setting import Ints
from sim.store import Span, part_path, parts
from sim.whole import whole_file

OUTCOMES = "trajectories/outcomes"
ACTORS = "trajectories/actors"
NAMES = (OUTCOMES, ACTORS)
ROWS_PER_GROUP = 131_072
CELLS_PER_FILE = 4_000_000
"""Rows × columns that parts are put together to: some tens of megabytes in memory."""

Recorded = tuple[Ints, Recording]
"""Numbers of runs [R], and what was kept of them."""


def write(folder: Path, span: Span, recorded: Sequence[Recorded]) -> None:
    """Write the trajectories of a span of runs; has to be called before the runs themselves are written.

    What an earlier attempt at these runs left is replaced, however it was cut. Runs that failed have none.
    """
    for name, table_of in ((OUTCOMES, _outcomes), (ACTORS, _actors)):
        rows = [table for runs, recording in recorded if (table := table_of(runs, recording)) is not None]
        new = _write(folder, name, span, _by_run(pa.concat_tables(rows))) if rows else None
        for held, path in parts(folder, name):
            if held[0] < span[1] and span[0] < held[1] and path != new:
                path.unlink(missing_ok=True)


def compact(folder: Path) -> None:
    """Put the parts of a complete study together, cut where only the study says, and drop the small ones.

    The files come out the same, byte for byte, however the parts were cut; called again after it was stopped, it goes
    on.
    """
    total = max((end for (_, end), _ in parts(folder)), default=0)
    for name in NAMES:
        held = parts(folder, name)
        size = _runs_per_file(held[0][1]) if held else max(total, 1)
        large = set()
        for begin in range(0, total, size):
            span = begin, min(begin + size, total)
            chosen = pieces(held, [span])
            large.add(part_path(folder, name, span))
            if chosen and chosen[0][1] not in large:
                _write(folder, name, span, read_table(chosen))
        for path in (folder / name).glob("part-*.parquet"):
            if path not in large:
                path.unlink()


def _runs_per_file(first: Path) -> int:
    """From the cells of the first run that has a trajectory, which is the same run in every cut."""
    runs = pq.read_table(first, columns=["run"])["run"].to_numpy()
    cells = int((runs == runs[0]).sum()) * len(pq.read_schema(first))
    return max(1, CELLS_PER_FILE // cells)


def _by_run(rows: pa.Table) -> pa.Table:
    """Rows by run, each run's own in the order they have: runs that were played together need not be neighbours."""
    runs = rows["run"].to_numpy()
    return rows if (runs[1:] >= runs[:-1]).all() else rows.take(np.argsort(runs, kind="stable"))


def _outcomes(runs: Ints, recording: Recording) -> pa.Table | None:
    if not recording.outcomes:
        return None
    ticks = recording.ticks.astype(np.int32)
    columns = {"run": np.repeat(runs, len(ticks)), "tick": np.tile(ticks, len(runs))}
    return pa.table(columns | {key: values.reshape(-1) for key, values in recording.outcomes.items()})


def _actors(runs: Ints, recording: Recording) -> pa.Table | None:
    if not recording.variables:
        return None
    ticks, actors = recording.ticks.astype(np.int32), len(recording.actors)
    codes = np.tile(np.arange(actors, dtype=np.int16), len(runs) * len(ticks))
    columns = {
        "run": np.repeat(runs, len(ticks) * actors),
        "tick": np.tile(np.repeat(ticks, actors), len(runs)),
        "actor": pa.DictionaryArray.from_arrays(codes, list(recording.actors)),
    }
    for key, values in recording.variables.items():
        labels, flat = recording.labels.get(key), values.reshape(-1)
        columns[key] = flat if labels is None else pa.DictionaryArray.from_arrays(flat, list(labels))
    return pa.table(columns)


def _write(folder: Path, name: str, span: Span, rows: pa.Table) -> Path:
    """Columns are made one block first: how the rows came together must not show in the file."""
    floats = [field.name for field in rows.schema if pa.types.is_floating(field.type)]
    others = [column for column in rows.column_names if column not in floats]
    target = part_path(folder, name, span)
    with whole_file(target) as file:
        pq.write_table(
            rows.unify_dictionaries().combine_chunks(), file, compression="zstd", row_group_size=ROWS_PER_GROUP,
            use_dictionary=others, use_byte_stream_split=floats,
        )  # fmt: skip
    return target
