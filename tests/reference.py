"""One tick of the model, slowly: docs/model.md read aloud, one actor at a time.

An independent specification: it shares no rule, array or library with the engine, so that the two can be
compared (``tests/properties/test_reference.py``). Keys are names: ``F[i, j]`` of the document is
``w.affinity[i, j]`` here, and the non-aligned stand on the pole ``None``. Symbols: i, j, n actors, v a victim,
k, l poles, b blocs, ``m`` the moment that a rule reads. Numbers of sections are those of docs/model.md.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from math import asin, cos, exp, inf, radians, sin, sqrt
from operator import ge, gt, le, lt

from sim.scenario import Parameters, Scenario

COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}
UNTHREATENED, BALANCING, BANDWAGONING, HEDGING, BUCK_PASSING = range(5)
NEVER, BEFORE_START = -1, -2
LEAST_OFFENCE = 1e-9  # its range is (0, 1]
SIGNED = ("affinity", "regime_support")
EARTH_RADIUS_KM = 6371


@dataclass
class State:
    """One run's world at the end of a tick: dicts by actor [i], ordered pair [i, j], pole [k], bloc [b] …"""

    tick: int
    offence: dict
    responsiveness: dict
    revisionism: dict
    media_exposure: dict
    dissent_level: dict  # q⁰
    affinity: dict
    hostility: dict
    dependence: dict
    pact: dict
    regime_support: dict
    rivalry: dict  # [i, j], the pairs that have any
    harm_level: dict  # x⁰[j, v], the harmed pairs
    harm: dict
    restraint: dict
    components: dict  # [i]: military, economic, demographic
    capability: dict
    mobilisation: dict
    dissent: dict
    opinion: dict  # [i, k]
    alignment: dict  # [i]: a pole or None
    commitment: dict
    posture: dict
    members: dict  # [b]: a set of actors
    open_blocs: set
    votes: dict  # [i, motion]: "yes", "no", "abstain", "absent" or None
    outcome: dict  # [motion]: True, False or None while pending
    decreed: set  # of (i, measure)
    adopted: dict  # [i, measure]: tick of first adoption
    due: set  # events that follow in the next tick
    fired: set
    streak: dict  # [event]
    weights: dict
    cohesion: dict
    reference_share: dict  # w⁰


@dataclass
class Chance:
    """One run's noise of one tick."""

    revision: dict
    choice: dict  # [i, k], k = None for non-alignment
    entry: dict  # [i, b]
    proposal: dict
    absence: dict
    growth: dict


class Moment:
    """A world and what follows from it at once; all rules of a tick read the same moment."""

    def __init__(self, scenario: Scenario, parameters: Parameters, world: State) -> None:
        self.scenario, self.p, self.w = scenario, parameters, world
        self.actors, self.poles = list(scenario.actors), list(scenario.poles)
        self.targets = {k: scenario.select(pole.targets or pole.leaders) for k, pole in scenario.poles.items()}
        self.distance = distances(scenario)
        self.power = {i: effective_capability(self, i) for i in self.actors}
        self.cohesion = {b: cohesion(self, b) for b in scenario.blocs}
        self.strength = {i: strength(self, i) for i in self.actors}
        self.weight = {k: sum(self.strength[i] for i in on(self, k)) for k in self.poles}
        self.threat = {(i, k): pole_threat(self, i, k) for i in self.actors for k in self.poles}
        self.ties = {(i, j): tie(self, i, j) for i in self.actors for j in self.actors}


def on(m, k, but=None):
    """Actors aligned with pole k, in the scenario's order; ``but`` one of them."""
    return [j for j in m.actors if m.w.alignment[j] == k and j != but]


def greatest(values):
    """The key of the greatest value, the first of equals."""
    return max(values, key=values.get)


def contest(m, x, y):
    """Δ(x, y) = x^γ / (x^γ + y^γ), Δ(0, 0) = ½ (both divided by the greater, so that nothing underflows)."""
    top, gamma = max(x, y), m.p.contest_decisiveness
    return 0.5 if top == 0 else (x / top) ** gamma / ((x / top) ** gamma + (y / top) ** gamma)


def logistic(z):
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def clip(x, low, high):
    return min(max(x, low), high)


# 1. Power and threat


