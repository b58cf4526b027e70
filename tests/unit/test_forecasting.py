"""Forecasts: recorded votes in, chances out, scores that mean what they say."""

from __future__ import annotations

import csv
import datetime
import os
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.assimilation import Evidence, assimilate, estimate, vote_chances
from sim.forecasting import COLUMNS, forecast, hindcast
from sim.loading import InputError
from sim.loading.observed import read_votes
from sim.scenario import Parameters
from sim.scoring import auc, brier, calibration_table, cross_validated, with_interval

DATA = Path(os.environ.get("COUNTERPOISE_DATA", Path(__file__).parents[3] / "shared" / "data"))
ROLL_CALLS = DATA / "unga_gaza_rollcalls_2023.csv"
needs_roll_calls = pytest.mark.skipif(
    not ROLL_CALLS.is_file(),
    reason="the two 2023 roll calls are not in the repository: set COUNTERPOISE_DATA",
)
HEAD = "resolution,date,iso3,vote\n"
GOOD = (
    HEAD
    + "A/RES/ES-10/21,2023-10-27,TUR,Y\nA/RES/ES-10/21,2023-10-27,USA,N\nA/RES/ES-10/21,2023-10-27,FRA,X\n"
)


@pytest.fixture(scope="module")
def world() -> sim.Scenario:
    return sim.load_scenario("world_2023")


