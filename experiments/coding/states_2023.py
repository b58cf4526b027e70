"""Write ``scenarios/figures/states_2023.yaml``: the machine-made figures of the states of the Gaza case.

The public data files are not part of this repository; ``--data`` says where they are.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import math
import statistics
import sys
from collections.abc import Iterable
from pathlib import Path

STATES = """
ISR 666 Israel; USA 2 United States; CAN 20 Canada; CUB 40 Cuba; MEX 70 Mexico; BLZ 80 Belize;
HND 91 Honduras; NIC 93 Nicaragua; COL 100 Colombia; VEN 101 Venezuela; BRA 140 Brazil; BOL 145 Bolivia;
CHL 155 Chile; ARG 160 Argentina; GBR 200 United Kingdom; IRL 205 Ireland; NLD 210 Netherlands;
LUX 212 Luxembourg; FRA 220 France; ESP 230 Spain; DEU 255 Germany; POL 290 Poland; AUT 305 Austria;
HUN 310 Hungary; CZE 316 Czechia; ITA 325 Italy; MLT 338 Malta; SVN 349 Slovenia; RUS 365 Russia;
UKR 369 Ukraine; NOR 385 Norway; ISL 395 Iceland; SEN 433 Senegal; NGA 475 Nigeria; KEN 501 Kenya;
ETH 530 Ethiopia; ZAF 560 South Africa; NAM 565 Namibia; MAR 600 Morocco; DZA 615 Algeria; TUN 616 Tunisia;
LBY 620 Libya; IRN 630 Iran; TUR 640 Turkey; IRQ 645 Iraq; EGY 651 Egypt; SYR 652 Syria; LBN 660 Lebanon;
JOR 663 Jordan; SAU 670 Saudi Arabia; YEM 679 Yemen; KWT 690 Kuwait; BHR 692 Bahrain; QAT 694 Qatar;
ARE 696 United Arab Emirates; OMN 698 Oman; CHN 710 China; KOR 732 South Korea; JPN 740 Japan; IND 750 India;
PAK 770 Pakistan; BGD 771 Bangladesh; MYS 820 Malaysia; IDN 850 Indonesia; AUS 900 Australia; FJI 950 Fiji
"""
"""ISO 3166 alpha-3 code, Correlates of War code and short name of each state."""
NO_POLYARCHY = frozenset({"BLZ"})
"""States that V-Dem does not cover: the case file codes their responsiveness by hand."""
CAPITALS = {"BRA": (-15.79, -47.88), "SAU": (24.63, 46.72), "TUN": (36.81, 10.18)}
"""Capitals that the file puts in the middle of the country."""
SOURCES = """
sources:
  cow_nmc: {title: "National Material Capabilities and CINC, 2022", author: "Singer, Bremer & Stuckey 1972",
    url: "https://correlatesofwar.org/data-sets/national-material-capabilities/", terms: free with citation}
  cow_capitals: {title: "Capitals (peacesciencer)", author: "Miller 2022", terms: GPL-2 package}
  cow_contiguity: {title: "Direct Contiguity, to the end of 2016", author: "Stinnett et al. 2002",
    url: "https://correlatesofwar.org/data-sets/direct-contiguity/", terms: free with citation}
  vdem: {title: "V-Dem, electoral democracy index v2x_polyarchy, 2020", author: "Coppedge et al., V-Dem",
    url: "https://www.v-dem.net", terms: CC BY-SA 4.0}
  un_ideal_points: {title: "Ideal points from UN votes on the Middle East, session 74 (2019)",
    author: "Bailey, Strezhnev & Voeten 2017", url: "https://doi.org/10.1177/0022002715595700", terms: MIT}
  atop: {title: "Alliance Treaty Obligations and Provisions, dyads, 2018", author: "Leeds et al. 2002",
    url: "http://www.atopdata.org", terms: free with citation}
  tss: {title: "Strategic rivalries", author: "Thompson, Sakuwa & Suhas 2022", terms: free with citation}
"""
HEADER = """\
# Generated from public data by
#   python experiments/coding/states_2023.py --data DIR
# Do not edit: a case that extends this file overrides what it codes otherwise."""

COMPONENTS = ("milex", "milper", "irst", "pec", "tpop", "upop")
Row = dict[str, str]


class DataError(Exception):
    """A data file is missing or is not what it should be."""


def states() -> dict[str, tuple[int, str]]:
    """COW code and name of each state by ISO code."""
    rows = (entry.split(maxsplit=2) for entry in " ".join(STATES.split()).split(";"))
    return {iso: (int(cow), name) for iso, cow, name in rows}


def read(folder: Path, name: str, *columns: str) -> list[Row]:
    """Rows of a file that has these columns."""
    try:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read {name}.csv: {error}") from error
    lacking = [column for column in columns if not rows or column not in rows[0]]
    if lacking:
        raise DataError(f"{name}.csv is empty or lacks {', '.join(lacking)}: is it the right file?")
    return rows


def by_state(rows: Iterable[Row], name: str, may_lack: frozenset[str] = frozenset()) -> dict[str, Row]:
    """The row of each state (the last, where there are several)."""
    found = {number(row, "ccode", name): row for row in rows}
    chosen = {iso: found[code] for iso, (code, _) in states().items() if code in found}
    lacking = sorted(set(states()) - set(chosen) - may_lack)
    if lacking:
        raise DataError(f"{name}.csv has no row for {', '.join(lacking)}")
    return chosen


def number(row: Row, column: str, name: str) -> float:
    """A finite figure of a row."""
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{name}.csv has no figure {column} in the row {','.join(map(str, row.values()))}")
    return value


