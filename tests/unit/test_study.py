"""Runs of a study: which point and replicate each is, what noise it sees, and when replicates are enough."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.designs import Design
from sim.stopping import standard_errors
from sim.study import Study, ask, study


def design(**changes: Any) -> Design:
    document = {
        "name": "small", "scenario": "nato_veto", "sampler": "factorial", "levels": 3, "replicates": 3,
        "factors": {"parameters.inertia": {"low": 0, "high": 0.4}},
    } | changes  # fmt: skip
    return Design.model_validate_json(json.dumps(document))


def auto(least: int, most: int, **changes: Any) -> Design:
    until = {"outcome": "balancing", "standard_error": 0.01, "least": least, "most": most}
    return design(replicates="auto", until=until, **changes)


@settings(max_examples=60, deadline=None)
@given(points=st.integers(1, 9), least=st.integers(2, 9), more=st.integers(0, 40))
def test_every_point_has_every_replicate_once(points: int, least: int, more: int) -> None:
    one = Study(auto(least, least + more).model_dump_json(exclude_unset=True), (), points)
    where = one.places(np.arange(one.total))
    assert sorted(zip(*(axis.tolist() for axis in where), strict=True)) == [
        (point, replicate) for point in range(points) for replicate in range(least + more)
    ]


def test_rounds_follow_each_other_and_keep_a_points_runs_together() -> None:
    one = study(auto(2, 7))
    assert one.rounds == (2, 4, 7)
    assert [one.span(r) for r in range(3)] == [(0, 6), (6, 12), (12, 21)]
    points, replicates = one.places(np.arange(one.total))
    assert points.tolist() == [0, 0, 1, 1, 2, 2] * 2 + [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert replicates.tolist() == [0, 1] * 3 + [2, 3] * 3 + [4, 5, 6] * 3


def test_a_run_keeps_its_noise_whatever_the_least_number_of_replicates() -> None:
    """What a replicate sees depends on its number and, where there are blocks, on its block alone."""
    factors = {"parameters.inertia": {}, "parameters.autonomy_cost": {}}
    sobol = {"sampler": "sobol", "samples": 2, "factors": factors}
    two, four = (study(auto(least, 8, **sobol)) for least in (2, 4))
    seen = []
    for one in (two, four):
        points, replicates = one.places(np.arange(one.total))
        noise = one.noise(points, replicates)
        seen.append(
            dict(zip(zip(points.tolist(), replicates.tolist(), strict=True), noise.tolist(), strict=True))
        )
        for block in (0, 1):
            own = {n for (point, _), n in seen[-1].items() if one.points.block[point] == block}
            assert own == set(range(8 * block, 8 * block + 8))
    assert seen[0] == seen[1]


def test_numbers_that_actors_start_with_need_no_scenario_of_their_own() -> None:
    factors = {
        "actors.USA.commitment": {"values": [0.5, 7, True]},
        "events.attack_of_7_october.date": {"values": ["2023-10-07", "2023-12-07"]},
    }
    one = study(design(factors=factors))
    asks = [ask(one, point) for point in range(6)]
    assert [dict(each.first_state) for each in asks[:2]] == [{("USA", "commitment"): 0.5}] * 2
    assert [len(each.variant.changes) for each in asks] == [1, 1, 2, 2, 2, 2]
    assert asks[2].variant.changes[0] == ("actors.USA.commitment", "7")


def test_theories_and_parameters_differ_within_a_variant() -> None:
    factors = {"theory": {"values": ["waltz", "walt"]}, "parameters.inertia": {"values": [0.1, 0.3]}}
    asks = [ask(study(design(factors=factors)), point) for point in range(4)]
    assert len({each.variant for each in asks}) == 1
    assert [each.parameters.inertia for each in asks] == [0.1, 0.3, 0.1, 0.3]
    assert asks[0].parameters.proximity_exponent == 0 != asks[2].parameters.proximity_exponent


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.floats(-5, 5), min_size=2, max_size=6), min_size=1, max_size=5))
def test_standard_errors_are_those_of_the_textbook(values: list[list[float]]) -> None:
    points = np.repeat(np.arange(len(values)), [len(own) for own in values])
    found = standard_errors(points, np.concatenate([np.array(own) for own in values]), len(values))
    expected = [np.std(own, ddof=1) / np.sqrt(len(own)) for own in values]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_auto_and_until_need_each_other() -> None:
    from sim.designs import check
    from sim.loading import load_scenario

    case = load_scenario("nato_veto")
    for wrong, told in (
        (design(replicates="auto"), "until"),
        (auto(9, 3), "least"),
        (auto(2, 4, outcomes=["hedging"]), "not among the `outcomes`"),
        (design(until={"outcome": "balancing", "standard_error": 0.1}), "`replicates: auto` only"),
        (
            design(replicates="auto", until={"outcome": "balancng", "standard_error": 0.1}),
            "did you mean `balancing`?",
        ),
    ):
        assert any(told in ".".join(map(str, path)) + text for path, text in check(wrong, case)), told
    assert check(auto(2, 4), case) == []


@pytest.mark.parametrize("replicates", [1, 5])
def test_a_fixed_number_of_replicates_is_one_round(replicates: int) -> None:
    one = study(design(replicates=replicates))
    assert one.rounds == (replicates,)
    points, again = one.places(np.arange(one.total))
    assert points.tolist() == np.repeat([0, 1, 2], replicates).tolist()
    assert again.tolist() == list(range(replicates)) * 3
