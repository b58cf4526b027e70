"""What must not matter, does not: names, units, company on the run axis, the size of draws, the powerless."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import engine, perception
from sim.columns import by_column, tally
from sim.compilation import compile_setting
from sim.ensemble import simulate
from sim.loading import load_scenario, load_theory
from sim.randomness import Noise, NoiseSource
from sim.scenario import Scenario, effective_parameters
from sim.setting import Setting
from sim.world import Lens, Relations, Traits, World, initial_world

TICKS = 6


@pytest.fixture(scope="module")
def case() -> Scenario:
    return load_scenario("humanity_alliance")


def played(case: Scenario, replicates: list[int], block: int = 32, ticks: int = TICKS, **how: Any) -> World:
    setting = setting_of(case, **how)
    source = noise_source(setting, replicates)
    world = engine.start(initial_world(case, setting, len(replicates)), setting)
    return engine.run(world, setting, source.ticks(ticks, block=block))


def setting_of(case: Scenario, theory: str = "full") -> Setting:
    return compile_setting(case, effective_parameters(case.parameters, load_theory(theory).parameters))


def noise_source(setting: Setting, replicates: list[int]) -> NoiseSource:
    n, k, b = setting.actor_count, setting.pole_count, len(setting.names.blocs)
    return NoiseSource(5, replicates, actors=n, poles=k, blocs=b)


def assert_same_bits(one: World, many: World, row: int) -> None:
    for field in fields(World):
        a, b = getattr(one, field.name), getattr(many, field.name)
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a[0], b[row], err_msg=field.name)


@pytest.mark.parametrize("theory", ["full", "waltz", "two_level"])
def test_a_run_has_the_same_bits_alone_and_in_company(case: Scenario, theory: str) -> None:
    together = played(case, [0, 1, 2, 3, 4, 5, 6], theory=theory)
    for row in (0, 3, 6):
        assert_same_bits(played(case, [row], theory=theory), together, row)


@settings(max_examples=30, deadline=None)
@given(n=st.integers(2, 60), k=st.integers(1, 4), runs=st.integers(2, 9), seed=st.integers(0, 10**6))
def test_matrix_products_have_the_same_bits_for_any_number_of_runs(
    n: int, k: int, runs: int, seed: int
) -> None:
    """The one place where company could matter: products of a relation with columns of each run."""
    rng = np.random.default_rng(seed)
    relation, columns = rng.normal(size=(n, n)), rng.normal(size=(runs, n, k))
    together = tally(relation, columns)
    np.testing.assert_array_equal(together[-1], tally(relation, columns[-1:])[0])
    np.testing.assert_array_equal(together, tally(np.repeat(relation[None], runs, axis=0), columns))
    np.testing.assert_array_equal(together, tally(relation, by_column(columns)))
    np.testing.assert_array_equal(together[..., :1], tally(relation, columns[..., :1]))
    np.testing.assert_allclose(together, relation @ columns, atol=1e-12)
    pairs = columns @ columns.swapaxes(1, 2)
    np.testing.assert_array_equal(pairs[-1], (columns[-1:] @ columns[-1:].swapaxes(1, 2))[0])
    np.testing.assert_array_equal((columns.sum(axis=1))[-1], columns[-1:].sum(axis=1)[0])


def test_noise_is_the_same_drawn_by_tick_or_in_blocks(case: Scenario) -> None:
    assert_same_bits(played(case, [3], block=1), played(case, [3], block=4), 0)


def test_streams_do_not_depend_on_each_other() -> None:
    with_blocs = NoiseSource(1, [0], actors=3, poles=2, blocs=5)
    without = NoiseSource(1, [0], actors=3, poles=2, blocs=0)
    for a, b in zip(with_blocs.ticks(40), without.ticks(40), strict=True):
        for name in ("revision", "choice", "absence", "growth"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_a_relation_shared_by_all_runs_or_repeated_for_each_gives_the_same_bits(case: Scenario) -> None:
    setting = setting_of(case)
    shared = engine.start(initial_world(case, setting, 3), setting)
    each = {
        f.name: np.repeat(getattr(shared.relations, f.name)[None], 3, axis=0).copy()
        for f in fields(Relations)
    }
    traits = {
        f.name: np.repeat(getattr(shared.traits, f.name)[None], 3, axis=0).copy() for f in fields(Traits)
    }
    repeated = perception.focus(
        replace(shared, relations=Relations(**each), traits=Traits(**traits), lens=None), setting
    )
    a = engine.run(shared, setting, noise_source(setting, [0, 1, 2]).ticks(TICKS))
    b = engine.run(repeated, setting, noise_source(setting, [0, 1, 2]).ticks(TICKS))
    for row in range(3):
        one = replace(
            a, **{f.name: getattr(a, f.name)[row : row + 1] for f in fields(World) if _per_run(a, f.name)}
        )
        assert_same_bits(one, b, row)


def _per_run(world: World, name: str) -> bool:
    return isinstance(getattr(world, name), np.ndarray)


def test_relabelling_actors_permutes_outcomes(case: Scenario) -> None:
    codes = list(case.actors)
    order = np.random.default_rng(2).permutation(len(codes))
    shuffled = case.model_copy(update={"actors": {codes[i]: case.actors[codes[i]] for i in order}})
    setting, other = setting_of(case), setting_of(shuffled)
    world = engine.start(initial_world(case, setting, 2), setting)
    mirrored = engine.start(initial_world(shuffled, other, 2), other)
    for noise in noise_source(setting, [0, 1]).ticks(10):
        world, mirrored = (
            engine.tick(world, setting, noise),
            engine.tick(mirrored, other, _permuted(noise, order)),
        )
        np.testing.assert_array_equal(world.alignment[:, order], mirrored.alignment)
        np.testing.assert_array_equal(world.membership[:, order], mirrored.membership)
        np.testing.assert_array_equal(world.votes[:, order], mirrored.votes)
    np.testing.assert_allclose(world.commitment[:, order], mirrored.commitment, atol=1e-11)
    np.testing.assert_allclose(world.weights, mirrored.weights, atol=1e-11)


def _permuted(noise: Noise, order: np.ndarray) -> Noise:
    def by_actor(values: np.ndarray) -> np.ndarray:
        return values[:, order]

    return Noise(
        revision=by_actor(noise.revision), choice=by_actor(noise.choice), entry=by_actor(noise.entry),
        proposal=noise.proposal, absence=by_actor(noise.absence), growth=by_actor(noise.growth),
        vote=by_actor(noise.vote), text=noise.text,
    )  # fmt: skip


@pytest.mark.parametrize("theory", ["full", "waltz", "axelrod_bennett"])
def test_rescaling_all_capabilities_changes_no_choice(case: Scenario, theory: str) -> None:
    grown = {
        code: a.model_copy(update={"capability": 1000 * a.capability}) for code, a in case.actors.items()
    }
    before = simulate(case, theory, replicates=6, seed=3)
    after = simulate(case.model_copy(update={"actors": grown}), theory, replicates=6, seed=3)
    np.testing.assert_array_equal(before.saved["alignment"], after.saved["alignment"])


def test_an_isolated_powerless_actor_changes_nobody(case: Scenario) -> None:
    """It has no capability and no ties; the noise of the others is kept."""
    hermit = case.actors["MLT"].model_copy(
        update={"capability": 0.0, "ideal_point": None, "alignment": None, "commitment": None, "measures": ()}
    )
    actors = {**case.actors, "HERMIT": hermit}
    without = case.model_copy(update={"motions": {}, "events": {}})
    more = without.model_copy(update={"actors": actors})
    small, large = setting_of(without), setting_of(more)
    world, wider = (engine.start(initial_world(c, s, 2), s) for c, s in ((without, small), (more, large)))
    for noise in noise_source(large, [0, 1]).ticks(10):
        fewer = Noise(**{
            f: getattr(noise, f)[:, :-1] if f not in ("proposal", "text") else getattr(noise, f)
            for f in ("revision", "choice", "entry", "proposal", "absence", "growth", "vote", "text")
        })  # fmt: skip
        world, wider = engine.tick(world, small, fewer), engine.tick(wider, large, noise)
        np.testing.assert_array_equal(world.alignment, wider.alignment[:, :-1])
    np.testing.assert_allclose(world.commitment, wider.commitment[:, :-1], atol=1e-11)
    np.testing.assert_allclose(world.weights, wider.weights, atol=1e-11)


def test_the_lens_is_what_the_relations_imply(case: Scenario) -> None:
    setting = setting_of(case)
    world = played(case, [0, 1], ticks=27)
    fresh = perception.focus(replace(world, lens=None), setting)
    for field in fields(Lens):
        np.testing.assert_array_equal(getattr(world.lens, field.name), getattr(fresh.lens, field.name))


def test_after_events_weights_are_what_the_world_implies(case: Scenario) -> None:
    setting = setting_of(case)
    world = engine.start(initial_world(case, setting, 2), setting)
    for noise in noise_source(setting, [0, 1]).ticks(27):
        now, _ = engine.open_tick(world, setting)
        fresh = perception.weigh(now, setting)
        for name in ("cohesion", "strength", "weights"):
            np.testing.assert_array_equal(getattr(now, name), getattr(fresh, name))
        world = engine.tick(world, setting, noise)


def test_weights_go_by_nothing_but_what_is_said(case: Scenario) -> None:
    """An event that changes anything else need not have the poles weighed again."""
    setting, world = setting_of(case), played(case, [0, 1], ticks=9)
    for field in fields(World):
        values = getattr(world, field.name)
        if field.name not in perception.WEIGHED and isinstance(values, np.ndarray):
            other = replace(world, **{field.name: np.logical_not(values).astype(values.dtype)})
            weighed = perception.weigh(other, setting)
            for name in ("cohesion", "strength", "weights"):
                np.testing.assert_array_equal(getattr(weighed, name), getattr(world, name), field.name)
