"""A game: people decide the alignments of some actors tick by tick, the model plays the rest with the same noise.

A game is a pure function of its set-up and of the choices made, so it can be played again from them at any time. A
person may choose anew in every tick (the model's own actors reconsider by chance); whoever has no choice in a tick is
played by the model in that tick. All else follows the rules: who changes sides starts from no commitment, measures
follow commitment. Leaders and other anchored actors move by events only and have no seat.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim import engine, perception
from sim.ensemble import Result, play, simulate
from sim.explanation import Explanation, explain_tick, noise_of
from sim.scenario import Scenario, Theory
from sim.scenario.checks import NO_POLE, unknown
from sim.setting import Floats, Ints, Setting
from sim.world import World, initial_world

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


@dataclass(frozen=True)
class SeatTick:
    """One choice that a person made.

    Attributes
    ----------
    chosen
        The alignment that the person chose.
    model
        That of the model, playing this seat from the start while all other people's choices stay.
    best
        The option of greatest utility to the actor, as the game then stood.
    utility, cost
        What the choice was worth to the actor, and by how much ``best`` was worth more, in units of utility.
    """

    tick: int
    date: str
    chosen: str
    model: str
    best: str
    utility: float
    cost: float


@dataclass(frozen=True)
class SeatScore:
    """How a person played an actor.

    Attributes
    ----------
    ticks
        The ticks in which the person chose; the scores are over these.
    agreement
        Share of them in which the alignment is the one that the model, playing this seat, has.
    cost
        Mean of what the choices cost against the best options, in units of utility; 0 is the model's best reply.
    expected, as_history
        The side that history recorded at the end, and whether the game ended so; None where the scenario does not
        say, and ``as_history`` also while the game is not over.
    """

    actor: str
    ticks: list[SeatTick]
    agreement: float
    cost: float
    expected: str | None
    as_history: bool | None


def score(game: Seats, actors: Sequence[str] | None = None) -> list[SeatScore]:
    """How people played their actors (default: all who chose at least once), in the scenario's order."""
    names = game.result.setting.names
    played = {actor for tick, actor in game.choices if tick < game.tick}
    asked = [code for code in names.actors if code in (played if actors is None else played & set(actors))]
    if not asked:
        return []
    utility, alone = _priced(game), _left_to_the_model(game, asked)
    labels = (NO_POLE, *names.poles)
    scores = []
    for row, actor in enumerate(asked):
        i, ticks = names.actors.index(actor), []
        for tick in sorted(t for t, who in game.choices if who == actor and t < game.tick):
            worth, chosen = utility[tick][i], int(game.result.saved["alignment"][0, tick + 1, i])
            ticks.append(
                SeatTick(
                    tick=tick,
                    date=game.result.scenario.meta.date_of(tick).isoformat(),
                    chosen=labels[chosen],
                    model=labels[alone[tick + 1][row, i]],
                    best=labels[int(worth.argmax())],
                    utility=float(worth[chosen]),
                    cost=float(worth.max() - worth[chosen]),
                )
            )
        scores.append(_scored(game, actor, ticks, labels[int(game.world.alignment[0, i])]))
    return scores


def _scored(game: Seats, actor: str, ticks: list[SeatTick], now: str) -> SeatScore:
    known = game.result.scenario.expected
    recorded = known is not None and actor in known.alignment
    expected = (known.alignment[actor] or NO_POLE) if known is not None and recorded else None
    return SeatScore(
        actor=actor,
        ticks=ticks,
        agreement=float(np.mean([tick.chosen == tick.model for tick in ticks])),
        cost=float(np.mean([tick.cost for tick in ticks])),
        expected=expected,
        as_history=expected == now if expected is not None and game.over else None,
    )


def _priced(game: Seats) -> list[Floats]:
    """Utility of each option to each actor in every tick as the game was played, [N, K + 1] each."""
    setting = game.result.setting
    found: list[Floats] = []

    def price(world: World) -> None:
        now, _ = engine.open_tick(world, setting)
        found.append(perception.deliberate(now, setting, perception.perceive(now, setting)).utility[0])

    _replay(game, price, 1, _made(game))
    return found


def _left_to_the_model(game: Seats, actors: Sequence[str]) -> list[Ints]:
    """Alignments at the start and after every tick, [S, N] each; in row s the model plays the seat of actor s too."""
    without: dict[int, Ints] = {}
    for tick, row in _made(game).items():
        without[tick] = np.repeat(row[None], len(actors), axis=0)
        for s, actor in enumerate(actors):
            without[tick][s, game.result.setting.names.actors.index(actor)] = MODEL
    found: list[Ints] = []
    _replay(game, lambda world: found.append(world.alignment), len(actors), without)
    return found


def _replay(game: Seats, watch: Callable[[World], None], runs: int, given: Mapping[int, Ints]) -> None:
    """Show the worlds of a game played again, with the same noise in all of ``runs`` runs."""
    result = game.result
    first = engine.start(initial_world(result.scenario, result.setting, runs), result.setting)
    play(first, result.setting, list(result.replicates) * runs, result.seed, game.tick, [watch], given)


def _made(game: Seats) -> dict[int, Ints]:
    return given_alignments({k: v for k, v in game.choices.items() if k[0] < game.tick}, game.result.setting)
