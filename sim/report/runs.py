"""The report of a run: what ``run`` tells, with figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.explanation import threats
from sim.report import case
from sim.report.outcomes import distribution
from sim.report.parts import Block, Code, Figure, Page, Section, Table, Text, number, picture, section, table
from sim.report.replay import Replay, remark, replay
from sim.scenario import Scenario

LIKELY = 0.5


def run_page(folder: Path, told: Mapping[str, Any]) -> Page:
    """The page of a run's folder and its summary."""
    request = told.get("request")
    again = replay(
        request, told["digest"], replicates=told["replicates"], seed=told["seed"], ticks=told["ticks"]
    )
    again = _confirmed(again, folder)
    note = remark(again, told["replicates"])
    result = again.result

    def shown(name: str, title: str, numbers: Table | None = None) -> Figure | None:
        return None if result is None else picture(name, title, result, numbers=numbers)

    threatened = (
        None
        if result is None
        else picture("threat_matrix", "Who is threatened by whom at the end.", threats(result))
    )
    balance = _balance(told, again.scenario)
    parts = [
        section("The answer in short", [*_short(told, again.scenario), Text(note) if note else None]),
        section("Balance of the poles", [
            shown("balance", "Balance of the poles over time.", balance) or balance,
        ]),
        section("Who stands where", [
            shown("alignment_ribbons", "Who sided with whom, by capability."),
            shown("world_map", "Sides on the map at the end."),
            _actors(told),
        ]),
        section("Answers to threat", [
            shown("postures", "Postures over time."),
            threatened,
            _reasons(told),
        ]),
        section("Blocs", [shown("membership", "Members of blocs at the end."), _blocs(told)]),
        section("Motions and measures", [
            shown("votes", "Votes on motions."), _motions(told),
            shown("ladder", "When measures were taken."), _measures(told),
        ]),
        section("Opinion and events", [shown("opinion", "Public opinion over time."), _events(told)]),
        section("All outcomes", [_outcomes(told)]),
        case.caveats(again.scenario, [told["caveat"], *([note] if note else [])]),
        case.sources(again.scenario, _source_remark(again)),
        _reproduction(told),
    ]  # fmt: skip
    summary = again.scenario.meta.summary.strip() if again.scenario else ""
    return Page("run", told["title"], summary, _facts(told), tuple(part for part in parts if part.blocks))


def _confirmed(again: Replay, folder: Path) -> Replay:
    """The replay, if its outcomes are those in the file to the last bit."""
    if again.result is None:
        return again
    stored = pd.read_parquet(folder / "outcomes.parquet")
    played = again.result.outcomes
    same = list(stored.columns) == list(played.columns) and stored.iloc[: len(played)].equals(played)
    if same:
        return again
    return Replay(
        again.scenario, None, "played again here, the runs come out otherwise than in outcomes.parquet"
    )


