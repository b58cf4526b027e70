"""Who does what over time, as stacked areas: sides and postures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import plotly.graph_objects as go

from sim.ensemble import POSTURES
from sim.figures import look, telling

if TYPE_CHECKING:
    from sim.ensemble import Result
    from sim.setting import Floats

POSTURE_STYLES = {
    "unthreatened": look.Style("#B9B9B9", "dot", "circle-open", ""),
    "balancing": look.SIDES[0],
    "bandwagoning": look.SIDES[1],
    "hedging": look.SIDES[2],
    "buck-passing": look.SIDES[3],
}


def alignment_ribbons(result: Result, *, size: Literal["capability", "actors"] = "capability") -> go.Figure:
    """Who sided with whom when: the share of each side, stacked, as the mean over runs.

    Parameters
    ----------
    size
        ``capability``: actors count by their capability (as kept for every tick, else as it is at the end);
        ``actors``: each counts the same.

    Raises
    ------
    ValueError
        Where the result did not keep ``alignment``.
    """
    codes = telling.kept(result, "alignment")
    sides = telling.sides(result)
    if size == "actors":
        mass = np.full((1, 1, codes.shape[-1]), 1 / codes.shape[-1])
        unit, sized = "% of actors", "each actor counts the same"
    elif "capability" in result.saved:
        mass, unit, sized = result.saved["capability"], "% of capability", "by capability"
    else:
        mass, unit, sized = result.final("capability")[:, None], "% of capability", "by capability at the end"
    shares = np.stack([(mass * (codes == code)).sum(axis=-1).mean(axis=0) for code in range(len(sides))])
    figure = look.canvas()
    order = [*range(1, len(sides)), 0]  # the non-aligned on top, the poles from the ground up
    styled = list(sides.values())
    for code in order:
        _layer(figure, telling.dates(result), 100 * shares[code], *styled[code])
    figure.update_yaxes(title_text=unit, range=[0, 100])
    telling.time_axis(figure, result, "start of")
    ends = "; ".join(f"{styled[c][0]} from {shares[c, 0]:.0%} to {shares[c, -1]:.0%}" for c in order)
    return look.frame(
        figure, title="Who stands where", subtitle=f"{telling.case(result)}; mean over runs, {sized}",
        caption=telling.caption(result), alt=f"Sides over time, {unit}, {telling.case(result)}: {ends}.",
    )  # fmt: skip


def postures(result: Result) -> go.Figure:
    """Who balances, bandwagons, hedges or passes the buck: the share of actors in each posture, mean over runs.

    Raises
    ------
    ValueError
        Where the result did not keep ``posture``.
    """
    codes = telling.kept(result, "posture")[:, 1:]  # there is no posture before the first choice
    shares = telling.chances(codes, len(POSTURES)).mean(axis=1).T
    figure = look.canvas()
    order = [1, 2, 4, 3, 0]
    for code in order:
        name = POSTURES[code]
        _layer(figure, telling.dates(result)[1:], 100 * shares[code], name, POSTURE_STYLES[name])
    figure.update_yaxes(title_text="% of actors", range=[0, 100])
    telling.time_axis(figure, result, "end of")
    ends = "; ".join(f"{POSTURES[c]} from {shares[c, 0]:.0%} to {shares[c, -1]:.0%}" for c in order)
    return look.frame(
        figure, title="Answers to the gravest threat", subtitle=f"{telling.case(result)}; mean over runs",
        caption=telling.caption(
            result,
            "Against the pole that threatens an actor most: with another pole, it balances; with that pole, it "
            "bandwagons; with none, it hedges, or passes the buck where others carry the burden."
        ),
        alt=f"Share of actors by posture, {telling.case(result)}: {ends}.",
    )  # fmt: skip


def _layer(figure: go.Figure, when: list[object], share: Floats, name: str, style: look.Style) -> None:
    """One layer of a stack; ``share`` in %."""
    figure.add_scatter(
        x=when, y=share.round(3), mode="lines", stackgroup="all", name=look.escaped(name),
        line={"width": 1.2, "color": style.colour}, fillcolor=look.mix(style.colour, 0.55),
        fillpattern=_pattern(style),
        hovertemplate="%{x|%d %b %Y}: %{y:.3~g} %",
    )  # fmt: skip


def _pattern(style: look.Style) -> dict[str, object]:
    return {**style.fill(0.9), "fillmode": "replace"}