def distances(scenario):
    """d_ij: great-circle km between capitals, 0 for contiguous pairs and where nobody has a location."""
    d, places = {}, {i: actor.location for i, actor in scenario.actors.items()}
    for i, a in places.items():
        for j, b in places.items():
            d[i, j] = 0.0
            if i != j and a is not None:
                h = sin(radians(b.lat - a.lat) / 2) ** 2
                h += cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2
                d[i, j] = 2 * EARTH_RADIUS_KM * asin(sqrt(clip(h, 0, 1)))
    for entry in scenario.dyads:
        of = scenario.select(entry.among or entry.of or ())
        toward = scenario.select(entry.among or entry.toward or ())
        for i, j in entry.pairs or [(i, j) for i in of for j in toward if i != j]:
            if entry.distance_km is not None:
                d[i, j] = d[j, i] = entry.distance_km
            if entry.contiguous:
                d[i, j] = d[j, i] = 0.0
    return d


def proximity(m, i, j):
    """prox_ij = 1 / (1 + d_ij / d₀)."""
    return 1 / (1 + m.distance[i, j] / m.p.distance_scale_km)


def effective_capability(m, i):
    """P̃_i = P_i · max(1 + η m_i − δ q_i, 0)."""
    raised, lost = m.p.mobilisation_effect * m.w.mobilisation[i], m.p.dissent_effect * m.w.dissent[i]
    return m.w.capability[i] * max(1 + raised - lost, 0)


def direct_threat(m, i, j):
    """τ_ij = [O_j^θO · prox_ij^θD · H_ij^θH] · [P̃_j^θP · (1 − δ_H q_j)^θH], 0⁰ = 1."""
    p, w = m.p, m.w
    kernel = w.offence[j] ** p.offence_exponent * proximity(m, i, j) ** p.proximity_exponent
    kernel *= w.hostility[i, j] ** p.hostility_exponent
    calmed = (1 - p.dissent_hostility * w.dissent[j]) ** p.hostility_exponent
    return kernel * m.power[j] ** p.power_exponent * calmed


def identification(m, i, pair):
    """I_ih = max(F_iv, 0), but 1 if i is the victim v, and 0 if i does the harm."""
    j, v = pair
    return 0.0 if i == j else 1.0 if i == v else max(m.w.affinity[i, v], 0)


def vicarious_threat(m, i, k, pair):
    """σ · r_i · (1 − o_ik)/2 · I_ih · x_h · P̃_j^θP · c_j · [a_j = k], of one harmed pair h = (j, v)."""
    p, w, j = m.p, m.w, pair[0]
    if w.alignment[j] != k:
        return 0.0
    feeling = p.vicarious_threat * w.responsiveness[i] * (1 - w.opinion[i, k]) / 2
    return feeling * identification(m, i, pair) * w.harm[pair] * m.power[j] ** p.power_exponent * w.commitment[j]


def pole_threat(m, i, k):
    """T_ik = Σ_{j: a_j=k} c_j τ_ij + vicarious threat from k."""
    direct = sum(m.w.commitment[j] * direct_threat(m, i, j) for j in on(m, k, but=i))
    return direct + sum(vicarious_threat(m, i, k, pair) for pair in m.w.harm)


def total_threat(m, i):
    return sum(m.threat[i, k] for k in m.poles)


def threat_share(m, i, k):
    """t_ik = T_ik / Σ_l T_il, 0 where nothing threatens."""
    return m.threat[i, k] / total_threat(m, i) if total_threat(m, i) > 0 else 0.0


def salience(m, i):
    """Λ_i = ΣT / (ΣT + T₀), 0 where nothing threatens."""
    total = total_threat(m, i)
    return total / (total + m.p.threat_half_saturation) if total > 0 else 0.0


def pole_hostility(m, i, k):
    """h_ik: T_ik with each part times the hostility perceived in its source, over T_ik; 0 where T_ik = 0."""
    if m.threat[i, k] == 0:
        return 0.0
    w = m.w
    felt = sum(w.commitment[j] * direct_threat(m, i, j) * w.hostility[i, j] for j in on(m, k, but=i))
    for pair in w.harm:
        if pair[0] != i:
            felt += vicarious_threat(m, i, k, pair) * w.hostility[i, pair[0]]
    return felt / m.threat[i, k]


# 2. Weight and deterrence


