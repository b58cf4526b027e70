"""Fans over time and lines across factors, from a sweep's folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.designs import Design
from sim.report.parts import Block, Table, Text, number, picture, table
from sim.results import StoredStudy
from sim.trajectories import OUTCOMES

MOST_FANS = 6
MOST_LINES = 2000
"""Points that lines across factors are drawn of; more are a smear."""


def fans(stored: StoredStudy) -> Iterator[Block | None]:
    """Quantiles over time of outcomes that were kept over time."""
    kept = stored.tables.kept(OUTCOMES)
    if not kept:
        return
    if len(kept) > MOST_FANS:
        yield Text(
            f"The first {MOST_FANS} of {len(kept)} outcomes that were kept over time; sim's fan gives the others."
        )
    for key in kept[:MOST_FANS]:
        numbers = _table(stored, key)
        yield picture("fan", f"{key} over time.", stored, key, numbers=numbers) or numbers


def _table(stored: StoredStudy, key: str) -> Table | None:
    spread = stored.fan(key)
    columns = ("tick", *(f"{quantile:.0%}>" for quantile in spread.columns))
    rows = [
        [str(tick), *(number(value) for value in row)]
        for tick, row in zip(spread.index, spread.to_numpy(), strict=True)
    ]
    return table(f"Quantiles of {key} over runs", columns, rows)


def lines(stored: StoredStudy, design: Design, outcomes: Sequence[str]) -> Block | None:
    """Points as lines across factors, where there are few enough of both to be seen."""
    few = stored.manifest.get("points", MOST_LINES + 1) <= MOST_LINES and 2 <= len(design.factors) <= 8
    if not (few and outcomes):
        return None
    key = outcomes[0]
    return picture("parallel_coordinates", f"Points of the design and {key}.", stored, key)
