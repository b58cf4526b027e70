"""How probable a theory makes each option of each observed item, for many sets of parameters side by side.

A count over runs jumps when a parameter moves, so the last draw is integrated out. An actor's alignment after tick t is
the one before it with probability 1 - ρ, else a draw from softmax(λ·U_t); whether it revises does not depend on U_t.
So

    P(a_t = k) = (1 - ρ)·P(a_(t-1) = k) + ρ·E[softmax(λ·U_t)_k],    E over the runs,

is exact, and its estimate over R runs is unbiased for every R. In votes the occasion's and the text's noise are
integrated out likewise. What stays random is the course that others take; it is drawn with the same noise
for every set of parameters (common random numbers), so that it moves in steps of the order of 1/R.

Where an event puts an actor on a side, the recursion starts there anew; actors whom an undated event may move are
counted.

Source: common random numbers and conditioning, Law 2015, ch. 11; Rao-Blackwell, Casella & Robert 1996.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim import engine
from sim.assimilation import vote_chances
from sim.columns import one_hot
from sim.compilation import compile_setting
from sim.ensemble import chunks
from sim.perception import deliberate, perceive
from sim.randomness import NoiseSource
from sim.rules.choice import choice_probabilities
from sim.scenario import Parameters, Scenario, Theory, effective_parameters
from sim.scenario.events import Align
from sim.setting import NO_TICK, Bools, Floats, Ints, Setting
from sim.stacking import stack_parameters
from sim.trial.record import ABSTAIN, BALLOT, NO, YES, Record
from sim.world import World, initial_world


@dataclass(frozen=True)
class Case:
    """A scenario, what was observed of it, and the theory it is put to."""

    scenario: Scenario
    record: Record
    theory: Theory

    def parameters(self, values: dict[str, float]) -> Parameters:
        """The parameters in force with some of them set."""
        return effective_parameters(self.scenario.parameters, self.theory.parameters, values)

    @property
    def columns(self) -> int:
        """Options of a table of chances: those of the item with most."""
        return max(len(self.scenario.poles) + 1, 0 if self.record.line_up.all() else len(BALLOT))


def chances(case: Case, parameters: Sequence[Parameters], *, replicates: int, seed: int) -> Floats:
    """Chance of each option of each item under each set of parameters, [P, M, options].

    Options that an item does not have stay at 0.
    """
    table = np.zeros((len(parameters), len(case.record), case.columns))
    numbers = [(p, r) for p in range(len(parameters)) for r in range(replicates)]
    for part, seen, _ in _played(case, parameters, numbers, seed):
        np.add.at(table, [p for p, _ in numbers[part]], seen / replicates)
    return table


def draws(case: Case, parameters: Sequence[Parameters], *, seed: int) -> Ints:
    """One set of data that each set of parameters might have brought about, [P, M]: options.

    Run p has replicate number p, so all are independent.
    """
    drawn = np.empty((len(parameters), len(case.record)), int)
    for part, _, options in _played(case, parameters, [(p, p) for p in range(len(parameters))], seed):
        drawn[part] = options
    return drawn


def _played(
    case: Case, parameters: Sequence[Parameters], numbers: Sequence[tuple[int, int]], seed: int
) -> Iterator[tuple[slice, Floats, Ints]]:
    """Chances [R, M, options] and draws [R, M] of runs, each given by its parameters and its replicate number."""
    scenario, record = case.scenario, case.record
    base = compile_setting(scenario, parameters[0], case.theory.non_alignment)
    for part in chunks(len(numbers), base):
        runs = numbers[part]
        setting = stack_parameters(base, [parameters[p] for p, _ in runs])
        seen = np.zeros((len(runs), len(record), case.columns))
        drawn = np.zeros((len(runs), len(record)), int)
        for ticks, world, belief in _courses(
            scenario, setting, [r for _, r in runs], seed, int(record.ticks.max())
        ):
            now = record.line_up & (record.ticks == ticks)
            who = record.actor[now]
            seen[:, now, : setting.pole_count + 1] = belief[:, who]
            drawn[:, now] = world.alignment[:, who]
        if not record.line_up.all():
            _ballots(world, setting, record, seen, drawn, np.random.default_rng([seed, part.start]))
        yield part, seen, drawn


def _courses(
    scenario: Scenario, setting: Setting, replicates: Sequence[int], seed: int, ticks: int
) -> Iterator[tuple[int, World, Floats]]:
    """After every tick: how many were played, the world, and P(a = k) given the others' course, [R, N, K + 1]."""
    names, p = setting.names, setting.per_option
    world = engine.start(initial_world(scenario, setting, len(replicates)), setting)
    belief = _sure(world, setting)
    resets, counted = _moved_by_events(setting)
    noise = NoiseSource(
        seed, replicates, actors=len(names.actors), poles=len(names.poles), blocs=len(names.blocs)
    )
    free = ~setting.anchored[:, None]
    for count, drawn in enumerate(noise.ticks(ticks)):
        now, _ = engine.open_tick(world, setting)
        if count in resets:
            belief = np.where(resets[count][:, None], _sure(now, setting), belief)
        revised = choice_probabilities(
            deliberate(now, setting, perceive(now, setting)).utility, p.logit_precision
        )
        belief = np.where(free, belief + p.revision_rate * (revised - belief), belief)
        world = engine.run(world, setting, [drawn])
        yield count + 1, world, np.where(counted[:, None], _sure(world, setting), belief)


def _sure(world: World, setting: Setting) -> Floats:
    return one_hot(world.alignment + 1, setting.pole_count + 1)


def _moved_by_events(setting: Setting) -> tuple[dict[int, Bools], Bools]:
    """Whom dated events put on a side, by tick, and whom others may, [N]."""
    dated: dict[int, Bools] = {}
    undated = np.zeros(setting.actor_count, bool)
    for event in setting.events:
        for resolved in event.effects:
            if not isinstance(resolved.effect, Align):
                continue
            if event.tick == NO_TICK:
                undated |= resolved.of
            else:
                dated[event.tick] = dated.get(event.tick, np.zeros_like(undated)) | resolved.of
    return dated, undated


def _ballots(
    world: World, setting: Setting, record: Record, seen: Floats, drawn: Ints, rng: np.random.Generator
) -> None:
    """Fill in the votes, of those that vote."""
    items = np.flatnonzero(~record.line_up)
    actor, motion = record.actor[items], record.motion[items]
    stance, demand = world.vote_stance[:, actor, motion], setting.motions.demand[motion]
    p = setting.parameters
    own = np.broadcast_to(np.sqrt(p.vote_noise**2 + setting.leaning_error[actor] ** 2), stance.shape)
    yes, no = vote_chances(stance, np.sqrt(own**2 + p.text_noise**2), demand, p)
    for option, chance in ((YES, yes), (NO, no), (ABSTAIN, 1 - yes - no)):
        seen[:, items, option] = chance
    text = rng.standard_normal((world.runs, len(setting.names.motions)))[:, motion]
    z = stance + own * rng.standard_normal(stance.shape) + p.text_noise * text
    drawn[:, items] = np.where(z >= demand, YES, np.where(z <= -p.resistance, NO, ABSTAIN))