def coordination(m, i):
    """g_i: cohesion of i's most cohesive bloc that backs i's pole and has two members or more; else 0."""
    mine, pole = [0.0], m.w.alignment[i]
    for b, bloc in m.scenario.blocs.items():
        if i in m.w.members[b] and len(m.w.members[b]) >= 2 and bloc.pole is not None and bloc.pole == pole:
            mine.append(m.cohesion[b])
    return max(mine)


def strength(m, i):
    """c_i P̃_i (1 + ω g_i)."""
    return m.w.commitment[i] * m.power[i] * (1 + m.p.coordination_bonus * coordination(m, i))


def met(m, i, k):
    """W_ik = Σ_{j≠i, a_j=k} strength_j: pole k's weight as i meets it."""
    return sum(m.strength[j] for j in on(m, k, but=i))


def residual_threat(m, i, k):
    """R_i(k) = Σ_{l≠k} t_il (1 − Δ(W_ik + P̃_i, W_il)) + t_ik (1 − α (1 − h_ik)); R_i(0), see there."""
    p, residual = m.p, 0.0
    for l in m.poles:
        if k is None:  # R_i(0) = Σ_l t_il (1 − ν₀) (1 − Δ(P̃_i + φ Σ_{m≠l} W_im, W_il))
            free = p.free_riding * sum(met(m, i, other) for other in m.poles if other != l)
            deterred = contest(m, m.power[i] + free, met(m, i, l))
            residual += threat_share(m, i, l) * (1 - p.neutral_safety) * (1 - deterred)
        elif l == k:
            residual += threat_share(m, i, k) * (1 - p.accommodation * (1 - pole_hostility(m, i, k)))
        else:
            residual += threat_share(m, i, l) * (1 - contest(m, met(m, i, k) + m.power[i], met(m, i, l)))
    return residual


def prospects(m, i, k):
    """Δ_ik = W_ik^γ / Σ_l W_il^γ, equal for all poles where none has weight."""
    top = max(met(m, i, l) for l in m.poles)
    if top == 0:
        return 1 / len(m.poles)
    parts = {l: (met(m, i, l) / top) ** m.p.contest_decisiveness for l in m.poles}
    return parts[k] / sum(parts.values())


# 3. Utility


def tie(m, i, j):
    """max(F_ij, 0) · prox_ij · (1 + μ · number of blocs that i and j share), j ≠ i."""
    shared = sum(i in members and j in members for members in m.w.members.values())
    return 0.0 if i == j else max(m.w.affinity[i, j], 0) * proximity(m, i, j) * (1 + m.p.bloc_influence * shared)


def influence(m, i, j):
    """V_ij: ties, each row summing to one; zero for an actor without friends."""
    row = sum(m.ties[i, n] for n in m.actors)
    return m.ties[i, j] / row if row > 0 else 0.0


def patronage(m, i, k):
    """D_i(k) = Σ_{j: a_j=k} c_j D_ij."""
    return sum(m.w.commitment[j] * m.w.dependence[i, j] for j in on(m, k, but=i))


def utility(m, i, k):
    """U_i(k), term by term; k = None is non-alignment."""
    p, w = m.p, m.w
    u = -p.weight_security * salience(m, i) * residual_threat(m, i, k) + p.inertia * (w.alignment[i] == k)
    if k is None:
        return u
    owed = sum(w.pact[i, j] for j in m.actors if j != i)
    u += p.weight_affinity * sum(w.capability[j] * w.affinity[i, j] for j in on(m, k, but=i))
    u += p.weight_opinion * w.responsiveness[i] * w.opinion[i, k]
    u += p.weight_profit * w.revisionism[i] * prospects(m, i, k)
    u += p.weight_dependence * (patronage(m, i, k) - sum(patronage(m, i, l) for l in m.poles if l != k))
    u += p.weight_pact * sum(w.pact[i, j] for j in on(m, k, but=i)) / max(1, owed)
    u += p.weight_peers * sum(influence(m, i, j) * w.commitment[j] for j in on(m, k, but=i))
    props = sum(w.commitment[j] * w.regime_support[i, j] for j in on(m, k, but=i))
    return u + p.weight_regime * w.dissent[i] * props - p.autonomy_cost


def options(m):
    """Utility of non-alignment is −∞ where it is forbidden: it is no option."""
    return ([None] if m.scenario.meta.non_alignment else []) + m.poles


