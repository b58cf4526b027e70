"""What a class guessed, beside what the model did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from sim.figures import look, telling

if TYPE_CHECKING:
    from sim.ensemble import Result

CLASS, MODEL = "the class", "the model"


def guesses(result: Result, actor: str, tick: int, counts: Mapping[str, int]) -> go.Figure:
    """Where a class guessed an actor to be at a tick, and in how many runs the model has it there.

    Parameters
    ----------
    counts
        How many guessed each option: a pole's name, or ``none``; what is left out was guessed by nobody.

    Raises
    ------
    ValueError
        For an unknown actor or option, or a tick that was not played.
    """
    codes = result.setting.names.actors
    telling.named("actor", [actor], codes, [])
    sides = telling.sides(result)
    telling.named("option", list(counts), sides, [])
    when, here = telling.moment(result, tick), codes.index(actor)
    chances = telling.chances(telling.kept(result, "alignment")[:, when, here], len(sides))
    told = np.array([counts.get(name, 0) for name in sides], float)
    guessed = int(told.sum())
    titles = [title for title, _ in sides.values()]
    figure = look.canvas()
    _bars(figure, MODEL, titles, 100 * chances, look.SIDES[0])
    if guessed:
        _bars(figure, CLASS, titles, 100 * told / guessed, look.SIDES[1])
    name, day = result.scenario.actors[actor].name, result.scenario.meta.date_of(when).isoformat()
    title = f"{name}: guessed and played"
    figure.update_layout(barmode="group", bargap=0.3)
    figure.update_xaxes(title_text="% of guesses, % of runs", range=[0, 101])
    figure.update_yaxes(type="category", autorange="reversed", tickfont={"size": 11}, dtick=1)
    shown = [("model", chances)] + ([("class", told / guessed)] if guessed else [])
    words = "; ".join(
        f"{who}: {telling.listed(dict(zip(titles, shares.tolist(), strict=True)))}" for who, shares in shown
    )
    return look.frame(
        figure, title=title,
        subtitle=f"{telling.case(result)}; {name} on {day}; {guessed} guess{'es' * (guessed != 1)}",
        caption=telling.caption(result, "The model's bars are the share of runs with the actor on that side."),
        alt=f"{title}, {telling.case(result)}, on {day}. {guessed} guesses. {words}.",
        height=max(110, 44 * len(sides)), left=look.room_for(titles), below=50,
    )  # fmt: skip


def _bars(figure: go.Figure, name: str, titles: list[str], values: np.ndarray, style: look.Style) -> None:
    figure.add_bar(
        x=values, y=[look.escaped(title) for title in titles], orientation="h", name=name,
        marker={"color": look.mix(style.colour, 0.6), "pattern": style.fill(0.7), "line": {"color": look.INK}},
        hovertemplate=name + " %{x:.3~g} %<extra>%{y}</extra>",
    )  # fmt: skip
