"""Read a study that lies on disk, by column; nothing is read before it is asked for."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from sim import store, trajectories
from sim.pieces import Piece, merged, pieces, read_batches, read_table
from sim.scenario.checks import unknown

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class StoredStudy:
    """A study on disk; columns are read when asked for.

    Attributes
    ----------
    manifest
        Design, digest, versions and state.
    """

    folder: Path
    manifest: dict[str, Any]

    @property
    def columns(self) -> list[str]:
        """Names of the columns of runs: run, point, replicate, factors, outcomes, status, error."""
        return self._names(store.RUNS)

    def frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Rows by run, all columns or some."""
        wanted = None if columns is None else list(dict.fromkeys(["run", *columns]))
        rows = read_table(self._pieces(store.RUNS), wanted)
        if np.any(np.diff(rows["run"].to_numpy()) < 0):
            rows = rows.sort_by("run")
        return _to_pandas(rows).set_index("run")

    def statuses(self) -> dict[str, int]:
        """How many runs ended in which way: ok, failed, crashed."""
        return self._counts("status")

    def errors(self) -> dict[str, int]:
        """How many runs that failed said what, the most frequent first."""
        return self._counts("error", ds.field("status") != "ok")

    def _counts(self, column: str, where: ds.Expression | None = None) -> dict[str, int]:
        found = pc.value_counts(read_table(self._pieces(store.RUNS), [column], where)[column]).to_pylist()
        return {each["values"]: each["counts"] for each in sorted(found, key=lambda each: -each["counts"])}

    def trajectories(
        self,
        variables: str | Sequence[str] | None = None,
        actors: str | Sequence[str] | None = None,
        runs: Sequence[int] | None = None,
    ) -> pd.DataFrame:
        """What runs kept of their course.

        Parameters
        ----------
        variables
            Columns, or one (default: all that there are).
        actors
            Whose variables: codes, or ``all``. Left out, it is the outcomes over time that are read.
        runs
            Numbers of runs (default: all); others are not read.

        Returns
        -------
        DataFrame
            Outcomes by run and tick; variables of actors by run, tick and actor.

        Raises
        ------
        ValueError
            For what was not recorded.
        """
        table = trajectories.OUTCOMES if actors is None else trajectories.ACTORS
        keys = ["run", "tick"] if actors is None else ["run", "tick", "actor"]
        columns = self.recorded(table, variables)
        conditions = [] if runs is None else [ds.field("run").isin(list(runs))]
        if actors is not None and actors != "all":
            known = self.distinct(table, "actor")
            conditions.append(ds.field("actor").isin(_among(known, actors, "recorded actor")))
        where = reduce(operator.and_, conditions) if conditions else None
        rows = read_table(self._pieces(table, runs), [*keys, *columns], where)
        return _to_pandas(rows).set_index(keys)

    def fan(
        self, variable: str, by: str | None = None, quantiles: Sequence[float] = QUANTILES
    ) -> pd.DataFrame:
        """Quantiles of an outcome over time, exact, in memory that does not grow with the number of runs.

        Parameters
        ----------
        variable
            An outcome that was recorded over time.
        by
            A factor, for quantiles at each of its levels (default: of all runs together).

        Returns
        -------
        DataFrame
            A column for each quantile; rows by tick, or by level and tick.

        Raises
        ------
        ValueError
            For an outcome that was not recorded or an unknown factor.
        """
        from sim.fans import fan

        return fan(self, variable, by, quantiles)

    def to_xarray(self, variables: Sequence[str] | None = None) -> xr.Dataset:
        """Outcomes and trajectories as labelled arrays; see ``sim.labelled.labelled``."""
        from sim.labelled import labelled

        return labelled(self, variables)

    def recorded(self, table: str, wanted: str | Sequence[str] | None = None) -> list[str]:
        """Columns wanted of a table of trajectories (default: all).

        Raises
        ------
        ValueError
            For a column that it does not have.
        """
        known = [name for name in self._names(table) if name not in ("run", "tick", "actor")]
        if not known:
            what = "outcomes over time" if table == trajectories.OUTCOMES else "variables of actors"
            raise ValueError(f"this study kept no {what}: say which in the design's `trajectories`")
        return _among(known, wanted, "recorded variable")

    def batches(self, table: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Rows of a table in the order of their runs, a batch at a time."""
        return read_batches(self._pieces(table), columns)

    def distinct(self, table: str, column: str) -> list[Any]:
        """Values that occur in a column, as they first come."""
        found: dict[Any, None] = {}
        for batch in self.batches(table, [column]):
            found |= dict.fromkeys(batch[column].unique().to_pylist())
        return list(found)

    def _names(self, table: str) -> list[str]:
        held = store.parts(self.folder, table)
        return list(pq.read_schema(held[0][1]).names) if held else []

    def _pieces(self, table: str, runs: Sequence[int] | None = None) -> list[Piece]:
        """What to read of a table: of trajectories too, only of runs that are finished."""
        done = merged(span for span, _ in store.parts(self.folder))
        chosen = pieces(store.parts(self.folder, table), done)
        if runs is None:
            return chosen
        sought = np.unique(np.asarray(runs, int))
        holds = [np.searchsorted(sought, end) > np.searchsorted(sought, begin) for (begin, end), *_ in chosen]
        return [piece for piece, held in zip(chosen, holds, strict=True) if held] or chosen[:1]


def _among(known: Sequence[str], wanted: str | Sequence[str] | None, what: str) -> list[str]:
    names = known if wanted is None else (wanted,) if isinstance(wanted, str) else wanted
    for name in names:
        if name not in known:
            raise ValueError(unknown(what, name, known))
    return list(names)


def _to_pandas(rows: pa.Table) -> pd.DataFrame:
    """In blocks of a column each, so that the table's own memory can go as they are made."""
    return rows.to_pandas(split_blocks=True, self_destruct=True)


def open_results(folder: str | Path) -> StoredStudy:
    """Open a study's folder.

    Raises
    ------
    FileNotFoundError
        Where it holds no study, or one without a finished run.
    """
    place = Path(folder)
    manifest = store.read_manifest(place)
    if manifest is None:
        raise FileNotFoundError(f"{place} holds no study: no {store.MANIFEST}")
    if not store.parts(place):
        raise FileNotFoundError(f"{place} holds a study without a finished run yet")
    return StoredStudy(place, manifest)
