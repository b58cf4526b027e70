"""Write the history cases but Axelrod and Bennett's, from public data and what a person coded.

    python experiments/coding/history.py --data DIR [CASE ...]

The public data files are not part of this repository; ``--data`` says where they are. A missing, wrong or newer file
is refused, and nothing is written. What a person coded is in history_europe.py, history_cold_war.py,
history_middle_east.py with history_periods.py, history_unipole.py and history_unipole_2003.py; it was coded before any
model was run on it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import history_cold_war
import history_europe
import history_middle_east
import history_periods
import history_unipole
import history_unipole_2003
from history_case import Case, Entry, Pair, by_actor, named_pairs
from history_reading import PARTS, State, States, Tables, contiguous, gathered, pacts, rivals, tables
from history_rules import affinity, governments, hostility
from states_2023 import DataError

CASES = {
    case.name: case
    for case in (
        history_europe.CASE, history_cold_war.CASE, *history_middle_east.CASES, history_unipole.CASE,
        history_unipole_2003.CASE,
    )
}  # fmt: skip
FRAGMENTS = {"figures/middle_east.yaml": history_periods.BASE}

SOURCES = {
    "cow_nmc": """{{title: "National Material Capabilities, {year}", author: "Singer, Bremer & Stuckey 1972",
    url: "https://correlatesofwar.org/data-sets/national-material-capabilities/", terms: free with citation}}""",
    "cow_capitals": '{{title: "Capitals (peacesciencer)", author: "Miller 2022", terms: GPL-2 package}}',
    "cow_contiguity": """{{title: "Direct Contiguity", author: "Stinnett et al. 2002",
    url: "https://correlatesofwar.org/data-sets/direct-contiguity/", terms: free with citation}}""",
    "tss": '{{title: "Strategic rivalries", author: "Thompson, Sakuwa & Suhas 2022", terms: free with citation}}',
    "vdem": """{{title: "V-Dem v2x_polyarchy, {voice_year}; for the type of government the table's Polity score",
    author: "Coppedge et al.; Marshall & Gurr", url: "https://www.v-dem.net", terms: CC BY-SA 4.0}}""",
    "atop": """{{title: "Alliance Treaty Obligations and Provisions, dyads, {pact_file}", author: "Leeds et al. 2002",
    url: "http://www.atopdata.org", terms: free with citation}}""",
    "un_ideal_points": """{{title: "Ideal points from UN votes, session {points}",
    author: "Bailey, Strezhnev & Voeten 2017", url: "https://doi.org/10.1177/0022002715595700", terms: MIT}}""",
    "axelrod_bennett": """{{title: "A Landscape Theory of Aggregation, British Journal of Political Science 23(2)",
    author: "Axelrod & Bennett 1993", note: "For the rule of propensities, not for any figure."}}""",
    "coder": '{{title: "Classes of the coder", note: "Coarse judgement, scale 0, .25, .5, .75, 1; vary it."}}',
}
"""Of data and rules; each case adds its own."""

RULES = """\
# Coded before any model was run on it; how it comes out is reported as it falls. Rules that these cases share:
# - Components: shares of milex and milper, of irst and pec, of tpop and upop, renormalised over these actors.
# - Pact 1: an obligation to defend; .25: any lesser treaty. Rivalry 1: a strategic rivalry in force.
# - Affinity, unless ideal points are used: the propensity of Axelrod & Bennett 1993, a fifth each of ethnic conflict,
#   border dispute (spatial rivalry) and recent war (-1 each), religion (+1 within, -1 across, by shares of the
#   population) and type of government (+1 same, -1 other, 0 where one has none of the types).
# - Hostility that the first perceives in the second: .75 for a war within ten years; else .5 for a rivalry, .25 where
#   the rivals have a treaty; else .25 for a rival's ally. Entries at the end are coded by hand and win.
# - Nothing dated after the start was coded from what happened after it. No events: the case runs on from its start."""


NOTHING_CLIPPED = """Half the greatest distance between two actors: affinity is 1 - 2 d / d_max, as in the S score of
    Signorino & Ritter, and nothing is clipped."""


def wrapped(text: str, indent: int) -> str:
    """A flow list or a quoted text over lines of 120 characters (YAML reads a break as a space)."""
    lines = textwrap.wrap(
        text, 118, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2), break_on_hyphens=False
    )
    return "\n".join(lines)


def comment(*paragraphs: str) -> list[str]:
    """Paragraphs as comment lines."""
    return [
        line
        for text in paragraphs
        for line in textwrap.wrap(
            " ".join(text.split()),
            118,
            initial_indent="# - ",
            subsequent_indent="#   ",
            break_on_hyphens=False,
        )
    ]


