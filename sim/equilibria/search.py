"""Every stable alignment of a frozen world: all line-ups where they can be gone through, else a sample of starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim import provenance
from sim.ensemble import Result, simulate
from sim.equilibria import mirrors, moves, sampling
from sim.equilibria.frozen import FrozenWorld, freeze
from sim.equilibria.potential import Potential, find_potential
from sim.equilibria.pulls import Pulls, measure_pulls
from sim.equilibria.result import Configuration, Equilibria
from sim.scenario import Scenario, Theory
from sim.scenario.checks import NO_POLE
from sim.setting import Floats, Ints

MOST_LINE_UPS = 1 << 24
"""Above this many line-ups not all are gone through."""

MOST_PRICED = 200_000_000
"""Where the engine prices each line-up: the most line-ups times pairs of actors, some seconds' work."""

MOST_HELD = 100_000_000
"""The most starts times movable actors that a search holds."""

MOST_NUMBERED = 1 << 62
"""Line-ups up to so many have numbers that fit into an integer."""

LISTED = 10_000
"""The most configurations that a result lists."""

USUAL_STARTS = (100, 10_000)


@dataclass(frozen=True)
class _Game:
    """A frozen world with what was found out about it."""

    frozen: FrozenWorld
    pulls: Pulls | None
    potential: Potential | None
    mirrored: bool

    @property
    def utilities(self) -> Callable[[Ints], Floats]:
        return self.frozen.utilities if self.pulls is None else self.pulls.utilities

    @property
    def weights(self) -> Floats:
        """By which gains are compared: the potential's, the greatest of them 1, or all 1."""
        if self.potential is None:
            return np.ones(len(self.frozen.movable))
        return np.asarray(self.potential.weights / self.potential.weights.max())

    @property
    def exhaustible(self) -> bool:
        count, actors = self.frozen.line_ups, self.frozen.setting.actor_count
        return count <= MOST_LINE_UPS and (self.pulls is not None or count * actors**2 <= MOST_PRICED)


@dataclass(frozen=True)
class _Found:
    """Stable line-ups [F, M], each one's basin [F], and how many starts there were and went in circles."""

    choices: Ints
    basins: Floats
    starts: float
    cycling: float


def find_equilibria(
    scenario: Scenario,
    theory: Theory | str | None = None,
    *,
    tick: int = 0,
    starts: int | None = None,
    seed: int = 0,
    parameters: Mapping[str, float] | None = None,
) -> Equilibria:
    """Every stable alignment: each movable actor's own option is best, given the others'.

    Parameters
    ----------
    scenario, theory, parameters
        As for ``simulate``.
    tick
        The world is frozen as it stands after so many ticks of one run (default: as the scenario starts).
    starts
        Random starts where line-ups are too many to go through (default: as many as take some seconds, 100 to 10,000).
    seed
        Of the run until the tick, and of the starts.

    Raises
    ------
    ValueError
        Where nobody has a choice, the tick is outside the scenario, or the starts are more than can be held.

    Examples
    --------
    >>> from sim.loading import load_scenario
    >>> found = find_equilibria(load_scenario("realist_1936_five"))
    >>> found.count, found.exhaustive, [c.basin for c in found.configurations]
    (4, True, [7.0, 5.0, 3.0, 1.0])
    """
    if not 0 <= tick <= scenario.meta.ticks:
        raise ValueError(f"tick {tick} is outside the scenario: choose 0 to {scenario.meta.ticks}")
    before = simulate(scenario, theory, replicates=[0], ticks=tick, seed=seed, parameters=parameters, save=())
    game = _look_at(before, np.random.default_rng(seed))
    rng = np.random.default_rng(seed)
    found = _all_line_ups(game) if game.exhaustible else _sample(game, starts, rng)
    return _told(before, game, found, seed)


def _look_at(before: Result, rng: np.random.Generator) -> _Game:
    frozen = freeze(before.worlds[0], before.setting)
    pulls = measure_pulls(frozen, rng)
    potential = None
    if pulls is not None:
        total = sum(actor.capability or 0 for actor in before.scenario.actors.values()) or 1.0
        sizes = frozen.world.capability[0, frozen.movable] * total
        potential = find_potential(pulls, sizes, total / (before.parameters.weight_affinity or total))
    game = _Game(frozen, pulls, potential, mirrored=False)
    return _Game(frozen, pulls, potential, mirrors.poles_alike(frozen, game.utilities, rng))


