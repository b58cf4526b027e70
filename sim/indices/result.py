"""What an analysis found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.indices.estimates import Estimates
from sim.indices.noise import Noise
from sim.indices.sample import Counts

MEAN, SPREAD = "mean", "sd"


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What an outcome of a sweep depends on.

    Attributes
    ----------
    outcome, method, sampler
        Of what, by which method, on which design.
    main
        The index that ranks factors.
    verdict
        In plain sentences: what matters, and whether the sample suffices to say so.
    table
        One row an index: ``of`` (``mean`` or ``sd`` over replicates), ``index``, ``factor``, ``factor_2`` (of an
        interaction, else ""), ``at`` (the level or region it is about, else ""), ``value``, ``low``, ``high``,
        ``confidence``.
    convergence
        The ranking index of the mean for parts of the sample: ``units`` (blocks or points), ``factor``, ``value``,
        ``low``, ``high``; empty for methods without.
    stability
        Share of resamples in which the first factors keep their order; None without resamples.
    noise
        Share of variance that chance makes; None with one replicate.
    counts
        What became of the runs.
    replicates, confidence, resamples, seed
        As they were.
    notes
        What to know when reading it.
    """

    outcome: str
    method: str
    sampler: str
    main: str
    verdict: str
    table: pd.DataFrame
    convergence: pd.DataFrame
    stability: float | None
    noise: Noise | None
    counts: Counts
    replicates: int
    confidence: float
    resamples: int
    seed: int
    notes: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """The table, a copy of its own."""
        return self.table.copy()

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON takes it: NaN is null."""
        plain = {
            name: getattr(self, name)
            for name in ("outcome", "method", "sampler", "main", "verdict", "stability", "replicates", "confidence")
        }  # fmt: skip
        return plain | {
            "resamples": self.resamples,
            "seed": self.seed,
            "runs": asdict(self.counts),
            "noise": _numbers(asdict(self.noise)) if self.noise else None,
            "indices": _records(self.table),
            "convergence": _records(self.convergence),
            "notes": list(self.notes),
        }


def table_of(told: Iterable[tuple[dict[str, Any], Estimates]], confidence: float) -> pd.DataFrame:
    """Tidy rows of several estimates, each with what it is of: ``of``, or ``of`` and ``tick``."""
    rows = [
        {
            **of, **asdict(row), "value": found.value[place], "low": found.low[place], "high": found.high[place],
            "confidence": confidence,
        }
        for of, found in told
        for place, row in enumerate(found.rows)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [_numbers(row) for row in frame.to_dict("records")]


def _numbers(record: dict[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(item, float) and not np.isfinite(item) else item
        for key, item in record.items()
    }