def saved(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "votes.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_recorded_votes_are_read_in_the_order_of_their_dates(world: sim.Scenario, tmp_path: Path) -> None:
    text = HEAD + "ES-10/22,2023-12-12,TUR,Y\n" + GOOD.removeprefix(HEAD) + "A/RES/1/1,1946-01-24,TUR,Y\n"
    record = read_votes(saved(tmp_path, text), world)
    assert list(record.votes) == ["ES-10/21", "ES-10/22"]
    assert record.votes["ES-10/21"] == {"TUR": "yes", "USA": "no", "FRA": "absent"}
    assert record.skipped == 1
    early = read_votes(saved(tmp_path, text), world, datetime.date(2023, 11, 1))
    assert list(early.votes) == ["ES-10/21"]


@pytest.mark.parametrize(("text", "told"), [
    ("", "lacks the column resolution"),
    ("resolution,date,iso3\nx,y,z\n", "lacks the column vote"),
    (HEAD + "ES-10/21,2023-10-27,TUR,maybe\n", "2:1: vote must be one of Y, N, A, X"),
    (HEAD + "ES-10/21,27.10.2023,TUR,Y\n", "2:1: date must be as 2023-10-27"),
    (HEAD + "ES-10/21,2023-10-28,TUR,Y\n", "ES-10/21 is dated 2023-10-27 in the scenario (got 2023-10-28)"),
    (HEAD + "ES-10/21,2023-10-27,TUR,Y\n" * 2, "TUR votes twice"),
    (HEAD + "ES-10/99,2023-10-27,TUR,Y\n", "has no vote on a motion of the scenario"),
    (b"\xff\xfe\x00junk", "is not UTF-8 text"),
])  # fmt: skip
def test_a_wrong_file_of_votes_says_what_is_wrong(
    world: sim.Scenario, tmp_path: Path, text: str | bytes, told: str
) -> None:
    with pytest.raises(InputError) as error:
        read_votes(saved(tmp_path, text), world)
    assert told in str(error.value)


def test_leanings_are_recovered_and_shrunk() -> None:
    """Votes drawn from known leanings: estimates go with them, are shrunk, and know their error."""
    rng = np.random.default_rng(4)
    n, p = 400, Parameters(vote_noise=0.2, text_noise=0.05)
    true = rng.normal(0.1, 0.4, n)
    stance, demand = rng.uniform(-0.5, 0.8, (n, 3)), np.array([0.1, 0.2, 0.3])
    z = stance + true[:, None] + rng.normal(0, 0.2, (n, 3))
    vote = np.where(z >= demand, 1, np.where(z <= -p.resistance, -1, 0))
    found = estimate(Evidence(stance, vote, demand, np.ones(3, int)), p)
    assert found.spread == pytest.approx(0.4, abs=0.08)
    assert np.corrcoef(found.mean, true)[0, 1] > 0.7
    assert found.mean.std() < true.std()
    covered = np.abs(found.mean - true) < 1.645 * found.error
    assert 0.84 < covered.mean() < 0.95


def test_an_actor_without_votes_gets_the_common_leaning_and_its_whole_error() -> None:
    vote = np.array([[1], [1], [0], [9]])
    found = estimate(Evidence(np.zeros((4, 1)), vote, np.array([0.2]), np.ones(1, int)), Parameters())
    assert found.mean[3] == pytest.approx(found.common, abs=1e-9)
    assert found.error[3] == pytest.approx(found.spread, abs=1e-6)
    assert found.mean[0] == found.mean[1] > found.mean[2]


def test_vote_chances_sum_and_follow_the_stance() -> None:
    yes, no = vote_chances(np.linspace(-2, 2, 41), 0.3, 0.2, Parameters())
    assert (yes + no <= 1 + 1e-12).all()
    assert (np.diff(yes) > 0).all()
    assert (np.diff(no) < 0).all()


def test_a_forecast_has_every_actor_for_every_motion(world: sim.Scenario) -> None:
    chances = forecast(world, replicates=4)
    for motion in world.motions:
        rows = [c for c in chances if (c.kind, c.name) == ("motion", motion)]
        assert sorted(c.actor for c in rows) == sorted(world.actors)
        for c in rows:
            assert c.p_abstain is not None
            assert c.p_no is not None
            assert c.p_yes + c.p_abstain + c.p_no == pytest.approx(1)
    taken = {c.actor for c in chances if (c.kind, c.name) == ("measure", "recognition")}
    assert taken == {code for code, actor in world.actors.items() if "recognition" not in actor.measures}
    assert {c.name for c in chances if c.kind == "bloc"} == {
        "hague_group",
        "arms_embargo_letter",
        "bogota_measures",
    }


def test_assimilation_moves_an_actor_toward_its_vote(world: sim.Scenario) -> None:
    votes = {
        "ES-10/21": {
            "TUR": "no",
            "USA": "yes",
            "FRA": "yes",
            "BRA": "yes",
            "IND": "abstain",
            "DEU": "abstain",
        }
    }
    known = assimilate(world, votes, replicates=4)
    assert known.actors["USA"].leaning["palestine"] > known.actors["TUR"].leaning["palestine"]
    before = {c.actor: c.p_yes for c in forecast(world, replicates=4) if c.name == "ES-10/22"}
    after = {c.actor: c.p_yes for c in forecast(known, replicates=4) if c.name == "ES-10/22"}
    assert after["TUR"] < before["TUR"]
    assert after["USA"] > before["USA"]


def test_scores_at_known_points() -> None:
    happened = np.array([1.0, 1, 0, 0])
    assert brier(happened, happened) == 0
    assert brier(np.full(4, 0.5), happened) == 0.25
    assert auc(np.array([0.9, 0.8, 0.2, 0.1]), happened) == 1
    assert auc(np.full(4, 0.5), happened) == 0.5
    assert np.isnan(auc(np.ones(2), np.ones(2)))
    table = calibration_table(np.array([0.1, 0.1, 0.9, 1.0]), np.array([0.0, 1, 1, 1]))
    assert [(row["cases"], row["happened"]) for row in table] == [(2, 0.5), (2, 1.0)]
    interval = with_interval(brier, np.array([0.9, 0.7, 0.4, 0.2]), happened)
    assert interval.low <= interval.value <= interval.high


def test_a_cross_validated_baseline_does_not_see_its_own_case() -> None:
    rng = np.random.default_rng(0)
    noise, happened = rng.normal(size=(300, 1)), (rng.random(300) < 0.5).astype(float)
    assert auc(cross_validated(noise, happened), happened) < 0.6
    assert auc(cross_validated(happened[:, None], happened), happened) > 0.99


@needs_roll_calls
def test_hindcast_of_the_2023_votes_beats_the_base_rate(world: sim.Scenario) -> None:
    october, december = hindcast(world, read_votes(ROLL_CALLS, world).votes, replicates=40)
    assert (october.voters, october.yes) == (179, 120)
    assert (december.voters, december.yes) == (186, 153)
    assert set(october.scores) == {"model", "base_rate"}
    assert set(december.scores) == {"model", "base_rate", "persistence", "neighbours"}
    for motion in (october, december):
        assert motion.scores["model"]["brier"].value < motion.scores["base_rate"]["brier"].value
        assert motion.scores["model"]["auc"].low > 0.5


@needs_roll_calls
def test_a_hindcast_looks_at_earlier_votes_only(world: sim.Scenario) -> None:
    """December's record turned round changes December's scores, and nothing about October's."""
    votes = read_votes(ROLL_CALLS, world).votes
    other = {"yes": "no", "no": "yes"}
    turned = {**votes, "ES-10/22": {code: other.get(vote, vote) for code, vote in votes["ES-10/22"].items()}}
    first, again = (hindcast(world, record, replicates=10) for record in (votes, turned))
    assert first[0] == again[0]
    assert first[1].calibration != again[1].calibration
    assert [row["mean_chance"] for row in first[1].calibration] == [
        row["mean_chance"] for row in again[1].calibration
    ]


def test_the_forecast_command_writes_a_whole_csv(call, tmp_path: Path) -> None:
    votes, out = saved(tmp_path, GOOD), tmp_path / "new" / "chances.csv"
    words = ("--assimilate", votes, "--assimilate-until", "2023-12-31", "--replicates", "3", "--out", out)
    code, _, error = call("forecast", "world_2023", *words)
    assert code == 0
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert next(row for row in rows if row["kind"] == "bloc")["p_no"] == ""
    assert [path.name for path in out.parent.iterdir()] == ["chances.csv"]
    assert "assimilated: 3 votes on ES-10/21" in error


@pytest.mark.parametrize(("words", "told"), [
    (("--assimilate", "nosuch.csv"), "nosuch.csv:1:1: cannot be read"),
    (("--assimilate-until", "2023-12-31"), "goes with --assimilate FILE"),
    (("--assimilate", "VOTES", "--assimilate-until", "soon"), "must be a date, as 2023-12-31 (got 'soon')"),
    (("--assimilate", "VOTES", "--assimilate-until", "2023-01-01"), "has no vote on or before 2023-01-01"),
])  # fmt: skip
def test_a_wrong_forecast_request_writes_nothing(
    call, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    votes = saved(tmp_path, GOOD)
    given = [votes if word == "VOTES" else word for word in words]
    out = tmp_path / "out.csv"
    code, _, error = call("forecast", "world_2023", "--replicates", "2", "--out", out, *given)
    assert code == 2
    assert told in error
    assert not out.exists()


def test_compare_needs_something_to_compare(call) -> None:
    for words, told in (([], "nothing to compare"), (["--against", "actors.TRU.commitment=0"], "TUR")):
        code, _, error = call("compare", "nato_veto", *words)
        assert code == 2
        assert told in error
