"""The two rules that code affinity and hostility of every history case alike, before anything is run."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from history_case import Case, Pair, named_pairs
from history_reading import States
from propensity import FACTORS, alike, factor_sum, likeness


def religions(text: str) -> dict[str, dict[str, float]]:
    """Shares of religions by actor of ``"DEU P63 C37; …"``, in percent of those named.

    >>> religions("DEU P60 C40; TUR M100")["DEU"]
    {'P': 0.6, 'C': 0.4}
    """
    rows = (entry.split() for entry in text.split(";") if entry.strip())
    return {iso: {part[0]: int(part[1:]) / 100 for part in parts} for iso, *parts in rows}


def governments(case: Case, states: States) -> dict[str, str]:
    """Type of government of each actor that has one; a Polity score of 6 or more is democratic unless coded."""
    coded = {iso: kind for kind, named in case.government.items() for iso in named.split()}
    free = {iso: "democratic" for iso, state in states.items() if (state.polity or 0) >= 6}
    return free | coded


def affinity(case: Case, states: States, disputes: list[Pair]) -> dict[Pair, float]:
    """A fifth of the propensity of Axelrod & Bennett 1993, so that it lies between -1 and 1.

    Symmetric; one value for each unordered pair, to the nearest .05.
    """
    faith, kind = religions(case.religion), governments(case, states)
    ethnic = {frozenset(pair) for pair in named_pairs(case.ethnic)}
    fought = {frozenset(pair) for pair in wars(case)}
    borders = {frozenset(pair) for pair in disputes}
    values: dict[Pair, float] = {}
    for a, b in itertools.combinations(states, 2):
        pair = frozenset((a, b))
        score = factor_sum(
            ethnic=pair in ethnic, border=pair in borders, war=pair in fought,
            faith=likeness(faith[a], faith[b]), government=alike(kind.get(a), kind.get(b)),
        )  # fmt: skip
        values[a, b] = round(round(score / FACTORS * 20) / 20, 2) + 0.0
    return values


def wars(case: Case) -> dict[Pair, int]:
    """Last year of each pair's latest war, both ways, of ``"1913 BGR=SRB …; …"``."""
    dated: dict[Pair, int] = {}
    for entry in case.wars.split(";"):
        year, _, pairs = entry.strip().partition(" ")
        for pair in named_pairs(pairs):
            dated[pair] = max(int(year), dated.get(pair, 0))
    return dated


def hostility(
    case: Case, states: States, rivals: list[Pair], bound: Mapping[Pair, float], war_years: int = 10
) -> dict[Pair, float]:
    """Hostile intent that the first perceives in the second, by rule; hand-coded entries come after it and win.

    .75 for a war within ten years; else .5 for a strategic rivalry, .25 where the rivals have any treaty; else .25 for
    a rival's ally (obligation to defend) that is not one's own.
    """
    year = int(case.start[:4])
    foes = {(a, b) for a, b in rivals} | {(b, a) for a, b in rivals}
    tied = {frozenset(pair) for pair in bound}
    allies = {frozenset(pair) for pair, value in bound.items() if value == 1}
    values: dict[Pair, float] = {}
    for a, b in itertools.permutations(states, 2):
        treaty = frozenset((a, b)) in tied
        if year - wars(case).get((a, b), 0) <= war_years and not treaty:
            values[a, b] = 0.75
        elif (a, b) in foes:
            values[a, b] = 0.25 if treaty else 0.5
        elif not treaty and any((a, c) in foes and frozenset((b, c)) in allies for c in states):
            values[a, b] = 0.25
    return values