def quoted(text: str) -> str:
    """A text as a YAML string on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def meta(case: Case) -> list[str]:
    """Name, calendar and question."""
    return [
        "meta:", f"  name: {case.name}", f"  title: {quoted(case.title)}",
        wrapped(f"summary: {quoted(case.summary)}", 2),
        f"  start: {case.start}", f"  step: {case.step}", f"  ticks: {case.ticks}", "  theory: walt", "",
    ]  # fmt: skip


def sources(case: Case) -> list[str]:
    """What figures and judgements rest on."""
    unused = {
        "vdem": not case.voice_year, "atop": not case.pact_file, "un_ideal_points": not case.points,
        "axelrod_bennett": bool(case.points),
    }  # fmt: skip
    shared = [f"  {key}: {text}".format(**vars(case)) for key, text in SOURCES.items() if not unused.get(key)]
    return ["sources:", *shared, *(case.sources.strip("\n").split("\n") if case.sources else []), ""]


def actor(case: Case, iso: str, state: State) -> list[str]:
    """One actor as YAML."""
    parts = ", ".join(f"{part}: {state.parts[part]:.7f}" for part in PARTS)
    values = {name: by_actor(table).get(iso) for name, table in case.traits.items()}
    values |= {"responsiveness": round(state.voice, 2), "ideal_point": state.point}
    opinion = {pole: by_actor(table).get(iso) for pole, table in case.opinion.items()}
    views = ", ".join(f"{pole}: {value:g}" for pole, value in opinion.items() if value)
    lines = [
        f"components: {{{parts}}}",
        f"location: {{lat: {state.place[0]:.2f}, lon: {state.place[1]:.2f}}}",
    ]
    lines += [", ".join(f"{name}: {value:g}" for name, value in values.items() if value is not None)]
    lines += [f"opinion: {{{views}}}"] if views else []
    for pole, table in case.aligned.items():
        if iso in by_actor(table):
            lines.append(f"alignment: {pole}, commitment: {by_actor(table)[iso]:g}")
    origin = list(dict.fromkeys([*state.sources, "coder"]))
    note = " ".join([*state.notes, *([case.actor_notes[iso]] if iso in case.actor_notes else [])])
    lines.append(f"source: [{', '.join(origin)}]" + (f", coding: {quoted(note)}" if note else ""))
    body = [f"  {iso}: {{name: {quoted(state.name)}", *(wrapped(line, 4) for line in lines)]
    return [line + "," for line in body[:-1]] + [body[-1] + "}"]


def cells(pairs: list[Pair]) -> str:
    """Pairs in flow style, nine on a line."""
    named = [f"[{a}, {b}]" for a, b in pairs]
    return ",\n      ".join(", ".join(named[start : start + 9]) for start in range(0, len(named), 9))


def entry(figure: str, source: str, pairs: list[Pair], coding: str, symmetric: bool) -> list[str]:
    """One entry of ``dyads``; none without pairs."""
    if not pairs:
        return []
    lines = [f"  - {figure}", *(["    symmetric: true"] if symmetric else []), f"    source: {source}"]
    return [*lines, wrapped(f"coding: {quoted(coding)}", 4), f"    pairs: [\n      {cells(pairs)}\n    ]"]


def grouped(
    relation: str, values: Mapping[Pair, float], source: str, coding: str, symmetric: bool
) -> list[str]:
    """An entry for each value of a relation, highest first; zeros need none."""
    lines: list[str] = []
    for value in sorted(set(values.values()) - {0.0}, reverse=True):
        chosen = [pair for pair, other in values.items() if other == value]
        lines += entry(f"{relation}: {value:g}", source, chosen, coding, symmetric)
    return lines


def dyads(case: Case, states: States, data: Tables) -> list[str]:
    """What the rules say of pairs, then what a person coded, which wins."""
    bound, foes = pacts(case, data), rivals(case, data)
    by_hand = {
        pair: float(e.figure.split(": ")[1])
        for e in case.entries if e.figure.startswith("pact:") for pair in named_pairs(e.pairs)
    }  # fmt: skip
    lines = ["dyads:"]
    lines += entry(
        "contiguous: true", "cow_contiguity", contiguous(case, data), f"In force on {case.start}.", True
    )
    lines += entry("rivalry: 1", "tss", foes, f"In force on {case.start} by the rule above.", True)
    lines += grouped("pact", bound, "atop", f"In force on {case.start} by the rule above.", True)
    if not case.points:
        near = affinity(case, states, rivals(case, data, spatial=True))
        lines += grouped("affinity", near, "[axelrod_bennett, tss, coder]", "By the rule above.", True)
    enmity = hostility(case, states, foes, bound | by_hand)
    lines += grouped("hostility", enmity, "[tss, coder]", "By the rule above.", False)
    return [*lines, *(line for one in case.entries for line in hand_coded(one, states))]


def hand_coded(one: Entry, states: States) -> list[str]:
    """An entry that a person coded, of actors that the case has."""
    pairs = named_pairs(one.pairs)
    if strange := {code for pair in pairs for code in pair} - set(states):
        raise DataError(f"coding of {one.figure}: {', '.join(sorted(strange))} is in no list of actors")
    mutual = {(b, a) for a, b in pairs} == set(pairs)
    chosen = list(dict.fromkeys(pairs))
    if mutual:
        chosen = [pair for at, pair in enumerate(chosen) if pair[::-1] not in chosen[:at]]
    return entry(one.figure, one.source, chosen, one.coding, mutual)


def expected(case: Case) -> list[str]:
    """The line-up to score against."""
    line = [
        f"{iso}: {'null' if side == 'none' else side}"
        for side, named in case.expected.items()
        for iso in named.split()
    ]
    lines = [
        "",
        "expected:",
        wrapped(f"alignment: {{{', '.join(line)}}}", 2),
        f"  source: {case.expected_source}",
    ]
    return [*lines, wrapped(f"coding: {quoted(case.expected_coding)}", 2)]


def kinds(case: Case, states: States) -> list[str]:
    """What the rules rest on that no actor's record has: wars, and but for ideal points government and religion."""
    fought = f"Wars (last year; coder, after the COW lists): {case.wars or 'none'}."
    if case.points:
        return [fought]
    found: dict[str, list[str]] = {}
    for iso, kind in governments(case, states).items():
        found.setdefault(kind, []).append(iso)
    types = "; ".join(f"{kind} {' '.join(named)}" for kind, named in sorted(found.items()))
    return [
        f"Type of government ({case.government_rule}): {types}.",
        """Religion in percent (coder, rounded; C Catholic, P Protestant, O Orthodox, M Muslim, J Jewish, H
            Hindu, B Buddhist, """
        f"E East Asian, F folk, A none): {case.religion}.",
        f"Ethnic conflict (coder): {case.ethnic or 'none'}.",
        f"{fought} Recent for the propensity: all of these.",
    ]


