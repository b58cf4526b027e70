"""Estimators against SALib, against slow references and against closed forms."""

from __future__ import annotations

import warnings
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze import fast as salib_fast
from SALib.analyze import morris as salib_morris
from SALib.analyze import pawn as salib_pawn
from SALib.analyze import sobol as salib_sobol
from scipy.stats import ks_2samp, norm

from sim.designs import Design, draw, salib_problem
from sim.indices.estimates import Estimates, Options
from sim.indices.grids import anova, tornado
from sim.indices.methods import METHODS
from sim.indices.morris import morris
from sim.indices.noise import noise_share, spread_replicates, without_noise
from sim.indices.reading import sample_of
from sim.indices.sample import Sample
from sim.indices.sobol import block_statistics, indices, sobol, sobol_of_many, standardised
from tests.studies import design, g_function, ishigami, ishigami_indices

OPTIONS = Options(resamples=100, seed=3)


def sample(plan: Design, values: np.ndarray) -> Sample:
    return sample_of(plan, draw(plan), values.reshape(len(values), -1))


def by_index(found: Estimates, index: str, part: str = "value") -> np.ndarray:
    return getattr(found, part)[[row.index == index for row in found.rows]]


def covers(found: Estimates, index: str, truth: np.ndarray) -> np.ndarray:
    """Whether each interval, widened by half to allow for ten or so of them at once, holds the truth."""
    value, low = by_index(found, index), by_index(found, index, "low")
    return abs(value - truth) <= 1.5 * (value - low) + 1e-12


@pytest.mark.parametrize("second", [True, False])
def test_sobol_is_salibs_with_the_same_resamples(second: bool) -> None:
    plan = design(4, "sobol", samples=128, second_order=second)
    outcome = 100 + g_function(np.hstack([draw(plan).unit, np.full((128 * (10 if second else 6), 2), 0.3)]))
    theirs = salib_sobol.analyze(
        salib_problem(plan), outcome, calc_second_order=second, num_resamples=50, conf_level=0.9, seed=11
    )
    blocks = standardised(outcome.reshape(128, -1, 1, 1))[:, :, 0, 0]
    statistics = block_statistics(blocks, second=second, paired=False)
    drawn = np.random.default_rng(11).integers(128, size=(128, 50))
    counts = np.array([np.bincount(column, minlength=128) for column in drawn.T])
    ours = indices(statistics.mean(axis=0), 4)
    half = norm.ppf(0.95) * indices(counts @ statistics / 128, 4).std(axis=0, ddof=1)
    upper = np.triu_indices(4, 1)
    expected = [theirs["S1"], theirs["ST"], *([theirs["S2"][upper]] if second else [])]
    widths = [theirs["S1_conf"], theirs["ST_conf"], *([theirs["S2_conf"][upper]] if second else [])]
    np.testing.assert_allclose(ours, np.concatenate(expected), rtol=0, atol=1e-12)
    np.testing.assert_allclose(half, np.concatenate(widths), rtol=0, atol=1e-12)
    np.testing.assert_allclose(sobol(sample(plan, outcome), OPTIONS).value, ours, rtol=0, atol=1e-12)


@pytest.mark.parametrize("groups", [None, ["a", "b", "a", "c"]])
def test_morris_is_salibs(groups: list[str] | None) -> None:
    plan = design(4, "morris", samples=30, levels=6)
    if groups:
        factors = {path: {"group": group} for path, group in zip(plan.factors, groups, strict=True)}
        plan = design(4, "morris", samples=30, levels=6, factors=factors)
    unit = draw(plan).unit
    outcome = np.sin(3 * unit[:, 0]) + unit[:, 1] * unit[:, 2] - 2 * unit[:, 3] ** 2
    problem = {"groups": list(plan.factors), **salib_problem(plan)}
    theirs = salib_morris.analyze(problem, unit, outcome, num_levels=6, seed=1)
    ours = morris(sample(plan, outcome), OPTIONS)
    names = [row.factor for row in ours.rows if row.index == "mu_star"]
    place = [list(theirs["names"]).index(name) for name in names]
    for index in ("mu_star",) if groups else ("mu_star", "mu", "sigma"):
        told = np.ma.filled(theirs[index], np.nan)[place].astype(float)
        np.testing.assert_allclose(by_index(ours, index), told, atol=1e-12)
    if groups:
        assert {row.index for row in ours.rows} == {"mu_star"}


