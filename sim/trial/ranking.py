"""From scores on cases to a ranking that says which differences are within error.

Cases of one family (``sim.trial.field.kin``) share actors and years, so it is families that are drawn with
replacement, and all cases of a drawn family come with it (cluster bootstrap, Davison & Hinkley 1997, ch. 3). With few
families such intervals are rough, and too narrow: with five, of pairs of equal entrants a fifth seem to differ, not a
tenth. Of a single family nothing says how far chance moves a number, so the ends are NaN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from sim.setting import Floats
from sim.trial.cells import Cell
from sim.trial.field import TrialCase, family_weights
from sim.trial.scores import LEVELS, LOWER_IS_BETTER, RESAMPLES, LineUp, log_score

FEW = 10


def common_cases(table: pd.DataFrame) -> list[str]:
    """Cases on which every entrant was scored, in their order."""
    counts = table.groupby("case", sort=False)["entrant"].nunique()
    return list(counts[counts == table["entrant"].nunique()].index)


def totals(table: pd.DataFrame, family: Mapping[str, int]) -> pd.DataFrame:
    """Means over families of their means over the common cases, with 90 % intervals, by entrant and score."""
    cases = common_cases(table)
    if not cases:
        return pd.DataFrame(columns=["entrant", "score", "value", "low", "high"])
    weights, whole = _drawn(cases, family)
    rows = []
    for (entrant, score), own in table[table["case"].isin(cases)].groupby(["entrant", "score"], sort=False):
        values = own.set_index("case")["value"].loc[cases].to_numpy()
        rows.append((entrant, score, float(whole @ values), *_ends(weights @ values, weights)))
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
    weights, whole = _drawn(cases, family)
    better = -1 if score in LOWER_IS_BETTER else 1
    rows = []
    for first, second in combinations(names, 2):
        gap = (wide[first] - wide[second]).loc[cases].to_numpy()
        wins = int((better * gap > 0).sum())
        rows.append((first, second, float(whole @ gap), *_ends(weights @ gap, weights), wins, len(cases)))
    return pd.DataFrame(rows, columns=columns)


def gains(cells: Sequence[Cell], cases: Sequence[TrialCase], family: Mapping[str, int]) -> pd.DataFrame:
    """What fitting each parameter gave, see ``sim.trial.tournament.Tournament.gains``."""
    scored = {case.name: case for case in cases}
    rows = []
    for theory in dict.fromkeys(cell.theory for cell in cells):
        own = [(cell, cell.fit) for cell in cells if cell.theory == theory and cell.fit is not None]
        if not own:
            continue
        weights, whole = _drawn([cell.case for cell, _ in own], family)
        fitted = np.array([_log_score(cell.fitted, scored[cell.case]) for cell, _ in own])
        for name, value in own[0][1].own.items():
            gap = np.array([_log_score(cell.put_back[name], scored[cell.case]) for cell, _ in own]) - fitted
            found = [fit.parameters[name] for _, fit in own]
            told = float(whole @ gap), *_ends(weights @ gap, weights)
            rows.append((theory, name, value, min(found), max(found), *told))
    columns = ["theory", "parameter", "own", "lowest", "highest", "gain", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _log_score(chance: Floats | None, case: TrialCase) -> float:
    line = LineUp(np.asarray(chance), case.record.option, case.size)
    return float(log_score(line, np.ones(len(line.option))))


def _ends(means: Floats, weights: Floats) -> tuple[float, float]:
    """Ends of the 90 % interval of resampled means [B]; NaN where every resample is the same one family."""
    if (weights == weights[0]).all():
        return np.nan, np.nan
    low, high = np.quantile(means, LEVELS)
    return float(low), float(high)


def _drawn(cases: Sequence[str], family: Mapping[str, int]) -> tuple[Floats, Floats]:
    """Weight of each case in each resample of families [B, cases], and without resampling [cases]; they sum to one."""
    of = np.unique([family[case] for case in cases], return_inverse=True)[1]
    count = int(of.max()) + 1
    whole = family_weights(of.tolist())
    drawn = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)[:, of]
    return np.asarray(drawn * whole), whole
