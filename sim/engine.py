"""One tick, and a run of ticks. This file alone orders the rules.

A tick, in order: events due or triggered → opinion → threat → weights of the poles → utility of each option →
choice → commitment and measures → blocs → motions → harm and dissent → capability → readings. Rules read
the world as it was when the tick began (after its events): updating is synchronous.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from sim.columns import at_own_pole, by_column, count, matches, switched_on, tally
from sim.outcomes import measure, measures_in_force
from sim.perception import WEIGHED, Deliberation, Perception, deliberate, focus, lens_of, perceive, weigh
from sim.randomness import Noise
from sim.rules import (
    blocs,
    capability,
    choice,
    commitment,
    deterrence,
    events,
    harm,
    motions,
    opinion,
)
from sim.scenario import Rule
from sim.setting import NO_TICK, Bools, Floats, Ints, Setting
from sim.world import (
    FAILED,
    NEVER,
    PASSED,
    World,
    capability_share,
    check_finite,
)


def start(world: World, setting: Setting) -> World:
    """The initial world with its readings: weights, cohesion and the reference shares of weight."""
    world = read(focus(world, setting), setting)
    total = world.weights.sum(axis=-1, keepdims=True)
    return replace(world, reference_share=world.weights / np.where(total > 0, total, 1))


def tick(world: World, setting: Setting, noise: Noise, given: Ints | None = None) -> World:
    """The world one tick later; ``given`` are alignments that people decide, see ``sim.rules.choice.choose``."""
    now, put = open_tick(world, setting)
    seen = perceive(now, setting)
    case = deliberate(now, setting, seen)
    alignment = choice.choose(
        case.utility, now.alignment, setting.anchored, noise.revision, noise.choice, setting.per_option, given
    )
    committed = _commit(now, setting, case, alignment)
    membership, open_blocs = _move_blocs(now, setting, noise)
    votes, vote_stance, outcome, event_due = _vote(now, setting, case, noise, put)
    restraint, harmed = _restrain(now, setting, seen)
    mobilisation, components = _grow(now, setting, seen, noise)
    later = replace(
        now,
        tick=now.tick + 1,
        opinion=_move_opinion(now, setting, seen),
        dissent=_move_dissent(now, setting),
        alignment=alignment,
        commitment=committed,
        posture=choice.posture(alignment, seen.pole_threat, now.weights, setting.parameters),
        membership=membership,
        open_blocs=open_blocs,
        votes=votes,
        vote_stance=vote_stance,
        motion_outcome=outcome,
        event_due=event_due,
        harm=harmed,
        restraint=restraint,
        mobilisation=mobilisation,
        components=components,
        capability=capability_share(components),
    )
    return read(later, setting)


def open_tick(world: World, setting: Setting) -> tuple[World, Bools]:
    """The world after the events of this tick, which is what its rules read, and the motions to vote on [R, Q]."""
    what = events.happening(world, setting, _trigger_values(world, setting))
    put = events.put_to_vote(world, setting, what.fires)
    now = focus(events.apply_events(world, setting, what), setting)
    moved = any(getattr(now, name) is not getattr(world, name) for name in WEIGHED)
    return weigh(now, setting) if moved else now, put


def run(
    world: World,
    setting: Setting,
    noises: Iterable[Noise],
    watch: Callable[[World], None] | None = None,
    given: Mapping[int, Ints] | None = None,
) -> World:
    """Play one tick for each noise; ``watch`` sees the world after each, ``given`` are alignments decided by tick.

    Raises
    ------
    sim.world.NotFiniteError
        Where a NaN or an infinity appears.
    """
    for noise in noises:
        with np.errstate(over="ignore", invalid="ignore"):  # told by check_finite, with tick, array and actor
            world = tick(world, setting, noise, (given or {}).get(world.tick))
        check_finite(world, setting)
        if watch is not None:
            watch(world)
    return world


def read(world: World, setting: Setting) -> World:
    """The world with its readings: measures first adopted, cohesion of blocs, weights of the poles."""
    fresh = measures_in_force(world, setting) & (world.adopted == NEVER)
    just_played = max(world.tick - 1, 0)
    adopted = world.adopted.copy("K")
    adopted[fresh] = just_played
    return weigh(replace(world, adopted=adopted), setting)


def _trigger_values(world: World, setting: Setting) -> Floats:
    values = np.zeros((world.runs, len(setting.events)))
    for e, event in enumerate(setting.events):
        if event.trigger is not None:
            values[:, e] = measure(event.trigger.outcome, world, setting, max(event.subject, 0))
    return values


def _seen_harm(world: World, setting: Setting, seen: Perception) -> Floats:
    """Harm by each pole to those each actor identifies with, [R, N, K]."""
    return tally(lens_of(world).felt, world.harm[..., None] * seen.sides[:, setting.harmed.of])


def _move_opinion(world: World, setting: Setting, seen: Perception) -> Floats:
    return opinion.move_opinion(
        world.opinion, setting.first_opinion, seen.heeded_opinion, lens_of(world).has_peers, setting.susceptibility,
        _seen_harm(world, setting, seen), world.traits.media_exposure, setting.per_option,
    )  # fmt: skip


def _move_dissent(world: World, setting: Setting) -> Floats:
    total = world.weights.sum(axis=-1, keepdims=True)
    lost = world.reference_share - world.weights / np.where(total > 0, total, 1)
    return opinion.move_dissent(
        world.dissent,
        world.traits.dissent_level,
        at_own_pole(np.maximum(lost, 0)[:, None, :], world.alignment),
        opinion.harm_inflicted(world.harm, setting.harmed, setting.actor_count),
        at_own_pole(world.opinion, world.alignment),
        setting.parameters,
    )


def _commit(world: World, setting: Setting, case: Deliberation, alignment: Ints) -> Floats:
    table = setting.measures
    start = np.where(alignment == world.alignment, world.commitment, 0.0)
    exposed = commitment.exposure(lens_of(world).needs, alignment)
    rung_cost = commitment.next_rung_cost(
        start, alignment, table.threshold, table.cost, table.trade, table.open_to, exposed
    )
    floor = commitment.obligation_floor(
        world.membership, alignment, setting.blocs.pole, setting.blocs.obligation
    )
    return commitment.commit(
        world.commitment, world.alignment, alignment, case.utility, rung_cost, floor, setting.anchored,
        setting.parameters,
    )  # fmt: skip


def _move_blocs(world: World, setting: Setting, noise: Noise) -> tuple[Bools, Bools]:
    table, p = setting.blocs, setting.parameters
    if not table.rule:
        return world.membership, world.open_blocs
    convening = blocs.convening_power(world.capability, setting.reach, table.convener)
    stances = blocs.stance(world.commitment, world.alignment, np.maximum(table.pole, 1)) * (table.pole > 0)
    proposed = np.zeros(world.open_blocs.shape, bool)
    if setting.emergent_blocs:
        caller = np.take_along_axis(stances, np.maximum(table.convener, 0)[None, None], axis=1)[:, 0]
        proposed = blocs.proposes(convening, caller, noise.proposal, p)
    case = blocs.EntryCase(
        stances=stances,
        affinity=blocs.mean_affinity(world.relations.affinity, world.membership),
        joined=count(world.membership) / np.maximum(table.size, 1),
        convening=convening,
        rivalry=blocs.worst_rivalry(
            world.relations.rivalry, setting.rivals.of, setting.rivals.toward, world.membership
        ),
        cohesion=world.cohesion,
    )
    on_its_side = matches(world.alignment, table.pole) | (table.pole == 0)
    eligible = table.invited.T & by_column((world.open_blocs | proposed)[:, None, :]) & on_its_side
    argument = blocs.entry_argument(case, setting.per_option)
    membership = blocs.move_membership(
        world.membership, argument, eligible, table.pole > 0, noise.entry, setting.per_option
    )
    opened = events.open_blocs(replace(world, membership=membership), setting, proposed)
    return opened.membership, opened.open_blocs


def _vote(
    world: World, setting: Setting, case: Deliberation, noise: Noise, put: Bools
) -> tuple[motions.Votes, Floats, motions.Votes, Bools]:
    table, p = setting.motions, setting.parameters
    votes, stances, outcome, due = world.votes, world.vote_stance, world.motion_outcome, world.event_due
    if not put.any():
        return votes, stances, outcome, due
    absent = noise.absence < motions.absence_chance(world.capability, setting.parameters)
    inclined = motions.inclination(case.utility, p)
    spread = np.sqrt(np.square(p.vote_noise) + setting.leaning_error**2)
    chance = spread * noise.vote + p.text_noise * noise.text[:, None]
    votes, stances, outcome, due = votes.copy("K"), stances.copy("K"), outcome.copy(), due.copy()
    nobody = np.zeros(setting.actor_count, bool)
    for q in np.flatnonzero(put.any(axis=0)):
        pole, institution = table.pole[q], table.institution[q]
        held = motions.vote_stance(
            blocs.stance(world.commitment, world.alignment, table.pole[q : q + 1])[..., 0],
            inclined[..., pole - 1],
            setting.leaning[:, pole - 1],
        )
        everyone = np.ones(world.alignment.shape, bool)
        voters = everyone if institution == NO_TICK else world.membership[..., institution]
        rule: Rule = (
            None if institution == NO_TICK else setting.blocs.rule[institution]
        ) or "simple_majority"
        holders = nobody if institution == NO_TICK else setting.blocs.holders[institution]
        cast = motions.cast_votes(held + chance, table.demand[q], absent, voters & put[:, q, None], rule, p)
        passed = motions.passes(cast, rule, holders)
        stances[..., q] = np.where(put[:, q, None], held, stances[..., q])
        votes[..., q] = np.where(put[:, q, None], cast, votes[..., q])
        outcome[:, q] = np.where(put[:, q], np.where(passed, PASSED, FAILED), outcome[:, q])
        due |= put[:, q, None] & np.where(passed[:, None], table.if_passed[q], table.if_failed[q])
    return votes, stances, outcome, due


def _restrain(world: World, setting: Setting, seen: Perception) -> tuple[Floats, Floats]:
    p, pairs = setting.parameters, setting.harmed
    weight = at_own_pole(world.weights[:, None, :], world.alignment)
    balance = deterrence.contest(weight[:, pairs.toward], weight[:, pairs.of], p.contest_decisiveness)
    support = harm.patron_support(seen.patronage, world.alignment, lens_of(world).need)
    restrained = harm.restraint(balance, world.dissent, support, pairs, p)
    return restrained, harm.move_harm(world.harm, world.relations.harm, restrained, p)


def _grow(world: World, setting: Setting, seen: Perception, noise: Noise) -> tuple[Floats, Floats]:
    p = setting.parameters
    need = deterrence.unmet_need(seen.threat_share, seen.salience, seen.deterred)
    losses = np.zeros(world.alignment.shape)
    if switched_on(p.trade_loss) and setting.measures.trade.any():
        cut = capability.trade_cut(measures_in_force(world, setting), setting.measures.trade, world.alignment)
        exposed = commitment.exposure(lens_of(world).needs, world.alignment)
        losses = capability.trade_losses(
            cut, exposed, seen.sides, world.relations.dependence, setting.targets
        )
    components = capability.grow(
        world.components, setting.growth, world.mobilisation, losses, noise.growth, setting.tick_years, p
    )
    return capability.mobilise(world.mobilisation, need, p), components
