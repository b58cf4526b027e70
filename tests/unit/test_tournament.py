"""The tournament: nobody learns from the scored case, nothing finished is done twice, what is missing is told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import sim
from sim.cli import trying
from sim.cli.output import conditional
from sim.trial import cells, fitting, ranking
from sim.trial.cells import Task, play, task
from sim.trial.chances import Case, chances
from sim.trial.field import families, history_cases, kin, lessons, load_cases
from sim.trial.fitting import first_points, fit, free_parameters
from sim.trial.tournament import BASELINES, OWN
from tests.arena import CODED, actor, arena

CODES = "ABCDE"


@pytest.fixture(autouse=True)
def few(monkeypatch) -> None:
    """Small samples: these tests are about bookkeeping."""
    monkeypatch.setattr(fitting, "COARSE", 3)
    monkeypatch.setattr(fitting, "FINE", 2)
    monkeypatch.setattr(fitting, "REPLICATES", 3)


def written(folder: Path, name: str, start: str, prefix: str, seed: int, **changes) -> str:
    """A case file: five actors with opinions of their own, lined up by them but for one."""
    rng = np.random.default_rng(seed)
    opinions = {f"{prefix}{c}": round(float(rng.uniform(-1, 1)), 2) for c in CODES}
    actors = {code: actor(1, opinion={"east": o}, responsiveness=0.8) for code, o in opinions.items()}
    line_up: dict[str, str | None] = {c: "east" if o > 0 else "west" for c, o in opinions.items()}
    line_up[f"{prefix}E"] = None
    scenario = arena(
        actors, ticks=4, meta={"name": name, "start": start},
        expected={"alignment": line_up | changes.pop("expected", {}), **CODED}, **changes,
    )  # fmt: skip
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(scenario.model_dump(mode="json", exclude_unset=True)))
    return str(path)


@pytest.fixture
def four(tmp_path: Path) -> list[str]:
    """Three cases of their own, and one that shares actors and years with the first."""
    made = [("one", "1900-01-01", "P", 1), ("one_later", "1905-01-01", "P", 2), ("two", "1930-01-01", "Q", 3)]
    return [written(tmp_path, *each) for each in (*made, ("three", "1960-01-01", "R", 4))]


def test_kin_share_actors_and_years(tmp_path: Path) -> None:
    far = written(tmp_path, "far", "1911-01-01", "P", 5)
    near = written(tmp_path, "near", "1909-12-01", "P", 6)
    first = written(tmp_path, "first", "1900-01-01", "P", 7)
    other = written(tmp_path, "other", "1900-01-01", "Q", 8)
    cases, _ = load_cases([far, near, first, other])
    by_name = {case.name: case for case in cases}
    assert kin(by_name["near"], by_name["first"])
    assert kin(by_name["near"], by_name["far"])
    assert not kin(by_name["far"], by_name["first"])
    assert not kin(by_name["other"], by_name["first"])
    assert families(cases) == [0, 0, 0, 1]  # far and first are joined through near
    assert [case.name for case in lessons(by_name["first"], cases)] == ["far", "other"]


def test_leaders_are_anchored_where_nobody_is() -> None:
    (case,), _ = load_cases(["europe_1936"])
    assert sim.load_scenario("europe_1936").actors["GBR"].anchored is False
    assert {"GBR", "DEU"} & set(case.actors) == set()
    assert len(case.actors) == 14
    assert (case.start == 0).all()
    assert (load_cases(["europe_1914"])[0][0].scenario) == sim.load_scenario("europe_1914")


def test_what_a_task_learns_from_excludes_its_case_and_kin(four: list[str]) -> None:
    cases, _ = load_cases(four)
    theory = sim.load_theory("constructivist")
    told = {case.name: {other.name for other in task(theory, case, cases, 5).others} for case in cases}
    assert told == {
        "one": {"two", "three"}, "one_later": {"two", "three"},
        "two": {"one", "one_later", "three"}, "three": {"one", "one_later", "two"},
    }  # fmt: skip


def test_a_fit_looks_at_the_cases_it_is_given_and_no_others(four: list[str]) -> None:
    cases, _ = load_cases(four)
    looked = []

    def losses(case, theory, points):
        looked.append(case.name)
        return np.arange(len(points), dtype=float)

    found = fit(sim.load_theory("constructivist"), lessons(cases[0], cases), losses)
    assert set(looked) == {"two", "three"} == set(found.cases)


@pytest.mark.parametrize("theory", ["constructivist", "axelrod_bennett"])
def test_the_scored_outcome_changes_no_estimate_by_a_bit(
    tmp_path: Path, four: list[str], theory: str
) -> None:
    def fits(folder: str) -> dict[str, tuple[dict[str, float], float]]:
        found = sim.tournament(tmp_path / folder, four, [theory], replicates=5)
        return {cell.case: (cell.fit.parameters, cell.fit.loss) for cell in found.cells if cell.fit}

    before = fits("before")
    turned = {f"Q{c}": "west" for c in CODES}
    written(tmp_path, "two", "1930-01-01", "Q", 3, expected=turned)
    after = fits("after")
    assert after["two"] == before["two"]
    assert any(after[name] != before[name] for name in ("one", "one_later", "three")), "they do learn from it"


def test_finished_cells_are_kept_and_only_changed_ones_done_again(
    tmp_path: Path, four: list[str], monkeypatch
) -> None:
    done: list[str] = []

    def noted(what: Task, folder: Path):
        done.append(f"{what.theory.name} on {what.scored.name}")
        return play(what, folder)

    monkeypatch.setattr(cells, "play", noted)
    how = {"theories": ["waltz", "constructivist"], "replicates": 5}
    first = sim.tournament(tmp_path / "out", four[:3], **how)
    assert len(done) == 6
    done.clear()
    again = sim.tournament(tmp_path / "out", four[:3], **how)
    assert done == []
    pd.testing.assert_frame_equal(again.table, first.table)
    assert again.to_dict() == first.to_dict()

    (tmp_path / "out" / "cells" / "waltz" / "one.json").write_text(
        '{"digest": "half'
    )  # as a broken disk may leave it
    written(tmp_path, "two", "1930-01-01", "Q", 3, expected={"QE": "east"})
    sim.tournament(tmp_path / "out", four[:3], **how)
    assert len(done) == 6, "all learn from it or are scored on it"
    done.clear()
    sim.tournament(tmp_path / "out", [*four[:1], *four[2:3]], **how)
    assert len(done) == 2, "the second case now learns from one case less, the first from the same"
    done.clear()
    sim.tournament(tmp_path / "out", [*four[:1], *four[2:3]], theories=how["theories"], replicates=6)
    assert len(done) == 4


def test_an_interrupted_tournament_goes_on(tmp_path: Path, four: list[str]) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, total: int, what: str) -> None:
        if what == "waltz on two":
            raise Stop

    with pytest.raises(Stop):
        sim.tournament(tmp_path / "out", four, ["waltz"], replicates=5, watch=stop)
    steps: list[str] = []
    resumed = sim.tournament(
        tmp_path / "out", four, ["waltz"], replicates=5, watch=lambda done, total, what: steps.append(what)
    )
    assert [what for what in steps if " on " in what] == ["waltz on three"]
    whole = sim.tournament(tmp_path / "other", four, ["waltz"], replicates=5)
    assert resumed.to_dict() == whole.to_dict()


@pytest.mark.slow
def test_workers_change_nothing(tmp_path: Path, four: list[str], monkeypatch) -> None:
    monkeypatch.undo()  # workers have the real sizes
    alone = sim.tournament(tmp_path / "one", four[2:], ["waltz"], replicates=5)
    both = sim.tournament(tmp_path / "two", four[2:], ["waltz"], replicates=5, workers=2)
    assert alone.to_dict() == both.to_dict()


def test_entrants_and_their_scores(tmp_path: Path, four: list[str]) -> None:
    found = sim.tournament(tmp_path / "out", four, ["constructivist"], replicates=40)
    assert set(found.table["entrant"]) == {"constructivist", "constructivist" + OWN, *BASELINES}
    told = {(e.entrant, e.case): e.chance for e in found.entries if e.chance is not None}
    for chance in told.values():
        np.testing.assert_allclose(chance.sum(axis=-1), 1)
    log = found.totals[found.totals["score"] == "log_score"].set_index("entrant")
    assert log.loc["chance", "value"] == pytest.approx(np.log(3))
    cases, _ = load_cases(four)
    hits = [
        -np.log(np.maximum(told["constructivist", case.name][np.arange(5), case.record.option], 1e-3)).mean()
        for case in cases
    ]
    assert log.loc["constructivist", "value"] == pytest.approx(np.mean([np.mean(hits[:2]), *hits[2:]]))
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["cases"]["one"]["learnt_from"] == [
        "two",
        "three",
    ]
    assert all(cell.fit.loss <= cell.fit.own_loss for cell in found.cells if cell.fit)


def test_a_parameter_put_back_is_that_alone(tmp_path: Path, four: list[str]) -> None:
    theory = sim.load_theory("axelrod_bennett")
    found = sim.tournament(tmp_path / "out", four, [theory.name], replicates=5)
    cell, case = found.cells[0], found.cases[0]
    assert cell.fit is not None
    put = Case(case.scenario, case.record, theory)
    kept = {name: value for name, value in cell.fit.parameters.items() if name != "inertia"}
    told = chances(put, [put.parameters(kept)], replicates=5, seed=cells.SEED)[0]
    np.testing.assert_array_equal(cell.put_back["inertia"], told)
    gains = found.gains.set_index("parameter")
    assert gains.loc["inertia", "own"] == 0
    assert list(gains.index) == ["logit_precision", "inertia"]


def test_a_single_case_is_scored_with_own_values_only(tmp_path: Path, four: list[str]) -> None:
    found = sim.tournament(tmp_path / "out", four[:1], ["waltz"], replicates=5)
    assert found.cells[0].fit is None
    assert set(found.table["entrant"]) == {"waltz" + OWN, *BASELINES}


def test_a_cell_that_breaks_down_is_missing_and_the_rest_runs(
    tmp_path: Path, four: list[str], monkeypatch
) -> None:
    def broken(what: Task, folder: Path):
        if what.scored.name == "two":
            raise ArithmeticError("tick 3: NaN")
        return play(what, folder)

    monkeypatch.setattr(cells, "play", broken)
    found = sim.tournament(tmp_path / "out", four, ["waltz"], replicates=5)
    assert found.missing == {"waltz on two": "tick 3: NaN"}
    assert set(found.table[found.table["entrant"] == "waltz"]["case"]) == {"one", "one_later", "three"}
    assert ranking.common_cases(found.table) == ["one", "one_later", "three"]


def test_free_parameters_stay_within_bounds_and_begin_with_the_theorys_own() -> None:
    for name in ("waltz", "walt", "schweller", "axelrod_bennett", "constructivist", "two_level", "full"):
        theory = sim.load_theory(name)
        own, *others = first_points(theory)
        for parameter, value in own.items():
            set_by_it = theory.parameters.model_dump(exclude_unset=True)
            assert value == pytest.approx(set_by_it.get(parameter, getattr(sim.Parameters(), parameter)))
        assert len(others) == 2**fitting.COARSE
        assert ("autonomy_cost" in free_parameters(theory).names) == (name != "axelrod_bennett")


def rows(values: dict[str, list[float]]) -> pd.DataFrame:
    told = [(who, f"c{k}", "log_score", v) for who, own in values.items() for k, v in enumerate(own)]
    return pd.DataFrame(told, columns=["entrant", "case", "score", "value"])


def test_differences_are_paired_and_families_drawn_whole() -> None:
    noise = np.random.default_rng(0).normal(size=8)
    table = rows({"a": noise.tolist(), "b": (noise + 0.1).tolist()})
    (pair,) = ranking.pairs(table, {f"c{k}": k for k in range(8)}, "log_score").itertuples()
    assert (pair.value, pair.low, pair.high) == pytest.approx((-0.1, -0.1, -0.1))
    assert (pair.wins, pair.cases) == (8, 8)
    one_family = ranking.totals(table, {f"c{k}": 0 for k in range(8)})
    assert one_family[["low", "high"]].isna().all(axis=None), "drawn whole, it is the same in every resample"
    apart = rows({"a": [0.0, 0, 0, 0], "b": [1.0, 1, -1, -1]})
    (pair,) = ranking.pairs(apart, {"c0": 0, "c1": 0, "c2": 1, "c3": 1}, "log_score").itertuples()
    assert (pair.low, pair.high) == (-1, 1)


@pytest.mark.slow
@pytest.mark.parametrize(("families", "nominal"), [(5, 0.126), (10, 0.107)])
def test_few_of_equal_pairs_seem_to_differ(families: int, nominal: float) -> None:
    """A tenth should; plain percentiles call 0.21 of pairs different with five families, 0.15 with ten."""
    family = {f"c{k}": k for k in range(families)}
    apart = []
    for first, second in np.random.default_rng(2).normal(size=(400, 2, families)).tolist():
        (pair,) = ranking.pairs(rows({"a": first, "b": second}), family, "log_score").itertuples()
        apart.append(pair.low > 0 or pair.high < 0)
    assert np.mean(apart) == pytest.approx(nominal, abs=0.04)


def test_bundled_cases_that_were_made_up_are_left_out() -> None:
    names = history_cases()
    assert "europe_1914" in names
    assert not {"realist_1936", "unix_1988", "humanity_alliance", "world_2023"} & set(names)
    cases, missing = load_cases(names)
    assert missing == {}
    assert len(cases) == len(names)


def test_the_command_tells_what_is_missing_and_plays_the_rest(
    call, monkeypatch, tmp_path: Path, four: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    broken = tmp_path / "broken.yaml"
    broken.write_text("meta: {name: broken")
    out = tmp_path / "out"
    how = ("--workers", "1", "--replicates", "5", "--out", str(out))
    code, said, error = call(
        "tournament", "--cases", ",".join([*four[1:], str(broken), "nato_veto", four[1]]), "--theories",
        "waltz,nobody", *how,
    )  # fmt: skip
    assert code == 1
    for told in ("broken.yaml:", "no `expected` line-up", "`nobody` is not a known theory", "another case"):
        assert told in error
    assert "waltz" in said
    assert max(map(len, said.splitlines())) <= 80
    assert "Within error of it" in said
    assert "Conditional on how the cases were coded; the files say" in " ".join(said.split())
    assert "Which entrant does best?" in (out / "ranking.html").read_text("utf-8")
    code, said, _ = call("tournament", "--cases", ",".join(four[1:]), "--theories", "waltz", *how, "--json")
    assert code == 0
    assert json.loads(said) == json.loads((out / "tournament.json").read_text())
    assert json.loads(said)["notes"] == [conditional(3)]
    assert set(pd.read_csv(out / "scores.csv")["entrant"]) == {"waltz", "waltz" + OWN, *BASELINES}


def test_how_much_is_left_is_said_in_english(monkeypatch, capsys) -> None:
    clock = iter([0.0, 10.0, 20.0, 30.0])
    monkeypatch.setattr(trying.time, "monotonic", lambda: next(clock))
    watch = trying._Progress()
    for done in (1, 99, 100):
        watch(done, 100, "waltz on one")
    assert [line.partition("waltz on one")[2] for line in capsys.readouterr().err.splitlines()] == [
        "; about 16 min 30 s left", "; less than 1 s left", "",
    ]  # fmt: skip


@pytest.mark.parametrize("cases", ["nowhere", "", ","])
def test_nothing_to_play_is_a_mistake(call, tmp_path: Path, cases: str) -> None:
    """An empty list, such as an unset variable gives, is not the default of all history cases."""
    code, _, error = call("tournament", "--cases", cases, "--out", str(tmp_path / "out"))
    assert code == 2
    assert "no case is left to play" in error


def test_one_family_says_nothing_of_error(call, tmp_path: Path, four: list[str]) -> None:
    out = tmp_path / "out"
    how = ("--theories", "waltz", "--workers", "1", "--replicates", "5", "--out", str(out))
    code, said, error = call("tournament", "--cases", ",".join(four[:2]), *how)
    assert code == 0
    assert "nothing says which differences are error" in " ".join(said.split())
    assert "Within error of it" not in said
    assert "[" not in said.split("log score by case")[0].split("capab.")[1]
    assert "ranking.html" not in error
    assert not (out / "ranking.html").exists()
    told = json.loads((out / "tournament.json").read_text())
    assert {(row["low"], row["high"]) for row in told["totals"] + told["pairs"]} == {(None, None)}


def test_ctrl_c_after_the_last_cell_says_that_cells_are_kept(
    call, tmp_path: Path, four: list[str], monkeypatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(trying, "_draw", interrupted)
    how = ("--theories", "waltz", "--workers", "1", "--replicates", "5", "--out", str(tmp_path / "out"))
    code, _, error = call("tournament", "--cases", ",".join(four[1:]), *how)
    assert code == 130
    assert "what was finished is kept" in error