def test_one_trajectory_with_a_group_gives_the_change_itself() -> None:
    factors = {f"parameters.{name}": {"group": group} for name, group in
               [("inertia", "a"), ("outrage", "a"), ("autonomy_cost", "b")]}  # fmt: skip
    plan = design(3, "morris", samples=8, factors=factors)
    outcome = 3 * draw(plan).unit[:, 2]
    ours = morris(sample(plan, outcome), OPTIONS)
    np.testing.assert_allclose(by_index(ours, "mu_star"), [0, 3], atol=1e-12)


def slow_pawn(unit: np.ndarray, outcome: np.ndarray, edges: np.ndarray) -> np.ndarray:
    slices = np.searchsorted(edges[1:-1], unit, side="right")
    apart = [ks_2samp(outcome[slices == s], outcome).statistic for s in range(len(edges) - 1)]
    return np.array([np.median(apart), np.mean(apart), np.max(apart)])


@pytest.mark.parametrize("tied", [False, True])
def test_pawn_is_the_slow_way_with_and_without_ties_and_lists(tied: bool) -> None:
    factors = {"parameters.inertia": {}, "theory": {"values": ["full", "walt", "waltz"]},
               "events.oct7": {"event": True}}  # fmt: skip
    plan = design(3, "latin_hypercube", samples=300, factors=factors)
    unit = draw(plan).unit
    outcome = unit[:, 0] + np.floor(3 * unit[:, 1]) * (unit[:, 2] > 0.5)
    outcome = np.round(outcome) if tied else outcome
    found = METHODS["pawn"].estimate(sample(plan, outcome), OPTIONS)
    for place, count in enumerate((10, 3, 2)):
        expected = slow_pawn(unit[:, place], outcome, np.linspace(0, 1, count + 1))
        np.testing.assert_allclose(found.value.reshape(3, 3)[:, place], expected, atol=1e-12)
    if not tied:
        theirs = salib_pawn.analyze(salib_problem(plan), unit, outcome, S=10)
        assert abs(theirs["median"][0] - found.value[0]) < 0.005


def test_ranks_put_together_hardly_move_pawn_and_nothing_else_does() -> None:
    plan = design(3, "latin_hypercube", samples=3000)
    outcome = ishigami(draw(plan).unit)
    found = METHODS["pawn"].estimate(sample(plan, outcome), OPTIONS)
    bent = METHODS["pawn"].estimate(sample(plan, np.exp(outcome / 5)), OPTIONS)
    np.testing.assert_allclose(found.value, bent.value, atol=1e-12)  # a distance of ranks
    np.testing.assert_allclose(found.low, bent.low, atol=1e-12)
    assert (abs(found.ranking.mean(axis=0) - by_index(found, "pawn_median")) < 0.02).all()


def test_delta_of_a_discrete_outcome_is_exact_and_of_a_normal_one_known() -> None:
    plan = design(2, "latin_hypercube", samples=4000)
    unit = draw(plan).unit
    step = METHODS["delta"].estimate(sample(plan, (unit[:, 0] > 0.5).astype(float)), OPTIONS)
    assert abs(step.value[0] - 0.5) < 0.01  # half the mean distance between (1/2, 1/2) and (1, 0) or (0, 1)
    assert step.value[1] < step.floor
    # Y = z1 + z2 of equal variance: the mean distance between N(0, 2) and N(z, 1), by quadrature
    normal = norm.ppf(np.clip(unit, 1e-6, 1 - 1e-6))
    found = METHODS["delta"].estimate(sample(plan, normal.sum(axis=1)), OPTIONS)
    y = np.linspace(-9, 9, 4001)[:, None]
    z = norm.ppf((np.arange(400) + 0.5) / 400)
    exact = abs(norm.pdf(y, scale=2**0.5) - norm.pdf(y, loc=z)).mean(axis=1).sum() * (18 / 4000) / 2
    np.testing.assert_allclose(found.value, exact, atol=0.03)


def test_anova_is_the_decomposition_over_all_subsets() -> None:
    plan = design(3, "factorial", levels=3)
    rng = np.random.default_rng(2)
    outcome = rng.normal(size=27)
    found = anova(sample(plan, outcome), OPTIONS)
    grid = outcome.reshape(3, 3, 3)
    effect: dict[tuple[int, ...], np.ndarray] = {}
    for size in range(4):  # effects by inclusion and exclusion, in plain loops
        for own in combinations(range(3), size):
            margin = grid.mean(axis=tuple(k for k in range(3) if k not in own), keepdims=True)
            lower = [effect[s] for n in range(size) for s in combinations(own, n)]
            effect[own] = margin - sum(lower, np.zeros((1, 1, 1)))
    share = {own: float((each**2).mean() / grid.var()) for own, each in effect.items() if own}
    assert sum(share.values()) == pytest.approx(1)
    np.testing.assert_allclose(by_index(found, "S1"), [share[(j,)] for j in range(3)])
    np.testing.assert_allclose(by_index(found, "S2"), [share[pair] for pair in combinations(range(3), 2)])
    total = [sum(each for own, each in share.items() if j in own) for j in range(3)]
    np.testing.assert_allclose(by_index(found, "ST"), total)


