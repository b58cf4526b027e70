"""One tick of the model, slowly: docs/model.md read aloud, one actor at a time, section by section.

An independent specification: no rule, array or library is shared with the engine, so that the two can
be compared (``tests/properties/test_reference.py``). Keys are names: the document's F[i, j] is
``w.affinity[i, j]``, non-alignment is the option ``None``. i, j, n are actors, v a victim, h = (j, v) a
harmed pair, k, l poles, b blocs; ``w`` is the world, ``p`` the parameters; the methods' ``m`` is the moment.
"""

from __future__ import annotations

from copy import deepcopy
from math import asin, cos, exp, inf, radians, sin, sqrt, tanh
from operator import ge, gt, le, lt
from types import SimpleNamespace

from sim.scenario import Parameters, Scenario

COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}
UNTHREATENED, BALANCING, BANDWAGONING, HEDGING, BUCK_PASSING = range(5)
NEVER = -1
LEAST_OFFENCE = 1e-9  # its range is (0, 1]


class State(SimpleNamespace):
    """One run's world at the end of a tick. Dicts, unless said otherwise.

    By actor: offence, responsiveness, revisionism, media_exposure, dissent_level (q⁰), components
    (military, economic, demographic), capability, mobilisation, dissent, alignment (a pole or None),
    commitment, posture. By pair [i, j]: affinity, hostility, dependence, pact, regime_support; sparse:
    rivalry, and for harmed pairs harm_level (x⁰), harm (x) and restraint. By [i, k]: opinion. By pole:
    weights, reference_share (w⁰). By bloc: members (sets), cohesion; and open_blocs, a set. By [i, motion]:
    votes ("yes", "no", "abstain", "absent" or None); by motion: outcome (True, False, None while pending).
    decreed: a set of (i, measure); by [i, measure]: adopted (tick). By event: streak; and due (in the next
    tick) and fired, sets. tick: ticks played.
    """


class Chance(SimpleNamespace):
    """One run's noise: revision, absence, growth [i]; choice [i, k or None]; entry [i, b]; proposal [b]."""


def clip(x, low, high):
    return min(max(x, low), high)


def greatest(values):
    """The key of the greatest value, the first of equals."""
    return max(values, key=values.get)


def logistic(z):
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def shares(components):
    """P_i: the mean of i's shares of the three components."""
    totals = [sum(sizes[x] for sizes in components.values()) for x in range(3)]
    return {i: sum(sizes[x] / totals[x] for x in range(3)) / 3 for i, sizes in components.items()}


def distances(scenario):
    """d_ij: great-circle km between capitals, 0 for contiguous pairs and where nobody has a location."""
    d, places = {}, {i: actor.location for i, actor in scenario.actors.items()}
    for (i, a), (j, b) in ((x, y) for x in places.items() for y in places.items()):
        d[i, j] = 0.0
        if i != j and a is not None:
            h = sin(radians(b.lat - a.lat) / 2) ** 2
            h += cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2
            d[i, j] = 2 * 6371 * asin(sqrt(clip(h, 0, 1)))
    for entry in scenario.dyads:
        of = scenario.select(entry.among or entry.of or ())
        toward = scenario.select(entry.among or entry.toward or ())
        for i, j in entry.pairs or [(i, j) for i in of for j in toward if i != j]:
            if entry.contiguous or entry.distance_km is not None:
                d[i, j] = d[j, i] = 0.0 if entry.contiguous else entry.distance_km
    return d