def _facts(told: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    steps = f"{told['ticks']} {told['step']}{'s'[: told['ticks'] > 1]} from {told['from']}"
    without = ", ".join(told["without"])
    facts = [
        ("scenario", told["scenario"]), ("theory", told["theory"]), ("without", without), ("time", steps),
        ("actors", str(len(told["actors"]))), ("replicates", f"{told['replicates']:,}"),
        ("seed", str(told["seed"])),
    ]  # fmt: skip
    changed = {**told.get("request", {}).get("set", {}), **told.get("request", {}).get("parameters", {})}
    changes = ", ".join(f"{path} = {value}" for path, value in changed.items())
    return tuple((name, value) for name, value in (*facts, ("changed", changes)) if value)


def _short(told: Mapping[str, Any], scenario: Scenario | None) -> list[Block]:
    poles = []
    for pole, series in told["weight_share"].items():
        end = series[-1]
        poles.append(
            f"{_pole(pole, scenario)} has {end['mean']:.0%} of the poles' weight ({end['q05']:.0%} to "
            f"{end['q95']:.0%} in 90 % of runs), from {series[0]['mean']:.0%} at the start"
        )
    o = told["outcomes"]
    words = {
        "balancing": "balance",
        "bandwagoning": "bandwagon",
        "hedging": "hedge",
        "buck_passing": "pass the buck",
    }
    postures = ", ".join(f"{o[key]['mean']:.0%} {word}" for key, word in words.items())
    return [
        Text(f"At the end, {'; '.join(poles)}.", strong=True),
        Text(f"Against what threatens them most, {postures} (mean shares of all actors)."),
    ]


def _pole(name: str, scenario: Scenario | None) -> str:
    return name if scenario is None else scenario.poles[name].title


def _balance(told: Mapping[str, Any], scenario: Scenario | None) -> Table | None:
    columns = ["tick"]
    for name in told["weight_share"]:
        columns += [f"{name}, mean>", f"{name}, 5 %>", f"{name}, 95 %>"]
    rows = [
        [str(at[0]["tick"]), *(number(pole[key], ".1%") for pole in at for key in ("mean", "q05", "q95"))]
        for at in zip(*told["weight_share"].values(), strict=True)
    ]
    return table("Share of the poles' weight at the start of each tick", columns, rows)


def _actors(told: Mapping[str, Any]) -> Table | None:
    rows = []
    for code, actor in told["actors"].items():
        side, chance = max(actor["alignment"].items(), key=lambda item: item[1])
        posture, share = max(actor["posture"].items(), key=lambda item: item[1])
        rows.append([
            f"{code} {actor['name']}", actor["start"], side, number(chance, ".0%"), f"{posture} ({share:.0%})",
            number(actor["commitment"], ".2f"),
        ])  # fmt: skip
    columns = ("actor", "side at the start", "most likely at the end", "chance>", "posture", "commitment>")
    return table("Every actor at the end", columns, rows, folded=len(rows) > 20)


def _reasons(told: Mapping[str, Any]) -> Table | None:
    rows = [[name, number(share, ".1%")] for name, share in told["reasons"].items()]
    caption = "Why: the term that spoke most for an actor's side against its next best"
    return table(caption, ("term", "share of choices>"), rows)


def _blocs(told: Mapping[str, Any]) -> Table | None:
    rows = []
    for name, bloc in told["blocs"].items():
        likely = [code for code, share in bloc["membership"].items() if share >= LIKELY]
        many = len(likely) > 24
        rows.append([
            f"{bloc['title'] or name}", str(bloc["members_at_start"]), number(bloc["members"]["mean"], ".1f"),
            number(bloc["cohesion"]["mean"], ".2f"),
            number(bloc["decisions"]["mean"], ".1f") if bloc["rule"] else "–",
            f"{len(likely)} actors" if many else ", ".join(likely) or "nobody",
        ])  # fmt: skip
    columns = ("bloc", "at the start>", "members>", "cohesion>", "passed>", "members in most runs")
    return table("Blocs at the end, means over runs", columns, rows)


def _motions(told: Mapping[str, Any]) -> Table | None:
    rows = []
    for name, motion in told["motions"].items():
        votes = [
            number(motion["votes"].get(vote, {}).get("mean"), ".1f")
            for vote in ("yes", "no", "abstain", "absent")
        ]
        where = motion["institution"] or "all actors"
        rows.append([motion["title"] or name, where, motion["date"] or "–", number(motion["voted"], ".0%"), *votes,
                     number(motion["passed"] if motion["voted"] else None, ".0%")])  # fmt: skip
    columns = ("motion", "where", "date>", "voted>", "yes>", "no>", "abstain>", "absent>", "passes>")
    return table("Motions: votes are means over the runs that put it to the vote", columns, rows)


def _measures(told: Mapping[str, Any]) -> Table | None:
    rows = []
    for name, measure in told["measures"].items():
        takers = [(t["median_tick"], code) for code, t in measure["adopted"].items() if t["chance"] >= LIKELY]
        who = ", ".join(code for _, code in sorted(takers)) or "nobody"
        rows.append([measure["title"] or name, str(measure["before_start"]), str(len(takers)), who])
    columns = ("measure", "before the start>", "new>", "who, the earliest first")
    return table("Measures taken in at least half of the runs", columns, rows)


def _events(told: Mapping[str, Any]) -> Table | None:
    rows = [
        [e["title"] or name, e["kind"], e["date"] or "–", number(e["happened"], ".0%"),
         "yes" if e["contested"] else "no"]
        for name, e in told["events"].items()
    ]  # fmt: skip
    return table(
        "Events", ("event", "kind", "date>", "happened in>", "contested"), rows, folded=len(rows) > 12
    )


def _outcomes(told: Mapping[str, Any]) -> Table | None:
    return distribution("Outcomes at the end over runs", told["outcomes"], folded=len(told["outcomes"]) > 30)


def _source_remark(again: Replay) -> str:
    if again.scenario is None:
        return f"They cannot be named: {again.obstacle}."
    return "" if again.result else f"As the scenario is now: {again.obstacle}."


def _reproduction(told: Mapping[str, Any]) -> Section:
    commands = []
    if request := told.get("request"):
        words = ["run", request["scenario"], *case.options(request), "--ticks", str(told["ticks"])]
        words += ["--replicates", str(told["replicates"]), "--seed", str(told["seed"])]
        commands = [Code(case.command(*words), "This run")]
    record = {"code_version": told["code_version"], **told.get("versions", {})}
    return case.reproduction(commands, record, [("", told["digest"])])
