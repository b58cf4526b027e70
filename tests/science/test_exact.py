"""Known answers: closed forms, and results on paper of docs/model.md."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import engine, perception
from sim.compilation import compile_setting
from sim.rules import capability, choice, deterrence, opinion
from sim.scenario import Parameters
from sim.world import initial_world
from tests.arena import actor, arena

pytestmark = pytest.mark.science

unit = st.floats(0.01, 1)


def test_opinion_reaches_the_friedkin_johnsen_fixed_point() -> None:
    """x* = (I - S·V)⁻¹ (I - S) o⁰ (Friedkin & Johnsen 1990)."""
    rng = np.random.default_rng(1)
    n = 6
    ties = rng.random((n, n)) * (1 - np.eye(n))
    p = Parameters(opinion_rate=1)
    looks_to = opinion.heed(ties, np.zeros((1, n, 0)), np.eye(n)[None], p)[0]
    s, first = rng.uniform(0, 0.95, n), rng.uniform(-1, 1, (n, 2))
    now = np.zeros((1, n, 2))
    for _ in range(600):
        heeded = looks_to @ now
        now = opinion.move_opinion(
            now, first, heeded, np.ones(n, bool), s, np.zeros((1, n, 2)), np.ones(n), p
        )
    exact = np.linalg.solve(np.eye(n) - np.diag(s) @ looks_to, np.diag(1 - s) @ first)
    np.testing.assert_allclose(now[0], exact, atol=1e-12)


def test_opinion_reaches_the_same_fixed_point_inside_the_engine() -> None:
    codes = [f"A{i}" for i in range(4)]
    case = arena(
        {c: actor(susceptibility=0.2 * i, opinion={"east": 0.5 - 0.3 * i}) for i, c in enumerate(codes)},
        [{"among": codes, "affinity": 0.5}, {"of": "A0", "toward": "A1", "affinity": 1.0}],
        ticks=400,
    )
    setting = compile_setting(case, Parameters(opinion_rate=0.5, revision_rate=0))
    world = engine.start(initial_world(case, setting, 1), setting)
    assert world.lens is not None
    looks_to = opinion.heed(world.lens.ties, np.zeros((1, 6, 0)), np.eye(6)[None], setting.parameters)[0]
    s = np.diag(setting.susceptibility)
    has_peers = np.diag((looks_to.sum(axis=-1) > 0).astype(float))
    exact = np.linalg.solve(
        np.eye(6) - s @ looks_to - s @ (np.eye(6) - has_peers), (np.eye(6) - s) @ setting.first_opinion
    )
    from sim.randomness import NoiseSource

    world = engine.run(world, setting, NoiseSource(0, [0], actors=6, poles=2, blocs=0).ticks(400))
    np.testing.assert_allclose(world.opinion[0], exact, atol=1e-12)


@pytest.mark.parametrize(("thresholds", "crowd"), [(range(100), 100), ([0, 2, *range(2, 100)], 1)])
def test_granovetter_thresholds(thresholds: range | list[int], crowd: int) -> None:
    """Thresholds 0, 1, …, 99: everybody joins; with the 1 made a 2, only the instigator does (Granovetter 1978)."""
    codes = [f"P{i:02d}" for i in range(100)]
    against = [(t - 0.5) / 99 for t in thresholds]  # joins when the share of the other 99 reaches (t - ½)/99
    people = {c: actor(responsiveness=1, opinion={"riot": -a}) for c, a in zip(codes, against, strict=True)}
    case = arena(people, [{"among": codes, "affinity": 1}], poles={"riot": "LEAD"})
    p = Parameters(weight_peers=1, weight_opinion=1, revision_rate=1, logit_precision=1000)
    setting = compile_setting(case, p)
    world = engine.start(initial_world(case, setting, 1), setting)
    for _ in range(101):
        case_now = perception.deliberate(world, setting, perception.perceive(world, setting))
        side = case_now.utility.argmax(axis=-1)
        side[:, 0] = 1  # the leader of the pole
        joined = np.where(np.arange(101) == 0, 0.0, (side > 0).astype(float))
        world = replace(world, alignment=side, commitment=joined)
    assert (world.alignment[0, 1:] > 0).sum() == crowd


def test_logit_limits() -> None:
    utility = np.array([[0.3, -0.2, 0.9]])
    np.testing.assert_array_equal(choice.choice_probabilities(utility, 0), np.full((1, 3), 1 / 3))
    np.testing.assert_allclose(choice.choice_probabilities(utility, 1e4), [[0, 0, 1]], atol=1e-12)


@settings(deadline=None)
@given(st.lists(st.floats(-2, 2), min_size=2, max_size=5), st.floats(0, 20), st.integers(0, 2**31))
def test_gumbel_draws_follow_the_logit(utility: list[float], precision: float, seed: int) -> None:
    """The share of draws is within five standard errors of softmax(λ·U)."""
    draws = 4000
    u = np.broadcast_to(np.array(utility), (draws, 1, len(utility)))
    noise = np.random.default_rng(seed).gumbel(size=u.shape)
    p = Parameters(logit_precision=precision, revision_rate=1)
    drawn = choice.choose(u, np.zeros((draws, 1), int), np.array([False]), np.zeros((draws, 1)), noise, p)
    share = (drawn == np.arange(len(utility))).mean(axis=0)
    exact = choice.choice_probabilities(np.array(utility), precision)
    error = np.sqrt(exact * (1 - exact) / draws)
    assert (np.abs(share - exact) <= 5 * error + 2 / draws).all()


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.1, 8))
def test_contest_is_symmetric_and_scale_free(x: float, y: float, decisiveness: float) -> None:
    """Δ(x, y) + Δ(y, x) = 1, and only the ratio counts (Hirshleifer 1989)."""
    a, b = np.array([x]), np.array([y])
    won = deterrence.contest(a, b, decisiveness)
    np.testing.assert_allclose(won + deterrence.contest(b, a, decisiveness), 1, atol=1e-12)
    np.testing.assert_allclose(won, deterrence.contest(a * 3, b * 3, decisiveness), atol=1e-12)


def paper_gap(
    w1: float, w2: float, p: Parameters, own: float = 0.0, h1: float = 1.0, h2: float = 1.0
) -> float:
    """R(1) - R(2) for an actor that meets weights w1, w2, threat in proportion to weight (Waltz)."""
    weight = np.array([[[w1, w2]]])
    share = weight / weight.sum()
    hostility, capability = np.array([[[h1, h2]]]), np.array([[own]])
    deterred = deterrence.deterring(weight, capability, p)
    residual = deterrence.residual_threat(share, hostility, weight, capability, deterred, p)
    return float(residual[0, 0, 1] - residual[0, 0, 2])


@given(unit, unit)
def test_waltz_is_an_exact_tie_at_unit_decisiveness(w1: float, w2: float) -> None:
    """Section 4 on paper: R(1) - R(2) = (w₁ - w₂)(1 - w₁ - w₂) = 0 at γ = 1, α = 0, for shares of weight."""
    assert abs(paper_gap(w1, w2, Parameters(contest_decisiveness=1))) < 1e-12


@given(unit, unit, st.floats(0.1, 0.9), st.floats(1.2, 4))
def test_low_decisiveness_favours_the_weaker_side_and_high_the_stronger(
    w1: float, w2: float, low: float, high: float
) -> None:
    if abs(np.log(w1 / w2)) < 0.05 or min(w1, w2) < 0.02:
        return
    weaker_is_safer = np.sign(w2 - w1)
    assert np.sign(paper_gap(w1, w2, Parameters(contest_decisiveness=low))) == -weaker_is_safer
    assert np.sign(paper_gap(w1, w2, Parameters(contest_decisiveness=high))) == weaker_is_safer


def test_a_pivotal_actor_balances_and_accommodation_tips_to_the_stronger() -> None:
    at_one = Parameters(contest_decisiveness=1)
    assert paper_gap(0.6, 0.4, at_one, own=0.3) > 0  # pivotal: the weaker side (2) leaves less threat
    placable = Parameters(contest_decisiveness=1, accommodation=0.5)
    assert paper_gap(0.6, 0.4, placable, h1=0.2, h2=0.2) < 0  # a placable danger: the stronger side


@given(st.floats(0.05, 0.95), st.floats(0, 1), st.floats(0, 1))
def test_walt_line_between_balancing_and_bandwagoning(share: float, alpha: float, hostility: float) -> None:
    """With all threat from pole 1: balance it when w₁/(w₁+w₂) < 1 - α(1 - h_i1)."""
    weight = np.array([[[share, 1 - share]]])
    nothing, p = np.zeros((1, 1)), Parameters(contest_decisiveness=1, accommodation=alpha)
    residual = deterrence.residual_threat(
        np.array([[[1.0, 0.0]]]), np.array([[[hostility, 0.0]]]), weight, nothing,
        deterrence.deterring(weight, nothing, p), p,
    )  # fmt: skip
    gap = share - (1 - alpha * (1 - hostility))
    np.testing.assert_allclose(residual[0, 0, 2] - residual[0, 0, 1], gap, atol=1e-12)


def test_noiseless_growth_is_exponential() -> None:
    still = Parameters(growth_volatility=0, mobilisation_cost=0, trade_loss=0)
    level = np.ones((1, 3, 2))
    zero = np.zeros((1, 2))
    for _ in range(24):
        level = capability.grow(level, np.array([0.03, 0.0]), zero, zero, zero, 1 / 12, still)
    np.testing.assert_allclose(level[0, :, 0], np.exp(0.06), rtol=1e-13)
    np.testing.assert_allclose(level[0, :, 1], 1, rtol=1e-13)


def test_concentration_and_effective_poles_at_their_ends() -> None:
    from sim.outcomes import measure

    equal = arena({"A0": actor(10.0)}, poles={"east": "EAST", "west": "WEST"})
    setting = compile_setting(equal, Parameters())
    world = engine.start(initial_world(equal, setting, 1), setting)
    assert measure("concentration", world, setting)[0] == pytest.approx(0, abs=1e-7)
    assert measure("effective_poles", world, setting)[0] == pytest.approx(2)
    monopoly = replace(world, capability=np.array([[1.0, 0.0, 0.0]]), weights=np.array([[1.0, 0.0]]))
    assert measure("concentration", monopoly, setting)[0] == pytest.approx(1)
    assert measure("effective_poles", monopoly, setting)[0] == pytest.approx(1)
