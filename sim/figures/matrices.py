"""Who threatens whom, and who is in what, as matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from sim.figures import look, telling

if TYPE_CHECKING:
    from sim.ensemble import Result
    from sim.explanation import Threats
    from sim.setting import Floats


def threat_matrix(threats: Threats, actors: Sequence[str] | None = None) -> go.Figure:
    """Threat to each actor (row) from each other (column), mean over runs.

    Parameters
    ----------
    threats
        From ``sim.threats(result)``.
    actors
        Whom to show,
        as rows and columns (default: the twenty most threatened against the fifteen most threatening).

    Raises
    ------
    ValueError
        For an unknown actor.
    """
    table = threats.total
    known = threats.result.setting.names.actors
    if actors is None:
        rows = [i for i in np.argsort(-table.sum(axis=1), kind="stable")[:20] if table[i].sum() > 0]
        columns = [j for j in np.argsort(-table.sum(axis=0), kind="stable")[:15] if table[:, j].sum() > 0]
    else:
        rows = columns = [known.index(name) for name in telling.named("actor", actors, known, [])]
    shown = table[np.ix_(rows, columns)]
    figure = look.canvas()
    _heat(
        figure,
        shown,
        [known[i] for i in rows],
        [known[j] for j in columns],
        "threat",
        float(shown.max(initial=0)),
    )
    _by_magnitude(figure, shown)
    figure.update_xaxes(title_text="from")
    figure.update_yaxes(title_text="to")
    i, j = np.unravel_index(table.argmax(), table.shape)
    date = telling.dates(threats.result)[-1]
    return look.frame(
        figure, title=f"Threat on {date:%d %b %Y}",
        subtitle=f"{telling.case(threats.result)}; mean over runs; unit: share of the system's capability, weighted by "
        "offence, proximity and hostility",
        caption=telling.caption(
            threats.result,
            "Row: the threatened; column: the threatening. Direct threat and harm done to those the row "
            "identifies with; only actors that stand with a pole threaten. Shades are powers of ten; blank: none, or "
            "less than a thousandth of the greatest."
        ),
        alt=f"Matrix of threats to {len(rows)} actors from {len(columns)} on {date:%d %b %Y}: the greatest, "
        f"{table[i, j]:.3g}, is to {known[i]} from {known[j]}; "
        + ", ".join(f"{known[k]} causes {share:.0%}" for k, share in _leading(table)) + " of all threat.",
        height=max(160, 19 * len(rows)), left=74, right=74, below=82,
    )  # fmt: skip


def _by_magnitude(figure: go.Figure, values: Floats) -> None:
    """Colour by powers of ten, as threats differ by them; less than a thousandth of the greatest stays blank."""
    top = np.log10(values.max(initial=0) or 1)
    powers = np.arange(np.ceil(top - 3), np.floor(top) + 1)
    seen = values > 10 ** (top - 3)
    figure.update_traces(
        z=np.where(seen, np.log10(np.where(seen, values, 1)), np.nan).round(4), zmin=top - 3, zmax=top,
        colorscale=[(0, look.mix("#7E9FC0", 0.35)), *look.SHADES[2:]],
        customdata=values.round(8), hovertemplate="to %{y} from %{x}: %{customdata:.3g}<extra></extra>",
        colorbar={"tickvals": powers, "ticktext": [f"{10**p:g}" for p in powers]},
    )  # fmt: skip


def _leading(table: Floats) -> list[tuple[int, float]]:
    caused = table.sum(axis=0) / max(float(table.sum()), 1e-300)
    return [(int(k), float(caused[k])) for k in np.argsort(-caused, kind="stable")[:3]]


def membership(result: Result, tick: int | None = None, blocs: Sequence[str] | None = None) -> go.Figure:
    """Chance that each actor is a member of each bloc in a tick (default: the end).

    Parameters
    ----------
    blocs
        Which blocs (default: those that are proposed in the course of the case, or all where none is). Actors that are
        in none of them in 95 % of runs or more are left out.

    Raises
    ------
    ValueError
        Where the result did not keep ``membership``, or a bloc is unknown.
    NothingToShowError
        Where the case has no blocs.
    """
    when = telling.moment(result, tick)
    names = result.setting.names
    proposed = [name for name, bloc in result.scenario.blocs.items() if bloc.status == "proposed"]
    chosen = telling.named("bloc", blocs, names.blocs, proposed or names.blocs)
    if not chosen:
        raise telling.NothingToShowError(f"{result.scenario.meta.name} has no blocs")
    saved = telling.kept(result, "membership")[:, when]
    chance = np.asarray(saved[..., [names.blocs.index(name) for name in chosen]], float).mean(axis=0)
    rows = np.flatnonzero(chance.max(axis=1) >= 1 - telling.HIGH)
    figure = look.canvas()
    shown = 100 * chance[rows]
    labels = [look.escaped(name) for name in chosen]
    _heat(figure, shown, [names.actors[i] for i in rows], labels, "% of runs", 100, _sure(shown))
    figure.update_xaxes(tickangle=-45)
    date = telling.dates(result)[when]
    sizes = "; ".join(f"{name} {size:.1f}" for name, size in zip(chosen, chance.sum(axis=0), strict=True))
    return look.frame(
        figure, title=f"Members of blocs on {date:%d %b %Y}",
        subtitle=f"{telling.case(result)}; chance of being a member, % of runs",
        caption=telling.caption(result, f"Actors in none of them: {len(names.actors) - len(rows)}."),
        alt=f"Chance of membership of {len(rows)} actors in {len(chosen)} blocs on {date:%d %b %Y}. "
        f"Mean members: {sizes}.",
        height=max(120, 16 * len(rows)), left=58, right=74,
        below=24 + round(4.9 * max(len(name) for name in chosen)),
    )  # fmt: skip


def _sure(percent: Floats) -> list[list[str]]:
    """Numbers for cells that are neither empty nor certain."""
    return [[f"{p:.0f}" if 0 < p < 100 else "" for p in row] for row in percent]


def _heat(
    figure: go.Figure, values: Floats, rows: list[str], columns: list[str], unit: str, top: float,
    text: list[list[str]] | None = None,
) -> None:  # fmt: skip
    """A matrix with its first row on top, darker for more, and a bar that tells the unit."""
    written: dict[str, Any] = (
        {"text": text, "texttemplate": "%{text}", "textfont": {"size": 10}} if text else {}
    )
    digits = 1 if top >= 10 else 8
    figure.add_heatmap(
        z=np.where(values > 0, values, np.nan).round(digits), x=columns, y=rows, colorscale=look.SHADES, zmin=0,
        zmax=top or 1, xgap=1, ygap=1, name=unit,
        colorbar={
            "title": {"text": unit, "side": "right"}, "thickness": 10, "x": 1.01, "xpad": 0, "tickfont": {"size": 10},
        },
        hovertemplate="%{y}, %{x}: %{z:.3~g}<extra></extra>", **written,
    )  # fmt: skip
    figure.update_xaxes(type="category", tickfont={"size": 10}, tickangle=-90, dtick=1)
    figure.update_yaxes(type="category", tickfont={"size": 10}, autorange="reversed", dtick=1)
