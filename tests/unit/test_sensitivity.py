"""From a sweep's folder to its indices: what an estimator may see, what is refused, what the command says."""

from __future__ import annotations

import importlib
import json
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim import store
from sim.designs import Design, draw
from sim.indices import METHODS, over_time
from sim.sweeping import sweep
from tests.studies import design, ishigami, known_study, write_study

SIZES = {"sobol": 64, "morris": 16, "fast": 65, "rbd_fast": 300, "latin_hypercube": 300, "random": 300}


def plan_for(sampler: str, **changes: object) -> Design:
    return design(3, sampler, **({"samples": SIZES[sampler]} if sampler in SIZES else {}), **changes)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return known_study(tmp_path_factory.mktemp("known") / "study", plan_for("sobol"), ishigami)


@pytest.fixture
def call(call):
    return partial(call, "sensitivity")


@pytest.mark.parametrize("sampler", ["sobol", "morris", "fast", "latin_hypercube", "factorial"])
def test_the_order_of_rows_and_parts_changes_nothing(sampler: str, tmp_path: Path) -> None:
    plan = plan_for(sampler)
    outcome = ishigami(draw(plan).unit)
    orders = [{"parts": 1, "shuffle": False}, {"parts": 7, "shuffle": True}]
    found = [
        sim.sensitivity(write_study(tmp_path / str(k), plan, outcome, **order))
        for k, order in enumerate(orders)
    ]
    pd.testing.assert_frame_equal(found[0].table, found[1].table)
    assert found[0].to_dict() == found[1].to_dict()


def test_a_table_says_what_each_number_is_of(folder: Path) -> None:
    found = sim.sensitivity(folder, "balancing", confidence=0.9)
    assert list(found.to_frame()) == [
        "of", "index", "factor", "factor_2", "at", "value", "low", "high", "confidence"
    ]  # fmt: skip
    assert set(found.table["index"]) == {"S1", "ST"}
    assert set(found.table["factor"]) == set(plan_for("sobol").factors)
    assert (found.table["confidence"] == 0.9).all()
    assert (found.table["low"] <= found.table["value"]).all()
    assert found.convergence["units"].unique().tolist() == [64]
    json.dumps(found.to_dict(), allow_nan=False)


def test_indices_converge_and_say_so(tmp_path: Path) -> None:
    plan = design(3, "sobol", samples=2048)
    found = sim.sensitivity(known_study(tmp_path / "s", plan, ishigami))
    sizes = found.convergence["units"].unique().tolist()
    assert sizes == [256, 512, 1024, 2048]
    width = (found.convergence["high"] - found.convergence["low"]).groupby(found.convergence["units"]).mean()
    assert width[256] / width[2048] == pytest.approx(8**0.5, rel=0.25)
    assert found.stability == 1
    assert "the sample suffices" in found.verdict
    assert found.verdict.startswith("`balancing` depends most on parameters.power_exponent (ST 0.5")
    small = sim.sensitivity(known_study(tmp_path / "t", design(3, "sobol", samples=32), ishigami))
    assert "not firm yet" in small.verdict


@pytest.mark.parametrize("wrong", ["nan", "inf", "failed"])
@pytest.mark.parametrize("sampler", ["sobol", "morris", "latin_hypercube"])
def test_a_failed_run_takes_its_point_or_block_with_it_and_nothing_else(
    sampler: str, wrong: str, tmp_path: Path
) -> None:
    plan = plan_for(sampler, replicates=2)
    values = np.repeat(ishigami(draw(plan).unit)[:, None], 2, axis=1)
    values = values + np.random.default_rng(1).normal(size=(1, 2))
    status = np.full(values.shape, "ok", object)
    spoilt = values.copy()
    spoilt[11, 1] = {"nan": np.nan, "inf": np.inf, "failed": 1e9}[wrong]
    if wrong == "failed":
        status[11, 1] = "failed"
    found = sim.sensitivity(write_study(tmp_path / "s", plan, spoilt, status=status))
    block = {"sobol": 5, "morris": 4, "latin_hypercube": 1}[sampler]
    assert (found.counts.failed, found.counts.dropped) == (1, block)
    assert found.notes[0].startswith(f"1 of {values.size:,} runs failed: {block} of")
    first = 11 - 11 % block
    kept = np.delete(np.arange(len(values)), np.arange(first, first + block))
    from sim.indices.estimates import Options
    from sim.indices.sample import Counts, Sample

    points = draw(plan)
    alone = Sample(plan, points.factors, points.unit[kept], values[kept], Counts(0, 0, 0, 0))
    expected = METHODS[found.method].estimate(alone, Options())
    np.testing.assert_array_equal(found.table["value"][: len(expected.value)], expected.value)


