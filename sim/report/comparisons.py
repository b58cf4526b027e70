"""The report of a comparison: paired differences with their intervals, and the balances side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from sim.comparison import Comparison, differences
from sim.figures.look import SIDES
from sim.report import case
from sim.report.outcomes import unit
from sim.report.parts import Block, Code, Figure, Page, Section, Table, Text, number, picture, section, table
from sim.report.replay import MOST, Replay, remark, replay
from sim.scenario import OUTCOMES

SHOWN = 12


def comparison_page(told: Mapping[str, Any]) -> Page:
    """The page of a comparison as it was stored."""
    base, others = told["baseline"], told["variations"]
    again = {name: _again(told, other) for name, other in {base["name"]: base, **others}.items()}
    first = again[base["name"]]
    compared = _compared(told, again)
    failing = next((each for each in again.values() if each.result is None), None)
    if compared is None and failing is None:
        failing = Replay(
            first.scenario, None, "played again here, the differences come out otherwise than stored"
        )
    note = remark(failing or first, told["replicates"])
    parts = [
        section("The answer in short", [*_short(told), Text(note) if note else None]),
        section(
            "What differs", [*_drawn(compared), *(_moved(name, other) for name, other in others.items())]
        ),
        section("Balances side by side", _balances(compared, base["name"])),
        section("All outcomes", [_all(name, other) for name, other in others.items()]),
        case.caveats(
            first.scenario,
            [
                told["caveat"],
                "Differences are taken run by run under the same noise; intervals are of chance only, 95 %, and none "
                "is corrected for there being many outcomes.",
                *([note] if note else []),
            ],
        ),
        case.sources(first.scenario, "" if first.scenario else f"They cannot be named: {first.obstacle}."),
        _reproduction(told),
    ]
    title = told.get("title", told["scenario"])
    lead = first.scenario.meta.summary.strip() if first.scenario else ""
    facts = (
        ("scenario", told["scenario"]), ("baseline", base["name"]), ("compared with", ", ".join(others)),
        ("replicates", f"{told['replicates']:,} pairs"), ("seed", str(told["seed"])),
    )  # fmt: skip
    return Page(
        "comparison", f"{title}: comparison", lead, facts, tuple(part for part in parts if part.blocks)
    )


def _again(told: Mapping[str, Any], one: Mapping[str, Any]) -> Replay:
    return replay(
        one.get("request"), one["digest"], replicates=told["replicates"], seed=told["seed"], ticks=None
    )


def _compared(told: Mapping[str, Any], again: Mapping[str, Replay]) -> Comparison | None:
    """The comparison played again, if all of it can be and it is that which was stored."""
    results = {name: each.result for name, each in again.items() if each.result is not None}
    base = told["baseline"]["name"]
    if len(results) < len(again):
        return None
    others = {name: result for name, result in results.items() if name != base}
    found = {name: differences(results[base], result) for name, result in others.items()}
    if told["replicates"] <= MOST:
        for name, own in found.items():
            stored = told["variations"][name]["differences"]
            if {d.outcome: asdict(d) for d in own} != {
                key: {"outcome": key, **d} for key, d in stored.items()
            }:
                return None
    return Comparison(results[base], others, found)


def _short(told: Mapping[str, Any]) -> Iterator[Block]:
    for name, other in told["variations"].items():
        own = other["differences"]
        moved = _sure(own)
        sentence = f"{name}: {len(moved)} of {len(own)} outcomes differ from {told['baseline']['name']} beyond chance."
        shares = [key for key in own if key.startswith("weight_share.")]
        for key in shares[:1] if len(shares) == 2 else shares:
            d = own[key]
            sentence += (
                f" The share of weight of {key.split('.')[1]} is {d['variation']:.0%} instead of {d['baseline']:.0%} "
                f"({100 * d['low']:+.1f} to {100 * d['high']:+.1f} percentage points)."
            )
        yield Text(sentence, strong=True)


def _sure(own: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Outcomes whose interval leaves out zero, of each kind the surest first, in the order of the vocabulary."""
    moved = [key for key, d in own.items() if d["low"] > 0 or d["high"] < 0]
    kinds = list(OUTCOMES)

    def place(key: str) -> tuple[int, float]:
        d = own[key]
        sure = abs(d["mean"]) / d["error"] if d["error"] else float("inf")
        return kinds.index(key.split(".")[0]), -sure

    ordered, seen = sorted(moved, key=place), dict.fromkeys(kinds, 0)
    ranks = {}
    for key in ordered:
        kind = key.split(".")[0]
        ranks[key] = seen[kind]
        seen[kind] += 1
    return sorted(ordered, key=lambda key: (ranks[key], kinds.index(key.split(".")[0])))


