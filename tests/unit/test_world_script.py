"""The shared world: what the committed file holds, and the script that writes it from public data."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.scenario import Scenario

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "experiments" / "coding" / "world_2023.py"
COMMITTED = ROOT / "scenarios" / "world_2023.yaml"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", ROOT.parent / "shared" / "data"))
READ = (
    "atop_dyads_2018",
    "cow_capitals",
    "cow_direct_contiguity",
    "cow_nmc_cinc_1816_2022",
    "democracy_selected_years",
    "palestine_recognition_before_2023-10-07",
    "tss_rivalries",
    "un_ideal_points_all_selected_sessions",
    "un_ideal_points_me_selected_sessions",
    "unga_palestine_issue_votes_2014_2020",
)
MOTIONS = {
    "ES-10/21": date(2023, 10, 27),
    "ES-10/22": date(2023, 12, 12),
    "ES-10/23": date(2024, 5, 10),
    "ES-10/24": date(2024, 9, 18),
    "ES-10/27": date(2025, 6, 12),
    "DEC/80/506": date(2025, 9, 12),
}
Lines = list[list[str]]
with_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"no public data in {DATA}: set COUNTERPOISE_DATA to the folder that holds it"
)


@pytest.fixture(scope="module")
def world() -> Scenario:
    return sim.load_scenario("world_2023")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The ten files that the script reads, and no other."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in READ:
        (folder / f"{name}.csv").symlink_to(DATA / f"{name}.csv")
    return folder


def run(data: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "--data", str(data), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_member_and_palestine_is_there(world: Scenario) -> None:
    assert len(world.actors) == 194
    assert world.actors.keys() - set(world.groups["un_members"]) == {"PSE"}
    assert len(world.select(("un",))) == 193
    assert not {"TWN", "XKX"} & world.actors.keys()
    assert COMMITTED.stat().st_size < 2_000_000


def test_sizes_sum_to_what_the_file_says_and_become_shares(world: Scenario) -> None:
    sizes = {code: actor.capability for code, actor in world.actors.items() if actor.capability is not None}
    total = sum(size for code, size in sizes.items() if code != "PSE")
    assert len(sizes) == 194
    assert min(sizes.values()) > 0
    assert 0.99 < total < 1.01
    assert f"sums to {total:.6f}," in world.sources["cow_nmc"].note
    start = sim.simulate(world, replicates=1, save=("capability",)).saved["capability"][0, 0]
    np.testing.assert_allclose(start.sum(), 1, atol=1e-12)


def test_the_motions_are_the_six_texts(world: Scenario) -> None:
    assert {name: motion.date for name, motion in world.motions.items()} == MOTIONS
    assert {(m.favours, m.institution) for m in world.motions.values()} == {("palestine", "un")}
    assert all(motion.coding for motion in world.motions.values())
    assert world.blocs["un"].pole is None
    assert world.blocs["un"].rule == "two_thirds"


def test_everybody_but_the_other_sides_leaders_may_enter_a_bloc(world: Scenario) -> None:
    for name in ("hague_group", "arms_embargo_letter", "bogota_measures"):
        bloc = world.blocs[name]
        assert (bloc.status, bloc.pole) == ("proposed", "palestine")
        assert world.actors.keys() - set(world.select(bloc.invitees)) == {"PSE", "ISR", "USA"}


def test_the_start_follows_the_rules_of_the_head(world: Scenario) -> None:
    leaders = {code for pole in world.poles.values() for code in pole.leaders}
    aligned = {code: actor for code, actor in world.actors.items() if actor.alignment}
    assert not leaders & aligned.keys()
    for code, actor in aligned.items():
        assert actor.commitment in (0.25, 0.5)
        if actor.alignment == "palestine":
            assert "recognition" in actor.measures
            assert (actor.commitment == 0.5) == (code in world.groups["no_relations_with_israel"])
    assert sum("recognition" in actor.measures for actor in world.actors.values()) == 137
    coarse = [value for actor in world.actors.values() for value in actor.opinion.values()]
    coarse += [actor.media_exposure for actor in world.actors.values()]
    assert {4 * value % 1 for value in coarse} == {0}


@with_data
def test_it_writes_the_committed_file_byte_for_byte_from_ten_files(data: Path, tmp_path: Path) -> None:
    done = run(data, tmp_path / "world.yaml")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "world.yaml").read_bytes() == COMMITTED.read_bytes()
    assert "No ideal point on the Middle East: by a line from that of all votes. COD, GNQ, LBR" in done.stderr


@with_data
def test_what_was_filled_is_said_in_the_file_too(data: Path, tmp_path: Path, world: Scenario) -> None:
    said = run(data, tmp_path / "world.yaml").stderr.splitlines()
    assert len(said) == 9
    for line in said[:-1]:
        note, _, codes = line.removeprefix("world_2023: ").rpartition(". ")
        for code in codes.split(", "):
            assert note in world.actors[code].coding


def later(column: int, value: str) -> Callable[[Lines], Lines]:
    """Repeat the last row with another value in a column."""
    return lambda lines: [*lines, [value if at == column else cell for at, cell in enumerate(lines[-1])]]


FAULTS: dict[str, tuple[str, Callable[[Lines], Lines], str, str]] = {
    "newer CINC": (READ[3], later(2, "2023"), "found year up to 2023", "expected it up to 2022"),
    "older CINC": (READ[3], lambda t: [r for r in t if r[2] != "2022"], "up to 2021", "up to 2022"),
    "newer alliances": (READ[0], later(0, "2019"), "found year up to 2019", "expected it up to 2018"),
    "newer ideal points": (READ[8], later(1, "75"), "found session up to 75", "expected it up to 74"),
    "newer votes": (READ[9], later(1, "2023-12-12"), "found date up to 2023-12-12", "up to 2019-12-19"),
    "later recognition": (READ[5], later(2, "2024-05-28"), "found date up to 2024", "up to 2019-07-29"),
    "one row more": (READ[6], lambda t: [*t, t[-1]], "found 265 rows", "expected 264"),
    "one row less": (READ[7], lambda t: t[:-1], "found 674 rows", "expected 675"),
    "no rows": (READ[1], lambda t: t[:1], "found no column enddate", "expected it"),
    "another table": (READ[4], lambda _: [["a", "b"], ["1", "2"]], "found no column year", "right file"),
    "a cell too few": (READ[2], lambda t: [*t[:-1], t[-1][:-1]], "too few or too many fields", "expected 5"),
    "no number": (READ[3], lambda t: [*t[:-1], [*t[-1][:-1], "much"]], "no figure cinc", "much"),
    "a stranger votes": (READ[9], lambda t: later(3, "TW")(t[:-1]), "found the voter TW", "193 UN members"),
}


@with_data
@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_file_is_refused_with_one_line_and_nothing_written(
    fault: str, data: Path, tmp_path: Path
) -> None:
    name, change, found, expected = FAULTS[fault]
    file = data / f"{name}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    file.unlink()
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(change(lines))
    assert_refused(data, tmp_path, name, found, expected)


@with_data
@pytest.mark.parametrize("name", READ)
def test_a_missing_file_is_refused_with_one_line_and_nothing_written(
    name: str, data: Path, tmp_path: Path
) -> None:
    (data / f"{name}.csv").unlink()
    assert_refused(data, tmp_path, name, "cannot be read", "expected a table of")


def assert_refused(data: Path, tmp_path: Path, name: str, *words: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    done = run(data, out / "world.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"world_2023: {name}.csv")
    assert done.stderr.count("\n") == 1
    for word in words:
        assert word in done.stderr
    assert list(out.iterdir()) == []


@with_data
def test_a_refusal_leaves_the_old_file_alone(data: Path, tmp_path: Path) -> None:
    (data / f"{READ[0]}.csv").unlink()
    old = tmp_path / "world.yaml"
    old.write_text("as it was", encoding="utf-8")
    assert run(data, old).returncode == 2
    assert old.read_text(encoding="utf-8") == "as it was"
    assert not list(tmp_path.glob("*.tmp"))