class Moment:
    """A world and what follows from it at once. All rules of a tick read the same moment."""

    def __init__(m, scenario: Scenario, parameters: Parameters, world: State) -> None:
        m.scenario, m.meta, m.p, m.w = scenario, scenario.meta, parameters, world
        m.actors, m.poles, m.blocs = list(scenario.actors), list(scenario.poles), scenario.blocs
        m.options = [None, *m.poles] if m.meta.non_alignment else m.poles  # U(0) = −∞ where it is forbidden
        m.leaders = {i for pole in scenario.poles.values() for i in pole.leaders}
        m.targets = {k: scenario.select(x.targets or x.leaders) for k, x in scenario.poles.items()}
        m.proximity = {ij: 1 / (1 + d / m.p.distance_scale_km) for ij, d in distances(scenario).items()}
        m.power = {i: m.effective_capability(i) for i in m.actors}
        m.cohesion = {b: m.cohesion_of(b) for b in m.blocs}
        m.strength = {i: m.strength_of(i) for i in m.actors}
        # W_k = Σ_{i: a_i=k} strength_i; as i meets it, itself left out: W_ik = Σ_{j≠i, a_j=k} strength_j
        m.weight = {k: sum(m.strength[i] for i in m.on(k)) for k in m.poles}
        m.met = {(i, k): sum(m.strength[j] for j in m.on(k, but=i)) for i in m.actors for k in m.poles}
        m.threat = {(i, k): m.pole_threat(i, k) for i in m.actors for k in m.poles}
        m.total = {i: sum(m.threat[i, k] for k in m.poles) for i in m.actors}
        m.worst = {i: greatest({k: m.threat[i, k] for k in m.poles}) for i in m.actors}  # p*
        m.ties = {i: {j: m.tie(i, j) for j in m.actors} for i in m.actors}

    def on(m, k, but=None):
        """Actors aligned with pole k, without ``but``."""
        return [j for j in m.actors if m.w.alignment[j] == k and j != but]

    def contest(m, x, y):
        """Δ(x, y) = x^γ / (x^γ + y^γ), Δ(0, 0) = ½ (both divided by the greater, lest they underflow)."""
        top, gamma = max(x, y), m.p.contest_decisiveness
        return 0.5 if top == 0 else (x / top) ** gamma / ((x / top) ** gamma + (y / top) ** gamma)

    # 1. Power and threat

    def effective_capability(m, i):
        """P̃_i = P_i · max(1 + η m_i − δ q_i, 0)."""
        raised, lost = m.p.mobilisation_effect * m.w.mobilisation[i], m.p.dissent_effect * m.w.dissent[i]
        return m.w.capability[i] * max(1 + raised - lost, 0)

    def direct_threat(m, i, j):
        """τ_ij = [O_j^θO · prox_ij^θD · H_ij^θH] · [P̃_j^θP · (1 − δ_H q_j)^θH], with 0⁰ = 1."""
        p, w = m.p, m.w
        kernel = w.offence[j] ** p.offence_exponent * m.proximity[i, j] ** p.proximity_exponent
        kernel *= w.hostility[i, j] ** p.hostility_exponent
        calm = (1 - p.dissent_hostility * w.dissent[j]) ** p.hostility_exponent
        return kernel * m.power[j] ** p.power_exponent * calm

    def identification(m, i, h):
        """I_ih = max(F_iv, 0), but 1 if i is the victim v, and 0 if i does the harm."""
        j, v = h
        return 0.0 if i == j else 1.0 if i == v else max(m.w.affinity[i, v], 0)

    def vicarious_threat(m, i, k, h):
        """σ · r_i · (1 − o_ik)/2 · I_ih · x_h · P̃_j^θP · c_j · [a_j = k]: what one harmed pair adds."""
        p, w, j = m.p, m.w, h[0]
        feeling = p.vicarious_threat * w.responsiveness[i] * (1 - w.opinion[i, k]) / 2
        menace = w.harm[h] * m.power[j] ** p.power_exponent * w.commitment[j] * (w.alignment[j] == k)
        return feeling * m.identification(i, h) * menace

    def pole_threat(m, i, k):
        """T_ik = Σ_{j: a_j=k} c_j τ_ij + (vicarious threat from k)."""
        direct = sum(m.w.commitment[j] * m.direct_threat(i, j) for j in m.on(k, but=i))
        return direct + sum(m.vicarious_threat(i, k, h) for h in m.w.harm)

    def share(m, i, k):
        """t_ik = T_ik / Σ_l T_il, 0 where nothing threatens."""
        return m.threat[i, k] / m.total[i] if m.total[i] > 0 else 0.0

    def salience(m, i):
        """Λ_i = ΣT / (ΣT + T₀), 0 where nothing threatens."""
        return m.total[i] / (m.total[i] + m.p.threat_half_saturation) if m.total[i] > 0 else 0.0

    def hostility_of_pole(m, i, k):
        """h_ik: T_ik with each part times the hostility perceived in its source, over T_ik; 0 if T_ik = 0."""
        c, hostile = m.w.commitment, m.w.hostility
        felt = sum(c[j] * m.direct_threat(i, j) * hostile[i, j] for j in m.on(k, but=i))
        felt += sum(m.vicarious_threat(i, k, h) * hostile[i, h[0]] for h in m.w.harm if h[0] != i)
        return felt / m.threat[i, k] if m.threat[i, k] > 0 else 0.0

    # 2. Weight and deterrence

    def coordination(m, i):
        """g_i: cohesion of i's most cohesive bloc that backs i's pole and has two members or more; else 0."""
        mine = [b for b, bloc in m.blocs.items() if bloc.pole is not None and bloc.pole == m.w.alignment[i]]
        mine = [b for b in mine if i in m.w.members[b] and len(m.w.members[b]) >= 2]
        return max((m.cohesion[b] for b in mine), default=0.0)

    def strength_of(m, i):
        """c_i P̃_i (1 + ω g_i)."""
        return m.w.commitment[i] * m.power[i] * (1 + m.p.coordination_bonus * m.coordination(i))

    def residual_threat(m, i, k):
        """R_i(k) = Σ_{l≠k} t_il (1 − Δ(W_ik + P̃_i, W_il)) + t_ik (1 − α (1 − h_ik))."""
        if k is None:
            return m.residual_threat_alone(i)
        foes = [l for l in m.poles if l != k]
        left = sum(m.share(i, l) * (1 - m.contest(m.met[i, k] + m.power[i], m.met[i, l])) for l in foes)
        return left + m.share(i, k) * (1 - m.p.accommodation * (1 - m.hostility_of_pole(i, k)))

    def residual_threat_alone(m, i):
        """R_i(0) = Σ_l t_il (1 − ν₀) (1 − Δ(P̃_i + φ Σ_{n≠l} W_in, W_il))."""
        left = 0.0
        for l in m.poles:
            free = m.p.free_riding * sum(m.met[i, n] for n in m.poles if n != l)
            undeterred = 1 - m.contest(m.power[i] + free, m.met[i, l])
            left += m.share(i, l) * (1 - m.p.neutral_safety) * undeterred
        return left

    def prospects(m, i, k):
        """Δ_ik = W_ik^γ / Σ_l W_il^γ, equal for all poles where none has weight."""
        top = max(m.met[i, l] for l in m.poles) or 1  # divided by the greatest, lest they underflow
        parts = {l: (m.met[i, l] / top) ** m.p.contest_decisiveness for l in m.poles}
        return parts[k] / sum(parts.values()) if sum(parts.values()) > 0 else 1 / len(m.poles)

    # 3. Utility

    def tie(m, i, j):
        """max(F_ij, 0) · prox_ij · (1 + μ · number of blocs that i and j share), j ≠ i."""
        if i == j:
            return 0.0
        shared = sum(i in members and j in members for members in m.w.members.values())
        return max(m.w.affinity[i, j], 0) * m.proximity[i, j] * (1 + m.p.bloc_influence * shared)

    def influence(m, i, j):
        """V_ij: i's ties, summing to one; zero for an actor without friends."""
        row = sum(m.ties[i].values())
        return m.ties[i][j] / row if row > 0 else 0.0

    def patronage(m, i, k):
        """D_i(k) = Σ_{j: a_j=k} c_j D_ij."""
        return sum(m.w.commitment[j] * m.w.dependence[i, j] for j in m.on(k, but=i))

    def utility(m, i, k):
        """U_i(k), line by line as in the document; U_i(0) has security and inertia only."""
        p, w, side = m.p, m.w, m.on(k, but=i)
        u = -p.weight_security * m.salience(i) * m.residual_threat(i, k) + p.inertia * (w.alignment[i] == k)
        if k is None:
            return u
        u += p.weight_affinity * sum(w.capability[j] * w.affinity[i, j] for j in side)
        u += p.weight_opinion * w.responsiveness[i] * w.opinion[i, k]
        u += p.weight_profit * w.revisionism[i] * m.prospects(i, k)
        u += p.weight_dependence * (m.patronage(i, k) - sum(m.patronage(i, l) for l in m.poles if l != k))
        owed = sum(w.pact[i, j] for j in m.actors if j != i)
        u += p.weight_pact * sum(w.pact[i, j] for j in side) / max(1, owed)
        u += p.weight_peers * sum(m.influence(i, j) * w.commitment[j] for j in side)
        u += p.weight_regime * w.dissent[i] * sum(w.commitment[j] * w.regime_support[i, j] for j in side)
        return u - p.autonomy_cost

    # 4. Choice, posture, commitment, measures

    def anchored(m, i):
        """As the scenario says; leaders where it says nothing."""
        said = m.scenario.actors[i].anchored
        return i in m.leaders if said is None else said

    def choose(m, i, u, chance):
        """With probability ρ, unless anchored: the option of greatest λ U_i(k) + Gumbel noise."""
        if m.anchored(i) or chance.revision[i] >= m.p.revision_rate:
            return m.w.alignment[i]
        return greatest({k: m.p.logit_precision * u[k] + chance.choice[i, k] for k in m.options})

    def posture(m, i, new):
        """Read off the threat perceived and W as the tick began, and the new alignment."""
        if m.total[i] == 0:
            return UNTHREATENED
        if new is not None:
            return BANDWAGONING if new == m.worst[i] else BALANCING
        others = sum(m.weight[k] for k in m.poles if k != m.worst[i])
        return BUCK_PASSING if others >= m.p.buck_passing_share * m.weight[m.worst[i]] else HEDGING

    def is_open(m, name, k):
        """May those of alignment k take the measure? Never the non-aligned."""
        poles = m.scenario.measures[name].poles
        return k is not None and (not poles or k in poles)

    def exposure(m, i, k):
        """E_i = Σ over poles l ∉ {0, k} and over the targets j of l of D_ij."""
        return sum(m.w.dependence[i, j] for l in m.poles if l != k for j in m.targets[l] if j != i)

    def next_rung_cost(m, i, new, held):
        """The cost + trade · E_i of the lowest rung above c⁻ that is open to the new alignment, or 0."""
        above = [x for n, x in m.scenario.measures.items() if x.threshold > held and m.is_open(n, new)]
        rung = min(above, key=lambda measure: measure.threshold, default=None)  # the first of equals
        return 0.0 if rung is None else rung.cost + rung.trade * m.exposure(i, new)

    def commit(m, i, new, u):
        """max(c⁻ + ρ_c (c* − c⁻), floor), c* = logistic(λ_c (U_i(a) − max_{o≠a} U_i(o)) − rung's cost)."""
        if m.anchored(i):
            return m.w.commitment[i]
        if new is None:
            return 0.0
        held = m.w.commitment[i] if new == m.w.alignment[i] else 0.0  # c⁻
        lead = min((u[new] - u[k] for k in m.options if k != new), default=0.0)
        wanted = logistic(m.p.commitment_precision * lead - m.next_rung_cost(i, new, held))
        bound = [bloc.obligation for b, bloc in m.blocs.items() if bloc.pole == new and i in m.w.members[b]]
        return max(held + m.p.commitment_rate * (wanted - held), *bound, 0.0)

    def in_force(m, i):
        """Measures that were decreed, or whose threshold c reaches and that are open to i's alignment."""
        climbed = [n for n, x in m.scenario.measures.items() if m.w.commitment[i] >= x.threshold]
        climbed = [n for n in climbed if m.is_open(n, m.w.alignment[i])]
        return [n for n in m.scenario.measures if n in climbed or (i, n) in m.w.decreed]

    def mobilise(m, i):
        """Moves m to m + ρ_m (need − m), need = Λ_i max_k t_ik (1 − max_{k≠p*} Δ(W_ik + P̃_i, W_ip*))."""
        other = [k for k in m.poles if k != m.worst[i]]
        helped = max((m.contest(m.met[i, k] + m.power[i], m.met[i, m.worst[i]]) for k in other), default=0.0)
        need = m.salience(i) * m.share(i, m.worst[i]) * (1 - helped)
        return m.w.mobilisation[i] + m.p.mobilisation_rate * (need - m.w.mobilisation[i])

    # 5. Opinion and dissent

    def move_opinion(m, i, k):
        """Moves o to clip(o + φ_o [s (Σ_j V_ij o_j − v o) + (1 − s)(o⁰ − o)] − outrage, −1, 1).

        Outrage: m₀ media_i Σ_h I_ih x_h [a_j(h) = k]; v = 1 if i has friends, else 0.
        """
        w, actor, o = m.w, m.scenario.actors[i], m.w.opinion[i, k]
        heard = sum(m.influence(i, j) * w.opinion[j, k] for j in m.actors)
        heard -= o if sum(m.ties[i].values()) > 0 else 0.0
        own = actor.opinion.get(k, 0.0) - o
        drift = m.p.opinion_rate * (actor.susceptibility * heard + (1 - actor.susceptibility) * own)
        seen = sum(m.identification(i, h) * w.harm[h] for h in w.harm if w.alignment[h[0]] == k)
        return clip(o + drift - m.p.outrage * w.media_exposure[i] * seen, -1, 1)

    def move_dissent(m, i):
        """Moves q to q + ρ_q (q* − q).

        q* = clip(q⁰_i + q_w lost_i + q_x Σ_{h: j(h)=i} x_h + q_o max(0, −o_i,a_i), 0, 1).
        """
        p, w, k = m.p, m.w, m.w.alignment[i]
        pressure = w.dissent_level[i] + p.dissent_harm * sum(x for (j, _), x in w.harm.items() if j == i)
        if k is not None:  # lost_i = max(0, w⁰ − w), of i's pole
            total = sum(m.weight.values())
            lost = max(0, w.reference_share[k] - (m.weight[k] / total if total > 0 else 0.0))
            pressure += p.dissent_isolation * lost + p.dissent_opinion * max(0, -w.opinion[i, k])
        return w.dissent[i] + p.dissent_rate * (clip(pressure, 0, 1) - w.dissent[i])

    # 6. Blocs

    def stance(m, i, k):
        """+c_i if a_i = k, −c_i if i is aligned otherwise, 0 if non-aligned."""
        return 0.0 if m.w.alignment[i] is None else m.w.commitment[i] * (1 if m.w.alignment[i] == k else -1)

    def stance_to_bloc(m, i, b):
        """Toward its pole (the first pole, for a forum that backs none)."""
        return m.stance(i, m.blocs[b].pole or m.poles[0])

    def cohesion_of(m, b):
        """1 − mean over pairs of members of |s_i − s_j| / 2; 1 with fewer than two members."""
        s = [m.stance_to_bloc(i, b) for i in m.actors if i in m.w.members[b]]
        gaps = [abs(s[x] - s[y]) / 2 for x in range(len(s)) for y in range(x)]
        return 1 - sum(gaps) / len(gaps) if gaps else 1.0

    def convening_power(m, b):
        """(P_conv / max P + reach_conv) / 2; 0 without a convener."""
        i = m.blocs[b].convener
        size = 0 if i is None else m.w.capability[i] / max(m.w.capability.values())
        return 0.0 if i is None else (size + m.scenario.actors[i].reach) / 2

    def argument(m, i, b):
        """The argument for entering, z.

        v₀ + v_c s_i + v_F (mean F_ij over members j ≠ i) + v_s (members / size) + v_conv (convening power)
        − v_r (greatest rivalry_ij with a member j) − v_h (1 − cohesion).
        """
        p, w, bloc = m.p, m.w, m.blocs[b]
        fellows = [j for j in m.actors if j in w.members[b] and j != i]
        size = len(m.scenario.select((*bloc.members, *bloc.invitees)))
        z = p.entry_base + p.entry_commitment * (0.0 if bloc.pole is None else m.stance(i, bloc.pole))
        z += p.entry_affinity * sum(w.affinity[i, j] for j in fellows) / max(len(fellows), 1)
        z += p.entry_momentum * len(w.members[b]) / max(size, 1) + p.entry_convener * m.convening_power(b)
        z -= p.entry_rivalry * max((w.rivalry.get((i, j), 0.0) for j in fellows), default=0.0)
        return z - p.entry_incoherence * (1 - m.cohesion[b])

    def proposes(m, b, chance):
        """With emergent_blocs, a closed bloc that backs a pole: noise < rate · max(0, stance) · convening power."""
        i, pole = m.blocs[b].convener, m.blocs[b].pole
        if not m.meta.emergent_blocs or i is None or pole is None or b in m.w.open_blocs:
            return False
        will = max(0, m.stance(i, pole)) * m.convening_power(b)
        return chance.proposal[b] < m.p.proposal_rate * will

    def belongs(m, i, b, is_open, chance):
        """In, and not z < −v_x (a forum is left by events only); or invited, and noise < logistic(z)."""
        bloc, z = m.blocs[b], m.argument(i, b)
        if i in m.w.members[b]:
            return z >= -m.p.exit_threshold or bloc.pole is None
        may = is_open and i in m.scenario.select(bloc.invitees) and bloc.pole in (None, m.w.alignment[i])
        return may and chance.entry[i, b] < logistic(z)

    def move_blocs(m, later, chance):
        """Membership as the tick began decides; a bloc opened by its convener can be entered at once."""
        for b, bloc in m.blocs.items():
            opened = {bloc.convener} if m.proposes(b, chance) else set()
            is_open = bool(opened) or b in m.w.open_blocs
            later.members[b] = opened | {i for i in m.actors if m.belongs(i, b, is_open, chance)}
            later.open_blocs |= {b} if is_open else set()

    # 7. Motions

    def inclination(m, i, k):
        """tanh(½ λ_c (U_i(k) − best other pole's U_i)); against staying out where there is one pole only."""
        others = [l for l in m.poles if l != k] or [l for l in m.options if l is None]
        best = max((m.utility(i, l) for l in others), default=m.utility(i, k))
        return tanh(0.5 * m.p.commitment_precision * (m.utility(i, k) - best))

    def vote_stance(m, i, k):
        """Half the stance, half the inclination, plus the leaning."""
        leaning = m.scenario.actors[i].leaning.get(k, 0.0)
        return (m.stance(i, k) + m.inclination(i, k)) / 2 + leaning

    def vote(m, i, motion, chance):
        """Absent if noise < rate · exp(−N P_i); else by the stance s toward the pole that the motion favours.

        Yes if s ≥ demand; else no if s ≤ −resistance or, under consensus, if s < demand − acquiescence;
        else abstain.
        """
        if chance.absence[i] < m.p.absence_rate * exp(-len(m.actors) * m.w.capability[i]):
            return "absent"
        spread = sqrt(m.p.vote_noise**2 + m.scenario.actors[i].leaning_error ** 2)
        s = m.vote_stance(i, motion.favours) + spread * chance.vote[i] + m.p.text_noise * chance.text
        no = s <= -m.p.resistance
        if motion.institution is not None and m.blocs[motion.institution].rule == "consensus":
            no = no or s < motion.demand - m.p.acquiescence
        return "yes" if s >= motion.demand else "no" if no else "abstain"

    def passes(m, institution, votes):
        """The institution's rule over those present; simple majority without an institution."""
        yes, no, abstain = (list(votes.values()).count(said) for said in ("yes", "no", "abstain"))
        bloc = m.blocs.get(institution)
        vetoed = bloc is not None and any(votes.get(i) == "no" for i in m.scenario.select(bloc.holders))
        return {
            "consensus": yes > 0 and no == 0,
            "unanimity": yes > 0 and no == 0 and abstain == 0,
            "simple_majority": yes > no,
            "two_thirds": yes > 0 and yes >= 2 * no,
            "majority_with_veto": yes > no and not vetoed,
        }[bloc.rule if bloc else "simple_majority"]

    def hold_votes(m, put, later, chance):
        """Motions due (dated, or put by an event), not yet voted; what follows happens in the next tick."""
        later.due = set()
        for name, motion in m.scenario.motions.items():
            dated = motion.date is not None and m.meta.tick_of(motion.date) == m.w.tick
            if m.w.outcome[name] is None and (dated or name in put):
                voters = m.w.members.get(motion.institution, m.actors)
                votes = {i: m.vote(i, motion, chance) for i in voters}
                later.votes |= {(i, name): said for i, said in votes.items()}
                later.outcome[name] = m.passes(motion.institution, votes)
                later.due |= set(motion.if_passed if later.outcome[name] else motion.if_failed)

    # 8. Harm and power over time

    def support(m, j):
        """Σ_n D_jn c_n [a_n = a_j ≠ 0] / Σ_n D_jn; 1 if j needs nobody."""
        needed = sum(m.w.dependence[j, n] for n in m.actors if n != j)
        behind = 0.0 if m.w.alignment[j] is None else m.patronage(j, m.w.alignment[j])
        return behind / needed if needed > 0 else 1.0

    def restraint(m, j, v):
        """R_h = clip(ψ Δ(W of v's pole, W of j's pole) + ψ_q q_j + ψ_p (1 − support_j), 0, 1)."""
        p, a = m.p, m.w.alignment
        held = p.restraint_strength * m.contest(m.weight.get(a[v], 0.0), m.weight.get(a[j], 0.0))
        held += p.restraint_dissent * m.w.dissent[j] + p.restraint_patron * (1 - m.support(j))
        return clip(held, 0, 1)

    def cut(m, i):
        """The greatest trade of the measures that i has in force, 0 for the non-aligned."""
        trades = [m.scenario.measures[name].trade for name in m.in_force(i)]
        return 0.0 if m.w.alignment[i] is None else max(trades, default=0.0)

    def trade_loss(m, i):
        """cut_i Σ_{l∉{0,a_i}} Σ_{j target of l} D_ij + Σ_{l: i target of l} Σ_{n: a_n∉{0,l}} D_in cut_n."""
        a, needs = m.w.alignment, m.w.dependence
        loss = m.cut(i) * m.exposure(i, a[i])
        for l in [l for l in m.poles if i in m.targets[l]]:
            loss += sum(needs[i, n] * m.cut(n) for n in m.actors if n != i and a[n] not in (None, l))
        return loss

    def grow(m, i, chance):
        """All by exp(g Δt + ς √Δt ε); χ m_i log points from economic to military; ζ loss_i off economic."""
        p, years = m.p, m.meta.tick_years
        log = m.scenario.actors[i].growth * years + p.growth_volatility * sqrt(years) * chance.growth[i]
        moved, lost = p.mobilisation_cost * m.w.mobilisation[i], p.trade_loss * m.trade_loss(i)
        military, economic, demographic = m.w.components[i]
        return [military * exp(log + moved), economic * exp(log - moved - lost), demographic * exp(log)]

    # 9. Events

    def happening(m):
        """Events of this tick: dated, following, or triggered; keeps the triggers' streaks."""
        now, w = [], m.w
        for name, event in m.scenario.events.items():
            happens = name in w.due or (event.date is not None and m.meta.tick_of(event.date) == w.tick)
            if event.when is not None:
                when, found = event.when, m.outcome(event.when.outcome, event.when.of)
                w.streak[name] = w.streak[name] + 1 if COMPARE[when.compare](found, when.value) else 0
                may = when.repeat or name not in w.fired
                happens = happens or (may and w.streak[name] == when.for_ticks)
            now += [name] if happens else []
        return now

    def apply(m, effect, put):
        """Change the world as one effect says; ``put`` collects the motions put to the vote."""
        w = m.w
        if effect.do in ("change_actor", "change_dyad"):
            return getattr(m, effect.do)(effect)
        if effect.do == "hold_vote":
            return put.add(effect.motion)
        if effect.do == "propose_bloc":  # nothing to open where it is open already
            if effect.bloc not in w.open_blocs and m.blocs[effect.bloc].convener is not None:
                w.members[effect.bloc].add(m.blocs[effect.bloc].convener)
            return w.open_blocs.add(effect.bloc)
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
                least = 0 if w.alignment[i] is None else m.scenario.measures[effect.measure].threshold
                w.commitment[i] = max(w.commitment[i], least)
                w.decreed.add((i, effect.measure))
                if w.adopted[i, effect.measure] == NEVER:
                    w.adopted[i, effect.measure] = w.tick

    def change_actor(m, effect):
        """Dissent changes q and q⁰; capability scales components by new/old share and renormalises."""
        w, of, name = m.w, m.scenario.select(effect.of), effect.attribute
        if name == "capability":
            for i in of:
                new = changed(effect, w.capability[i], 0, inf)
                w.components[i] = [x * new / (w.capability[i] or 1) for x in w.components[i]]  # 0 stays 0
            w.capability = shares(w.components)
            return
        for values in [getattr(w, name)] + ([w.dissent_level] if name == "dissent" else []):
            for i in of:
                values[i] = changed(effect, values[i], LEAST_OFFENCE if name == "offence" else 0, 1)
        w.commitment |= dict.fromkeys(m.on(None), 0.0)  # the non-aligned have none

    def change_dyad(m, effect):
        """Each pair once. Harm changes x⁰ only."""
        of, toward = m.scenario.select(effect.of), m.scenario.select(effect.toward)
        pairs = {(i, j) for i in of for j in toward if i != j}
        low = -1 if effect.relation in ("affinity", "regime_support") else 0
        values = getattr(m.w, "harm_level" if effect.relation == "harm" else effect.relation)
        for ij in pairs | ({(j, i) for i, j in pairs} if effect.symmetric else set()):
            values[ij] = changed(effect, values[ij], low, 1)

    # 10. Readings

    def outcome(m, name, of):
        """What triggers ask about (``counterpoise list outcomes``), as the world stands."""
        w, p, motions = m.w, m.w.capability, m.scenario.motions
        sides = {i: k for i, k in w.alignment.items() if k is not None}
        total = sum(w.weights.values()) or 1
        squares = sum((x / total) ** 2 for x in w.weights.values())
        stake = {ij: p[ij[0]] * p[ij[1]] * abs(x) for ij, x in w.affinity.items() if {*ij} <= {*sides}}
        wrong = [ij for ij in stake if (w.affinity[ij] > 0) != (sides[ij[0]] == sides[ij[1]])]
        own = [x for (j, _), x in w.restraint.items() if j == of]
        spread = max(sum(x**2 for x in p.values()) - 1 / len(p), 0) / (1 - 1 / len(p))
        postures = ("unthreatened", "balancing", "bandwagoning", "hedging", "buck_passing")
        if name in postures:
            return sum(postures[x] == name for x in w.posture.values()) / len(p)
        if name in ("yes", "no", "abstain"):
            return sum(w.votes[i, of] == name for i in m.actors)
        if name in ("weight", "cohesion", "commitment", "dissent"):
            return getattr(w, "weights" if name == "weight" else name)[of]
        return {
            "weight_share": w.weights.get(of, 0.0) / total,
            "supporters": sum(k == of for k in sides.values()),
            "effective_poles": 1 / squares if squares > 0 else 0.0,
            "concentration": sqrt(spread),
            "frustration": sum(stake[ij] for ij in wrong) / (sum(stake.values()) or 1),
            "mobilisation": sum(p[i] * w.mobilisation[i] for i in m.actors),
            "harm_suffered": sum(x for (_, v), x in w.harm.items() if v == of),
            "restraint": sum(own) / (len(own) or 1),
            "members": len(w.members.get(of, ())),
            "decisions": sum(w.outcome[q] is True for q in motions if motions[q].institution == of),
            "passed": float(w.outcome.get(of) is True),
            "adopters": sum(of in m.in_force(i) for i in m.actors),
        }[name]