def _all_line_ups(game: _Game) -> _Found:
    frozen, actors = game.frozen, len(game.frozen.movable)
    if game.pulls is None:
        ahead = moves.successors_priced(frozen, game.weights)
    else:
        ahead = moves.successors(game.pulls, frozen.inertia, game.weights)
    stable = np.flatnonzero(ahead == np.arange(len(ahead), dtype=ahead.dtype))
    reached, settled = moves.ends(ahead)
    counts = mirrors.share_of_images(actors, frozen.options) if game.mirrored else np.ones(len(ahead))
    sizes = np.bincount(reached[settled], weights=counts[settled], minlength=len(ahead))[stable]
    choices, basins = _joined(game, moves.digits(stable, actors, len(frozen.options)), sizes.astype(float))
    return _Found(choices, basins, float(counts.sum()), float(counts[~settled].sum()))


def _sample(game: _Game, starts: int | None, rng: np.random.Generator) -> _Found:
    frozen, (fewest, most) = game.frozen, USUAL_STARTS
    actors = len(frozen.movable)
    number = starts or int(np.clip(3e8 / frozen.setting.actor_count**3, fewest, most))
    if number * actors > MOST_HELD:
        raise ValueError(
            f"{number:,} starts of {actors:,} movable actors are more than the search holds: "
            f"ask for at most {MOST_HELD // actors:,} with --starts"
        )
    options = len(frozen.options)
    first = rng.integers(options, size=(number, actors), dtype=np.int8)
    reached, settled = sampling.descend(first, game.utilities, frozen.inertia, game.weights, options)
    choices, basins = _joined(game, reached[settled].astype(int), np.ones(int(settled.sum())))
    return _Found(choices, basins, float(number), float((~settled).sum()))


def _joined(game: _Game, choices: Ints, basins: Floats) -> tuple[Ints, Floats]:
    """Each line-up once, of mirror images the one that stands for all, with the sum of their basins."""
    if game.mirrored:
        choices = mirrors.standing_for(choices, game.frozen.options)
    if game.frozen.line_ups <= MOST_NUMBERED:
        numbers = moves.numbers(choices, len(game.frozen.options))
    else:
        numbers = np.unique(choices, axis=0, return_inverse=True)[1].reshape(-1)
    distinct, first, place = np.unique(numbers, return_index=True, return_inverse=True)
    joined = np.bincount(place, weights=basins, minlength=len(distinct))
    return choices[first], joined.astype(float)


def _told(before: Result, game: _Game, found: _Found, seed: int) -> Equilibria:
    frozen, scenario = game.frozen, before.scenario
    names = before.setting.names
    energies = None if game.potential is None else _rounded(game.potential.energy(found.choices))
    order = np.lexsort((-found.basins, np.zeros(len(found.basins)) if energies is None else energies))
    movable = tuple(names.actors[i] for i in frozen.movable)
    expected = scenario.expected.alignment if scenario.expected else {}
    scored = {actor: pole or NO_POLE for actor, pole in expected.items() if actor in movable}
    listed = []
    for place in order[:LISTED]:
        alignment, right = _named(game, names.actors, names.poles, found.choices[place], scored)
        energy = None if energies is None else float(energies[place])
        listed.append(Configuration(alignment, energy, float(found.basins[place]), right))
    return Equilibria(
        scenario=scenario.meta.name, title=scenario.meta.title, theory=before.theory.name,
        parameters=before.parameters.model_dump(), tick=before.ticks, seed=seed,
        capability=dict(zip(names.actors, frozen.world.capability[0].tolist(), strict=True)),
        movable=movable, options=tuple((NO_POLE, *names.poles)[k] for k in frozen.options),
        line_ups=frozen.line_ups, exhaustive=game.exhaustible, mirrored=game.mirrored, starts=found.starts,
        cycling=found.cycling, potential=game.potential is not None, count=len(found.choices),
        configurations=tuple(listed), scored=len(scored),
        digest=provenance.digest(scenario, before.theory, before.parameters, before.ticks),
    )  # fmt: skip


def _named(
    game: _Game, actors: tuple[str, ...], poles: tuple[str, ...], choices: Ints, scored: dict[str, str]
) -> tuple[dict[str, str], int | None]:
    """A line-up by name, of its mirror images the one that history agrees with most, and how far it does."""
    several = mirrors.images(choices, game.frozen.options) if game.mirrored else choices[None]
    sides = (NO_POLE, *poles)
    told = [
        dict(zip(actors, (sides[a] for a in line_up), strict=True))
        for line_up in game.frozen.alignments(several)
    ]
    right = [sum(alignment[actor] == side for actor, side in scored.items()) for alignment in told]
    best = int(np.argmax(right))
    return told[best], right[best] if scored else None


def _rounded(energies: Floats) -> Floats:
    """Energies to twelve digits of the greatest: what lies beyond is rounding, and equal energies shall be equal."""
    greatest = np.abs(energies).max(initial=0)
    if greatest == 0:
        return energies
    return np.round(energies, 11 - int(np.floor(np.log10(greatest)))) + 0.0
