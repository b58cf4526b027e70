"""One actor's choice, term by term."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from sim.figures import look, telling

if TYPE_CHECKING:
    from sim.explanation import Explanation

FOR, AGAINST, TOTAL = look.SIDES[0], look.SIDES[1], look.Style("#3A3A3A", "solid", "square", "x")


def utility_waterfall(explanation: Explanation, against: str | None = None) -> go.Figure:
    """What speaks for the side an actor chose against another, term by term, from ``sim.explain``.

    Parameters
    ----------
    against
        The other option (default: the best of the others).

    Raises
    ------
    ValueError
        For an option that is unknown, chosen or forbidden.
    NothingToShowError
        Where there is no other option.
    """
    chosen = explanation.chosen
    open_to = {name: u for name, u in explanation.utility.items() if u is not None}
    others = {name: u for name, u in open_to.items() if name != chosen}
    if not others or chosen not in open_to:
        raise telling.NothingToShowError(f"{explanation.actor} has no other option than {chosen}")
    other = telling.named(
        "other option", None if against is None else [against], others, [max(others, key=others.__getitem__)]
    )[0]
    gains = {name: term[chosen] - term[other] for name, term in explanation.terms.items()}
    gains = dict(sorted(((n, g) for n, g in gains.items() if g), key=lambda item: -abs(item[1])))
    total = open_to[chosen] - open_to[other]
    figure = look.canvas()
    _steps(figure, gains, total)
    figure.update_xaxes(title_text="utility (no unit), running sum")
    ease = ", ".join(f"{name} {look.percent(p)}" for name, p in explanation.probability.items())
    held = (
        " It is anchored: it does not choose." if explanation.anchored
        else "" if explanation.revised else " It did not reconsider in this tick."
    )  # fmt: skip
    terms = ", ".join(f"{name} {gain:+.2f}" for name, gain in gains.items())
    heading = f"Why {chosen} and not {other}?"
    return look.frame(
        figure, title=f"{explanation.name}: {heading}",
        subtitle=f"{explanation.scenario}, theory {explanation.theory}, {explanation.date}, run "
        f"{explanation.replicate} of seed {explanation.seed}; chances if it reconsiders: {ease}",
        caption=[
            f"Each bar: how much a term adds to the utility of {chosen} beyond that of {other}.{held}",
            telling.CONDITIONAL,
            "The choice is a draw: a greater utility makes it likelier, not certain.",
        ],
        alt=f"{explanation.name}, {explanation.date}: {heading} {terms}; in all {total:+.2f}. Chances: {ease}.{held}",
        height=max(140, 30 * (len(gains) + 1)), left=look.room_for([*gains, "in all"]), right=30, below=50,
    )  # fmt: skip


def _steps(figure: go.Figure, gains: dict[str, float], total: float) -> None:
    """Bars that each begin where the last one ended, and their sum."""
    begin = 0.0
    steps = []
    for name, gain in gains.items():
        steps.append((name, begin, gain))
        begin += gain
    for label, style, own in (
        ("speaks for it", FOR, [s for s in steps if s[2] > 0]),
        ("speaks against it", AGAINST, [s for s in steps if s[2] < 0]),
        ("in all", TOTAL, [("in all", 0.0, total)]),
    ):
        figure.add_bar(
            y=[name for name, *_ in own], x=[gain for *_, gain in own], base=[start for _, start, _ in own],
            orientation="h",
            name=label,
            marker={"pattern": style.fill(), "color": style.colour, "line": {"width": 1, "color": look.INK}},
            customdata=[gain for *_, gain in own], hovertemplate="%{y}: %{customdata:+.3f}<extra></extra>",
        )  # fmt: skip
    reach = [edge for _, start, gain in steps for edge in (start, start + gain)] + [0.0, total]
    span = max(reach) - min(reach) or 1.0
    for name, start, gain in [*steps, ("in all", 0.0, total)]:
        figure.add_annotation(
            x=max(start, start + gain), y=name, text=f"{gain:+.2f}", showarrow=False, xanchor="left", xshift=4,
            font={"size": look.SMALL_SIZE},
        )  # fmt: skip
    figure.add_vline(x=0, line={"width": 1, "color": look.INK})
    figure.update_layout(barmode="overlay", bargap=0.3)
    figure.update_xaxes(range=[min(reach) - 0.05 * span, max(reach) + 0.2 * span])
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=["in all", *[name for name, *_ in steps[::-1]]]
    )
