"""Chances of observed items: exact where there is a closed form, unbiased elsewhere, alike alone and side by side."""

from __future__ import annotations

import numpy as np
import pytest

from sim.ensemble import simulate
from sim.rules.motions import VOTES
from sim.scenario import Parameters, Scenario, Theory
from sim.trial.chances import Case, chances, draws
from sim.trial.record import ABSTAIN, LINE_UP, NO, YES, expected_record, free_actors, record_of
from tests.arena import CODED, actor, arena

STILL = {"growth_volatility": 0, "mobilisation_rate": 0, "dissent_rate": 0, "outrage": 0, "opinion_rate": 0}
OPINION = Theory(
    name="opinion", title="", summary="", sources=(), terms={"opinion": "made up"},
    parameters=Parameters(weight_opinion=1, logit_precision=2, autonomy_cost=0.1, revision_rate=0.3, **STILL),
)  # fmt: skip
CROWD = Theory(
    name="crowd", title="", summary="", sources=(), terms={"peers": "made up", "security": "made up"},
    parameters=Parameters(
        weight_peers=2, weight_security=1, logit_precision=4, inertia=0.1, autonomy_cost=0.2, revision_rate=0.5
    ),
)  # fmt: skip
AT = {"east": 0.7, "west": -0.2}


def lone(ticks: int = 5, **sections) -> Scenario:
    """One actor to whom only its own opinion matters."""
    return arena({"A": actor(0.01, opinion=AT, responsiveness=1)}, ticks=ticks, **sections)


def closed_form(start: list[float], ticks: int, p: Parameters) -> np.ndarray:
    scaled = p.logit_precision * np.array([0, AT["east"] - p.autonomy_cost, AT["west"] - p.autonomy_cost])
    drawn = np.exp(scaled) / np.exp(scaled).sum()
    stays = (1 - p.revision_rate) ** ticks
    return stays * np.array(start) + (1 - stays) * drawn


def seen(scenario: Scenario, ticks: int, code: str = "A"):
    return record_of([(list(scenario.actors).index(code), ticks, LINE_UP, 0)])


@pytest.mark.parametrize("ticks", [1, 3, 5])
def test_a_lone_actor_has_its_closed_form_from_a_single_run(ticks: int) -> None:
    scenario = lone()
    case = Case(scenario, seen(scenario, ticks), OPINION)
    told = chances(case, [OPINION.parameters], replicates=1, seed=3)[0, 0]
    np.testing.assert_allclose(told, closed_form([1, 0, 0], ticks, OPINION.parameters), rtol=1e-12)


def test_an_event_that_puts_it_on_a_side_starts_it_anew() -> None:
    event = {"title": "coup", "date": "2000-03-10", **CODED}
    event["effects"] = [{"do": "align", "of": "A", "pole": "west"}]
    scenario = lone(events={"coup": event})
    case = Case(scenario, seen(scenario, 5), OPINION)
    told = chances(case, [OPINION.parameters], replicates=1, seed=3)[0, 0]
    np.testing.assert_allclose(told, closed_form([0, 0, 1], 3, OPINION.parameters), rtol=1e-12)


def test_whom_an_undated_event_may_move_is_counted() -> None:
    event = {"title": "coup", "when": {"outcome": "dissent", "of": "A", "compare": ">=", "value": 0}, **CODED}
    event["effects"] = [{"do": "align", "of": "A", "pole": "west"}]
    scenario = lone(events={"coup": event})
    case = Case(scenario, seen(scenario, 5), OPINION)
    told = chances(case, [OPINION.parameters], replicates=40, seed=3)[0, 0]
    counted = simulate(scenario, OPINION, replicates=40, seed=3).final("alignment")[:, 2]
    np.testing.assert_allclose(told, np.bincount(counted, minlength=3) / 40)


