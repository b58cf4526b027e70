"""Fan charts: how the spread of an outcome over runs moves with time.

Quantiles are exact. Runs lie one after another on disk, so the values of a tick are gathered into an array of their
own, as many ticks at a time as fit into a fixed number of cells, in as many readings as that takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim import trajectories
from sim.scenario.checks import unknown
from sim.setting import Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

    from sim.results import StoredStudy

CELLS = 8_000_000
"""Runs × ticks held at a time: 64 MB."""


def fan(study: StoredStudy, variable: str, by: str | None, quantiles: Sequence[float]) -> pd.DataFrame:
    """See ``StoredStudy.fan``."""
    import pandas as pd

    study.recorded(trajectories.OUTCOMES, variable)
    runs, level_of, levels = _levels(study, by)
    ticks = np.sort(study.distinct(trajectories.OUTCOMES, "tick"))
    together = max(1, CELLS // len(runs))
    found = []
    for begin in range(0, len(ticks), together):
        some = ticks[begin : begin + together]
        for values in _by_tick(study, variable, runs, some):
            found.append([_quantiles(values[level_of == level], quantiles) for level in range(len(levels))])
    table = np.array(found).swapaxes(0, 1).reshape(-1, len(quantiles))
    index = pd.MultiIndex.from_product([levels, ticks], names=[by, "tick"])
    return pd.DataFrame(table, index if by else index.droplevel(0), pd.Index(quantiles, name="quantile"))


def _levels(study: StoredStudy, by: str | None) -> tuple[Ints, Ints, Sequence[object]]:
    """Numbers of the finished runs in order, the position of each one's level [R], and the levels."""
    import pandas as pd

    factors = study.manifest["design"]["factors"]
    if by is not None and by not in factors:
        raise ValueError(unknown("factor of this study", by, factors))
    rows = study.frame([] if by is None else [by])
    if by is None:
        return rows.index.to_numpy(), np.zeros(len(rows), np.int32), [None]
    codes, levels = pd.factorize(rows[by], sort=True)
    return rows.index.to_numpy(), codes.astype(np.int32), list(levels)


def _by_tick(study: StoredStudy, variable: str, runs: Ints, ticks: Ints) -> Floats:
    """Values at some ticks, [T, R]; NaN where a run has none."""
    gathered = np.full((len(ticks), len(runs)), np.nan)
    for batch in study.batches(trajectories.OUTCOMES, ["run", "tick", variable]):
        tick = batch["tick"].to_numpy()
        here = (tick >= ticks[0]) & (tick <= ticks[-1])
        place = np.searchsorted(ticks, tick[here]), np.searchsorted(runs, batch["run"].to_numpy()[here])
        gathered[place] = batch[variable].to_numpy()[here]
    return gathered


def _quantiles(values: Floats, quantiles: Sequence[float]) -> Floats:
    known = values[~np.isnan(values)]
    return np.quantile(known, quantiles) if len(known) else np.full(len(quantiles), np.nan)
