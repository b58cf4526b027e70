"""What a person codes of a history case: the record that the history_*.py files fill in and history.py writes out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Pair = tuple[str, str]
Key = TypeVar("Key", float, str)


@dataclass(frozen=True)
class Entry:
    """One hand-coded entry of ``dyads``: what the first of each pair has with the second.

    Attributes
    ----------
    figure
        Relation and value as YAML, ``hostility: 0.5``.
    pairs
        ``"A>B A>C"``: ordered pairs; ``"A=B"``: both ways.
    coding, source
        Why, with date; keys of the case's sources.
    """

    figure: str
    pairs: str
    coding: str
    source: str = "coder"


@dataclass(frozen=True)
class Case:
    """A history case as coded by hand; docs/history.md tells what the fields mean and which rules use them.

    Attributes
    ----------
    states
        ``ISO COW-code name; …``: who is in it.
    before
        COW code of the state whose size is added to an actor's (a union of states).
    point_codes
        COW code under which the table of ideal points has an actor, where that is another.
    year
        Year of the capability components, never later than the start.
    voice_year
        Year of the democracy table, or 0: responsiveness from ``voice``.
    pact_file
        Year of the table of alliances, or 0: pacts are in ``entries`` only.
    pacts_after
        Pairs in that table whose treaty is later than the start, or had lapsed: left out.
    government
        Type of government → actors; alike +1, unlike −1, actors in none 0.
    ethnic, wars
        Pairs for the propensity rule (``wars`` with the last year of the war).
    points
        Session of ideal points used for affinity instead of the propensity rule, or 0.
    traits
        Attribute → value → actors.
    start_rule
        What puts an actor on a side at the start; ``start`` has side → commitment → actors.
    expected
        Side (or ``none``) → actors, all that may move.
    """

    name: str
    title: str
    summary: str
    notes: str
    start: str
    step: str
    ticks: int
    year: int
    states: str
    sources: str
    poles: str
    start_rule: str
    aligned: Mapping[str, Mapping[float, str]]
    expected: Mapping[str, str]
    expected_coding: str
    expected_source: str
    entries: tuple[Entry, ...]
    government: Mapping[str, str] = field(default_factory=dict)
    government_rule: str = ""
    religion: str = ""
    ethnic: str = ""
    wars: str = ""
    voice_year: int = 0
    voice: Mapping[float, str] = field(default_factory=dict)
    voice_rule: str = ""
    pact_file: int = 0
    pacts_after: str = ""
    points: int = 0
    traits: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    opinion: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)
    point_codes: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    actor_notes: Mapping[str, str] = field(default_factory=dict)
    base: str = ""

    def members(self) -> dict[str, tuple[int, str]]:
        """COW code and name by the actor's code."""
        rows = (
            entry.split(maxsplit=2) for entry in " ".join(self.states.split()).split(";") if entry.strip()
        )
        return {iso: (int(cow), name) for iso, cow, name in rows}


def by_actor(table: Mapping[float, str]) -> dict[str, float]:
    """Value of each actor that a table from value to actors names."""
    return {iso: value for value, named in table.items() for iso in named.split()}


def named_pairs(text: str) -> list[Pair]:
    """Ordered pairs of ``"A,B>C D=E"``: ``A,B`` stands for both, ``=`` goes both ways.

    >>> named_pairs("A,B>C D=E")
    [('A', 'C'), ('B', 'C'), ('D', 'E'), ('E', 'D')]
    """
    found: list[Pair] = []
    for word in re.sub(r",\s+", ",", text).split():
        first, second = re.split("[=>]", word)
        chosen = [(a, b) for a in first.split(",") for b in second.split(",") if a != b]
        found += chosen + [(b, a) for a, b in chosen if "=" in word]
    return found


def only(table: Mapping[Key, str], who: Collection[str]) -> dict[Key, str]:
    """A table without those who are not in the case.

    >>> only({0.5: "A B", 0.25: "C"}, {"A", "C"})
    {0.5: 'A', 0.25: 'C'}
    """
    return {value: " ".join(code for code in named.split() if code in who) for value, named in table.items()}
