"""Fan charts: how the spread of an outcome over runs moves with time.

Quantiles are exact. Runs lie one after another on disk, so the values of a tick are gathered into an array of their
own, as many ticks at a time as fit into a fixed number of cells, in as many readings as that takes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

from sim.setting import Floats, Ints
from sim.tables import Tables, positions
from sim.trajectories import OUTCOMES

CELLS = 16_000_000
"""Runs × ticks held at a time: 128 MB."""


def fan(tables: Tables, variable: str, levels: pd.DataFrame, quantiles: Sequence[float]) -> pd.DataFrame:
    """Quantiles over runs at each tick, at each level of a factor.

    Parameters
    ----------
    levels
        By run, in order; a column with the factor's value, or none for all runs together.
    """
    runs, ticks = levels.index.to_numpy(), np.sort(tables.distinct(OUTCOMES, "tick"))
    by = levels.columns[0] if len(levels.columns) else None
    codes, names = (np.zeros(len(runs), int), [""]) if by is None else pd.factorize(levels[by], sort=True)
    order, cuts = np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1]

    def spread_at(some: Ints) -> list[list[Floats]]:
        by_tick = _by_tick(tables, variable, runs, some)
        return [[_quantiles(part, quantiles) for part in np.split(values[order], cuts)] for values in by_tick]

    together = max(1, CELLS // len(runs))
    found = [row for begin in range(0, len(ticks), together) for row in spread_at(ticks[begin:][:together])]
    index = pd.MultiIndex.from_product([names, ticks], names=[by, "tick"])
    spread = np.array(found).swapaxes(0, 1).reshape(len(index), len(quantiles))
    return pd.DataFrame(
        spread, index.droplevel(0) if by is None else index, pd.Index(quantiles, name="quantile")
    )


def _by_tick(tables: Tables, variable: str, runs: Ints, ticks: Ints) -> Floats:
    """Values at neighbouring ticks, [T, R]; NaN where a run has none."""
    gathered = np.full((len(ticks), len(runs)), np.nan)
    row, place = positions(runs), positions(ticks)
    where = (ds.field("tick") >= int(ticks[0])) & (ds.field("tick") <= int(ticks[-1]))
    for batch in tables.batches(OUTCOMES, ["run", "tick", variable], where):
        gathered[place[batch["tick"].to_numpy()], row[batch["run"].to_numpy()]] = batch[variable].to_numpy()
    return gathered


def _quantiles(values: Floats, quantiles: Sequence[float]) -> Floats:
    known = values[~np.isnan(values)]
    return np.quantile(known, quantiles) if len(known) else np.full(len(quantiles), np.nan)
