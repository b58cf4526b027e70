"""Designs: their points can be counted by hand, repeat for a seed, and map to values as they should."""

from __future__ import annotations

import hashlib
import itertools
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from sim.designs import (
    Design,
    Factor,
    Points,
    block_size,
    check,
    draw,
    point_count,
    read_design,
    told,
    vary,
)
from sim.designs.design import GROUPED
from sim.designs.factors import levels_of, values_at
from sim.loading import bundled_scenarios, load_scenario
from sim.scenario import Scenario

UNIT = Factor(low=0, high=1)
A, B, C = "parameters.inertia", "actors.USA.reach", "theory"
SAMPLED = {
    "latin_hypercube": 16,
    "halton": 16,
    "random": 16,
    "sobol": 8,
    "morris": 4,
    "fast": 65,
    "rbd_fast": 100,
}
EVENT = "events.houthi_attacks_begin"


@pytest.fixture(scope="module")
def case() -> Scenario:
    return load_scenario("humanity_alliance")


def design(sampler="factorial", factors=None, **more) -> Design:
    factors = {A: UNIT, B: UNIT} if factors is None else factors
    if "samples" not in more:
        more["samples"] = SAMPLED.get(sampler)
    return Design(name="d", scenario="humanity_alliance", sampler=sampler, factors=factors, **more)


def rows(points: Points) -> list[tuple]:
    return [tuple(points.values(point).values()) for point in range(len(points))]


# Points counted by hand


def test_factorial_takes_every_combination_and_the_last_factor_changes_fastest():
    factors = {A: UNIT, C: Factor(values=("walt", "waltz")), EVENT: Factor(event=True)}
    points = draw(design(factors=factors, levels=3))
    expected = itertools.product((0.0, 0.5, 1.0), ("walt", "waltz"), (False, True))
    assert rows(points) == list(expected)
    assert points.paths == (A, C, EVENT)
    assert not points.block.any()
    assert points.unit[-1].tolist() == [1, 1, 1]


def test_factorial_has_no_more_levels_than_whole_numbers():
    factors = {"meta.ticks": Factor(low=2, high=4, integer=True), A: UNIT}
    assert rows(draw(design(factors=factors, levels=5)))[::5] == [(2, 0.0), (3, 0.0), (4, 0.0)]


def test_no_level_of_whole_numbers_on_a_log_scale_comes_twice():
    factor = Factor(low=1, high=4, integer=True, scale="log_uniform")
    values = values_at(factor, levels_of(factor, 4))
    assert len(values) == len(set(values)) > 1


def test_one_at_a_time_starts_from_the_baseline_and_moves_one_factor():
    factors = {A: UNIT, C: Factor(values=("full", "walt", "waltz")), EVENT: Factor(event=True)}
    assert rows(draw(design("one_at_a_time", factors, levels=3))) == [
        (0.5, "full", True),
        (0.0, "full", True), (1.0, "full", True),
        (0.5, "walt", True), (0.5, "waltz", True),
        (0.5, "full", False),
    ]  # fmt: skip


def test_one_at_a_time_with_even_levels_keeps_the_median_as_its_baseline():
    assert rows(draw(design("one_at_a_time", {A: UNIT}, levels=2))) == [(0.5,), (0.0,), (1.0,)]


def test_list_gives_its_points_as_they_are():
    points = (
        {A: 0.7, C: "walt", EVENT: True},
        {A: 0, C: "full", EVENT: True},
        {A: 0.1, C: "walt", EVENT: False},
    )
    factors = {A: Factor(), C: Factor(values=("full", "walt")), EVENT: Factor(event=True)}
    drawn = draw(design("list", factors, points=points))
    assert [drawn.values(index) for index in range(3)] == list(points)
    assert drawn.unit[:, 0].tolist() == [1, 0, 0.5]


