"""Scores of probabilities against what happened, with bootstrap intervals, and baselines to beat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Score = Callable[[Floats, Floats], float]

FLOOR = 1e-3
"""A probability is not trusted beyond this far from 0 and 1 in the log score: one sure miss would decide it."""


def brier(chance: Floats, happened: Floats) -> float:
    """Mean (p - y)² (Brier 1950); 0 is perfect, 0.25 says one half to everything.

    Examples
    --------
    >>> brier(np.array([1.0, 0.5]), np.array([1.0, 1.0]))
    0.125
    """
    return float(np.mean((chance - happened) ** 2))


def log_score(chance: Floats, happened: Floats) -> float:
    """Mean -log of the chance given to what happened, in nats; chances cut to [FLOOR, 1 - FLOOR].

    Examples
    --------
    >>> round(log_score(np.array([0.5]), np.array([1.0])), 4)
    0.6931
    """
    p = np.clip(chance, FLOOR, 1 - FLOOR)
    return float(-np.mean(np.where(happened > 0.5, np.log(p), np.log(1 - p))))


def auc(chance: Floats, happened: Floats) -> float:
    """Area under the ROC curve: chance that a case that happened ranks above one that did not; ties count half.

    NaN where all or none happened (Hanley & McNeil 1982).

    Examples
    --------
    >>> auc(np.array([0.9, 0.4, 0.4]), np.array([1.0, 1.0, 0.0]))
    0.75
    """
    positive = happened > 0.5
    n1, n0 = int(positive.sum()), int((~positive).sum())
    if not n1 or not n0:
        return float("nan")
    return float((rankdata(chance)[positive].sum() - n1 * (n1 + 1) / 2) / (n1 * n0))


SCORES: dict[str, Score] = {"brier": brier, "log_score": log_score, "auc": auc}


@dataclass(frozen=True)
class Interval:
    """A score and its 90 % bootstrap interval over cases."""

    value: float
    low: float
    high: float


def with_interval(
    score: Score, chance: Floats, happened: Floats, *, resamples: int = 1000, seed: int = 0
) -> Interval:
    """A score with the interval that resampling the cases gives (percentile bootstrap, Efron 1979)."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(len(chance), size=(resamples, len(chance)))
    values = np.array([score(chance[rows], happened[rows]) for rows in drawn])
    values = values[np.isfinite(values)]
    low, high = np.quantile(values, [0.05, 0.95]) if values.size else (np.nan, np.nan)
    return Interval(score(chance, happened), float(low), float(high))


def calibration_table(chance: Floats, happened: Floats, bins: int = 5) -> list[dict[str, float]]:
    """Of the cases given about this chance, how many happened: one row for each equal-width bin with cases."""
    place = np.minimum((chance * bins).astype(int), bins - 1)
    return [
        {
            "from": k / bins,
            "to": (k + 1) / bins,
            "cases": int((place == k).sum()),
            "mean_chance": float(chance[place == k].mean()),
            "happened": float(happened[place == k].mean()),
        }
        for k in range(bins)
        if (place == k).any()
    ]


def logistic_fit(features: Floats, happened: Floats, ridge: float = 0.1) -> Callable[[Floats], Floats]:
    """Logistic regression with a small ridge penalty: from features [n, f] and outcomes to chances.

    Examples
    --------
    >>> chance = logistic_fit(np.array([[0.0], [1.0], [0.0], [1.0]]), np.array([0.0, 1.0, 0.0, 1.0]))
    >>> bool(chance(np.array([[1.0]]))[0] > 0.8)
    True
    """
    design = np.column_stack([np.ones(len(features)), features])

    def loss(weights: Floats) -> float:
        margin = (2 * happened - 1) * (design @ weights)
        return float(np.logaddexp(0, -margin).sum() + ridge * (weights[1:] ** 2).sum() / 2)

    best = minimize(loss, np.zeros(design.shape[1]), method="BFGS").x

    def chance(new: Floats) -> Floats:
        return np.asarray(0.5 + 0.5 * np.tanh(0.5 * np.column_stack([np.ones(len(new)), new]) @ best))

    return chance


def cross_validated(features: Floats, happened: Floats, folds: int = 10, seed: int = 0) -> Floats:
    """Chances from a logistic regression fitted on the other folds, [n]: each case predicted without itself."""
    place = np.random.default_rng(seed).permutation(len(happened)) % folds
    chance = np.empty(len(happened))
    for k in range(folds):
        chance[place == k] = logistic_fit(features[place != k], happened[place != k])(features[place == k])
    return chance
