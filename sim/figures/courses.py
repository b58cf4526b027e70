"""Indices over time, and over the size of the sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from sim.figures import indices, look, sweeps, telling
from sim.figures.look import NOBODY, SIDES

if TYPE_CHECKING:
    from sim.indices import Sensitivity


def sensitivity_over_time(
    frame: pd.DataFrame, outcome: str, *, index: str | None = None, factors: Sequence[str] | None = None
) -> go.Figure:
    """An index at every tick, a line and a band of its interval for up to four factors; the others as grey lines.

    Parameters
    ----------
    frame
        From ``sim.indices.over_time``: columns ``tick``, ``index``, ``factor``, ``value``, ``low``, ``high``.
    outcome
        What it is of.
    index
        Which (default: ST, else S1, else the first).
    factors
        Which to draw in colour (default: those with the greatest mean over time).

    Raises
    ------
    ValueError
        For an unknown index or factor, more than four factors, or a frame without numbers.
    """
    columns = ("tick", "index", "factor", "value", "low", "high")
    own = _of_index(sweeps.rows(frame, columns, "sensitivity_over_time"), index)
    chosen, others = _leading(own, factors)
    figure, name = look.canvas(), str(own["index"].iloc[0])
    _grey(figure, own, others, "tick")
    short = sweeps.labels([*chosen, *others])
    for factor, style in zip(chosen, SIDES, strict=False):
        line = own[own["factor"] == factor].sort_values("tick")
        known = line[line["low"].notna() & line["high"].notna()]
        if len(known):
            look.band(
                figure, known["tick"], known["low"].round(6), known["high"].round(6), short[factor], style
            )
        figure.add_scatter(
            x=line["tick"], y=line["value"].round(6), mode="lines", name=look.escaped(short[factor]),
            line={"width": 2.6, "color": style.colour, "dash": style.dash}, customdata=line[["low", "high"]].round(4),
            hovertemplate="tick %{x}: %{y:.3f} (%{customdata[0]:.3f} to %{customdata[1]:.3f})",
        )  # fmt: skip
    figure.add_hline(y=0, line={"width": 1.2, "color": look.INK})
    figure.update_xaxes(title_text="tick")
    figure.update_yaxes(title_text=f"{name}, share of variance" if name in ("S1", "ST") else name)
    last = own["tick"].max()
    ends = own[own["tick"] == last].set_index("factor")
    told = "; ".join(
        f"{short[f]} {sweeps.spread(ends.value[f], ends.low[f], ends.high[f])}"
        for f in chosen
        if f in ends.index
    )
    level = f"{look.percent(own['confidence'].iloc[0])} " if "confidence" in own else ""
    banded = f"bands: {level}interval" if own["low"].notna().any() else "no interval"
    return look.frame(
        figure, title=f"What {outcome} depends on, over time",
        subtitle=f"{indices.MEANING.get(name, name)} ({name}); {banded}",
        caption=[
            "Where a band holds zero, the factor's part cannot be told from none. At ticks without a value the outcome "
            "is the same at all points.",
            *([f"Grey: {len(others)} other factors."] if others else []), sweeps.RUNS_ONLY,
        ],
        alt=f"{name} of {outcome} from tick {own['tick'].min()} to {last}; at the end: {told}.", below=54,
    )  # fmt: skip


def _of_index(frame: pd.DataFrame, index: str | None) -> pd.DataFrame:
    """The rows of one index of single factors, of the mean."""
    single = frame[frame["factor_2"] == ""] if "factor_2" in frame else frame
    known = list(dict.fromkeys(single["index"]))
    usual = next((name for name in ("ST", "S1") if name in known), known[0])
    (name,) = telling.named("index of this frame", None if index is None else [index], known, [usual])
    return single[single["index"] == name]


def _leading(own: pd.DataFrame, factors: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """Factors to draw in colour, and the others."""
    means = own.groupby("factor")["value"].mean().sort_values(ascending=False, kind="stable")
    chosen = telling.named(
        "factor of this frame", factors, list(means.index), list(means.index[: len(SIDES)])
    )
    if len(chosen) > len(SIDES):
        raise ValueError(f"{len(chosen)} factors do not fit one figure: choose up to {len(SIDES)}")
    return chosen, [name for name in means.index if name not in chosen]


def _grey(figure: go.Figure, own: pd.DataFrame, others: list[str], x: str) -> None:
    for number, factor in enumerate(others):
        line = own[own["factor"] == factor].sort_values(x)
        figure.add_scatter(
            x=line[x], y=line["value"].round(6), mode="lines", name=f"others ({len(others)})", legendgroup="others",
            showlegend=number == 0, line={"width": 1, "color": NOBODY.colour}, text=[factor] * len(line),
            hovertemplate="%{text}: %{y:.3f}<extra></extra>",
        )  # fmt: skip


def convergence(found: Sensitivity) -> go.Figure:
    """The index that ranks factors, for parts of the sample and all of it, with intervals.

    Raises
    ------
    ValueError
        For a method that is not tried on parts of a sample.
    """
    if found.convergence.empty:
        raise ValueError(
            f"method {found.method} is not worked out for parts of a sample: take sobol, morris or pawn"
        )
    own = sweeps.rows(found.convergence, ("units", "factor", "value", "low", "high"), "convergence")
    size = int(own["units"].max())
    whole = own[own["units"] == size]
    chosen, others = _leading(whole, None)
    figure = look.canvas()
    _grey(figure, own, others, "units")
    short, shift = sweeps.labels([*chosen, *others]), 1.03
    for place, (factor, style) in enumerate(zip(chosen, SIDES, strict=False)):
        line = own[own["factor"] == factor].sort_values("units")
        figure.add_scatter(
            x=line["units"] * shift ** (place - (len(chosen) - 1) / 2), y=line["value"].round(6), mode="lines+markers",
            name=look.escaped(short[factor]), line={"width": 2, "color": style.colour, "dash": style.dash},
            marker={"symbol": style.symbol, "size": 9, "color": style.colour},
            error_y=sweeps.whiskers(line["value"], line["low"], line["high"], style.colour),
            customdata=[[row.units, sweeps.spread(row.value, row.low, row.high)] for row in line.itertuples()],
            hovertemplate="N = %{customdata[0]}: %{customdata[1]}",
        )  # fmt: skip
    figure.add_hline(y=0, line={"width": 1.2, "color": look.INK})
    sizes = sorted(set(own["units"]))
    figure.update_xaxes(
        type="log", tickvals=sizes, ticktext=[f"{n:,}" for n in sizes],
        title_text="N, blocks or points of the sample (log scale)",
    )  # fmt: skip
    figure.update_yaxes(title_text=indices.axis(found, [found.main]).replace(" (1 is all of it)", ""))
    told = "; ".join(f"{short[r.factor]} {sweeps.spread(r.value, r.low, r.high)}" for r in whole.itertuples()
                     if r.factor in chosen)  # fmt: skip
    held = ""
    if found.stability is not None:
        held = f" The first factors keep their order in {look.percent(found.stability)} of resamples."
    return look.frame(
        figure, title=f"Does the sample suffice? {found.outcome}", subtitle=f"{found.main}; {indices.about(found)}",
        caption=indices.caption(found, "Points of one size lie slightly apart." + held),
        alt=f"{found.main} of {found.outcome} for samples of {', '.join(str(n) for n in sizes)}. At {size}: {told}."
        f"{held}",
        below=56,
    )  # fmt: skip
