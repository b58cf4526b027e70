"""The tables of a study on disk: runs, outcomes over time, actors over time. Read by column, each run once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from sim import store
from sim.pieces import Piece, merged, pieces, read_batches, read_table
from sim.scenario.checks import unknown
from sim.setting import Ints
from sim.trajectories import ACTORS, OUTCOMES

if TYPE_CHECKING:
    import pandas as pd

KEYS = {store.RUNS: ["run"], OUTCOMES: ["run", "tick"], ACTORS: ["run", "tick", "actor"]}
"""What tells the rows of each table apart."""


@dataclass(frozen=True)
class Tables:
    """The tables in a folder; ``KEYS`` has their names."""

    folder: Path

    def names(self, table: str) -> list[str]:
        """Names of all columns; none where there is no such table."""
        held = store.parts(self.folder, table)
        return list(pq.read_schema(held[0][1]).names) if held else []

    def kept(self, table: str) -> list[str]:
        """Names of the columns beside the keys."""
        return [name for name in self.names(table) if name not in KEYS[table]]

    def frame(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        where: ds.Expression | None = None,
        runs: Sequence[int] | None = None,
    ) -> pd.DataFrame:
        """Rows by their keys and in the order of the runs: all columns or some, of all runs or some."""
        keys = KEYS[table]
        wanted = None if columns is None else list(dict.fromkeys([*keys, *columns]))
        if runs is not None:
            among = ds.field("run").isin(list(runs))
            where = among if where is None else where & among
        rows = read_table(self._pieces(table, runs), wanted, where)
        if np.any(np.diff(rows["run"].to_numpy()) < 0):
            rows = rows.sort_by("run")
        # In blocks of a column each, so that the table's own memory can go while they are made.
        return rows.to_pandas(split_blocks=True, self_destruct=True).set_index(keys)

    def batches(
        self, table: str, columns: Sequence[str], where: ds.Expression | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Rows in the order of the runs, a batch at a time."""
        return read_batches(self._pieces(table), columns, where)

    def distinct(self, table: str, column: str) -> list[Any]:
        """Values that occur in a column, as they first come."""
        found: dict[Any, None] = {}
        for batch in self.batches(table, [column]):
            found |= dict.fromkeys(batch[column].unique().to_pylist())
        return list(found)

    def _pieces(self, table: str, runs: Sequence[int] | None = None) -> list[Piece]:
        """What to read of a table: of trajectories too, only of runs that are finished."""
        done = merged(span for span, _ in store.parts(self.folder))
        chosen = pieces(store.parts(self.folder, table), done)
        if runs is None:
            return chosen
        first, after = np.searchsorted(np.unique(list(runs)), [piece[0] for piece in chosen]).T
        return [piece for piece, held in zip(chosen, first < after, strict=True) if held] or chosen[:1]


def positions(numbers: Ints) -> Ints:
    """Where each number stands among some that are in order: a table, for looking up the numbers of many rows.

    Examples
    --------
    >>> positions(np.array([2, 5]))[[5, 2, 5]].tolist()
    [1, 0, 1]
    """
    places = np.full(numbers[-1] + 1, -1)
    places[numbers] = np.arange(len(numbers))
    return places


def among(known: Sequence[str], wanted: str | Sequence[str] | None, what: str) -> list[str]:
    """The names wanted, one or several (default: all).

    Raises
    ------
    ValueError
        For one that is not known, with the nearest that is.
    """
    names = known if wanted is None else (wanted,) if isinstance(wanted, str) else wanted
    for name in names:
        if name not in known:
            raise ValueError(unknown(what, name, known))
    return list(names)
