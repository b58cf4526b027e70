"""Write ``scenarios/world_2023.yaml``: 193 UN members and Palestine, coded alike from public data.

The public data files are not part of this repository; ``--data`` says where they are. What no file has is filled by a
rule; the script says on stderr for whom, and the scenario says so too. No roll call after 2019 is read.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import statistics
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import world_coded as coded
import world_states as table
from states_2023 import DataError, number
from world_reading import BORDERS, FORMS, PACTS, RIVALS, State, States, Tables, gathered, pairs, read

PALESTINE = {"capability": 0.0003, "lat": 31.90, "lon": 35.20, "responsiveness": 0.25}
LEADERS = {"ISR": "israel", "USA": "israel", "PSE": "palestine"}
OPINION = {"ISR": (0.75, -0.75), "USA": (0.25, 0.0), "PSE": (-0.75, 0.75)}
"""Opinion of the poles `israel` and `palestine` of those that lead them, as in humanity_alliance."""


def alignment(iso: str, state: State, calls: int) -> tuple[str, float, str]:
    """Pole (none: empty) and commitment at the start, and which rule of the file's head says so."""
    if iso in LEADERS:
        return "", 0.0, "rule A"
    if state.tally.total() < calls / 2:
        return "", 0.0, "rule D, too few for B or C"
    if state.recognises and state.share("yes") >= 0.95:
        return "palestine", 0.5 if iso in table.GROUPS["no_relations_with_israel"].split() else 0.25, "rule B"
    if state.share("no") >= 0.25:
        return "israel", 0.5 if state.share("no") >= 0.5 else 0.25, "rule C"
    return "", 0.0, "rule D"


def opinion(iso: str, state: State) -> tuple[float, float]:
    """Opinion of the poles `israel` and `palestine` by class."""
    if iso in OPINION:
        return OPINION[iso]
    if iso in table.GROUPS["arab_and_muslim_publics"].split():
        return -0.75, 0.75
    yes, no = state.share("yes"), state.share("no")
    of_palestine = 0.5 if yes >= 0.95 else 0.25 if yes >= 0.6 else -0.25 if no >= 0.5 else 0.0
    return (-0.25 if state.point < 0.7 else 0.0 if state.point < 2 else 0.25), of_palestine


def traits(iso: str, power: float, voice: float) -> str:
    """Attributes that are coded by class, as YAML; those that are 0 are left out."""
    seen = 0.75 if iso in table.GROUPS["arab_and_muslim_publics"].split() else 0.5 if voice >= 0.6 else 0.25
    values = {
        "offence": table.classes(table.OFFENCE).get(iso, 0.25),
        "revisionism": table.classes(table.REVISIONISM).get(iso, 0.0),
        "dissent": table.classes(table.DISSENT).get(iso, 0.0),
        "media_exposure": seen,
        "susceptibility": 0.25 if power >= 0.01 else 0.5 if power >= 0.001 else 0.75,
        "reach": table.classes(table.REACH).get(iso, 0.0),
    }
    return ", ".join(f"{name}: {value:g}" for name, value in values.items() if value)


def wrapped(text: str, indent: int) -> str:
    """A flow list or a quoted text over lines of 120 characters (YAML reads a break as a space)."""
    inner = " " * (indent + 2)
    lines = textwrap.wrap(
        text, 120, initial_indent=" " * indent, subsequent_indent=inner, break_on_hyphens=False
    )
    return "\n".join(lines)


def record(iso: str, *parts: str) -> list[str]:
    """An actor as YAML."""
    body = [wrapped(part, 4) for part in parts if part]
    return [f"  {iso}: {{" + body[0].strip() + ",", *(line + "," for line in body[1:-1]), body[-1] + "}"]


