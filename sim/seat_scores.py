"""How people played their seats: against the model, against the actor's own interest, against history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim import engine, perception
from sim.ensemble import play
from sim.scenario.checks import NO_POLE
from sim.seats import MODEL, Seats, made_so_far
from sim.setting import Floats, Ints
from sim.world import World, initial_world


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

    _replay(game, price, 1, made_so_far(game))
    return found


def _left_to_the_model(game: Seats, actors: Sequence[str]) -> list[Ints]:
    """Alignments at the start and after every tick, [S, N] each; in row s the model plays the seat of actor s too."""
    without: dict[int, Ints] = {}
    for tick, row in made_so_far(game).items():
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
