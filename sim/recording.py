"""What runs are to keep of their course, and the arrays that keep it: chosen outcomes and actors, at chosen ticks.

A recording costs runs × ticks kept × numbers kept, whatever the size of the world it is taken from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.outcomes import measure
from sim.rules.choice import POSTURES
from sim.scenario import OUTCOMES, Scenario
from sim.scenario.base import Keys, Names, Part
from sim.scenario.checks import NO_POLE
from sim.scenario.vocabulary import OutcomeInfo
from sim.setting import Ints, Setting
from sim.world import World

ACTOR_VARIABLES: dict[str, OutcomeInfo] = {
    info.name: info
    for info in (
        OutcomeInfo("alignment", "none", "pole", "The pole that the actor stands with."),
        OutcomeInfo("posture", "none", "posture", "What its alignment means given the threat it perceives."),
        replace(OUTCOMES["commitment"], of="none"),
        OutcomeInfo("capability", "none", "share", "The actor's share of all capability."),
        replace(OUTCOMES["dissent"], of="none"),
        OutcomeInfo("mobilisation", "none", "0 to 1", "The actor's own internal balancing."),
        OutcomeInfo("opinion", "pole", "-1 to 1", "Opinion of the pole among the actor's public."),
    )
}
"""What can be kept of every actor, by name; ``opinion`` is of a pole: ``opinion.palestine``."""


class Trajectories(Part):
    """What to keep of the course of every run.

    Attributes
    ----------
    outcomes
        Outcomes over time, such as ``weight_share.palestine``: any of ``sim.scenario.OUTCOMES``, of any subject.
    variables
        Variables of actors: names of ``ACTOR_VARIABLES``.
    actors
        Whose variables: actors, groups, blocs or ``all``.
    every
        Keep each tick of this multiple; the start and the last tick are always kept.
    """

    outcomes: Keys = ()
    variables: Keys = ()
    actors: Names = ("all",)
    every: Annotated[int, Field(ge=1, le=10_000)] = 1


NOTHING = Trajectories()
"""No outcomes and no variables."""


@dataclass(frozen=True)
class Recording:
    """What was kept of some runs.

    Attributes
    ----------
    ticks
        The ticks kept, [T]; 0 is the start.
    actors
        Codes of the actors kept, A of them.
    labels
        Names behind the codes of ``alignment`` and ``posture``.
    outcomes
        By key, [R, T], in double precision: the last tick is the outcome of the run, bit for bit.
    variables
        By name, [R, T, A]: codes in one byte, numbers in single precision, since of shares and scores six digits
        carry all that the model can mean, and there are as many of them as actors.
    """

    ticks: Ints
    actors: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    outcomes: Mapping[str, NDArray[np.float64]]
    variables: Mapping[str, NDArray[Any]]

    @classmethod
    def joined(cls, several: Sequence[Recording]) -> Recording:
        """Recordings of the same ticks and actors, run after run."""
        first = several[0]
        return cls(
            first.ticks, first.actors, first.labels,
            {key: np.concatenate([one.outcomes[key] for one in several]) for key in first.outcomes},
            {key: np.concatenate([one.variables[key] for one in several]) for key in first.variables},
        )  # fmt: skip


class Recorder:
    """Keeps what is wanted of the worlds it is shown, one call of ``keep`` for every tick from 0.

    Parameters
    ----------
    runs, ticks
        Of the worlds to come: how many runs lie side by side, and the last tick.

    Raises
    ------
    ValueError
        For an outcome or a variable that the setting does not have.
    """

    def __init__(
        self, wanted: Trajectories, scenario: Scenario, setting: Setting, *, runs: int, ticks: int
    ) -> None:
        self._setting, self._ticks = setting, kept_ticks(ticks, wanted.every)
        self._measured = {key: _subject(key, OUTCOMES, setting) for key in wanted.outcomes}
        self._read = {key: _subject(key, ACTOR_VARIABLES, setting) for key in wanted.variables}
        codes = scenario.select(wanted.actors) if wanted.variables else ()
        self._positions = np.array([setting.names.actors.index(code) for code in codes], int)
        shape = (runs, len(self._ticks), len(self._positions))
        self.recording = Recording(
            ticks=self._ticks,
            actors=tuple(codes),
            labels={"alignment": (NO_POLE, *setting.names.poles), "posture": POSTURES},
            outcomes={key: np.empty(shape[:2]) for key in wanted.outcomes},
            variables={
                key: np.empty(shape, np.int8 if key in ("alignment", "posture") else np.float32)
                for key in wanted.variables
            },
        )

    def keep(self, world: World) -> None:
        """Take what is wanted from a world, if its tick is one to keep."""
        place = int(np.searchsorted(self._ticks, world.tick))
        if self._ticks[place] != world.tick:
            return
        for key, (name, subject) in self._measured.items():
            self.recording.outcomes[key][:, place] = measure(name, world, self._setting, subject)
        for key, (name, pole) in self._read.items():
            values = getattr(world, name)
            values = values[..., pole] if ACTOR_VARIABLES[name].of == "pole" else values
            self.recording.variables[key][:, place] = values[:, self._positions]


def kept_ticks(last: int, every: int) -> Ints:
    """The ticks that are kept of 0 … last.

    Examples
    --------
    >>> kept_ticks(7, 3).tolist(), kept_ticks(2, 5).tolist()
    ([0, 3, 6, 7], [0, 2])
    """
    return np.union1d(np.arange(0, last, every), [0, last])


def _subject(key: str, known: Mapping[str, OutcomeInfo], setting: Setting) -> tuple[str, int]:
    """The name, and the position of the subject, that a key such as ``members.oic`` speaks of."""
    name, _, subject = key.partition(".")
    of = known[name].of if name in known else "none"
    subjects = ("",) if of == "none" else getattr(setting.names, f"{of}s")
    if name not in known or subject not in subjects:
        raise ValueError(f"`{key}` cannot be recorded: the scenario has no such thing")
    return name, subjects.index(subject)
