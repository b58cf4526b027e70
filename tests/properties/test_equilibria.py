"""Stable line-ups of random small worlds: those that trying every line-up at the engine finds, under every theory."""

from __future__ import annotations

import json
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.ensemble import simulate
from sim.equilibria import Equilibria, find_equilibria, mirrors, moves, sampling, search
from sim.equilibria.frozen import freeze
from sim.equilibria.potential import find_potential
from sim.equilibria.pulls import measure_pulls
from sim.loading import bundled_theories, load_theory
from sim.scenario import Scenario
from tests.landscape import every_line_up, landscape_scenario, stable_by_engine
from tests.strategies import scenarios

THEORIES = list(bundled_theories())
FEW = 800


def choosing(scenario: Scenario, theory: str) -> int:
    """How many line-ups there are; 0 where nobody has a choice."""
    chosen = load_theory(theory)
    free = scenario.meta.non_alignment if chosen.non_alignment is None else chosen.non_alignment
    leaders = {code for pole in scenario.poles.values() for code in pole.leaders}
    movable = [
        code
        for code, a in scenario.actors.items()
        if not (code in leaders if a.anchored is None else a.anchored)
    ]
    options = len(scenario.poles) + free
    return options ** len(movable) if movable and options > 1 else 0


def alignments(found: Equilibria, scenario: Scenario) -> set[tuple[int, ...]]:
    """All stable alignments, of mirror images each one."""
    codes = {"none": 0} | {pole: k + 1 for k, pole in enumerate(scenario.poles)}
    options = np.array([codes[option] for option in found.options])
    told: set[tuple[int, ...]] = set()
    for c in found.configurations:
        row = np.array([codes[c.alignment[actor]] for actor in scenario.actors])
        several = options[mirrors.images(row - options[0], options)] if found.mirrored else row[None]
        told |= {tuple(one) for one in several.tolist()}
    return told


@settings(max_examples=120, deadline=None)
@given(scenarios(), st.sampled_from(THEORIES))
def test_what_is_found_is_what_trying_every_line_up_finds(scenario: Scenario, theory: str) -> None:
    assume(0 < choosing(scenario, theory) <= FEW)
    found = find_equilibria(scenario, theory)
    assert found.exhaustive
    assert alignments(found, scenario) == stable_by_engine(scenario, theory)
    settled = sum(c.basin for c in found.configurations)
    assert settled + found.cycling == pytest.approx(found.starts)
    if found.potential:
        assert found.cycling == 0


@settings(max_examples=60, deadline=None)
@given(
    scenarios(),
    st.sampled_from(["axelrod_bennett", "constructivist"]),
    st.sampled_from([(1, 1), (1, 8), (3, 2), (16, 3), (4096, 8)]),
)
def test_moves_by_tables_are_moves_by_the_engine(
    scenario: Scenario, theory: str, blocks: tuple[int, int]
) -> None:
    """Whatever the blocks in which line-ups are taken.

    Energy falls with every move by twice the weight of who gains times what it gains.
    """
    assume(0 < choosing(scenario, theory) <= FEW)
    before = simulate(scenario, theory, replicates=[0], ticks=0, save=())
    frozen = freeze(before.worlds[0], before.setting)
    pulls = measure_pulls(frozen, np.random.default_rng(0))
    if pulls is None:
        return
    actors, options = pulls.base.shape
    weights = np.random.default_rng(1).uniform(0.1, 1, actors)
    with patch.multiple(moves, BLOCK=blocks[0], BLOCKS=blocks[1]):
        ahead = moves.successors(pulls, frozen.inertia, weights)
    assert ahead.tolist() == moves.successors_priced(frozen, weights).tolist()
    potential = find_potential(pulls, frozen.world.capability[0, frozen.movable], 1.0)
    if potential is None:
        return
    _, utility, movable = every_line_up(scenario, theory)
    choices = moves.digits(np.arange(len(ahead)), actors, options)
    fall = potential.energy(choices) - potential.energy(choices[ahead])
    moved = choices != choices[ahead]
    offered = utility[:, movable][..., frozen.options]
    here = np.take_along_axis(offered, choices[..., None], -1)[..., 0]
    there = np.take_along_axis(offered, choices[ahead][..., None], -1)[..., 0]
    gain = (there - here + frozen.inertia) * moved
    scale = 1 + np.abs(potential.energy(choices)).max()
    np.testing.assert_allclose(fall, 2 * gain @ potential.weights, atol=1e-9 * scale)
    assert (fall[ahead != np.arange(len(ahead))] > 0).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 7), st.integers(0, 10**6))