@pytest.mark.parametrize(
    ("sampler", "count"),
    [("factorial", 25), ("one_at_a_time", 9), ("latin_hypercube", 16), ("halton", 16), ("random", 16), ("sobol", 8 * 4),
     ("morris", 4 * 3), ("fast", 65 * 2), ("rbd_fast", 100)],
)  # fmt: skip
def test_points_are_counted_without_drawing_them(sampler, count):
    asked = design(sampler)
    points = draw(asked)
    assert point_count(asked) == len(points) == len(points.block) == count
    assert points.unit.shape == (count, 2)
    assert points.unit.min() >= 0
    assert points.unit.max() <= 1


# Seeds


@pytest.mark.parametrize("sampler", SAMPLED)
def test_the_same_seed_gives_the_same_points_and_another_gives_others(sampler):
    np.random.seed(1)  # noqa: NPY002 - a sampler that fell back on the global generator would differ below
    first = draw(design(sampler, seed=0)).unit
    np.random.seed(2)  # noqa: NPY002
    assert np.array_equal(first, draw(design(sampler, seed=0)).unit)
    assert not np.array_equal(first, draw(design(sampler, seed=1)).unit)


@pytest.mark.parametrize("sampler", SAMPLED)
def test_drawing_leaves_the_global_generator_alone(sampler):
    np.random.seed(3)  # noqa: NPY002
    expected = np.random.random()  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002
    draw(design(sampler))
    assert np.random.random() == expected  # noqa: NPY002


@pytest.mark.parametrize("sampler", ["factorial", "one_at_a_time", "sobol", "morris"])
def test_a_design_read_back_from_its_own_record_is_the_same(sampler):
    asked = design(sampler)
    for only_set in (False, True):
        again = Design.model_validate_json(asked.model_dump_json(exclude_unset=only_set))
        assert np.array_equal(draw(again).unit, draw(asked).unit)


DRAW_ALL = """
import hashlib, sys
from sim.designs import Design, draw
for line in sys.stdin:
    print(hashlib.sha256(draw(Design.model_validate_json(line)).unit.tobytes()).hexdigest())
"""


def test_another_process_draws_the_same_points():
    """Though Python orders sets of texts differently in each."""
    grouped = {path: Factor(low=0, high=1, group=path[-3:]) for path in (A, B, "actors.TUR.reach")}
    asked = [design(sampler, grouped if sampler in GROUPED else None) for sampler in SAMPLED]
    asked.append(design("halton", constraints=(f"{A} < {B}",)))
    text = "\n".join(one.model_dump_json(exclude_unset=True) for one in asked)
    other = subprocess.run(
        [sys.executable, "-c", DRAW_ALL], input=text, capture_output=True, text=True, check=True
    )
    assert other.stdout.split() == [hashlib.sha256(draw(one).unit.tobytes()).hexdigest() for one in asked]


# Structure


@pytest.mark.parametrize("second_order", [False, True])
def test_saltelli_blocks_hold_a_and_b_and_rows_that_differ_from_one_of_them_in_one_column(second_order):
    factors = {A: UNIT, B: UNIT, "actors.TUR.reach": UNIT}
    asked = design("sobol", factors, samples=16, second_order=second_order)
    points = draw(asked)
    assert block_size(asked) == (8 if second_order else 5)
    assert Counter(points.block.tolist()) == dict.fromkeys(range(16), block_size(asked))
    for block in range(16):
        own = points.unit[points.block == block]
        a, b = own[0], own[-1]
        assert (a != b).all()
        for place in range(3):
            assert np.flatnonzero(own[1 + place] != a).tolist() == [place]
            assert own[1 + place][place] == b[place]
            if second_order:
                assert np.flatnonzero(own[4 + place] != b).tolist() == [place]
                assert own[4 + place][place] == a[place]


def test_saltelli_moves_a_group_together():
    factors = {A: Factor(low=0, high=1, group="x"), B: Factor(low=0, high=1, group="x"),
               "actors.TUR.reach": Factor(low=0, high=1, group="y")}  # fmt: skip
    asked = design("sobol", factors)
    own = draw(asked).unit[:4]
    assert block_size(asked) == 4
    assert [np.flatnonzero(row != own[0]).tolist() for row in own] == [[], [0, 1], [2], [0, 1, 2]]


