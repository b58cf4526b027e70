"""What a report is made of, before it is HTML: sections of paragraphs, lists, tables, figures and listings of code."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from sim import figures


class ReportError(ValueError):
    """There is nothing in the folder to report, or not yet."""


@dataclass(frozen=True)
class Number:
    """A number as it is shown and, to the last digit, as it was stored."""

    value: float
    text: str


Cell = str | Number


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first of each row names it.

    Attributes
    ----------
    numeric
        Which columns are set to the right.
    folded
        Whether the reader has to open it.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[bool, ...]
    folded: bool = False
    kind = "table"


@dataclass(frozen=True)
class Figure:
    """A plot, what it is called, what is seen on it in words, and its numbers where they are few."""

    plot: go.Figure
    title: str
    numbers: Table | None = None
    kind = "figure"

    @property
    def alt(self) -> str:
        """What is seen, for those who cannot see it."""
        return figures.alternative_text(self.plot)


@dataclass(frozen=True)
class Text:
    """A paragraph; ``strong`` ones are answers, not remarks."""

    text: str
    strong: bool = False
    kind = "text"


@dataclass(frozen=True)
class Item:
    """An entry of a list: what it is about, what is said, and where to read on."""

    text: str
    head: str = ""
    link: str = ""


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Item, ...]
    kind = "items"


@dataclass(frozen=True)
class Code:
    """Something to copy: a command or a file."""

    text: str
    label: str
    kind = "code"


Block = Table | Figure | Text | Items | Code


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """A whole report.

    Attributes
    ----------
    kind
        ``run``, ``comparison`` or ``sweep``.
    facts
        Under the title: name and value.
    """

    kind: str
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def section(title: str, blocks: Iterable[Block | None]) -> Section:
    """A section of those blocks that there are."""
    return Section(title, tuple(block for block in blocks if block is not None))


def table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, folded: bool = False
) -> Table | None:
    """A table, or nothing where there are no rows; a column that ends in ``>`` is set to the right."""
    body = tuple(tuple(row) for row in rows)
    if not body:
        return None
    names = tuple(column.rstrip(">") for column in columns)
    return Table(caption, names, body, tuple(column.endswith(">") for column in columns), folded)


def picture(name: str, title: str, *what: Any, numbers: Table | None = None) -> Figure | None:
    """A figure of ``sim.figures`` by its name; none where the figure says that there is nothing to show on it."""
    draw = getattr(figures, name)
    try:
        return Figure(draw(*what), title, numbers)
    except figures.NothingToShowError:  # such as a case without blocs, or one that put nothing to the vote
        return None


def number(value: Any, form: str = ".3g") -> Cell:
    """A number for a cell; a dash where there is none.

    Examples
    --------
    >>> number(2 / 3).text, number(12345.6, ",.0f").text, number(float("nan"))
    ('0.667', '12,346', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    return Number(float(value), format(value, form))


def link(address: str) -> str:
    """An address that may become a link: of the web, and nothing that a browser would carry out.

    Examples
    --------
    >>> link("https://un.org/x"), link("javascript:alert(1)")
    ('https://un.org/x', '')
    """
    return address if address.lower().startswith(("https://", "http://")) else ""
