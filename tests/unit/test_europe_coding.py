"""Europe 1936: the scenario says what the coded tables say, and the tables name each pair once."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.loading import load_scenario

ROOT = Path(__file__).parents[2]
CODING = ROOT / "experiments" / "coding"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", ROOT.parent / "shared" / "data"))
READ = (
    "axelrod_bennett_1993_wwii.csv", "cow_nmc_cinc_1816_2022.csv", "cow_direct_contiguity.csv", "atop_dyads_1936.csv",
    "tss_rivalries.csv", "cow_capitals.csv", "democracy_selected_years.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def script():
    sys.path.insert(0, str(CODING))
    try:
        import europe_1936

        return europe_1936
    finally:
        sys.path.remove(str(CODING))


@pytest.mark.parametrize("year", [1936, 1937, 1938, 1939])
def test_affinities_are_the_coded_sums(script, year: int) -> None:
    told = {}
    for entry in load_scenario(f"europe_{year}").dyads:
        if entry.affinity is None:
            continue
        assert entry.symmetric
        assert entry.coding
        told |= {frozenset(pair): entry.affinity for pair in entry.pairs}
    pairs = list(itertools.combinations(script.coded.NAMES, 2))
    assert len(pairs) == len(told) == 136
    for pair in pairs:
        assert told[frozenset(pair)] == pytest.approx(script.propensity(*pair, year)[0] / 5, abs=6e-4)


def test_the_tables_name_known_nations_and_no_pair_twice(script) -> None:
    coded = script.coded
    for entries in (coded.ETHNIC, coded.BORDER, coded.WAR):
        assert len(script.table(entries)) == len(entries)
        assert {code for pair in entries for code in pair.split()} <= coded.NAMES.keys()
        assert all(entries.values())
    assert sorted(" ".join(coded.GOVERNMENT.values()).split()) == sorted(coded.NAMES)
    assert coded.RELIGION.keys() == coded.NAMES.keys()
    assert all(0.85 <= sum(shares) <= 1 for shares, _ in coded.RELIGION.values())


def test_religion_by_hand(script) -> None:
    """Italy and the Soviet Union: 0.99·0.005 + 0.002·0.01 alike, 0.992 Christian against 0.515 of other families."""
    alike = 0.99 * 0.005 + 0.002 * 0.01
    assert script.religion("ITA", "RUS") == pytest.approx(alike - 0.992 * 0.515)
    assert script.religion("ITA", "RUS") == script.religion("RUS", "ITA")


@pytest.mark.skipif(not all((DATA / name).is_file() for name in READ), reason="the public data are not here")
def test_the_script_writes_what_is_committed(tmp_path: Path) -> None:
    command = [sys.executable, str(CODING / "europe_1936.py"), "--data", str(DATA), "--out", str(tmp_path)]
    subprocess.run(command, check=True)
    for year in (1936, 1937, 1938, 1939):
        made = (tmp_path / f"europe_{year}.yaml").read_text()
        assert made == (ROOT / "scenarios" / "history" / f"europe_{year}.yaml").read_text()