# 4. Choice, posture, commitment, measures


def anchored(m, i):
    said = m.scenario.actors[i].anchored
    return said if said is not None else any(i in pole.leaders for pole in m.scenario.poles.values())


def choose(m, i, u, chance):
    """With probability ρ, unless anchored: the option of greatest λ U_i(k) + Gumbel noise."""
    if anchored(m, i) or chance.revision[i] >= m.p.revision_rate:
        return m.w.alignment[i]
    return greatest({k: m.p.logit_precision * u[k] + chance.choice[i, k] for k in options(m)})


def most_threatening(m, i):
    """p*: the pole of greatest T_ik (hence of greatest t_ik), the first of equals."""
    return greatest({k: m.threat[i, k] for k in m.poles})


def posture(m, i, new):
    """Read off: threat and W as the tick began, and the new alignment."""
    worst = most_threatening(m, i)
    if total_threat(m, i) == 0:
        return UNTHREATENED
    if new is not None:
        return BANDWAGONING if new == worst else BALANCING
    carried = sum(m.weight[k] for k in m.poles if k != worst)
    return BUCK_PASSING if carried >= m.p.buck_passing_share * m.weight[worst] else HEDGING


def is_open_to(m, name, k):
    return k is not None and (not m.scenario.measures[name].poles or k in m.scenario.measures[name].poles)


def exposure(m, i, k):
    """E_i = Σ over poles l ∉ {0, k} and over the targets j of l of D_ij."""
    return sum(m.w.dependence[i, j] for l in m.poles if l != k for j in m.targets[l] if j != i)


def next_rung_cost(m, i, new, held):
    """cost + trade · E_i of the lowest rung above c⁻ that is open to the new alignment; 0 above the last."""
    above = {n: x for n, x in m.scenario.measures.items() if x.threshold > held and is_open_to(m, n, new)}
    if not above:
        return 0.0
    rung = min(above.values(), key=lambda measure: measure.threshold)
    return rung.cost + rung.trade * exposure(m, i, new)


def commit(m, i, new, u):
    """c ← max(c⁻ + ρ_c (c* − c⁻), floor), c* = logistic(λ_c (U_i(a) − max_{o≠a} U_i(o)) − cost of next rung)."""
    if anchored(m, i):
        return m.w.commitment[i]
    if new is None:
        return 0.0
    held = m.w.commitment[i] if new == m.w.alignment[i] else 0.0
    others = [u[k] for k in options(m) if k != new]
    advantage = m.p.commitment_precision * (u[new] - max(others)) if others else inf
    wanted = logistic(advantage - next_rung_cost(m, i, new, held))
    blocs = [x.obligation for b, x in m.scenario.blocs.items() if x.pole == new and i in m.w.members[b]]
    return max(held + m.p.commitment_rate * (wanted - held), *blocs, 0.0)


def in_force(m, i):
    """Measures of i in force: decreed, or c ≥ threshold and open to i's alignment."""
    w = m.w
    return [
        name
        for name, measure in m.scenario.measures.items()
        if (i, name) in w.decreed
        or (w.commitment[i] >= measure.threshold and is_open_to(m, name, w.alignment[i]))
    ]


def mobilise(m, i):
    """m ← m + ρ_m (need − m), need = Λ_i max_k t_ik (1 − max_{k≠p*} Δ(W_ik + P̃_i, W_ip*))."""
    worst = most_threatening(m, i)
    helped = [contest(m, met(m, i, k) + m.power[i], met(m, i, worst)) for k in m.poles if k != worst]
    need = salience(m, i) * threat_share(m, i, worst) * (1 - max(helped, default=0.0))
    return m.w.mobilisation[i] + m.p.mobilisation_rate * (need - m.w.mobilisation[i])


# 5. Opinion and dissent


def move_opinion(m, i, k):
    """o_ik ← clip(o_ik + φ_o [s_i (Σ_j V_ij o_jk − v_i o_ik) + (1 − s_i)(o⁰_ik − o_ik)] − outrage, −1, 1)."""
    p, w, actor = m.p, m.w, m.scenario.actors[i]
    o, s, first = w.opinion[i, k], actor.susceptibility, actor.opinion.get(k, 0.0)
    friends = any(m.ties[i, j] > 0 for j in m.actors)
    heard = sum(influence(m, i, j) * w.opinion[j, k] for j in m.actors) - (o if friends else 0.0)
    harm = sum(identification(m, i, h) * w.harm[h] for h in w.harm if w.alignment[h[0]] == k)
    drift = p.opinion_rate * (s * heard + (1 - s) * (first - o))
    return clip(o + drift - p.outrage * w.media_exposure[i] * harm, -1, 1)


