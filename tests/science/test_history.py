"""The history cases: whole, sourced, without hindsight, and the very files that their script writes.

Nothing here asks how well a theory does on them.
"""

from __future__ import annotations

import calendar
import csv
import itertools
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.loading import bundled_scenarios, bundled_theories
from sim.scenario import Scenario
from sim.scenario.base import Coded

ROOT = Path(__file__).parents[2]
CODING = ROOT / "experiments" / "coding"
COMMITTED = ROOT / "scenarios" / "history"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", ROOT.parent / "shared" / "data"))
MIDDLE_EAST = tuple(f"middle_east_{year}" for year in (1955, 1958, 1962, 1967, 1971, 1975))
CASES = ("europe_1914", "cold_war_1955", *MIDDLE_EAST, "unipole_1991", "unipole_2003")
READ = (
    "atop_dyads_1914",
    "atop_dyads_1955",
    "cow_capitals",
    "cow_direct_contiguity",
    "cow_nmc_cinc_1816_2022",
    "democracy_selected_years",
    "tss_rivalries",
    "un_ideal_points_all_selected_sessions",
)
MONTHS = calendar.month_name[1:]
with_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"no public data in {DATA}: set COUNTERPOISE_DATA to the folder that holds it"
)


@pytest.fixture(scope="module")
def cases() -> dict[str, Scenario]:
    return {name: sim.load_scenario(name) for name in CASES}


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(CODING))
    import history_rules

    return history_rules


def leaders(case: Scenario) -> set[str]:
    return {code for pole in case.poles.values() for code in pole.leaders}


def latest(text: str) -> date | None:
    """The last day that a text can speak of: that of a full date, else the first of a month or a year."""
    months = "|".join(MONTHS)
    found = [
        date(int(year), MONTHS.index(month) + 1 if month else 1, int(day or 1))
        for day, month, year in re.findall(rf"(?:(?:(\d{{1,2}}) )?({months}) )?\b(1[89]\d\d|20\d\d)\b", text)
    ]
    return max(found, default=None)


def coded(case: Scenario) -> Iterator[tuple[str, Coded]]:
    """All that was coded about the start."""
    yield from ((f"pole {name}", pole) for name, pole in case.poles.items())
    yield from ((f"actor {code}", actor) for code, actor in case.actors.items())
    yield from ((f"dyads {place}", entry) for place, entry in enumerate(case.dyads))
    if case.ideal_points:
        yield "ideal points", case.ideal_points


def test_they_are_found_by_name_and_the_fragment_is_not() -> None:
    names = bundled_scenarios()
    assert set(CASES) <= names.keys()
    assert all(names[name].parent.name == "history" for name in CASES)
    assert "middle_east" not in names


@pytest.mark.parametrize("name", CASES)
def test_expected_says_where_each_movable_actor_stood(name: str, cases: dict[str, Scenario]) -> None:
    case = cases[name]
    assert case.expected is not None
    assert case.expected.source
    assert latest(case.expected.coding) is not None
    assert case.expected.alignment.keys() == case.actors.keys() - leaders(case)
    assert all(case.actors[code].anchored is None for code in case.actors)
    assert len(set(case.expected.alignment.values())) > 1


@pytest.mark.parametrize("name", CASES)
def test_the_page_tells_the_line_up_that_the_file_has(name: str, cases: dict[str, Scenario]) -> None:
    case = cases[name]
    assert case.expected is not None
    page = (ROOT / "docs" / "history.md").read_text("utf-8").split("## Who stood where")[1]
    told = page[page.index(name) :]
    sides = case.expected.alignment
    for side in (*case.poles, None):
        label = f"- `{side}`:" if side else "- neither:"
        line = next(line for line in told.splitlines() if line.startswith(label))
        assert line.removeprefix(label).split() == [code for code, other in sides.items() if other == side]


@pytest.mark.parametrize("name", CASES)
def test_the_line_up_is_of_a_day_after_the_start_and_within_the_run(
    name: str, cases: dict[str, Scenario]
) -> None:
    case = cases[name]
    assert case.expected is not None
    found = re.search(r"[Oo]n (\d+) (\w+) (\d{4})", case.expected.coding)
    assert found
    day = date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
    assert case.meta.start < day
    assert abs((day - case.meta.date_of(case.meta.ticks)).days) <= 100


@pytest.mark.parametrize("name", CASES)
def test_nothing_of_the_start_is_coded_from_later(name: str, cases: dict[str, Scenario]) -> None:
    case = cases[name]
    assert not case.events
    assert not case.motions
    dated = {
        key for key, source in case.sources.items()
        if re.fullmatch(r"\d{4}-\d\d-\d\d", source.published)
        and date.fromisoformat(source.published) > case.meta.start
    }  # fmt: skip
    for where, part in coded(case):
        day = latest(part.coding)
        assert day is None or day <= case.meta.start, (where, part.coding)
        assert not dated & set(part.source), (where, part.source)