@pytest.mark.parametrize(
    ("sampler", "said"),
    [("fast", "needs every point"), ("factorial", "shares of variance need all"), ("one_at_a_time", "none to spare")],
)  # fmt: skip
def test_designs_that_can_spare_no_point_are_refused(sampler: str, said: str, tmp_path: Path) -> None:
    plan = plan_for(sampler)
    values = ishigami(draw(plan).unit)
    values[3] = np.nan
    with pytest.raises(ValueError, match=said):
        sim.sensitivity(write_study(tmp_path / "s", plan, values))


def test_a_design_drawn_otherwise_elsewhere_is_noticed(tmp_path: Path) -> None:
    plan = plan_for("latin_hypercube")
    place = write_study(tmp_path / "s", plan, ishigami(draw(plan).unit))
    manifest = store.read_manifest(place) or {}
    manifest["design"]["seed"] = 1
    store.write_manifest(place, manifest)
    with pytest.raises(ValueError, match="points played are not those that the design gives here"):
        sim.sensitivity(place)


def test_a_run_that_is_there_twice_is_noticed(tmp_path: Path) -> None:
    plan = plan_for("factorial", levels=2)
    place = write_study(tmp_path / "s", plan, ishigami(draw(plan).unit), parts=1)
    table = sim.open_results(place).frame().reset_index()
    table["run"] = table["run"] + 8
    store.write_part(place, (8, 16), {name: list(table[name]) for name in table})
    with pytest.raises(ValueError, match="twice"):
        sim.sensitivity(place)


def test_time_is_many_outcomes_of_the_same_runs() -> None:
    for sampler, name in (("sobol", "ST"), ("latin_hypercube", "pawn_median")):
        plan = plan_for(sampler)
        unit = draw(plan).unit
        values = np.stack([np.ones(len(unit)), unit[:, 0], ishigami(unit)], axis=1)
        found = over_time(plan, values, ticks=[4, 8, 12])
        assert found["tick"].unique().tolist() == [4, 8, 12]
        rows = found[found["index"] == name].set_index(["tick", "factor"])["value"].unstack()
        assert rows.loc[4].isna().all()
        assert rows.loc[8].idxmax() == next(iter(plan.factors))
        again = over_time(plan, values[:, None], ticks=[4, 8, 12])
        pd.testing.assert_frame_equal(found, again)


def test_groups_lists_and_events_are_factors_like_others(tmp_path: Path) -> None:
    factors = {
        "parameters.inertia": {"group": "a"}, "parameters.outrage": {"group": "a"},
        "theory": {"values": ["full", "walt", "waltz", "schweller"], "group": "b"},
        "events.hamas_attack": {"event": True, "group": "c"},
    }  # fmt: skip
    grouped = design(4, "sobol", samples=1024, factors=factors)

    def outcome(unit: np.ndarray) -> np.ndarray:
        return unit[:, 0] + unit[:, 1] + np.floor(4 * unit[:, 2]) / 4 + (unit[:, 3] >= 0.5)

    found = sim.sensitivity(known_study(tmp_path / "g", grouped, outcome))
    total = found.table[found.table["index"] == "ST"].set_index("factor")
    variance = np.array([2 / 12, 5 / 64, 1 / 4])
    half = 1.5 * (total["high"] - total["value"]).to_numpy()
    assert total.index.tolist() == ["a", "b", "c"]
    assert (abs(total["value"].to_numpy() - variance / variance.sum()) < half).all()
    assert (half < 0.1).all()


