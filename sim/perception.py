"""What the actors of a world see, and what their options are worth to them.

``focus`` and ``weigh`` work out readings that are kept with the world; ``perceive`` and ``deliberate`` go on
from them to the threats, weights and reference groups that each actor sees, and to the utility of its options.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.columns import one_hot, switched_on, tally, zeros
from sim.rules import blocs, capability, deterrence, opinion, threat
from sim.rules import utility as utilities
from sim.setting import Floats, Setting
from sim.world import Lens, World


@dataclass(frozen=True, slots=True)
class Perception:
    """What actors see of the world, R runs.

    Attributes
    ----------
    capability
        P̃, [R, N].
    sides
        One-hot alignments, [R, N, K].
    committed
        c_j where a_j = k, [R, N, K].
    patronage
        What each actor needs and stands behind each pole, Σ_j D_ij·c_j·[a_j = k], [R, N, K].
    pole_threat, threat_share, salience
        T and t [R, N, K], Λ [R, N].
    hostility
        h, threat-weighted hostility perceived in each pole, [R, N, K].
    weight
        W as each actor meets it, itself left out, [R, N, K].
    deterred
        How far each actor with pole k deters pole l, ``sim.rules.deterrence.deterring``, [R, N, K, K].
    heeded_commitment, heeded_opinion
        What each actor's reference group does, Σ_j V_ij·c_j·[a_j = k], and holds, Σ_j V_ij·o_jk, [R, N, K].
    """

    capability: Floats
    sides: Floats
    committed: Floats
    patronage: Floats
    pole_threat: Floats
    threat_share: Floats
    salience: Floats
    hostility: Floats
    weight: Floats
    deterred: Floats
    heeded_commitment: Floats
    heeded_opinion: Floats


@dataclass(frozen=True, slots=True)
class Deliberation:
    """How actors price their options: what they weigh, and what each option is worth, U [R, N, K + 1]."""

    considerations: utilities.Considerations
    utility: Floats


def focus(world: World, setting: Setting) -> World:
    """The world with its lens, worked out if events have changed traits or relations."""
    if world.lens is not None:
        return world
    traits, relations, pairs, p = world.traits, world.relations, setting.harmed, setting.per_option
    proximity = threat.proximity(setting.distance, p)
    kernel = threat.threat_kernel(traits.offence, proximity, relations.hostility, p)
    felt = threat.identification(relations.affinity, pairs)
    ties = np.maximum(relations.affinity, 0) * proximity
    owed = relations.pact.sum(axis=-1, keepdims=True)
    lens = Lens(
        proximity=proximity,
        kernel=kernel,
        hostile_kernel=kernel * relations.hostility,
        felt=felt,
        hostile_felt=felt * relations.hostility[..., pairs.of],
        ties=ties,
        has_peers=ties.sum(axis=-1) > 0,
        obligation=relations.pact / np.maximum(owed, 1),
        needs=tally(relations.dependence, setting.targets.astype(float)),
        need=relations.dependence.sum(axis=-1),
    )
    return replace(world, lens=lens)


def lens_of(world: World) -> Lens:
    """The lens of a world that has been started."""
    if world.lens is None:
        raise ValueError("this world has not been started: call sim.engine.start first")
    return world.lens


WEIGHED = ("capability", "mobilisation", "dissent", "commitment", "alignment", "membership")
"""What ``weigh`` goes by: while events leave these as they are, the readings hold."""


def weigh(world: World, setting: Setting) -> World:
    """The world with the cohesion of its blocs, what each actor adds to its pole, and the weights of the poles."""
    stances = blocs.stance(world.commitment, world.alignment, np.maximum(setting.blocs.pole, 1))
    world = replace(world, cohesion=blocs.cohesion(stances, world.membership))
    p = setting.parameters
    effective = capability.effective_capability(world.capability, world.mobilisation, world.dissent, p)
    strength = deterrence.strength(effective, world.commitment, _coordination(world, setting), p)
    weights = deterrence.weights(strength, one_hot(world.alignment, setting.pole_count))
    return replace(world, strength=strength, weights=weights)


def _coordination(world: World, setting: Setting) -> Floats:
    if not switched_on(setting.parameters.coordination_bonus):
        return np.zeros(world.alignment.shape)
    return deterrence.coordination(world.cohesion, world.membership, setting.blocs.pole, world.alignment)


def perceive(world: World, setting: Setting) -> Perception:
    """Threat from each pole, weight of each pole, and whom each actor looks to."""
    p, lens = setting.parameters, lens_of(world)
    effective = capability.effective_capability(world.capability, world.mobilisation, world.dissent, p)
    sides = one_hot(world.alignment, setting.pole_count)
    committed = world.commitment[..., None] * sides
    source = threat.menace(effective, world.dissent, p)[..., None] * committed
    pole_threat, hostile = tally(lens.kernel, source), tally(lens.hostile_kernel, source)
    if switched_on(p.vicarious_threat):
        deeds = threat.vicarious_source(world.harm, effective, world.commitment, sides, setting.harmed, p)
        concern = threat.public_concern(world.opinion, world.traits.responsiveness, setting.per_option)
        pole_threat = pole_threat + threat.vicarious_pole_threat(lens.felt, deeds, concern)
        hostile = hostile + threat.vicarious_pole_threat(lens.hostile_felt, deeds, concern)
    weight = deterrence.others_weights(world.strength, sides)
    about_peers = np.concatenate([committed, world.opinion], axis=-1)
    heeded = opinion.heed(lens.ties, world.membership.astype(float), about_peers, setting.per_option)
    return Perception(
        capability=effective,
        sides=sides,
        committed=committed,
        pole_threat=pole_threat,
        threat_share=threat.threat_share(pole_threat),
        salience=threat.salience(pole_threat, p),
        patronage=tally(world.relations.dependence, committed),
        hostility=hostile / np.where(pole_threat > 0, pole_threat, 1),
        weight=weight,
        deterred=deterrence.deterring(weight, effective, p),
        heeded_commitment=heeded[..., : setting.pole_count],
        heeded_opinion=heeded[..., setting.pole_count :],
    )


def deliberate(world: World, setting: Setting, seen: Perception) -> Deliberation:
    """The utility of each option, term by term."""
    p, relations = setting.per_option, world.relations
    nothing = zeros(seen.pole_threat.shape)

    def toward(relation: Floats, columns: Floats, weight: float) -> Floats:
        return tally(relation, columns) if switched_on(weight) else nothing

    weighed = utilities.Considerations(
        residual=deterrence.residual_threat(
            seen.threat_share, seen.hostility, seen.weight, seen.capability, seen.deterred, setting.parameters
        ),
        salience=seen.salience,
        affinity=toward(relations.affinity, world.capability[..., None] * seen.sides, p.weight_affinity),
        opinion=world.opinion,
        responsiveness=world.traits.responsiveness,
        prospects=utilities.prospects(seen.weight, p.contest_decisiveness),
        revisionism=world.traits.revisionism,
        patronage=seen.patronage,
        pact=toward(lens_of(world).obligation, seen.sides, p.weight_pact),
        peers=seen.heeded_commitment,
        regime=toward(relations.regime_support, seen.committed, p.weight_regime),
        dissent=world.dissent,
    )
    total = utilities.total_utility(weighed, world.alignment, p, non_alignment=setting.non_alignment)
    return Deliberation(weighed, total)