def actor(iso: str, state: State, calls: int) -> list[str]:
    """One member as YAML."""
    israel, palestine = opinion(iso, state)
    taken = [name for name, by in table.MEASURES.items() if iso in by.split()]
    taken += ["recognition"] if state.recognises else []
    pole, commitment, rule = alignment(iso, state, calls)
    stands = [f"alignment: {pole}, commitment: {commitment:g}"] if pole else []
    stands += [f"measures: [{', '.join(taken)}]"] if taken else []
    tally, (lat, lon) = state.tally, state.place
    note = f"Roll calls 2014-19: {tally['yes']} yes, {tally['no']} no, {tally['abstain']} abstained"
    return record(
        iso,
        f"name: {state.name}, capability: {state.power:.7f}, location: {{lat: {lat:.2f}, lon: {lon:.2f}}}",
        f"{traits(iso, state.power, state.voice)}, responsiveness: {state.voice:.2f}",
        f"ideal_point: {state.point:.2f}, opinion: {{israel: {israel:g}, palestine: {palestine:g}}}",
        ", ".join(stands),
        f"source: [{', '.join([*state.sources, 'coder'])}]",
        f"coding: {json.dumps(' '.join([f'{note}, of {calls}: {rule}.', *state.notes]))}",
    )


def palestine(point: float) -> list[str]:
    """Palestine as YAML: no series has it."""
    size, lat, lon, voice = PALESTINE.values()
    coding = (
        "One actor for the Palestinian Authority, Hamas and others, as in humanity_alliance. No series has it: size a "
        "guess below half of Lebanon's CINC; location Ramallah; responsiveness by class; ideal point the median of the "
        "members of the Arab League."
    )
    israel, own = OPINION["PSE"]
    return record(
        "PSE",
        f"name: Palestine, kind: authority, capability: {size}, location: {{lat: {lat:.2f}, lon: {lon:.2f}}}",
        f"{traits('PSE', size, voice)}, responsiveness: {voice:.2f}",
        f"ideal_point: {point:.2f}, opinion: {{israel: {israel:g}, palestine: {own:g}}}, source: coder",
        f"coding: {json.dumps(coding)}",
    )


def groups() -> list[str]:
    """The groups as YAML."""
    members = list(table.members())
    lists = {"un_members": members, "invited": [iso for iso in members if LEADERS.get(iso) != "israel"]}
    lists |= {name: sorted(named.split()) for name, named in table.GROUPS.items()}
    head = [
        "# Memberships on 1 October 2023 of actors in this file: `oic` without Syria, which was suspended;",
        "# `african_union` with those suspended after coups. `invited`: all UN members but ISR and USA.",
        "groups:",
    ]
    return head + [wrapped(f"{name}: [{', '.join(named)}]", 2) for name, named in lists.items()]


def cells(chosen: Iterable[tuple[str, str]]) -> str:
    """Pairs in flow style, nine on a line."""
    named = [f"[{a}, {b}]" for a, b in chosen]
    return ",\n      ".join(", ".join(named[start : start + 9]) for start in range(0, len(named), 9))


def dyads(tables: Tables) -> list[str]:
    """Contiguous, allied, rival and dependent pairs as YAML."""
    near = [row for row in tables[BORDERS] if row["enddate"] == FORMS[BORDERS].last]
    near = [row for row in near if number(row, "conttype", BORDERS) in (1, 2)]
    bound = pairs((row for row in tables[PACTS] if row["atop_defense"] == "1"), PACTS)
    at_odds = [row for row in tables[RIVALS] if row["end"] in ("", FORMS[RIVALS].last)]
    entries = (
        ("contiguous: true", "cow_contiguity", pairs(near, BORDERS),
         "Land border or at most 12 miles of water (types 1 and 2), in force where the series ends."),
        ("pact: 1", "atop", bound,
         "A defence obligation in force in 2018 (1), or none. "
         "The EU's article 42(7) counts, the United Kingdom's then too."),
        ("rivalry: 1", "tss", pairs(at_odds, RIVALS),
         "Rivalries that the series leaves open where it ends, in 2020 (1), or none."),
    )  # fmt: skip
    lines = ["dyads:"]
    for figure, source, chosen, coding in entries:
        lines += [f"  - {figure}", "    symmetric: true", f"    source: {source}"]
        lines += [wrapped(f"coding: {json.dumps(coding)}", 4), "    pairs: ["]
        lines += [f"      {cells(chosen)}", "    ]"]
    return lines + dependence(bound)


