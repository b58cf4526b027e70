"""The world map, drawn on plain axes: plotly's own would fetch its outlines from a server."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from sim.ensemble import POSTURES
from sim.figures import look, telling
from sim.figures.lineups import POSTURE_STYLES

if TYPE_CHECKING:
    from sim.ensemble import Result
    from sim.setting import Floats

SMALL = 1.5
"""Square degrees of land below which an actor is drawn as a dot too."""

_EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)
_OUTLINES_SAY = (
    "Equal Earth projection. Outlines of 2018: Natural Earth 4.1, which shows who holds land and not who owns it; they "
    "take no position on the status of any territory."
)


def equal_earth(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Plane coordinates of the Equal Earth projection, on which areas compare, for degrees.

    Source: Šavrič, Patterson & Jenny 2018, eqs. 1-4.

    Examples
    --------
    >>> x, y = equal_earth([0, 180], [0, 0])
    >>> x.round(4).tolist(), y.tolist()
    ([0.0, 2.7066], [0.0, 0.0])
    """
    a1, a2, a3, a4 = _EQUAL_EARTH
    half = np.sqrt(3) / 2
    t = np.arcsin(half * np.sin(np.radians(np.asarray(lat, float))))
    slope = a1 + 3 * a2 * t**2 + t**6 * (7 * a3 + 9 * a4 * t**2)
    x = np.radians(np.asarray(lon, float)) * np.cos(t) / (half * slope)
    return x, t * (a1 + a2 * t**2 + t**6 * (a3 + a4 * t**2))


@cache
def outlines() -> dict[str, tuple[list[int | None], list[int | None], float]]:
    """Rings by ISO 3166-1 alpha-3 code, projected, in thousandths, with gaps between them; and their square degrees.

    ``experiments/coding/world_outlines.py`` made the file.
    """
    table = json.loads(files("sim.figures").joinpath("outlines.json").read_text(encoding="utf-8"))
    return {
        code: _projected([np.array(ring).reshape(-1, 2) / 10 for ring in rings])
        for code, rings in table.items()
    }


def _projected(rings: list[Floats]) -> tuple[list[int | None], list[int | None], float]:
    xs: list[int | None] = []
    ys: list[int | None] = []
    area = 0.0
    for lon, lat in (ring.T for ring in rings):
        x, y = equal_earth(lon, lat)
        gap = [None] if xs else []
        xs += [*gap, *(1000 * x).round().astype(int).tolist()]
        ys += [*gap, *(1000 * y).round().astype(int).tolist()]
        area += abs(lon @ np.roll(lat, -1) - lat @ np.roll(lon, -1)) / 2 * np.cos(np.radians(lat.mean()))
    return xs, ys, float(area)


