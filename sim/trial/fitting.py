"""A theory's few free parameters, fitted to several cases at once, from coarse to fine.

What is made small is the mean over families of kin of the mean over cases of the log score, so that neither a case with
many actors nor four versions of one case outvote the others; chances are cut as in the score. A Sobol sample of the
bounds and the theory's own values come first, then two samples of boxes half and a quarter as wide around the best so
far. Points do not depend on the cases, so that folds which agree share them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from sim.scenario import Parameters, Theory
from sim.scoring import FLOOR
from sim.setting import Floats
from sim.trial.chances import Case, chances
from sim.trial.field import TrialCase, families, family_weights
from sim.trial.space import Space, space

REPLICATES, SEED = 16, 1
COARSE, FINE = 6, 4
"""Powers of two: points of the first sample, and of each later one."""
WIDTHS = (0.5, 0.25)

COMMON: dict[str, tuple[float, float]] = {
    "logit_precision": (0.5, 300), "autonomy_cost": (0, 1), "inertia": (0, 1),
}  # fmt: skip
"""Precision, cost of siding, premium on staying; a common scale of all weights would do the same as the first."""
OWN: dict[str, dict[str, tuple[float, float]]] = {
    "waltz": {"contest_decisiveness": (0.1, 3)},
    "walt": {"accommodation": (0, 1)},
    "schweller": {"weight_profit": (0.05, 4)},
    "constructivist": {"weight_peers": (0.05, 4)},
    "two_level": {"weight_dependence": (0.05, 4)},
    "full": {"weight_pact": (0.05, 4)},
}
"""The parameter that is most a theory's own."""

Losses = Callable[[TrialCase, Theory, list[dict[str, float]]], Floats]
"""Log score of a case at each of several sets of parameters, [P]."""


@dataclass(frozen=True)
class Fit:
    """Free parameters as fitted and as the theory has them, the mean log scores there, and the cases fitted to."""

    parameters: dict[str, float]
    own: dict[str, float]
    loss: float
    own_loss: float
    cases: tuple[str, ...]


def free_parameters(theory: Theory) -> Space:
    """What is fitted of a theory; the cost of siding makes no difference where nobody may stay out."""
    bounds = COMMON | OWN.get(theory.name, {})
    if theory.non_alignment is False:
        bounds = {name: ends for name, ends in bounds.items() if name != "autonomy_cost"}
    return space(bounds)


def losses(case: TrialCase, theory: Theory, points: list[dict[str, float]]) -> Floats:
    """The log score of a case at each set of parameters, [P]."""
    put = Case(case.scenario, case.record, theory)
    table = chances(put, [put.parameters(point) for point in points], replicates=REPLICATES, seed=SEED)
    told = table[:, np.arange(len(case.record)), case.record.option]
    return np.asarray(-np.log(np.maximum(told, FLOOR)).mean(axis=-1))


def fit(theory: Theory, cases: Sequence[TrialCase], look_up: Losses = losses) -> Fit:
    """The free parameters with the least mean log score over these cases and no others.

    Raises
    ------
    ValueError
        Where there is no case to learn from.
    """
    if not cases:
        raise ValueError("there is no other case to learn from")
    free, weights = free_parameters(theory), family_weights(families(cases))

    def mean_loss(unit: Floats) -> Floats:
        points = [free.named(u) for u in unit]
        return np.asarray(weights @ np.array([look_up(case, theory, points) for case in cases]))

    first = _first_sample(theory, free)
    found = mean_loss(first)
    own_loss, best, least = float(found[0]), first[found.argmin()], float(found.min())
    for width in WIDTHS:
        unit = _box(best, width, FINE)
        found = mean_loss(unit)
        if found.min() < least:
            best, least = unit[found.argmin()], float(found.min())
    return Fit(free.named(best), free.named(first[0]), least, own_loss, tuple(case.name for case in cases))


def first_points(theory: Theory) -> list[dict[str, float]]:
    """The theory's own values and the first sample, with which every fit begins."""
    free = free_parameters(theory)
    return [free.named(unit) for unit in _first_sample(theory, free)]


def _first_sample(theory: Theory, free: Space) -> Floats:
    in_force = Parameters(**theory.parameters.model_dump(exclude_unset=True))
    own = free.unit(np.array([getattr(in_force, name) for name in free.names], float))
    return np.vstack([own, _box(own, 1.0, COARSE)])


def _box(centre: Floats, width: float, power: int) -> Floats:
    """A Sobol sample of a box around a point, moved so as to lie inside the cube, [2^power, D]."""
    drawn = qmc.Sobol(len(centre), seed=SEED).random_base2(power)
    low = np.clip(centre - width / 2, 0, 1 - width)
    return np.asarray(low + width * drawn)
