"""The Mesa model around ``benchmarks.mesa_objects``: poles, blocs, motions, harm, events, and the tick.

It knows the same scenario files as the engine and shares none of its rules. It plays dated events that change
harm or hostility, and no triggered ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, permutations

import mesa

from benchmarks.mesa_objects import StateAgent, clip, contest
from sim.compilation import dyad_pairs
from sim.randomness import Noise
from sim.scenario import Bloc as BlocEntry
from sim.scenario import Motion, Parameters, Scenario
from sim.scenario.events import ChangeDyad

EARTH_RADIUS_KM = 6371.0
RELATIONS = ("affinity", "hostility", "dependence", "pact", "regime_support", "rivalry")
NOT_A_VOTER, YES, NO, ABSTAIN, ABSENT = range(5)


@dataclass(frozen=True)
class Draws:
    """The noise of one tick of one run as plain lists; fields as in ``sim.randomness.Noise``."""

    revision: list[float]
    choice: list[list[float]]
    entry: list[list[float]]
    proposal: list[float]
    absence: list[float]
    growth: list[float]
    vote: list[float]
    text: float

    @classmethod
    def of(cls, noise: Noise, run: int = 0) -> Draws:
        return cls(*(getattr(noise, name)[run].tolist() for name in cls.__dataclass_fields__))


@dataclass(frozen=True, eq=False)
class Measure:
    name: str
    threshold: float
    cost: float
    trade: float
    open_to: frozenset[int]


class Harm:
    """What one actor does to another."""

    def __init__(self, perpetrator: StateAgent, victim: StateAgent, level: float) -> None:
        self.perpetrator, self.victim = perpetrator, victim
        self.level = self.unrestrained = level

    def step(self) -> None:
        model, by, to = self.perpetrator.model, self.perpetrator, self.victim
        p = model.parameters
        balance = contest(model.weights[to.alignment], model.weights[by.alignment], p.contest_decisiveness)
        support = 1.0
        if by.need_of_others > 0:
            behind = (n * o.commitment for o, n in by.dependence.items() if o.alignment == by.alignment)
            support = sum(behind) / by.need_of_others if by.alignment else 0.0
        restraint = p.restraint_strength * balance + p.restraint_dissent * by.dissent
        restraint += p.restraint_patron * (1 - support)
        kept = self.unrestrained * (1 - clip(restraint, 0.0, 1.0))
        self.next_level = self.level + p.harm_rate * (kept - self.level)

    def advance(self) -> None:
        self.level = self.next_level


class Bloc:
    """A formal coalition."""

    def __init__(self, model: ContestModel, entry: BlocEntry, scenario: Scenario) -> None:
        self.model, self.rule, self.obligation = model, entry.rule, entry.obligation
        self.pole = model.pole_names.index(entry.pole) + 1 if entry.pole else 0
        self.invitees = {model.by_code[code] for code in scenario.select(entry.invitees)}
        first = [model.by_code[code] for code in scenario.select(entry.members)]
        self.size = len(self.invitees.union(first))
        self.convener = model.by_code[entry.convener] if entry.convener else None
        self.holders = {model.by_code[code] for code in scenario.select(entry.holders)}
        self.is_open = entry.status == "active"
        self.just_called = False
        for agent in first:
            agent.blocs.add(self)

    def take_stock(self) -> None:
        self.members = {agent: None for agent in self.model.states if self in agent.blocs}
        stances = [member.stance(self.pole or 1) for member in self.members]
        pairs = len(stances) * (len(stances) - 1) / 2
        gaps = sum(abs(a - b) for a, b in combinations(stances, 2))
        self.cohesion = 1 - gaps / pairs / 2 if pairs else 1.0

    def welcomes(self, agent: StateAgent) -> bool:
        return self.is_open and agent in self.invitees and self.pole in (0, agent.alignment)

    def convening_power(self) -> float:
        if self.convener is None:
            return 0.0
        return (self.convener.capability / self.model.greatest_capability + self.convener.reach) / 2

    def propose(self, draw: float) -> None:
        if not self.is_open and self.convener is not None and self.pole:
            zeal = max(0.0, self.convener.stance(self.pole))
            if draw < self.model.parameters.proposal_rate * zeal * self.convening_power():
                self.is_open = self.just_called = True


class ContestModel(mesa.Model):
    """Actors choosing sides; ``noises`` hands in what chance adds to each tick."""

    def __init__(self, case: Scenario, parameters: Parameters, noises: Iterable[Draws]) -> None:
        super().__init__(rng=0)  # chance is handed in: Mesa's own generator is not used
        self.parameters, self.noises, self.tick = parameters, iter(noises), 0
        self.non_alignment, self.tick_years = case.meta.non_alignment, case.meta.tick_years
        self.emergent_blocs = case.meta.emergent_blocs
        self.pole_names = list(case.poles)
        self.poles = range(1, len(case.poles) + 1)
        self.leaders = [(), *(pole.leaders for pole in case.poles.values())]
        self.measures = [
            Measure(name, m.threshold, m.cost, m.trade,
                    frozenset(k for k in self.poles if not m.poles or self.pole_names[k - 1] in m.poles))
            for name, m in case.measures.items()
        ]  # fmt: skip
        self.ladder = sorted(self.measures, key=lambda measure: measure.threshold)
        self.states = [StateAgent(self, i, *entry) for i, entry in enumerate(case.actors.items())]
        self.by_code = {agent.code: agent for agent in self.states}
        self.targets: list[list[StateAgent]] = [[]]
        for k, pole in enumerate(case.poles.values(), 1):
            self.targets.append([self.by_code[code] for code in case.select(pole.targets or pole.leaders)])
            for agent in self.targets[k]:
                agent.target_of.append(k)
        self.harms: list[Harm] = []
        self._relate(case)
        for agent in self.states:
            agent.take_bearings()
        self.blocs = [Bloc(self, entry, case) for entry in case.blocs.values()]
        self.bloc_by_name = dict(zip(case.blocs, self.blocs, strict=True))
        self.motions = [(case.meta.tick_of(m.date), name, m) for name, m in case.motions.items() if m.date]
        self.votes: dict[str, list[int]] = {}
        self.passed: dict[str, bool] = {}
        self.agenda = [(case.meta.tick_of(e.date), e) for e in case.events.values() if e.date]
        self.pairs_of = {
            id(effect): [(self.states[i], self.states[j]) for i, j in dyad_pairs(case, effect)]
            for _, event in self.agenda for effect in event.effects
        }  # fmt: skip
        self._take_stock()
        self.first_shares = self.shares

    def _relate(self, case: Scenario) -> None:
        """Distances and relations, a later entry overriding an earlier one."""
        distance = {(a, b): _distance(case, a.code, b.code) for a, b in permutations(self.states, 2)}
        harm: dict[tuple[StateAgent, StateAgent], float] = {}
        if case.ideal_points:
            for a, b in distance:
                one, other = case.actors[a.code].ideal_point, case.actors[b.code].ideal_point
                if one is not None and other is not None:
                    a.affinity[b] = clip(1 - abs(one - other) / case.ideal_points.zero_at, -1.0, 1.0)
        for entry in case.dyads:
            for i, j in dyad_pairs(case, entry):
                a, b = self.states[i], self.states[j]
                for relation in RELATIONS:
                    value = getattr(entry, relation)
                    if value is not None:
                        getattr(a, relation)[b] = value
                if entry.harm is not None:
                    harm[a, b] = entry.harm
                if entry.distance_km is not None:
                    distance[a, b] = distance[b, a] = entry.distance_km
                if entry.contiguous:
                    distance[a, b] = distance[b, a] = 0.0
        for (a, b), km in distance.items():
            a.proximity[b] = 1 / (1 + km / self.parameters.distance_scale_km)
        for agent in self.states:
            for relation in RELATIONS:
                setattr(agent, relation, {b: v for b, v in getattr(agent, relation).items() if v})
        self.harms = [Harm(a, b, level) for (a, b), level in harm.items() if level]

    def step(self) -> None:
        self.noise = next(self.noises)
        self._play_events()
        for bloc, draw in zip(self.blocs, self.noise.proposal, strict=True):
            if self.emergent_blocs:
                bloc.propose(draw)
        self.agents.do("step")
        for harm in self.harms:
            harm.step()
        for tick, name, motion in self.motions:
            if tick == self.tick:
                self._vote(name, motion)
        self.agents.do("advance")
        for bloc in self.blocs:
            if bloc.just_called:
                bloc.convener.blocs.add(bloc)
                bloc.just_called = False
        for harm in self.harms:
            harm.advance()
        self.tick += 1
        self._take_stock()

    def _take_stock(self) -> None:
        """Shares of capability, cohesion of the blocs and weight of the poles as they stand now."""
        totals = [sum(agent.components[c] for agent in self.states) for c in range(3)]
        for agent in self.states:
            shares = (size / total for size, total in zip(agent.components, totals, strict=True))
            agent.capability = sum(shares) / 3
        self.greatest_capability = max(agent.capability for agent in self.states)
        for bloc in self.blocs:
            bloc.take_stock()
        self.agents.do("take_stock")
        self.weights = [0.0] * (len(self.poles) + 1)
        for agent in self.states:
            self.weights[agent.alignment] += agent.strength
        self.weights[0] = 0.0
        total = sum(self.weights)
        self.shares = [w / total if total > 0 else 0.0 for w in self.weights]

    def _play_events(self) -> None:
        changed = False
        for tick, event in self.agenda:
            for effect in event.effects if tick == self.tick else ():
                self._apply(effect)
                changed = True
        if changed:
            for agent in self.states:
                agent.take_bearings()

    def _apply(self, effect: ChangeDyad) -> None:
        def moved(old: float) -> float:
            if effect.to is not None:
                return clip(effect.to, 0.0, 1.0)
            return clip(old + effect.by if effect.by is not None else old * effect.times, 0.0, 1.0)

        pairs = self.pairs_of[id(effect)]
        if effect.relation == "harm":
            for harm in self.harms:
                if (harm.perpetrator, harm.victim) in pairs:
                    harm.unrestrained = moved(harm.unrestrained)
            known = {(harm.perpetrator, harm.victim) for harm in self.harms}
            for a, b in pairs:
                if (a, b) not in known:
                    self.harms.append(Harm(a, b, 0.0))
                    self.harms[-1].unrestrained = moved(0.0)
        elif effect.relation == "hostility":
            for a, b in pairs:
                a.hostility[b] = moved(a.hostility.get(b, 0.0))
        else:
            raise NotImplementedError(f"events that change {effect.relation}")

    def _vote(self, name: str, motion: Motion) -> None:
        p = self.parameters
        bloc = self.bloc_by_name[motion.institution] if motion.institution else None
        rule = "simple_majority" if bloc is None else bloc.rule
        pole = self.pole_names.index(motion.favours) + 1
        votes: list[int] = []
        for agent in self.states:
            stance, relative_size = agent.stance_in_vote(pole), len(self.states) * agent.capability
            stance += p.vote_noise * self.noise.vote[agent.index] + p.text_noise * self.noise.text
            if bloc is not None and bloc not in agent.blocs:
                votes.append(NOT_A_VOTER)
            elif self.noise.absence[agent.index] < p.absence_rate * math.exp(-relative_size):
                votes.append(ABSENT)
            elif stance >= motion.demand:
                votes.append(YES)
            elif stance <= -p.resistance or (rule == "consensus" and stance < motion.demand - p.acquiescence):
                votes.append(NO)
            else:
                votes.append(ABSTAIN)
        self.votes[name] = votes
        yes, no, abstain = (votes.count(kind) for kind in (YES, NO, ABSTAIN))
        vetoed = bloc is not None and any(votes[holder.index] == NO for holder in bloc.holders)
        self.passed[name] = {
            "consensus": yes > 0 and no == 0,
            "unanimity": yes > 0 and no == 0 and abstain == 0,
            "simple_majority": yes > no,
            "two_thirds": yes > 0 and yes >= 2 * no,
            "majority_with_veto": yes > no and not vetoed,
        }[rule]


def _distance(case: Scenario, one: str, other: str) -> float:
    """Great-circle distance of two capitals in km."""
    a, b = case.actors[one].location, case.actors[other].location
    if a is None or b is None:
        return 0.0
    half = (
        math.sin(math.radians(a.lat - b.lat) / 2) ** 2
        + math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat))
        * math.sin(math.radians(a.lon - b.lon) / 2) ** 2
    )  # fmt: skip
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(half, 1.0)))
