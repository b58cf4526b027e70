"""Why an actor chose what it chose: the very rules' numbers, for one actor and for all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import numpy as np

from sim import engine, perception
from sim.columns import power
from sim.ensemble import Result, simulate
from sim.ladder import Rung, ladder
from sim.randomness import Noise, NoiseSource
from sim.rules import choice, threat
from sim.rules.utility import WEIGHTS, utility_terms
from sim.scenario import Scenario, Theory
from sim.scenario.checks import unknown
from sim.setting import Floats, Setting
from sim.world import World

NONE = "none"


@dataclass(frozen=True)
class Source:
    """Who threatens the actor, and through which of Walt's factors.

    ``direct`` and ``vicarious`` are threat weighted by the source's commitment; ``power``, ``offence``, ``proximity``
    and ``hostility`` are P̃, O, prox and H as they are, and ``factors`` the same four as the theory counts them, raised
    to its exponents (hostility as lessened by the source's dissent): direct = commitment · their product. A factor
    that the theory leaves out is 1 for all.
    """

    actor: str
    pole: str
    direct: float
    vicarious: float
    power: float
    offence: float
    proximity: float
    hostility: float
    commitment: float
    factors: dict[str, float]


@dataclass(frozen=True)
class Explanation:
    """One actor's choice in one tick of one run.

    Attributes
    ----------
    alignment, chosen
        Pole before and after the tick; ``revised`` says whether it reconsidered (by chance, or anchored: never).
    probability
        Chance of each option for an actor that reconsiders.
    utility, terms
        U of each option, and each term by option.
    parameters
        By term, the number that the theory multiplies it by (``sim.rules.utility.WEIGHTS`` names it).
    threat
        Threat from each pole; ``share`` of the total; ``sources`` the actors behind it, gravest first.
    weight
        Weight of each pole as the actor meets it, itself left out.
    measures
        The ladder of measures as the actor has climbed it when the tick is over.
    """

    scenario: str
    theory: str
    seed: int
    replicate: int
    actor: str
    name: str
    tick: int
    date: str
    anchored: bool
    revised: bool
    alignment: str
    chosen: str
    posture: str
    commitment: float
    capability: float
    probability: dict[str, float]
    utility: dict[str, float | None]
    terms: dict[str, dict[str, float]]
    parameters: dict[str, float]
    threat: dict[str, float]
    share: dict[str, float]
    salience: float
    weight: dict[str, float]
    opinion: dict[str, float]
    sources: list[Source]
    measures: list[Rung]

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return asdict(self)


def explain(
    scenario: Scenario,
    actor: str,
    *,
    tick: int | None = None,
    theory: Theory | str | None = None,
    seed: int = 0,
    replicate: int = 0,
    parameters: Mapping[str, float] | None = None,
    without: Collection[str] = (),
) -> Explanation:
    """Explain an actor's choice in a tick (default: the last) of one run.

    Raises
    ------
    ValueError
        For an unknown actor or a tick outside the scenario.
    """
    ticks = scenario.meta.ticks
    if actor not in scenario.actors:
        raise ValueError(unknown("actor", actor, scenario.actors))
    when = ticks - 1 if tick is None else tick
    if not 0 <= when < ticks:
        raise ValueError(f"tick {when} is outside the scenario: choose 0 to {ticks - 1}")
    options: dict[str, Any] = {"seed": seed, "parameters": parameters, "without": without, "save": ()}
    before = simulate(scenario, theory, replicates=[replicate], ticks=when, **options)
    noise = noise_of(before.setting, seed, replicate, when)
    return explain_tick(
        scenario, before.theory.name, before.setting, before.worlds[0], noise, actor, seed, replicate
    )


def explain_tick(
    scenario: Scenario,
    theory: str,
    setting: Setting,
    before: World,
    noise: Noise,
    actor: str,
    seed: int,
    replicate: int,
) -> Explanation:
    """Explain an actor's choice in the tick that leads on from ``before`` (one run) under ``noise``."""
    i = setting.names.actors.index(actor)
    after = engine.tick(before, setting, noise)
    world, _ = engine.open_tick(before, setting)
    seen = perception.perceive(world, setting)
    case = perception.deliberate(world, setting, seen)
    terms = utility_terms(case.considerations, world.alignment, setting.parameters)
    options, poles = (NONE, *setting.names.poles), setting.names.poles
    utility = case.utility[0, i]
    chances = choice.choice_probabilities(utility, setting.parameters.logit_precision)
    revised = bool(noise.revision[0, i] < setting.parameters.revision_rate) and not bool(setting.anchored[i])
    return Explanation(
        scenario=scenario.meta.name,
        theory=theory,
        seed=seed,
        replicate=replicate,
        actor=actor,
        name=scenario.actors[actor].name,
        tick=before.tick,
        date=scenario.meta.date_of(before.tick).isoformat(),
        anchored=bool(setting.anchored[i]),
        revised=revised,
        alignment=options[int(world.alignment[0, i])],
        chosen=options[int(after.alignment[0, i])],
        posture=choice.POSTURES[int(after.posture[0, i])],
        commitment=float(after.commitment[0, i]),
        capability=float(world.capability[0, i]),
        probability=dict(zip(options, chances.tolist(), strict=True)),
        utility={o: float(u) if np.isfinite(u) else None for o, u in zip(options, utility, strict=True)},
        terms={name: dict(zip(options, t[0, i].tolist(), strict=True)) for name, t in terms.items()},
        parameters={name: float(getattr(setting.parameters, WEIGHTS[name])) for name in terms},
        threat=dict(zip(poles, seen.pole_threat[0, i].tolist(), strict=True)),
        share=dict(zip(poles, seen.threat_share[0, i].tolist(), strict=True)),
        salience=float(seen.salience[0, i]),
        weight=dict(zip(poles, seen.weight[0, i].tolist(), strict=True)),
        opinion=dict(zip(poles, world.opinion[0, i].tolist(), strict=True)),
        sources=_sources(world, setting, seen, i),
        measures=ladder(scenario, after, setting, actor),
    )


def noise_of(setting: Setting, seed: int, replicate: int, tick: int) -> Noise:
    """The noise of one tick of one replicate."""
    source = NoiseSource(
        seed,
        [replicate],
        actors=setting.actor_count,
        poles=setting.pole_count,
        blocs=len(setting.names.blocs),
    )
    return next(islice(source.ticks(tick + 1), tick, None))


def _sources(world: World, setting: Setting, seen: perception.Perception, i: int) -> list[Source]:
    """The threats to actor i one by one; their sum over a pole's members is the pole's threat."""
    lens = perception.lens_of(world)
    hostility = np.broadcast_to(world.relations.hostility, (1, *world.relations.hostility.shape[-2:]))[0, i]
    offence = np.broadcast_to(world.traits.offence, world.alignment.shape)[0]
    direct, vicarious = (part[0, i] for part in _threats_by_source(world, setting, seen))
    names, poles, p = setting.names.actors, setting.names.poles, setting.parameters
    intent = hostility * (1 - p.dissent_hostility * world.dissent[0])
    factors = {
        "power": power(seen.capability[0], p.power_exponent),
        "offence": power(offence, p.offence_exponent),
        "proximity": power(lens.proximity[i], p.proximity_exponent),
        "hostility": power(intent, p.hostility_exponent),
    }
    return [
        Source(
            names[j], poles[int(world.alignment[0, j]) - 1], float(direct[j]), float(vicarious[j]),
            float(seen.capability[0, j]), float(offence[j]), float(lens.proximity[i, j]), float(hostility[j]),
            float(world.commitment[0, j]), {name: float(values[j]) for name, values in factors.items()},
        )
        for j in np.argsort(-(direct + vicarious), kind="stable")
        if direct[j] + vicarious[j] > 0
    ]  # fmt: skip


def _threats_by_source(world: World, setting: Setting, seen: perception.Perception) -> tuple[Floats, Floats]:
    """Direct and vicarious threat to each actor i from each j, weighted by j's commitment, [R, N, N] each."""
    p, lens, pairs = setting.parameters, perception.lens_of(world), setting.harmed
    committed = threat.menace(seen.capability, world.dissent, p) * world.commitment * (world.alignment > 0)
    direct = lens.kernel * committed[:, None]
    vicarious = np.zeros_like(direct)
    if p.vicarious_threat and pairs.of.size:
        deeds = threat.vicarious_source(world.harm, seen.capability, world.commitment, seen.sides, pairs, p)
        concern = threat.public_concern(world.opinion, world.traits.responsiveness, setting.per_option)
        felt = lens.felt * (concern @ np.swapaxes(deeds, -1, -2))
        vicarious = felt @ (pairs.of[:, None] == np.arange(setting.actor_count)).astype(float)
    return direct, vicarious


@dataclass(frozen=True)
class Threats:
    """Threat to each actor (row) from each other (column) at the end of a result, mean over runs, [N, N] each.

    The unit is that of docs/model.md section 1: shares of the system's capability, weighted by Walt's factors.
    """

    result: Result
    direct: Floats
    vicarious: Floats

    @property
    def total(self) -> Floats:
        """Direct and vicarious threat together."""
        return self.direct + self.vicarious


def threats(result: Result) -> Threats:
    """Who threatens whom at the end of a result.

    Examples
    --------
    >>> from sim.loading import load_scenario
    >>> found = threats(simulate(load_scenario("humanity_alliance"), replicates=2))
    >>> found.total.shape, float(found.total.diagonal().sum())
    ((68, 68), 0.0)
    """
    n = result.setting.actor_count
    direct, vicarious = np.zeros((n, n)), np.zeros((n, n))
    for world in result.worlds:
        now = perception.focus(world, result.setting)
        parts = _threats_by_source(now, result.setting, perception.perceive(now, result.setting))
        direct += parts[0].sum(axis=0)
        vicarious += parts[1].sum(axis=0)
    runs = len(result.replicates)
    return Threats(result, direct / runs, vicarious / runs)


def main_reasons(result: Result) -> dict[str, float]:
    """What spoke most for each actor's final alignment against its best alternative: share of actors by term.

    Anchored actors do not choose and are left out; actors that stand against all terms count as ``chance``.
    """
    counts: dict[str, float] = {}
    total = 0
    for world in result.worlds:
        setting = result.setting
        now = perception.focus(world, setting)
        case = perception.deliberate(now, setting, perception.perceive(now, setting))
        terms = utility_terms(case.considerations, now.alignment, setting.parameters)
        own = now.alignment[..., None]
        others = np.where(np.arange(case.utility.shape[-1]) == own, -np.inf, case.utility)
        best = others.argmax(axis=-1)[..., None]
        names = [*terms, "chance"]
        gains = [
            (np.take_along_axis(t, own, -1) - np.take_along_axis(t, best, -1))[..., 0] for t in terms.values()
        ]
        leading = np.stack([*gains, np.full(own.shape[:2], 1e-12)]).argmax(axis=0)[:, ~setting.anchored]
        total += leading.size
        for k, name in enumerate(names):
            counts[name] = counts.get(name, 0) + int((leading == k).sum())
    shares = {name: count / max(total, 1) for name, count in counts.items() if count}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))