def pairs(rows: Iterable[Row], name: str) -> list[tuple[str, str]]:
    """Unordered pairs of the chosen states, each once, sorted."""
    iso = {float(code): state for state, (code, _) in states().items()}
    found = ([iso.get(number(row, key, name)) for key in ("ccode1", "ccode2")] for row in rows)
    return sorted({(min(a, b), max(a, b)) for a, b in found if a and b and a != b})


def dyads(folder: Path) -> list[str]:
    """Contiguous, allied and rival pairs as YAML."""
    border_file, pact_file, rival_file = "cow_direct_contiguity", "atop_dyads_2018", "tss_rivalries"
    border = read(folder, border_file, "ccode1", "ccode2", "conttype", "enddate")
    pact = read(folder, pact_file, "ccode1", "ccode2", "atop_defense")
    rival = read(folder, rival_file, "ccode1", "ccode2", "end")
    last_border, last_rival = max(row["enddate"] for row in border), max(row["end"] for row in rival)
    near = [row for row in border if row["enddate"] == last_border and float(row["conttype"]) in (1, 2)]
    bound = [row for row in pact if row["atop_defense"] == "1"]
    at_odds = [row for row in rival if row["end"] in ("", last_rival)]
    entries = (
        ("contiguous: true", "cow_contiguity", pairs(near, border_file),
         "Land border or at most 12 miles of water (types 1 and 2), in force where the series ends."),
        ("pact: 1", "atop", pairs(bound, pact_file), "A defence obligation in force in 2018 (1), or none."),
        ("rivalry: 1", "tss", pairs(at_odds, rival_file),
         "Rivalries that the series leaves open where it ends, in 2020 (1), or none."),
    )  # fmt: skip
    lines = ["dyads:"]
    for figure, source, chosen, coding in entries:
        cells = [f"[{a}, {b}]" for a, b in chosen]
        rows = ",\n".join("      " + ", ".join(cells[start : start + 8]) for start in range(0, len(cells), 8))
        note = f"    source: {source}\n    coding: {json.dumps(coding)}"
        lines += [f"  - {figure}", "    symmetric: true", note, "    pairs: [", rows, "    ]"]
    return lines


def fragment(folder: Path) -> str:
    """The whole fragment as YAML."""
    nmc, vdem = "cow_nmc_cinc_1816_2022", "democracy_selected_years"
    ideal = "un_ideal_points_me_selected_sessions"
    nmc_rows = read(folder, nmc, "ccode", "year", "cinc", *COMPONENTS)
    vdem_rows = read(folder, vdem, "ccode", "year", "v2x_polyarchy")
    ideal_rows = read(folder, ideal, "ccode", "session", "IdealPointMiddleEast")
    power = by_state((row for row in nmc_rows if row["year"] == "2022"), nmc)
    voice = by_state((row for row in vdem_rows if row["year"] == "2020"), vdem, NO_POLYARCHY)
    votes = by_state((row for row in ideal_rows if row["session"] == "74"), ideal)
    place = by_state(read(folder, "cow_capitals", "ccode", "lat", "lng"), "cow_capitals")
    point = {iso: round(number(row, "IdealPointMiddleEast", ideal), 2) for iso, row in votes.items()}

    lines = [HEADER + SOURCES.rstrip(), "actors:"]
    for iso, (_, name) in states().items():
        notes, source, spoken = [], "cow_nmc, cow_capitals, un_ideal_points", ""
        if missing := [part for part in COMPONENTS if not power[iso][part]]:
            notes.append(f"COW has no {' or '.join(missing)}: CINC as given.")
        lat, lon = (number(place[iso], key, "cow_capitals") for key in ("lat", "lng"))
        if iso in CAPITALS:
            lat, lon = CAPITALS[iso]
            notes.append("Location corrected: the file has the middle of the country.")
        if iso in NO_POLYARCHY:
            notes.append("Not in V-Dem: responsiveness is left to the case.")
        else:
            source += ", vdem"
            spoken = f"responsiveness: {number(voice[iso], 'v2x_polyarchy', vdem):.2f}, "
        lines += [
            f"  {iso}: {{name: {name}, kind: state, capability: {number(power[iso], 'cinc', nmc):.6f}, "
            f"location: {{lat: {lat:.2f}, lon: {lon:.2f}}},",
            f"    {spoken}ideal_point: {point[iso]:.2f}, source: [{source}]"
            + (f",\n    coding: {json.dumps(' '.join(notes))}}}" if notes else "}"),
        ]
    gaps = [abs(a - b) for a, b in itertools.combinations(point.values(), 2)]
    coding = (
        "Middle East votes only. zero_at is half the greatest distance between two actors: affinity is "
        "1 - 2 d / d_max, as in the S score of Signorino & Ritter 1999, and nothing is clipped. Vary it: the "
        f"median distance is {statistics.median(gaps):.2f}, the points' standard deviation "
        f"{statistics.stdev(point.values()):.2f}."
    )
    lines += ["ideal_points:", f"  zero_at: {max(gaps) / 2:.2f}", "  source: un_ideal_points"]
    return "\n".join([*lines, f"  coding: {json.dumps(coding)}", *dyads(folder)]) + "\n"


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the public data files")
    parser.add_argument("--out", type=Path, default=Path("scenarios/figures/states_2023.yaml"))
    arguments = parser.parse_args()
    temporary = arguments.out.with_name(arguments.out.name + ".tmp")
    try:
        text = fragment(arguments.data)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(arguments.out)
    except (DataError, OSError) as error:
        print(f"states_2023: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