def dependence(bound: Iterable[tuple[str, str]]) -> list[str]:
    """Dependence on the patron as YAML: its allies, then those that need it more or otherwise."""
    allies = {a if b == "USA" else b for a, b in bound if "USA" in (a, b)} | {"FIN", "MKD"}
    above = {iso for _, named, _ in table.DEPENDENCE for iso in named.split()} | table.NO_DEPENDENCE
    given = ", ".join(sorted(table.NO_DEPENDENCE))
    reason = (
        f"a defence pact with the United States, accessions to NATO counted; not {given}, under sanctions"
    )
    lines = []
    entries = [(table.PACT_DEPENDENCE, " ".join(sorted(allies - above)), reason), *table.DEPENDENCE]
    for place, (value, named, why) in enumerate(entries):
        source, coding = "coder" if place else "atop", json.dumps(why[0].upper() + why[1:] + ".")
        lines.append(f"  - {{dependence: {value:g}, toward: USA, source: {source},")
        lines.append(wrapped(f"of: [{', '.join(named.split())}],", 4))
        lines.append(wrapped(f"coding: {coding}}}", 4))
    return lines


def ideal_points(points: list[float]) -> list[str]:
    """How affinity follows from ideal points, as YAML."""
    gaps = [abs(a - b) for a, b in itertools.combinations(points, 2)]
    coding = (
        "Votes on the Middle East, session 74. zero_at is half the greatest distance between two actors: affinity is "
        "1 - 2 d / d_max, as in the S score of Signorino & Ritter 1999, and nothing is clipped. Vary it: the median "
        f"distance is {statistics.median(gaps):.2f}, the points' standard deviation {statistics.stdev(points):.2f}."
    )
    zero = math.ceil(max(gaps) * 50) / 100
    head = ["ideal_points:", f"  zero_at: {zero:.2f}", "  source: un_ideal_points"]
    return [*head, wrapped(f"coding: {json.dumps(coding)}", 2)]


def scenario(folder: Path) -> tuple[str, States]:
    """The whole scenario as YAML, and the states with what was filled for them."""
    tables = {name: read(folder, name) for name in FORMS}
    states, calls = gathered(tables)
    arab = [states[iso].point for iso in table.GROUPS["arab_league"].split() if iso in states]
    middle = round(statistics.median(arab), 2)
    total = sum(state.power for state in states.values())
    lines = [coded.HEAD.rstrip(), coded.SOURCES.format(total=total, calls=calls).rstrip(), "", *groups()]
    lines += [coded.POLES.rstrip(), "", "actors:", *palestine(middle)]
    lines += [line for iso, state in states.items() for line in actor(iso, state, calls)]
    lines += ["", *ideal_points([middle, *(state.point for state in states.values())]), "", *dyads(tables)]
    lines += [coded.DYADS.strip("\n"), coded.BLOCS.rstrip(), coded.MEASURES.rstrip(), coded.MOTIONS.rstrip()]
    return "\n".join([*lines, coded.EVENTS.rstrip()]) + "\n", states


def gaps(states: States) -> list[str]:
    """One line for each kind of filling: what was done, and for whom."""
    whom: dict[str, list[str]] = {}
    for iso, state in states.items():
        for note in state.notes:
            whom.setdefault(note, []).append(iso)
    lines = [f"{note} {', '.join(named)}" for note, named in sorted(whom.items())]
    return [*lines, "In no series: size, location, responsiveness and ideal point are coded by hand. PSE"]


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the public data files")
    parser.add_argument("--out", type=Path, default=Path("scenarios/world_2023.yaml"))
    arguments = parser.parse_args()
    temporary: Path = arguments.out.with_name(arguments.out.name + ".tmp")
    try:
        text, states = scenario(arguments.data)
        temporary.write_bytes(text.encode())
        temporary.replace(arguments.out)
    except (DataError, OSError) as error:
        print(f"world_2023: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    for line in gaps(states):
        print(f"world_2023: {line}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
