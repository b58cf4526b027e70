"""Design points side by side: each run has the bits that it has alone, whatever parameters its neighbours have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import engine
from sim.columns import power
from sim.compilation import compile_setting
from sim.ensemble import play
from sim.loading import load_scenario, load_theory
from sim.scenario import Parameters, Scenario, describe_parameters, effective_parameters
from sim.stacking import FIRST_STATE, put_first_state, stack_parameters
from sim.world import World, initial_world
from tests.properties.test_symmetries import assert_same_bits
from tests.strategies import parameters, scenarios

TICKS = 5


def side_by_side(case: Scenario, each: Sequence[Parameters], replicates: Sequence[int]) -> World:
    setting = stack_parameters(compile_setting(case, each[0]), each)
    first = engine.start(initial_world(case, setting, len(each)), setting)
    return play(first, setting, replicates, 5, TICKS)


def assert_each_as_alone(case: Scenario, each: Sequence[Parameters], replicates: Sequence[int]) -> None:
    together = side_by_side(case, each, replicates)
    for row, (own, replicate) in enumerate(zip(each, replicates, strict=True)):
        assert_same_bits(side_by_side(case, [own], [replicate]), together, row)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=scenarios(), each=st.lists(parameters(), min_size=2, max_size=4), noise=st.integers(0, 9))
def test_random_worlds_under_random_parameters(case: Scenario, each: list[Parameters], noise: int) -> None:
    assert_each_as_alone(case, each, [noise, *range(len(each) - 1)])


@pytest.mark.slow
@pytest.mark.parametrize("name", [*describe_parameters()])
def test_every_parameter_from_bound_to_bound(name: str) -> None:
    """Exponents of just 0, a half, one and two go NumPy's shorter way; bounds switch terms on and off."""
    case, info = load_scenario("humanity_alliance"), describe_parameters()[name]
    full = effective_parameters(case.parameters, load_theory("full").parameters)
    values = {
        info.low,
        info.high,
        info.default,
        (info.low + info.high) / 2,
        *(v for v in (0.5, 1, 2) if info.low <= v <= info.high),
    }
    each = [full.model_copy(update={name: float(value)}) for value in sorted(values)]
    assert_each_as_alone(case, each, [0] * len(each))


def test_theories_side_by_side() -> None:
    case = load_scenario("nato_veto")
    theories = [load_theory(name) for name in ("waltz", "walt", "schweller", "full", "two_level")]
    each = [effective_parameters(case.parameters, theory.parameters) for theory in theories]
    assert_each_as_alone(case, each, [0, 0, 1, 1, 2])


@settings(max_examples=50, deadline=None)
@given(
    base=st.lists(st.floats(0, 1e6), min_size=3, max_size=3),
    exponents=st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]) | st.floats(0, 3), min_size=1, max_size=5),
)
def test_a_power_is_the_same_for_a_shared_exponent_and_one_of_each_run(
    base: list[float], exponents: list[float]
) -> None:
    x = np.array([base] * len(exponents))
    together = power(x, np.array(exponents)[:, None])
    for row, exponent in enumerate(exponents):
        np.testing.assert_array_equal(together[row], power(x[row], exponent))


@pytest.mark.parametrize("attribute", FIRST_STATE)
def test_numbers_that_actors_start_with(attribute: str) -> None:
    """As if the scenario's file had said so."""
    case = load_scenario("nato_veto")
    full = effective_parameters(case.parameters, load_theory("full").parameters)
    setting = compile_setting(case, full)
    numbers, usa = np.array([0.25, 0.75]), setting.names.actors.index("USA")
    first = put_first_state(initial_world(case, setting, 2), {(usa, attribute): numbers})
    together = play(engine.start(first, setting), setting, [0, 0], 5, TICKS)
    for row, number in enumerate(numbers):
        changed = load_scenario("nato_veto", {f"actors.USA.{attribute}": str(number)})
        assert_same_bits(side_by_side(changed, [full], [0]), together, row)
    moved = [f.name for f in fields(World) if isinstance(getattr(together, f.name), np.ndarray)]
    assert any((getattr(together, name)[0] != getattr(together, name)[1]).any() for name in moved)
