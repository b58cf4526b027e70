"""Reading results: columns, fan charts, labelled arrays, one file for other programs, and other programs themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim import fans, store, trajectories
from sim.designs import Design
from sim.labelled import write_netcdf
from sim.results import StoredStudy, open_results
from sim.sweeping import sweep

DOCS = Path(__file__).parents[2] / "docs" / "results.md"
SHARE = "weight_share.israel"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> StoredStudy:
    """Two theories by three costs by four replicates, of which one point fails."""
    document = {
        "name": "small", "title": "A small study", "scenario": "nato_veto", "sampler": "factorial", "levels": 3,
        "ticks": 5, "replicates": 4, "outcomes": [SHARE, "yes.article_5"],
        "factors": {
            "parameters.inertia": {"low": 0, "high": 0.4}, "theory": {"values": ["waltz", "walt"]},
            "actors.USA.commitment": {"values": [0.5, 7]}, "events.attack_of_7_october": {"event": True},
        },
        "trajectories": {
            "outcomes": [SHARE, "mobilisation"], "variables": ["alignment", "mobilisation"], "actors": ["TUR", "USA"],
            "every": 2,
        },
    }  # fmt: skip
    scenario = sim.load_scenario("nato_veto")
    document["outcomes"] = [SHARE, f"yes.{next(iter(scenario.motions))}"]
    design = Design.model_validate_json(json.dumps(document))
    return sweep(design, tmp_path_factory.mktemp("stored") / "study")


def test_rows_come_by_run_though_a_part_holds_them_otherwise(tmp_path: Path) -> None:
    store.write_part(tmp_path, (0, 3), {"run": [2, 0, 1], "x": [2.0, 0.0, 1.0]})
    store.write_part(tmp_path, (3, 5), {"run": [3, 4], "x": [3.0, 4.0]})
    store.write_part(tmp_path, (2, 5), {"run": [2, 3, 4], "x": [2.0, 3.0, 4.0]})
    store.write_manifest(tmp_path, {"schema_version": store.SCHEMA_VERSION})
    frame = open_results(tmp_path).frame()
    assert frame.index.tolist() == [0, 1, 2, 3, 4]
    assert frame["x"].tolist() == [0, 1, 2, 3, 4]


def test_only_what_is_asked_for_is_read(stored: StoredStudy) -> None:
    whole = stored.trajectories(actors="all")
    some = stored.trajectories("alignment", actors="TUR", runs=[17, 1])
    expected = whole.loc[([1, 17], slice(None), "TUR"), ["alignment"]]
    assert some.reset_index().equals(expected.reset_index())
    assert stored.trajectories(["mobilisation"], runs=[]).empty
    assert list(stored.frame([SHARE]).columns) == [SHARE]
    for wrong in (
        {"variables": "mobilisaton"},
        {"variables": "alignmen", "actors": "all"},
        {"actors": ["USB"]},
    ):
        with pytest.raises(ValueError, match="did you mean"):
            stored.trajectories(**wrong)  # type: ignore[arg-type]


# ------------------------------------------------------------------- fan charts


@pytest.mark.parametrize("cells", [1, 100, 10**6])
def test_a_fan_is_the_quantiles_of_the_full_table(
    monkeypatch: pytest.MonkeyPatch, stored: StoredStudy, cells: int
) -> None:
    monkeypatch.setattr(fans, "CELLS", cells)
    table = stored.trajectories(SHARE)[SHARE]
    fan = stored.fan(SHARE)
    assert fan.index.tolist() == [0, 2, 4, 5]
    for tick, values in table.groupby("tick"):
        assert np.array_equal(fan.loc[tick], np.quantile(values, fan.columns))
    for factor in ("theory", "events.attack_of_7_october"):
        levels = stored.frame([factor])[factor].loc[table.index.get_level_values("run")]
        fan = stored.fan(SHARE, by=factor, quantiles=(0.1, 0.5))
        assert fan.index.names == [factor, "tick"]
        found = 0
        for (level, tick), values in table.groupby([levels.to_numpy(), table.index.get_level_values("tick")]):
            assert np.array_equal(fan.loc[(level, tick)], np.quantile(values, [0.1, 0.5]))
            found += 1
        assert found == len(fan) == 2 * 4


def test_a_level_without_a_trajectory_has_an_empty_fan(stored: StoredStudy) -> None:
    fan = stored.fan(SHARE, by="actors.USA.commitment")
    assert fan.loc[0.5].notna().all(axis=None)
    assert fan.loc[7].isna().all(axis=None)


def test_a_fan_of_nothing_known_says_so(stored: StoredStudy) -> None:
    with pytest.raises(ValueError, match=f"did you mean `{SHARE}`"):
        stored.fan("weight_share.isreal")
    with pytest.raises(ValueError, match="did you mean `theory`"):
        stored.fan(SHARE, by="theori")


# ------------------------------------------------------------------- labelled arrays


def test_labelled_arrays_hold_the_tables(stored: StoredStudy) -> None:
    data, runs = stored.to_xarray(), stored.frame()
    yes = next(name for name in stored.columns if name.startswith("yes."))
    assert dict(data.sizes) == {"point": 24, "replicate": 4, "tick": 4, "actor": 2}
    assert data[yes].dims == ("point", "replicate")
    assert np.array_equal(data[yes], runs[yes].to_numpy().reshape(24, 4), equal_nan=True)
    assert np.array_equal(data[SHARE].sel(tick=5), runs[SHARE].to_numpy().reshape(24, 4), equal_nan=True)
    for factor in ("theory", "parameters.inertia", "actors.USA.commitment", "events.attack_of_7_october"):
        assert data[factor].dims == ("point",)
        assert data[factor].to_numpy().tolist() == runs[factor].tolist()[::4]
    table = stored.trajectories(actors="all")
    names = data["actor.alignment"].attrs["flag_meanings"].split()
    codes = data["actor.alignment"].attrs["flag_values"].tolist()
    run = 4 * 5 + 3
    for tick in (0, 2, 4, 5):
        for actor in ("TUR", "USA"):
            cell = data.sel(point=run // 4, replicate=3, tick=tick, actor=actor)
            row = table.loc[run, tick, actor]
            assert names[codes.index(int(cell["actor.alignment"]))] == row["alignment"]
            assert float(cell["actor.mobilisation"]) == row["mobilisation"]
    failed = (runs["status"] == "failed").to_numpy().reshape(24, 4)
    assert np.array_equal(data["status"] == 1, failed)
    assert (data["actor.alignment"].to_numpy()[failed] == -1).all()
    assert np.isnan(data["mobilisation"].to_numpy()[failed]).all()
    assert data.attrs["title"] == "A small study"
    assert data.attrs["digest"] == stored.manifest["digest"]
    assert data[SHARE].attrs["units"] == "share"
    assert set(stored.to_xarray(SHARE).data_vars) == {"status", SHARE}
    with pytest.raises(ValueError, match="did you mean"):
        stored.to_xarray("actor.alignmen")


def test_a_grid_with_gaps_is_filled_where_there_are_runs(tmp_path: Path) -> None:
    rows = {
        "run": [1, 5],
        "point": [0, 2],
        "replicate": [1, 1],
        "weight.a": [1.0, 5.0],
        "status": ["ok", "crashed"],
    }
    store.write_part(tmp_path, (0, 6), rows)
    about = {"state": "interrupted", "digest": "d", "code_version": "c", "counterpoise": "0"}
    design = {"name": "gaps", "scenario": "none", "factors": {}}
    store.write_manifest(tmp_path, {"schema_version": store.SCHEMA_VERSION, "design": design} | about)
    data = open_results(tmp_path).to_xarray()
    assert data["point"].to_numpy().tolist() == [0, 2]
    assert data["weight.a"].to_numpy().tolist() == [[1.0], [5.0]]
    assert data["status"].to_numpy().tolist() == [[0], [2]]


def test_netcdf_gives_back_the_arrays_bit_for_bit(stored: StoredStudy, tmp_path: Path) -> None:
    xarray = pytest.importorskip("xarray")
    data = stored.to_xarray()
    data["yes.ES-10/21"] = data["mobilisation"] * 2
    write_netcdf(data, tmp_path / "study.nc")
    with xarray.open_dataset(tmp_path / "study.nc", engine="h5netcdf") as back:
        named = back.rename({name: values.attrs["key"] for name, values in back.data_vars.items()})
        assert set(named.variables) == set(data.variables)
        for name, values in data.variables.items():
            assert named[name].dims == values.dims
            assert named[name].to_numpy().tolist() == values.to_numpy().tolist() or np.array_equal(
                named[name], values, equal_nan=True
            )
        assert back["yes.ES-10_21"].attrs["key"] == "yes.ES-10/21"
        assert back.attrs == data.attrs


# ------------------------------------------------------------------- the command


def test_export_writes_csv_and_netcdf(call, stored: StoredStudy, tmp_path: Path) -> None:
    code, said, _ = call("export", stored.folder, "--to", "csv", tmp_path / "a.csv", "--json")
    assert code == 0
    assert json.loads(said)["bytes"] == (tmp_path / "a.csv").stat().st_size
    back = pd.read_csv(tmp_path / "a.csv", keep_default_na=False, na_values={SHARE: [""]}, index_col="run")
    assert back[SHARE].isna().sum() == (back["status"] == "failed").sum() == 48
    assert list(back.columns) == list(stored.frame().columns)
    for column in ("theory", SHARE, "status", "error", "parameters.inertia"):
        pd.testing.assert_series_equal(back[column], stored.frame()[column], check_dtype=False, rtol=0)
    assert call("export", stored.folder, "--to", "netcdf", tmp_path / "a.nc")[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.nc"]


@pytest.mark.parametrize(("words", "told"), [
    (("{nothing}", "--to", "csv", "{out}/a.csv"), "holds no study"),
    (("{study}", "--to", "csv", "{out}/no/a.csv"), "there is no folder"),
    (("{study}", "--to", "csv", "{out}"), "is a folder"),
    (("{study}", "--to", "xls", "{out}/a.xls"), "is not one of"),
])  # fmt: skip
def test_what_cannot_be_exported_is_told(
    call, stored: StoredStudy, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    places = {"nothing": tmp_path / "nothing", "study": stored.folder, "out": tmp_path}
    code, _, error = call("export", *(word.format(**places) for word in words))
    assert code == 2
    assert told in error
    assert list(tmp_path.iterdir()) == []


def test_a_missing_xarray_is_told(
    call, monkeypatch: pytest.MonkeyPatch, stored: StoredStudy, tmp_path: Path
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xarray", None)
    code, _, error = call("export", stored.folder, "--to", "netcdf", tmp_path / "a.nc")
    assert code == 2
    assert "counterpoise[netcdf]" in error


# ------------------------------------------------------------------- recipes in docs/results.md


def test_the_duckdb_recipes_run_and_agree(monkeypatch: pytest.MonkeyPatch, stored: StoredStudy) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    queries = re.findall(r"```sql\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert len(queries) >= 3
    names = {"results/tipping": str(stored.folder), "weight_share.palestine": SHARE}
    found = []
    for query in queries:
        for old, new in names.items():
            query = query.replace(old, new)
        found.append(duckdb.sql(query).df())
    runs = stored.frame()
    means = runs[runs["status"] == "ok"].groupby("theory")[SHARE].mean()
    assert np.allclose(found[0].set_index("theory").iloc[:, -1].loc[means.index], means)
    fan = stored.fan(SHARE, quantiles=(0.05, 0.5, 0.95))
    assert np.allclose(found[1].set_index("tick").loc[fan.index].to_numpy(), fan.to_numpy())
    actors = stored.trajectories("alignment", actors="all")["alignment"]
    shares = (actors == "palestine").groupby(["actor", "tick"], observed=True).mean()
    assert np.allclose(found[2].set_index(["actor", "tick"]).iloc[:, -1].loc[shares.index], shares)
    assert not list(stored.folder.glob(trajectories.ACTORS + "/*.tmp"))
