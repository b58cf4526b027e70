"""Write ``scenarios/history/europe_1936.yaml`` to ``europe_1939.yaml``: Axelrod and Bennett's case by their rule.

    python experiments/coding/europe_1936.py --data DIR

The public data files are not part of this repository; ``--data`` says where they are. What was coded by hand stands in
europe_1936_coded.py.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import textwrap
from collections.abc import Iterable
from pathlib import Path

import europe_1936_coded as coded
from propensity import FACTORS, alike, factor_sum, likeness

START = "1936-01-01"

HEAD = """\
# Made by `python experiments/coding/europe_1936.py --data DIR`; do not edit.
#
# Axelrod & Bennett 1993: seventeen European nations of 1936 and the sides of the Second World War. Sizes are the
# paper's. The 136 propensities are not published; they were coded anew by its rule, before any line-up was computed,
# and stand as they were then: experiments/coding/europe_1936_coded.py has the rule as it was read and a reason for
# each entry. An affinity is the sum of the five factors divided by five. docs/landscape.md compares the result with the
# published one.
#
# Places, borders, treaties, rivalries, hostility, offence and revisionism serve other theories and play no part in
# Axelrod and Bennett's: offence .75 great powers, .5 states of middle size, .25 small ones; revisionism 1 Germany, .75
# Italy, the Soviet Union and Hungary; responsiveness is V-Dem's electoral democracy index of 1936; Locarno, a guarantee
# of Germany and its neighbours against each other, counts as no alliance of Germany's, but as Britain's with France.
"""


def pair(one: str, other: str) -> frozenset[str]:
    return frozenset((one, other))


def table(entries: dict[str, str]) -> dict[frozenset[str], str]:
    return {pair(*codes.split()): reason for codes, reason in entries.items()}


def religion(one: str, other: str) -> float:
    """Chance of one group less chance of different families, for a citizen of each."""
    return likeness(*(dict(zip(coded.GROUPS, coded.RELIGION[code][0], strict=True)) for code in (one, other)))


def government(code: str, year: int) -> str:
    kinds = {nation: kind for kind, nations in coded.GOVERNMENT.items() for nation in nations.split()}
    for since, changes in coded.GOVERNMENT_CHANGES.items():
        if year >= since:
            kinds |= changes
    return kinds[code]


def propensity(one: str, other: str, year: int) -> tuple[float, str]:
    """Sum of the five factors, and where it comes from."""
    tables = {"ethnic": coded.ETHNIC, "border": coded.BORDER, "war": coded.WAR}
    reasons = {name: table(entries).get(pair(one, other)) for name, entries in tables.items()}
    faith = round(religion(one, other), 2)
    kinds = (government(code, year) for code in (one, other))
    same = alike(*(None if kind == "other" else kind for kind in kinds))
    said = [f"{name} -1 ({reason})" for name, reason in reasons.items() if reason]
    said += [f"religion {faith:+.2f}", f"government {same:+d}"]
    conflicts = {name: bool(reason) for name, reason in reasons.items()}
    return factor_sum(**conflicts, faith=faith, government=same), "; ".join(said)


def dyads(year: int, only: set[frozenset[str]] | None = None) -> list[str]:
    lines = []
    for one, other in itertools.combinations(coded.NAMES, 2):
        if only is None or pair(one, other) in only:
            total, said = propensity(one, other, year)
            lines.append(
                f"  - {{pairs: [[{one}, {other}]], symmetric: true, affinity: {total / FACTORS:.3f},\n"
                f'     coding: "{said}"}}'
            )
    return lines


def changed(year: int) -> set[frozenset[str]]:
    pairs = itertools.combinations(coded.NAMES, 2)
    return {pair(*p) for p in pairs if propensity(*p, year)[0] != propensity(*p, 1936)[0]}


def published(data: Path) -> list[dict[str, str]]:
    return rows_of(data, "axelrod_bennett_1993_wwii")


def cinc(data: Path, year: int) -> dict[int, float]:
    rows = rows_of(data, "cow_nmc_cinc_1816_2022")
    return {int(row["ccode"]): 100 * float(row["cinc"]) for row in rows if int(row["year"]) == year}


def rows_of(data: Path, name: str) -> list[dict[str, str]]:
    with (data / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def pairs_of(rows: Iterable[dict[str, str]], numbers: dict[int, str]) -> list[tuple[str, str]]:
    """Pairs of nations of the case that rows of a table of pairs name, each once, in the case's order."""
    found = {
        pair(*(numbers[int(float(row[key]))] for key in ("ccode1", "ccode2")))
        for row in rows
        if all(int(float(row[key])) in numbers for key in ("ccode1", "ccode2"))
    }
    return [p for p in itertools.combinations(coded.NAMES, 2) if pair(*p) in found]


