"""Constraints: what they say, which points they leave, and that nothing else changes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.designs import Factor, check, draw, point_count, told, vary
from sim.designs.constraint_terms import ConstraintError
from sim.designs.constraints import read_constraint
from sim.designs.sampling import SPACE_FILLING, UnmetError
from sim.loading import load_scenario
from tests.unit.test_designs import EVENT, UNIT, A, B, C, design, rows

DATES = ("2023-11-01", "2024-02-10", "2024-03-01")
FACTORS = {
    "a": UNIT,
    "b": UNIT,
    "n": Factor(low=1, high=4, integer=True),
    "log": Factor(low=0.01, high=100, scale="log_uniform"),
    "e.first-one.date": Factor(values=DATES),
    "e.second.date": Factor(values=DATES),
    "dyads.0.harm": UNIT,
    "theory": Factor(values=("full", "walt", "waltz")),
    "events.x": Factor(event=True),
    "mixed": Factor(values=("2024-01-01", "null")),
    "normal": Factor(scale="normal", mean=0, sd=1),
}
FREE = [name for name in SPACE_FILLING if name != "rbd_fast"]


def holds(text: str, **unit: float) -> bool:
    """Whether a constraint holds where factors (``__`` for a dot, ``_`` for a dash) are at places in [0, 1]."""
    at = {name.replace("__", ".").replace("_", "-"): np.array([place]) for name, place in unit.items()}
    return bool(read_constraint(text, FACTORS).holds(at)[0])


# What they say


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("a + b <= 1", {"a": 0.4, "b": 0.5}, True),
        ("a + b <= 1", {"a": 0.4, "b": 0.7}, False),
        ("a+2*b-.5>=0", {"a": 0.1, "b": 0.2}, True),
        ("a-b>0", {"a": 0.1, "b": 0.2}, False),
        ("-a * -1 == a", {"a": 0.3}, True),
        ("a * b < 0.25", {"a": 0.5, "b": 0.4}, True),
        ("0.2 < a < b", {"a": 0.3, "b": 0.4}, True),
        ("0.2 < a < b", {"a": 0.1, "b": 0.4}, False),
        ("0.2 < a < b", {"a": 0.5, "b": 0.4}, False),
        ("n == 4 or a > 0.5", {"n": 1, "a": 0}, True),
        ("n != 4", {"n": 1}, False),
        ("log == 1", {"log": 0.5}, True),
        ("not (a < 0.5 and b < 0.5)", {"a": 0.1, "b": 0.2}, False),
        ("not a < 0.5 or b < 0.5", {"a": 0.1, "b": 0.6}, False),
        ("e.first-one.date < e.second.date", {"e__first_one__date": 0, "e__second__date": 1}, True),
        ("e.first-one.date < e.second.date", {"e__first_one__date": 1, "e__second__date": 1}, False),
        ("e.second.date - e.first-one.date >= 30", {"e__first_one__date": 0.5, "e__second__date": 1}, False),
        ("e.first-one.date + 20 == e.second.date", {"e__first_one__date": 0.5, "e__second__date": 1}, True),
        ("e.second.date == 2024-03-01", {"e__second__date": 1}, True),
        ("'2024-02-29' < e.second.date", {"e__second__date": 1}, True),
        ("2024-03-02 <= e.second.date", {"e__second__date": 1}, False),
        ("dyads.0.harm < 0.5", {"dyads__0__harm": 0.4}, True),
        ("theory == 'walt'", {"theory": 0.5}, True),
        ("theory != 'walt' or a < 0.1", {"theory": 0.5, "a": 0.3}, False),
        ("events.x", {"events__x": 1}, True),
        ("not events.x or a > 0.5", {"events__x": 1, "a": 0.2}, False),
        ("mixed != 'null'", {"mixed": 1}, False),
        ("normal > 0", {"normal": 0.6}, True),
    ],
)  # fmt: skip
def test_meaning(text, at, expected):
    assert holds(text, **at) is expected


def test_rounding_decides_nothing():
    """Tenths are not exact: 0.1 + 0.2 is above 0.3, 0.7 + 0.1 below 0.8."""
    for first, second in itertools.product(range(11), repeat=2):
        at = {"a": first / 10, "b": second / 10}
        for total in range(21):
            assert holds(f"a + b <= {total / 10}", **at) == (first + second <= total)
            assert holds(f"a + b < {total / 10}", **at) == (first + second < total)
        assert holds("a - b >= 0", **at) == holds("a >= b", **at) == (first >= second)


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=2),
    st.integers(-8, 8),
    st.integers(-8, 8),
    st.integers(-8, 8),
)
def test_linear_constraints_are_what_they_are_in_plain_arithmetic(places, first, second, bound):
    a, b = places
    total = first * a + second * b
    if abs(total - bound) > 1e-6:
        assert holds(f"{first} * a + {second} * b <= {bound}", a=a, b=b) == (total <= bound)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a <", "cannot be read: write a comparison"), ("", "cannot be read"),
        ("(" * 300 + "a" + ")" * 300, "cannot be"),
        ("a, b", "which no constraint takes"), ("a < [1][0]", "which no constraint takes"), ("a is b", "`is` is not"),
        ("a ** 2 < 1", "does more than + - * with"), ("a / b < 1", "does more than + - * with"),
        ("~a < 1", "cannot be"), ("2theory == 'walt'", "cannot be read"), ("2n < 1", "cannot be read"),
        ("__import__('os')", "`__import__` is not a known factor"), ("abs(a) < 1", "`abs` is not a known factor"),
        ("a.real < 1", "`a.real` is not a known factor"), ("a < 1e999", "is no number"),
        ("a < True", "write `events.NAME` for"), ("a < 1j", "is no number"),
        ("a + b", "is a number, not a condition"),
        ("a and b < 1", "`a` is a number and not a condition"), ("not a", "`a` is a number"),
        ("theory == walt", "put it in quotes, 'walt'"), ("theory == 'wlat'", "did you mean `walt`?"),
        ("theory < 'walt'", "use == or !="), ("theory == 1", "compares a text with a number"),
        ("e.second.date < 3", "compares a date with a number"),
        ("e.second.date + e.first-one.date < 3", "joins a date"),
        ("e.second.date == 2024-02-30", "which no calendar has"), ("mixed < 2024-01-01", "compares a text with a date"),
        ("events.x + 1 > 1", "joins a condition and a number"), ("1 < 2", "names no factor"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_told(text, message):
    with pytest.raises(ConstraintError) as caught:
        read_constraint(text, FACTORS)
    assert message in str(caught.value)


# Which points they leave


def test_a_grid_loses_the_points_that_break_one():
    factors = {A: UNIT, B: UNIT, C: Factor(values=("walt", "waltz"))}
    said = (f"{A} + {B} <= 1", f"{A} < {B} or theory == 'walt'")
    whole = rows(draw(design(factors=factors, levels=5)))
    asked = design(factors=factors, levels=5, constraints=said)
    points = draw(asked)
    assert rows(points) == [(a, b, c) for a, b, c in whole if a + b <= 1 and (a < b or c == "walt")]
    assert point_count(asked) == len(points) == len(points.block)
    assert points.drawn == 50


def test_factors_that_no_constraint_names_multiply_the_count():
    factors = {B: UNIT, A: UNIT, "actors.TUR.reach": UNIT}
    asked = design(factors=factors, levels=4, constraints=(f"actors.TUR.reach < {B}",))
    assert point_count(asked) == len(draw(asked)) == 6 * 4


def test_one_at_a_time_loses_points_but_never_its_baseline():
    asked = design("one_at_a_time", levels=3, constraints=(f"{A} + {B} <= 1",))
    assert rows(draw(asked)) == [(0.5, 0.5), (0, 0.5), (0.5, 0)]
    assert point_count(asked) == 3


@pytest.mark.parametrize("sampler", FREE)
def test_points_are_drawn_until_enough_hold(sampler):
    asked = design(sampler, samples=300, constraints=(f"{A} <= {B} * {B}", f"{B} < 0.9"))
    points = draw(asked)
    assert point_count(asked) == len(points) == 300
    assert (points.unit[:, 0] <= points.unit[:, 1] ** 2).all()
    assert points.unit[:, 1].max() < 0.9
    share = 0.9**3 / 3
    assert points.drawn == pytest.approx(300 / share, rel=0.3)
    assert np.array_equal(points.unit, draw(asked).unit)
    assert len(np.unique(points.unit, axis=0)) == 300


@pytest.mark.parametrize("sampler", FREE)
def test_what_every_point_meets_changes_nothing(sampler):
    free, bound = design(sampler), design(sampler, constraints=(f"{A} < 2",))
    assert np.array_equal(draw(bound).unit, draw(free).unit)
    assert draw(bound).drawn == draw(free).drawn == 16


def test_redrawn_points_are_uniform_over_what_is_allowed():
    """Over the triangle a + b <= 1 both means are 1/3 and the mean product is 1/12."""
    unit = draw(design("random", samples=20_000, constraints=(f"{A} + {B} <= 1",))).unit
    assert unit.mean(axis=0) == pytest.approx([1 / 3, 1 / 3], abs=0.01)
    assert np.mean(unit[:, 0] * unit[:, 1]) == pytest.approx(1 / 12, abs=0.004)


@pytest.mark.parametrize("samples", [1, 64])
@pytest.mark.parametrize("sampler", FREE)
def test_what_nobody_meets_is_refused_and_what_few_meet_is_not(sampler, samples):
    with pytest.raises(UnmetError, match="only 0 of 100,"):
        draw(design(sampler, samples=samples, constraints=(f"{A} > {B} + 1",)))
    assert len(draw(design(sampler, samples=samples, constraints=(f"{A} < 0.005",)))) == samples


# Designs that they do not go with


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"sampler": "morris"},
            "do not go with `sampler: morris`, whose estimator needs independent factors",
        ),
        ({"sampler": "fast"}, "use latin_hypercube, halton or random"),
        ({"sampler": "rbd_fast"}, "analyse with delta or PAWN"),
        ({"constraints": (f"{A} > 1",)}, "constraints: leave no point: no combination"),
        (
            {"sampler": "one_at_a_time", "constraints": (f"{A} < {B}",)},
            "constraints.0: does not hold at the baseline",
        ),
        ({"sampler": "one_at_a_time", "constraints": (f"{A} == {B}",)}, "leave no point but the baseline"),
        ({"sampler": "random", "constraints": (f"{A} > 1",)}, "constraints: only 0 of"),
        (
            {"levels": 1000, "factors": {A: UNIT, B: UNIT, "actors.TUR.reach": UNIT}},
            "points before constraints",
        ),
    ],
)
def test_a_design_that_constraints_do_not_fit_is_told(fields, message):
    asked = design(**{"constraints": (f"{A} < {B}",), **fields})
    found = [told(*fault) for fault in check(asked, load_scenario("humanity_alliance"))]
    assert len(found) == 1
    assert message in found[0]


def test_the_command_line_states_constraints():
    asked = vary("humanity_alliance", [f"{A}=0:1", f"{EVENT}=on,off"], constraints=(f"{A} > 0.5 or {EVENT}",))
    assert len(draw(asked)) == 5 + 2
    assert check(asked, load_scenario("humanity_alliance")) == []
