"""A sweep's runs as they lie: over time, over one factor, over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from scipy.stats import t

from sim.figures import look, sweeps
from sim.figures.look import SIDES

if TYPE_CHECKING:
    from sim.results import StoredStudy
    from sim.setting import Floats

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
FEW = 12
"""Up to so many distinct values of a factor each is a bin of its own."""
MOST_POINTS, MOST_LINES, MOST_AXES, TONES = 1000, 300, 8, 12


def fan(study: StoredStudy, outcome: str, by: str | None = None) -> go.Figure:
    """Median and 5 to 95 % of runs of an outcome over time, for each level of a factor.

    Parameters
    ----------
    outcome
        One that the study recorded over time.
    by
        A factor with up to four levels (default: all runs together).

    Raises
    ------
    ValueError
        For an outcome that was not recorded, an unknown factor, or one with more levels.
    """
    levels = [] if by is None else sweeps.levels_of(study, by)
    if len(levels) > len(SIDES):
        raise ValueError(
            f"`{by}` has {len(levels):,} levels; a fan shows up to {len(SIDES)}: take a factor with few values, or "
            "scatter for the outcome at the end"
        )
    table = study.fan(outcome, by, (LOW, MIDDLE, HIGH))
    spread = sweeps.rows(table.rename(columns=str).reset_index(), ("tick",), "fan", (str(MIDDLE),))
    figure = look.canvas()
    groups = [("all runs", spread)]
    if by is not None:
        groups = [
            (word, spread[spread[by] == level])
            for word, level in zip(sweeps.words(by, levels), levels, strict=True)
        ]
    told = []
    for (level, own), style in zip(groups, SIDES, strict=False):
        low, middle, high = (own[str(q)].to_numpy(float).round(6) for q in (LOW, MIDDLE, HIGH))
        look.band(figure, own["tick"], low, high, level, style)
        figure.add_scatter(
            x=own["tick"], y=middle, mode="lines", name=look.escaped(level), customdata=np.stack([low, high], axis=-1),
            line={"width": 2.6, "color": style.colour, "dash": style.dash},
            hovertemplate="tick %{x}: %{y:.3~g} (%{customdata[0]:.3~g} to %{customdata[1]:.3~g})",
        )  # fmt: skip
        told.append(f"{level} {sweeps.spread(middle[-1], low[-1], high[-1])}")
    figure.update_xaxes(title_text="tick")
    figure.update_yaxes(title_text=sweeps.with_unit(outcome))
    over = f" by {sweeps.labels([by])[by]}" if by else ""
    return look.frame(
        figure, title=f"{outcome} over time{over}",
        subtitle=f"{sweeps.of_study(study)}; bands: 5 to 95\u00a0% of runs, lines: median",
        caption=["The spread is over points and replicates: what was varied, and chance.", sweeps.RUNS_ONLY,
                 *sweeps.digest(study)],
        alt=f"{outcome} over time{over}; median and 5 to 95 % of runs at tick {spread['tick'].max()}: "
        f"{'; '.join(told)}.",
        below=54,
    )  # fmt: skip


def scatter(study: StoredStudy, outcome: str, factor: str) -> go.Figure:
    """An outcome at each point against a factor, with its mean and 95 % interval in bins or at each level.

    Raises
    ------
    ValueError
        For an unknown outcome or factor, or where no run finished with a value.
    """
    points = sweeps.points_of(study, outcome, [factor])
    levels, place = sweeps.ordered(points[factor])
    values = points[outcome].to_numpy(float)
    bins = binned(place, values)
    shown = np.linspace(0, len(values) - 1, min(MOST_POINTS, len(values))).astype(int)
    figure = look.canvas()
    figure.add_scatter(
        x=place[shown].round(6), y=values[shown].round(6), mode="markers", name="points",
        marker={"size": 5, "color": look.NOBODY.colour, "opacity": 0.6, "symbol": "circle-open"},
        hovertemplate="%{x}: %{y:.4~g}",
    )  # fmt: skip
    figure.add_scatter(
        x=bins["at"].round(6), y=bins["mean"].round(6), mode="lines+markers", name="mean of a bin",
        line={"width": 2, "color": SIDES[0].colour}, marker={"size": 8, "color": SIDES[0].colour},
        error_y=sweeps.whiskers(bins["mean"], bins["low"], bins["high"], SIDES[0].colour),
        customdata=[[sweeps.spread(r.mean, r.low, r.high), r.points] for r in bins.itertuples()],
        hovertemplate="%{customdata[0]}, %{customdata[1]} points",
    )  # fmt: skip
    name = sweeps.labels([factor])[factor]
    figure.update_xaxes(title_text=sweeps.broken(name, 44))
    below, said = 54, []
    if levels.dtype.kind == "U":
        said = sweeps.words(factor, levels)
        ticks = [sweeps.broken(text, 14 if len(levels) <= 3 else 10) for text in said]
        figure.update_xaxes(tickvals=list(range(len(levels))), ticktext=ticks, range=[-0.5, len(levels) - 0.5],
                            tickangle=0 if len(levels) <= 5 else -90)  # fmt: skip
        below = 40 + (15 * max(tick.count("<br>") + 1 for tick in ticks) if len(levels) <= 5 else 75)
        figure.data[1].update(mode="markers")
    figure.update_yaxes(title_text=sweeps.with_unit(outcome))
    told = "; ".join(
        f"{said[int(r.at)] if said else f'{r.at:.3g}'}: {sweeps.spread(r.mean, r.low, r.high)}"
        for r in bins.iloc[[0, -1] if len(bins) > 3 else range(len(bins))].itertuples()
    )
    part = (
        f" {len(shown):,} of {len(values):,} points drawn, all counted." if len(shown) < len(values) else ""
    )
    return look.frame(
        figure, title=f"{outcome} against {name}",
        subtitle=f"{sweeps.of_study(study)}; whiskers: 95\u00a0% interval of the mean of a bin",
        caption=[f"A point is the mean over its replicates; everything else varies too.{part}", sweeps.RUNS_ONLY,
                 *sweeps.digest(study)],
        alt=f"{outcome} against {name} at {len(values):,} points; means of bins: {told}.", below=below,
    )  # fmt: skip


def binned(place: Floats, values: Floats, most: int = 10) -> pd.DataFrame:
    """Mean and 95 % interval (Student's t) of values at each of few places, or in bins of equal numbers of points.

    Returns
    -------
    DataFrame
        ``at`` (the mean place), ``mean``, ``low``, ``high`` (NaN for a single point), ``points``.

    Examples
    --------
    >>> binned(np.array([1.0, 1.0, 2.0]), np.array([0.0, 2.0, 5.0]))[["at", "mean", "points"]].to_numpy().tolist()
    [[1.0, 1.0, 2.0], [2.0, 5.0, 1.0]]
    """
    distinct, which = np.unique(place, return_inverse=True)
    if len(distinct) > FEW:
        edges = np.quantile(place, np.linspace(0, 1, min(most, max(2, len(place) // 5)) + 1))[1:-1]
        which = np.searchsorted(edges, place, side="right")
    found = []
    for k in np.unique(which):
        own = values[which == k]
        error = own.std(ddof=1) / np.sqrt(len(own)) * t.ppf(0.975, len(own) - 1) if len(own) > 1 else np.nan
        found.append((place[which == k].mean(), own.mean(), own.mean() - error, own.mean() + error, len(own)))
    return pd.DataFrame(found, columns=["at", "mean", "low", "high", "points"])


def parallel_coordinates(study: StoredStudy, outcome: str, factors: Sequence[str] | None = None) -> go.Figure:
    """Every point of a sweep as a line across its factors, darker for a greater outcome.

    Parameters
    ----------
    factors
        Which, in which order, two to eight (default: the first eight of the design).

    Raises
    ------
    ValueError
        For an unknown outcome or factor, or another number of factors.
    """
    chosen = list(factors or list(study.manifest["design"]["factors"])[:MOST_AXES])
    if not 2 <= len(chosen) <= MOST_AXES:
        raise ValueError(f"{len(chosen)} factors do not fit: name two to {MOST_AXES}")
    points = sweeps.points_of(study, outcome, chosen)
    kept = np.linspace(0, len(points) - 1, min(MOST_LINES, len(points))).astype(int)
    shown = points.iloc[kept]
    values = shown[outcome].to_numpy(float)
    scaled, ends = zip(*(_scaled(points[name], kept) for name in chosen), strict=True)
    heights = np.stack(scaled, axis=-1)
    low, high = float(values.min()), float(values.max())
    tone = np.clip(((values - low) / (high - low or 1) * TONES).astype(int), 0, TONES - 1)
    figure = look.canvas()
    for k in range(TONES):
        _lines(figure, heights[tone == k], values[tone == k], k)
    figure.data[0].marker = {
        "color": [low, high][: 1 + (high > low)], "cmin": low, "cmax": high if high > low else low + 1,
        "colorscale": [(k / (TONES - 1), _tone(k)) for k in range(TONES)], "opacity": 0, "showscale": True,
        "colorbar": {"title": {"text": sweeps.with_unit(outcome), "side": "right", "font": {"size": 11}},
                     "thickness": 10, "x": 1.03, "xpad": 0, "tickfont": {"size": 10}},
    }  # fmt: skip
    _axes(figure, ends)
    short = sweeps.labels(chosen)
    names = "; ".join(f"{k} {short[name]}" for k, name in enumerate(chosen, start=1))
    best = heights[values >= np.quantile(values, 0.9)]
    rest = ", ".join(
        f"{short[name]} {mean:.0%}" for name, mean in zip(chosen, best.mean(axis=0), strict=True)
    )
    part = f" {len(kept):,} of {len(points):,} points drawn." if len(kept) < len(points) else ""
    return look.frame(
        figure, title=f"Points of the sweep by {outcome}",
        subtitle=f"{sweeps.of_study(study)}; a line is a point, mean over its replicates, without intervals",
        caption=[f"Axes: {names}. At their ends: the least and the greatest value.{part}", sweeps.RUNS_ONLY,
                 *sweeps.digest(study)],
        alt=f"{len(kept):,} points of a sweep across {len(chosen)} factors, by {outcome} from {low:.3g} to {high:.3g}. "
        f"In the tenth with the greatest outcome factors lie, on average, this far up their range: {rest}.",
        height=330, left=30, right=88, below=64,
    )  # fmt: skip


def _scaled(column: pd.Series, kept: Floats) -> tuple[Floats, tuple[str, str]]:
    """Places of a factor's values between 0 and 1, and what is at the ends."""
    levels, place = sweeps.ordered(column)
    low, high = float(place.min()), float(place.max())
    ends = f"{low:.3g}", f"{high:.3g}"
    if levels.dtype.kind == "U":
        first, last = sweeps.words(str(column.name), levels[[0, -1]])
        ends = first, last
    return (place[kept] - low) / (high - low) if high > low else np.full(len(kept), 0.5), ends


def _tone(k: int) -> str:
    return look.mix(look.SHADES[-1][1], 0.16 + 0.84 * k / (TONES - 1))


def _lines(figure: go.Figure, heights: Floats, values: Floats, tone: int) -> None:
    """Lines of one tone as one trace, parted by gaps."""
    size = heights.shape[1]
    gaps = np.full((len(heights), 1), np.nan)
    figure.add_scatter(
        x=np.tile(np.append(np.arange(size, dtype=float), np.nan), max(len(heights), 1)),
        y=np.concatenate([heights, gaps], axis=1).round(5).ravel() if len(heights) else [None] * (size + 1),
        mode="lines+markers" if tone == 0 else "lines", line={"width": 1.2, "color": _tone(tone)}, showlegend=False,
        name=f"tone {tone + 1} of {TONES}", customdata=np.repeat(values.round(6), size + 1), connectgaps=False,
        hovertemplate="%{customdata:.4~g}<extra></extra>",
    )  # fmt: skip


def _axes(figure: go.Figure, ends: Sequence[tuple[str, str]]) -> None:
    for k, (low, high) in enumerate(ends):
        figure.add_vline(x=k, line={"width": 1.2, "color": look.INK})
        for y, text, anchor, shift in ((1.0, high, "bottom", 3), (0.0, low, "top", -3)):
            figure.add_annotation(
                x=k,
                y=y,
                text="<br>".join(sweeps.broken(text, 10).split("<br>")[:2]),
                showarrow=False,
                yanchor=anchor,
                yshift=shift,
                font={"size": 10},
            )
    last = len(ends) - 1
    figure.update_xaxes(
        tickvals=list(range(last + 1)), ticktext=[str(k + 1) for k in range(last + 1)], range=[-0.1, last + 0.1],
        title_text="factor", showline=False,
    )  # fmt: skip
    figure.update_yaxes(range=[-0.1, 1.1], showticklabels=False, ticks="", showgrid=False, showline=False)