def scenario(case: Case, data: Tables) -> str:
    """A whole case as YAML."""
    states = gathered(case, data)
    head = [f"# {case.title}.", "# Written by", f"#   python experiments/coding/history.py --data DIR {case.name}",
            "# Do not edit; the hand-coded part is in experiments/coding/history_*.py.", "#", RULES]  # fmt: skip
    notes = [*re.split(r"\n\s*\n", case.notes), *kinds(case, states)]
    head += comment(f"Responsiveness: {case.voice_rule}", f"At the start: {case.start_rule}", *notes)
    lines = [*head, *([f"extends: {case.base}"] if case.base else []), *meta(case), *sources(case)]
    lines += [*case.poles.strip("\n").split("\n"), "", "actors:"]
    lines += [line for iso, state in states.items() for line in actor(case, iso, state)]
    if case.points:
        points = sorted(state.point for state in states.values() if state.point is not None)
        lines += [
            "",
            "ideal_points:",
            f"  zero_at: {(points[-1] - points[0]) / 2:.3f}",
            "  source: un_ideal_points",
        ]
        lines += [wrapped(f"coding: {quoted(NOTHING_CLIPPED)}", 2)]
    return "\n".join([*lines, "", *dyads(case, states, data), *expected(case)]) + "\n"


def write(path: Path, text: str) -> None:
    """The file whole, or not at all."""
    temporary = path.with_name(path.name + ".tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary.write_bytes(text.encode())
    temporary.replace(path)


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the public data files")
    parser.add_argument("--out", type=Path, default=Path("scenarios/history"), help="folder of the cases")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"which (default: all): {', '.join(CASES)}")
    arguments = parser.parse_args()
    try:
        if strange := [name for name in arguments.cases if name not in CASES]:
            raise DataError(f"no case {strange[0]}, expected one of {', '.join(CASES)}")
        chosen = [CASES[name] for name in arguments.cases or CASES]
        data = tables(arguments.data, chosen)
        texts = {f"{case.name}.yaml": scenario(case, data) for case in chosen}
        bases = {case.base for case in chosen}
        texts |= {name: text for name, text in FRAGMENTS.items() if name in bases}
        for name, text in texts.items():
            write(arguments.out / name, text)
    except (DataError, OSError) as error:
        print(f"history: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
