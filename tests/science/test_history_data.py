"""What the history cases say of treaties and sizes, counted again from the public tables and not by their scripts.

Where a case departs from the table on purpose, or by an oversight that docs/history.md owns to, the pairs stand here.
"""

from __future__ import annotations

import csv
import importlib
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import sim
from sim.scenario import Scenario

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("COUNTERPOISE_DATA", ROOT.parent / "shared" / "data"))
TABLES = (
    "atop_dyads_1914", "atop_dyads_1936", "atop_dyads_1955", "axelrod_bennett_1993_wwii", "cow_nmc_cinc_1816_2022",
)  # fmt: skip
PARTS = {"military": ("milex", "milper"), "economic": ("irst", "pec"), "demographic": ("tpop", "upop")}
pytestmark = pytest.mark.skipif(
    not all((DATA / f"{name}.csv").is_file() for name in TABLES),
    reason=f"no public data in {DATA}: set COUNTERPOISE_DATA to the folder that holds it",
)

LEAGUE = "EGY SYR IRQ JOR SAU LBN YEM"
"""Arab League, 1950: ATOP counts defence, the cases a lesser treaty (contested)."""

DIFFERENCES = {
    "europe_1914": {
        "signed after the start": "DEU-TUR DEU-BGR AUH-BGR TUR-BGR RUS-ROU",
        "guarantee of Belgium, 1839, which the table lacks": "GBR-BEL FRA-BEL DEU-BEL AUH-BEL",
    },
    "cold_war_1955": {
        "annulled on 7 May": "RUS-GBR RUS-FRA",
        "Finland's treaty defends its own land only": "RUS-FIN",
    },
    "middle_east_1955": {
        "the Baghdad Pact coded as an obligation to defend": "IRQ-TUR",
        "Baghdad Pact, after the start": "GBR-IRN",
        "overlooked: Saadabad 1937, Suez base 1954, the alliance of 1942": "TUR-IRN IRQ-IRN GBR-EGY GBR-RUS",
    },
    "europe_1936": {"Locarno: of enemies against each other": "GBR-DEU FRA-DEU"},
}
OF = {"europe_1914": 1914, "europe_1936": 1936, "cold_war_1955": 1955, "middle_east_1955": 1955}


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def coding() -> Iterator[ModuleType]:
    """The script's record of what a person coded: here for COW's codes of the actors alone."""
    sys.path.insert(0, str(ROOT / "experiments" / "coding"))
    try:
        yield importlib.import_module("history")
    finally:
        sys.path.remove(str(ROOT / "experiments" / "coding"))


def numbers(case: Scenario, coding: ModuleType) -> dict[str, int]:
    """COW's code of each actor."""
    if case.meta.name in coding.CASES:
        return {code: cow for code, (cow, _) in coding.CASES[case.meta.name].members().items()}
    cow = {
        row["nation"].replace("USSR", "Soviet Union"): int(row["ccode"])
        for row in table("axelrod_bennett_1993_wwii")
    }
    return {code: cow[actor.name] for code, actor in case.actors.items()}


def coded_pacts(case: Scenario) -> dict[frozenset[str], float]:
    """The pact of each pair that the file ends with; later entries win, and the stronger of two directions counts."""
    found: dict[tuple[str, str], float] = {}
    for entry in case.dyads:
        if entry.pact is not None:
            for a, b in entry.pairs or ():
                found[a, b] = entry.pact
                if entry.symmetric:
                    found[b, a] = entry.pact
    return {frozenset((a, b)): max(value, found.get((b, a), 0)) for (a, b), value in found.items() if value}


@pytest.mark.parametrize("name", OF)
def test_treaties_are_those_of_the_table_but_for_what_is_said_here(name: str, coding: ModuleType) -> None:
    case = sim.load_scenario(name)
    of = {cow: code for code, cow in numbers(case, coding).items()}
    listed = {
        frozenset((of[int(row["ccode1"])], of[int(row["ccode2"])])): 1 if row["atop_defense"] == "1" else 0.25
        for row in table(f"atop_dyads_{OF[name]}")
        if int(row["ccode1"]) in of and int(row["ccode2"]) in of
    }
    coded = coded_pacts(case)
    league = (
        {frozenset(pair) for pair in itertools.combinations(LEAGUE.split(), 2)} if OF[name] == 1955 else set()
    )
    assert {coded[pair] for pair in league} <= {0.25}
    assert all(listed[pair] == 1 for pair in league)
    differ = {pair for pair in coded.keys() | listed.keys() if coded.get(pair) != listed.get(pair)} - league
    explained = [frozenset(pair.split("-")) for text in DIFFERENCES[name].values() for pair in text.split()]
    assert differ == set(explained)
    assert len(explained) == len(set(explained))


def test_components_are_shares_of_the_indicators_of_the_year(coding: ModuleType) -> None:
    """Mean of the shares of two indicators in the world, then shares of the case; of one where the other is empty."""
    power = {(int(row["ccode"]), int(row["year"])): row for row in table("cow_nmc_cinc_1816_2022")}
    for name, coded in coding.CASES.items():
        case, year = sim.load_scenario(name), coded.year
        assert year <= case.meta.start.year
        codes = {
            code: [cow, *filter(None, [coded.before.get(code)])]
            for code, cow in numbers(case, coding).items()
        }
        for part, pair in PARTS.items():
            world = {
                key: sum(float(row[key] or 0) for (_, of), row in power.items() if of == year) for key in pair
            }
            shares = {}
            for code, states in codes.items():
                known = [key for key in pair if all(power[cow, year][key] for cow in states)]
                mine = [sum(float(power[cow, year][key]) for cow in states) / world[key] for key in known]
                shares[code] = sum(mine) / len(mine)
            total = sum(shares.values())
            for code, actor in case.actors.items():
                assert getattr(actor.components, part) == pytest.approx(shares[code] / total, abs=1e-6), (
                    name,
                    code,
                )


@pytest.mark.parametrize("year", [1937, 1938, 1939])
def test_sizes_of_1937_to_1939_are_cinc_in_percent(year: int, coding: ModuleType) -> None:
    case = sim.load_scenario(f"europe_{year}")
    world = {
        int(row["ccode"]): row["cinc"] for row in table("cow_nmc_cinc_1816_2022") if row["year"] == str(year)
    }
    for code, cow in numbers(case, coding).items():
        assert case.actors[code].capability == pytest.approx(100 * float(world[cow]), rel=1e-4), code
