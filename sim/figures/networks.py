"""The line-up as a network: sides, how sure they are, and friendships across them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from sim.figures import look, telling

if TYPE_CHECKING:
    from sim.ensemble import Result
    from sim.setting import Floats, Ints

NAMED = 24
"""How many of the largest actors have their code beside them."""

TALL = 3.0
"""Actors of one place are spread this much further up and down than sideways: nearness to a pole still shows."""


def alignment_network(result: Result, tick: int | None = None) -> go.Figure:
    """Actors between the poles in a tick (default: the end), and each one's closest friend.

    An actor lies nearer to a pole the more runs put it there; the non-aligned lie in the middle. Markers grow with
    capability. A line joins each actor to the one for which its affinity, at the end, is greatest; it is dashed where
    the two most likely stand apart. Nothing is drawn by lot: the same result gives the same picture.

    Raises
    ------
    ValueError
        Where the result did not keep ``alignment``, or the tick was not played.
    """
    when = telling.moment(result, tick)
    sides = telling.sides(result)
    chances = telling.chances(telling.kept(result, "alignment")[:, when], len(sides))
    capability = np.asarray(result.final("capability"), float).mean(axis=0)
    radius = radii(capability)
    place = spread_out(pulled(chances), radius) * (1, TALL)
    best, friends = chances.argmax(axis=-1), closest_friends(result)
    apart = [i for i, j in friends.items() if best[i] != best[j]]
    figure = look.canvas()
    for name, dash, pairs in (
        ("friends on one side", "solid", [i for i in friends if i not in apart]),
        ("friends apart", "dash", apart),
    ):
        ends = [(place[i], place[friends[i]], (np.nan, np.nan)) for i in pairs]
        x, y = np.array(ends).reshape(-1, 2).T.round(4) if ends else ([], [])
        figure.add_scatter(
            x=x, y=y, mode="lines", name=name, hoverinfo="skip",
            line={"width": 1, "dash": dash, "color": "#A0A0A0" if dash == "solid" else look.INK},
        )  # fmt: skip
    large = set(np.argsort(-capability, kind="stable")[:NAMED].tolist())
    for code, (title, style) in enumerate(sides.values()):
        _nodes(
            figure, result, np.flatnonzero(best == code), place, radius, chances, large, title, style, friends
        )
    wide, tall = np.abs(place).max(axis=0) + 0.12
    figure.update_xaxes(visible=False, range=[-wide, wide])
    figure.update_yaxes(visible=False, range=[-tall, tall + 0.05])
    date = telling.dates(result)[when]
    counts = ", ".join(f"{(best == c).sum()} {title}" for c, (title, _) in enumerate(sides.values()))
    return look.frame(
        figure, title=f"The line-up on {date:%d %b %Y}",
        subtitle=f"{telling.case(result)}; nearer to a pole: more runs there; larger: more capability",
        caption=telling.caption(
            result,
            "Lines join each actor to its closest friend, for which its affinity is greatest at the end."
        ),
        alt=f"Network of {len(best)} actors on {date:%d %b %Y}, {telling.case(result)}: most likely {counts}; "
        f"{len(apart)} of {len(friends)} stand apart from their closest friend.",
        height=420, left=10, right=10, below=10,
    )  # fmt: skip


def corners(poles: int) -> Floats:
    """Where the poles lie, [K, 2]: one to the right, two left and right, more on a circle.

    Examples
    --------
    >>> corners(2).round(3).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    if poles <= 2:
        return np.array([[-1.0, 0.0], [1.0, 0.0]])[2 - poles :]
    turn = 2 * np.pi * np.arange(poles) / poles + np.pi / 2
    return np.stack([np.cos(turn), np.sin(turn)], axis=-1)


def radii(capability: Floats) -> Floats:
    """Radius of each actor's circle, [N], for its capability."""
    scale = min(1, np.sqrt(68 / len(capability)))
    return np.asarray((0.03 + 0.06 * np.sqrt(capability / capability.max())) * scale)


def pulled(chances: Floats) -> Floats:
    """Where its chances of each side [N, 1 + K] pull an actor, [N, 2], before ``spread_out``."""
    return np.asarray(chances[:, 1:] @ corners(chances.shape[1] - 1) / (1, TALL))


def spread_out(place: Floats, radius: Floats, rounds: int = 150, start: Floats | None = None) -> Floats:
    """Positions moved apart until circles of these radii hardly overlap, [N, 2]; nothing is drawn by lot.

    Equal positions are first set on a spiral about their common place, in the order of the actors; or all begin at
    ``start``, where they stood a tick before.
    """
    turn = np.arange(len(place)) * np.pi * (3 - np.sqrt(5))
    spiral = 0.012 * np.sqrt(np.arange(len(place)))[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    wanted, now = place, place + spiral if start is None else start
    room = radius[:, None] + radius
    np.fill_diagonal(room, 0)
    for _ in range(rounds):
        x, y = now.T
        distance = np.sqrt(np.square(x[:, None] - x) + np.square(y[:, None] - y) + 1e-18)
        push = np.maximum(room / distance - 1, 0)
        # the sum of push × (now_i − now_j) over j, without the array of all differences
        now = now + 0.4 * (push.sum(axis=1)[:, None] * now - push @ now) + 0.02 * (wanted - now)
    return np.asarray(now)


def closest_friends(result: Result) -> dict[int, int]:
    """The actor for which each has the greatest affinity, the first of equals; none for those without friends."""
    affinity = np.stack(
        [
            np.broadcast_to(w.relations.affinity, (w.runs, *w.relations.affinity.shape[-2:])).mean(0)
            for w in result.worlds
        ]
    )
    runs = np.array([world.runs for world in result.worlds])
    pull = np.tensordot(runs / runs.sum(), affinity, 1)
    np.fill_diagonal(pull, 0)
    return {i: int(row.argmax()) for i, row in enumerate(pull) if row.max() > 0}


def _nodes(
    figure: go.Figure, result: Result, rows: Ints, place: Floats, radius: Floats, chances: Floats, large: set[int],
    title: str, style: look.Style, friends: dict[int, int],
) -> None:  # fmt: skip
    """Markers of the actors whose most likely side this is."""
    codes, actors = result.setting.names.actors, result.scenario.actors
    names = list(telling.sides(result))
    told = [
        look.escaped(
            f"{actors[codes[i]].name}: {telling.listed(dict(zip(names, chances[i].tolist(), strict=True)))}"
            + (f"; closest friend {codes[friends[i]]}" if i in friends else "")
        )
        for i in rows
    ]
    figure.add_scatter(
        x=place[rows, 0].round(4), y=place[rows, 1].round(4), mode="markers+text", name=look.escaped(title),
        hovertext=told,
        hoverinfo="text", text=[codes[i] if i in large else "" for i in rows], textposition="top center",
        textfont={"size": 10}, customdata=[codes[i] for i in rows],
        marker={
            "symbol": style.symbol, "size": (300 * radius[rows]).round(1), "opacity": 1,
            "line": {"width": 1, "color": look.INK},
            "color": [look.mix(style.colour, 0.35 + 0.65 * chances[i].max()) for i in rows],
        },
    )  # fmt: skip