def test_anova_of_noisy_replicates_shares_out_the_mean_only() -> None:
    plan = design(2, "factorial", levels=4)
    unit = draw(plan).unit
    rng = np.random.default_rng(4)
    values = unit[:, :1] + rng.normal(0, 1, (16, 60))
    found = anova(sample(plan, values), OPTIONS)
    assert covers(found, "ST", np.array([1, 0])).all()
    raw = anova(sample(plan, values.mean(axis=1)), OPTIONS)
    assert by_index(raw, "ST")[1] > by_index(found, "ST")[1]


def test_tornado_pairs_replicates() -> None:
    plan = design(2, "one_at_a_time", levels=3)
    unit = draw(plan).unit
    rng = np.random.default_rng(1)
    values = (
        3 * unit[:, :1] - unit[:, 1:] ** 2 + rng.normal(0, 50, (1, 20))
    )  # the noise is the same at all points
    found = tornado(sample(plan, values), OPTIONS)
    np.testing.assert_allclose(by_index(found, "swing"), [3, 1])
    np.testing.assert_allclose(by_index(found, "swing", "high"), [3, 1])
    np.testing.assert_allclose(by_index(found, "difference"), [-1.5, 1.5, 0.25, -0.75])


def test_without_noise_removes_what_noise_adds_whether_shared_or_not() -> None:
    plan = design(3, "sobol", samples=2048)
    unit, rng = draw(plan).unit, np.random.default_rng(8)
    truth = (unit[:, 0] + 0.5 * unit[:, 1])[:, None]
    alone = rng.normal(0, 0.35, (len(unit), 3))
    shared = np.repeat(rng.normal(0, 0.35, (2048, 3)), 5, axis=0)
    exact = np.array([0.8, 0.2, 0])
    for noise in (alone, shared, shared * (1 + unit[:, :1])):
        found = sobol(sample(plan, truth + noise), OPTIONS)
        assert covers(found, "S1", exact).all()
        assert covers(found, "ST", exact).all()
    raw = sobol(sample(plan, (truth + alone).mean(axis=1)), OPTIONS)
    assert by_index(raw, "ST")[2] > 0.2  # the inert factor's, were noise taken for effect
    common = sobol(sample(plan, truth + shared), OPTIONS)
    assert by_index(common, "ST")[2] == 0


def test_intervals_of_an_inert_factor_hold_nothing_as_often_as_they_say() -> None:
    plan = design(3, "sobol", samples=256)
    rng, found = np.random.default_rng(21), []
    unit = draw(plan).unit
    for _ in range(200):
        noise = rng.normal(0, 0.35, (len(unit), 2))  # of its own at every point
        told = sobol(sample(plan, unit[:, :1] * (1 + unit[:, 1:2]) + noise), OPTIONS)
        found.append([by_index(told, "ST", part)[2] for part in ("value", "low", "high")])
    value, low, high = np.array(found).T
    assert abs(value.mean()) < 3 * value.std() / 200**0.5  # no bias
    assert 0.9 < ((low <= 0) & (high >= 0)).mean() < 0.99


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 6), st.integers(0, 10_000))
def test_without_noise_has_products_of_different_replicates_only(count: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(5, count))
    pairs = [values[:, r] * values[:, s] for r, s in product(range(count), repeat=2) if r != s]
    np.testing.assert_allclose(without_noise(np.square, values), np.mean(pairs, axis=0), atol=1e-12)
    np.testing.assert_allclose(without_noise(np.negative, values), -values.mean(axis=1), atol=1e-12)


def test_spread_replicates_are_jackknife_pseudo_values() -> None:
    values = np.random.default_rng(3).normal(size=(4, 9))
    for row, pseudo in zip(values, spread_replicates(values), strict=True):
        left = [np.delete(row, r).std(ddof=1) for r in range(9)]
        np.testing.assert_allclose(pseudo, 9 * row.std(ddof=1) - 8 * np.array(left))


