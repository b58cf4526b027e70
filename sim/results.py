"""Read a study that lies on disk, by column; nothing is read before it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.dataset as ds

from sim import store
from sim.tables import Tables, among
from sim.trajectories import ACTORS, OUTCOMES

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
    def tables(self) -> Tables:
        """Its tables, for reading them batch by batch."""
        return Tables(self.folder)

    @property
    def columns(self) -> list[str]:
        """Names of the columns of runs: run, point, replicate, factors, outcomes, status, error."""
        return self.tables.names(store.RUNS)

    def frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Rows by run, all columns or some."""
        return self.tables.frame(store.RUNS, columns)

    def statuses(self) -> dict[str, int]:
        """How many runs ended in which way: ok, failed, crashed."""
        return self._counts("status")

    def errors(self) -> dict[str, int]:
        """How many runs that failed said what, the most frequent first."""
        return self._counts("error", ds.field("status") != "ok")

    def _counts(self, column: str, where: ds.Expression | None = None) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for batch in self.tables.batches(store.RUNS, [column], where):
            counts.update(batch[column].to_pylist())
        return dict(counts.most_common())

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
            Numbers of runs (default: all); parts without them are not read.

        Returns
        -------
        DataFrame
            Outcomes by run and tick; variables of actors by run, tick and actor. Runs that failed have no rows.

        Raises
        ------
        ValueError
            For what was not recorded.
        """
        table, where = (OUTCOMES if actors is None else ACTORS), None
        columns = self._recorded(table, variables)
        if actors is not None and actors != "all":
            known = self.tables.distinct(table, "actor")
            where = ds.field("actor").isin(among(known, actors, "recorded actor"))
        return self.tables.frame(table, columns, where, runs)

    def fan(
        self, variable: str, by: str | None = None, quantiles: Sequence[float] = QUANTILES
    ) -> pd.DataFrame:
        """Quantiles of an outcome over time: exact, and never with all rows in memory.

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
            For an outcome that was not recorded, or an unknown factor.
        """
        from sim.fans import fan

        self._recorded(OUTCOMES, variable)
        factors = [path for path in self.columns if path in self.manifest["design"]["factors"]]
        levels = self.frame([] if by is None else among(factors, by, "factor of this study"))
        return fan(self.tables, variable, levels, quantiles)

    def to_xarray(self, variables: str | Sequence[str] | None = None) -> xr.Dataset:
        """Outcomes and trajectories as labelled arrays.

        Parameters
        ----------
        variables
            Which (default: all): outcomes' keys, and ``actor.NAME`` for variables of actors.

        Returns
        -------
        Dataset
            Dimensions point, replicate, tick and actor. An outcome that was recorded over time has its trajectory,
            whose last tick is the outcome at the end; the others have no tick. Factors are coordinates of the points.
            Runs that failed or were not played are NaN, or the code -1.

        Raises
        ------
        ModuleNotFoundError
            Where xarray is not installed.
        ValueError
            For a variable that the study does not have.
        """
        from sim.labelled import labelled

        return labelled(self.tables, self.manifest, variables)

    def _recorded(self, table: str, wanted: str | Sequence[str] | None) -> list[str]:
        known = self.tables.kept(table)
        if not known:
            what = "outcomes over time" if table == OUTCOMES else "variables of actors"
            raise ValueError(f"this study kept no {what}: name some in the design's `trajectories`")
        return among(known, wanted, "recorded variable")


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
