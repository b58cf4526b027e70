"""Paired comparisons: the same noise under another theory, another history or another number.

Replicate r of every variation sees the same noise, so differences are taken run by run, and their error is that of
the paired difference, not of two separate means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.ensemble import Result, simulate
from sim.scenario import Scenario, Theory

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Variation:
    """One way to run: a name, a scenario, a theory (none: the scenario's), parameters and events left out."""

    name: str
    scenario: Scenario
    theory: Theory | str | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """How an outcome differs from the baseline's, in the outcome's unit.

    Attributes
    ----------
    baseline, variation
        Means over replicates.
    mean, error
        Mean paired difference and its standard error (0 for one replicate).
    low, high
        95 % interval of the mean difference, from the normal approximation; chance only, not coding.
    more
        Share of replicates in which the variation's outcome is greater.
    """

    outcome: str
    baseline: float
    variation: float
    mean: float
    error: float
    low: float
    high: float
    more: float


@dataclass(frozen=True)
class Comparison:
    """Results of a baseline and its variations, and every outcome's paired difference by variation."""

    baseline: Result
    results: dict[str, Result]
    differences: dict[str, list[Difference]]


def compare(
    baseline: Variation, variations: Sequence[Variation], *, replicates: int = 200, seed: int = 0
) -> Comparison:
    """Run a baseline and variations under the same noise and take paired differences.

    Raises
    ------
    ValueError
        For fewer than two replicates, which have no interval, or two variations of one name.

    Examples
    --------
    >>> from sim.loading import load_scenario
    >>> case = load_scenario("humanity_alliance")
    >>> both = compare(Variation("full", case), [Variation("walt", case, "walt")], replicates=8)
    >>> walt = {d.outcome: d for d in both.differences["walt"]}["weight_share.israel"]
    >>> walt.low < walt.mean < walt.high
    True
    """
    if replicates < 2:
        raise ValueError("a comparison needs at least 2 replicates")
    names = [variation.name for variation in variations]
    if len({baseline.name, *names}) != len(names) + 1:
        raise ValueError(f"variations need names of their own: {', '.join([baseline.name, *names])}")
    first = _run(baseline, replicates, seed)
    results = {variation.name: _run(variation, replicates, seed) for variation in variations}
    return Comparison(first, results, {name: differences(first, result) for name, result in results.items()})


def _run(variation: Variation, replicates: int, seed: int) -> Result:
    return simulate(
        variation.scenario, variation.theory, replicates=replicates, seed=seed, parameters=variation.parameters,
        without=variation.without,
    )  # fmt: skip


def differences(baseline: Result, other: Result) -> list[Difference]:
    """Paired differences of every outcome that both results have, in the baseline's order."""
    told = []
    for outcome, before in baseline.outcome_arrays.items():
        after = other.outcome_arrays.get(outcome)
        if after is None:
            continue
        gap = after - before
        error = float(gap.std(ddof=1) / np.sqrt(gap.size)) if gap.size > 1 else 0.0
        mean = float(gap.mean())
        told.append(
            Difference(
                outcome, float(before.mean()), float(after.mean()), mean, error, mean - Z95 * error,
                mean + Z95 * error, float((gap > 0).mean()),
            )
        )  # fmt: skip
    return told