def weight_share(m, k):
    total = sum(m.weight.values())
    return m.weight[k] / total if total > 0 else 0.0


def move_dissent(m, i):
    """q ← q + ρ_q (q* − q), q* = clip(q⁰ + q_w lost + q_x Σ_{h: j(h)=i} x_h + q_o max(0, −o_i,a_i), 0, 1)."""
    p, w, k = m.p, m.w, m.w.alignment[i]
    pressure = w.dissent_level[i] + p.dissent_harm * sum(x for (j, _), x in w.harm.items() if j == i)
    if k is not None:
        pressure += p.dissent_isolation * max(0, w.reference_share[k] - weight_share(m, k))
        pressure += p.dissent_opinion * max(0, -w.opinion[i, k])
    return w.dissent[i] + p.dissent_rate * (clip(pressure, 0, 1) - w.dissent[i])


# 6. Blocs


def stance(m, i, k):
    """+c_i if a_i = k, −c_i if i is aligned otherwise, 0 if non-aligned."""
    a = m.w.alignment[i]
    return 0.0 if a is None else m.w.commitment[i] if a == k else -m.w.commitment[i]


def bloc_stance(m, i, b):
    """Toward its pole (the first pole, for a forum that backs none)."""
    return stance(m, i, m.scenario.blocs[b].pole or m.poles[0])


def cohesion(m, b):
    """1 − mean over pairs of members of |s_i − s_j| / 2; 1 with fewer than two members."""
    s = [bloc_stance(m, i, b) for i in m.actors if i in m.w.members[b]]
    gaps = [abs(s[x] - s[y]) / 2 for x in range(len(s)) for y in range(x)]
    return 1 - sum(gaps) / len(gaps) if gaps else 1.0


def convening_power(m, b):
    """(P_conv / max P + reach_conv) / 2; 0 without a convener."""
    i = m.scenario.blocs[b].convener
    if i is None:
        return 0.0
    return (m.w.capability[i] / max(m.w.capability.values()) + m.scenario.actors[i].reach) / 2


def argument(m, i, b):
    """z = v₀ + v_c s_i + v_F mean F + v_s members/size + v_conv convener − v_r max rivalry − v_h (1 − cohesion)."""
    p, w, bloc = m.p, m.w, m.scenario.blocs[b]
    fellows = [j for j in m.actors if j in w.members[b] and j != i]
    size = len(set(m.scenario.select(bloc.members)) | set(m.scenario.select(bloc.invitees)))
    z = p.entry_base + p.entry_commitment * (0.0 if bloc.pole is None else stance(m, i, bloc.pole))
    z += p.entry_affinity * (sum(w.affinity[i, j] for j in fellows) / len(fellows) if fellows else 0.0)
    z += p.entry_momentum * len(w.members[b]) / max(size, 1) + p.entry_convener * convening_power(m, b)
    z -= p.entry_rivalry * max((w.rivalry.get((i, j), 0.0) for j in fellows), default=0.0)
    return z - p.entry_incoherence * (1 - m.cohesion[b])


def proposes(m, b, chance):
    """With emergent_blocs: noise < rate · max(0, the convener's stance toward the bloc) · convening power."""
    i = m.scenario.blocs[b].convener
    if not m.scenario.meta.emergent_blocs or i is None or b in m.w.open_blocs:
        return False
    return chance.proposal[b] < m.p.proposal_rate * max(0, bloc_stance(m, i, b)) * convening_power(m, b)


def in_bloc(m, i, b, is_open, chance):
    """A member stays unless z < −v_x; one invited whose side it suits enters if noise < logistic(z)."""
    bloc, z = m.scenario.blocs[b], argument(m, i, b)
    if i in m.w.members[b]:
        return z >= -m.p.exit_threshold
    suits = bloc.pole is None or bloc.pole == m.w.alignment[i]
    return is_open and i in m.scenario.select(bloc.invitees) and suits and chance.entry[i, b] < logistic(z)


