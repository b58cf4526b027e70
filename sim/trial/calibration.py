"""Estimate named parameters of a theory from what was observed of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from sim.loading import load_theory
from sim.scenario import Parameters, Scenario, Theory
from sim.scenario.theory import TERMS
from sim.setting import Floats
from sim.trial import abc
from sim.trial.chances import Case
from sim.trial.likelihood import Objective, Reach, log_likelihood, maximise, profile
from sim.trial.record import Record, expected_record
from sim.trial.space import Space, space

Method = Literal["mle", "abc"]
LEVEL = 0.9
CHECKS = 4
"""Other seeds under which the likelihood at the estimate is looked at, to say how far chance moves it."""
NOISY = 0.5


@dataclass(frozen=True)
class Estimate:
    """A parameter's estimate.

    Attributes
    ----------
    name, value
        Which, and its estimate: the maximum of the likelihood, or the posterior's median.
    low, high
        Ends of the 90 % interval: of the profile likelihood, or quantiles of the posterior.
    open_low, open_high
        Whether the profile does not fall by the cut down (up) to the bound, so that the interval ends there only
        because the search does.
    bounds
        Bounds of the search, and of the prior.
    own
        What the theory had.
    """

    name: str
    value: float
    low: float
    high: float
    open_low: bool
    open_high: bool
    bounds: tuple[float, float]
    own: float

    @property
    def remark(self) -> str:
        """What the data say of it where they do not fix it."""
        low, high = self.bounds
        if self.open_low and self.open_high:
            return f"not identified: nowhere from {low:g} to {high:g} do the data object"
        if self.open_low:
            return f"bounded from above only: the data allow {low:g}, the lowest that was tried"
        if self.open_high:
            return f"bounded from below only: the data allow {high:g}, the highest that was tried"
        return ""


@dataclass(frozen=True)
class Calibration:
    """What a calibration found.

    Attributes
    ----------
    theory
        The theory with the estimates in place of its own numbers.
    base, scenario, method
        Names of the theory and scenario it began with, and how it was done.
    estimates
        One for each free parameter.
    items
        How many alignments and votes were observed.
    log_likelihood, own_log_likelihood
        At the maximum of the likelihood, and at the theory's own values, in nats.
    simulation_error
        Standard deviation over seeds of the log-likelihood at the maximum.
    replicates, seed
        Of the simulated likelihood.
    posterior
        With ``abc``: effective sample size, tolerance, generations and data sets simulated.
    notes
        What to bear in mind.
    """

    theory: Theory
    base: str
    scenario: str
    method: Method
    estimates: tuple[Estimate, ...]
    items: dict[str, int]
    log_likelihood: float
    own_log_likelihood: float
    simulation_error: float
    replicates: int
    seed: int
    posterior: dict[str, float] | None
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """All of it, JSON-ready."""
        told = asdict(self) | {"theory": self.theory.model_dump(mode="json", exclude_unset=True)}
        for row, estimate in zip(told["estimates"], self.estimates, strict=True):
            row["remark"] = estimate.remark
        return told


def calibrate(
    scenario: Scenario,
    estimate: Mapping[str, tuple[float, float] | None],
    theory: Theory | str | None = None,
    *,
    record: Record | None = None,
    method: Method = "mle",
    replicates: int = 100,
    seed: int = 0,
    name: str | None = None,
) -> Calibration:
    """Estimate parameters by maximum likelihood or approximate Bayesian computation.

    Parameters
    ----------
    estimate
        Bounds of each parameter to estimate; None: those that the model allows. With ``abc`` the prior is uniform
        between them.
    record
        What was observed (``sim.trial.record``, ``sim.trial.reading``); left out, the scenario's ``expected`` line-up.
    name
        Of the calibrated theory.

    Raises
    ------
    ValueError
        For unknown parameters, wrong bounds, or where nothing was observed.
    """
    chosen = theory if isinstance(theory, Theory) else load_theory(theory or scenario.meta.theory)
    case = Case(scenario, expected_record(scenario) if record is None else record, chosen)
    free, in_force = space(estimate), case.parameters({})
    own = np.array([getattr(in_force, each) for each in free.names])
    objective = log_likelihood(case, free, replicates=replicates, seed=seed)
    best = maximise(objective, free.unit(own), seed)
    heights = objective(np.vstack([best, free.unit(own)]))
    errors = [
        float(log_likelihood(case, free, replicates=replicates, seed=seed + 1 + k)(best)[0])
        for k in range(CHECKS)
    ]
    posterior = None
    if method == "mle":
        found = _by_profile(objective, best, free, own)
    else:
        found, posterior = _by_abc(case, objective, free, own, replicates, seed)
    noise = float(np.std([heights[0], *errors], ddof=1))
    values = {each.name: each.value for each in found}
    return Calibration(
        theory=_calibrated(chosen, values, scenario, method, found, name), base=chosen.name,
        scenario=scenario.meta.name, method=method, estimates=found, items=_items(case.record),
        log_likelihood=float(heights[0]), own_log_likelihood=float(heights[1]), simulation_error=noise,
        replicates=replicates, seed=seed, posterior=posterior, notes=_notes(case, noise),
    )  # fmt: skip


def _by_profile(objective: Objective, best: Floats, free: Space, own: Floats) -> tuple[Estimate, ...]:
    told = []
    for place, name in enumerate(free.names):
        reach: Reach = profile(objective, best, place, LEVEL)
        low, value, high = (
            float(free.values(np.where(np.arange(len(best)) == place, at, best))[place])
            for at in (reach.low, best[place], reach.high)
        )
        bounds = float(free.low[place]), float(free.high[place])
        told.append(
            Estimate(name, value, low, high, reach.open_low, reach.open_high, bounds, float(own[place]))
        )
    return tuple(told)


def _by_abc(
    case: Case, objective: Objective, free: Space, own: Floats, replicates: int, seed: int
) -> tuple[tuple[Estimate, ...], dict[str, float]]:
    about = abc.summary(case, free, objective, replicates=replicates, seed=seed)
    posterior = abc.sample(case, free, about, seed=seed)
    low, middle, high = posterior.quantiles([(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    told = tuple(
        Estimate(
            name, float(middle[k]), float(low[k]), float(high[k]), False, False,
            (float(free.low[k]), float(free.high[k])), float(own[k]),
        )
        for k, name in enumerate(free.names)
    )  # fmt: skip
    return told, {
        "effective_size": posterior.effective_size, "tolerance": posterior.tolerance,
        "generations": posterior.generations, "simulated": posterior.simulated,
    }  # fmt: skip


def _items(record: Record) -> dict[str, int]:
    alignments = int(record.line_up.sum())
    return {"alignments": alignments, "votes": len(record) - alignments}


def _notes(case: Case, noise: float) -> tuple[str, ...]:
    notes = [
        "items are taken as independent given the parameters; where actors follow one another, likelihood intervals "
        "are too narrow (abc draws whole data sets: its are not)"
    ]
    if noise > NOISY:
        notes.append(
            f"chance moves the log-likelihood by {noise:.2f} (standard deviation): ask for more replicates before "
            "believing the intervals"
        )
    forbids = case.theory.non_alignment is False or (
        case.theory.non_alignment is None and not case.scenario.meta.non_alignment
    )
    if forbids and (case.record.option[case.record.line_up] == 0).any():
        notes.append(
            "the theory has nobody stay out, but some of the observed do: nothing estimated can mend that"
        )
    return tuple(notes)


def _calibrated(
    theory: Theory, values: Mapping[str, float], scenario: Scenario, method: Method, found: tuple[Estimate, ...],
    name: str | None,
) -> Theory:  # fmt: skip
    """The theory with estimates; its terms are again those that its parameters switch on."""
    parameters = Parameters(**theory.parameters.model_dump(exclude_unset=True) | dict(values))
    terms = {
        term: theory.terms.get(term, "Switched on by calibration.")
        for term, switch in TERMS.items()
        if (getattr(parameters, switch) > 0 and switch in parameters.model_fields_set)
        or (term in theory.terms and getattr(parameters, switch) > 0)
    }
    how = {
        "mle": "maximum simulated likelihood, 90 % profile interval",
        "abc": "ABC, posterior median and 90 % interval",
    }
    numbers = "; ".join(
        f"{each.name} {each.value:.4g} [{each.low:.4g}, {each.high:.4g}]"
        + (f" ({each.remark})" if each.remark else "")
        for each in found
    )
    return theory.model_copy(
        update={
            "name": name or f"{theory.name}_calibrated",
            "title": f"{theory.title}, calibrated",
            "summary": f"{theory.summary.strip()} Estimated from {scenario.meta.name} by {how[method]}: {numbers}. "
            "All else as in the theory.",
            "terms": terms,
            "parameters": parameters,
        }
    )
