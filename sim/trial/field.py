"""The cases of a tournament, and which of them are too close to a scored case to learn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.compilation import compile_setting
from sim.loading import InputError, bundled_scenarios, load_scenario
from sim.scenario import Scenario
from sim.setting import Floats, Ints
from sim.trial.record import Record, expected_record, free_actors
from sim.world import World, initial_world

HISTORY = "history"
NOT_HISTORY = ("realist_1936", "realist_1936_five", "unix_1988")
"""Bundled with the history cases, but no trials: relations alike by assumption, sizes made up to fit the result."""
KIN_YEARS = 10
KIN_SHARE = 0.5


@dataclass(frozen=True)
class TrialCase:
    """A scenario with an expected line-up."""

    name: str
    scenario: Scenario

    @cached_property
    def record(self) -> Record:
        """The expected alignments of those that are free to choose."""
        return expected_record(self.scenario)

    @cached_property
    def digest(self) -> str:
        """Names the case as it is now."""
        told = json.dumps(self.scenario.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def actors(self) -> list[str]:
        """Codes of the scored actors."""
        codes = list(self.scenario.actors)
        return [codes[i] for i in self.record.actor]

    @cached_property
    def start(self) -> Ints:
        """Alignment of each scored actor at the start, [M]."""
        return np.asarray(self._first.alignment[0, self.record.actor])

    @cached_property
    def size(self) -> Floats:
        """Capability share of each scored actor at the start, [M]."""
        return np.asarray(self._first.capability[0, self.record.actor])

    @property
    def open_to(self) -> Floats:
        """1 for each option that the scenario allows, [K + 1]."""
        return np.array([float(self.scenario.meta.non_alignment), *[1.0] * len(self.scenario.poles)])

    @cached_property
    def _first(self) -> World:
        setting = compile_setting(self.scenario, self.scenario.parameters)
        return initial_world(self.scenario, setting, 1)


def history_cases() -> list[str]:
    """Names of the bundled history cases."""
    return [
        name
        for name, path in bundled_scenarios().items()
        if path.parent.name == HISTORY and name not in NOT_HISTORY
    ]


def load_cases(names: Sequence[str]) -> tuple[list[TrialCase], dict[str, str]]:
    """Cases that can be scored, and why the others cannot, by name."""
    cases: dict[str, TrialCase] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            scenario = led(load_scenario(name))
            expected_record(scenario)
        except (InputError, ValueError) as error:
            missing[name] = str(error)
            continue
        own = scenario.meta.name
        if own in cases:
            missing[name] = f"is called {own} as another case is: give it a name of its own in `meta`"
        else:
            cases[own] = TrialCase(own, scenario)
    return list(cases.values()), missing


def led(scenario: Scenario) -> Scenario:
    """The scenario with the leaders of its poles anchored, where nobody is.

    Else the names of sides would be arbitrary, and a line-up and its mirror image two answers.
    """
    if not free_actors(scenario).all():
        return scenario
    leaders = {code for pole in scenario.poles.values() for code in pole.leaders}
    actors = {
        code: actor.model_copy(update={"anchored": True}) if code in leaders else actor
        for code, actor in scenario.actors.items()
    }
    return scenario.model_copy(update={"actors": actors})


def kin(one: TrialCase, other: TrialCase) -> bool:
    """Whether two cases share at least half the scored actors of the smaller and begin within ten years of each other.

    Such cases have much of one outcome in common: learning from the one would be learning from the other's answer.
    """
    shared = len(set(one.actors) & set(other.actors))
    days = abs((one.scenario.meta.start - other.scenario.meta.start).days)
    return shared >= KIN_SHARE * min(len(one.actors), len(other.actors)) and days <= KIN_YEARS * 365.25


def lessons(scored: TrialCase, cases: Iterable[TrialCase]) -> list[TrialCase]:
    """The cases from which parameters for a scored case may be learnt: all but itself and its kin."""
    return [case for case in cases if case.name != scored.name and not kin(scored, case)]


def family_weights(family: Sequence[int]) -> Floats:
    """Weight of each case, summing to one: families count alike, and within one its cases, [C].

    Examples
    --------
    >>> family_weights([0, 1, 1]).tolist()
    [0.5, 0.25, 0.25]
    """
    _, place, count = np.unique(family, return_inverse=True, return_counts=True)
    return np.asarray(1 / (len(count) * count[place]))


def families(cases: Sequence[TrialCase]) -> list[int]:
    """A number for each case, the same for cases that kinship joins, directly or through others."""
    family = list(range(len(cases)))
    for i, one in enumerate(cases):
        for j in range(i):
            if family[i] != family[j] and kin(one, cases[j]):
                family = [family[j] if f == family[i] else f for f in family]
    numbers = {f: k for k, f in enumerate(dict.fromkeys(family))}
    return [numbers[f] for f in family]