def _drawn(compared: Comparison | None) -> Iterator[Figure | None]:
    """Differences from the baseline, as many variations to a figure as it has room for."""
    if compared is None:
        return
    names, most = list(compared.differences), len(SIDES)
    for at in range(0, len(names), most):
        some = names[at : at + most]
        of = f": {', '.join(some)}" if len(names) > most else ""
        part = replace(compared, differences={name: compared.differences[name] for name in some})
        yield picture("comparison", f"Paired differences from the baseline{of}.", part)


def _moved(name: str, other: Mapping[str, Any]) -> Table | None:
    own = other["differences"]
    moved = _sure(own)
    shown = moved[:SHOWN]
    rest = f", {len(shown)} of {len(moved)}" if len(moved) > len(shown) else ""
    return _table(f"{name}: outcomes that differ beyond chance{rest}", {key: own[key] for key in shown})


def _all(name: str, other: Mapping[str, Any]) -> Table | None:
    return _table(f"{name}: all outcomes", other["differences"], folded=True)


def _table(caption: str, own: Mapping[str, Mapping[str, float]], *, folded: bool = False) -> Table | None:
    rows = [
        [
            key, unit(key), number(d["baseline"], ".4g"), number(d["variation"], ".4g"), number(d["mean"], "+.3g"),
            number(d["low"], "+.3g"), number(d["high"], "+.3g"), number(d["more"], ".0%"),
        ]
        for key, d in own.items()
    ]  # fmt: skip
    columns = ("outcome", "unit", "baseline>", "here>", "difference>", "from>", "to>", "greater in>")
    return table(caption, columns, rows, folded=folded)


def _balances(compared: Comparison | None, base: str) -> list[Figure | None]:
    if compared is None:
        return []
    results = {f"{base} (baseline)": compared.baseline, **compared.results}
    return [picture("balance", f"Balance of the poles: {name}.", result) for name, result in results.items()]


def _reproduction(told: Mapping[str, Any]) -> Section:
    base = {"name": told["baseline"]["name"], **told["baseline"]}
    every = {base["name"]: base, **told["variations"]}
    commands = []
    for name, one in every.items():
        if request := one.get("request"):
            words = ["run", request["scenario"], *case.options(request)]
            words += ["--replicates", str(told["replicates"]), "--seed", str(told["seed"])]
            commands.append(Code(case.command(*words), f"The runs of: {name}"))
    if command := _command(told):
        commands.insert(0, Code(command, "This comparison"))
    record = {"code_version": told.get("code_version"), **told.get("versions", {})}
    return case.reproduction(
        commands, record, [(f" of {name}", one["digest"]) for name, one in every.items()]
    )


def _command(told: Mapping[str, Any]) -> str:
    """``compare`` as it was asked for, read off how each variation differs from the baseline."""
    request = told["baseline"].get("request")
    if request is None:
        return ""
    held = {
        **request["set"],
        **{f"parameters.{name}": value for name, value in request["parameters"].items()},
    }
    theories, words = [str(request["theory"])], []
    for name, other in told["variations"].items():
        own = other["request"]
        if own["theory"] != request["theory"] and "=" not in name:
            theories.append(str(own["theory"]))
        elif own["without"] != request["without"]:
            words += ["--without", *own["without"]]
        else:
            words += ["--against", name]
    changes = [word for path, value in held.items() for word in ("--set", f"{path}={value}")]
    return case.command(
        "compare", request["scenario"], "--theories", ",".join(theories), *words, *changes,
        "--replicates", str(told["replicates"]), "--seed", str(told["seed"]),
    )  # fmt: skip