@pytest.mark.parametrize("name", CASES)
def test_every_figure_names_its_source(name: str, cases: dict[str, Scenario]) -> None:
    case = cases[name]
    for where, part in coded(case):
        assert part.source, where
        assert set(part.source) <= case.sources.keys(), where
    assert all(entry.coding for entry in case.dyads)
    assert "Contested" in case.meta.summary


@pytest.mark.parametrize("name", CASES)
def test_components_are_shares_of_the_case(name: str, cases: dict[str, Scenario]) -> None:
    actors = cases[name].actors
    for part in ("military", "economic", "demographic"):
        shares = [getattr(actor.components, part) for actor in actors.values()]
        assert min(shares) >= 0
        assert sum(shares) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_it_runs_under_every_theory_and_stays_finite(name: str, cases: dict[str, Scenario]) -> None:
    case = cases[name]
    still = [place for place, code in enumerate(case.actors) if code in leaders(case)]
    for theory in bundled_theories():
        saved = sim.simulate(
            case, theory=theory, replicates=2, seed=1, save=("capability", "alignment")
        ).saved
        np.testing.assert_allclose(saved["capability"].sum(axis=-1), 1, atol=1e-9)
        line_up = saved["alignment"]
        assert (line_up[..., still] == line_up[:, :1][..., still]).all()
        assert (line_up[..., still] > 0).all()


@pytest.mark.parametrize("name", CASES)
def test_the_start_is_told_of_movable_actors_only(name: str, cases: dict[str, Scenario]) -> None:
    case = cases[name]
    for code, actor in case.actors.items():
        assert (actor.alignment is None) == (actor.commitment is None)
        assert not (code in leaders(case) and actor.alignment)


def test_in_1914_who_starts_on_a_side_is_bound_to_its_leaders(cases: dict[str, Scenario]) -> None:
    case = cases["europe_1914"]
    bound: dict[tuple[str, str], float] = {}
    for entry in case.dyads:
        for a, b in entry.pairs or ():
            if entry.pact is not None:
                bound[a, b] = bound[b, a] = entry.pact
    for code in case.actors.keys() - leaders(case):
        tie = {
            name: max(bound.get((code, leader), 0) for leader in pole.leaders)
            for name, pole in case.poles.items()
        }
        if code == "BEL":  # guaranteed by both sides
            tie = dict.fromkeys(tie, 0.0)
        firm = [name for name, value in tie.items() if value == 1]
        loose = [name for name, value in tie.items() if value]
        side = firm[0] if len(firm) == 1 else loose[0] if not firm and len(loose) == 1 else None
        assert case.actors[code].alignment == side, code


def test_neighbouring_periods_of_the_middle_east_agree(cases: dict[str, Scenario]) -> None:
    """Who starts where is where the period before left him, but for what the files explain."""
    explained = {("middle_east_1971", "KWT")}  # by the British treaty, and Britain is in that file no more
    moved = set()
    for before, after in itertools.pairwise(MIDDLE_EAST):
        first, then = cases[before].expected, cases[after]
        assert first is not None
        moved |= {
            (after, code) for code, side in first.alignment.items()
            if code in then.actors and code not in leaders(then) and then.actors[code].alignment != side
        }  # fmt: skip
    assert moved == explained


# The rules


def test_propensities_of_1914_by_hand(cases: dict[str, Scenario]) -> None:
    """Alsace, a border, one religion in part, other government; and so on, a fifth each, to the nearest .05."""
    found: dict[tuple[str, str], float] = {}
    for entry in cases["europe_1914"].dyads:
        if entry.affinity is not None:
            found |= dict.fromkeys(entry.pairs or (), entry.affinity)
    assert found["DEU", "FRA"] == round((-1 - 1 + 0.38 - 1) / 5 * 20) / 20
    assert found["SWE", "NOR"] == pytest.approx((1 + 1) / 5)
    assert found["TUR", "GRC"] == pytest.approx(
        round((-3 + 0.2 * 0.95 + 0.8 * 0.05 - 0.8 * 0.95 - 0.2 * 0.05 - 1) / 5 * 20) / 20
    )
    assert found["DEU", "AUH"] == pytest.approx(round((0.62 * 0.1 + 0.38 * 0.8 + 1) / 5 * 20) / 20)


def test_likeness_is_symmetric_and_bounded(rules: object) -> None:
    faith = rules.religions("A C50 P50; B O25 M75; D A100")  # type: ignore[attr-defined]
    for one in faith.values():
        for other in faith.values():
            value = rules.likeness(one, other)  # type: ignore[attr-defined]
            assert value == pytest.approx(rules.likeness(other, one))  # type: ignore[attr-defined]
            assert -1 <= value <= 1
    assert rules.likeness(faith["A"], faith["A"]) == pytest.approx(0.5)  # type: ignore[attr-defined]
    assert rules.likeness(faith["A"], faith["D"]) == -1  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", CASES)
