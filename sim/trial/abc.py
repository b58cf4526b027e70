"""Approximate Bayesian computation: which parameters bring about data like those observed.

Sequential Monte Carlo with a falling tolerance (Toni et al. 2009; Beaumont et al. 2009) under a uniform prior between
bounds. Whole data sets are drawn, so items that hang together are taken as such. Data are summed up by a composite
score, Σ ∂ log chance(item) / ∂θ: one number for each parameter, whitened (after Ruli, Sartori & Ventura 2016, who
take it at the maximum; that may lie on a bound, where it is flat, so here it is taken at the mean of the composite
posterior). docs/decisions/0016-abc.md says why this is our own code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.setting import Floats, Ints
from sim.trial.chances import Case, chances, draws
from sim.trial.likelihood import IMPOSSIBLE, SCREEN, Objective
from sim.trial.space import Space

PARTICLES = 500
FIRST = 4
"""Draws from the prior for each particle that is kept."""
GENERATIONS = 8
LEAST_ACCEPTED = 0.05
NEAR_ENOUGH = 0.2
"""Distance, in standard deviations of the summary, at which a smaller one says nothing more."""
STEP = 0.04
PILOT = 400
NO_SPREAD = 1e-6
"""Share of the largest term of the summary below which its spread does not count."""


@dataclass(frozen=True)
class Posterior:
    """Weighted particles.

    Attributes
    ----------
    values
        In the parameters' own scale, [S, D].
    weights
        Summing to one, [S].
    tolerance
        Distance within which the data of every particle lie.
    generations, simulated
        How many rounds and data sets it took.
    """

    values: Floats
    weights: Floats
    tolerance: float
    generations: int
    simulated: int

    @property
    def effective_size(self) -> float:
        """How many equally weighted particles say as much (Kish)."""
        return float(1 / (self.weights**2).sum())

    def quantiles(self, levels: list[float]) -> Floats:
        """Weighted quantiles of each parameter, [levels, D]."""
        rows = []
        for column in self.values.T:
            order = np.argsort(column, kind="stable")
            share = np.cumsum(self.weights[order]) - self.weights[order] / 2
            rows.append(np.interp(levels, share, column[order]))
        return np.array(rows).T


@dataclass(frozen=True)
class Summary:
    """Sums data up in D numbers: ``table`` [M, options, D] is looked up at each item's option and summed."""

    table: Floats
    observed: Floats

    def distance(self, options: Ints) -> Floats:
        """How far data [P, M] are from those observed, in standard deviations, [P]."""
        return np.asarray(np.linalg.norm(self._summed(options) - self.observed, axis=-1))

    def _summed(self, options: Ints) -> Floats:
        return np.asarray(self.table[np.arange(options.shape[-1]), options].sum(axis=-2))


def summary(case: Case, free: Space, objective: Objective, *, replicates: int, seed: int) -> Summary:
    """The composite score at the mean of the composite posterior, whitened by its spread over data drawn from there."""
    rng = np.random.default_rng([seed, 1])
    prior = free.low + rng.random((SCREEN * len(free.names), len(free.names))) * (free.high - free.low)
    heights = objective(free.unit(prior))
    weights = np.exp(heights - heights.max())
    middle = free.unit(weights @ prior / weights.sum())
    steps = STEP * np.eye(len(middle))
    low, high = np.maximum(middle - steps, 0), np.minimum(middle + steps, 1)
    trials = [case.parameters(free.named(point)) for point in (*low, *high)]
    logs = np.log(np.maximum(chances(case, trials, replicates=replicates, seed=seed), IMPOSSIBLE))
    slope = (logs[len(middle) :] - logs[: len(middle)]) / np.diagonal(high - low)[:, None, None]
    raw = Summary(np.moveaxis(slope, 0, -1), np.zeros(len(middle)))
    likely = prior[rng.choice(len(prior), size=PILOT, p=weights / weights.sum())]
    spread, axes = np.linalg.eigh(np.atleast_2d(np.cov(raw._summed(_data(case, free, likely, rng)).T)))
    turned = raw.table @ axes
    least = NO_SPREAD * np.square(turned).max(axis=(0, 1)) + np.finfo(float).tiny
    white = Summary(turned / np.sqrt(np.maximum(spread, least)), raw.observed)
    return Summary(white.table, white._summed(case.record.option[None])[0])


def sample(case: Case, free: Space, about: Summary, *, seed: int, particles: int = PARTICLES) -> Posterior:
    """Particles from the approximate posterior."""
    rng = np.random.default_rng([seed, 2])
    values = free.low + rng.random((FIRST * particles, len(free.names))) * (free.high - free.low)
    gaps = about.distance(_data(case, free, values, rng))
    kept = np.argsort(gaps, kind="stable")[:particles]
    values, gaps, simulated = values[kept], gaps[kept], FIRST * particles
    weights, generation = np.full(particles, 1 / particles), 1
    while generation < GENERATIONS and gaps.max() > NEAR_ENOUGH:
        tolerance = float(np.quantile(gaps, 0.5))
        spread = _spread(values, weights)
        found, near, tried = _proposed(case, free, about, (values, weights, spread), tolerance, rng)
        simulated += tried
        if len(found) < particles:
            break
        weights, values, gaps = _reweighted(found, values, weights, spread), found, near
        generation += 1
    return Posterior(values, weights, float(gaps.max()), generation, simulated)


def _data(case: Case, free: Space, values: Floats, rng: np.random.Generator) -> Ints:
    trials = [case.parameters(dict(zip(free.names, row, strict=True))) for row in values.tolist()]
    return draws(case, trials, seed=int(rng.integers(2**31)))


def _spread(values: Floats, weights: Floats) -> Floats:
    """Covariance of the steps: twice that of the particles (Beaumont et al. 2009), never quite flat, [D, D]."""
    covariance = np.atleast_2d(np.cov(values.T, aweights=weights))
    return np.asarray(2 * covariance + 1e-12 * np.eye(len(covariance)))


def _proposed(
    case: Case, free: Space, about: Summary, old: tuple[Floats, Floats, Floats], tolerance: float,
    rng: np.random.Generator,
) -> tuple[Floats, Floats, int]:  # fmt: skip
    """As many particles within the tolerance as before (fewer if that takes long), their distances, the tries."""
    values, weights, spread = old
    count, tried = len(values), 0
    found: list[Floats] = []
    near: list[Floats] = []
    while sum(len(each) for each in found) < count and tried < count / LEAST_ACCEPTED:
        drawn = values[rng.choice(count, size=2 * count, p=weights)]
        drawn = drawn + rng.multivariate_normal(np.zeros(values.shape[1]), spread, size=2 * count)
        drawn = drawn[((drawn >= free.low) & (drawn <= free.high)).all(axis=1)][:count]
        gaps = about.distance(_data(case, free, drawn, rng))
        found.append(drawn[gaps <= tolerance])
        near.append(gaps[gaps <= tolerance])
        tried += len(drawn)
    return np.concatenate(found)[:count], np.concatenate(near)[:count], tried


def _reweighted(new: Floats, old: Floats, weights: Floats, spread: Floats) -> Floats:
    """Prior over what the steps would have drawn, up to a factor, then normalised."""
    steps = np.linalg.solve(np.linalg.cholesky(spread), (new[:, None] - old).reshape(-1, new.shape[1]).T)
    kernel = np.exp(-0.5 * (steps**2).sum(axis=0)).reshape(len(new), len(old))
    fresh = 1 / (kernel @ weights)
    return np.asarray(fresh / fresh.sum())
