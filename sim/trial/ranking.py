"""From scores on cases to a ranking that says which differences are within error.

Cases of one family (``sim.trial.field.kin``) share actors and years, so it is families that are drawn with
replacement, and all cases of a drawn family come with it (cluster bootstrap, Davison & Hinkley 1997, ch. 3). Of few
families, percentiles of resampled means lie too close together: with five, of pairs of equal entrants a fifth would
seem to differ, not a tenth. So the ends are expanded percentiles (``levels``), with which an eighth do. Of a single
family nothing says how far chance moves a number, so the ends are NaN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from sim.setting import Floats
from sim.trial.cells import Cell
from sim.trial.field import TrialCase, family_weights
from sim.trial.scores import LEVELS, LOWER_IS_BETTER, LineUp, log_score

FEW = 10
RESAMPLES = 10_000
"""The ends lie far out, where a thousand resamples are too few."""


def common_cases(table: pd.DataFrame) -> list[str]:
    """Cases on which every entrant was scored, in their order."""
    counts = table.groupby("case", sort=False)["entrant"].nunique()
    return list(counts[counts == table["entrant"].nunique()].index)


def totals(table: pd.DataFrame, family: Mapping[str, int]) -> pd.DataFrame:
    """Means over families of their means over the common cases, with 90 % intervals, by entrant and score."""
    cases = common_cases(table)
    if not cases:
        return pd.DataFrame(columns=["entrant", "score", "value", "low", "high"])
    weights, whole, families = _drawn(cases, family)
    rows = []
    for (entrant, score), own in table[table["case"].isin(cases)].groupby(["entrant", "score"], sort=False):
        values = own.set_index("case")["value"].loc[cases].to_numpy()
        rows.append((entrant, score, float(whole @ values), *_ends(weights @ values, families)))
    return pd.DataFrame(rows, columns=["entrant", "score", "value", "low", "high"])


def pairs(
    table: pd.DataFrame, family: Mapping[str, int], score: str, entrants: Sequence[str] | None = None
) -> pd.DataFrame:
    """First less second, paired by case; ``wins`` counts the cases on which the first is better, ``cases`` all of them.

    Examples
    --------
    >>> rows = [("a", "x", "brier", 0.1), ("b", "x", "brier", 0.3), ("a", "y", "brier", 0.2), ("b", "y", "brier", 0.6)]
    >>> told = pairs(pd.DataFrame(rows, columns=["entrant", "case", "score", "value"]), {"x": 0, "y": 1}, "brier")
    >>> told[["first", "second", "value", "wins"]].round(2).to_numpy().tolist()
    [['a', 'b', -0.3, 2]]
    """
    cases = common_cases(table)
    columns = ["first", "second", "value", "low", "high", "wins", "cases"]
    wide = table[table["score"] == score].pivot(index="case", columns="entrant", values="value")
    names = list(dict.fromkeys(table["entrant"])) if entrants is None else list(entrants)
    if not cases:
        return pd.DataFrame(columns=columns)
    weights, whole, families = _drawn(cases, family)
    better = -1 if score in LOWER_IS_BETTER else 1
    rows = []
    for first, second in combinations(names, 2):
        gap = (wide[first] - wide[second]).loc[cases].to_numpy()
        wins = int((better * gap > 0).sum())
        rows.append((first, second, float(whole @ gap), *_ends(weights @ gap, families), wins, len(cases)))
    return pd.DataFrame(rows, columns=columns)


def gains(cells: Sequence[Cell], cases: Sequence[TrialCase], family: Mapping[str, int]) -> pd.DataFrame:
    """What fitting each parameter gave, see ``sim.trial.tournament.Tournament.gains``."""
    scored = {case.name: case for case in cases}
    rows = []
    for theory in dict.fromkeys(cell.theory for cell in cells):
        own = [(cell, cell.fit) for cell in cells if cell.theory == theory and cell.fit is not None]
        if not own:
            continue
        weights, whole, families = _drawn([cell.case for cell, _ in own], family)
        fitted = np.array([log_score_of(cell.fitted, scored[cell.case]) for cell, _ in own])
        for name, value in own[0][1].own.items():
            gap = np.array([log_score_of(cell.put_back[name], scored[cell.case]) for cell, _ in own]) - fitted
            found = [fit.parameters[name] for _, fit in own]
            told = float(whole @ gap), *_ends(weights @ gap, families)
            rows.append((theory, name, value, min(found), max(found), *told))
    columns = ["theory", "parameter", "own", "lowest", "highest", "gain", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def log_score_of(chance: Floats | None, case: TrialCase) -> float:
    """The log score of chances [N, options] on a case, its actors counting alike."""
    line = LineUp(np.asarray(chance), case.record.option, case.size)
    return float(log_score(line, np.ones(len(line.option))))


def levels(families: int) -> tuple[float, float]:
    """Which percentiles of resampled means bound 90 %: Φ(±√(n/(n-1))·t), t Student's with n - 1 degrees of freedom.

    A resampled mean of n spreads by √((n-1)/n) too little, and its percentiles are those of a normal law where
    Student's is right; both matter for small n (expanded percentile interval, Hesterberg 2015).

    Examples
    --------
    >>> [round(levels(n)[0], 3) for n in (5, 10, 1000)]
    [0.009, 0.027, 0.05]
    """
    low, high = np.sqrt(families / (families - 1)) * stats.t.ppf(LEVELS, families - 1)
    return float(stats.norm.cdf(low)), float(stats.norm.cdf(high))


def _ends(means: Floats, families: int) -> tuple[float, float]:
    """Ends of the 90 % interval of resampled means [B]; NaN of one family."""
    if families < 2:
        return np.nan, np.nan
    low, high = np.quantile(means, levels(families))
    return float(low), float(high)


def _drawn(cases: Sequence[str], family: Mapping[str, int]) -> tuple[Floats, Floats, int]:
    """Weight of each case in each resample of families [B, cases], without it [cases], and how many families."""
    of = np.unique([family[case] for case in cases], return_inverse=True)[1]
    count = int(of.max()) + 1
    whole = family_weights(of.tolist())
    drawn = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)[:, of]
    return np.asarray(drawn * whole), whole, count
