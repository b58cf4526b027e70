"""What the two published line-ups of 1936 would need of our coding, and what other readings of the rule give.

    python experiments/coding/europe_1936_readings.py --data DIR

Written after the result was known, to explain it; no scenario is changed by it. It prints the tables of
docs/landscape.md and more.
"""

from __future__ import annotations

import argparse
import itertools
import json
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import europe_1936 as making
import europe_1936_coded as coded

from sim.equilibria import Equilibria, find_equilibria
from sim.loading import load_scenario
from sim.scenario import Scenario

SOVIETS = "RUS"
AS_FASCIST = coded.GOVERNMENT | {
    "fascist": f"{coded.GOVERNMENT['fascist']} {coded.GOVERNMENT['other']}", "other": ""
}  # fmt: skip
OWN_TYPE = {
    "authoritarian" if kind == "other" else kind: nations for kind, nations in coded.GOVERNMENT.items()
}
ATHEIST = coded.RELIGION | {SOVIETS: ((0, 0, 0, 0, 1.0), "the state's creed")}


def without(entries: dict[str, str], word: str) -> dict[str, str]:
    return {pair: reason for pair, reason in entries.items() if word not in reason}


READINGS = {
    "other dictatorships count as fascist": {"GOVERNMENT": AS_FASCIST},
    "other dictatorships are a type of their own": {"GOVERNMENT": OWN_TYPE},
    "Soviet citizens are without religion": {"RELIGION": ATHEIST},
    "intervention in Russia is no war": {"WAR": without(coded.WAR, coded.INTERVENTION)},
    "close calls are 0": {"WAR": without(coded.WAR, "close"), "BORDER": without(coded.BORDER, "close")},
}


def combined(names: tuple[str, ...]) -> dict[str, dict]:
    """Changes of several readings; those of wars meet in what they all keep."""
    changes: dict[str, dict] = {}
    for name in names:
        for key, table in READINGS[name].items():
            kept = changes.get(key, table)
            changes[key] = {pair: kept[pair] for pair in table if pair in kept} if key == "WAR" else table
    return changes


def scenario(names: tuple[str, ...]) -> Scenario:
    """europe_1936 under other readings of the rule."""
    with ExitStack() as stack:
        for key, table in combined(names).items():
            stack.enter_context(patch.object(coded, key, table))
        sums = {pair: making.propensity(*pair, 1936)[0] for pair in itertools.combinations(coded.NAMES, 2)}
    dyads = [
        {"pairs": [pair], "symmetric": True, "affinity": total / making.FACTORS, "coding": "c"}
        for pair, total in sums.items()
    ]
    data = load_scenario("europe_1936").model_dump(mode="json") | {"dyads": dyads}
    return Scenario.model_validate_json(json.dumps(data))


def line_ups(found: Equilibria) -> str:
    told = []
    for c in found.configurations[:3]:
        small = min(found.sides(c).values(), key=len)
        told.append(f"{' '.join(small)} apart ({c.basin / found.starts:.0%}, {c.right}/{found.scored} right)")
    rest = f"; {found.count - 3} more" if found.count > 3 else ""
    return "; ".join(told) + rest


def print_readings() -> None:
    print("| reading | stable | line-ups |\n|---|--:|---|")
    clash = {"other dictatorships count as fascist", "other dictatorships are a type of their own"}
    for size in range(len(READINGS) + 1):
        for names in itertools.combinations(READINGS, size):
            if not clash <= set(names):
                found = find_equilibria(scenario(names))
                print(f"| {'; '.join(names) or 'as coded'} | {found.count} | {line_ups(found)} |")


def print_published(data: Path, column: str) -> None:
    """Who would leave a published line-up, and what makes it: per cent of the world times sum of factors."""
    rows = {row["nation"].replace("USSR", "Soviet Union"): row for row in making.published(data)}
    side = {code: rows[name][column] for code, name in coded.NAMES.items()}
    size = {code: float(rows[name]["size_1936_pct_world"]) for code, name in coded.NAMES.items()}
    print(f"\n{column}:\n\n| would leave | gains | pulled away by | held by |\n|---|--:|---|---|")
    for i in coded.NAMES:
        pulls = {
            j: size[j] * making.propensity(i, j, 1936)[0] * (1 if side[i] == side[j] else -1)
            for j in coded.NAMES if j != i
        }  # fmt: skip
        if sum(pulls.values()) < 0:
            ranked = sorted(pulls, key=lambda j: pulls[j])
            away = ", ".join(f"{j} {-pulls[j]:.1f}" for j in ranked if pulls[j] < -0.15)
            keep = ", ".join(f"{j} {pulls[j]:.1f}" for j in reversed(ranked) if pulls[j] > 0.15)
            print(f"| {coded.NAMES[i]} | {-sum(pulls.values()):.2f} | {away} | {keep or '-'} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data files")
    asked = parser.parse_args()
    for column in ("config1", "config2"):
        print_published(asked.data, column)
    print()
    print_readings()


if __name__ == "__main__":
    main()
