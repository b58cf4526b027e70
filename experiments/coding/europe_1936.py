"""Write ``scenarios/history/europe_1936.yaml`` to ``europe_1939.yaml``: Axelrod and Bennett's case by their rule.

    python experiments/coding/europe_1936.py --data DIR

The public data files are not part of this repository; ``--data`` says where they are. What was coded by hand stands in
europe_1936_coded.py.
"""

from __future__ import annotations

import argparse
import csv
import itertools
from pathlib import Path

import europe_1936_coded as coded

FACTORS = 5
"""Sums of five factors lie between -5 and 2; affinity is the sum divided by five, which changes no line-up."""

HEAD = """\
# Made by `python experiments/coding/europe_1936.py --data DIR`; do not edit.
#
# Axelrod & Bennett 1993: seventeen European nations of 1936 and the sides of the Second World War. Sizes are the
# paper's. The 136 propensities are not published; they were coded anew by its rule, before any line-up was computed,
# and stand as they were then: experiments/coding/europe_1936_coded.py has the rule as it was read and a reason for
# each entry. An affinity is the sum of the five factors divided by five. docs/landscape.md compares the result with the
# published one.
"""


def pair(one: str, other: str) -> frozenset[str]:
    return frozenset((one, other))


def table(entries: dict[str, str]) -> dict[frozenset[str], str]:
    return {pair(*codes.split()): reason for codes, reason in entries.items()}


def religion(one: str, other: str) -> float:
    """Chance of one group less chance of different families, for a citizen of each."""
    total = 0.0
    for (i, x), (j, y) in itertools.product(
        enumerate(coded.RELIGION[one][0]), enumerate(coded.RELIGION[other][0])
    ):
        alike = 1 if i == j else 0 if coded.FAMILIES[i] == coded.FAMILIES[j] else -1
        total += alike * x * y
    return total


def government(code: str, year: int) -> str:
    kinds = {nation: kind for kind, nations in coded.GOVERNMENT.items() for nation in nations.split()}
    for since, changes in coded.GOVERNMENT_CHANGES.items():
        if year >= since:
            kinds |= changes
    return kinds[code]


def governments_alike(one: str, other: str, year: int) -> int:
    kinds = government(one, year), government(other, year)
    return 0 if "other" in kinds else 1 if kinds[0] == kinds[1] else -1


def propensity(one: str, other: str, year: int) -> tuple[float, str]:
    """Sum of the five factors, and where it comes from."""
    said, total = [], 0.0
    for name, entries in (("ethnic", coded.ETHNIC), ("border", coded.BORDER), ("war", coded.WAR)):
        reason = table(entries).get(pair(one, other))
        if reason:
            total -= 1
            said.append(f"{name} -1 ({reason})")
    faith = round(religion(one, other), 2)
    alike = governments_alike(one, other, year)
    said += [f"religion {faith:+.2f}", f"government {alike:+d}"]
    return total + faith + alike, "; ".join(said)


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
    with (data / "axelrod_bennett_1993_wwii.csv").open() as file:
        return list(csv.DictReader(file))


def cinc(data: Path, year: int) -> dict[int, float]:
    with (data / "cow_nmc_cinc_1816_2022.csv").open() as file:
        return {
            int(row["ccode"]): 100 * float(row["cinc"])
            for row in csv.DictReader(file)
            if int(row["year"]) == year
        }


def first(rows: list[dict[str, str]]) -> str:
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
            for group, share in zip(coded.GROUPS, coded.RELIGION[code][0], strict=True)
            if share
        )
        lines.append(
            f"  {code}: {{name: {name}, capability: {size:g}, anchored: false, source: axelrod_bennett_1993,\n"
            f'    coding: "Size in per cent of the world. Government {government(code, 1936)}. '
            f'Religion: {faiths} ({coded.RELIGION[code][1]})."}}'
        )
    lines += ["dyads:", *dyads(1936), "expected:", "  source: axelrod_bennett_1993"]
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
        lines.append(f"  {code}: {{capability: {sizes[numbers[name]]:.5g}, source: cow_nmc}}")
    return "\n".join([*lines, *(["dyads:", *new] if new else [])]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data files")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "scenarios" / "history")
    asked = parser.parse_args()
    rows = published(asked.data)
    (asked.out / "europe_1936.yaml").write_text(first(rows))
    for year in (1937, 1938, 1939):
        (asked.out / f"europe_{year}.yaml").write_text(later(year, rows, cinc(asked.data, year)))


if __name__ == "__main__":
    main()
