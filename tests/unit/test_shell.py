"""The Mesa shell: the same numbers as the ensemble, through agents that store nothing."""

from __future__ import annotations

import json

import mesa
import numpy as np
import pytest

import sim
from sim import BalanceOfPower, Event
from sim.model import SYSTEM_OUTCOMES


@pytest.fixture
def model() -> BalanceOfPower:
    return BalanceOfPower(scenario="humanity_alliance", rng=7)


def event(**effect: object) -> Event:
    return Event.model_validate_json(
        json.dumps({"title": "what if", "coding": "a test", "effects": [effect]})
    )


@pytest.mark.parametrize("replicate", [0, 2])
def test_a_shell_run_is_an_ensemble_row_bit_for_bit(replicate: int) -> None:
    names = ("alignment", "posture", "commitment", "weights", "opinion", "capability", "harm", "dissent")
    rows = sim.simulate(sim.load_scenario("humanity_alliance"), replicates=3, seed=7, save=names)
    model = BalanceOfPower(scenario="humanity_alliance", rng=7, replicate=replicate)
    for tick in range(28):
        for name in names:
            np.testing.assert_array_equal(
                getattr(model.world, name)[0], rows.saved[name][replicate, tick], name
            )
        if tick < 27:
            model.step()
    assert not model.running


def test_agents_show_the_world_and_refuse_to_be_written(model: BalanceOfPower) -> None:
    model.step()
    turkey = model.actor("TUR")
    assert turkey.alignment == "palestine"
    assert turkey.capability == model.world.capability[0, turkey.index]
    assert set(turkey.opinion) == {"israel", "palestine"}
    assert set(turkey.threat) == {"israel", "palestine"}
    assert turkey.posture in ("balancing", "bandwagoning", "unthreatened")
    with pytest.raises(AttributeError, match="intervene"):
        turkey.capability = 1.0
    assert not {"capability", "alignment", "commitment"} & set(vars(turkey))


def test_mesa_tools_work_on_it(model: BalanceOfPower) -> None:
    for _ in range(3):
        model.step()
    assert isinstance(model, mesa.Model)
    assert len(model.agents) == 68
    assert len(model.agents.select(lambda a: a.alignment == "israel")) >= 2
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == 4
    assert {"weight_share.israel", *SYSTEM_OUTCOMES} <= set(table)
    agents = model.datacollector.get_agent_vars_dataframe()
    assert {"alignment", "posture", "commitment"} <= set(agents)


def test_explain_is_the_choice_that_was_made(model: BalanceOfPower) -> None:
    with pytest.raises(RuntimeError, match="step"):
        model.actor("TUR").explain()
    for _ in range(5):
        model.step()
    told = model.actor("ESP").explain()
    assert told.tick == 4
    assert told.chosen == (model.actor("ESP").alignment or "none")
    for option, total in told.utility.items():
        assert sum(term[option] for term in told.terms.values()) == pytest.approx(total, abs=1e-12)
    assert sum(told.probability.values()) == pytest.approx(1)
    for pole, threat in told.threat.items():
        from_sources = sum(s.direct + s.vicarious for s in told.sources if s.pole == pole)
        assert from_sources == pytest.approx(threat, rel=1e-9)
    same = sim.explain(sim.load_scenario("humanity_alliance"), "ESP", tick=4, seed=7)
    assert same == told


def test_interventions_change_the_world_now(model: BalanceOfPower) -> None:
    model.intervene(event(do="change_actor", attribute="commitment", of="USA", to=0.25))
    assert model.actor("USA").commitment == 0.25
    model.intervene(event(do="change_dyad", relation="hostility", of="TUR", toward="ISR", to=1.0))
    index = {a.code: a.index for a in model.agents}
    assert model.world.relations.hostility[index["TUR"], index["ISR"]] == 1
    model.intervene(event(do="hold_vote", motion="malaysia_draft"))
    model.step()
    position = model.setting.names.motions.index("malaysia_draft")
    assert model.world.motion_outcome[0, position] >= 0


@pytest.mark.parametrize(("effect", "message"), [
    ({"do": "change_actor", "attribute": "commitment", "of": "USSR", "to": 0.5}, "USSR"),
    ({"do": "change_dyad", "relation": "harm", "of": "FJI", "toward": "BLZ", "to": 1.0}, "follows no harm"),
])  # fmt: skip
def test_a_wrong_intervention_says_what_is_wrong(model: BalanceOfPower, effect: dict, message: str) -> None:
    before = model.world
    with pytest.raises(ValueError, match=message):
        model.intervene(event(**effect))
    assert model.world is before


def test_a_dated_intervention_is_refused(model: BalanceOfPower) -> None:
    dated = event(do="leave", of="TUR", bloc="nato").model_copy(update={"date": model.case.meta.start})
    with pytest.raises(ValueError, match="happens now"):
        model.intervene(dated)


def test_an_unseeded_model_tells_its_seed() -> None:
    model = BalanceOfPower(scenario="humanity_alliance")
    again = BalanceOfPower(scenario="humanity_alliance", rng=model.seed_used)
    for each in (model, again):
        each.step()
    np.testing.assert_array_equal(model.world.alignment, again.world.alignment)


def test_batch_run_of_mesa_works() -> None:
    per_seed = (
        {"rng": [1]} if tuple(map(int, mesa.__version__.split(".")[:2])) >= (3, 4) else {"iterations": 1}
    )
    rows = mesa.batch_run(
        BalanceOfPower,
        parameters={"scenario": "nato_veto", "theory": ["walt", "waltz"]},
        max_steps=2,
        number_processes=1,
        display_progress=False,
        **per_seed,
    )
    last = [row for row in rows if row["Step"] == 2]
    assert {row["theory"] for row in last} == {"walt", "waltz"}
    assert all(0 <= row["weight_share.israel"] <= 1 for row in last)
