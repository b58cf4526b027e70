"""What one step of a factor does to an outcome: Morris' plane and the tornado chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.figures import indices, look, sweeps
from sim.figures.look import NOBODY, SIDES

if TYPE_CHECKING:
    from sim.indices import Sensitivity

RATIOS = (0.1, 0.5, 1.0)
"""sigma over mu*: below 0.1 nearly linear, to 0.5 monotonic, to 1 nearly so, above bent or in interplay (Garcia Sanchez
et al. 2014)."""


def mu_star_sigma(found: Sensitivity, *, of: str = "mean") -> go.Figure:
    """Mean size (mu*) against spread (sigma) of Morris' elementary effects, with intervals.

    Raises
    ------
    ValueError
        Where the analysis has no sigma: another method, or factors in groups.
    """
    table = indices.part(found, of)
    if "sigma" not in set(table["index"]):
        raise ValueError("mu_star_sigma needs method morris with factors on their own: groups have no sigma")
    columns = ("factor", "value", "low", "high")
    star, sigma = (
        sweeps.rows(table[table["index"] == name], columns, "mu_star_sigma").set_index("factor")
        for name in ("mu_star", "sigma")
    )
    order = list(star["value"].sort_values(ascending=False, kind="stable").index)
    star, sigma, short = star.loc[order], sigma.loc[order], sweeps.labels(order)
    figure = look.canvas()
    right, top = 1.08 * _reach(star), 1.12 * _reach(sigma)
    _ratios(figure, right, top)
    figure.add_scatter(
        x=star["value"].round(6), y=sigma["value"].round(6), mode="markers+text", name="factors",
        text=[str(k + 1) for k in range(len(order))], textposition="top right", textfont={"size": 11},
        marker={"size": 9, "color": SIDES[0].colour, "line": {"width": 1, "color": "white"}},
        error_x=sweeps.whiskers(star["value"], star["low"], star["high"], SIDES[0].colour, thickness=1, width=3),
        error_y=sweeps.whiskers(sigma["value"], sigma["low"], sigma["high"], SIDES[0].colour, thickness=1, width=3),
        customdata=[
            [short[f], sweeps.spread(*star.loc[f, list(columns[1:])]), sweeps.spread(*sigma.loc[f, list(columns[1:])])]
            for f in order
        ],
        hovertemplate="%{customdata[0]}: mu* %{customdata[1]}, sigma %{customdata[2]}<extra></extra>",
    )  # fmt: skip
    noise = table.loc[table["index"] == "mu_star_noise", "value"]
    alone = ""
    if len(noise) and noise.max() > 0:
        figure.add_vline(x=float(noise.max()), line={"width": 1.4, "dash": "dot", "color": look.INK})
        alone = f"Dotted: the greatest mu* that noise alone would give a factor, {noise.max():.3g}. "
    own = sweeps.unit(found.outcome)
    said = f" ({own})" if own else ""
    figure.update_xaxes(title_text=f"mu*, mean size of an effect{said}", range=[-0.02 * right, right])
    figure.update_yaxes(title_text=f"sigma, spread of effects{said}", range=[-0.04 * top, top])
    names = "; ".join(f"{k} {short[name]}" for k, name in enumerate(order, start=1))
    told = "; ".join(
        f"{short[f]} mu* {sweeps.spread(*star.loc[f, list(columns[1:])])}, sigma {sigma.value[f]:.3g}" for f in order[:5]
    )
    return look.frame(
        figure, title=f"Elementary effects on {found.outcome}", subtitle=indices.about(found, of),
        caption=indices.caption(
            found, f"{names}. {alone}Grey lines: sigma / mu* of 0.1, 0.5 and 1; below 0.1 a factor acts nearly linearly, "
            "above 1 it is bent or acts together with others."
        ),
        alt=f"Elementary effects of {len(order)} factors on {found.outcome}. {told}.", height=340, below=54,
    )  # fmt: skip


def _reach(table: pd.DataFrame) -> float:
    ends = table[["value", "high"]].to_numpy(float)
    return float(np.nanmax(ends)) or 1.0


def _ratios(figure: go.Figure, right: float, top: float) -> None:
    """Lines from the origin to the edge of the plot, each with its ratio at the end."""
    for ratio in RATIOS:
        end = min(right, top / ratio)
        figure.add_scatter(
            x=[0, end], y=[0, ratio * end], mode="lines", name=f"sigma / mu* = {ratio:g}", hoverinfo="skip",
            line={"width": 1, "color": NOBODY.colour, "dash": "dash"}, showlegend=False,
        )  # fmt: skip
        figure.add_annotation(
            x=end, y=ratio * end, text=f"{ratio:g}", showarrow=False, xanchor="right", yanchor="top", bgcolor="white",
            borderpad=1, font={"size": look.SMALL_SIZE, "color": look.MUTED},
        )  # fmt: skip


def tornado(found: Sensitivity) -> go.Figure:
    """How far each factor alone moves the outcome from the baseline, with paired intervals; the widest swing on top.

    Raises
    ------
    ValueError
        For another method than tornado.
    """
    table = indices.part(found, "mean")
    steps = table[table["index"] == "difference"]
    if steps.empty:
        raise ValueError("tornado needs a sweep with sampler one_at_a_time and method tornado")
    steps = sweeps.rows(steps, ("factor", "at", "value", "low", "high"), "tornado")
    swing = table[table["index"] == "swing"].set_index("factor")["value"].sort_values(ascending=False, kind="stable")
    order = [name for name in swing.index if name in set(steps["factor"])]
    drawn, names = order[: sweeps.MOST_ROWS], sweeps.labels(order)
    figure = look.canvas()
    for name, style, ends in (
        ("raises it most", SIDES[0], _ends(steps, drawn, greatest=True)),
        ("lowers it most", SIDES[1], _ends(steps, drawn, greatest=False)),
    ):
        if len(ends):
            _swings(figure, ends, [drawn.index(f) for f in ends["factor"]], name, style)
    rest = steps[steps["factor"].isin(drawn)]
    figure.add_scatter(
        x=rest["value"].round(6), y=[drawn.index(f) for f in rest["factor"]], mode="markers", name="each level",
        marker={"symbol": "line-ns-open", "size": 12, "color": look.INK, "line": {"width": 1.2}},
        customdata=[[r.factor, r.at, sweeps.spread(r.value, r.low, r.high)] for r in rest.itertuples()],
        hovertemplate="%{customdata[0]} at %{customdata[1]}: %{customdata[2]}",
    )  # fmt: skip
    figure.add_vline(x=0, line={"width": 1.4, "color": look.INK})
    ends = rest[["value", "low", "high"]].to_numpy(float)
    low, high = min(0.0, float(np.nanmin(ends))), max(0.0, float(np.nanmax(ends)))
    axis = _change(found.outcome)
    room = 0.3 * (high - low or 1.0)
    figure.update_layout(barmode="overlay", bargap=0.35)
    figure.update_xaxes(range=[low - room, high + room], title_text=axis)
    told = "; ".join(
        f"{names[f]} {', '.join(f'{r.at}: {sweeps.spread(r.value, r.low, r.high)}' for r in own.itertuples())}"
        for f in drawn[:4] if len(own := steps[steps["factor"] == f])
    )  # fmt: skip
    return look.frame(
        figure, title=f"One factor at a time: {found.outcome}", subtitle=indices.about(found),
        caption=indices.caption(
            found, "Mean paired difference from the baseline, all else as it was; texts: the level. What factors do "
            "together is not seen.",
            *([f"{len(order) - len(drawn)} factors with less are not shown."] if len(order) > len(drawn) else []),
        ),
        alt=f"Differences of {found.outcome} from the baseline, one factor at a time. {told}.",
        height=max(110, 34 * len(drawn)), left=sweeps.rows_axis(figure, [names[f] for f in drawn]),
        below=sweeps.room_below(axis),
    )  # fmt: skip


def _change(outcome: str) -> str:
    own = sweeps.unit(outcome)
    return "difference from the baseline" + (f"<br>({own})" if own else "")


def _ends(steps: pd.DataFrame, drawn: list[str], *, greatest: bool) -> pd.DataFrame:
    """Of each factor the level furthest to one side, if any lies there."""
    own = steps[steps["factor"].isin(drawn) & ((steps["value"] > 0) if greatest else (steps["value"] < 0))]
    values = own.groupby("factor")["value"]
    return own.loc[values.idxmax() if greatest else values.idxmin()]


def _swings(figure: go.Figure, ends: pd.DataFrame, places: list[int], name: str, style: look.Style) -> None:
    figure.add_bar(
        x=ends["value"].round(6), y=places, orientation="h", name=name, hoverinfo="skip",
        marker={"color": style.colour, "pattern": style.fill(0.75), "line": {"width": 1, "color": look.INK}},
        error_x=sweeps.whiskers(ends["value"], ends["low"], ends["high"], look.INK),
    )  # fmt: skip
    for row, place in zip(ends.itertuples(), places, strict=True):
        right = row.value > 0
        edge = row.high if right else row.low
        figure.add_annotation(
            x=edge if np.isfinite(edge) else row.value, y=place, text=sweeps.broken(row.at, 12), showarrow=False,
            xanchor="left" if right else "right", xshift=5 if right else -5, font={"size": look.SMALL_SIZE},
        )  # fmt: skip
