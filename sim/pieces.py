"""Read tables that lie in parts: by column, in the order of the runs, and each run once.

Parts may overlap for a moment, when a study is stopped while its parts are being put together; and a part of a
trajectory may be there before its runs are. A piece is a part and the runs to take from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from sim.store import Span, missing

READ_AHEAD = {"batch_readahead": 1, "fragment_readahead": 1}
"""Little, so that what is under way stays small beside what is kept."""

Piece = tuple[Span, Path, bool]
"""Runs to take, the part that holds them, and whether these are all its runs."""


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, with those that touch or overlap put together.

    Examples
    --------
    >>> merged([(5, 9), (0, 2), (2, 4), (6, 7)])
    [(0, 4), (5, 9)]
    """
    known = sorted(spans)
    end = max((span[1] for span in known), default=0)
    gaps = list(missing(known, end))
    return list(missing(gaps, end))


def pieces(held: Sequence[tuple[Span, Path]], wanted: Sequence[Span]) -> list[Piece]:
    """What to read of parts, ordered by their first run, so that each wanted run comes once and in order.

    Parameters
    ----------
    wanted
        Spans in order and apart; see ``merged``.

    Examples
    --------
    >>> a, b = Path("a"), Path("b")
    >>> pieces([((0, 4), a), ((2, 6), b)], [(0, 5)]) == [((0, 4), a, True), ((4, 5), b, False)]
    True
    """
    found: list[Piece] = []
    reached = 0
    for span, path in held:
        for begin, end in wanted:
            take = max(span[0], begin, reached), min(span[1], end)
            if take[0] < take[1]:
                found.append((take, path, take == span))
        reached = max(reached, span[1])
    return found


def read_batches(
    chosen: Sequence[Piece], columns: Sequence[str] | None = None, where: ds.Expression | None = None
) -> Iterator[pa.RecordBatch]:
    """Rows of pieces in their order, a batch at a time."""
    for dataset, condition in _datasets(chosen, where):
        yield from dataset.to_batches(columns=columns, filter=condition, **READ_AHEAD)


def read_table(
    chosen: Sequence[Piece], columns: Sequence[str] | None = None, where: ds.Expression | None = None
) -> pa.Table:
    """Rows of pieces in their order; there has to be a piece."""
    read = [dataset.to_table(columns=columns, filter=part) for dataset, part in _datasets(chosen, where)]
    return read[0] if len(read) == 1 else pa.concat_tables(read, promote_options="default")


def _datasets(chosen: Sequence[Piece], where: ds.Expression | None) -> Iterator[tuple[ds.Dataset, Any]]:
    """Neighbouring pieces that are whole parts make one data set; a cut one is filtered by its runs."""
    whole: list[str] = []
    for (begin, end), path, all_of_it in chosen:
        if all_of_it:
            whole.append(str(path))
            continue
        if whole:
            yield ds.dataset(whole, format="parquet"), where
            whole = []
        cut = (ds.field("run") >= begin) & (ds.field("run") < end)
        yield ds.dataset([str(path)], format="parquet"), cut if where is None else cut & where
    if whole:
        yield ds.dataset(whole, format="parquet"), where
