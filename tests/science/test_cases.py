"""What the articles' cases must show, with paired noise: the signs that issue and articles ask for."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.comparison import Comparison, Variation, compare, differences

pytestmark = [pytest.mark.science, pytest.mark.slow]

RUNS = 60


def against(name: str, **changes: str) -> Comparison:
    """A case beside itself with one value changed (dots in a path are written as two underscores)."""
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    changed = Variation("changed", sim.load_scenario(name, paths))
    return compare(Variation("as coded", sim.load_scenario(name)), [changed], replicates=RUNS)


def difference(comparison: Comparison, outcome: str, name: str = "changed") -> tuple[float, float]:
    """The 95 % interval of an outcome's paired difference."""
    found = next(d for d in comparison.differences[name] if d.outcome == outcome)
    return found.low, found.high


@pytest.mark.parametrize("case", ["humanity_alliance", "istanbul_conference"])
def test_half_the_patrons_commitment_means_more_restraint(case: str) -> None:
    lighter = against(case, actors__USA__commitment="0.5")
    assert difference(lighter, "restraint.ISR")[0] > 0
    assert difference(lighter, "harm_suffered.PSE")[1] < 0


def test_without_the_conference_the_coalition_weighs_less() -> None:
    case = sim.load_scenario("humanity_alliance")
    told = compare(
        Variation("as coded", case),
        [Variation("without it", case, without=("istanbul_peace_conference",))],
        replicates=RUNS,
    )
    assert difference(told, "weight_share.palestine", "without it")[1] < 0
    assert difference(told, "restraint.ISR", "without it")[1] < 0


def test_a_veto_binds_only_its_holders() -> None:
    """Under unanimity one member blocks; under a majority with a veto that it does not hold it cannot."""
    strict = sim.load_scenario("nato_veto", {"blocs.nato.rule": "unanimity"})
    open_ = sim.load_scenario(
        "nato_veto", {"blocs.nato.rule": "majority_with_veto", "blocs.nato.holders": "[USA]"}
    )
    told = compare(Variation("unanimity", strict), [Variation("veto of the USA", open_)], replicates=RUNS)
    motions = [
        m
        for m, motion in strict.motions.items()
        if motion.institution == "nato" and motion.favours == "israel"
    ]
    assert motions
    gains = [difference(told, f"passed.{m}", "veto of the USA") for m in motions]
    assert all(low >= 0 for low, _ in gains)
    assert max(low for low, _ in gains) > 0.5


def test_a_small_like_minded_bloc_decides_more_than_the_oic_under_consensus() -> None:
    """The same embargo text in both, asked of ever more commitment: the conference decides where the OIC stops."""
    decided = {}
    for demand in ("0.4", "0.5", "0.6", "0.7"):
        paths = {f"motions.{m}.demand": demand for m in ("embargo_conference", "embargo_oic")}
        result = sim.simulate(sim.load_scenario("humanity_alliance", paths), replicates=RUNS)
        decided[demand] = [result.outcome_arrays[f"passed.embargo_{b}"] for b in ("conference", "oic")]
    small, large = (np.mean([pair[side] for pair in decided.values()], axis=0) for side in (0, 1))
    gap = small - large
    assert gap.mean() > 3 * gap.std(ddof=1) / np.sqrt(gap.size)


def test_differences_of_a_case_with_itself_are_nothing() -> None:
    case = sim.load_scenario("nato_veto")
    same = sim.simulate(case, replicates=4)
    assert all(
        d.mean == 0 and d.error == 0 and d.more == 0
        for d in differences(same, sim.simulate(case, replicates=4))
    )