@pytest.mark.parametrize("sampler", ["sobol", "latin_hypercube"])
def test_noise_share_is_the_variance_within_points(sampler: str) -> None:
    plan = design(2, sampler, samples=2048)
    unit, rng = draw(plan).unit, np.random.default_rng(5)
    block = 4 if sampler == "sobol" else len(unit)
    blocks = len(unit) // block
    count = 60 if blocks == 1 else 6
    shared = np.repeat(rng.normal(0, 0.2, (blocks, count)), block, axis=0)
    own = rng.normal(0, 0.1, (len(unit), count))
    found = noise_share(sample(plan, unit[:, :1] + shared + own), OPTIONS)
    assert found is not None
    total = 1 / 12 + 0.04 + 0.01
    tolerance = 0.25 if blocks == 1 else 0.06  # sixty draws of the shared noise
    assert found.share == pytest.approx(0.05 / total, rel=tolerance)
    assert found.shared == pytest.approx(0.04 / total, rel=tolerance)


@pytest.mark.parametrize("name", ["sobol", "morris"])
def test_what_moves_the_spread_is_told_apart_from_what_moves_the_mean(name: str) -> None:
    plan = design(2, name, samples=256)
    unit, rng = draw(plan).unit, np.random.default_rng(6)
    noise = rng.normal(0, 1, (len(unit), 40)) * (0.1 + unit[:, 1:])
    values = unit[:, :1] + noise
    of_mean = METHODS[name].estimate(sample(plan, values), OPTIONS)
    of_spread = METHODS[name].estimate(sample(plan, spread_replicates(values)), OPTIONS)
    main = METHODS[name].main
    assert by_index(of_mean, main)[0] > 3 * by_index(of_mean, main)[1]
    assert by_index(of_spread, main)[1] > 3 * by_index(of_spread, main)[0]


def test_differences_within_a_base_sample_have_the_same_expectations() -> None:
    plan = design(3, "sobol", samples=1024, second_order=True)
    outcome = ishigami(draw(plan).unit)
    found = sobol(sample(plan, np.repeat(outcome[:, None], 2, axis=1)), OPTIONS)
    truth = ishigami_indices()
    for index in ("S1", "ST", "S2"):
        assert covers(found, index, truth[index]).all()
    shared = np.repeat(np.random.default_rng(1).normal(0, 30, (1024, 2)), 8, axis=0)
    noisy = sobol(sample(plan, outcome[:, None] + shared), OPTIONS)
    np.testing.assert_allclose(noisy.value, found.value, atol=1e-9)  # what all points share is no difference


def test_many_outcomes_at_once_are_each_by_itself() -> None:
    plan = design(3, "sobol", samples=64, second_order=True)
    unit = draw(plan).unit
    values = np.stack([ishigami(unit), unit[:, 0], np.full(len(unit), 2.0)], axis=-1)[:, None]
    whole = sample(plan, values[:, :, 0])
    found = sobol_of_many(whole, values, OPTIONS)
    for place in range(2):
        alone = sobol(whole.holding(values[..., place]), OPTIONS)
        np.testing.assert_allclose(found[place].value, alone.value, atol=1e-12)
        np.testing.assert_allclose(found[place].low, alone.low, atol=1e-12)
    assert np.isnan(found[2].value).all()


def test_efast_is_salibs() -> None:
    plan = design(3, "fast", samples=200)
    outcome = ishigami(draw(plan).unit)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = salib_fast.analyze(salib_problem(plan), outcome, seed=1)
    found = METHODS["fast"].estimate(sample(plan, outcome), OPTIONS)
    np.testing.assert_allclose(found.value, [*theirs["S1"], *theirs["ST"]], atol=1e-12)
    assert np.isnan(found.low).all()


@pytest.mark.parametrize("method", ["fast", "rbd_fast", "hdmr"])
def test_salib_leaves_the_process_as_it_was(method: str) -> None:
    plan = design(3, METHODS[method].samplers[-1], samples=320)
    data = sample(plan, ishigami(draw(plan).unit))
    before: Any = np.random.get_state()  # noqa: NPY002
    filters, form = list(warnings.filters), warnings.formatwarning
    first = METHODS[method].estimate(data, Options(resamples=20, seed=0))
    again = METHODS[method].estimate(data, Options(resamples=20, seed=0))
    other = METHODS[method].estimate(data, Options(resamples=20, seed=1))
    after: Any = np.random.get_state()  # noqa: NPY002
    assert (before[1] == after[1]).all()
    assert before[2:] == after[2:]
    assert (list(warnings.filters), warnings.formatwarning) == (filters, form)
    np.testing.assert_array_equal(first.low, again.low)  # a seed of 0 is a seed
    assert method == "fast" or not np.array_equal(first.low, other.low)
