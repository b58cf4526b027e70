"""A figure in the making as plain dicts: what plotly's objects come to, without their checks, in a tenth of the time.

A server that draws five figures for every change of a slider has no time for checks that always say the same: tests
hold that both ways give one figure. Only what figures over time ask of a figure is here; there is one panel.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

_SKETCHING = ContextVar("_SKETCHING", default=False)


@contextmanager
def sketching() -> Iterator[None]:
    """Figures drawn inside are sketches, for ``plain`` to read."""
    token = _SKETCHING.set(True)
    try:
        yield
    finally:
        _SKETCHING.reset(token)


def canvas(otherwise: Callable[[], Any], template: Any) -> Any:
    """An empty sketch with a template while sketching, and otherwise what is otherwise made."""
    return Sketch(template) if _SKETCHING.get() else otherwise()


class _Part(dict[str, Any]):
    """A dict that is read by attribute, as plotly's objects are: what is not there is None."""

    def __getattr__(self, name: str) -> Any:
        return self.get(name)


class Sketch:
    """Takes what ``plotly.graph_objects.Figure`` takes."""

    def __init__(self, template: Any) -> None:
        self.data: list[_Part] = []
        self.layout = _Part(template=template)

    def set_subplots(self, rows: int = 1, cols: int = 1, **_: object) -> Sketch:
        """One panel; the sketch itself."""
        if (rows, cols) != (1, 1):
            raise NotImplementedError("a sketch has one panel")
        for axis, other in (("xaxis", "y"), ("yaxis", "x")):
            self.layout[axis] = {"anchor": other, "domain": [0, 1]}
        return self

    def add_scatter(self, **what: Any) -> None:
        """A trace of markers, lines or areas."""
        self._add("scatter", what)

    def add_bar(self, **what: Any) -> None:
        """A trace of bars."""
        self._add("bar", what)

    def _add(self, kind: str, what: dict[str, Any]) -> None:
        first = {axis: what[axis][0] for axis in ("xaxis", "yaxis") if axis in what}
        self.data.append(_Part({"type": kind} | what | first))

    def add_annotation(self, row: int = 1, col: int = 1, **what: Any) -> None:
        """A note on the figure."""
        self.layout.setdefault("annotations", []).append(what)

    def add_hline(self, y: float, row: int = 1, col: int = 1, **what: Any) -> None:
        """A line from side to side."""
        line = {"type": "line", "x0": 0, "x1": 1, "xref": "x domain", "y0": y, "y1": y, "yref": "y"}
        self.layout.setdefault("shapes", []).append(line | what)

    def update_layout(self, **what: Any) -> None:
        """Change parts of the layout."""
        _merge(self.layout, what)

    def update_xaxes(self, row: int = 1, col: int = 1, **what: Any) -> None:
        """Change the axis at the foot."""
        _merge(self.layout.setdefault("xaxis", {}), _told(what))

    def update_yaxes(self, row: int = 1, col: int = 1, **what: Any) -> None:
        """Change the axis at the side."""
        _merge(self.layout.setdefault("yaxis", {}), _told(what))

    def plain(self) -> dict[str, Any]:
        """Data and layout as they would be read from the figure's JSON."""
        figure: dict[str, Any] = _plain({"data": self.data, "layout": self.layout})
        return figure


def _told(what: dict[str, Any]) -> dict[str, Any]:
    title = what.pop("title_text", None)
    return what | ({"title": {"text": title}} if title is not None else {})


def _merge(into: dict[str, Any], what: dict[str, Any]) -> None:
    for name, value in what.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float) or value is None:
        return None if value != value else value  # only nan is not itself
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _plain(value.to_plotly_json())  # the template