def move_blocs(m, later, chance):
    for b, bloc in m.scenario.blocs.items():
        proposed = proposes(m, b, chance)
        is_open = proposed or b in m.w.open_blocs
        later.members[b] = {i for i in m.actors if in_bloc(m, i, b, is_open, chance)}
        if proposed:
            later.members[b].add(bloc.convener)
            later.open_blocs.add(b)


# 7. Motions


def vote(m, i, motion, chance):
    """Absent if noise < rate · exp(−N P_i); yes if s ≥ demand, else no if s ≤ −resistance, else abstain."""
    if chance.absence[i] < m.p.absence_rate * exp(-len(m.actors) * m.w.capability[i]):
        return "absent"
    s = stance(m, i, motion.favours)
    return "yes" if s >= motion.demand else "no" if s <= -m.p.resistance else "abstain"


def passes(m, institution, votes):
    """The institution's rule over the members present; simple majority without an institution."""
    said = list(votes.values())
    yes, no, abstained = said.count("yes"), said.count("no"), said.count("abstain")
    bloc = None if institution is None else m.scenario.blocs[institution]
    rule = "simple_majority" if bloc is None else bloc.rule
    if rule == "consensus":
        return yes > 0 and no == 0
    if rule == "unanimity":
        return yes > 0 and no == 0 and abstained == 0
    if rule == "two_thirds":
        return yes > 0 and yes >= 2 * no
    vetoed = rule == "majority_with_veto" and any(votes.get(i) == "no" for i in m.scenario.select(bloc.holders))
    return yes > no and not vetoed


def hold_votes(m, put, later, chance):
    """Motions due and not yet voted; the events that follow happen in the next tick."""
    later.due = set()
    for name, motion in m.scenario.motions.items():
        dated = motion.date is not None and m.scenario.meta.tick_of(motion.date) == m.w.tick
        if m.w.outcome[name] is not None or not (dated or name in put):
            continue
        voters = [i for i in m.actors if motion.institution is None or i in m.w.members[motion.institution]]
        votes = {i: vote(m, i, motion, chance) for i in voters}
        later.votes |= {(i, name): said for i, said in votes.items()}
        later.outcome[name] = passes(m, motion.institution, votes)
        later.due |= set(motion.if_passed if later.outcome[name] else motion.if_failed)


# 8. Harm and power over time


def support(m, j):
    """Σ_n D_jn c_n [a_n = a_j ≠ 0] / Σ_n D_jn; 1 if j needs nobody."""
    w, needed = m.w, sum(m.w.dependence[j, n] for n in m.actors if n != j)
    behind = [n for n in on(m, w.alignment[j], but=j) if w.alignment[n] is not None]
    return sum(w.dependence[j, n] * w.commitment[n] for n in behind) / needed if needed > 0 else 1.0


def restraint(m, j, v):
    """R_h = clip(ψ Δ(W of the victim's pole, W of the perpetrator's) + ψ_q q_j + ψ_p (1 − support_j), 0, 1)."""
    p, w = m.p, m.w
    deterred = contest(m, m.weight.get(w.alignment[v], 0.0), m.weight.get(w.alignment[j], 0.0))
    held = p.restraint_strength * deterred + p.restraint_dissent * w.dissent[j]
    return clip(held + p.restraint_patron * (1 - support(m, j)), 0, 1)


def cut(m, i):
    """The greatest trade of the measures i has in force, 0 for the non-aligned."""
    if m.w.alignment[i] is None:
        return 0.0
    return max((m.scenario.measures[name].trade for name in in_force(m, i)), default=0.0)


def trade_loss(m, i):
    """cut_i Σ_{l∉{0,a_i}} Σ_{j target of l} D_ij + Σ_{l: i target of l} Σ_{n: a_n∉{0,l}} D_in cut_n."""
    loss = cut(m, i) * exposure(m, i, m.w.alignment[i])
    for l in m.poles:
        if i in m.targets[l]:
            loss += sum(m.w.dependence[i, n] * cut(m, n) for n in m.actors if n != i and m.w.alignment[n] != l)
    return loss


