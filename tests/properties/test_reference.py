"""The engine against the plain reference of docs/model.md, tick by tick and field by field."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim import engine
from sim.compilation import compile_setting
from sim.outcomes import measure
from sim.randomness import Noise, NoiseSource
from sim.scenario import OUTCOMES, Parameters, Scenario
from sim.setting import Setting
from sim.world import World, initial_world
from tests import reference, strategies

RUNS, TICKS = 3, 4
TOLERANCE = 1e-12
KNIFE_EDGE = 1e-9
VOTES = (None, "yes", "no", "abstain", "absent")
DECISIONS = {-1: None, 0: False, 1: True}


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
        outcome={q: DECISIONS[x] for q, x in zip(motions, world.motion_outcome[r].tolist(), strict=True)},
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
        vote=dict(zip(names.actors, noise.vote[r].tolist(), strict=True)),
        text=float(noise.text[r]),
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
    """Is the greatest of the values greatest by rounding only? Zeros are exact ties: the first counts."""
    first, *rest = sorted(values, reverse=True)
    return bool(rest) and first != 0 and math.isfinite(first) and first - rest[0] < KNIFE_EDGE


def engine_and_reference(scenario: Scenario, parameters: Parameters, noises: list[Noise]):
    """Play both side by side, tick by tick; the reference starts each tick from the engine's world.

    Yields the number of ticks played, the run, and the states that the reference and the engine reach.
    """
    setting = compile_setting(scenario, parameters)
    first = initial_world(scenario, setting, RUNS)
    world = engine.start(first, setting)
    for r in range(RUNS):
        begun = reference.start(scenario, parameters, state_of(first, setting, r))
        yield 0, r, begun, state_of(world, setting, r)
    for noise in noises:
        before, world = world, engine.tick(world, setting, noise)
        for r in range(RUNS):
            chance, state = chance_of(noise, setting, r), state_of(before, setting, r)
            played = reference.tick(scenario, parameters, state, chance)
            yield world.tick, r, played, state_of(world, setting, r)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Scenario, Parameters, int]:
    """A scenario, parameters and the seed of the noise."""
    return draw(strategies.scenarios(ticks=TICKS)), draw(strategies.parameters()), draw(st.integers(0, 999))


def noise_of(scenario: Scenario, seed: int) -> list[Noise]:
    sizes = {"actors": len(scenario.actors), "poles": len(scenario.poles), "blocs": len(scenario.blocs)}
    return list(NoiseSource(seed, range(RUNS), **sizes).ticks(TICKS))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_engine_plays_the_document(case):
    scenario, parameters, seed = case
    edges, plain = [], reference.greatest

    def noting(values):
        edges.append(is_knife_edge(list(values.values())))
        return plain(values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reference, "greatest", noting)
        for tick, r, expected, found in engine_and_reference(scenario, parameters, noise_of(scenario, seed)):
            assume(not any(edges))
            told = differences(expected, found)
            assert not told, "\n".join([f"tick {tick}, run {r}", *told])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_outcomes_are_what_their_descriptions_say(case):
    scenario, parameters, seed = case
    setting = compile_setting(scenario, parameters)
    world = engine.start(initial_world(scenario, setting, RUNS), setting)
    for noise in noise_of(scenario, seed):
        world = engine.tick(world, setting, noise)
    moments = [reference.Moment(scenario, parameters, state_of(world, setting, r)) for r in range(RUNS)]
    for info in OUTCOMES.values():
        subjects = (None,) if info.of == "none" else getattr(setting.names, f"{info.of}s")
        for position, subject in enumerate(subjects):
            found = measure(info.name, world, setting, position).tolist()
            expected = [float(m.outcome(info.name, subject)) for m in moments]
            assert same(expected, found), (info.name, subject, expected, found)


def play_by_hand(document: dict, parameters: Parameters, ticks: int) -> list[list[reference.State]]:
    """The states of both after each tick without chance: everybody revises, nobody is absent."""
    actors = {code: {"name": code, "coding": "c"} | actor for code, actor in document.pop("actors").items()}
    poles = {
        pole: {"title": pole, "leaders": who, "coding": "c"} for pole, who in document.pop("poles").items()
    }
    meta = {"name": "hand", "title": "t", "summary": "s", "start": "2023-10-01", "ticks": ticks}
    meta["non_alignment"] = document.pop("non_alignment")
    whole = {"meta": meta, "actors": actors, "poles": poles} | document
    scenario = Scenario.model_validate_json(json.dumps(whole))
    n, k, b = len(actors), len(poles), len(scenario.blocs)
    sizes = {
        "revision": (n,), "choice": (n, k + 1), "entry": (n, b), "proposal": (b,), "growth": (n,), "vote": (n,),
        "text": (),
    }  # fmt: skip
    still = {name: np.zeros((RUNS, *shape)) for name, shape in sizes.items()}
    noise = Noise(**still, absence=np.ones((RUNS, n)))
    told = [x for x in engine_and_reference(scenario, parameters, [noise] * ticks) if x[1] == 0]
    return [[expected, found] for _, _, expected, found in told[1:]]


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-6)


def test_a_bystander_joins_the_weaker_side():
    document = {
        "actors": {"A": {"capability": 5}, "B": {"capability": 3}, "C": {"capability": 2}},
        "poles": {"p": ["A"], "q": ["B"]},
        "non_alignment": False,
    }
    parameters = Parameters(weight_security=1, revision_rate=1)
    for w in play_by_hand(document, parameters, 1)[0]:
        # T_C = (0.5, 0.3), t_C = (0.625, 0.375), Λ = 1 (T₀ = 0), γ = 1, α = 0
        # R_C(p) = 0.375 (1 − (0.5 + 0.2) / (0.7 + 0.3)) + 0.625 = 0.7375
        # R_C(q) = 0.625 (1 − (0.3 + 0.2) / (0.5 + 0.5)) + 0.375 = 0.6875, the less: C balances
        assert (w.alignment["C"], w.posture["C"]) == ("q", reference.BALANCING)
        # c* = logistic(5 (0.7375 − 0.6875)) = 1 / (1 + e^−0.25) = 0.562177, c = 0.2 c*
        assert w.commitment["C"] == near(0.112435)
        # need_C = 0.625 (1 − 0.5) = 0.3125; A fears q alone and B p alone:
        # need_A = 1 − 0.5 / (0.5 + 0.3) = 0.375, need_B = 1 − 0.3 / (0.3 + 0.5) = 0.625; m = 0.1 need
        assert w.mobilisation == {"A": near(0.0375), "B": near(0.0625), "C": near(0.03125)}
        # W_q = 0.3 (1 + 0.3 · 0.0625) + 0.112435 · 0.2 (1 + 0.3 · 0.03125)
        assert w.weights["q"] == near(0.305625 + 0.0226978)


def test_harm_is_seen_resented_and_restrained():
    document = {
        "actors": {
            "J": {"capability": 3, "dissent": 0.1, "opinion": {"p": -0.4}},
            "V": {"capability": 1, "opinion": {"p": -0.4}},
            "O": {"capability": 1, "opinion": {"p": 0.2}, "anchored": True},
        },
        "poles": {"p": ["J"], "q": ["V"]},
        "non_alignment": True,
        "dyads": [
            {"pairs": [["J", "V"]], "harm": 0.8, "coding": "c"},
            {"pairs": [["O", "V"]], "affinity": 0.5, "coding": "c"},
            {"pairs": [["J", "O"]], "dependence": 0.5, "coding": "c"},
        ],
    }
    for w in play_by_hand(document, Parameters(), 1)[0]:
        # O's one friend is V: 0.2 + 0.2 · 0.5 (−0.4 − 0.2) − 0.05 · 0.5 · F_OV · 0.8 = 0.2 − 0.06 − 0.01
        assert w.opinion["O", "p"] == near(0.13)
        # q* = 0.1 + 0.1 · 0.8 + 0.5 · 0.4 = 0.38, q = 0.1 + 0.1 · 0.28
        assert w.dissent["J"] == near(0.128)
        # W_p = 0.6 (1 − 0.3 · 0.1) = 0.582, W_q = 0.2; nobody whom J needs stands behind it
        # R = 0.5 · 0.2 / 0.782 + 0.2 · 0.1 + 0.5 · 1 = 0.647877
        assert w.restraint["J", "V"] == near(0.647877)
        # x = 0.8 + 0.3 (0.8 (1 − R) − 0.8) = 0.8 − 0.24 R
        assert w.harm["J", "V"] == near(0.644509)


def test_a_motion_passes_and_what_follows_happens_next():
    document = {
        "actors": {
            "A": {"capability": 1, "anchored": True, "alignment": "p", "commitment": 1.0},
            "B": {"capability": 1, "anchored": True, "alignment": "p", "commitment": 0.6},
            "C": {"capability": 1, "anchored": True, "alignment": "q", "commitment": 0.4},
        },
        "poles": {"p": [], "q": []},
        "non_alignment": True,
        "blocs": {"b": {"title": "b", "pole": "p", "members": "all", "rule": "two_thirds", "coding": "c"}},
        "motions": {
            "m": {"title": "m", "favours": "p", "demand": 0.35, "date": "2023-10-05", "institution": "b",
                  "if_passed": ["e"], "coding": "c"}
        },
        "measures": {"ban": {"title": "ban", "threshold": 0.9, "coding": "c"}},
        "events": {
            "e": {"title": "e", "coding": "c", "effects": [
                {"do": "change_actor", "attribute": "commitment", "of": "C", "to": 0.1},
                {"do": "adopt_measure", "of": "B", "measure": "ban"},
            ]}
        },
    }  # fmt: skip
    first, second = play_by_hand(document, Parameters(), 2)
    for w in first:
        # no term is on, so no inclination: in the vote A stands at 1/2, B at 0.6/2 < 0.35, C at −0.4/2 > −0.5;
        # one yes and no no are two thirds of those voting
        assert [w.votes[i, "m"] for i in "ABC"] == ["yes", "abstain", "abstain"]
        assert (w.outcome, w.due, w.fired) == ({"m": True}, {"e"}, set())
        # stances 1, 0.6, −0.4: 1 − (0.4 + 1.4 + 1.0) / 2 / 3
        assert w.cohesion["b"] == near(1 - 1.4 / 3)
    for w in second:
        assert (w.due, w.fired) == (set(), {"e"})
        assert w.commitment == {"A": 1.0, "B": 0.9, "C": 0.1}
        assert w.decreed == {("B", "ban")}
        # stances 1, 0.9, −0.1: 1 − (0.1 + 1.1 + 1.0) / 2 / 3
        assert w.cohesion["b"] == near(1 - 1.1 / 3)
        # A reached the ban's threshold before the start; B is made to adopt it in tick 1
        assert w.adopted == {("A", "ban"): 0, ("B", "ban"): 1, ("C", "ban"): -1}
