"""Motions and their votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from sim.ensemble import VOTES
from sim.figures import look, telling

if TYPE_CHECKING:
    from sim.ensemble import Result
    from sim.setting import Floats

STYLES = {
    "yes": look.SIDES[0],
    "abstain": look.NOBODY,
    "absent": look.Style("#D0D0D0", "dot", "x", ""),
    "no": look.SIDES[1],
}
CAST = [VOTES.index(vote) for vote in STYLES]


def votes(result: Result, motion: str | None = None) -> go.Figure:
    """How motions are voted, mean share of those who may vote: all motions, or one motion by the groups of the case.

    Raises
    ------
    ValueError
        For an unknown motion.
    NothingToShowError
        Where no motion, or not this one, was put to the vote in any run.
    """
    ballots = np.asarray(result.final("votes"))
    outcome = np.asarray(result.final("motion_outcome"))
    known = result.setting.names.motions
    telling.named("motion", [motion] if motion is not None else None, known, [])
    put = [q for q in range(len(known)) if (outcome[:, q] >= 0).any()]
    if not put or (motion is not None and known.index(motion) not in put):
        raise telling.NothingToShowError(
            f"{'no motion' if motion is None else f'`{motion}`'} was put to the vote in any run"
        )
    passes = {q: float((outcome[outcome[:, q] >= 0, q] == 1).mean()) for q in put}
    if motion is None:
        rows = {(known[q], f"passes {look.percent(passes[q])}"): _shares(ballots, outcome, q) for q in put}
        title, about = "Votes on motions", "per motion"
    else:
        q = known.index(motion)
        everybody = np.arange(ballots.shape[1])
        groups = {"all": everybody} | {
            name: np.array(
                [result.setting.names.actors.index(code) for code in result.scenario.select((name,))]
            )
            for name in result.scenario.groups
        }
        table = {name: _shares(ballots[:, who], outcome, q) for name, who in groups.items()}
        rows = {(name, f"{len(groups[name])} actors"): row for name, row in table.items() if row.any()}
        title = f"Vote on {result.scenario.motions[motion].title}"
        about = f"by group; it passes in {look.percent(passes[q])} of the runs that put it to the vote"
    figure = look.canvas()
    _bars(figure, rows)
    told = "; ".join(
        f"{name} ({remark}): " + ", ".join(f"{v} {p:.0f} %" for v, p in zip(STYLES, row[:, 0], strict=True))
        for (name, remark), row in rows.items()
    )
    return look.frame(
        figure, title=title,
        subtitle=f"{telling.case(result)}; {about}; mean over runs, whiskers: 5 to 95 % of runs (yes)",
        caption=telling.caption(result, "A motion passes by the rule of its institution, not by the share shown."),
        alt=f"{title}, {telling.case(result)}. {told}.", height=max(110, 34 * len(rows)),
        left=look.room_for([name for name, _ in rows]), below=50,
    )  # fmt: skip


def _shares(ballots: NDArray[np.int8], outcome: NDArray[np.int8], q: int) -> Floats:
    """Per vote in the order of ``STYLES``: mean, 5 % and 95 % over the runs that held it, in % of voters, [4, 3]."""
    held = ballots[outcome[:, q] >= 0][:, :, q]
    voters = np.maximum((held > 0).sum(axis=1), 1)
    shares = np.stack([100 * (held == code).sum(axis=1) / voters for code in CAST])
    return np.stack([shares.mean(axis=1), *np.quantile(shares, [telling.LOW, telling.HIGH], axis=1)], axis=-1)


def _bars(figure: go.Figure, rows: dict[tuple[str, str], Floats]) -> None:
    labels = [
        f"{look.escaped(name)}<br><span style='font-size:10px'>{remark}</span>" for name, remark in rows
    ]
    values = np.array(list(rows.values())).round(3)
    for v, (vote, style) in enumerate(STYLES.items()):
        figure.add_bar(
            x=values[:, v, 0], y=labels, orientation="h", name=vote, customdata=values[:, v, 1:],
            marker={"color": look.mix(style.colour, 0.5), "pattern": style.fill(0.6), "line": {"color": look.INK}},
            hovertemplate=vote + " %{x:.3~g} % (%{customdata[0]:.3~g} to %{customdata[1]:.3~g})<extra>%{y}</extra>",
        )  # fmt: skip
    middle, low, high = values[:, 0].T
    figure.add_scatter(
        x=middle, y=labels, mode="markers", name="spread of yes", showlegend=False, hoverinfo="skip",
        marker={"size": 5, "color": look.INK},
        error_x={
            "type": "data", "symmetric": False, "array": (high - middle).clip(0),
            "arrayminus": (middle - low).clip(0),
            "thickness": 1.6, "width": 5, "color": look.INK,
        },
    )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.25)
    figure.update_xaxes(title_text="% of those who may vote", range=[0, 101])
    figure.update_yaxes(type="category", autorange="reversed", tickfont={"size": 11}, dtick=1)
