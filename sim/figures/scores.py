"""How good forecasts and theories were: calibration, scores against baselines, a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import pandas as pd
import plotly.graph_objects as go

from sim.discovery.stability import wilson
from sim.figures import look, sweeps, telling
from sim.figures.look import SIDES

if TYPE_CHECKING:
    from sim.forecasting import MotionScore

RULES = {
    "brier": ("Brier score", "0 is perfect, 0.25 says one half to everything; lower is better"),
    "log_score": ("log score, nats", "0 is perfect, 0.69 says one half to everything; lower is better"),
    "auc": ("area under the ROC curve", "1 is perfect, 0.5 is guessing; higher is better"),
}
_BRACKET = 12
"""Pixels between the lines that join theories."""


def _scored(scored: MotionScore | Sequence[MotionScore]) -> list[MotionScore]:
    each = list(scored) if isinstance(scored, Sequence) else [scored]
    if not each:
        raise telling.NothingToShowError("there is no scored motion: hindcast needs a record of votes")
    return each


def reliability(scored: MotionScore | Sequence[MotionScore]) -> go.Figure:
    """What was said against what happened: chance of yes and share of yes, with 95 % intervals, all motions together.

    Raises
    ------
    ValueError
        Where nothing was scored.
    """
    each = _scored(scored)
    bins = pooled([row for motion in each for row in motion.calibration])
    said, happened = 100 * bins["mean_chance"], 100 * bins["happened"]
    figure = look.canvas()
    figure.add_scatter(
        x=[0, 100], y=[0, 100], mode="lines", name="as often as said", hoverinfo="skip",
        line={"width": 1.2, "dash": "dash", "color": look.MUTED},
    )  # fmt: skip
    figure.add_scatter(
        x=said.round(3), y=happened.round(3), mode="markers+text", name="votes given about this chance",
        text=[f"{n:,}" for n in bins["cases"]], textposition="bottom right", textfont={"size": 11},
        marker={"size": 11, "color": SIDES[0].colour},
        error_y=sweeps.whiskers(happened, 100 * bins["low"], 100 * bins["high"], SIDES[0].colour),
        customdata=[[r.cases, sweeps.spread(100 * r.happened, 100 * r.low, 100 * r.high)] for r in bins.itertuples()],
        hovertemplate="said %{x:.0f} %, happened %{customdata[1]} %, %{customdata[0]} votes<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(title_text="said: chance of yes, %", range=[-3, 103])
    figure.update_yaxes(title_text="happened: yes, % of votes", range=[-5, 105])
    told = "; ".join(
        f"said {r.mean_chance:.0%}, happened {r.happened:.0%} ({r.low:.0%} to {r.high:.0%}) of {r.cases:,}"
        for r in bins.itertuples()
    )
    many = f"{len(each)} motions" if len(each) > 1 else each[0].motion
    return look.frame(
        figure, title="Does it happen as often as said?",
        subtitle=f"{many}, {int(bins['cases'].sum()):,} votes, yes against not yes; whiskers: "
        "95\u00a0% interval (Wilson)",
        caption=[
            "Numbers: votes. On the dashed line chances are right. Votes on one motion hang together, so the intervals "
            "are rather too narrow."
        ],
        alt=f"Calibration of {many}: {told}.", height=340, below=54,
    )  # fmt: skip


def pooled(rows: Sequence[dict[str, float]]) -> pd.DataFrame:
    """Rows of calibration tables with the same bins put together, with 95 % Wilson intervals.

    Examples
    --------
    >>> one = {"from": 0.0, "to": 0.5, "cases": 10, "mean_chance": 0.2, "happened": 0.1}
    >>> two = {"from": 0.0, "to": 0.5, "cases": 30, "mean_chance": 0.4, "happened": 0.5}
    >>> pooled([one, two])[["cases", "mean_chance", "happened"]].round(3).to_numpy().tolist()
    [[40.0, 0.35, 0.4]]
    """
    columns = ("from", "to", "cases", "mean_chance", "happened")
    frame = sweeps.rows(pd.DataFrame(rows), columns, "reliability", ("mean_chance", "happened"))
    weighted = frame.assign(
        mean_chance=frame["mean_chance"] * frame["cases"], happened=frame["happened"] * frame["cases"]
    )
    sums = weighted.groupby(["from", "to"], as_index=False)[["cases", "mean_chance", "happened"]].sum()
    sums[["mean_chance", "happened"]] = sums[["mean_chance", "happened"]].div(sums["cases"], axis=0)
    ends = [wilson(row.happened, int(row.cases)) for row in sums.itertuples()]
    return sums.assign(low=[low for low, _ in ends], high=[high for _, high in ends])


def scores(
    scored: MotionScore | Sequence[MotionScore], score: Literal["brier", "log_score", "auc"] = "brier"
) -> go.Figure:
    """A score of the model and of the baselines on each motion, with 90 % bootstrap intervals.

    Raises
    ------
    ValueError
        For an unknown score, or where none has a number.
    """
    each = _scored(scored)
    telling.named("score", [score], RULES, [])
    title, reading = RULES[score]
    table = pd.DataFrame(
        [
            (place, motion.motion, who, own[score].value, own[score].low, own[score].high)
            for place, motion in enumerate(each)
            for who, own in motion.scores.items()
        ],
        columns=["place", "motion", "who", "value", "low", "high"],
    )
    table = sweeps.rows(table, ("value", "low", "high"), f"scores ({score})")
    who = list(dict.fromkeys(table["who"]))
    figure = look.canvas()
    for k, (name, style) in enumerate(zip(who, SIDES, strict=False)):
        own = table[table["who"] == name]
        shift = 0.18 * (k - (len(who) - 1) / 2)
        figure.add_scatter(
            x=own["value"].round(6), y=own["place"] + shift, mode="markers", name=name.replace("_", " "),
            marker={"symbol": style.symbol, "size": 10, "color": style.colour},
            error_x=sweeps.whiskers(own["value"], own["low"], own["high"], style.colour),
            customdata=[[r.motion, sweeps.spread(r.value, r.low, r.high)] for r in own.itertuples()],
            hovertemplate="%{customdata[0]}: %{customdata[1]}",
        )  # fmt: skip
    figure.update_xaxes(title_text=title)
    names = [f"{motion.motion}, {motion.voters} votes" for motion in each]
    told = "; ".join(
        f"{r.motion}, {r.who.replace('_', ' ')} {sweeps.spread(r.value, r.low, r.high)}"
        for r in table.itertuples()
    )
    return look.frame(
        figure, title=f"How good were the forecasts? {title}",
        subtitle=f"{len(each)} motion{'s'[: len(each) > 1]}, yes against not yes; whiskers: 90\u00a0% bootstrap "
        "interval over votes",
        caption=[
            f"{reading[0].upper()}{reading[1:]}. The model knows earlier votes only; the baselines know the scored "
            "motion's general outcome too."
        ],
        alt=f"{title}; {reading}. {told}.", height=max(110, (24 + 17 * len(who)) * len(each)),
        left=sweeps.rows_axis(figure, names), below=52,
    )  # fmt: skip


def ranking(
    frame: pd.DataFrame, pairs: pd.DataFrame | None = None, *, score: str = "score",
    better: Literal["higher", "lower"] = "lower",
) -> go.Figure:  # fmt: skip
    """Theories, and baselines among them, by score; lines at the right join those that the data cannot tell apart.

    Parameters
    ----------
    frame
        A row an entrant, a theory or a baseline: ``theory``, ``score``, ``low``, ``high`` (ends of its interval).
    pairs
        A row a pair: ``first``, ``second``, ``low``, ``high`` of the paired difference of their scores; within error
        where that holds zero. Without, a pair is within error where the two intervals overlap, which is too cautious
        for scores on the same cases.
    score
        Its name and unit, for the axis.
    better
        Whether a ``higher`` or a ``lower`` score is better.

    Raises
    ------
    ValueError
        For a missing column, an entrant twice, no number, or a pair that is missing or of unknown entrants.
    """
    if better not in ("higher", "lower"):
        raise ValueError(f"better must be higher or lower (got {better!r})")
    table = sweeps.rows(frame, ("theory", "score", "low", "high"), "ranking", ("score",))
    if table["theory"].duplicated().any():
        raise ValueError("ranking needs each entrant once")
    table = table.sort_values("score", ascending=better == "lower", kind="stable")
    names = [str(name) for name in table["theory"]]
    close = _within_error(table, names, pairs)
    groups = _joined(names, close)
    figure = look.canvas()
    figure.add_scatter(
        x=table["score"].round(6), y=list(range(len(names))), mode="markers", name=score,
        marker={"size": 11, "color": SIDES[0].colour},
        error_x=sweeps.whiskers(table["score"], table["low"], table["high"], SIDES[0].colour),
        customdata=[[r.theory, sweeps.spread(r.score, r.low, r.high)] for r in table.itertuples()],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
    )  # fmt: skip
    for k, (first, last) in enumerate(groups):
        figure.add_shape(
            type="line", xref="paper", xsizemode="pixel", xanchor=1, x0=_BRACKET * (k + 1), x1=_BRACKET * (k + 1),
            yref="y", y0=first - 0.2, y1=last + 0.2, line={"width": 4, "color": look.INK},
            name=f"{names[first]} to {names[last]}",
        )  # fmt: skip
    figure.update_xaxes(title_text=f"{score}, {better} is better")
    told = "; ".join(
        f"{k} {r.theory} {sweeps.spread(r.score, r.low, r.high)}" for k, r in enumerate(table.itertuples(), 1)
    )
    apart = (
        ", ".join(f"{a} and {b}" for a, b in combinations(names, 2) if frozenset((a, b)) in close) or "none"
    )
    rule = (
        "their intervals overlap" if pairs is None else "the interval of their paired difference holds zero"
    )
    return look.frame(
        figure, title="Which entrant does best?",
        subtitle=f"{score}, {len(names)} entrants; whiskers: interval of the score",
        caption=[
            f"Lines at the right join entrants within error of each other: {rule}.",
            "Conditional on how the cases were coded.",
        ],
        alt=f"Entrants by {score}, {better} is better: {told}. Pairs within error: {apart}.",
        height=max(110, 32 * len(names)), left=sweeps.rows_axis(figure, [f"{k}. {n}" for k, n in enumerate(names, 1)]),
        right=20 + _BRACKET * len(groups), below=52,
    )  # fmt: skip


def _within_error(table: pd.DataFrame, names: list[str], pairs: pd.DataFrame | None) -> set[frozenset[str]]:
    """Pairs that cannot be told apart."""
    if pairs is None:
        ends = {str(r.theory): (r.low, r.high) for r in table.itertuples()}
        return {
            frozenset((a, b)) for a, b in combinations(names, 2)
            if not (ends[a][1] < ends[b][0] or ends[b][1] < ends[a][0])
        }  # fmt: skip
    told = sweeps.rows(pairs, ("first", "second", "low", "high"), "ranking (pairs)", ("low", "high"))
    for name in (*told["first"], *told["second"]):
        telling.named("entrant of this ranking", [str(name)], names, [])
    known = {frozenset((str(r.first), str(r.second))): r.low <= 0 <= r.high for r in told.itertuples()}
    missing = [f"{a} and {b}" for a, b in combinations(names, 2) if frozenset((a, b)) not in known]
    if missing:
        raise ValueError(f"ranking (pairs) lacks {'; '.join(missing[:5])}")
    return {pair for pair, close in known.items() if close}


def _joined(names: list[str], close: set[frozenset[str]]) -> list[tuple[int, int]]:
    """The longest runs of neighbours in the order of which every two are within error (after Demšar 2006)."""
    runs: list[tuple[int, int]] = []
    for first in range(len(names)):
        last = first
        while last + 1 < len(names) and all(
            frozenset((names[k], names[last + 1])) in close for k in range(first, last + 1)
        ):
            last += 1
        if last > first and (not runs or last > runs[-1][1]):
            runs.append((first, last))
    return runs
