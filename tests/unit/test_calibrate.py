"""Calibration: searches and profiles on functions with known answers, records read, theories written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

import sim
from sim.cli.output import conditional
from sim.loading import InputError, load_theory
from sim.scenario import Parameters, Scenario, Theory
from sim.trial import abc
from sim.trial.chances import Case
from sim.trial.likelihood import log_likelihood, maximise, profile
from sim.trial.reading import read_record, write_theory
from sim.trial.record import ABSTAIN, LINE_UP, NO, expected_record
from sim.trial.space import space
from tests.arena import CODED, actor, arena

CUT = 2.705543454095404 / 2  # half the 0.9 quantile of chi-squared with one degree of freedom, from tables
TILTED = np.array([[400.0, 120.0], [120.0, 100.0]])


def hill(at: np.ndarray, curvature: np.ndarray):
    return lambda unit: -0.5 * np.einsum("pi,ij,pj->p", unit - at, curvature, unit - at)


def test_the_highest_of_several_hills_is_found() -> None:
    def hills(unit: np.ndarray) -> np.ndarray:
        low = 2 * np.exp(-np.square(unit - [0.2, 0.2]).sum(axis=-1) / 0.05)
        return low + 3 * np.exp(-np.square(unit - [0.8, 0.65]).sum(axis=-1) / 0.01)

    np.testing.assert_allclose(maximise(hills, np.array([0.2, 0.2]), seed=0), [0.8, 0.65], atol=0.01)


def test_a_maximum_on_the_bound_is_found() -> None:
    slope = maximise(lambda unit: unit @ np.array([3.0, -2.0]), np.array([0.5, 0.5]), seed=0)
    np.testing.assert_allclose(slope, [1, 0], atol=1e-6)


@pytest.mark.parametrize("place", [0, 1])
def test_a_profile_interval_has_the_closed_form_of_a_tilted_hill(place: int) -> None:
    at = np.array([0.45, 0.55])
    reach = profile(hill(at, TILTED), at, place, 0.9)
    half = np.sqrt(2 * CUT * np.linalg.inv(TILTED)[place, place])  # wider than with the other parameter held
    assert (reach.low, reach.high) == pytest.approx((at[place] - half, at[place] + half), abs=0.01)
    assert not reach.open_low
    assert not reach.open_high


def test_what_the_data_do_not_fix_is_open() -> None:
    flat = profile(lambda unit: np.zeros(len(unit)), np.array([0.3]), 0, 0.9)
    assert (flat.low, flat.high, flat.open_low, flat.open_high) == (0, 1, True, True)
    ridge = profile(lambda unit: -200 * np.square(unit.sum(axis=-1) - 1), np.array([0.5, 0.5]), 0, 0.9)
    assert ridge.open_low, "a ridge leaves its parameters free, as long as the other may follow"
    assert ridge.open_high
    one_way = profile(lambda unit: -5 * np.maximum(0.6 - unit[:, 0], 0) * 10, np.array([0.9]), 0, 0.9)
    assert one_way.open_high
    assert not one_way.open_low
    assert one_way.low == pytest.approx(0.6 - CUT / 50, abs=0.01)


def test_bounds_map_to_the_unit_cube_and_back() -> None:
    free = space({"logit_precision": (1, 100), "inertia": (0, 1), "entry_base": None})
    assert free.by_logarithm.tolist() == [True, False, False]
    unit = np.array([[0.5, 0.25, 0.5], [0, 1, 1]])
    np.testing.assert_allclose(free.values(unit), [[10, 0.25, -5], [1, 1, 5]])
    np.testing.assert_allclose(free.unit(free.values(unit)), unit)
    np.testing.assert_allclose(free.unit(np.array([1000, -1, 0])), [1, 0, 0.75])


@pytest.mark.parametrize(("bounds", "told"), [
    ({}, "at least one"),
    ({"inertai": None}, "did you mean `inertia`"),
    ({"inertia": (1, 1)}, "LOW below HIGH"),
    ({"inertia": (0, 3)}, "within 0:2"),
])  # fmt: skip
def test_wrong_bounds_are_told(bounds, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        space(bounds)


def three(expected: dict[str, str | None], **options) -> Scenario:
    """Actors whose own opinion alone draws them."""
    pull = {"A": 0.8, "B": 0.4, "C": 0.1, "D": -0.3}
    actors = {code: actor(0.01, opinion={"east": o}, responsiveness=1) for code, o in pull.items()}
    return arena(actors, ticks=6, expected={"alignment": expected, **CODED}, **options)


OPINION = Theory(
    name="opinion", title="Opinion", summary="Made up.", sources=(), terms={"opinion": "made up"},
    parameters=Parameters(weight_opinion=1, logit_precision=5, revision_rate=1, opinion_rate=0, outrage=0),
)  # fmt: skip
LINED_UP = {"A": "east", "B": "east", "C": "west", "D": "west"}


def test_the_estimate_is_the_maximum_of_the_closed_form() -> None:
    """With opinion alone and ρ = 1 the chances are softmax(λ·o), so the likelihood can be written down."""
    found = sim.calibrate(three(LINED_UP), {"logit_precision": (0.5, 50)}, OPINION, replicates=2)
    pull, at = np.array([0.8, 0.4, 0.1, -0.3]), np.array([1, 1, 2, 2])

    def exact(precision: np.ndarray) -> np.ndarray:
        scaled = precision[:, None, None] * np.stack([0 * pull, pull, 0 * pull], axis=-1)
        logs = scaled - np.log(np.exp(scaled).sum(axis=-1, keepdims=True))
        return logs[:, np.arange(4), at].sum(axis=-1)

    grid = np.geomspace(0.5, 50, 4000)
    heights = exact(grid)
    inside = grid[heights >= heights.max() - CUT]
    (each,) = found.estimates
    assert each.value == pytest.approx(grid[heights.argmax()], rel=0.03)
    assert (each.low, each.high) == pytest.approx((inside[0], inside[-1]), rel=0.05)
    assert found.log_likelihood == pytest.approx(heights.max(), abs=1e-3)
    assert found.own_log_likelihood == pytest.approx(exact(np.array([5.0]))[0], abs=1e-9)
    assert found.simulation_error == pytest.approx(0, abs=1e-12)
    assert found.items == {"alignments": 4, "votes": 0}
    assert found.theory.parameters.logit_precision == each.value
    assert found.theory.parameters.weight_opinion == 1


def test_a_parameter_without_effect_is_said_not_to_be_identified() -> None:
    found = sim.calibrate(three(LINED_UP), {"free_riding": None}, OPINION, replicates=1)
    assert found.estimates[0].remark == "not identified: nowhere from 0 to 1 do the data object"
    assert (found.estimates[0].low, found.estimates[0].high) == (0, 1)


def test_what_a_theory_cannot_bring_about_is_noted() -> None:
    barred = OPINION.model_copy(update={"non_alignment": False})
    found = sim.calibrate(
        three({**LINED_UP, "D": None}), {"logit_precision": (0.5, 50)}, barred, replicates=1
    )
    assert any("nobody stay out" in note for note in found.notes)


@pytest.mark.slow
def test_abc_of_a_parameter_without_effect_gives_the_prior_back() -> None:
    found = sim.calibrate(three(LINED_UP), {"free_riding": (0, 0.5)}, OPINION, method="abc", replicates=1)
    (each,) = found.estimates
    assert (each.low, each.value, each.high) == pytest.approx((0.025, 0.25, 0.475), abs=0.03)
    assert found.posterior is not None
    assert found.posterior["effective_size"] == pytest.approx(abc.PARTICLES)


@pytest.mark.slow
def test_abc_agrees_with_the_exact_posterior() -> None:
    """Uniform prior times the closed-form likelihood, integrated on a grid."""
    scenario, free = three(LINED_UP), space({"logit_precision": (0.5, 50)})
    case = Case(scenario, expected_record(scenario), OPINION)
    objective = log_likelihood(case, free, replicates=1, seed=0)
    about = abc.summary(case, free, objective, replicates=1, seed=0)
    posterior = abc.sample(case, free, about, seed=0)
    grid = np.linspace(0.5, 50, 400)
    weight = np.exp(objective(free.unit(grid[:, None])))
    exact = np.interp([0.05, 0.5, 0.95], np.cumsum(weight) / weight.sum(), grid)
    told = posterior.quantiles([0.05, 0.5, 0.95])[:, 0]
    np.testing.assert_allclose(told, exact, rtol=0.3)
    assert 100 < posterior.effective_size <= abc.PARTICLES + 1e-6


HEAD = "kind,name,date,actor,value\n"


def voting() -> Scenario:
    text = {"title": "text", "favours": "east", "demand": 0.2, "date": "2000-02-10", **CODED}
    undated = {key: value for key, value in text.items() if key != "date"}
    put = {
        "title": "put",
        "date": "2000-03-10",
        "effects": [{"do": "hold_vote", "motion": "undated"}],
        **CODED,
    }
    return three(LINED_UP, motions={"text": text, "undated": undated}, events={"put": put})


def saved(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "seen.csv"
    path.write_text(text)
    return path


def test_records_of_alignments_and_votes_are_read(tmp_path: Path) -> None:
    scenario = voting()
    lines = "alignment,,,A,none\nalignment,,2000-03-15,B,west\nmotion,text,,C,no\nmotion,text,,D,absent\n"
    record = read_record(saved(tmp_path, HEAD + lines + "alignment,,,EAST,east\n"), scenario)
    a, b, c = (list(scenario.actors).index(code) for code in "ABC")
    told = list(zip(record.actor, record.ticks, record.motion, record.option, strict=True))
    assert told == [(a, 6, LINE_UP, 0), (b, 3, LINE_UP, 2), (c, 2, 0, NO)]
    roll = "resolution,date,iso3,vote\ntext,2000-02-10,A,A\ntext,2000-02-10,B,X\n"
    record = read_record(saved(tmp_path, roll), scenario)
    assert list(zip(record.actor, record.ticks, record.motion, record.option, strict=True)) == [
        (a, 2, 0, ABSTAIN)
    ]


@pytest.mark.parametrize(("text", "told"), [
    ("kind,name,date,actor\nalignment,,,A\n", "lacks the column value"),
    (HEAD + "alignment,,,Z,east\n", "2:1: `Z` is not a known actor"),
    (HEAD + "alignment,,,A,north\n", "2:1: value must be one of none, east, west"),
    (HEAD + "alignment,,soon,A,east\n", "2:1: date must be as 1914-08-04"),
    (HEAD + "alignment,,1999-01-01,A,east\n", "outside the scenario"),
    (HEAD + "vote,text,,A,yes\n", "2:1: kind must be alignment or motion"),
    (HEAD + "motion,txt,,A,yes\n", "did you mean `text`"),
    (HEAD + "motion,text,,A,Y\n", "value must be yes, no, abstain or absent"),
    (HEAD + "motion,undated,,A,yes\n", "has no date in the scenario"),
    (HEAD + "alignment,,,A,east\nalignment,,,A,west\n", "3:1: A is recorded twice"),
    (HEAD + "alignment,,,EAST,east\n", "nothing to learn from"),
    ("", "lacks the column"),
])  # fmt: skip
def test_bad_records_are_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        read_record(saved(tmp_path, text), voting())
    assert told in str(error.value)


def test_calibrated_theories_load_again_whatever_was_estimated(tmp_path: Path) -> None:
    found = sim.calibrate(
        three(LINED_UP), {"weight_opinion": (0, 2), "accommodation": (0.1, 1)}, OPINION, replicates=1
    )
    assert set(found.theory.terms) == {"opinion", "accommodation"}
    write_theory(tmp_path / "t.yaml", found.theory)
    assert load_theory(tmp_path / "t.yaml") == found.theory


@pytest.fixture
def case_file(tmp_path: Path) -> str:
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(three(LINED_UP).model_dump(mode="json", exclude_unset=True)))
    return str(path)


def test_the_command_writes_a_theory_that_runs(call, case_file: str, tmp_path: Path) -> None:
    out = str(tmp_path / "fitted.yaml")
    how = ("--theory", "constructivist", "--estimate", "logit_precision=1:50", "--replicates", "4")
    code, said, _ = call("calibrate", case_file, *how, "--out", out, "--json")
    assert code == 0
    told = json.loads(said)
    assert load_theory(out).parameters.logit_precision == told["estimates"][0]["value"]
    assert told["theory"]["name"] == load_theory(out).name == "fitted"
    assert call("run", case_file, "--theory", out, "--replicates", "2", "--json")[0] == 0
    assert told["notes"][-1] == conditional()
    page = call("calibrate", case_file, *how)[1]
    assert "logit_precision" in page
    assert conditional() in " ".join(page.split())


@pytest.mark.parametrize(("options", "told"), [
    (("--estimate", "inertia=x"), "must be NAME or NAME=LOW:HIGH"),
    (("--estimate", "inertai"), "did you mean `inertia`"),
    (("--estimate", "inertia=0:1", "--estimate", "inertia"), "inertia is named twice"),
    (("--estimate", "inertia", "--out", "there.csv"), "must end in .yaml"),
    (("--estimate", "inertia", "--observed", "nowhere.csv"), "cannot be read"),
])  # fmt: skip
def test_mistakes_end_with_what_is_allowed(call, case_file: str, options: tuple[str, ...], told: str) -> None:
    code, said, error = call("calibrate", case_file, *options)
    assert (code, said) == (2, "")
    assert told in error


def test_a_scenario_without_an_outcome_is_refused(call) -> None:
    code, _, error = call("calibrate", "nato_veto", "--estimate", "inertia")
    assert code == 2
    assert "no `expected` line-up. Give what was observed with --observed FILE.csv" in error
