"""What would have changed an actor's mind: it really turns, a little beyond, and does not, a little before."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.ensemble import simulate
from sim.explanation import Explanation, explain_tick, noise_of
from sim.loading import load_scenario
from sim.randomness import Noise
from sim.rules.utility import WEIGHTS
from sim.scenario import describe_parameters
from sim.scenario.theory import TERMS
from sim.setting import Setting
from sim.turning import turning
from sim.world import BEFORE_START, World

CASE = load_scenario("humanity_alliance")
THEORIES = ("full", "waltz", "walt", "schweller", "axelrod_bennett", "constructivist", "two_level")
TICKS = (0, 3, 11, 26)
SEED = 3


@cache
def before(theory: str, tick: int) -> tuple[World, Setting, Noise]:
    result = simulate(CASE, theory, replicates=[1], ticks=tick, seed=SEED, save=())
    return result.worlds[0], result.setting, noise_of(result.setting, SEED, 1, tick)


def told(actor: str, theory: str, tick: int, **changed: float) -> Explanation:
    """One tick explained, with other parameters in that tick only."""
    world, setting, noise = before(theory, tick)
    numbers = setting.parameters.model_copy(update=changed)
    setting = replace(setting, parameters=numbers, per_option=numbers)
    return explain_tick(CASE, theory, setting, world, noise, actor, SEED, 1)


def best_of(utility: dict[str, float | None]) -> str:
    open_to = {option: u for option, u in utility.items() if u is not None}
    return max(open_to, key=open_to.__getitem__)


actors = st.sampled_from(sorted(CASE.actors))
choices = st.tuples(actors, st.sampled_from(THEORIES), st.sampled_from(TICKS))


@settings(max_examples=60, deadline=None)
@given(choice=choices)
def test_a_parameter_turns_the_best_option_just_where_it_is_said_to(choice: tuple[str, str, int]) -> None:
    """By playing the tick again with that parameter."""
    turn = turning(told(*choice))
    for term in turn.terms.values():
        weight = term.weight
        if weight is None or weight.change < 1e-6:
            continue
        far = weight.turns_at - weight.value
        assert weight.share == pytest.approx(abs(far) / weight.value)
        short = told(*choice, **{weight.parameter: weight.value + far * (1 - 1e-6)})
        beyond = told(*choice, **{weight.parameter: weight.value + far * (1 + 1e-6)})
        assert best_of(short.utility) == turn.best
        assert best_of(beyond.utility) == weight.to


@settings(max_examples=60, deadline=None)
@given(choice=choices)
def test_where_no_value_is_named_none_within_bounds_turns_it(choice: tuple[str, str, int]) -> None:
    turn = turning(told(*choice))
    for name, term in turn.terms.items():
        if term.weight is None and turn.gap > 1e-6:
            info = describe_parameters()[WEIGHTS[name]]
            for corner in (info.low, info.high):
                utility = told(*choice, **{info.name: corner}).utility
                assert utility[best_of(utility)] == pytest.approx(utility[turn.best], abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(choice=choices)
def test_an_entry_turns_the_best_option_just_where_it_is_said_to(choice: tuple[str, str, int]) -> None:
    """By adding up the terms again with that entry."""
    first = told(*choice)
    turn = turning(first)
    for name, term in turn.terms.items():
        assert term.option in (turn.best, turn.rival)
        assert abs(term.turns_at - term.value) == pytest.approx(turn.gap)
        if turn.gap < 1e-6:
            continue
        found = []
        for reach in (1 - 1e-6, 1 + 1e-6):
            entry = term.value + (term.turns_at - term.value) * reach
            allowed = [option for option, u in first.utility.items() if u is not None]
            sums = {option: sum(t[option] for t in first.terms.values()) for option in allowed}
            sums[term.option] += entry - first.terms[name][term.option]
            found.append(max(sums, key=sums.__getitem__))
        assert found == [turn.best, turn.rival]
        other = turn.best if term.option == turn.rival else turn.rival
        assert abs(first.terms[name][term.option]) >= abs(first.terms[name][other])


def test_another_option_than_the_runner_up_may_overtake_first() -> None:
    """Three options by hand: the term favours the last one so much that it passes the second before it is first."""
    base = told("TUR", "walt", 0)
    hand = replace(
        base,
        utility={"none": 1.0, "israel": 0.8, "palestine": 0.7},
        terms={"profit": {"none": 0.1, "israel": 0.2, "palestine": 0.6}},
        parameters={"profit": 2.0},
    )
    turn = turning(hand)
    assert (turn.best, turn.rival) == ("none", "israel")
    assert turn.gap == pytest.approx(0.2)
    weight = turn.terms["profit"].weight
    assert weight is not None
    assert (weight.to, weight.parameter) == ("palestine", "weight_profit")
    assert weight.turns_at == pytest.approx(2 * (1 + 0.3 / 0.5))
    assert weight.change == pytest.approx(0.3)
    assert (turn.terms["profit"].option, turn.terms["profit"].share) == ("israel", pytest.approx(1.0))


def test_one_option_only_has_no_turning_point_and_says_so() -> None:
    alone = replace(told("TUR", "walt", 0), utility={"none": None, "israel": 1.0})
    assert turning(alone).rival is None
    assert not turning(alone).terms


def test_it_says_who_does_not_choose() -> None:
    assert turning(told("USA", "full", 3)).bound == "anchored"
    asked = [turning(told(actor, "full", 3)).bound for actor in CASE.actors]
    assert {"", "waiting", "anchored"} == set(asked)


def test_each_term_names_the_parameter_that_switches_it() -> None:
    assert {name: TERMS[name] for name in WEIGHTS if name in TERMS} == {
        name: parameter for name, parameter in WEIGHTS.items() if name in TERMS
    }
    for name, parameter in WEIGHTS.items():
        assert name not in told("TUR", "full", 3, **{parameter: 0.0}).terms


@pytest.mark.parametrize("theory", ["full", "walt", "waltz"])
def test_walts_factors_and_commitment_make_the_direct_threat(theory: str) -> None:
    sources = [s for actor in ("TUR", "IRN", "DEU") for s in told(actor, theory, 11).sources]
    assert sources
    for s in sources:
        assert s.commitment * math.prod(s.factors.values()) == pytest.approx(s.direct, rel=1e-12, abs=1e-300)
    plain = {name for s in sources for name, value in s.factors.items() if value != 1}
    assert plain == ({"power"} if theory == "waltz" else {"power", "offence", "proximity", "hostility"})


def test_measures_are_those_of_the_world_after_the_tick() -> None:
    after = simulate(CASE, "full", replicates=[1], ticks=12, seed=SEED)
    taken = {m for m, name in enumerate(after.setting.names.measures)}
    for actor in ("ZAF", "ESP", "DEU", "USA"):
        rungs = {rung.measure: rung for rung in told(actor, "full", 11).measures}
        assert [r.threshold for r in rungs.values()] == sorted(r.threshold for r in rungs.values())
        i = after.setting.names.actors.index(actor)
        for m in taken:
            rung, when = rungs[after.setting.names.measures[m]], after.worlds[0].adopted[0, i, m]
            assert rung.before_start == (when == BEFORE_START)
            assert (rung.adopted if when >= 0 else when) == when
            assert rung.in_force <= (rung.before_start or rung.adopted is not None)
            assert (rung.date is None) == (rung.adopted is None)


def test_the_explanation_of_a_run_carries_it_to_json() -> None:
    found = turning(sim.explain(CASE, "ESP", tick=8))
    assert (
        json.loads(json.dumps(found.as_dict()))["terms"]["autonomy"]["weight"]["parameter"] == "autonomy_cost"
    )
