"""The ladder of measures as a timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from sim.figures import look, telling

if TYPE_CHECKING:
    from sim.ensemble import Result
    from sim.setting import Ints

Disc = tuple[int, float, list[str]]
"""Tick, mean chance, and who."""

LIKELY = 0.5
BEFORE_START = -2


def ladder(result: Result) -> go.Figure:
    """When measures are first taken: one row a rung, a disc for the actors whose median first date falls in a tick.

    The lowest rung lies at the foot. Discs grow with the number of actors and darken with the share of runs in which
    they take the measure at all; actors that take it in less than half of the runs are left out. At the right are
    counted those who had taken it before the start, and the new ones.

    Raises
    ------
    NothingToShowError
        Where the case has no measures.
    """
    measures = result.scenario.measures
    if not measures:
        raise telling.NothingToShowError(f"{result.scenario.meta.name} has no measures")
    adopted = np.asarray(result.final("adopted"))
    order = sorted(range(len(measures)), key=lambda m: (list(measures.values())[m].threshold, m))
    labels = [
        look.escaped(f"{name} {measures[name].threshold:g}") for name in (list(measures)[m] for m in order)
    ]
    discs = [_discs(result, adopted[..., m]) for m in order]
    before = [int((adopted[0, :, m] == BEFORE_START).sum()) for m in order]
    takers = [sum(len(who) for *_, who in row) for row in discs]
    figure = look.canvas()
    _draw(figure, result, labels, discs)
    for label, old, new in zip(labels, before, takers, strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=label, text=f"{old} + {new}", showarrow=False
        )
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=labels, tickfont={"size": 11}, dtick=1
    )
    telling.time_axis(figure, result, "first taken, start of")
    told = ", ".join(
        f"{label.split()[0]} {old} + {new}" for label, old, new in zip(labels, before, takers, strict=True)
    )
    return look.frame(
        figure, title="The ladder of measures",
        subtitle=f"{telling.case(result)}; discs: actors at their median first date; larger: more actors; darker: in "
        "more runs; at the right: before the start + new",
        caption=telling.caption(
            result,
            "After the name: commitment (0 to 1) from which a measure is in force. Actors that take it in less "
            "than half of the runs are left out."
        ),
        alt=f"First adoption of measures, {telling.case(result)}. Actors that took each before the start + newly in "
        f"half of the runs or more: {told}.",
        height=max(180, 27 * len(labels)), left=look.room_for(labels), right=58,
    )  # fmt: skip


def _draw(figure: go.Figure, result: Result, labels: list[str], discs: list[list[Disc]]) -> None:
    when = telling.dates(result)
    flat = [(label, *disc) for label, row in zip(labels, discs, strict=True) for disc in row]
    figure.add_scatter(
        x=[when[tick] for _, tick, _, _ in flat], y=[label for label, *_ in flat], mode="markers",
        showlegend=False,
        name="first taken", text=[look.lines_of(", ".join(who), 50) for *_, who in flat],
        customdata=[len(who) for *_, who in flat],
        hovertemplate="%{x|%b %Y}, %{customdata}: %{text}<extra></extra>",
        marker={
            "size": [round(5 + 4 * len(who) ** 0.5, 1) for *_, who in flat],
            "line": {"width": 1, "color": "#FFFFFF"},
            "color": [round(chance, 3) for *_, chance, _ in flat], "colorscale": look.SHADES, "cmin": 0,
            "cmax": 1,
            "opacity": 1,
        },
    )  # fmt: skip


def _discs(result: Result, adopted: Ints) -> list[Disc]:
    """For one measure: ticks in which likely takers have their median first date, mean chance, and who they are."""
    runs, codes = len(adopted), result.setting.names.actors
    taken = (adopted >= 0).sum(axis=0)
    ranked = np.sort(adopted, axis=0)  # those who never take it, or took it before, come first
    found: dict[int, list[tuple[str, float]]] = {}
    for i in np.flatnonzero((taken > 0) & (taken >= LIKELY * runs)):
        first = runs - taken[i]
        median = (ranked[first + (taken[i] - 1) // 2, i] + ranked[first + taken[i] // 2, i]) / 2
        found.setdefault(round(float(median)), []).append((codes[i], taken[i] / runs))
    return [
        (
            tick,
            float(np.mean([chance for _, chance in who])),
            [f"{code} {look.percent(chance)}" for code, chance in who],
        )
        for tick, who in sorted(found.items())
    ]
