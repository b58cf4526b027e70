"""Sweeps: exact resume, the same noise at every point, failures as rows, and a folder that keeps to its study."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim import runner, store
from sim.designs import Design
from sim.playing import play_span
from sim.results import open_results
from sim.study import study
from sim.sweeping import OtherStudyError, sweep


def design(**changes: object) -> Design:
    document = {
        "name": "small", "scenario": "nato_veto", "sampler": "factorial", "levels": 3, "ticks": 4, "replicates": 3,
        "factors": {"parameters.inertia": {"low": 0, "high": 0.4}, "actors.USA.commitment": {"low": 0.2, "high": 1}},
        "outcomes": ["weight_share.israel", "supporters.palestine"],
    } | changes  # fmt: skip
    return Design.model_validate_json(json.dumps(document))


@pytest.fixture(autouse=True)
def small_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Studies here are smaller than a first span, and are to be cut off between spans."""
    monkeypatch.setattr(runner, "FIRST_RUNS", 1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return sweep(design(), tmp_path_factory.mktemp("whole") / "study").frame()


def test_a_sweep_has_a_row_for_every_run(whole: pd.DataFrame) -> None:
    assert len(whole) == 3 * 3 * 3
    assert set(whole["status"]) == {"ok"}
    assert whole["point"].tolist() == [run // 3 for run in range(27)]
    assert whole["replicate"].tolist() == [run % 3 for run in range(27)]
    assert sorted(set(whole["parameters.inertia"].round(9))) == [0, 0.2, 0.4]
    assert sorted(set(whole["actors.USA.commitment"].round(9))) == [0.2, 0.6, 1]


def test_a_row_is_what_simulate_gives_for_that_point_and_replicate(whole: pd.DataFrame) -> None:
    row = whole.iloc[20]
    changes = {"actors.USA.commitment": json.dumps(row["actors.USA.commitment"])}
    alone = sim.simulate(
        sim.load_scenario("nato_veto", changes), replicates=[int(row["replicate"])], seed=0, ticks=4,
        parameters={"inertia": row["parameters.inertia"]},
    )  # fmt: skip
    assert alone.outcome_arrays["weight_share.israel"][0] == row["weight_share.israel"]


def test_a_sweep_that_was_cut_off_goes_on_and_ends_the_same(whole: pd.DataFrame, tmp_path: Path) -> None:
    place, stopped = tmp_path / "study", []

    def stop(pace: object) -> None:
        stopped.append(pace)
        if len(stopped) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(design(), place, watch=stop)
    manifest = store.read_manifest(place)
    assert manifest is not None
    assert manifest["state"] == "interrupted"
    done = sum(end - begin for (begin, end), _ in store.parts(place))
    assert 0 < done < 27
    counted = []
    result = sweep(design(), place, watch=lambda pace: counted.append(pace.done))
    assert counted[-1] == 27 - done
    assert result.manifest["state"] == "complete"
    pd.testing.assert_frame_equal(result.frame(), whole)


@pytest.mark.slow
def test_more_workers_change_nothing(whole: pd.DataFrame, tmp_path: Path) -> None:
    pd.testing.assert_frame_equal(sweep(design(), tmp_path / "study", workers=2).frame(), whole)


def test_the_same_noise_is_seen_at_every_point(tmp_path: Path) -> None:
    """A factor without any effect leaves every replicate as it is."""
    inert = design(factors={"parameters.proposal_rate": {}}, levels=4)
    rows = sweep(inert, tmp_path / "study").frame()
    for _, group in rows.groupby("replicate"):
        assert group["weight_share.israel"].nunique() == 1
    assert rows["weight_share.israel"].nunique() == 3


def test_a_run_that_fails_is_a_row_and_the_others_finish(tmp_path: Path) -> None:
    wrong = design(factors={"actors.USA.commitment": {"values": [0.5, 7]}})
    rows = sweep(wrong, tmp_path / "study").frame()
    assert rows.groupby("actors.USA.commitment")["status"].first().tolist() == ["ok", "failed"]
    failed = rows[rows["status"] == "failed"]
    assert failed["error"].str.contains("must be at most 1").all()
    assert failed["weight_share.israel"].isna().all()


def test_theories_events_and_rules_can_be_varied(tmp_path: Path) -> None:
    mixed = design(
        factors={
            "theory": {"values": ["waltz", "walt"]},
            "events.attack_of_7_october": {"event": True},
            "blocs.nato.rule": {"values": ["consensus", "simple_majority"]},
        }
    )
    rows = sweep(mixed, tmp_path / "study").frame()
    assert len(rows) == 8 * 3
    assert set(rows["status"]) == {"ok"}
    assert rows.groupby("theory")["weight_share.israel"].mean().nunique() == 2
    assert set(rows["events.attack_of_7_october"]) == {True, False}


def test_a_folder_keeps_to_its_study(tmp_path: Path) -> None:
    place = tmp_path / "study"
    sweep(design(ticks=1), place)
    with pytest.raises(OtherStudyError, match="another study"):
        sweep(design(ticks=2), place)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    with pytest.raises(OtherStudyError, match="no study"):
        sweep(design(), tmp_path / "other")


def test_an_unknown_outcome_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"weight\.israel2"):
        study(design(outcomes=["weight.israel2"]))


def test_a_span_can_be_played_by_itself_in_any_cut(whole: pd.DataFrame, tmp_path: Path) -> None:
    ready = study(design())
    for span in ((10, 20), (0, 10), (20, 27)):
        play_span(ready, str(tmp_path), span)
    store.write_manifest(tmp_path, {"schema_version": store.SCHEMA_VERSION})
    again = open_results(tmp_path).frame()
    assert np.array_equal(again["weight_share.israel"], whole["weight_share.israel"])


def test_replicates_are_added_until_they_are_enough(tmp_path: Path) -> None:
    """The rounds are those of a sweep that was cut off in between, and the runs those of a fixed number."""
    until = {"outcome": "weight_share.israel", "standard_error": 0.01, "least": 4, "most": 256}
    auto = design(replicates="auto", until=until)
    assert auto.until is not None
    place, seen = tmp_path / "study", []

    def stop(pace: object) -> None:
        seen.append(pace)
        if len(seen) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(auto, place, watch=stop)
    stored = sweep(auto, place)
    once = sweep(auto, tmp_path / "once")
    pd.testing.assert_frame_equal(stored.frame(), once.frame())
    count = stored.manifest["replicates"]
    assert 4 < count < 256
    assert stored.manifest["runs"] == len(stored.frame()) == 9 * count
    rows = stored.frame().sort_values(["point", "replicate"], kind="stable")
    errors = rows.groupby("point")["weight_share.israel"].sem()
    assert errors.max() == pytest.approx(stored.manifest["precision"]["largest"])
    half = rows[rows["replicate"] < count // 2].groupby("point")["weight_share.israel"].sem()
    assert errors.max() <= auto.until.standard_error < half.max()
    fixed = sweep(design(replicates=count), tmp_path / "fixed").frame()
    np.testing.assert_array_equal(rows["weight_share.israel"], fixed["weight_share.israel"])


def test_replicates_stop_at_the_most_and_say_that_they_fall_short(call, tmp_path: Path) -> None:
    path = tmp_path / "design.yaml"
    path.write_text(
        "name: short\nscenario: nato_veto\nsampler: factorial\nticks: 3\nreplicates: auto\n"
        "until: {outcome: balancing, standard_error: 1.0e-9, least: 2, most: 3}\n"
        "factors: {theory: {values: [walt, full]}}\n"
    )
    code, told, _ = call("sweep", path, "--out", tmp_path / "out")
    assert code == 0
    assert "6 runs (6 ok)" in told
    assert "still above the 1e-09 asked for; raise `until.most` for more" in told


def test_points_of_several_scenarios_lie_between_each_other_in_their_order(tmp_path: Path) -> None:
    """Dates make scenarios of their own; parameters, theories and first states are played side by side."""
    factors = {
        "actors.USA.commitment": {"values": [0.4, 0.9]},
        "events.attack_of_7_october.date": {"values": ["2023-10-07", "2023-12-07"]},
        "parameters.inertia": {"values": [0.0, 0.5]},
        "theory": {"values": ["full", "walt"]},
    }
    rows = sweep(design(factors=factors, replicates=2), tmp_path / "study").frame()
    for run in (3, 13, 22, 31):
        row = rows.loc[run]
        changes = {path: str(row[path]) for path in list(factors)[:2]}
        alone = sim.simulate(
            sim.load_scenario("nato_veto", changes), row["theory"], replicates=[int(row["replicate"])], seed=0,
            ticks=4, parameters={"inertia": row["parameters.inertia"]},
        )  # fmt: skip
        assert alone.outcome_arrays["weight_share.israel"][0] == row["weight_share.israel"]


WRONG = """name: small
scenario: nato_veto
sampler: sobol
samples: 10
factors:
  parameters.inertai: {low: 0, high: 0.4}
  actors.USA.commitment: {low: 1, high: 0.2}
"""


@pytest.mark.parametrize(("text", "told"), [
    (WRONG, ["4:10: samples", "power of two", "6:3: ", "did you mean `inertia`?", "7:32: "]),
    (WRONG.replace("low: 1", "lwo: 1"), ["7:27: ", "did you mean `low`?"]),
    (WRONG.replace("sampler: sobol", "sampler: sobl"), ["3:10: sampler: must be one of"]),
    (WRONG.replace("nato_veto", "nato_vto"), ["did you mean `nato_veto`?"]),
])  # fmt: skip
def test_a_wrong_design_file_is_told_by_place(call, tmp_path: Path, text: str, told: list[str]) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    code, _, error = call("sweep", path, "--out", tmp_path / "out")
    assert code == 2
    assert [part for part in told if part not in error] == []
    assert not (tmp_path / "out").exists()


def test_the_sweep_command_runs_resumes_and_reckons(call, tmp_path: Path) -> None:
    words = [
        "sweep",
        "nato_veto",
        "--vary",
        "parameters.inertia=0:0.4",
        "--samples",
        "4",
        "--design",
        "random",
    ]
    words += ["--replicates", "2", "--ticks", "2", "--out", str(tmp_path / "out"), "--json"]
    for extra, key in ((["--dry-run"], "estimated_seconds"), ([], "status"), ([], "status")):
        code, said, _ = call(*words, *extra)
        document = json.loads(said)
        assert code == 0
        assert document["runs"] == 8
        assert key in document
    assert document["status"] == {"ok": 8}


def test_a_sweep_goes_on_by_its_folder_alone(call, tmp_path: Path) -> None:
    place = sweep(design(), tmp_path / "study").folder
    whole = open_results(place).frame()
    for _, path in store.parts(place)[1:]:
        path.unlink()
    record = json.loads((place / "manifest.json").read_text())
    (place / "manifest.json").write_text(json.dumps({**record, "state": "running"}))
    for extra, code in ((["--samples", "9"], 2), ([], 0)):
        left, _, error = call("sweep", place, *extra)
        assert left == code
        assert ("leave out --samples" in error) == (code == 2)
    pd.testing.assert_frame_equal(open_results(place).frame(), whole)
