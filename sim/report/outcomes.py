"""Distributions of outcomes: which are worth a headline, their numbers, and a histogram of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from sim.figures import look
from sim.report.parts import Table, number, table
from sim.scenario import OUTCOMES
from sim.setting import Floats

BINS = 40
FIRST = ("weight_share", "balancing", "bandwagoning", "hedging", "members", "restraint")
"""Kinds of outcomes that readers ask for first."""

KEYS = ("mean", "sd", "q05", "q50", "q95")


def distribution(
    caption: str, spreads: Mapping[str, Mapping[str, float]], *, folded: bool = False
) -> Table | None:
    """Mean, standard deviation and quantiles of outcomes, a row each."""
    rows = [[key, unit(key), *(number(own[name], ".4g") for name in KEYS)] for key, own in spreads.items()]
    columns = ("outcome", "unit", "mean>", "sd>", "5 %>", "50 %>", "95 %>")
    return table(caption, columns, rows, folded=folded)


def unit(outcome: str) -> str:
    """Unit of an outcome; nothing for one that the vocabulary lacks."""
    info = OUTCOMES.get(outcome.split(".")[0])
    return info.unit if info else ""


def headlines(keys: Sequence[str], moving: Iterable[str], named: Sequence[str], most: int) -> list[str]:
    """Outcomes to speak of first: those that a design names if they are few, else one of each kind.

    Only ones that vary.

    Examples
    --------
    >>> keys = ["members.oic", "balancing", "weight_share.a", "weight_share.b"]
    >>> headlines(keys, keys, (), 3)
    ['weight_share.a', 'balancing', 'members.oic']
    """
    free = set(moving)
    if 0 < len(named) <= most:
        return [key for key in named if key in free][:most]
    kinds = dict.fromkeys([*FIRST, *OUTCOMES])
    first = [next((key for key in keys if key.split(".")[0] == kind and key in free), None) for kind in kinds]
    return [key for key in first if key is not None][:most]


def histograms(values: Mapping[str, Floats], case: str, caption: Sequence[str]) -> go.Figure:
    """How often runs end where: a panel for each outcome, counted in bins, so that no run is left out."""
    figure = look.canvas().set_subplots(
        rows=len(values), cols=1, vertical_spacing=0.36 / max(1, len(values) - 1)
    )
    figure.update_layout(template=look.TEMPLATE)
    told = []
    for row, (key, own) in enumerate(values.items(), start=1):
        counts, edges = np.histogram(own, bins=BINS)
        figure.add_bar(
            x=(edges[:-1] + edges[1:]) / 2, y=100 * counts / len(own), width=np.diff(edges), name=key, row=row,
            col=1, showlegend=False, marker={"color": look.SIDES[0].colour, "line": {"width": 0}},
            hovertemplate="about %{x:.3~g}: %{y:.2~f} % of runs<extra></extra>",
        )  # fmt: skip
        title = f"{key} ({unit(key)})" if unit(key) else key
        figure.update_xaxes(title_text=look.escaped(title), row=row, col=1)
        figure.update_yaxes(title_text="% of runs", row=row, col=1, rangemode="tozero")
        low, middle, high = np.quantile(own, [0.05, 0.5, 0.95])
        told.append(f"{key}: median {middle:.3g}, 5 to 95 % from {low:.3g} to {high:.3g}")
    return look.frame(
        figure, title="Where runs end", subtitle=f"{case}; share of runs in each of {BINS} bins",
        caption=caption, alt=f"Histograms of outcomes at the end, {case}. {'; '.join(told)}.",
        height=150 * len(values), below=58,
    )  # fmt: skip
