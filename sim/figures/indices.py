"""What an outcome of a sweep depends on: bars, interplay, indices over time and over the size of the sample."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.figures import look, sweeps, telling
from sim.figures.look import NOBODY, SIDES

if TYPE_CHECKING:
    from sim.indices import Sensitivity

MEANING = {
    "S1": "share of variance, the factor alone",
    "ST": "share of variance, with all its interplay",
    "mu_star": "mean size of an elementary effect",
    "pawn_median": "distance between distributions, 0 to 1",
    "pawn_mean": "distance between distributions, 0 to 1",
    "pawn_max": "distance between distributions, 0 to 1",
    "delta": "shift of the density, 0 to 1",
    "regional": "distance between distributions, 0 to 1",
    "swing": "change from one level to another",
}
_IN_OUTCOME = ("mu_star", "swing")
_MATRIX = 12


def caption(found: Sensitivity, *more: str) -> list[str]:
    """What an analysis rests on."""
    counts = found.counts
    resampled = f", {found.resamples} resamples, seed {found.seed}" if found.table["low"].notna().any() else ""
    return [
        *more, found.verdict.replace("`", ""), *(note.replace("`", "") for note in found.notes), sweeps.RUNS_ONLY,
        f"{counts.runs - counts.failed:,} of {counts.runs:,} runs, {found.replicates} "
        f"replicate{'s'[: found.replicates > 1]} a point{resampled}.",
    ]  # fmt: skip


def about(found: Sensitivity, of: str = "mean") -> str:
    """Method and uncertainty: a subtitle."""
    what = "" if of == "mean" else "standard deviation over replicates; "
    known = found.table["low"].notna().any()
    whisker = f"whiskers: {look.percent(found.confidence)} interval" if known else "no interval"
    return f"{what}method {found.method}, sampler {found.sampler}; {whisker}"


def part(found: Sensitivity, of: str) -> pd.DataFrame:
    """The rows about the mean or the spread.

    Raises
    ------
    ValueError
        Where the analysis has none.
    """
    have = list(dict.fromkeys(found.table["of"]))
    if of not in have:
        raise ValueError(f"this analysis has no indices of `{of}`; it has those of {', '.join(have)}")
    return found.table[found.table["of"] == of]


def sensitivity_bars(found: Sensitivity, indices: Sequence[str] | None = None, *, of: str = "mean") -> go.Figure:
    """Indices of each factor side by side with their intervals, the greatest on top.

    Parameters
    ----------
    indices
        Which, up to four (default: S1 and ST, or the one that ranks the factors of another method).
    of
        ``mean`` or ``sd``: of the outcome's mean or its standard deviation over replicates.

    Raises
    ------
    ValueError
        For an index that the analysis does not have, or one without a number.
    """
    table = part(found, of)
    table = table[table["factor_2"] == ""]
    known = list(dict.fromkeys(table["index"]))
    usual = [name for name in ("S1", "ST") if name in known and found.main in ("S1", "ST")] or [found.main]
    chosen = telling.named("index of this analysis", indices, known, usual)
    shown = sweeps.rows(table[table["index"].isin(chosen)], ("index", "factor", "value"), "sensitivity_bars")
    series = list(dict.fromkeys(zip(shown["index"], shown["at"], strict=True)))
    if len(series) > len(SIDES):
        raise ValueError(f"{len(series)} series of bars do not fit one figure: choose up to {len(SIDES)} `indices`")
    first = shown if found.main not in chosen else shown[shown["index"] == found.main]
    order = list(first.groupby("factor")["value"].max().sort_values(ascending=False, kind="stable").index)
    drawn, names = order[: sweeps.MOST_ROWS], sweeps.labels(order)
    figure = look.canvas()
    for (index, at), style in zip(series, SIDES, strict=False):
        own = shown[(shown["index"] == index) & (shown["at"] == at) & shown["factor"].isin(drawn)]
        _bars(figure, own, [drawn.index(name) for name in own["factor"]], _series(index, at), style)
    figure.add_vline(x=0, line={"width": 1.2, "color": look.INK})
    figure.update_layout(barmode="group", bargap=0.3, bargroupgap=0.05)
    axis = _axis(found, list(dict.fromkeys(index for index, _ in series)))
    figure.update_xaxes(title_text=axis)
    left = sweeps.rows_axis(figure, [names[name] for name in drawn])
    hidden = len(order) - len(drawn)
    told = "; ".join(
        f"{names[row.factor]} {row.index_name} {sweeps.spread(row.value, row.low, row.high)}"
        for row in shown[shown["factor"].isin(drawn[:5])].rename(columns={"index": "index_name"}).itertuples()
    )
    return look.frame(
        figure, title=f"What {found.outcome} depends on", subtitle=about(found, of),
        caption=caption(found, *([f"{hidden} factors with less are not shown."] if hidden else [])),
        alt=f"What {found.outcome} depends on, {found.method}: {told}. {found.verdict.replace('`', '')}",
        height=max(110, (14 + 15 * len(series)) * len(drawn)), left=left, below=sweeps.room_below(axis),
    )  # fmt: skip


def _series(index: str, at: str) -> str:
    return f"outcome {at}" if at else {"S1": "S1, alone", "ST": "ST, with interplay"}.get(index, index)


def _axis(found: Sensitivity, indices: list[str]) -> str:
    if set(indices) <= {"S1", "ST"}:
        return "share of variance (1 is all of it)"
    own = sweeps.unit(found.outcome) if indices[0] in (*_IN_OUTCOME, "mu", "sigma", "difference") else ""
    said = MEANING.get(indices[0], "") if len(indices) == 1 else ""
    words = ", ".join(filter(None, (", ".join(indices), said, own)))
    return sweeps.broken(words, 34)


def _bars(figure: go.Figure, own: pd.DataFrame, places: list[int], name: str, style: look.Style) -> None:
    figure.add_bar(
        x=own["value"].round(6), y=places, orientation="h", name=look.escaped(name),
        marker={"color": style.colour, "pattern": style.fill(0.75), "line": {"width": 1, "color": look.INK}},
        error_x=sweeps.whiskers(own["value"], own["low"], own["high"], look.INK),
        customdata=[
            [row.factor, sweeps.spread(row.value, row.low, row.high)] for row in own.itertuples()
        ],
        hovertemplate="%{customdata[0]}: %{customdata[1]}",
    )  # fmt: skip


def interactions(found: Sensitivity, *, of: str = "mean") -> go.Figure:
    """Interplay of two factors, S2, as a matrix; in grey and brackets where its interval covers zero.

    Raises
    ------
    ValueError
        Where the analysis has no S2.
    """
    table = part(found, of)
    pairs = table[table["index"] == "S2"]
    if pairs.empty:
        raise ValueError(
            f"method {found.method} on this sweep gave no S2: sweep with sampler sobol and `second_order: true`, or "
            "factorial"
        )
    pairs = sweeps.rows(pairs, ("factor", "factor_2", "value", "low", "high"), "interactions")
    main = table[table["index"] == found.main].sort_values("value", ascending=False, kind="stable")
    names = list(main["factor"])[:_MATRIX]
    cell = {frozenset((row.factor, row.factor_2)): row for row in pairs.itertuples()}
    size = len(names)
    sure, unsure = np.full((size, size), np.nan), np.full((size, size), np.nan)
    text = [[""] * size for _ in names]
    for j, i in combinations(range(size), 2):
        row = cell.get(frozenset((names[i], names[j])))
        if row is None:
            continue
        covers = row.low <= 0 <= row.high
        (unsure if covers else sure)[i, j] = round(row.value, 6)
        text[i][j] = f"({row.value:.2f})" if covers else f"{row.value:.2f}"
    figure = look.canvas()
    _cells(figure, sure, unsure, text)
    short = sweeps.labels(names)
    left = sweeps.rows_axis(figure, [f"{k}  {short[name]}" for k, name in enumerate(names, start=1)])
    figure.update_xaxes(
        title_text="with factor", tickvals=list(range(size)), ticktext=[str(k + 1) for k in range(size)],
        range=[-0.5, size - 0.5],
    )  # fmt: skip
    ranked = sorted(cell.values(), key=lambda row: -row.value)
    firm = [row for row in ranked if not row.low <= 0 <= row.high]
    told = "; ".join(
        f"{row.factor} with {row.factor_2} {sweeps.spread(row.value, row.low, row.high)}" for row in ranked[:5]
    )
    hidden = len(main) - size
    return look.frame(
        figure, title=f"Which factors act together on {found.outcome}",
        subtitle=f"{about(found, of).split('; whiskers')[0]}; S2, share of variance by the interplay of two",
        caption=caption(
            found, f"Grey and in brackets: the {look.percent(found.confidence)} interval covers zero.",
            *([f"{hidden} factors with less are not shown."] if hidden else []),
        ),
        alt=f"Interplay of pairs of factors in {found.outcome} (S2): {told}. {len(firm)} of {len(ranked)} pairs have an "
        "interval that does not cover zero.",
        height=max(140, 34 * size), left=left, below=52, right=20,
    )  # fmt: skip


def _cells(figure: go.Figure, sure: np.ndarray, unsure: np.ndarray, text: list[list[str]]) -> None:
    common = {
        "xgap": 2, "ygap": 2, "showscale": False, "showlegend": False, "text": text, "texttemplate": "%{text}",
        "textfont": {"size": 10 if len(sure) <= 8 else 8}, "hovertemplate": "%{y} with %{x}: %{z:.3f}<extra></extra>",
    }  # fmt: skip
    figure.add_heatmap(z=unsure, name="interval covers zero", colorscale=[(0, look.LAND), (1, look.LAND)], **common)
    top = float(np.nanmax(np.abs(sure), initial=0)) or 1.0
    figure.add_heatmap(z=sure, name="S2", colorscale=look.SHADES, zmin=0, zmax=top, **common)


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
    own = _of_index(sweeps.rows(frame, ("tick", "index", "factor", "value", "low", "high"), "sensitivity_over_time"), index)
    chosen, others = _leading(own, factors)
    figure, name = look.canvas(), str(own["index"].iloc[0])
    _grey(figure, own, others, "tick")
    short = sweeps.labels([*chosen, *others])
    for factor, style in zip(chosen, SIDES, strict=False):
        line = own[own["factor"] == factor].sort_values("tick")
        known = line[line["low"].notna() & line["high"].notna()]
        if len(known):
            sweeps.band(figure, known["tick"], known["low"].round(6), known["high"].round(6), short[factor], style)
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
        f"{short[f]} {sweeps.spread(ends.value[f], ends.low[f], ends.high[f])}" for f in chosen if f in ends.index
    )
    level = f"{look.percent(own['confidence'].iloc[0])} " if "confidence" in own else ""
    banded = f"bands: {level}interval" if own["low"].notna().any() else "no interval"
    return look.frame(
        figure, title=f"What {outcome} depends on, over time", subtitle=f"{MEANING.get(name, name)} ({name}); {banded}",
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
    chosen = telling.named("factor of this frame", factors, list(means.index), list(means.index[: len(SIDES)]))
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
        raise ValueError(f"method {found.method} is not worked out for parts of a sample: take sobol, morris or pawn")
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
    figure.update_yaxes(title_text=_axis(found, [found.main]).replace(" (1 is all of it)", ""))
    told = "; ".join(f"{short[r.factor]} {sweeps.spread(r.value, r.low, r.high)}" for r in whole.itertuples()
                     if r.factor in chosen)  # fmt: skip
    held = "" if found.stability is None else f" The first factors keep their order in {found.stability:.0%} of resamples."
    return look.frame(
        figure, title=f"Does the sample suffice? {found.outcome}", subtitle=f"{found.main}; {about(found)}",
        caption=caption(found, "Points of one size lie slightly apart." + held),
        alt=f"{found.main} of {found.outcome} for samples of {', '.join(str(n) for n in sizes)}. At {size}: {told}.{held}",
        below=56,
    )  # fmt: skip