def listed(pairs: list[tuple[str, str]]) -> str:
    return ", ".join(f"[{one},{other}]" for one, other in pairs)


def other_relations(data: Path, numbers: dict[int, str]) -> list[str]:
    """Entries of dyads by rule, from the tables of borders, treaties and rivalries, as of 1936."""
    borders = [
        row
        for row in rows_of(data, "cow_direct_contiguity")
        if float(row["conttype"]) == 1 and row["stdate"] <= START <= row["enddate"]
    ]
    left_out = {pair(*codes.split()) for codes in coded.NO_ALLIANCE}
    treaties = [
        row
        for row in rows_of(data, "atop_dyads_1936")
        if pair(*(numbers.get(int(row[key]), key) for key in ("ccode1", "ccode2"))) not in left_out
    ]
    rivalries = [
        row for row in rows_of(data, "tss_rivalries") if float(row["start"]) < 1936 <= float(row["end"])
    ]
    tied, foes = pairs_of(treaties, numbers), pairs_of(rivalries, numbers)
    bound = pairs_of((row for row in treaties if row["atop_defense"] == "1"), numbers)
    lesser = [p for p in tied if p not in bound]
    strong, weak = [p for p in foes if p not in tied], [p for p in foes if p in tied]
    allies = {pair(*p) for p in bound}
    hates = {pair(*p) for p in foes}
    suspected = [
        (i, j)
        for i, j in itertools.permutations(coded.NAMES, 2)
        if pair(i, j) not in hates | {pair(*p) for p in tied}
        and any(pair(i, k) in hates and pair(j, k) in allies for k in coded.NAMES)
    ]
    entries = [
        ("contiguous: true", pairs_of(borders, numbers), True, "cow_contiguity", "A common land border."),
        ("pact: 1", bound, True, "atop", "An obligation to defend, 1936."),
        ("pact: 0.25", lesser, True, "atop", "A lesser treaty, 1936."),
        ("rivalry: 1", foes, True, "tss", "A strategic rivalry in force."),
        ("hostility: 0.5", strong, True, "tss", "A strategic rivalry without any treaty."),
        ("hostility: 0.25", weak, True, "tss", "A strategic rivalry with a treaty."),
        ("hostility: 0.25", suspected, False, "tss", "A rival's ally, not tied to oneself."),
    ]
    return [
        f'  - {{{figure}, symmetric: {str(both).lower()}, source: {source}, coding: "{coding}",\n'
        + textwrap.fill(f"pairs: [{listed(pairs)}]}}", 118, initial_indent=" " * 5, subsequent_indent=" " * 6)
        for figure, pairs, both, source, coding in entries
    ]


def by_class(classes: dict[float, str], code: str) -> float:
    return next((value for value, codes in classes.items() if code in codes.split()), 0.0)


def traits(data: Path, number: int, code: str) -> str:
    """Location, responsiveness, offence and revisionism of a nation, as YAML."""
    capital = next(
        row
        for row in rows_of(data, "cow_capitals")
        if float(row["ccode"]) == number and row["stdate"] <= START <= row["enddate"]
    )
    voice = next(
        float(row["v2x_polyarchy"])
        for row in rows_of(data, "democracy_selected_years")
        if (row["ccode"], row["year"]) == (str(number), "1936")
    )
    return (
        f"location: {{lat: {float(capital['lat']):.2f}, lon: {float(capital['lng']):.2f}}}, "
        f"responsiveness: {voice:.2f}, offence: {by_class(coded.OFFENCE, code):g}, "
        f"revisionism: {by_class(coded.REVISIONISM, code):g}"
    )