def test_an_inert_factor_of_a_real_sweep_has_no_effect(tmp_path: Path) -> None:
    document = {
        "name": "dummy", "scenario": "nato_veto", "sampler": "sobol", "samples": 16, "replicates": 3, "ticks": 3,
        "outcomes": ["weight_share.israel"],
        "factors": {"parameters.inertia": {"low": 0, "high": 1}, "parameters.vote_noise": {"low": 0, "high": 1}},
    }  # fmt: skip
    plan = Design.model_validate_json(json.dumps(document))
    found = sim.sensitivity(sweep(plan, tmp_path / "study"))
    table = found.table[found.table["of"] == "mean"].set_index(["index", "factor"])
    assert (table.loc[("ST", "parameters.vote_noise"), ["value", "low", "high"]] == 0).all()
    assert table.loc[("ST", "parameters.inertia"), "low"] > 0.5
    assert found.noise is not None
    assert 0 < found.noise.share < 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--outcome", "balancin"], "did you mean `balancing`?"),
        (["--outcome", "parameters.power_exponent"], "is a factor of this design"),
        (["--method", "sobl"], "did you mean `sobol`?"),
        (["--method", "morris"], "method morris needs sampler morris; this sweep's sampler is sobol"),
        (["--confidence", "95"], "between 0 and 1"),
        (["--resamples", "3"], "resamples"),
        (["--out", "indices.txt"], ".csv"),
        (["--out", "nowhere/indices.csv"], "there is no folder"),
    ],
)
def test_mistakes_are_told(arguments: list[str], said: str, folder: Path, call) -> None:
    code, out, err = call(str(folder), *arguments)
    assert code == 2
    assert said in " ".join(err.split())
    assert not out
    assert "Traceback" not in err


def test_folders_that_hold_no_finished_sweep_are_told(tmp_path: Path, call) -> None:
    code, _, err = call(str(tmp_path / "none"))
    assert code == 2
    assert "holds no study" in err
    plan = plan_for("sobol")
    place = write_study(tmp_path / "s", plan, ishigami(draw(plan).unit), parts=4)
    store.parts(place)[1][1].unlink()
    code, _, err = call(str(place))
    assert code == 2
    assert "is not finished: 240 of 320 runs are there" in err
    assert f"counterpoise sweep {place}" in err


def test_an_outcome_that_never_changes_and_a_list_of_points_are_told(tmp_path: Path, call) -> None:
    place = write_study(tmp_path / "s", plan_for("sobol"), np.full(320, 0.25))
    code, _, err = call(str(place))
    assert code == 2
    assert "`balancing` is 0.25 at all 320 points" in err
    listed = design(1, "list", factors={"theory": {}}, points=[{"theory": "walt"}, {"theory": "waltz"}])
    code, _, err = call(str(write_study(tmp_path / "l", listed, np.array([0.1, 0.2]), parts=1)))
    assert code == 2
    assert "sweep with sobol, morris" in err


def test_the_command_prints_one_document_and_writes_files(folder: Path, tmp_path: Path, call) -> None:
    code, out, err = call(str(folder), "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told == sim.sensitivity(folder).to_dict()
    code, out, err = call(str(folder), "--json", "--out", str(tmp_path / "i.json"))
    assert json.loads((tmp_path / "i.json").read_text()) == json.loads(out)
    call(str(folder), "--out", str(tmp_path / "i.csv"))
    table = pd.read_csv(tmp_path / "i.csv", keep_default_na=False)
    np.testing.assert_allclose(table["value"], [row["value"] for row in told["indices"]])
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("sampler", [*SIZES, "factorial", "one_at_a_time"])
def test_every_design_has_a_page_of_its_own(sampler: str, tmp_path: Path, call, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    plan = plan_for(sampler, replicates=8)
    noise = np.random.default_rng(1).normal(size=(1, 8))
    noisy = ishigami(draw(plan).unit)[:, None] + noise * (1 + draw(plan).unit[:, :1])
    place = write_study(tmp_path / "s", plan, noisy)
    for name in (key for key, method in METHODS.items() if sampler in method.samplers):
        code, out, err = call(str(place), "--method", name)
        assert (code, err) == (0, "")
        assert out.startswith(("`balancing`", "No factor"))
        assert f"method {name}, sampler {sampler}" in out
        assert all(len(line) <= 70 for line in out.splitlines())
        assert "Chance makes" in " ".join(out.split()) or sampler == "one_at_a_time"


def test_the_api_does_not_hide_behind_a_module() -> None:
    importlib.import_module("sim.indices")
    assert callable(sim.sensitivity)