def grow(m, i, chance):
    """All × exp(g Δt + ς √Δt ε); χ m_i log points from economic to military; ζ loss_i off the economic."""
    p, years = m.p, m.scenario.meta.tick_years
    log = m.scenario.actors[i].growth * years + p.growth_volatility * sqrt(years) * chance.growth[i]
    moved, lost = p.mobilisation_cost * m.w.mobilisation[i], p.trade_loss * trade_loss(m, i)
    military, economic, demographic = m.w.components[i]
    return [military * exp(log + moved), economic * exp(log - moved - lost), demographic * exp(log)]


def shares(components):
    """P_i: the mean of i's shares of the three components."""
    totals = [sum(sizes[x] for sizes in components.values()) for x in range(3)]
    return {i: sum(sizes[x] / totals[x] for x in range(3)) / 3 for i, sizes in components.items()}


# 9. Events


def happening(m):
    """Events of this tick, those that follow, those triggered; notes streaks, and what has fired, in the world."""
    w, now = m.w, []
    for name, event in m.scenario.events.items():
        happens = name in w.due or (event.date is not None and m.scenario.meta.tick_of(event.date) == w.tick)
        if event.when is not None:
            holds = COMPARE[event.when.compare](outcome(m, event.when.outcome, event.when.of), event.when.value)
            w.streak[name] = w.streak[name] + 1 if holds else 0
            may = event.when.repeat or name not in w.fired
            happens = happens or (w.streak[name] == event.when.for_ticks and may)
        if happens:
            now.append(name)
    w.fired |= set(now)
    return now


def changed(effect, old, low, high):
    """Set ``to``, moved ``by`` or multiplied (``times``), then cut to its range."""
    new = effect.to if effect.to is not None else old + effect.by if effect.by is not None else old * effect.times
    return clip(new, low, high)


def change_actor(m, effect):
    w, of = m.w, m.scenario.select(effect.of)
    if effect.attribute == "capability":
        for i in of:
            factor = changed(effect, w.capability[i], 0, inf) / (w.capability[i] or 1)  # what is nought stays so
            w.components[i] = [size * factor for size in w.components[i]]
        w.capability = shares(w.components)
        return
    for i in of:
        for attribute in [effect.attribute] + ["dissent_level"] * (effect.attribute == "dissent"):
            values = getattr(w, attribute)
            values[i] = changed(effect, values[i], LEAST_OFFENCE if attribute == "offence" else 0, 1)
            if attribute == "commitment" and w.alignment[i] is None:
                values[i] = 0.0


def change_dyad(m, effect):
    """Each pair once; harm: the level x⁰ only."""
    pairs = {(i, j) for i in m.scenario.select(effect.of) for j in m.scenario.select(effect.toward) if i != j}
    if effect.symmetric:
        pairs |= {(j, i) for i, j in pairs}
    values = m.w.harm_level if effect.relation == "harm" else getattr(m.w, effect.relation)
    for pair in pairs:
        values[pair] = changed(effect, values[pair], -1 if effect.relation in SIGNED else 0, 1)


def apply(m, effect, put):
    """Change the world as one effect says; ``put`` collects motions put to the vote."""
    w = m.w
    if effect.do == "change_actor":
        return change_actor(m, effect)
    if effect.do == "change_dyad":
        return change_dyad(m, effect)
    if effect.do == "hold_vote":
        return put.add(effect.motion)
    if effect.do == "propose_bloc":
        if effect.bloc not in w.open_blocs:
            w.open_blocs.add(effect.bloc)
            w.members[effect.bloc] |= {m.scenario.blocs[effect.bloc].convener} - {None}
        return
    for i in m.scenario.select(effect.of):
        if effect.do == "change_opinion":
            w.opinion[i, effect.pole] = changed(effect, w.opinion[i, effect.pole], -1, 1)
        elif effect.do == "align":
            w.alignment[i], w.commitment[i] = effect.pole, effect.commitment
        elif effect.do == "join":
            w.members[effect.bloc].add(i)
        elif effect.do == "leave":
            w.members[effect.bloc].discard(i)
        else:  # adopt_measure
            w.decreed.add((i, effect.measure))
            if w.alignment[i] is not None:
                w.commitment[i] = max(w.commitment[i], m.scenario.measures[effect.measure].threshold)
            if w.adopted[i, effect.measure] == NEVER:
                w.adopted[i, effect.measure] = w.tick


# 10. Readings


