"""Trajectories: what is recorded is what the worlds held; on disk every run is once, whatever was interrupted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim import store, trajectories
from sim.designs import Design, check
from sim.pieces import merged, pieces
from sim.playing import play_span
from sim.recording import ACTOR_VARIABLES, Recording, Trajectories, kept_ticks
from sim.results import open_results
from sim.study import study
from sim.sweeping import sweep, trial

WANTED = {
    "outcomes": ["weight_share.israel", "members.nato", "dissent.TUR", "frustration"],
    "variables": [
        "alignment", "posture", "commitment", "capability", "dissent", "mobilisation", "opinion.palestine",
    ],
    "actors": ["USA", "TUR"],
    "every": 2,
}  # fmt: skip


def design(**changes: object) -> Design:
    document = {
        "name": "small", "scenario": "nato_veto", "sampler": "factorial", "levels": 3, "ticks": 5, "replicates": 4,
        "factors": {"parameters.inertia": {"low": 0, "high": 0.4}}, "outcomes": ["weight_share.israel"],
        "trajectories": WANTED,
    } | changes  # fmt: skip
    return Design.model_validate_json(json.dumps(document))


# ------------------------------------------------------------------- what is recorded


def test_what_is_recorded_is_what_the_worlds_held() -> None:
    scenario = sim.load_scenario("nato_veto")
    fields = (
        "alignment",
        "posture",
        "commitment",
        "capability",
        "dissent",
        "mobilisation",
        "opinion",
        "weights",
    )
    request: dict[str, Any] = {"replicates": 5, "seed": 3, "ticks": 5}
    whole = sim.simulate(scenario, save=fields, **request)
    record = Trajectories(**WANTED).model_copy(update={"actors": ("TUR", "USA")})
    kept = sim.simulate(scenario, save=(), record=record, **request).recorded
    assert kept.ticks.tolist() == [0, 2, 4, 5]
    names = whole.setting.names
    assert kept.actors == tuple(code for code in names.actors if code in ("USA", "TUR"))
    who = [names.actors.index(code) for code in kept.actors]
    for name in ("alignment", "posture"):
        assert np.array_equal(kept.variables[name], whole.saved[name][:, kept.ticks][..., who])
    for name in ("commitment", "capability", "dissent", "mobilisation"):
        assert np.array_equal(
            kept.variables[name], whole.saved[name][:, kept.ticks][..., who].astype(np.float32)
        )
    opinion = whole.saved["opinion"][:, kept.ticks][:, :, who, names.poles.index("palestine")]
    assert np.array_equal(kept.variables["opinion.palestine"], opinion.astype(np.float32))
    weights = whole.saved["weights"][:, kept.ticks]
    share = weights[..., names.poles.index("israel")] / weights.sum(axis=-1)
    assert np.allclose(kept.outcomes["weight_share.israel"], share, rtol=1e-15)
    turkey = names.actors.index("TUR")
    assert np.array_equal(kept.outcomes["dissent.TUR"], whole.saved["dissent"][:, kept.ticks, turkey])
    assert set(kept.variables) == set(WANTED["variables"])
    assert {name.partition(".")[0] for name in kept.variables} == set(ACTOR_VARIABLES)


def test_an_outcome_over_time_ends_as_the_outcome_of_the_run() -> None:
    scenario = sim.load_scenario("humanity_alliance")
    first = sim.simulate(scenario, replicates=1, ticks=1, save=())
    record = Trajectories(outcomes=tuple(first.outcome_arrays), every=50)
    for ticks in (1, 4):  # each is measured in a run that ends at that tick
        ended = sim.simulate(scenario, replicates=3, ticks=ticks, record=record, save=())
        assert ended.recorded.ticks.tolist() == [0, ticks]
        for key, values in ended.outcome_arrays.items():
            assert np.array_equal(ended.recorded.outcomes[key][:, -1], values), key
        start = sim.simulate(scenario, replicates=3, ticks=0, save=())
        for key, values in start.outcome_arrays.items():
            assert np.array_equal(ended.recorded.outcomes[key][:, 0], values), key


def test_chunks_of_an_ensemble_join(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = sim.load_scenario("nato_veto")
    record = Trajectories(**WANTED)
    whole = sim.simulate(scenario, replicates=7, ticks=3, record=record, save=()).recorded
    monkeypatch.setattr("sim.ensemble.CHUNK_CELLS", 2 * len(scenario.actors) ** 2)
    cut = sim.simulate(scenario, replicates=7, ticks=3, record=record, save=()).recorded
    for name in WANTED["outcomes"]:
        assert np.array_equal(cut.outcomes[name], whole.outcomes[name])
    for name in WANTED["variables"]:
        assert np.array_equal(cut.variables[name], whole.variables[name])


def test_groups_and_blocs_can_be_recorded_and_what_is_not_there_cannot() -> None:
    scenario = sim.load_scenario("nato_veto")
    record = Trajectories(variables=("alignment",), actors=("nato",))
    kept = sim.simulate(scenario, replicates=1, ticks=1, record=record, save=()).recorded
    assert list(kept.actors) == scenario.select(("nato",))
    for wrong in ({"outcomes": "weight.mars"}, {"variables": "wealth"}, {"variables": "opinion"}):
        with pytest.raises(ValueError, match="cannot be recorded"):
            sim.simulate(scenario, replicates=1, ticks=1, record=Trajectories(**wrong))


@given(st.integers(0, 60), st.integers(1, 70))
def test_thinning_keeps_the_start_the_end_and_each_multiple(last: int, every: int) -> None:
    assert kept_ticks(last, every).tolist() == [
        tick for tick in range(last + 1) if tick % every == 0 or tick == last
    ]


@pytest.mark.parametrize(("wanted", "place", "told"), [
    ({}, (), "keeps nothing"),
    ({"outcomes": ["weight_shar.israel"]}, ("outcomes", 0), "did you mean `weight_share`?"),
    ({"outcomes": ["weight_share"]}, ("outcomes", 0), "write `weight_share.NAME`"),
    ({"outcomes": ["frustration", "frustration"]}, ("outcomes", 1), "named twice"),
    ({"outcomes": ["frustration"], "actors": ["USA"]}, ("actors",), "goes with `variables`"),
    ({"variables": ["alignmnt"]}, ("variables", 0), "did you mean `alignment`?"),
    ({"variables": ["opinion.isreal"]}, ("variables", 0), "did you mean `israel`?"),
    ({"variables": ["dissent.TUR"]}, ("variables", 0), "write `dissent` alone"),
    ({"variables": ["dissent"], "actors": ["USE"]}, ("actors", 0), "did you mean `USA`?"),
    ({"variables": ["dissent"], "actors": []}, ("actors",), "names nobody"),
])  # fmt: skip
def test_wrong_trajectories_are_told_by_place(wanted: object, place: tuple[object, ...], told: str) -> None:
    faults = dict(check(design(trajectories=wanted), sim.load_scenario("nato_veto")))
    assert list(faults) == [("trajectories", *place)]
    assert told in faults["trajectories", *place]


# ------------------------------------------------------------------- on disk


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


def test_a_sweep_keeps_what_simulate_records(tmp_path: Path) -> None:
    result = sweep(design(), tmp_path / "study")
    table, actors = result.trajectories(), result.trajectories(actors="all")
    assert table.index.names == ["run", "tick"]
    assert len(table) == 12 * 4
    assert len(actors) == 12 * 4 * 2
    record = Trajectories(**WANTED)
    for run in (0, 7, 11):
        point, replicate = divmod(run, 4)
        kept = sim.simulate(
            sim.load_scenario("nato_veto"), replicates=[replicate], ticks=5, record=record, save=(),
            parameters={"inertia": (0, 0.2, 0.4)[point]},
        ).recorded  # fmt: skip
        assert table.loc[run].index.tolist() == kept.ticks.tolist()
        for key in WANTED["outcomes"]:
            assert np.array_equal(table.loc[run, key], kept.outcomes[key][0])
        assert actors.loc[run].index.tolist() == [(t, code) for t in kept.ticks for code in kept.actors]
        for key in WANTED["variables"]:
            values = kept.variables[key][0].reshape(-1)
            labels = kept.labels.get(key)
            expected = values if labels is None else [labels[code] for code in values]
            assert actors.loc[run, key].tolist() == list(expected)
    ends = table.xs(5, level="tick")["weight_share.israel"]
    assert np.array_equal(ends, result.frame()["weight_share.israel"])


def test_trajectories_change_no_run(tmp_path: Path) -> None:
    with_them = sweep(design(), tmp_path / "with").frame()
    without = sweep(design(trajectories=None), tmp_path / "without")
    assert with_them.equals(without.frame())
    assert not (tmp_path / "without" / "trajectories").exists()
    with pytest.raises(ValueError, match="kept no outcomes over time"):
        without.trajectories()


def test_numbers_are_split_by_bytes_and_names_are_codes(tmp_path: Path) -> None:
    sweep(design(), tmp_path / "study")
    for table, kind in ((trajectories.OUTCOMES, "double"), (trajectories.ACTORS, "float")):
        ((_, path),) = store.parts(tmp_path / "study", table)
        columns = pq.ParquetFile(path).metadata.row_group(0)
        for index in range(columns.num_columns):
            column = columns.column(index)
            assert column.compression == "ZSTD"
            number = column.path_in_schema not in ("run", "tick", "actor", "alignment", "posture")
            assert ("BYTE_STREAM_SPLIT" in column.encodings) == number
            assert ("RLE_DICTIONARY" in column.encodings) != number
            if number:
                assert column.physical_type.lower() == kind


def test_what_was_killed_between_trajectories_and_runs_leaves_no_half_span(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ready, place = study(design()), tmp_path / "study"
    play_span(ready, str(place), (0, 4))
    store.write_manifest(place, {"schema_version": store.SCHEMA_VERSION})

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_part", killed)
        with pytest.raises(KeyboardInterrupt):
            play_span(ready, str(place), (4, 10))
    assert [span for span, _ in store.parts(place, trajectories.OUTCOMES)] == [(0, 4), (4, 10)]
    assert [span for span, _ in store.parts(place)] == [(0, 4)]
    half = open_results(place)
    assert half.trajectories().index.unique("run").tolist() == [0, 1, 2, 3]
    assert half.trajectories(actors="all", runs=[2, 6]).index.unique("run").tolist() == [2]
    play_span(ready, str(place), (4, 7))  # played again in another cut: the orphan goes
    assert [span for span, _ in store.parts(place, trajectories.OUTCOMES)] == [(0, 4), (4, 7)]
    play_span(ready, str(place), (7, 12))
    assert open_results(place).trajectories().index.unique("run").tolist() == list(range(12))


@pytest.mark.parametrize("cells", [10**9, 60, 130])
def test_files_are_the_same_however_parts_were_cut(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cells: int
) -> None:
    """Sizes that make one file, a file of two runs, and files at which no part ends; also after a stop."""
    monkeypatch.setattr(trajectories, "CELLS_PER_FILE", cells)
    ready = study(design())
    for name, spans in (("a", [(0, 12)]), ("b", [(0, 5), (5, 6), (6, 12)]), ("c", [(8, 12), (0, 8)])):
        for span in spans:
            play_span(ready, str(tmp_path / name), span)
        if name == "c":
            with monkeypatch.context() as patch:
                patch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
                with pytest.raises(KeyboardInterrupt):
                    trajectories.compact(tmp_path / name)
            store.write_manifest(tmp_path / name, {"schema_version": store.SCHEMA_VERSION})
            stopped = open_results(tmp_path / name).trajectories()
            assert stopped.index.get_level_values("run").tolist() == np.repeat(np.arange(12), 4).tolist()
        trajectories.compact(tmp_path / name)
        once = contents(tmp_path / name / "trajectories")
        trajectories.compact(tmp_path / name)
        assert contents(tmp_path / name / "trajectories") == once
    found = [contents(tmp_path / name / "trajectories") for name in "abc"]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == {10**9: 2, 60: 6 + 12, 130: 3 + 12}[cells]


def test_runs_that_fail_have_no_trajectory(tmp_path: Path) -> None:
    wrong = design(factors={"actors.USA.commitment": {"values": [0.5, 7, 0.7]}})
    result = sweep(wrong, tmp_path / "study")
    ended = result.frame(["status"])["status"]
    assert result.trajectories().index.unique("run").tolist() == ended.index[ended == "ok"].tolist()
    assert (ended == "failed").sum() == 4


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=6), st.data())
def test_pieces_take_every_wanted_run_once_and_in_order(spans: list[tuple[int, int]], data: Any) -> None:
    held = sorted(((begin, begin + length), Path(str(i))) for i, (begin, length) in enumerate(spans))
    among = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=3)
    wanted = merged((begin, begin + length) for begin, length in data.draw(among))
    there = {run for (begin, end), _ in held for run in range(begin, end)}
    asked = {run for begin, end in wanted for run in range(begin, end)}
    taken = pieces(held, wanted)
    assert [run for (begin, end), *_ in taken for run in range(begin, end)] == sorted(there & asked)
    for take, path, whole in taken:
        span = next(span for span, other in held if other == path)
        assert span[0] <= take[0] < take[1] <= span[1]
        assert whole == (take == span)


def test_recordings_of_other_actors_can_lie_in_one_part(tmp_path: Path) -> None:
    """As where a factor changes who is in a group."""
    ticks = np.array([0, 1])

    def kept(actors: tuple[str, ...]) -> Recording:
        codes = np.arange(2 * len(actors), dtype=np.int8).reshape(1, 2, -1) % 2
        return Recording(ticks, actors, {"alignment": ("none", "left")}, {}, {"alignment": codes})

    trajectories.write(tmp_path, (0, 2), [(np.array([0]), kept(("A",))), (np.array([1]), kept(("B", "C")))])
    store.write_part(tmp_path, (0, 2), {"run": [0, 1]})
    store.write_manifest(tmp_path, {"schema_version": store.SCHEMA_VERSION})
    rows = open_results(tmp_path).trajectories(actors="all").reset_index()
    assert rows["actor"].tolist() == ["A", "A", "B", "C", "B", "C"]
    assert rows["alignment"].tolist() == ["none", "left", "none", "left", "none", "left"]


def test_a_trial_counts_the_bytes_of_trajectories(tmp_path: Path) -> None:
    (tmp_path / "trial").mkdir()
    reckoned = trial(study(design(name="a")), tmp_path / "trial")
    place = sweep(design(name="a"), tmp_path / "whole").folder
    taken = sum(path.stat().st_size for path in place.rglob("*.parquet"))
    assert 0.5 * taken < reckoned.size < 2 * taken
    assert sum(path.stat().st_size for path in (place / "trajectories").rglob("*")) > taken / 2
