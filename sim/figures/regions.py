"""Where in a sweep something happens: PRIM's peeling and its boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.figures import look, sweeps
from sim.figures.look import SIDES, percent
from sim.figures.telling import NothingToShowError

if TYPE_CHECKING:
    from sim.discovery import Discovery, Leaf, Region, Restriction

ROW = 58
WILSON = "whiskers: 95\u00a0% interval over points (Wilson)"


def _region(found: Discovery, number: int) -> Region:
    if found.method != "prim":
        raise ValueError("boxes are found by method prim; this discovery is a tree: draw it with leaves")
    if not found.regions:
        raise NothingToShowError(
            f"no box was found in which {found.cases.condition} is denser than elsewhere"
        )
    if not 1 <= number <= len(found.regions):
        raise ValueError(f"there is no box {number}: choose 1 to {len(found.regions)}")
    return found.regions[number - 1]


def caption(found: Discovery, *more: str) -> list[str]:
    """What a discovery rests on."""
    cases = found.cases
    lost = cases.failed + cases.without_value + cases.unfinished
    return [
        *more, "Coverage: share of all cases that lie in a box. Density: share of cases in it.", sweeps.RUNS_ONLY,
        f"{cases.runs:,} runs of {len(cases.share):,} points, sampler {found.sampler}; {lost:,} runs left out.",
    ]  # fmt: skip


def peeling(found: Discovery, number: int = 1) -> go.Figure:
    """Coverage against density of every box on the way to one, darker for more factors, the one chosen marked.

    Parameters
    ----------
    number
        Which of the boxes found, from 1.

    Raises
    ------
    ValueError
        Where there is no such box.
    """
    region = _region(found, number)
    steps = region.trajectory
    coverage, density = np.array([[s.coverage, s.density] for s in steps]).T
    bounds = np.array([[s.density_low, s.density_high] for s in steps])
    dimensions = [s.dimensions for s in steps]
    most = max(*dimensions, region.dimensions, 1)
    figure = look.canvas()
    scale = [(0.0, "#DCE5EE"), *look.SHADES[2:4], (1.0, look.SHADES[-1][1])]
    figure.add_scatter(
        x=(100 * coverage).round(3), y=(100 * density).round(3), mode="lines+markers", name="boxes on the way",
        line={"width": 1, "color": look.MUTED},
        marker={
            "size": 9, "color": dimensions, "cmin": 0, "cmax": most, "colorscale": scale,
            "line": {"width": 1, "color": look.INK},
            "colorbar": {
                "title": {"text": "factors restricted", "side": "right"}, "thickness": 10, "x": 1.01, "xpad": 0,
                "tickvals": list(range(0, most + 1, max(1, most // 6))), "tickfont": {"size": 10},
            },
        },
        error_y=sweeps.whiskers(
            100 * density, 100 * bounds[:, 0], 100 * bounds[:, 1], look.NOBODY.colour, thickness=0.8, width=0),
        customdata=[[look.lines_of(s.text, 50), s.points, s.dimensions] for s in steps],
        hovertemplate="%{customdata[0]}<br>coverage %{x:.0f} %, density %{y:.0f} %, %{customdata[1]} points, "
        "%{customdata[2]} factors<extra></extra>",
    )  # fmt: skip
    step = steps[region.chosen]
    for name, box, symbol, size in (
        ("step chosen", step, "circle-open", 18),
        ("box, tidied", region, "diamond", 12),
    ):
        figure.add_scatter(
            x=[round(100 * box.coverage, 3)], y=[round(100 * box.density, 3)], mode="markers", name=name,
            marker={"symbol": symbol, "size": size, "color": SIDES[1].colour, "line": {"width": 2.4}},
            hovertemplate="coverage %{x:.0f} %, density %{y:.0f} %",
        )  # fmt: skip
    figure.add_hline(y=100 * found.density, line={"width": 1.2, "dash": "dot", "color": look.INK})
    figure.update_xaxes(title_text="coverage, % of all cases", range=[-3, 104])
    figure.update_yaxes(title_text="density, % cases in the box", range=[-3, 104])
    held = f"coverage {percent(region.coverage)}, density {density_of(region)}"
    return look.frame(
        figure, title=f"Where is {found.cases.condition}? Peeling box {number}",
        subtitle=f"{named(found)}; {WILSON}",
        caption=caption(
            found, f"Box {number}: {region.text}. Dotted: density over all points, {percent(found.density)}. Peeling "
            "goes from right to left: each step gives up cases to gain density."
        ),
        alt=f"Trade-off of PRIM for {found.cases.condition} over {len(steps)} boxes, from coverage "
        f"{percent(steps[0].coverage)} and density {percent(steps[0].density)} to "
        f"{percent(steps[-1].coverage)} and {percent(steps[-1].density)}. Taken: {region.text}, {held}.",
        right=70, below=52,
    )  # fmt: skip


def named(found: Discovery) -> str:
    """Which method, on what: the start of a subtitle."""
    return f"method {found.method}, {len(found.cases.share):,} points over {len(found.cases.factors.columns)} factors"


def density_of(box: Region | Leaf) -> str:
    """Density with its interval."""
    return f"{percent(box.density)} ({percent(box.density_low)} to {percent(box.density_high)})"


def boxes(found: Discovery, number: int = 1) -> go.Figure:
    """Limits of a box within the ranges of its factors, with how often resamples find them again.

    Parameters
    ----------
    number
        Which of the boxes found, from 1.

    Raises
    ------
    ValueError
        Where there is no such box.
    """
    region = _region(found, number)
    limits: dict[str, list[Restriction]] = {}
    for restriction in region.restrictions:
        limits.setdefault(restriction.factor, []).append(restriction)
    figure = look.canvas()
    for place, (factor, own) in enumerate(limits.items()):
        _limits(figure, place, found.cases.factors[factor], own)
        again = ", ".join(percent(r.reproduced) for r in own)
        text = " and ".join(r.text for r in own)
        written_over(figure, place, f"{text}; found again: {again}")
    plain_rows(figure, len(limits))
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(range=[-0.04, 1.04], showgrid=False, showticklabels=False, ticks="", showline=False)
    unseen = (
        ""
        if np.isnan(region.unseen_density)
        else f" Boxes of resamples: {percent(region.unseen_density)} cases "
    )
    unseen += "on points that they did not see." if unseen else ""
    said = "; ".join(
        f"{r.text}, found again in {percent(r.reproduced)} of resamples" for r in region.restrictions
    )
    return look.frame(
        figure, title=f"Where is {found.cases.condition}? Box {number} of {len(found.regions)}",
        subtitle=f"{named(found)}; coverage {percent(region.coverage)}, density {density_of(region)}, mass "
        f"{percent(region.mass)}",
        caption=caption(
            found, "Line: the range swept. Bar, hatched: what the box keeps. Whiskers: where 90 % of resamples that "
            f"find the limit again put it.{unseen} Factors without a row are not restricted."
        ),
        alt=f"Box {number} for {found.cases.condition}: coverage {percent(region.coverage)}, density "
        f"{density_of(region)}. {said}.",
        height=ROW * len(limits) + 6, left=look.EDGE, right=look.EDGE, below=14,
    )  # fmt: skip


def written_over(figure: go.Figure, place: int, text: str) -> None:
    """Text above a row, from its left edge."""
    figure.add_annotation(
        text=look.lines_of(text, 62), xref="paper", x=0, y=place, xanchor="left", yanchor="bottom", yshift=8,
        showarrow=False, align="left", font={"size": look.SMALL_SIZE}, bgcolor="white", borderpad=0,
    )  # fmt: skip


def plain_rows(figure: go.Figure, count: int) -> None:
    """Rows 0, 1, … from the top down without an axis; what they are is written over them."""
    figure.update_yaxes(
        range=[count - 0.45, -0.72], showgrid=False, showticklabels=False, ticks="", showline=False
    )


def _limits(figure: go.Figure, place: int, column: pd.Series, own: list[Restriction]) -> None:
    """A factor's range as a line from 0 to 1, and on it what is kept."""
    levels, _ = sweeps.ordered(column)
    many = own[0].side == "values"
    kept = own[0].values or () if many else ()
    if many:
        at = {str(level): k for k, level in enumerate(levels)}
        spans = [(at[str(v)] / len(levels), (at[str(v)] + 1) / len(levels)) for v in kept]
    else:
        bound = {r.side: _where(levels, r.bound) for r in own}
        spans = [(bound.get("low", 0.0), bound.get("high", 1.0))]
    figure.add_scatter(
        x=[0, 1], y=[place, place], mode="lines", line={"width": 2, "color": look.MUTED}, name=f"{column.name}, range",
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    figure.add_bar(
        x=[high - low for low, high in spans], base=[low for low, _ in spans], y=[place] * len(spans), orientation="h",
        width=0.2, name=str(column.name), showlegend=False,
        marker={"color": SIDES[1].colour, "pattern": SIDES[1].fill(0.8), "line": {"width": 1, "color": look.INK}},
        customdata=[" and ".join(r.text for r in own)] * len(spans), hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    for r in own:
        if r.bounds is not None:
            _uncertain(
                figure,
                place,
                _where(levels, r.bound),
                [_where(levels, b) for b in r.bounds],
                f"{r.text}, 90 %",
            )
    _ends(figure, place, str(column.name), levels, many)


def _uncertain(figure: go.Figure, place: int, at: float, ends: list[float], name: str) -> None:
    figure.add_scatter(
        x=[at], y=[place], mode="markers", marker={"size": 1, "color": look.INK}, showlegend=False, name=name,
        error_x={
            "type": "data", "symmetric": False, "array": [ends[1] - at], "arrayminus": [at - ends[0]],
            "color": look.INK, "thickness": 1.6, "width": 6,
        }, hoverinfo="skip",
    )  # fmt: skip


def _where(levels: Any, value: Any) -> float:
    """A value's place in the range: of numbers by size, of dates by order."""
    if levels.dtype.kind in "iuf":
        low, high = float(levels[0]), float(levels[-1])
        return (float(value) - low) / (high - low) if high > low else 0.5
    return int(np.searchsorted(levels, str(value))) / max(len(levels) - 1, 1)


def _ends(figure: go.Figure, place: int, path: str, levels: Any, many: bool) -> None:
    """What lies at the ends of a range, or in the middle of each part."""
    few = many and len(levels) <= 6
    shown = (
        [((k + 0.5) / len(levels), text, "center") for k, text in enumerate(sweeps.words(path, levels))] if few
        else [(0.0, _short(levels[0]), "left"), (1.0, _short(levels[-1]), "right")] if not many
        else [(0.0, f"{len(levels)} values", "left")]
    )  # fmt: skip
    for x, text, anchor in shown:
        figure.add_annotation(
            x=x, y=place, text=sweeps.broken(text, 18), showarrow=False, xanchor=anchor, yanchor="top", yshift=-6,
            font={"size": 10, "color": look.MUTED},
        )  # fmt: skip


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float | np.floating) else str(value)
