"""Factors: the inverse of each distribution function, from the unit interval to values."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy.stats import norm, triang

from sim.designs import Factor, draw
from sim.designs.factors import settled, values_at, yaml_text
from sim.scenario import describe_parameters
from tests.unit.test_designs import UNIT, A, B, design, rows


def test_uniform_and_log_uniform_reach_their_ends_exactly():
    ends = np.array([0.0, 0.5, 1.0])
    assert values_at(Factor(low=0.1, high=0.3), ends) == [0.1, pytest.approx(0.2), 0.3]
    assert values_at(Factor(low=0.1, high=10, scale="log_uniform"), ends) == [0.1, pytest.approx(1), 10]


def test_normal_is_cut_at_its_bounds_and_else_at_the_outer_thousandths():
    free = Factor(scale="normal", mean=5, sd=2)
    low, middle, high = values_at(free, np.array([0, 0.5, 1]))
    assert (low, middle, high) == pytest.approx((norm.ppf(0.001, 5, 2), 5, norm.ppf(0.999, 5, 2)))
    cut = free.model_copy(update={"low": 4.0, "high": 20.0})
    unit = np.linspace(0, 1, 1001)
    values = np.array(values_at(cut, unit))
    assert (values[0], values[-1]) == (4, 20)
    share = (norm.cdf(6, 5, 2) - norm.cdf(4, 5, 2)) / (norm.cdf(20, 5, 2) - norm.cdf(4, 5, 2))
    assert np.mean(values <= 6) == pytest.approx(share, abs=0.002)
    assert np.isfinite(values_at(Factor(scale="normal", mean=0, sd=1, low=9), unit)).all()


@pytest.mark.parametrize("mode", [2, 3.5, 7])
def test_triangular_is_the_inverse_of_its_distribution_function(mode):
    unit = np.linspace(0, 1, 101)
    values = values_at(Factor(low=2, high=7, scale="triangular", mode=mode), unit)
    assert values == pytest.approx(triang.ppf(unit, (mode - 2) / 5, loc=2, scale=5).tolist())
    assert (values[0], values[-1]) == (2, 7)


def test_triangular_takes_a_parameters_own_bounds():
    info = describe_parameters()["inertia"]
    drawn = draw(design("one_at_a_time", {A: Factor(scale="triangular", mode=info.high)}, levels=3))
    assert [value for (value,) in rows(drawn)] == pytest.approx([info.high * 0.5**0.5, info.low, info.high])


def test_triangular_whole_numbers_hold_a_half_to_either_side():
    values = values_at(
        Factor(low=1, high=3, integer=True, scale="triangular", mode=2), (np.arange(900) + 0.5) / 900
    )
    assert Counter(values) == {1: 200, 2: 500, 3: 200}
    assert all(type(value) is int for value in values)


def test_morris_with_a_normal_factor_stays_finite():
    drawn = draw(design("morris", {B: Factor(scale="normal", mean=0.5, sd=0.1), A: UNIT}))
    assert np.isfinite(drawn.between(0, len(drawn))[B]).all()


def test_whole_numbers_are_equally_likely():
    unit = (np.arange(700) + 0.5) / 700
    values = values_at(Factor(low=3, high=9, integer=True), unit)
    assert Counter(values) == dict.fromkeys(range(3, 10), 100)
    assert all(type(value) is int for value in values)


def test_whole_numbers_on_other_scales_stay_within_their_bounds():
    unit = np.linspace(0, 1, 999)
    log = values_at(Factor(low=1, high=9, integer=True, scale="log_uniform"), unit)
    assert set(log) == set(range(1, 10))
    assert log.count(1) > log.count(2) > log.count(3)
    normal = values_at(Factor(low=1, high=5, integer=True, scale="normal", mean=3, sd=1), unit)
    assert set(normal) == set(range(1, 6))
    assert abs(normal.count(2) - normal.count(4)) <= 1


def test_lists_and_events_share_the_interval_equally_and_keep_their_kinds():
    unit = (np.arange(300) + 0.5) / 300
    assert Counter(values_at(Factor(values=("a", 2, 0.5)), unit)) == {"a": 100, 2: 100, 0.5: 100}
    assert values_at(Factor(event=True), np.array([0, 0.49, 0.51, 1])) == [False, False, True, True]
    read = Factor.model_validate_json('{"values": [1, 1.5, true, "2024-01-01"]}').values
    assert [type(value) for value in read] == [int, float, bool, str]


def test_a_parameter_brings_its_own_bounds():
    info = describe_parameters()["inertia"]
    drawn = draw(design(factors={A: Factor()}, levels=2))
    assert rows(drawn) == [(info.low,), (info.high,)]
    assert settled(A, Factor(high=0.5)) == Factor(low=info.low, high=0.5)
    assert settled(B, Factor()) == Factor()


def test_values_become_yaml():
    assert [yaml_text(value) for value in (True, 3, 0.5, "2024-01-01", "null")] == [
        "true", "3", "0.5", "2024-01-01", "null",
    ]  # fmt: skip
