"""One Mesa object per actor: the rules of docs/model.md as methods with Python loops.

What a competent user of Mesa would write: plain floats, dicts keyed by agent, relations that are mostly zero
kept as the pairs that are not, what is constant worked out once. ``benchmarks.mesa_world`` has the model.
Sums by pole are lists indexed by alignment, 0 … K; entry 0 collects the non-aligned and is not used.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from sim.scenario import Actor

if TYPE_CHECKING:
    from benchmarks.mesa_world import Bloc, ContestModel, Harm

UNTHREATENED, BALANCING, BANDWAGONING, HEDGING, BUCK_PASSING = range(5)


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def clip(x: float, low: float, high: float) -> float:
    return min(max(x, low), high)


def contest(x: float, y: float, decisiveness: float) -> float:
    if x == 0 and y == 0:
        return 0.5
    own = x**decisiveness
    return own / (own + y**decisiveness)


class StateAgent(mesa.Agent):
    """A state, movement or authority."""

    def __init__(self, model: ContestModel, index: int, code: str, actor: Actor) -> None:
        super().__init__(model)
        self.index, self.code = index, code
        self.offence, self.responsiveness = actor.offence, actor.responsiveness
        self.revisionism, self.media_exposure = actor.revisionism, actor.media_exposure
        self.susceptibility, self.reach, self.growth = actor.susceptibility, actor.reach, actor.growth
        self.usual_dissent = self.dissent = actor.dissent
        self.mobilisation = actor.mobilisation
        sizes = actor.components
        self.components = (
            [actor.capability] * 3 if sizes is None else [sizes.military, sizes.economic, sizes.demographic]
        )
        self.first_opinion = [0.0, *(actor.opinion.get(pole, 0.0) for pole in model.pole_names)]
        self.opinion = list(self.first_opinion)
        leads = [k for k, leaders in enumerate(model.leaders) if code in leaders]
        self.anchored = bool(leads) if actor.anchored is None else actor.anchored
        stands_with = model.pole_names.index(actor.alignment) + 1 if actor.alignment else 0
        self.alignment = stands_with or (leads[0] if leads else 0)
        self.commitment = (1.0 if leads else 0.0) if actor.commitment is None else actor.commitment
        self.posture = UNTHREATENED
        self.blocs: set[Bloc] = set()
        self.decreed = {m for m in model.measures if m.name in actor.measures}
        self.adopted = dict.fromkeys(self.decreed, -2)
        self.target_of: list[int] = []
        self.proximity: dict[StateAgent, float] = {}
        # relations to others, the pairs that are not zero
        self.affinity: dict[StateAgent, float] = {}
        self.hostility: dict[StateAgent, float] = {}
        self.dependence: dict[StateAgent, float] = {}
        self.pact: dict[StateAgent, float] = {}
        self.regime_support: dict[StateAgent, float] = {}
        self.rivalry: dict[StateAgent, float] = {}

    def take_bearings(self) -> None:
        """Work out what relations imply; again after an event has changed them."""
        p = self.model.parameters
        self.dangers: list[tuple[StateAgent, float, float]] = []
        for other, proximity in self.proximity.items():
            hostility = self.hostility.get(other, 0.0)
            kernel = (
                other.offence**p.offence_exponent
                * proximity**p.proximity_exponent
                * hostility**p.hostility_exponent
            )
            if kernel:
                self.dangers.append((other, kernel, hostility))
        self.friends = [(o, f * self.proximity[o]) for o, f in self.affinity.items() if f > 0]
        self.felt: list[tuple[Harm, float, float]] = []
        for harm in self.model.harms:
            share = 1.0 if harm.victim is self else max(self.affinity.get(harm.victim, 0.0), 0.0)
            if share and harm.perpetrator is not self:
                self.felt.append((harm, share, self.hostility.get(harm.perpetrator, 0.0)))
        owed = max(1.0, sum(self.pact.values()))
        self.obligations = [(other, pact / owed) for other, pact in self.pact.items()]
        self.need_of_others = sum(self.dependence.values())

    # -- readings at the end of a tick, which the next tick starts from

    def take_stock(self) -> None:
        p = self.model.parameters
        vigour = 1 + p.mobilisation_effect * self.mobilisation - p.dissent_effect * self.dissent
        self.power = self.capability * max(vigour, 0.0)
        self.projected = self.power**p.power_exponent
        intent = (1 - p.dissent_hostility * self.dissent) ** p.hostility_exponent
        self.menace = self.projected * intent * self.commitment
        backing = (
            b.cohesion for b in self.blocs if b.pole and b.pole == self.alignment and len(b.members) >= 2
        )
        coordination = max(backing, default=0.0)
        self.strength = self.commitment * self.power * (1 + p.coordination_bonus * coordination)
        in_force = self.measures_in_force()
        for measure in in_force:
            self.adopted.setdefault(measure, max(self.model.tick - 1, 0))  # the tick just played
        self.cut = max((m.trade for m in in_force), default=0.0) if self.alignment else 0.0

    def measures_in_force(self) -> list:
        return [
            m for m in self.model.measures
            if m in self.decreed or (self.commitment >= m.threshold and self.alignment in m.open_to)
        ]  # fmt: skip

    def stance(self, pole: int) -> float:
        if self.alignment == pole:
            return self.commitment
        return -self.commitment if self.alignment else 0.0

    # -- one tick: read the old state of everybody, keep one's own next state, then all advance

    def step(self) -> None:
        self.perceive_threat()
        self.look_around()
        self.utility = utility = self.utilities()
        self.choose(utility)
        self.read_posture()
        self.commit(utility)
        self.mobilise()
        self.move_opinion()
        self.move_dissent()
        self.move_membership()
        self.grow()

    def advance(self) -> None:
        self.alignment, self.commitment = self.next_alignment, self.next_commitment
        self.mobilisation, self.components = self.next_mobilisation, self.next_components
        self.opinion, self.dissent = self.next_opinion, self.next_dissent
        self.blocs = self.next_blocs

    # -- threat and what can be done about it

    def perceive_threat(self) -> None:
        p, poles = self.model.parameters, self.model.poles
        threat, hostile = [0.0] * (len(poles) + 1), [0.0] * (len(poles) + 1)
        for other, kernel, hostility in self.dangers:
            danger = kernel * other.menace
            threat[other.alignment] += danger
            hostile[other.alignment] += danger * hostility
        if p.vicarious_threat:
            for harm, share, hostility in self.felt:
                by = harm.perpetrator
                k = by.alignment
                attention = p.vicarious_threat * self.responsiveness * (1 - self.opinion[k]) / 2
                danger = attention * share * harm.level * by.projected * by.commitment
                threat[k] += danger
                hostile[k] += danger * hostility
        threat[0] = 0.0
        total = sum(threat)
        self.threat, self.total_threat = threat, total
        self.share = [t / total for t in threat] if total > 0 else [0.0] * len(threat)
        self.salience = total / (total + p.threat_half_saturation) if total > 0 else 0.0
        self.perceived_hostility = [h / t if t > 0 else 0.0 for h, t in zip(hostile, threat, strict=True)]
        self.weights = list(self.model.weights)  # of the poles as this actor meets them, itself left out
        if self.alignment:
            self.weights[self.alignment] = max(0.0, self.weights[self.alignment] - self.strength)

    def look_around(self) -> None:
        """The reference group, whom each actor looks to and how much."""
        mu, mine = self.model.parameters.bloc_influence, self.blocs
        pull = [(other, tie * (1 + mu * len(mine & other.blocs))) for other, tie in self.friends]
        total = sum(weight for _, weight in pull)
        self.looks_to = [(other, weight / total) for other, weight in pull] if total > 0 else []

    def residual_threats(self) -> list[float]:
        p, poles, weights, share = self.model.parameters, self.model.poles, self.weights, self.share
        gamma, total = p.contest_decisiveness, sum(self.weights)
        residual = [0.0]
        for l in poles:
            bystander = self.power + p.free_riding * (total - weights[l])
            residual[0] += share[l] * (1 - p.neutral_safety) * (1 - contest(bystander, weights[l], gamma))
        for k in poles:
            left = share[k] * (1 - p.accommodation * (1 - self.perceived_hostility[k]))
            for l in poles:
                if l != k:
                    left += share[l] * (1 - contest(weights[k] + self.power, weights[l], gamma))
            residual.append(left)
        return residual

    def prospects(self) -> list[float]:
        heaviest = max(self.weights)
        if heaviest == 0:
            return [1 / len(self.model.poles)] * len(self.weights)
        gamma = self.model.parameters.contest_decisiveness
        force = [(w / heaviest) ** gamma for w in self.weights]
        total = sum(force)
        return [f / total for f in force]

    # -- choice and commitment

    def utilities(self) -> list[float]:
        p, poles = self.model.parameters, self.model.poles
        affinity, dependence, pact, peers, regime = ([0.0] * (len(poles) + 1) for _ in range(5))
        for other, value in self.affinity.items():
            affinity[other.alignment] += other.capability * value
        for other, value in self.dependence.items():
            dependence[other.alignment] += other.commitment * value
        for other, value in self.obligations:
            pact[other.alignment] += value
        for other, value in self.looks_to:
            peers[other.alignment] += value * other.commitment
        for other, value in self.regime_support.items():
            regime[other.alignment] += other.commitment * value
        patrons = sum(dependence[k] for k in poles)
        residual, prospects = self.residual_threats(), self.prospects()
        stays_out = -p.weight_security * self.salience * residual[0]
        utility = [stays_out if self.model.non_alignment else -math.inf]
        for k in poles:
            utility.append(
                -p.weight_security * self.salience * residual[k]
                + p.weight_affinity * affinity[k]
                + p.weight_opinion * self.responsiveness * self.opinion[k]
                + p.weight_profit * self.revisionism * prospects[k]
                + p.weight_dependence * (dependence[k] - (patrons - dependence[k]))
                + p.weight_pact * pact[k]
                + p.weight_peers * peers[k]
                + p.weight_regime * self.dissent * regime[k]
                - p.autonomy_cost
            )
        utility[self.alignment] += p.inertia
        return utility

    def stance_in_vote(self, pole: int) -> float:
        rivals = [u for k, u in enumerate(self.utility) if k not in (0, pole)] or self.utility[:1]
        lead = self.utility[pole] - max(rivals) if max(rivals) > -math.inf else 0.0
        return (self.stance(pole) + math.tanh(0.5 * self.model.parameters.commitment_precision * lead)) / 2

    def choose(self, utility: list[float]) -> None:
        p, noise = self.model.parameters, self.model.noise
        self.next_alignment = self.alignment
        if not self.anchored and noise.revision[self.index] < p.revision_rate:
            chance = noise.choice[self.index]
            scores = [p.logit_precision * u + g for u, g in zip(utility, chance, strict=True)]
            options = range(0 if self.model.non_alignment else 1, len(utility))
            self.next_alignment = max(options, key=scores.__getitem__)

    def read_posture(self) -> None:
        share, weights = self.model.parameters.buck_passing_share, self.model.weights
        gravest = max(self.model.poles, key=self.threat.__getitem__)
        if self.total_threat == 0:
            self.posture = UNTHREATENED
        elif self.next_alignment:
            self.posture = BANDWAGONING if self.next_alignment == gravest else BALANCING
        else:
            carried = sum(weights) - weights[gravest] >= share * weights[gravest]
            self.posture = BUCK_PASSING if carried else HEDGING

    def commit(self, utility: list[float]) -> None:
        p, a = self.model.parameters, self.next_alignment
        if self.anchored:
            self.next_commitment = self.commitment
        elif not a:
            self.next_commitment = 0.0
        else:
            start = self.commitment if a == self.alignment else 0.0
            advantage = utility[a] - max(u for option, u in enumerate(utility) if option != a)
            target = logistic(p.commitment_precision * advantage - self.next_rung_cost(start, a))
            floor = max((b.obligation for b in self.blocs if b.pole == a), default=0.0)
            self.next_commitment = max(start + p.commitment_rate * (target - start), floor)

    def next_rung_cost(self, commitment: float, alignment: int) -> float:
        for measure in self.model.ladder:  # from the lowest threshold up
            if measure.threshold > commitment and alignment in measure.open_to:
                return measure.cost + measure.trade * self.exposure(alignment)
        return 0.0

    def exposure(self, alignment: int) -> float:
        need, targets = self.dependence, self.model.targets
        return sum(need.get(j, 0.0) for l in self.model.poles if l != alignment for j in targets[l])

    # -- the public, dissent, blocs and growth

    def mobilise(self) -> None:
        p = self.model.parameters
        gravest = max(self.model.poles, key=self.share.__getitem__)
        deterred = (
            contest(self.weights[k] + self.power, self.weights[gravest], p.contest_decisiveness)
            for k in self.model.poles if k != gravest
        )  # fmt: skip
        need = self.salience * self.share[gravest] * (1 - max(deterred, default=0.0))
        self.next_mobilisation = self.mobilisation + p.mobilisation_rate * (need - self.mobilisation)

    def move_opinion(self) -> None:
        p, s = self.model.parameters, self.susceptibility
        seen = [0.0] * len(self.opinion)
        for harm, share, _ in self.felt:
            seen[harm.perpetrator.alignment] += share * harm.level
        self.next_opinion = [0.0]
        for k in self.model.poles:
            own = self.opinion[k]
            peers = sum(weight * other.opinion[k] for other, weight in self.looks_to)
            pull = peers - own if self.looks_to else 0.0
            drift = s * pull + (1 - s) * (self.first_opinion[k] - own)
            shock = p.outrage * self.media_exposure * seen[k]
            self.next_opinion.append(clip(own + p.opinion_rate * drift - shock, -1.0, 1.0))

    def move_dissent(self) -> None:
        p, a = self.model.parameters, self.alignment
        pressure = self.usual_dissent + p.dissent_harm * sum(
            harm.level for harm in self.model.harms if harm.perpetrator is self
        )
        if a:
            lost = max(0.0, self.model.first_shares[a] - self.model.shares[a])
            pressure += p.dissent_isolation * lost + p.dissent_opinion * max(0.0, -self.opinion[a])
        self.next_dissent = self.dissent + p.dissent_rate * (clip(pressure, 0.0, 1.0) - self.dissent)

    def move_membership(self) -> None:
        p, draws = self.model.parameters, self.model.noise.entry[self.index]
        self.next_blocs = set()
        for bloc, draw in zip(self.model.blocs, draws, strict=True):
            if self in bloc.members:
                if not bloc.pole or self.argument_for(bloc) >= -p.exit_threshold:
                    self.next_blocs.add(bloc)
            elif bloc.welcomes(self) and draw < logistic(self.argument_for(bloc)):
                self.next_blocs.add(bloc)

    def argument_for(self, bloc: Bloc) -> float:
        p = self.model.parameters
        others = [member for member in bloc.members if member is not self]
        affinity = sum(self.affinity.get(o, 0.0) for o in others) / len(others) if others else 0.0
        rivalry = max((self.rivalry.get(o, 0.0) for o in others), default=0.0)
        return (
            p.entry_base
            + p.entry_commitment * (self.stance(bloc.pole) if bloc.pole else 0.0)
            + p.entry_affinity * affinity
            + p.entry_momentum * len(bloc.members) / bloc.size
            + p.entry_convener * bloc.convening_power()
            - p.entry_rivalry * rivalry
            - p.entry_incoherence * (1 - bloc.cohesion)
        )

    def grow(self) -> None:
        p, years = self.model.parameters, self.model.tick_years
        chance = self.model.noise.growth[self.index]
        change = self.growth * years + p.growth_volatility * math.sqrt(years) * chance
        moved = p.mobilisation_cost * self.mobilisation
        loss = self.cut * self.exposure(self.alignment) if self.cut else 0.0
        for l in self.target_of:
            loss += sum(n * o.cut for o, n in self.dependence.items() if o.alignment not in (0, l))
        military, economic, demographic = self.components
        self.next_components = [
            military * math.exp(change + moved),
            economic * math.exp(change - moved - p.trade_loss * loss),
            demographic * math.exp(change),
        ]
