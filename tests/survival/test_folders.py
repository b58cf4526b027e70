"""Folders that are full, read-only, in use, or another study's: what is said, and that going on works."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim import provenance, runner, store
from sim.cli.app import main
from sim.designs import Design, read_design
from sim.folders import FolderError, FolderInUseError, OtherStudyError, held
from sim.loading.bundled import bundled_scenarios, bundled_theories
from sim.sweeping import sweep
from tests.survival.drivers import play, spans, table, write_design


def design(**changes: object) -> Design:
    document = {
        "name": "small", "scenario": "nato_veto", "sampler": "factorial", "levels": 4, "ticks": 1, "replicates": 2,
        "factors": {"parameters.inertia": {"low": 0, "high": 0.4}}, "outcomes": ["weight_share.israel"],
    } | changes  # fmt: skip
    return Design.model_validate_json(json.dumps(document))


@pytest.fixture(autouse=True)
def small_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Studies here are smaller than a first span, and are to be stopped between spans."""
    monkeypatch.setattr(runner, "FIRST_RUNS", 1)


@pytest.mark.parametrize(("number", "good"), [(errno.ENOSPC, 2), (errno.EROFS, 2), (errno.ENOSPC, 3)])
def test_a_disk_that_gives_out_is_named_and_finished_parts_stay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, good: int
) -> None:
    place, real, calls = tmp_path / "study", os.fsync, list[int]()

    def fsync(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > good:
            raise OSError(number, os.strerror(number))
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr("sim.whole.os.fsync", fsync)
        with pytest.raises(FolderError, match=rf"{place}: {os.strerror(number)}"):
            sweep(design(), place)
    assert len(spans(place)) == good - 1  # the first file is the manifest, the last may be the whole table
    assert not list(place.rglob(".*.tmp"))
    sweep(design(), place)
    sweep(design(), tmp_path / "whole")
    assert table(place) == table(tmp_path / "whole")


def test_a_file_in_the_folder_s_place_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("mine")
    words = ["sweep", str(write_design(tmp_path, 2, 1)), "--out", str(tmp_path / "out")]
    monkeypatch.setattr("sys.argv", ["counterpoise", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert f"cannot write in {tmp_path / 'out'}" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", str(place)], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no right to mount a small disk here: {error}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


@pytest.mark.slow
def test_a_full_and_a_read_only_disk(small_disk: Path, tmp_path: Path) -> None:
    path, out = write_design(tmp_path, 40, 60), small_disk / "study"
    code, _, heard = play(path, out, "--workers", "2")
    assert code == 1
    assert f"cannot write in {out}: No space left on device" in heard
    assert "Traceback" not in heard
    kept = spans(out)
    assert kept
    assert all(pq.read_table(file).num_rows == end - begin for (begin, end), file in store.parts(out))
    remount(small_disk, "size=10m,ro")
    own = read_design(path)
    with pytest.raises(FolderError, match=f"cannot write in {out}: Read-only file system"):
        sweep(own, out)
    assert spans(out) == kept
    remount(small_disk, "rw")
    sweep(own, out)
    sweep(own, tmp_path / "whole")
    assert table(out) == table(tmp_path / "whole")


def test_one_sweep_at_a_time(tmp_path: Path) -> None:
    place = tmp_path / "study"
    place.mkdir()
    with held(place), pytest.raises(FolderInUseError, match="another sweep is at work"):
        sweep(design(), place)
    assert sweep(design(), place).manifest["state"] == "complete"


def refused(changed: Design, place: Path) -> str:
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    with pytest.raises(OtherStudyError) as told:
        sweep(changed, place)
    assert before == {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    return str(told.value)


def test_a_folder_in_which_nothing_was_played_yet_is_free_for_another_study(tmp_path: Path) -> None:
    """As after a wrong scheduler's address, or a stop before the first span."""
    place = tmp_path / "study"

    def stop(pace: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(design(seed=5), place, watch=stop)
    assert store.read_manifest(place) is not None
    assert sweep(design(), place).manifest["seed"] == 0


def test_another_design_is_refused_field_by_field(tmp_path: Path) -> None:
    place = tmp_path / "study"
    sweep(design(), place)
    told = refused(design(ticks=2, seed=5), place)
    assert "design field `ticks` is 1 there and 2 here" in told
    assert "design field `seed` is 0 there and 5 here" in told
    assert "another folder (--out)" in told
    wider = {"parameters.inertia": {"low": 0, "high": 0.3}, "actors.USA.commitment": {"low": 0, "high": 1}}
    told = refused(design(factors=wider), place)
    assert "`factors.parameters.inertia`" in told
    assert "`factors.actors.USA.commitment` is only here" in told
    assert "the scenario" not in told
    sweep(design(title="Another title, the same runs"), place)


def test_a_changed_scenario_or_theory_is_refused_by_name(tmp_path: Path) -> None:
    scenario, theory = tmp_path / "my.yaml", tmp_path / "mine.yaml"
    scenario.write_text(bundled_scenarios()["nato_veto"].read_text())
    theory.write_text(bundled_theories()["waltz"].read_text())
    own, place = design(scenario=str(scenario), theory=str(theory)), tmp_path / "study"
    sweep(own, place)
    theory.write_text(theory.read_text().replace("title: ", "title: My "))
    assert f"the theory {theory} has changed since" in refused(own, place)
    scenario.write_text(scenario.read_text().replace("One ally's objection", "My objection"))
    assert f"the scenario {scenario} has changed since" in refused(own, place)


def test_other_code_or_packages_are_refused_by_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "study"
    sweep(design(), place)
    with monkeypatch.context() as patched:
        patched.setattr(provenance, "code_version", lambda: "fedcba9876543210")
        assert "the model's code has changed since" in refused(design(), place)
    manifest = store.read_manifest(place)
    assert manifest is not None
    store.write_manifest(place, manifest | {"packages": manifest["packages"] | {"numpy": "1.0"}})
    assert "numpy was 1.0 and is " in refused(design(), place)


def test_a_scenario_changed_under_a_sweep_is_noticed(tmp_path: Path) -> None:
    scenario = tmp_path / "my.yaml"
    scenario.write_text(bundled_scenarios()["nato_veto"].read_text())

    def meddle(pace: object) -> None:
        scenario.write_text(bundled_scenarios()["nato_veto"].read_text().replace("One ally's", "My"))

    with pytest.raises(OtherStudyError, match="runs of two kinds"):
        sweep(design(scenario=str(scenario)), tmp_path / "study", watch=meddle)
