"""Numbers over time: weights of the poles, opinion."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from sim.figures import look, telling

if TYPE_CHECKING:
    from sim.ensemble import Result
    from sim.setting import Floats


def balance(result: Result, *, share: bool = True, events: Sequence[str] = ()) -> go.Figure:
    """Weight of each pole over time, with bands over runs and a mark for every dated event.

    Parameters
    ----------
    share
        True: each pole's share of the weight of all poles; false: the weights, in shares of the system's capability.
    events
        Names of dated events to number in the plot and name below it; all are ticks at its foot, told on hover.

    Raises
    ------
    ValueError
        Where the result did not keep ``weights``, or an event is unknown, left out or not dated.
    """
    weights = np.asarray(telling.kept(result, "weights"), float)
    if share:
        total = weights.sum(axis=-1, keepdims=True)
        weights = weights / np.where(total > 0, total, 1)
    values, when = 100 * weights, telling.dates(result)
    figure = look.canvas()
    poles = list(telling.sides(result).values())[1:]
    for k, (title, style) in enumerate(poles):
        _fan(figure, when, values[..., k], title, style)
    top = 100 if share else float(1.08 * np.quantile(values, telling.HIGH, axis=0).max() or 1)
    lines = _mark_events(figure, result, events, top)
    unit = "% of all poles' weight" if share else "% of the system's capability"
    figure.update_yaxes(title_text=unit, range=[-0.07 * top, top])
    telling.time_axis(figure, result, "start of")
    ends = "; ".join(
        f"{title} from {values[:, 0, k].mean():.0f} to {values[:, -1, k].mean():.0f} % "
        f"({_range(values[:, -1, k])})" for k, (title, _) in enumerate(poles)
    )  # fmt: skip
    what = "Share of the poles' weight" if share else "Weight of the poles"
    return look.frame(
        figure, title=what, subtitle=f"{telling.case(result)}; {telling.BANDS}; ticks: events",
        caption=telling.caption(result, "Weight is committed, coordinated power.", *([lines] if lines else [])),
        alt=f"{what} over time, {telling.case(result)}: {ends} in 90 % of runs.",
    )  # fmt: skip


def _range(values: Floats) -> str:
    low, high = np.quantile(values, [telling.LOW, telling.HIGH])
    return f"{low:.0f} to {high:.0f}"


def _fan(
    figure: go.Figure,
    when: list[datetime.date],
    values: Floats,
    name: str,
    style: look.Style,
    row: int = 1,
) -> None:
    """A line at the mean over runs and a band of 90 % of them; values [R, T]."""
    low, high = np.quantile(values, [telling.LOW, telling.HIGH], axis=0).round(3)
    place = {"xaxis": f"x{row}", "yaxis": f"y{row}"}
    look.band(figure, when, low, high, name, style, **place)
    figure.add_scatter(
        x=when, y=values.mean(axis=0).round(3), mode="lines", name=look.escaped(name), showlegend=row == 1,
        line={"width": 2.6, "color": style.colour, "dash": style.dash},
        customdata=np.stack([low, high], axis=-1),
        hovertemplate="%{x|%d %b %Y}: %{y:.3~g} (%{customdata[0]:.3~g} to %{customdata[1]:.3~g})",
        **place,
    )  # fmt: skip


def _mark_events(figure: go.Figure, result: Result, numbered: Sequence[str], top: float) -> str:
    """Dated events that happened, as ticks at the foot; those asked for as lines. Gives what their numbers mean."""
    meta = result.scenario.meta
    end = meta.date_of(result.ticks)
    dated = {
        name: (event.date, f"{event.title}{' (contested)' if event.contested else ''}")
        for name, event in result.scenario.events.items()
        if event.date is not None and name not in result.without and meta.start <= event.date < end
    }
    chosen = telling.named("dated event of this run", numbered, dated, ())
    lines = sorted((dated[name] for name in chosen), key=lambda line: line[0])
    for number, (date, _) in enumerate(lines, start=1):
        figure.add_vline(x=date.isoformat(), line={"width": 1, "dash": "dot", "color": look.INK})
        figure.add_annotation(
            x=date.isoformat(), y=top, yanchor="top", yshift=-14 * ((number - 1) % 2), showarrow=False,
            text=str(number),
            font={"size": look.SMALL_SIZE}, bgcolor="white", borderpad=1,
        )  # fmt: skip
    figure.add_scatter(
        x=[date for date, _ in dated.values()], y=[-0.035 * top] * len(dated), mode="markers", showlegend=False,
        name="events",
        marker={"symbol": "line-ns-open", "size": 9, "color": look.MUTED, "line": {"width": 1.4}},
        text=[look.escaped(title) for _, title in dated.values()],
        hovertemplate="%{x|%d %b %Y}: %{text}<extra></extra>",
    )  # fmt: skip
    told = "; ".join(f"{number} {title}" for number, (_, title) in enumerate(lines, start=1))
    return f"Lines: {told}." if told else ""


def opinion(result: Result, actors: Sequence[str] | None = None) -> go.Figure:
    """Public opinion of each pole over time, with bands over runs: mean of all actors, or a panel for each named one.

    Raises
    ------
    ValueError
        Where the result did not keep ``opinion``, an actor is unknown, or there are more than six.
    NothingToShowError
        Where the case says nothing of opinion, which a line at nought would not.
    """
    values = np.asarray(telling.kept(result, "opinion"), float)
    if not values.any():
        raise telling.NothingToShowError(f"{result.scenario.meta.name} says nothing of opinion")
    known = result.setting.names.actors
    chosen = telling.named("actor", actors, known, [])
    if len(chosen) > 6:
        raise ValueError(f"opinion of {len(chosen)} actors does not fit one figure: choose up to six")
    panels = {result.scenario.actors[c].name: values[:, :, known.index(c)] for c in chosen} or {
        f"mean of all {len(known)} actors": values.mean(axis=2)
    }
    figure = look.canvas().set_subplots(rows=len(panels), cols=1, shared_xaxes=True, vertical_spacing=0.06)
    figure.update_layout(template=look.TEMPLATE)
    when, told = telling.dates(result), []
    poles = list(telling.sides(result).values())[1:]
    for row, (panel, values_here) in enumerate(panels.items(), start=1):
        for k, (title, style) in enumerate(poles):
            _fan(figure, when, values_here[..., k], title, style, row)
        figure.add_hline(y=0, line={"width": 1, "color": look.MUTED}, row=row, col=1)
        figure.add_annotation(
            text=look.escaped(panel), x=0.01, y=1, xref="x domain", yref="y domain", xanchor="left",
            yanchor="top",
            showarrow=False, row=row, col=1, font={"size": 12}, bgcolor="rgba(255,255,255,0.75)",
        )  # fmt: skip
        shown = ", ".join(
            f"{values_here[:, -1, k].mean():+.2f} of {title}" for k, (title, _) in enumerate(poles)
        )
        told.append(f"{panel}: {shown}")
    figure.update_yaxes(range=[-1.05, 1.05], tickvals=[-1, -0.5, 0, 0.5, 1])
    middle = len(panels) // 2 + len(panels) % 2
    figure.update_yaxes(title_text="opinion, -1 (against) to 1 (for)", row=middle, col=1)
    telling.time_axis(figure, result, "start of", row=len(panels), col=1)
    return look.frame(
        figure, title="Public opinion of the poles", subtitle=f"{telling.case(result)}; {telling.BANDS}",
        caption=telling.caption(result),
        alt=f"Opinion of the poles at the end, {telling.case(result)}. {'; '.join(told)}.",
        height=260 if len(panels) == 1 else 190 * len(panels),
    )  # fmt: skip
