"""Scores of line-ups against another library, closed forms and brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, mutual_info_score

from sim.trial import baselines
from sim.trial.scores import SCORES, LineUp, adjusted_rand, brier, log_score, mutual_information, scored

partitions = st.integers(2, 12).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 2), min_size=n, max_size=n)] * 2)
)


def line(told, real, size=None) -> LineUp:
    real = np.asarray(real)
    return LineUp(
        np.eye(3)[np.asarray(told)], real, np.ones(len(real)) if size is None else np.asarray(size, float)
    )


@settings(max_examples=150, deadline=None)
@given(partitions)
def test_partitions_score_as_elsewhere(both: tuple[list[int], list[int]]) -> None:
    one, weight = line(*both), np.ones(len(both[0]))
    assert adjusted_rand(one, weight) == pytest.approx(adjusted_rand_score(both[1], both[0]), abs=1e-12)
    assert mutual_information(one, weight) == pytest.approx(mutual_info_score(both[1], both[0]), abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(partitions, st.integers(0, 99))
def test_a_weight_counts_an_actor_so_often(both: tuple[list[int], list[int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = len(both[0])
    weight = rng.multinomial(n, np.full(n, 1 / n)).astype(float)
    rows = np.repeat(np.arange(n), weight.astype(int))
    chance = rng.dirichlet(np.ones(3), n)
    one = LineUp(chance, np.array(both[1]), rng.uniform(0.1, 1, n))
    drawn = LineUp(chance[rows], one.option[rows], one.size[rows])
    for name, score in SCORES.items():
        if name != "adjusted_rand":  # there an actor drawn twice is no pair with itself
            assert score(one, weight) == pytest.approx(float(score(drawn, np.ones(n))), abs=1e-12)


def test_an_actor_drawn_twice_is_no_pair_with_itself() -> None:
    """By hand: actors 0 (drawn twice), 1, 2; told 0|12, real 01|2. Pairs 01 ×2, 02 ×2, 12 ×1."""
    one = line([0, 1, 1], [0, 0, 1])
    total, told, real, both = 5, 1, 2, 0
    by_chance = told * real / total
    expected = (both - by_chance) / ((told + real) / 2 - by_chance)
    assert adjusted_rand(one, np.array([2.0, 1, 1])) == pytest.approx(expected)


def test_chances_are_scored_over_all_options_and_cut() -> None:
    one = LineUp(np.array([[0.2, 0.5, 0.3], [0, 1.0, 0]]), np.array([1, 0]), np.ones(2))
    weight = np.array([[1.0, 0], [0, 1], [1, 1]])
    np.testing.assert_allclose(log_score(one, weight), [-np.log(0.5), -np.log(1e-3), -np.log(0.5e-3) / 2])
    np.testing.assert_allclose(brier(one, weight)[:2], [0.04 + 0.25 + 0.09, 2])


def test_capability_is_what_counts_in_its_share() -> None:
    told = scored(line([0, 1, 1], [0, 1, 2], [1, 2, 7]))
    assert told["capability_right"].value == pytest.approx(0.3)
    assert told["actors_right"].value == pytest.approx(2 / 3)


@pytest.mark.parametrize("real", [[1, 1, 2, 2], [0, 1, 2, 2, 2], [1, 1, 1]])
@pytest.mark.parametrize("non_alignment", [True, False])
def test_scores_by_chance_are_the_mean_over_all_line_ups(real: list[int], non_alignment: bool) -> None:
    open_to = np.array([float(non_alignment), 1, 1])
    if not non_alignment:
        real = [max(k, 1) for k in real]
    one = line(real, real, np.arange(1, len(real) + 1))
    told = baselines.by_chance(one, open_to)
    every = itertools.product(np.flatnonzero(open_to), repeat=len(real))
    values = [
        {k: float(f(line(e, real, one.size), np.ones(len(real)))) for k, f in SCORES.items()} for e in every
    ]
    # one kind of partition equal to itself scores 1 by convention, which chance does not earn
    names = [
        n
        for n in SCORES
        if n not in ("log_score", "brier") and not (n == "adjusted_rand" and len(set(real)) == 1)
    ]
    for name in names:
        assert told[name].value == pytest.approx(np.mean([v[name] for v in values]), abs=1e-12)
    even = LineUp(np.tile(open_to / open_to.sum(), (len(real), 1)), one.option, one.size)
    assert told["log_score"].value == pytest.approx(float(log_score(even, np.ones(len(real)))))
    assert told["brier"].value == pytest.approx(float(brier(even, np.ones(len(real)))))


def test_baselines_are_chances() -> None:
    stays = baselines.persistence(np.array([0, 1, 2]), np.array([0.0, 1, 1]), 0.7)
    np.testing.assert_allclose(stays[1:], [[0, 0.7, 0.3], [0, 0.3, 0.7]])
    same = line([1, 1, 1], [1, 2, 1])
    most = LineUp(baselines.majority(same.option, 3), same.option, same.size)
    assert scored(most)["adjusted_rand"].value == 0
    assert scored(most)["mutual_information"].value == 0


def test_intervals_cover_the_score_of_the_population() -> None:
    """90 % intervals of the log score of actors drawn from many: about 9 in 10 hold the mean over all."""
    rng = np.random.default_rng(0)
    chance = rng.dirichlet(np.ones(3), 5000)
    option = np.array([rng.choice(3, p=p) for p in chance])
    everyone = LineUp(chance, option, np.ones(5000))
    real = float(log_score(everyone, np.ones(5000)))
    held = 0
    for k in range(100):
        rows = rng.integers(5000, size=60)
        told = scored(LineUp(chance[rows], option[rows], np.ones(60)), seed=k)["log_score"]
        held += told.low <= real <= told.high
    assert (
        78 <= held <= 97
    )  # 86 to 90 expected of a percentile bootstrap of 60; outside by less than 1 in 100