def test_relabelling_actors_permutes_what_is_found(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    propensity = rng.uniform(-1, 1, (n, n))
    propensity = propensity + propensity.T
    propensity /= np.abs(propensity).max()
    sizes = {f"A{i}": float(size) for i, size in enumerate(rng.lognormal(size=n))}
    order = rng.permutation(n)
    turned = {f"A{i}": sizes[f"A{i}"] for i in order}
    one = find_equilibria(landscape_scenario(sizes, propensity), "axelrod_bennett")
    other = find_equilibria(landscape_scenario(turned, propensity[np.ix_(order, order)]), "axelrod_bennett")

    def told(found: Equilibria) -> set[tuple[object, ...]]:
        return {
            (frozenset(a for a, side in c.alignment.items() if side == c.alignment["A0"]), c.basin)
            for c in found.configurations
        }

    assert told(one) == told(other)
    energies = [[c.energy for c in found.configurations] for found in (one, other)]
    np.testing.assert_allclose(*energies, rtol=1e-9, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(scenarios(), st.sampled_from(THEORIES))
def test_a_search_from_every_line_up_ends_where_all_of_them_end(scenario: Scenario, theory: str) -> None:
    assume(0 < choosing(scenario, theory) <= FEW)
    before = simulate(scenario, theory, replicates=[0], ticks=0, save=())
    frozen = freeze(before.worlds[0], before.setting)
    actors, options = len(frozen.movable), len(frozen.options)
    weights = np.ones(actors)
    reached, settled = moves.ends(moves.successors_priced(frozen, weights))
    starts = moves.digits(np.arange(frozen.line_ups), actors, options).astype(np.int8)
    ended, at_rest = sampling.descend(starts, frozen.utilities, frozen.inertia, weights, options)
    assert at_rest.tolist() == settled.tolist()
    assert ended[settled].tolist() == moves.digits(reached[settled], actors, options).tolist()


def test_moves_that_go_round_in_a_circle_are_counted_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hunter wants to be with the hunted, who wants to be away from it: no line-up is stable, no energy exists."""
    case = landscape_scenario({"A": 1.0, "B": 1.0}, np.array([[0, 1], [-1, 0]]))
    found = find_equilibria(case, "axelrod_bennett")
    assert (found.count, found.potential, found.starts, found.cycling) == (0, False, 2, 2)
    monkeypatch.setattr(search, "MOST_LINE_UPS", 1)
    found = find_equilibria(case, "axelrod_bennett", starts=7)
    assert (found.count, found.starts, found.cycling) == (0, 7, 7)


def test_a_random_search_finds_the_same_and_says_that_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    propensity = np.triu(rng.uniform(-1, 1, (8, 8)), 1)
    case = landscape_scenario({f"A{i}": i + 1.5 for i in range(8)}, propensity + propensity.T)
    every = find_equilibria(case, "axelrod_bennett")
    monkeypatch.setattr(search, "MOST_LINE_UPS", 1)
    found = find_equilibria(case, "axelrod_bennett", starts=4000, seed=2)
    assert (found.exhaustive, found.starts, found.cycling) == (False, 4000, 0)
    assert found == find_equilibria(case, "axelrod_bennett", starts=4000, seed=2)
    assert [c.alignment for c in found.configurations] == [c.alignment for c in every.configurations]
    for sampled, exact in zip(found.configurations, every.configurations, strict=True):
        share = exact.basin / every.starts
        assert abs(sampled.basin / 4000 - share) < 5 * np.sqrt(share * (1 - share) / 4000) + 1e-12


def test_poles_that_differ_have_no_mirror_images() -> None:
    """With a leader anchored to its pole, both images of a line-up would be two different line-ups."""
    propensity = np.eye(4) - 1
    data = landscape_scenario({f"A{i}": 2.0**i for i in range(4)}, propensity).model_dump(mode="json")
    data["actors"]["A0"]["anchored"] = True
    found = find_equilibria(Scenario.model_validate_json(json.dumps(data)), "axelrod_bennett")
    assert not found.mirrored
    assert found.starts == 8