def outcome(m, name, of):
    """The outcomes that triggers ask about, as the world ``m.w`` stands."""
    w, n, total = m.w, len(m.actors), sum(m.w.weights.values())
    weight_shares = {k: x / total if total > 0 else 0.0 for k, x in w.weights.items()}
    if name in ("weight_share", "effective_poles"):
        squares = sum(x**2 for x in weight_shares.values())
        return weight_shares[of] if name == "weight_share" else 1 / squares if squares > 0 else 0.0
    if name in ("balancing", "bandwagoning", "hedging", "buck_passing"):
        posture = {"balancing": BALANCING, "bandwagoning": BANDWAGONING, "hedging": HEDGING}.get(name, BUCK_PASSING)
        return list(w.posture.values()).count(posture) / n
    if name == "concentration":
        return sqrt(max(sum(x**2 for x in w.capability.values()) - 1 / n, 0) / (1 - 1 / n))
    if name == "frustration":
        stake = wrong = 0.0
        for i, j in [(i, j) for i in m.actors for j in m.actors if i != j and w.alignment[i] and w.alignment[j]]:
            size = w.capability[i] * w.capability[j] * abs(w.affinity[i, j])
            stake += size
            wrong += size * ((w.affinity[i, j] > 0) != (w.alignment[i] == w.alignment[j]))
        return wrong / stake if stake > 0 else 0.0
    if name == "restraint":
        own = [x for (j, _), x in w.restraint.items() if j == of]
        return sum(own) / len(own) if own else 0.0
    if name in ("yes", "no", "abstain"):
        return sum(w.votes[i, of] == name for i in m.actors)
    return {
        "weight": lambda: w.weights[of],
        "supporters": lambda: len(on(m, of)),
        "mobilisation": lambda: sum(w.capability[i] * w.mobilisation[i] for i in m.actors),
        "commitment": lambda: w.commitment[of],
        "dissent": lambda: w.dissent[of],
        "harm_suffered": lambda: sum(x for (_, v), x in w.harm.items() if v == of),
        "members": lambda: len(w.members[of]),
        "cohesion": lambda: w.cohesion[of],
        "decisions": lambda: sum(w.outcome[q] is True for q, x in m.scenario.motions.items() if x.institution == of),
        "passed": lambda: float(w.outcome[of] is True),
        "adopters": lambda: sum(of in in_force(m, i) for i in m.actors),
    }[name]()


def read(scenario: Scenario, parameters: Parameters, world: State) -> State:
    """The readings of a world: cohesion, weights and the measures adopted in the tick just played."""
    m = Moment(scenario, parameters, world)
    world.cohesion, world.weights = dict(m.cohesion), dict(m.weight)
    for i in m.actors:
        for name in in_force(m, i):
            if world.adopted[i, name] == NEVER:
                world.adopted[i, name] = world.tick - 1
    return world


def tick(scenario: Scenario, parameters: Parameters, before: State, chance: Chance) -> State:
    """The state one tick later: events, then all rules on the same moment, then the readings."""
    now, put = deepcopy(before), set()
    begun = Moment(scenario, parameters, now)
    for name in happening(begun):
        for effect in scenario.events[name].effects:
            apply(begun, effect, put)
    m = Moment(scenario, parameters, now)
    later = deepcopy(now)
    for i in m.actors:
        u = {k: utility(m, i, k) for k in options(m)} | {}
        later.alignment[i] = choose(m, i, u, chance)
        later.commitment[i] = commit(m, i, later.alignment[i], u)
        later.posture[i] = posture(m, i, later.alignment[i])
        later.mobilisation[i] = mobilise(m, i)
        later.dissent[i] = move_dissent(m, i)
        later.components[i] = grow(m, i, chance)
        for k in m.poles:
            later.opinion[i, k] = move_opinion(m, i, k)
    for j, v in m.w.harm:
        held = later.restraint[j, v] = restraint(m, j, v)
        x, level = m.w.harm[j, v], m.w.harm_level[j, v]
        later.harm[j, v] = x + parameters.harm_rate * (level * (1 - held) - x)  # x + κ_x (x⁰ (1 − R) − x)
    move_blocs(m, later, chance)
    hold_votes(m, put, later, chance)
    later.capability = shares(later.components)
    later.tick += 1
    return read(scenario, parameters, later)
