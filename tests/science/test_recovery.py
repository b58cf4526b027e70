"""Known parameters are found again: intervals from synthetic data cover them about as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

import sim
from sim.scenario import Parameters, Scenario, Theory
from sim.trial.calibration import LEVEL
from sim.trial.chances import Case, draws
from sim.trial.record import LINE_UP, Record, free_actors, record_of
from tests.arena import CODED, actor, arena

pytestmark = [pytest.mark.science, pytest.mark.slow]

TRUE = {"logit_precision": 6.0, "autonomy_cost": 0.15}
BOUNDS = {"logit_precision": (0.5, 50.0), "autonomy_cost": (0.0, 0.6)}
STILL = {"growth_volatility": 0, "mobilisation_rate": 0, "dissent_rate": 0, "outrage": 0, "opinion_rate": 0}
THEORY = Theory(
    name="kin", title="", summary="", sources=(), terms={"affinity": "made up"},
    parameters=Parameters(weight_affinity=1, revision_rate=0.5, **TRUE, **STILL),
)  # fmt: skip


def world(count: int = 24) -> Scenario:
    """Small actors with affinities for two leaders; one early vote."""
    rng = np.random.default_rng(5)
    codes = [f"A{k:02d}" for k in range(count)]
    dyads = [
        {"of": c, "toward": leader, "affinity": round(float(rng.uniform(-1, 1)), 3)}
        for c in codes for leader in ("EAST", "WEST")
    ]  # fmt: skip
    motion = {"title": "text", "favours": "east", "demand": 0.2, "date": "2000-05-10", **CODED}
    return arena({code: actor(0.05) for code in codes}, dyads, ticks=6, motions={"text": motion})


def synthetic(scenario: Scenario, repeats: int, seed: int, votes: bool) -> list[Record]:
    free = np.flatnonzero(free_actors(scenario))
    items = [(i, 6, LINE_UP, 0) for i in free] + [(i, 5, 0, 0) for i in free if votes]
    case = Case(scenario, record_of(items), THEORY)
    drawn = draws(case, [case.parameters(TRUE)] * repeats, seed=seed)
    return [record_of([(*item[:3], int(k)) for item, k in zip(items, each, strict=True)]) for each in drawn]


def covered(method, names: list[str], repeats: int, seed: int, votes: bool = False) -> dict[str, int]:
    """In how many repeats each interval covers the truth."""
    scenario, counts = world(), dict.fromkeys(names, 0)
    for record in synthetic(scenario, repeats, seed, votes):
        found = sim.calibrate(
            scenario,
            {name: BOUNDS[name] for name in names},
            THEORY,
            record=record,
            method=method,
            replicates=24,
        )
        for each in found.estimates:
            counts[each.name] += each.low <= TRUE[each.name] <= each.high
    return counts


def least(repeats: int) -> int:
    """The fewest covers that intervals of the stated level show in 199 of 200 tests."""
    return int(binom.ppf(0.005, repeats, LEVEL))


def test_profile_intervals_cover_the_precision() -> None:
    counts = covered("mle", ["logit_precision"], 12, seed=11)
    assert least(12) <= counts["logit_precision"]


def test_profile_intervals_cover_two_parameters_from_line_up_and_votes() -> None:
    counts = covered("mle", ["logit_precision", "autonomy_cost"], 4, seed=12, votes=True)
    assert min(counts.values()) >= least(4)


def test_posterior_intervals_cover_the_precision() -> None:
    counts = covered("abc", ["logit_precision"], 4, seed=13)
    assert least(4) <= counts["logit_precision"]


def test_wrong_parameters_are_not_covered_for_ever() -> None:
    """More actors, narrower intervals: the test above can fail."""
    scenario = world(96)
    (record,) = synthetic(scenario, 1, seed=14, votes=False)
    found = sim.calibrate(scenario, {"logit_precision": (0.5, 50)}, THEORY, record=record, replicates=12)
    (each,) = found.estimates
    assert 6 / 2 < each.low < 6 < each.high < 6 * 2