def test_hand_coded_shares_of_religions_are_whole(name: str) -> None:
    text = (COMMITTED / f"{name}.yaml").read_text("utf-8").split("\nmeta:")[0]
    told = re.search(r"A none\): (.*?)\.\n# - Ethnic", re.sub(r"\n#   ", " ", text), re.S)
    if told is None:
        assert "ideal_points:" in (COMMITTED / f"{name}.yaml").read_text("utf-8")
        return
    for row in " ".join(told[1].split()).split("; "):
        assert sum(int(part[1:]) for part in row.split()[1:]) == 100, row


def test_the_coding_names_actors_of_its_case_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code with a slip would otherwise be passed over in silence."""
    monkeypatch.syspath_prepend(str(CODING))
    import history
    from history_case import named_pairs

    assert tuple(history.CASES) == CASES
    for case in history.CASES.values():
        members = set(case.members())
        tables = [case.voice, case.expected, case.government, *case.traits.values(), *case.opinion.values()]
        tables.append({(pole, c): named for pole, by in case.aligned.items() for c, named in by.items()})
        for table in tables:
            codes = [code for named in table.values() for code in named.split()]
            assert len(codes) == len(set(codes)), (case.name, table)
            assert set(codes) <= members, (case.name, set(codes) - members)
        pairs = named_pairs(case.ethnic)
        for war in filter(None, case.wars.split(";")):
            pairs += named_pairs(war.strip().partition(" ")[2])
        noted = {*case.actor_notes, *case.places, *case.before, *case.point_codes}
        noted |= {code for pair in pairs for code in pair}
        assert noted <= members, (case.name, noted - members)


# The script


def run(data: Path, out: Path, *names: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CODING / "history.py"), "--data", str(data), "--out", str(out), *names]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The eight files that the script reads, and no other."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in READ:
        (folder / f"{name}.csv").symlink_to(DATA / f"{name}.csv")
    return folder


def rewritten(file: Path, lines: list[list[str]]) -> None:
    file.unlink()
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines)


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


@with_data
def test_it_writes_the_committed_files_byte_for_byte(data: Path, tmp_path: Path) -> None:
    done = run(data, tmp_path / "out")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    written = {path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*.yaml")}
    assert written == {Path(f"{name}.yaml") for name in CASES} | {Path("figures/middle_east.yaml")}
    for path in written:
        assert (tmp_path / "out" / path).read_bytes() == (COMMITTED / path).read_bytes(), path


@with_data
def test_the_order_of_rows_does_not_matter(data: Path, tmp_path: Path) -> None:
    for name in READ:
        head, *body = rows(data / f"{name}.csv")
        random.Random(3).shuffle(body)
        rewritten(data / f"{name}.csv", [head, *body])
    assert run(data, tmp_path / "out").returncode == 0
    for name in CASES:
        assert (tmp_path / "out" / f"{name}.yaml").read_bytes() == (COMMITTED / f"{name}.yaml").read_bytes()


@with_data
@pytest.mark.parametrize("name", READ)
def test_a_missing_file_is_refused_and_nothing_written(name: str, data: Path, tmp_path: Path) -> None:
    (data / f"{name}.csv").unlink()
    assert_refused(run(data, tmp_path / "out"), tmp_path / "out", f"{name}.csv: cannot be read")


@with_data
@pytest.mark.parametrize(
    ("name", "column", "value", "told"),
    [
        ("cow_nmc_cinc_1816_2022", 2, "2023", "found year up to 2023, expected it up to 2022"),
        ("atop_dyads_1914", 0, "1915", "found year up to 1915"),
        ("tss_rivalries", 5, "2024.0", "found end up to 2024.0"),
        ("un_ideal_points_all_selected_sessions", 1, "75", "found session up to 75"),
        ("democracy_selected_years", 1, "1914", "found 1202 rows, expected 1201"),
    ],
)
def test_a_newer_or_longer_file_is_refused(
    name: str, column: int, value: str, told: str, data: Path, tmp_path: Path
) -> None:
    lines = rows(data / f"{name}.csv")
    lines.append([value if at == column else cell for at, cell in enumerate(lines[-1])])
    rewritten(data / f"{name}.csv", lines)
    assert_refused(run(data, tmp_path / "out"), tmp_path / "out", told)


@with_data
def test_a_treaty_to_leave_out_must_be_there(data: Path, tmp_path: Path) -> None:
    """A table whose alliances of August 1914 are gone is not the one that was coded from."""
    file = data / "atop_dyads_1914.csv"
    lines = [
        [*row[:3], "900", "AUL", *row[5:]] if row[1:4:2] == ["255", "640"] else row for row in rows(file)
    ]
    rewritten(file, lines)
    assert_refused(
        run(data, tmp_path / "out", "europe_1914"), tmp_path / "out", "found no treaty of DEU and TUR"
    )


@with_data
def test_an_unknown_case_is_refused(data: Path, tmp_path: Path) -> None:
    assert_refused(run(data, tmp_path / "out", "europe_1815"), tmp_path / "out", "no case europe_1815")


def assert_refused(done: subprocess.CompletedProcess[str], out: Path, told: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("history: ")
    assert done.stderr.count("\n") == 1
    assert told in done.stderr
    assert not out.exists()