def test_morris_trajectories_move_each_factor_once_on_a_grid_of_four_levels():
    points = draw(design("morris", {A: UNIT, B: UNIT, "actors.TUR.reach": UNIT}, samples=6))
    assert points.block.tolist() == [trajectory for trajectory in range(6) for _ in range(4)]
    assert np.allclose(points.unit * 3, np.rint(points.unit * 3))
    for trajectory in range(6):
        steps = np.diff(points.unit[points.block == trajectory], axis=0)
        assert np.allclose(np.sort(np.abs(steps).ravel()), [0] * 6 + [2 / 3] * 3)
        assert np.allclose(np.abs(steps).sum(axis=0), 2 / 3)


def test_morris_visits_every_value_of_a_list():
    values = ("full", "walt", "waltz", "schweller")
    drawn = draw(design("morris", {C: Factor(values=values), A: UNIT}, samples=30))
    assert set(drawn.between(0, len(drawn))[C]) == set(values)


def test_latin_hypercube_has_one_point_in_each_slice():
    unit = draw(design("latin_hypercube", samples=20)).unit
    assert (np.sort(np.floor(unit * 20), axis=0) == np.arange(20)[:, None]).all()


def test_halton_fills_the_faces_evenly():
    """Scrambling permutes digits: each of b, b², … bins of a face in its base b has one point of as many."""
    unit = draw(design("halton", samples=36)).unit
    for face, base in ((0, 2), (1, 3)):
        for power in (1, 2):
            counts = np.bincount((unit[:, face] * base**power).astype(int), minlength=base**power)
            assert (counts == 36 // base**power).all()


def test_a_span_has_the_values_of_the_whole():
    factors = {
        A: Factor(low=1, high=2, scale="log_uniform"),
        B: Factor(low=0, scale="normal", mean=0.5, sd=0.1),
        C: Factor(values=("full", "walt")),
        EVENT: Factor(event=True),
        "meta.ticks": Factor(low=1, high=9, integer=True),
        "actors.TUR.reach": Factor(low=0, high=1, scale="triangular", mode=0.2),
    }
    points = draw(design("random", factors, samples=2500))
    whole = points.between(0, len(points))
    assert {len(column) for column in whole.values()} == {2500}
    for first, last in ((0, 1), (1020, 1030), (7, 2400), (2499, 2500), (30, 30)):
        assert points.between(first, last) == {path: column[first:last] for path, column in whole.items()}
    for point in (0, 1023, 1024, 2499, -1):
        assert points.values(point) == {path: column[point] for path, column in whole.items()}
    with pytest.raises(IndexError):
        points.values(2500)


# From the command line


def test_vary_reads_every_kind_of_pair(case):
    varied = vary(
        "humanity_alliance",
        [f"{A}=0:1", "parameters.logit_precision=1:100:log", "parameters.outrage=", "meta.ticks=27:30:int",
         "theory=walt, waltz", f"{EVENT}=on,off", "parameters.resistance=0.2,1", "blocs.nato.rule=consensus,unanimity",
         "events.lebanon_front_opens.date=2023-11-01,2023-12-01"],
        sampler="random", samples=5, replicates=3, outcomes=["hedging"],
    )  # fmt: skip
    assert varied.factors == {
        A: Factor(low=0, high=1),
        "parameters.logit_precision": Factor(low=1, high=100, scale="log_uniform"),
        "parameters.outrage": Factor(),
        "meta.ticks": Factor(low=27, high=30, integer=True),
        "theory": Factor(values=("walt", "waltz")),
        EVENT: Factor(event=True),
        "parameters.resistance": Factor(values=(0.2, 1)),
        "blocs.nato.rule": Factor(values=("consensus", "unanimity")),
        "events.lebanon_front_opens.date": Factor(values=("2023-11-01", "2023-12-01")),
    }
    assert (varied.name, varied.sampler, varied.replicates) == ("humanity_alliance_sweep", "random", 3)
    assert [told(*fault) for fault in check(varied, case)] == []


def test_vary_names_a_sweep_after_a_file():
    assert vary("some/where/my case.v2.yaml", [f"{A}="]).name == "my_case_v2_sweep"


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([], "nothing is varied"),
        ([A], "is not PATH=VALUES"),
        (["=0:1"], "is not PATH=VALUES"),
        ([f"{A}=0:x"], "is not a range"),
        ([f"{A}=0:1:square"], "is not a range"),
        ([f"{A}=0:inf"], "is not a range"),
        ([f"{A}=1,,2"], "leaves a value empty"),
        (["actors.USA.reach="], "needs a range or values"),
        ([f"{EVENT}=0:1"], "is switched as"),
        ([f"{A}=0:1", f"{A}=0:2"], "is varied twice"),
        (["a b=0:1"], "factors.a b"),
    ],
)
def test_vary_says_what_it_cannot_read(pairs, message):
    with pytest.raises(ValueError, match=message):
        vary("humanity_alliance", pairs)