def crowd(ticks: int = 6) -> Scenario:
    """Actors that follow one another, two votes, and a place for everything to matter."""
    rng = np.random.default_rng(1)
    codes = [f"A{k}" for k in range(6)]
    dyads = [
        {"of": a, "toward": b, "affinity": round(float(rng.uniform(-1, 1)), 3)}
        for a in codes for b in (*codes, "EAST", "WEST") if a != b
    ]  # fmt: skip
    motions = {
        "early": {"title": "early", "favours": "east", "demand": 0.1, "date": "2000-02-10", **CODED},
        "late": {"title": "late", "favours": "west", "demand": 0.3, "date": "2000-05-10", **CODED},
    }
    return arena(
        {code: actor(float(rng.uniform(0.5, 2))) for code in codes}, dyads, ticks=ticks, motions=motions
    )


def test_chances_and_draws_agree_with_counts_of_runs() -> None:
    scenario, runs = crowd(), 3000
    free = np.flatnonzero(free_actors(scenario))
    items = [(i, t, LINE_UP, 0) for i in free for t in (2, 6)] + [(i, 6, q, 0) for i in free for q in (0, 1)]
    case = Case(scenario, record_of(items), CROWD)
    told = chances(case, [case.parameters({})], replicates=400, seed=1)[0]
    drawn = draws(case, [case.parameters({})] * runs, seed=2)
    played = simulate(scenario, CROWD, replicates=runs, seed=5, save=("alignment",))
    votes = played.final("votes")
    code = {YES: VOTES.index("yes"), NO: VOTES.index("no"), ABSTAIN: VOTES.index("abstain")}
    for row, (i, ticks, motion, _) in enumerate(items):
        for option in range(3):
            if motion == LINE_UP:
                counted, of = played.saved["alignment"][:, ticks, i] == option, runs
            else:
                present = votes[:, i, motion] != VOTES.index("absent")
                counted, of = votes[present, i, motion] == code[option], int(present.sum())
            error = 4.5 * np.sqrt(
                0.25 / 400 + 0.25 / of
            )  # at most: chances of 400 runs vary less than counts of 400
            assert abs(told[row, option] - counted.mean()) < error
            assert abs((drawn[:, row] == option).mean() - counted.mean()) < 4.5 * np.sqrt(0.5 / of)
    np.testing.assert_allclose(told.sum(axis=-1), 1)


def test_estimates_from_few_runs_are_unbiased_and_vary_less_than_counts() -> None:
    scenario = crowd()
    free = np.flatnonzero(free_actors(scenario))
    case = Case(scenario, record_of([(i, 6, LINE_UP, 0) for i in free]), CROWD)
    few = np.array([chances(case, [case.parameters({})], replicates=4, seed=s)[0] for s in range(150)])
    many = chances(case, [case.parameters({})], replicates=2000, seed=900)[0]
    error = few.std(axis=0) / np.sqrt(len(few))
    assert (np.abs(few.mean(axis=0) - many) < 4.5 * error + 0.005).all()
    assert few.var(axis=0).mean() < 0.5 * (many * (1 - many)).mean() / 4


def test_parameters_side_by_side_give_what_they_give_alone() -> None:
    scenario = crowd()
    case = Case(scenario, record_of([(i, 6, LINE_UP, 0) for i in range(2, 8)]), CROWD)
    trials = [
        case.parameters({"logit_precision": x, "inertia": y}) for x, y in ((4, 0.1), (9, 0.1), (9, 0.5))
    ]
    together = chances(case, trials, replicates=5, seed=1)
    alone = [chances(case, [each], replicates=5, seed=1)[0] for each in trials]
    np.testing.assert_array_equal(together, alone)
    assert (together[0] != together[1]).any()


def test_leaders_are_not_observed() -> None:
    scenario = arena(
        {"A": actor(), "B": actor()},
        expected={**CODED, "alignment": {"EAST": "east", "A": "west", "B": None}},
    )
    record = expected_record(scenario)
    codes = list(scenario.actors)
    assert [(codes[i], k) for i, k in zip(record.actor, record.option, strict=True)] == [("A", 2), ("B", 0)]
    with pytest.raises(ValueError, match="all of them are anchored"):
        expected_record(arena({"A": actor()}, expected={**CODED, "alignment": {"EAST": "east"}}))
