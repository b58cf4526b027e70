"""What was observed of a case, as items with one of a few options each: line-ups and votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.compilation import compile_setting
from sim.scenario import Scenario
from sim.setting import Bools, Ints

LINE_UP = -1
NO, ABSTAIN, YES = range(3)
BALLOT = {"no": NO, "abstain": ABSTAIN, "yes": YES}


@dataclass(frozen=True)
class Record:
    """M observed items.

    Attributes
    ----------
    actor
        Position of the actor in the scenario, [M].
    ticks
        How many ticks have been played when it is seen, [M].
    motion
        Position of the motion, or -1 where the item is an alignment, [M].
    option
        An alignment (0 non-aligned, 1 … K), or a vote (0 no, 1 abstain, 2 yes), [M].
    """

    actor: Ints
    ticks: Ints
    motion: Ints
    option: Ints

    def __len__(self) -> int:
        return len(self.actor)

    @property
    def line_up(self) -> Bools:
        """Which items are alignments, [M]."""
        return np.asarray(self.motion == LINE_UP)

    def options(self, poles: int) -> Ints:
        """How many options each item has with this many poles, [M]."""
        return np.where(self.line_up, poles + 1, len(BALLOT))


def record_of(items: list[tuple[int, int, int, int]]) -> Record:
    """A record of (actor, ticks, motion, option)."""
    table = np.array(items, int).reshape(-1, 4)
    return Record(*(table[:, column].copy() for column in range(4)))


def free_actors(scenario: Scenario) -> Bools:
    """Actors whose alignment the model decides, [N]: not those that are anchored."""
    return ~compile_setting(scenario, scenario.parameters).anchored


def expected_record(scenario: Scenario) -> Record:
    """The line-up that a scenario's ``expected`` gives for its end; anchored actors, such as leaders, do not count.

    Raises
    ------
    ValueError
        Where it expects nothing of anyone that is free to choose.

    Examples
    --------
    >>> from sim.loading import load_scenario
    >>> expected_record(load_scenario("nato_veto"))
    Traceback (most recent call last):
    ...
    ValueError: nato_veto expects nothing: it has no `expected` line-up
    """
    name = scenario.meta.name
    if scenario.expected is None:
        raise ValueError(f"{name} expects nothing: it has no `expected` line-up")
    poles, free = list(scenario.poles), free_actors(scenario)
    items = [
        (i, scenario.meta.ticks, LINE_UP, 0 if side is None else poles.index(side) + 1)
        for i, code in enumerate(scenario.actors)
        if free[i] and code in scenario.expected.alignment
        for side in [scenario.expected.alignment[code]]
    ]
    if not items:
        raise ValueError(
            f"{name} expects nothing of actors that are free to choose: all of them are anchored"
        )
    return record_of(items)