def first(data: Path, rows: list[dict[str, str]]) -> str:
    sides = {"Allied": "allied", "Axis": "axis"}
    codes = {row["nation"].replace("USSR", "Soviet Union"): row for row in rows}
    lines = [
        HEAD,
        "meta:",
        "  name: europe_1936",
        "  title: Seventeen European nations before the Second World War, 1936",
        "  summary: >-",
        "    Axelrod & Bennett's main case: size and five factors of propensity (ethnic conflict, borders, past wars,",
        "    religion, government), all from before the war, and the sides on which the nations stood in it.",
        "  start: 1936-01-01",
        "  step: month",
        "  ticks: 12",
        "  theory: axelrod_bennett",
        "sources:",
        "  axelrod_bennett_1993: {title: A Landscape Theory of Aggregation, author: \"Axelrod, R. & Bennett, D. S.\",",
        "    published: \"British Journal of Political Science 23(2), 1993, pp. 211-233\"}",
        "  tss: {title: Strategic rivalries, author: \"Thompson, Sakuwa & Suhas 2022\", terms: free with citation}",
        "  vdem: {title: \"V-Dem, electoral democracy index v2x_polyarchy\", author: \"Coppedge et al., V-Dem\",",
        "    url: \"https://www.v-dem.net\", terms: CC BY-SA 4.0}",
        "  payne_1995: {title: \"A History of Fascism, 1914-1945\", author: \"Payne, S. G.\", published: \"1995\"}",
        "  schweller_1994: {title: Bandwagoning for Profit, author: \"Schweller, R. L.\",",
        "    published: \"International Security 19(1), 1994, pp. 72-107\"}",
        "  cow_capitals: {title: \"Capitals (peacesciencer)\", author: \"Miller 2022\", terms: GPL-2 package}",
        "  cow_contiguity: {title: \"Direct Contiguity\", author: \"Stinnett et al. 2002\", terms: free with citation}",
        "  atop: {title: \"Alliance Treaty Obligations and Provisions, dyads, 1936\", author: \"Leeds et al. 2002\",",
        "    url: \"http://www.atopdata.org\", terms: free with citation}",
        "poles:",
        "  allied: {title: The Allied side of the Second World War, leaders: GBR,",
        "    coding: \"Names of sides only: nobody is anchored to them.\"}",
        "  axis: {title: The Axis side of the Second World War, leaders: DEU,",
        "    coding: \"Names of sides only: nobody is anchored to them.\"}",
        "actors:",
    ]  # fmt: skip
    for code, name in coded.NAMES.items():
        size = float(codes[name]["size_1936_pct_world"])
        faiths = ", ".join(
            f"{group} {share:g}"
            for group, share in zip(coded.GROUPS.values(), coded.RELIGION[code][0], strict=True)
            if share
        )
        lines.append(
            f"  {code}: {{name: {name}, capability: {size:g}, anchored: false,\n"
            f"    {traits(data, int(codes[name]['ccode']), code)},\n"
            f"    source: [axelrod_bennett_1993, cow_capitals, vdem, schweller_1994],\n"
            f'    coding: "Size in per cent of the world. Government {government(code, 1936)}. '
            f'Religion: {faiths} ({coded.RELIGION[code][1]})."}}'
        )
    numbers = {int(row["ccode"]): code for code, name in coded.NAMES.items() for row in [codes[name]]}
    lines += ["dyads:", *dyads(1936), *other_relations(data, numbers)]
    lines += ["expected:", "  source: axelrod_bennett_1993"]
    lines += [
        '  coding: "Side in the war as the paper has it; Portugal stayed neutral and is not scored."',
        "  alignment:",
    ]
    for code, name in coded.NAMES.items():
        if codes[name]["actual"] in sides:
            lines.append(f"    {code}: {sides[codes[name]['actual']]}")
    return "\n".join(lines) + "\n"


def later(year: int, rows: list[dict[str, str]], sizes: dict[int, float]) -> str:
    numbers = {row["nation"].replace("USSR", "Soviet Union"): int(row["ccode"]) for row in rows}
    new = dyads(year, changed(year))
    lines = [
        "# Made by `python experiments/coding/europe_1936.py --data DIR`; do not edit.",
        f"# As europe_1936, with the sizes of {year} and "
        + ("propensities that follow from changes of government." if new else "the same propensities."),
        "# Borders, treaties, rivalries and hostility are those of 1936 (docs/history.md, known faults).",
        "extends: europe_1936",
        "meta:",
        f"  name: europe_{year}",
        f"  title: Seventeen European nations before the Second World War, {year}",
        f"  start: {year}-01-01",
        "sources:",
        "  cow_nmc: {title: \"National Material Capabilities and CINC\", author: \"Singer, Bremer & Stuckey 1972\",",
        "    url: \"https://correlatesofwar.org/data-sets/national-material-capabilities/\",",
        "    terms: free with citation}",
        "actors:",
    ]  # fmt: skip
    for code, name in coded.NAMES.items():
        voice = ", responsiveness: 0.13" if (year, code) == (1939, "CZE") else ""  # V-Dem, 1939
        lines.append(f"  {code}: {{capability: {sizes[numbers[name]]:.5g}{voice}, source: [cow_nmc, vdem]}}")
    return "\n".join([*lines, *(["dyads:", *new] if new else [])]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data files")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "scenarios" / "history")
    asked = parser.parse_args()
    rows = published(asked.data)
    (asked.out / "europe_1936.yaml").write_text(first(asked.data, rows))
    for year in (1937, 1938, 1939):
        (asked.out / f"europe_{year}.yaml").write_text(later(year, rows, cinc(asked.data, year)))


if __name__ == "__main__":
    main()