def changed(effect, old, low, high):
    """Set ``to``, moved ``by`` or multiplied (``times``), then cut to its range."""
    new = effect.to if effect.to is not None else old + (effect.by or 0.0)
    return clip(new if effect.times is None else old * effect.times, low, high)


def start(scenario: Scenario, parameters: Parameters, world: State) -> State:
    """The world before the first tick, with its readings; w⁰ is each pole's share of weight now."""
    total = sum(read(scenario, parameters, world).weights.values())
    world.reference_share = {k: x / total if total > 0 else 0.0 for k, x in world.weights.items()}
    return world


def read(scenario: Scenario, parameters: Parameters, world: State) -> State:
    """The world with its readings: cohesion, weights, and measures in force for the first time."""
    m = Moment(scenario, parameters, world)
    world.cohesion, world.weights = m.cohesion, m.weight
    fresh = [(i, name) for i in m.actors for name in m.in_force(i) if world.adopted[i, name] == NEVER]
    world.adopted |= dict.fromkeys(fresh, max(world.tick - 1, 0))
    return world


def tick(scenario: Scenario, parameters: Parameters, before: State, chance: Chance) -> State:
    """The world one tick later: events, then all rules on one and the same moment, then the readings."""
    now, put = deepcopy(before), set()
    m = Moment(scenario, parameters, now)
    events = m.happening()
    for effect in [effect for name in events for effect in scenario.events[name].effects]:
        m.apply(effect, put)
    now.fired |= set(events)
    m, later = Moment(scenario, parameters, now), deepcopy(now)
    for i in m.actors:
        u = {k: m.utility(i, k) for k in m.options}
        later.alignment[i] = m.choose(i, u, chance)
        later.commitment[i] = m.commit(i, later.alignment[i], u)
        later.posture[i] = m.posture(i, later.alignment[i])
        later.mobilisation[i], later.dissent[i] = m.mobilise(i), m.move_dissent(i)
        later.opinion |= {(i, k): m.move_opinion(i, k) for k in m.poles}
        later.components[i] = m.grow(i, chance)
    for h, x in now.harm.items():  # x ← x + κ_x (x⁰ (1 − R) − x)
        later.restraint[h] = m.restraint(*h)
        later.harm[h] = x + parameters.harm_rate * (now.harm_level[h] * (1 - later.restraint[h]) - x)
    m.move_blocs(later, chance)
    m.hold_votes(put, later, chance)
    later.capability, later.tick = shares(later.components), now.tick + 1
    return read(scenario, parameters, later)