def world_map(
    result: Result, tick: int | None = None, *, show: Literal["alignment", "posture"] = "alignment"
) -> go.Figure:
    """Where each actor stands in a tick (default: the end): its most likely side or posture, paler where less sure.

    States are areas; movements, and states too small to see, are dots at their capital. Actors without an outline or a
    location are named in the caption.

    Raises
    ------
    ValueError
        Where the result did not keep what is shown, or the tick was not played.
    """
    when = telling.moment(result, tick)
    if show == "alignment":
        labels = dict(telling.sides(result).values())
    else:
        labels = {name: POSTURE_STYLES[name] for name in POSTURES}
    chances = telling.chances(telling.kept(result, show)[:, when], len(labels))
    figure = look.canvas()
    codes = result.setting.names.actors
    rest = [shape for code, shape in outlines().items() if code not in codes]
    figure.add_scatter(
        x=[n for xs, _, _ in rest for n in (*xs, None)], y=[n for _, ys, _ in rest for n in (*ys, None)],
        mode="lines",
        fill="toself", fillcolor=look.LAND, line={"width": 0.4, "color": "#BBBBBB"}, hoverinfo="skip",
        name="not in the case",
        showlegend=bool(rest),
    )  # fmt: skip
    best = chances.argmax(axis=-1)
    for code in (c for c in outlines() if c in codes):  # large ones first, so that enclaves lie on top
        i = codes.index(code)
        _area(
            figure,
            code,
            _told(result, i, labels, chances),
            list(labels.values())[best[i]],
            chances[i, best[i]],
        )
    placeless = _dots(figure, result, labels, chances)
    for name, style in labels.items():
        figure.add_scatter(
            x=[None], y=[None], mode="markers", name=look.escaped(name),
            marker={"symbol": style.symbol, "size": 11, "color": style.colour},
        )  # fmt: skip
    figure.update_xaxes(visible=False, range=[-2750, 2750], constrain="domain")
    figure.update_yaxes(
        visible=False, range=[-1080, 1330], scaleanchor="x", constrain="domain", constraintoward="top"
    )
    counts = [f"{(best == k).sum()} {name}" for k, name in enumerate(labels)]
    date = telling.dates(result)[when]
    missing = [f"Not on the map: {', '.join(placeless)}."] if placeless else []
    return look.frame(
        figure, title=f"{'Sides' if show == 'alignment' else 'Postures'} on {date:%d %b %Y}",
        subtitle=f"{telling.case(result)}; the most likely one, paler where fewer runs agree; dots: small or "
        "without an outline",
        caption=telling.caption(result, _OUTLINES_SAY, *missing),
        alt=f"World map of each actor's most likely {show} on {date:%d %b %Y}, {telling.case(result)}: "
        f"{', '.join(counts)} of {len(codes)} actors.",
        height=380, left=8, right=8, below=10,
    )  # fmt: skip


def _told(result: Result, i: int, labels: dict[str, look.Style], chances: Floats) -> str:
    shares = telling.listed(dict(zip(labels, chances[i].tolist(), strict=True)))
    return look.escaped(f"{result.scenario.actors[result.setting.names.actors[i]].name}: {shares}")


def _strength(chance: float) -> float:
    """How much of the colour a chance gets: a third of it up to 1/3, all of it for certainty."""
    return float(0.35 + 0.65 * max(0.0, (chance - 1 / 3) * 1.5))


def _area(figure: go.Figure, code: str, told: str, style: look.Style, chance: float) -> None:
    xs, ys, _ = outlines()[code]
    figure.add_scatter(
        x=xs, y=ys, mode="lines", fill="toself", fillcolor=look.mix(style.colour, _strength(chance)),
        fillpattern=style.fill(_strength(chance)), line={"width": 0.6, "color": "#FFFFFF"}, hoveron="fills",
        name=code,
        text=told, hoverinfo="text", showlegend=False,
    )  # fmt: skip


def _dots(figure: go.Figure, result: Result, labels: dict[str, look.Style], chances: Floats) -> list[str]:
    """Draw actors that an outline does not show; gives those that cannot be placed."""
    placeless, rows = [], []
    for i, (code, actor) in enumerate(result.scenario.actors.items()):
        if code in outlines() and outlines()[code][2] >= SMALL:
            continue
        if actor.location is None:
            if code not in outlines():
                placeless.append(code)
            continue
        rows.append((i, code, actor.location))
    x, y = equal_earth([place.lon for *_, place in rows], [place.lat for *_, place in rows])
    styles = [list(labels.values())[chances[i].argmax()] for i, *_ in rows]
    marker: dict[str, Any] = {
        "size": 8, "symbol": [style.symbol for style in styles], "line": {"width": 1, "color": look.INK},
        "color": [look.mix(s.colour, _strength(chances[i].max())) for (i, *_), s in zip(rows, styles, strict=True)],
    }  # fmt: skip
    figure.add_scatter(
        x=(1000 * x).round().astype(int).tolist(), y=(1000 * y).round().astype(int).tolist(), mode="markers",
        marker=marker,
        text=[_told(result, i, labels, chances) for i, *_ in rows], hoverinfo="text", name="dots",
        showlegend=False,
        customdata=[code for _, code, _ in rows],
    )  # fmt: skip
    return placeless
