"""Paired differences between runs under the same noise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from sim.figures import look, telling
from sim.scenario import OUTCOMES

if TYPE_CHECKING:
    from sim.comparison import Comparison, Difference

_USUAL = ("balancing", "bandwagoning", "hedging", "buck_passing")


def comparison(compared: Comparison, outcomes: Sequence[str] | None = None) -> go.Figure:
    """Mean paired differences from the baseline with their 95 % intervals, a row for each outcome.

    Parameters
    ----------
    compared
        From ``sim.compare``.
    outcomes
        Keys such as ``weight_share.palestine``,
        all of one unit (default: the poles' shares of weight and the share of
        actors in each posture, in percentage points).

    Raises
    ------
    ValueError
        For an unknown outcome, outcomes of several units, or more than four variations.
    """
    if len(compared.differences) > len(look.SIDES):
        raise ValueError(
            f"{len(compared.differences)} variations do not fit one figure: compare up to {len(look.SIDES)}"
        )
    known = list(compared.baseline.outcome_arrays)
    usual = [f"weight_share.{pole}" for pole in compared.baseline.setting.names.poles] + list(_USUAL)
    chosen = telling.named("outcome", outcomes, known, usual)
    units = {_unit(name) for name in chosen}
    if len(units) > 1:
        raise ValueError(f"outcomes of one figure share one unit; these have {', '.join(sorted(units))}")
    unit = units.pop()
    scale, said = (100, "percentage points") if unit == "share" else (1, unit)
    figure = look.canvas()
    told = []
    for (name, differences), style, shift in zip(
        compared.differences.items(), look.SIDES, _shifts(len(compared.differences)), strict=False
    ):
        by_outcome = {d.outcome: d for d in differences}
        rows = [by_outcome[outcome] for outcome in chosen if outcome in by_outcome]
        _points(figure, chosen, rows, name, style, scale, shift)
        told += [_in_words(name, d, scale, said) for d in rows]
    figure.add_vline(x=0, line={"width": 1.2, "color": look.INK})
    figure.update_xaxes(title_text=f"difference from the baseline,<br>{said}")
    figure.update_yaxes(
        tickvals=list(range(len(chosen))),
        ticktext=chosen,
        range=[len(chosen) - 0.4, -0.6],
        tickfont={"size": 11},
    )
    return look.frame(
        figure, title="What differs, run by run",
        subtitle=f"baseline: {telling.case(compared.baseline)}; mean paired difference at the end, whiskers: its 95 % interval",
        caption=telling.caption(compared.baseline, "Every variation sees the same noise as the baseline."),
        alt=f"Paired differences from the baseline ({telling.case(compared.baseline)}). {'; '.join(told)}.",
        height=max(120, (20 + 16 * len(compared.differences)) * len(chosen)), left=look.room_for(chosen),
        right=20,
    )  # fmt: skip


def _unit(outcome: str) -> str:
    unit = OUTCOMES[outcome.split(".")[0]].unit
    return "share" if unit in ("share", "share of actors") else unit


def _shifts(count: int) -> list[float]:
    """Where the variations of one outcome lie beside each other in its row."""
    return [0.2 * (k - (count - 1) / 2) for k in range(count)]


def _in_words(name: str, d: Difference, scale: float, unit: str) -> str:
    return (
        f"{name}, {d.outcome}: {scale * d.mean:+.3g} ({scale * d.low:+.3g} to {scale * d.high:+.3g}) {unit}"
    )


def _points(
    figure: go.Figure, chosen: Sequence[str], rows: list[Difference], name: str, style: look.Style, scale: float, shift: float
) -> None:  # fmt: skip
    figure.add_scatter(
        x=[scale * d.mean for d in rows], y=[chosen.index(d.outcome) + shift for d in rows], mode="markers",
        name=look.escaped(name), marker={"symbol": style.symbol, "size": 10, "color": style.colour},
        error_x={
            "type": "data", "symmetric": False, "array": [scale * (d.high - d.mean) for d in rows],
            "arrayminus": [scale * (d.mean - d.low) for d in rows], "thickness": 1.6, "width": 5,
            "color": style.colour,
        },
        customdata=[[scale * d.low, scale * d.high, d.outcome] for d in rows],
        hovertemplate="%{customdata[2]}: %{x:.3~g} (%{customdata[0]:.3~g} to %{customdata[1]:.3~g})",
    )  # fmt: skip
