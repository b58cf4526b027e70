"""Where in a sweep something happens: the leaves of a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from sim.figures import look, regions, sweeps
from sim.figures.look import SIDES, percent

if TYPE_CHECKING:
    from sim.discovery import Discovery


def leaves(found: Discovery) -> go.Figure:
    """The leaves of a tree (CART), densest first: what each keeps to, and its density with interval.

    Raises
    ------
    ValueError
        Where the discovery is no tree.
    """
    if not found.leaves:
        raise ValueError("leaves are of a tree: discover with method cart")
    told = found.leaves[: sweeps.MOST_ROWS]
    figure = look.canvas()
    density = 100 * np.array([leaf.density for leaf in told])
    ends = 100 * np.array([[leaf.density_low, leaf.density_high] for leaf in told])
    figure.add_bar(
        x=density.round(3), y=list(range(len(told))), orientation="h", width=0.24, name="density",
        marker={"color": SIDES[0].colour, "line": {"width": 1, "color": look.INK}},
        error_x=sweeps.whiskers(density, ends[:, 0], ends[:, 1], look.INK),
        customdata=[[look.lines_of(leaf.text, 50), 100 * leaf.coverage, leaf.points] for leaf in told],
        hovertemplate="%{customdata[0]}<br>density %{x:.0f} %, coverage %{customdata[1]:.0f} %, %{customdata[2]} points"
        "<extra></extra>",
    )  # fmt: skip
    for place, leaf in enumerate(told):
        regions.written_over(
            figure, place, f"{leaf.text}; {percent(leaf.coverage)} of cases, {leaf.points:,} points"
        )
    figure.add_vline(
        x=100 * found.density, line={"width": 1.2, "dash": "dot", "color": look.INK}, layer="below"
    )
    regions.plain_rows(figure, len(told))
    figure.update_xaxes(title_text="density, % cases in the leaf", range=[0, 103])
    listed = "; ".join(
        f"{leaf.text}: {regions.density_of(leaf)}, {percent(leaf.coverage)} of cases" for leaf in told[:4]
    )
    return look.frame(
        figure, title=f"Where is {found.cases.condition}? Leaves of a tree",
        subtitle=f"{regions.named(found)}; {regions.WILSON}",
        caption=regions.caption(found, f"Dotted: density over all points, {percent(found.density)}."),
        alt=f"Leaves of a tree for {found.cases.condition}, {len(found.leaves)} of them. {listed}.",
        height=regions.ROW * len(told), left=look.EDGE + 6, right=look.EDGE + 6, below=54,
    )  # fmt: skip