def test_vary_says_which_field_is_wrong():
    with pytest.raises(ValueError, match="sampler: Input should be"):
        vary("humanity_alliance", [f"{A}="], sampler="sobl")


# Faults


def a(**fields) -> dict:
    return {"factors": {A: Factor(**fields), B: UNIT}}


FAULTS = {
    "section": ({"factors": {"actor.USA": UNIT}}, "`actor` is not a known section; did you mean `actors`?"),
    "actor": ({"factors": {"actors.USB.reach": UNIT}}, "`USB` is not a known part of `actors`; did you mean"),
    "key": ({"factors": {"actors.USA.reech": UNIT}}, "`reech` is not a known part of `actors.USA`; did you mean"),
    "deeper": ({"factors": {"actors.USA.reach.x": UNIT}}, "`actors.USA.reach` is a single value, so it has no `x`"),
    "list entry": ({"factors": {"dyads.999.harm": UNIT}}, "`dyads` is a list: say which of it by a number from 0 to"),
    "parameter": ({"factors": {"parameters.inertai": UNIT}}, "`inertai` is not a known parameter; did you mean"),
    "parameter by a wrong name": ({"factors": {"inertai": UNIT}}, "did you mean `parameters.inertia`?"),
    "actor without its section": ({"factors": {"USA.reach": UNIT}}, "did you mean `actors.USA.reach`?"),
    "actor in small letters": ({"factors": {"actors.tur.reach": UNIT}}, "did you mean `TUR`?"),
    "mode": (a(mode=0.5), "mode: goes with `scale: triangular` only"),
    "bare parameter": ({"factors": {"inertia": UNIT}}, "did you mean `parameters.inertia`?"),
    "event": ({"factors": {"events.houti": Factor(event=True)}}, "`houti` is not a known event"),
    "no event": ({"factors": {B: Factor(event=True)}}, "event: is for paths such as `events.NAME`"),
    "not switched": ({"factors": {EVENT: Factor(values=("on", "off"))}}, "event: is needed"),
    "event and range": ({"factors": {EVENT: Factor(event=True, low=0)}}, "low: does not go with an event"),
    "theory": ({"factors": {C: Factor(values=("walt", "walts"))}}, "`walts` is not a known theory; did you mean"),
    "theory range": ({"factors": {C: UNIT}}, "values: is missing: a theory is varied over a list"),
    "theory twice": ({"factors": {C: Factor(values=("walt", "full"))}, "theory": "walt"}, "theory: is held fixed"),
    "overlap": ({"factors": {"actors.USA": UNIT, B: UNIT}}, "`actors.USA.reach` is a part of `actors.USA`"),
    "no range": ({"factors": {B: Factor(low=0)}}, "high: is missing: `actors.USA.reach` needs `low` and `high`"),
    "order": (a(low=1, high=0.5), "low: must be less than `high` (got 1 and 0.5)"),
    "log": (a(low=0, high=1, scale="log_uniform"), "low: must be more than 0 on a log scale (got 0)"),
    "bounds": (a(low=0, high=3), "high: is outside the bounds of `inertia`, 0 to 2 (got 3)"),
    "value out of bounds": (a(values=(1, 3)), "values.1: is outside the bounds of `inertia`, 0 to 2 (got 3)"),
    "text for a parameter": (a(values=(1, "x")), "values.1: must be a number: `inertia` is a parameter (got x)"),
    "one value": (a(values=(1,)), "values: must hold at least two different values"),
    "value twice": (a(values=(1, 2, 1)), "values: holds a value twice"),
    "values and range": (a(values=(1, 2), low=0), "low: does not go with a list of `values`"),
    "values and scale": (a(values=(1, 2), integer=True), "integer: does not go with a list of `values`"),
    "normal": (a(scale="normal", mean=1), "sd: is missing: `scale: normal` needs it"),
    "narrow": (a(scale="normal", mean=1, sd=0), "sd: must be more than 0 (got 0)"),
    "mean": (a(mean=1), "mean: goes with `scale: normal` only"),
    "whole": (a(low=0.5, high=2, integer=True), "low: must be a whole number"),
    "refused end": ({"factors": {B: Factor(low=0, high=1.5)}}, "USA.reach.high: must be at most 1 (got 1.5)"),
    "refused value": ({"factors": {"meta.step": Factor(values=("week", "weak"))}}, "values.1: must be one of 'day'"),
    "refused date": (
        {"factors": {f"{EVENT}.date": Factor(values=("2023-11-01", "2033-11-01"))}},
        "values.1: 2033-11-01 is outside the scenario",
    ),
    "fractions": ({"factors": {"meta.ticks": Factor(low=27, high=30)}}, "must be a whole number"),
    "no yaml": ({"factors": {"blocs.nato.rule": Factor(values=("consensus", "{"))}}, "values.1: is not YAML"),
    "anchor": ({"factors": {"blocs.nato.rule": Factor(values=("consensus", "&x unanimity"))}}, "sets the anchor"),
    "no samples": ({"sampler": "random", "samples": None}, "samples: is missing: `sampler: random` needs it"),
    "power of two": ({"sampler": "sobol", "samples": 12}, "samples: must be a power of two, such as 8 or 16 (got 12)"),
    "few for fast": ({"sampler": "fast", "samples": 64}, "samples: must be at least 65 for `sampler: fast` (got 64)"),
    "few for rbd_fast": ({"sampler": "rbd_fast", "samples": 50}, "samples: must be at least 100"),
    "few for morris": ({"sampler": "morris", "samples": 1}, "samples: must be at least 2"),
    "odd for morris": ({"sampler": "morris", "levels": 5}, "levels: must be even for `sampler: morris` (got 5)"),
    "list for morris": (
        {"sampler": "morris", "levels": 2, "factors": {C: Factor(values=("full", "walt", "waltz")), A: UNIT}},
        "theory.values: has 3 values, of which Morris' 2 levels would miss some",
    ),
    "samples for factorial": ({"samples": 8}, "samples: does not go with `sampler: factorial`"),
    "second order": ({"sampler": "morris", "second_order": True}, "second_order: goes with `sampler: sobol`"),
    "no points": ({"sampler": "list"}, "points: is missing"),
    "points elsewhere": ({"points": ({A: 1},)}, "points: goes with `sampler: list` only"),
    "point lacks": ({"sampler": "list", "points": ({A: 1.0},)}, f"points.0: has no value for `{B}`"),
    "point has more": (
        {"sampler": "list", "points": ({A: 1.0, B: 1.0, "parameters.inertai": 1},)},
        "`parameters.inertai` is not a known factor of this design; did you mean `parameters.inertia`?",
    ),
    "point out of range": ({"sampler": "list", "points": ({A: 1.5, B: 1.0},)}, "outside the factor's range (got 1.5)"),
    "point out of bounds": (
        {"sampler": "list", "factors": {A: Factor()}, "points": ({A: 5},)}, "is outside the bounds of `inertia`",
    ),
    "point of a text": ({"sampler": "list", "points": ({A: "x", B: 1.0},)}, "must be a number (got x)"),
    "point of no value": (
        {"sampler": "list", "factors": {A: Factor(values=(1, 2))}, "points": ({A: 3},)},
        "is not among the factor's `values` (got 3)",
    ),
    "point of an event": (
        {"sampler": "list", "factors": {EVENT: Factor(event=True)}, "points": ({EVENT: 1},)}, "must be true",
    ),
    "point refused": (
        {"sampler": "list", "factors": {B: Factor()}, "points": ({B: 1.0}, {B: 2.5})}, "must be at most 1 (got 2.5)",
    ),
    "one group": (
        {"sampler": "sobol", "factors": {A: Factor(group="x"), B: Factor(low=0, high=1, group="x")}},
        "factors: are all in the group `x`: there must be at least two groups",
    ),
    "half grouped": (
        {"sampler": "sobol", "factors": {A: Factor(group="x"), B: UNIT}}, f"factors.{B}.group: is missing",
    ),
    "groups elsewhere": ({"sampler": "random", **a(group="x")}, "sampler: takes no groups (got random)"),
    "too many": ({"levels": 1000, "factors": {A: UNIT, B: UNIT, "actors.TUR.reach": UNIT}}, "1,000,000,000 points"),
    "fixed parameter": ({"parameters": {"inertai": 1}}, "`inertai` is not a known parameter"),
    "fixed out of bounds": ({"parameters": {"outrage": 7}}, "parameters.outrage: is outside the bounds"),
    "fixed and varied": ({"parameters": {"inertia": 1}}, "`inertia` is held fixed and varied"),
    "without": ({"without": ("houti",)}, "`houti` is not a known event"),
    "without and varied": (
        {"factors": {EVENT: Factor(event=True)}, "without": (EVENT.removeprefix("events."),)}, "is left out and varied",
    ),
    "outcome": ({"outcomes": ("hedgin",)}, "`hedgin` is not a known outcome; did you mean `hedging`?"),
    "outcome of nothing": ({"outcomes": ("weight_share",)}, "`weight_share` is of one pole: write"),
    "outcome of a stranger": ({"outcomes": ("weight_share.isreal",)}, "`isreal` is not a known pole; did you mean"),
    "outcome of all": ({"outcomes": ("hedging.israel",)}, "`hedging` is of the whole system"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name, case):
    fields, message = FAULTS[name]
    found = [told(*fault) for fault in check(design(**fields), case)]
    assert any(message in line for line in found), found
    assert len(found) <= 3, found


def test_draw_refuses_what_needs_no_scenario_to_be_wrong():
    with pytest.raises(ValueError, match="must be a power of two"):
        draw(design("sobol", samples=12))


def test_a_faulty_factor_hides_no_fault_of_another(case):
    factors = {A: Factor(low=0, high=3), B: Factor(low=0, high=2), "actors.USB.reach": UNIT}
    found = [path for path, _ in check(design(factors=factors), case)]
    assert [path[1] for path in found] == [A, "actors.USB.reach", B]


def test_a_sound_design_has_no_faults(case):
    factors = {
        A: Factor(), B: UNIT, "actors.USA.opinion.israel": Factor(low=-1, high=1), C: Factor(values=("full", "walt")),
        EVENT: Factor(event=True), f"{EVENT}.date": Factor(values=("2023-11-01", "2023-12-01")),
        "dyads.0.harm": UNIT, "actors.EGY.alignment": Factor(values=("israel", "palestine")),
        "actors.EGY.commitment": UNIT, "blocs.nato.rule": Factor(values=("consensus", "simple_majority")),
    }  # fmt: skip
    sound = design(
        "random", factors, outcomes=("weight_share.palestine", "hedging"), parameters={"outrage": 0.1}
    )
    assert [told(*fault) for fault in check(sound, case)] == []


@pytest.mark.parametrize("name", [name for name in bundled_scenarios() if name != "world_2023"])
def test_every_bundled_scenario_can_be_tried(name):
    scenario = load_scenario(name)
    factors = {
        f"actors.{next(iter(scenario.actors))}.reach": UNIT,
        "meta.emergent_blocs": Factor(values=(False, True)),
    }
    assert check(design(factors=factors), scenario) == []


def test_the_format_has_a_schema():
    assert json.dumps(Design.model_json_schema())


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).parents[2].glob("experiments/*/design.yaml")), ids=lambda p: p.parent.name
)
def test_the_designs_of_the_experiments_are_sound(path: Path) -> None:
    assert read_design(path).name == path.parent.name
