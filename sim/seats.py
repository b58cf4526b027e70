"""A game: people decide the alignments of some actors tick by tick, the model plays the rest with the same noise.

A game is a pure function of its set-up and of the choices made, so it can be played again from them at any time. A
person may choose anew in every tick (the model's own actors reconsider by chance); whoever has no choice in a tick is
played by the model in that tick. All else follows the rules: who changes sides starts from no commitment, measures
follow commitment. Leaders and other anchored actors move by events only and have no seat.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from sim.ensemble import Result, simulate
from sim.explanation import Explanation, explain_tick, noise_of
from sim.scenario import Scenario, Theory
from sim.scenario.checks import NO_POLE, unknown
from sim.setting import Ints, Setting
from sim.world import World

Choices = Mapping[tuple[int, str], str]
"""By tick and actor's code, the pole chosen, or ``none``."""

MODEL = -1


@dataclass(frozen=True)
class Seats:
    """A game so far.

    Attributes
    ----------
    result
        The ticks played, as of any run (one replicate), for every figure that takes a result.
    choices
        What people chose; those of ticks to come wait.
    """

    result: Result
    choices: Choices

    @property
    def tick(self) -> int:
        """The tick to be played next."""
        return self.result.ticks

    @property
    def over(self) -> bool:
        """Whether all ticks of the scenario are played."""
        return self.tick >= self.result.scenario.meta.ticks

    @property
    def world(self) -> World:
        """The world after the ticks played, one run."""
        return self.result.worlds[0]


def open_to_people(setting: Setting) -> tuple[str, ...]:
    """Codes of the actors that people can play: those that are not anchored."""
    return tuple(
        code for code, held in zip(setting.names.actors, setting.anchored.tolist(), strict=True) if not held
    )


def options(setting: Setting) -> tuple[str, ...]:
    """What an actor can choose: ``none``, where the scenario and the theory allow it, and the poles."""
    return (NO_POLE, *setting.names.poles) if setting.non_alignment else setting.names.poles


def play_seats(
    scenario: Scenario,
    theory: Theory | str | None = None,
    *,
    seed: int = 0,
    replicate: int = 0,
    ticks: int | None = None,
    choices: Choices | None = None,
    parameters: Mapping[str, float] | None = None,
    without: Collection[str] = (),
) -> Seats:
    """Play a game from its start through ``ticks`` ticks (default: all).

    With no choices it is ``sim.simulate`` of that seed and replicate, bit for bit; other choices than the model's
    leave the noise as it is.

    Raises
    ------
    ValueError
        For a choice of an unknown or anchored actor, of an unknown or forbidden option or outside the scenario's
        ticks, and as ``sim.simulate``.

    Examples
    --------
    >>> from sim.loading import load_scenario
    >>> game = play_seats(load_scenario("humanity_alliance"), ticks=3, choices={(1, "TUR"): "none"})
    >>> game.tick, game.over, game.result.trajectories.loc[(0, [1, 2], "TUR"), "alignment"].tolist()
    (3, False, ['palestine', 'none'])
    """
    made = dict(choices or {})
    length = scenario.meta.ticks if ticks is None else ticks
    first = simulate(
        scenario, theory, replicates=[replicate], seed=seed, ticks=0, parameters=parameters, without=without,
        save=(),
    )  # fmt: skip
    _check(made, first.setting, scenario.meta.ticks)
    result = simulate(
        scenario, first.theory, replicates=[replicate], seed=seed, ticks=length, parameters=parameters,
        without=without, given=given_alignments({k: v for k, v in made.items() if k[0] < length}, first.setting),
    )  # fmt: skip
    return Seats(result, made)


def given_alignments(choices: Choices, setting: Setting) -> dict[int, Ints]:
    """Choices as the engine takes them: by tick, alignments [N], -1 for who is left to the model."""
    given: dict[int, Ints] = {}
    for (tick, actor), option in choices.items():
        row = given.setdefault(tick, np.full(setting.actor_count, MODEL))
        row[setting.names.actors.index(actor)] = (NO_POLE, *setting.names.poles).index(option)
    return given


def _check(choices: Choices, setting: Setting, ticks: int) -> None:
    allowed, seats = options(setting), open_to_people(setting)
    for (tick, actor), option in choices.items():
        if actor not in setting.names.actors:
            raise ValueError(unknown("actor", actor, setting.names.actors))
        if actor not in seats:
            raise ValueError(f"{actor} is anchored: only events move it, so nobody can play it")
        if option not in allowed:
            raise ValueError(unknown("option", option, allowed))
        if not 0 <= tick < ticks:
            raise ValueError(f"tick {tick} is outside the scenario: choose 0 to {ticks - 1}")


def outlook(game: Seats, actor: str) -> Explanation:
    """What an actor is about to weigh: its options priced in the tick to come, and what the model would choose.

    Raises
    ------
    ValueError
        For an unknown actor, or where the game is over.
    """
    result = game.result
    if actor not in result.setting.names.actors:
        raise ValueError(unknown("actor", actor, result.setting.names.actors))
    if game.over:
        raise ValueError("the game is over: there is no tick to come")
    replicate = result.replicates[0]
    noise = noise_of(result.setting, result.seed, replicate, game.tick)
    return explain_tick(
        result.scenario, result.theory.name, result.setting, game.world, noise, actor, result.seed, replicate
    )


def made_so_far(game: Seats) -> dict[int, Ints]:
    """The choices of the ticks played, as the engine takes them."""
    return given_alignments({k: v for k, v in game.choices.items() if k[0] < game.tick}, game.result.setting)
