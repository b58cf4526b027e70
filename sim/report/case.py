"""What every report says of its scenario, and of how to get the same numbers again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from sim.report.parts import Block, Code, Item, Items, Section, Text, link, section, table
from sim.scenario import Scenario


def caveats(scenario: Scenario | None, remarks: Iterable[str]) -> Section:
    """What to keep in mind, and who contests what."""
    blocks: list[Block | None] = [Items(tuple(Item(text) for text in remarks))]
    if scenario is not None:
        contested = [event for event in scenario.events.values() if event.contested]
        claims = tuple(
            Item(f"{claim.who}: {claim.says}" + _where(scenario, claim.source, claim.date), f"{event.title}.")
            for event in contested
            for claim in event.claims
        )
        if claims:
            blocks += [
                Text(
                    f"{len(contested)} events of this case are contested. The case says who claims what; the software "
                    "takes no side."
                ),
                Items(claims),
            ]
    return section("Caveats and contested claims", blocks)


def _where(scenario: Scenario, keys: Iterable[str], date: object) -> str:
    named = [source.author or source.title for key in keys if (source := scenario.sources.get(key))]
    told = ", ".join([*named, *([str(date)] if date else [])])
    return f" ({told})" if told else ""


def sources(scenario: Scenario | None, remark: str = "") -> Section:
    """Publications and data that the case rests on, with their terms of use."""
    remarks = [Text(remark)] if remark else []
    if scenario is None:
        return section("Sources of the scenario", remarks)
    entries = []
    for source in scenario.sources.values():
        parts = [
            source.author,
            source.published,
            source.note,
            f"terms: {source.terms}" if source.terms else "",
        ]
        text = " ".join(part.rstrip(".") + "." for part in parts if part)
        entries.append(Item(text, source.title.rstrip(".") + ".", link(source.url)))
    return section("Sources of the scenario", [*remarks, Items(tuple(entries)) if entries else None])


def reproduction(
    commands: Iterable[Code], record: Mapping[str, Any], digests: Iterable[tuple[str, str]]
) -> Section:
    """Commands, digests, and the versions of everything that decides the digits."""
    versions = [
        ("code of the model", record.get("code_version")),
        ("commit", record.get("commit")),
        ("counterpoise", record.get("counterpoise")),
        ("Python", record.get("python")),
        *record.get("packages", {}).items(),
        ("platform", record.get("platform")),
    ]
    rows = [*((f"digest{of}", value) for of, value in digests), *((n, str(v)) for n, v in versions if v)]
    return section(
        "How to reproduce",
        [
            Text("The same request under the same versions gives the same numbers, to the last digit."),
            *commands,
            table("Digest and versions", ("what", "value"), rows),
        ],
    )


def command(*words: str) -> str:
    """A command as a shell takes it."""
    return shlex.join(["counterpoise", *words])


def options(request: Mapping[str, Any]) -> list[str]:
    """A recorded request as the options of ``run``, after the scenario's name."""
    told = ["--theory", str(request["theory"])]
    for path, value in request["set"].items():
        told += ["--set", f"{path}={value}"]
    for name, value in request["parameters"].items():
        told += ["--set", f"parameters.{name}={value!r}"]
    for event in request["without"]:
        told += ["--without", event]
    return told
