"""Maximum likelihood, and how far each parameter may move before the data object.

The likelihood is the product over observed items of the chance (``sim.trial.chances``) of what was observed. It takes
items as independent given the parameters (a composite likelihood, Varin, Reid & Firth 2011): where actors follow one
another its intervals are too narrow, which ``sim.trial.abc`` does not share.

Search: a Sobol screen of the bounds, then bounded Nelder-Mead (scipy.optimize) from the best of its points and of the
theory's own values. Intervals: profile likelihood, twice its fall against the quantile of χ² with one degree of freedom
(Venzon & Moolgavkar 1988).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.stats import chi2, qmc

from sim.setting import Floats
from sim.trial.chances import Case, chances
from sim.trial.space import Space

SCREEN = 32
"""Points screened for each free parameter."""
STARTS = 2
"""Local searches, from the best of these and of the theory's own values."""
IMPOSSIBLE = 1e-12
FINE, COARSE = 5e-3, 1e-2
"""Tolerances of local searches, on the unit scale and in nats: for the maximum, and for the rest of a profile."""
MOST = 60
FIRST_STEP = 0.04
HALVINGS = 5
Objective = Callable[[Floats], Floats]
"""Log-likelihood of points of the unit cube, [P, D] → [P]."""


def log_likelihood(case: Case, free: Space, *, replicates: int, seed: int) -> Objective:
    """The log-likelihood of a case's record as a function on the unit cube of its free parameters."""
    observed = np.arange(len(case.record)), case.record.option

    def objective(unit: Floats) -> Floats:
        trials = [case.parameters(free.named(point)) for point in np.atleast_2d(unit)]
        table = chances(case, trials, replicates=replicates, seed=seed)
        return np.asarray(np.log(np.maximum(table[:, *observed], IMPOSSIBLE)).sum(axis=-1))

    return objective


def maximise(objective: Objective, own: Floats, seed: int) -> Floats:
    """The point of the unit cube with the greatest value, [D]; ``own`` is one more start."""
    size = len(own)
    drawn = qmc.Sobol(size, seed=seed).random(SCREEN * size)
    screened = np.vstack([own, drawn])
    starts = np.argsort(-objective(screened), kind="stable")[:STARTS]
    ends = [_climb(objective, screened[k], 0.15, FINE) for k in starts]
    return max(ends, key=lambda end: end[1])[0]


def _climb(objective: Objective, start: Floats, reach: float, tolerance: float) -> tuple[Floats, float]:
    """A local maximum from a start, and its height."""
    size = len(start)
    if not size:
        return start, float(objective(start[None])[0])
    steps = np.where(start > 0.5, -reach, reach) * np.eye(size)
    found = minimize(
        lambda x: -float(objective(x[None])[0]), start, method="Nelder-Mead", bounds=[(0, 1)] * size,
        options={"initial_simplex": np.vstack([start, start + steps]), "xatol": tolerance, "fatol": tolerance,
                 "maxfev": MOST * size},
    )  # fmt: skip
    return np.asarray(found.x), -float(found.fun)


@dataclass(frozen=True)
class Reach:
    """How far a parameter may move on the unit scale; open where the profile does not fall by the cut."""

    low: float
    high: float
    open_low: bool
    open_high: bool


def profile(objective: Objective, best: Floats, place: int, level: float) -> Reach:
    """The profile-likelihood interval of one parameter about the maximum."""
    top, cut = float(objective(best[None])[0]), float(chi2.ppf(level, 1)) / 2
    others = np.arange(len(best)) != place

    def fallen(at: float, nuisance: Floats) -> tuple[float, Floats]:
        """How far the profile has fallen there, less the cut, and where the other parameters then are."""

        def held(rest: Floats) -> Floats:
            points = np.full((len(rest), len(best)), at)
            points[:, others] = rest
            return objective(points)

        where, height = _climb(held, nuisance, 0.05, COARSE)
        return top - height - cut, where

    low, open_low = _edge(fallen, best[place], best[others], -1)
    high, open_high = _edge(fallen, best[place], best[others], 1)
    return Reach(low, high, open_low, open_high)


def _edge(
    fallen: Callable[[float, Floats], tuple[float, Floats]], start: float, nuisance: Floats, way: int
) -> tuple[float, bool]:
    """Where the profile has fallen by the cut on one side, and whether it never does: step out, then halve."""
    inside, step = start, FIRST_STEP
    while True:
        outside = float(np.clip(inside + way * step, 0, 1))
        gap, nuisance_there = fallen(outside, nuisance)
        if gap >= 0:
            break
        if outside in (0.0, 1.0):
            return outside, True
        inside, nuisance, step = outside, nuisance_there, 1.6 * step
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        gap, there = fallen(middle, nuisance)
        if gap >= 0:
            outside = middle
        else:
            inside, nuisance = middle, there
    return (inside + outside) / 2, False
