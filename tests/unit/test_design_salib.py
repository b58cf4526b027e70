"""SALib: it is asked right, and its analyses find in our points what is known."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import fast, morris, rbd_fast, sobol

from sim.designs import Factor, draw, salib_problem
from tests.unit.test_designs import UNIT, A, B, design


def test_salib_sees_the_unit_cube():
    assert salib_problem(design("sobol")) == {
        "num_vars": 2, "names": [A, B], "bounds": [[0, 1], [0, 1]],
    }  # fmt: skip
    grouped = {A: Factor(low=0, high=1, group="x"), B: Factor(low=0, high=1, group="y")}
    assert salib_problem(design("sobol", grouped))["groups"] == ["x", "y"]


def test_salib_is_never_given_a_single_group():
    one = {A: Factor(low=0, high=1, group="x"), B: Factor(low=0, high=1, group="x")}
    with pytest.raises(ValueError, match="at least two groups"):
        salib_problem(design("sobol", one))


LINEAR = {A: 4, B: 2, "actors.TUR.reach": 1}
SHARES = [16 / 21, 4 / 21, 1 / 21]
"""First-order indices of 4 a + 2 b + c over the unit cube: variances add up as the squares do."""


@pytest.mark.filterwarnings("ignore:FAST confidence intervals:UserWarning")
@pytest.mark.parametrize(("sampler", "samples"), [("sobol", 256), ("fast", 257), ("rbd_fast", 5000)])
def test_salib_finds_the_known_indices_of_a_linear_function(sampler, samples):
    """It would not if the points came in another order than its analysis takes them in."""
    asked = design(sampler, dict.fromkeys(LINEAR, UNIT), samples=samples)
    unit, problem = draw(asked).unit, salib_problem(asked)
    y = unit @ np.array(list(LINEAR.values()))
    analyses = {
        "sobol": lambda: sobol.analyze(problem, y, calc_second_order=False, seed=1),
        "fast": lambda: fast.analyze(problem, y, seed=1),
        "rbd_fast": lambda: rbd_fast.analyze(problem, unit, y, seed=1),
    }
    assert list(analyses[sampler]()["S1"]) == pytest.approx(SHARES, abs=0.03)


def test_salib_finds_the_effects_of_a_linear_function_exactly():
    asked = design("morris", dict.fromkeys(LINEAR, UNIT), samples=4)
    unit, problem = draw(asked).unit, salib_problem(asked)
    found = morris.analyze(problem, unit, unit @ np.array(list(LINEAR.values())), num_levels=4, seed=1)
    assert list(found["mu_star"]) == pytest.approx(list(LINEAR.values()))
