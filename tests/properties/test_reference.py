"""The engine against the plain reference of docs/model.md, tick by tick and field by field."""

from __future__ import annotations

import math

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim import engine
from sim.randomness import Noise, NoiseSource
from sim.scenario import Parameters, Scenario
from sim.setting import Setting, compile_setting
from sim.world import World, initial_world
from tests import reference, strategies

RUNS, TICKS = 3, 4
TOLERANCE = 1e-12
KNIFE_EDGE = 1e-9
VOTES = (None, "yes", "no", "abstain", "absent")
OUTCOMES = {-1: None, 0: False, 1: True}


def state_of(world: World, setting: Setting, r: int) -> reference.State:
    """Run r of a world in the reference's words."""
    names = setting.names
    actors, poles, blocs, motions = names.actors, names.poles, names.blocs, names.motions

    def run(values, shared_axes):  # a trait or relation may be shared by all runs
        return values[r] if values.ndim > shared_axes else values

    def per_actor(values):
        return dict(zip(actors, values.tolist(), strict=True))

    def pairs(values, where):
        keys = [(actors[i], actors[j]) for i, j in zip(where.of, where.toward, strict=True)]
        return dict(zip(keys, values.tolist(), strict=True))

    def relation(name):
        values = run(getattr(world.relations, name), 2)
        return {(i, j): x for (i, j), x in table(values, actors, actors).items() if i != j}

    def trait(name):
        return per_actor(run(getattr(world.traits, name), 1))

    def chosen(flags, rows):
        return {row for row, flag in zip(rows, flags, strict=True) if flag}

    return reference.State(
        tick=world.tick,
        **{name: trait(name) for name in ("offence", "responsiveness", "revisionism", "media_exposure")},
        dissent_level=trait("dissent_level"),
        **{
            name: relation(name) for name in ("affinity", "hostility", "dependence", "pact", "regime_support")
        },
        rivalry=pairs(run(world.relations.rivalry, 1), setting.rivals),
        harm_level=pairs(run(world.relations.harm, 1), setting.harmed),
        harm=pairs(world.harm[r], setting.harmed),
        restraint=pairs(world.restraint[r], setting.harmed),
        components=per_actor(world.components[r].T),
        **{name: per_actor(getattr(world, name)[r]) for name in ("capability", "mobilisation", "dissent")},
        opinion=table(world.opinion[r], actors, poles),
        alignment={i: (None, *poles)[k] for i, k in per_actor(world.alignment[r]).items()},
        commitment=per_actor(world.commitment[r]),
        posture=per_actor(world.posture[r]),
        members={b: chosen(world.membership[r, :, x], actors) for x, b in enumerate(blocs)},
        open_blocs=chosen(world.open_blocs[r], blocs),
        votes={key: VOTES[vote] for key, vote in table(world.votes[r], actors, motions).items()},
        outcome={q: OUTCOMES[x] for q, x in zip(motions, world.motion_outcome[r].tolist(), strict=True)},
        decreed={key for key, flag in table(world.decreed[r], actors, names.measures).items() if flag},
        adopted=table(world.adopted[r], actors, names.measures),
        due=chosen(world.event_due[r], names.events),
        fired=chosen(world.event_fired[r], names.events),
        streak=dict(zip(names.events, world.trigger_streak[r].tolist(), strict=True)),
        weights=dict(zip(poles, world.weights[r].tolist(), strict=True)),
        cohesion=dict(zip(blocs, world.cohesion[r].tolist(), strict=True)),
        reference_share=dict(zip(poles, world.reference_share[r].tolist(), strict=True)),
    )


def table(values, rows, columns):
    return {(i, j): values[x, y].item() for x, i in enumerate(rows) for y, j in enumerate(columns)}


def chance_of(noise: Noise, setting: Setting, r: int) -> reference.Chance:
    """Run r of a tick's noise in the reference's words."""
    names = setting.names
    options = (None, *names.poles)
    return reference.Chance(
        revision=dict(zip(names.actors, noise.revision[r].tolist(), strict=True)),
        choice=table(noise.choice[r], names.actors, options),
        entry=table(noise.entry[r], names.actors, names.blocs),
        proposal=dict(zip(names.blocs, noise.proposal[r].tolist(), strict=True)),
        absence=dict(zip(names.actors, noise.absence[r].tolist(), strict=True)),
        growth=dict(zip(names.actors, noise.growth[r].tolist(), strict=True)),
    )


def differences(expected: reference.State, found: reference.State) -> list[str]:
    """Every entry in which two states differ, with both values."""
    told = []
    for name, right in vars(found).items():
        left = getattr(expected, name)
        if not isinstance(left, dict):
            left, right = {"": left}, {"": right}
        for key in left.keys() | right.keys():
            a, b = left.get(key), right.get(key)
            if not same(a, b):
                told.append(f"{name}[{key}]: reference {a!r}, engine {b!r}")
    return told


def same(a: object, b: object) -> bool:
    if isinstance(a, list):
        return all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) or isinstance(b, float):
        return math.isclose(a, b, rel_tol=0, abs_tol=TOLERANCE)
    return type(a) is type(b) and a == b


def is_knife_edge(values: list[float]) -> bool:
    """Is the greatest of the values greatest by rounding only? Exact zeros are exact ties: the first counts."""
    first, *rest = sorted(values, reverse=True)
    return bool(rest) and first != 0 and math.isfinite(first) and first - rest[0] < KNIFE_EDGE


@st.composite
def cases(draw) -> tuple[Scenario, Parameters, int]:
    return draw(strategies.scenarios(ticks=TICKS)), draw(strategies.parameters()), draw(st.integers(0, 999))


def play(scenario: Scenario, parameters: Parameters, seed: int) -> list[str]:
    """Play engine and reference side by side; the reference starts each tick from the engine's world."""
    setting = compile_setting(scenario, parameters)
    n, k, b = setting.actor_count, setting.pole_count, len(setting.names.blocs)
    world = engine.start(initial_world(scenario, setting, RUNS), setting)
    source = NoiseSource(seed, range(RUNS), actors=n, poles=k, blocs=b)
    told = []
    for noise in source.ticks(TICKS):
        before, world = world, engine.tick(world, setting, noise)
        for r in range(RUNS):
            chance, state = chance_of(noise, setting, r), state_of(before, setting, r)
            expected = reference.tick(scenario, parameters, state, chance)
            found = differences(expected, state_of(world, setting, r))
            told += [f"tick {world.tick}, run {r}: {difference}" for difference in found]
        if told:
            break
    return told


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_engine_plays_the_document(case):
    edges = []
    plain = reference.greatest
    reference.greatest = lambda values: edges.append(is_knife_edge(list(values.values()))) or plain(values)
    try:
        told = play(*case)
    finally:
        reference.greatest = plain
    assume(not any(edges))
    assert not told, "\n".join(told)
