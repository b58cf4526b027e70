"""A game is the model with some alignments decided by people: nothing else differs, to the last bit."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.ensemble import Result, simulate
from sim.loading import load_scenario
from sim.scenario import Parameters, Scenario
from sim.scenario.scenario import Expected
from sim.seat_scores import score
from sim.seats import Choices, open_to_people, options, outlook, play_seats
from sim.world import NotFiniteError, World
from tests import strategies

CASE = load_scenario("humanity_alliance")
NAMES = tuple(CASE.actors)
LABELS = ("none", "israel", "palestine")


def assert_same_world(one: World, other: World) -> None:
    for field in fields(World):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b, err_msg=field.name)


def models_own(result: Result) -> Choices:
    """What the model chose, as if people had."""
    names, course = result.setting.names, result.saved["alignment"][0]
    seats = open_to_people(result.setting)
    return {
        (tick, code): ("none", *names.poles)[course[tick + 1, i]]
        for tick in range(result.ticks)
        for i, code in enumerate(names.actors)
        if code in seats
    }


@pytest.mark.parametrize("theory", ["full", "waltz"])
def test_with_no_choices_or_the_models_own_a_game_is_the_ensembles_run(theory: str) -> None:
    run = simulate(CASE, theory, replicates=[2], seed=5)
    empty = play_seats(CASE, theory, seed=5, replicate=2)
    assert_same_world(empty.world, run.worlds[0])
    assert empty.result.digest == run.digest
    own = play_seats(CASE, theory, seed=5, replicate=2, choices=models_own(run))
    assert_same_world(own.world, run.worlds[0])
    assert own.result.digest != run.digest


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=strategies.scenarios(), numbers=strategies.parameters(), seed=st.integers(0, 99))
def test_so_it_is_in_any_case(case: Scenario, numbers: Parameters, seed: int) -> None:
    """Whatever events align, blocs bind or measures cost in between."""
    how = {"seed": seed, "parameters": numbers.model_dump()}
    try:
        run = simulate(case, "full", replicates=[0], **how)
    except NotFiniteError:
        return
    if not run.setting.non_alignment and (run.saved["alignment"] == 0).any():
        return  # who starts non-aligned and has not reconsidered yet holds an option that nobody may choose
    assert_same_world(play_seats(case, "full", **how).world, run.worlds[0])
    assert_same_world(play_seats(case, "full", choices=models_own(run), **how).world, run.worlds[0])


def test_a_game_plays_on_from_its_choices() -> None:
    made = {(1, "TUR"): "none", (4, "ESP"): "israel", (7, "TUR"): "palestine"}
    whole = play_seats(CASE, choices=made, seed=1)
    for ticks in (0, 2, 5, 9):
        part = play_seats(CASE, choices=made, seed=1, ticks=ticks)
        assert (part.tick, part.over) == (ticks, False)
        past = {key: side for key, side in made.items() if key[0] < ticks}
        assert part.result.digest == play_seats(CASE, choices=past, seed=1, ticks=ticks).result.digest
        for name, course in part.result.saved.items():
            np.testing.assert_array_equal(course, whole.result.saved[name][:, : ticks + 1], err_msg=name)
    assert whole.over
    told = whole.result.trajectories.loc[0]["alignment"]
    assert [told[(tick + 1, actor)] for tick, actor in made] == list(made.values())


def test_in_the_tick_of_a_choice_nobody_else_chooses_otherwise() -> None:
    """Updating is synchronous: others see a choice in the next tick only."""
    free, game = play_seats(CASE, ticks=1), play_seats(CASE, ticks=1, choices={(0, "TUR"): "israel"})
    turkey = NAMES.index("TUR")
    differs = (free.world.alignment != game.world.alignment)[0]
    assert np.flatnonzero(differs).tolist() == [turkey]
    np.testing.assert_array_equal(free.world.capability, game.world.capability)
    np.testing.assert_array_equal(free.world.opinion, game.world.opinion)


def test_who_changes_sides_starts_from_no_commitment_and_who_stays_goes_on() -> None:
    turkey = NAMES.index("TUR")
    moves = {(5, "TUR"): "israel", (6, "TUR"): "israel", (7, "TUR"): "none", (8, "TUR"): "palestine"}
    game = play_seats(CASE, choices=moves, ticks=9, without=CASE.events)  # events would move commitment too
    course = game.result.saved["commitment"][0, :, turkey]
    rate = game.result.parameters.commitment_rate
    assert course[5] > rate
    assert 0 < course[6] <= rate
    assert course[6] * (1 - rate) < course[7] <= course[6] * (1 - rate) + rate
    assert course[8] == 0
    assert 0 < course[9] <= rate


def test_outlook_is_what_the_model_then_does() -> None:
    made = {(0, "ESP"): "israel"}
    for tick in (1, 6):
        ahead = outlook(play_seats(CASE, choices=made, ticks=tick, seed=3), "ESP")
        after = play_seats(CASE, choices=made, ticks=tick + 1, seed=3)
        i = NAMES.index("ESP")
        assert (ahead.tick, ahead.chosen) == (tick, LABELS[after.world.alignment[0, i]])
    with pytest.raises(ValueError, match="over"):
        outlook(play_seats(CASE), "ESP")


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({(0, "TRU"): "none"}, "did you mean `TUR`"),
        ({(0, "USA"): "none"}, "USA is anchored"),
        ({(0, "TUR"): "palestin"}, "did you mean `palestine`"),
        ({(27, "TUR"): "none"}, "choose 0 to 26"),
        ({(-1, "TUR"): "none"}, "choose 0 to 26"),
    ],
)
def test_a_choice_that_cannot_be_made_is_refused(choices: Choices, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        play_seats(CASE, choices=choices)


def test_staying_out_cannot_be_chosen_where_it_is_forbidden() -> None:
    with pytest.raises(ValueError, match="`none` is not a known option"):
        play_seats(CASE, "axelrod_bennett", choices={(0, "TUR"): "none"})
    assert options(play_seats(CASE, "axelrod_bennett", ticks=0).result.setting) == ("israel", "palestine")


# Scores


def test_who_plays_as_the_model_does_agrees_with_it_throughout() -> None:
    run = simulate(CASE, replicates=[0])
    own = {key: side for key, side in models_own(run).items() if key[1] in ("TUR", "ESP")}
    told = score(play_seats(CASE, choices=own))
    assert [s.actor for s in told] == sorted(["TUR", "ESP"], key=NAMES.index)
    for one in told:
        assert one.agreement == 1
        assert len(one.ticks) == 27
        assert [t.chosen for t in one.ticks] == [t.model for t in one.ticks]


def test_the_best_reply_costs_nothing_and_any_other_its_distance() -> None:
    made: dict[tuple[int, str], str] = {}
    for tick in range(4):
        ahead = outlook(play_seats(CASE, choices=made, ticks=tick), "ESP")
        ranked = sorted((u, o) for o, u in ahead.utility.items() if u is not None)
        made[(tick, "ESP")] = ranked[-1][1] if tick % 2 == 0 else ranked[0][1]
        last = score(play_seats(CASE, choices=made, ticks=tick + 1))[0].ticks[-1]
        assert last.best == ranked[-1][1]
        assert last.cost == pytest.approx(0 if tick % 2 == 0 else ranked[-1][0] - ranked[0][0])
        assert last.utility == pytest.approx(ahead.utility[last.chosen])
    told = score(play_seats(CASE, choices=made, ticks=4))[0]
    assert told.cost == pytest.approx(np.mean([t.cost for t in told.ticks]))


def test_the_model_in_a_seat_meets_the_other_people_as_they_played() -> None:
    made = {(t, "TUR"): "israel" for t in range(20)} | {(t, "ESP"): "none" for t in range(20)}
    told = {s.actor: s for s in score(play_seats(CASE, choices=made, ticks=20, seed=2))}
    for actor, other in (("TUR", "ESP"), ("ESP", "TUR")):
        alone = play_seats(CASE, choices={k: v for k, v in made.items() if k[1] == other}, ticks=20, seed=2)
        course = alone.result.saved["alignment"][0, 1:, NAMES.index(actor)]
        assert [t.model for t in told[actor].ticks] == [LABELS[a] for a in course]
        agreed = np.mean([t.chosen == t.model for t in told[actor].ticks])
        assert told[actor].agreement == pytest.approx(agreed)


def test_history_is_scored_where_the_scenario_knows_it_and_when_the_game_is_over() -> None:
    known = Expected(alignment={"TUR": "palestine", "ESP": None}, coding="a test")
    case = CASE.model_copy(update={"expected": known})
    made = {(26, "TUR"): "palestine", (26, "ESP"): "israel", (26, "DEU"): "none"}
    told = {s.actor: (s.expected, s.as_history) for s in score(play_seats(case, choices=made))}
    assert told == {"TUR": ("palestine", True), "ESP": ("none", False), "DEU": (None, None)}
    early = play_seats(case, choices={(0, "TUR"): "none"}, ticks=3)
    assert (score(early)[0].expected, score(early)[0].as_history) == ("palestine", None)
    assert score(play_seats(case, choices=made, ticks=3)) == []
