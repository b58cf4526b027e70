"""What recorded votes say about an actor's unexplained leaning.

The model explains part of a vote: the stance it gives the actor. What it does not explain and what lasts is the
actor's *leaning*: z_iq = stance_iq + μ + u_i + η_q + ε_iq, with u_i ~ N(0, τ²) the actor's own, η_q ~ N(0, ω²) the
text's, ε ~ N(0, σ²) the occasion's. An actor votes yes where z ≥ the demand, no where z ≤ -resistance, else abstains.
μ, τ and the η of recorded texts are estimated by (penalised) maximum likelihood, u_i integrated out; then u_i is
predicted by its posterior mean. So an actor seen to vote against the model is believed in part (shrinkage), and its
leaning is carried forward. Nothing dated after the recorded votes enters.

Source: random effects ordinal models, Gelman & Hill 2007, ch. 6 and 13; shrinkage: Efron & Morris 1975.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm

from sim.ensemble import simulate
from sim.scenario import Parameters, Scenario, Theory
from sim.setting import Floats, Ints

NODES = 61
VOTES = {"no": -1, "abstain": 0, "yes": 1}
UNSEEN = 9


@dataclass(frozen=True)
class Evidence:
    """Recorded votes beside the stances that the model gives.

    Attributes
    ----------
    stance
        Mean stance over replicates when each recorded motion was voted, [N, Q].
    vote
        -1 no, 0 abstain, 1 yes, 9 absent or not recorded, [N, Q].
    demand
        Of each motion, [Q].
    pole
        The pole that each motion favours, as an alignment, [Q].
    """

    stance: Floats
    vote: Ints
    demand: Floats
    pole: Ints


@dataclass(frozen=True)
class Leanings:
    """Actors' leanings toward the pole that the recorded motions favour.

    Attributes
    ----------
    mean, error
        Posterior mean and standard deviation, [N].
    common, spread
        μ and τ.
    texts
        η of each recorded motion.
    """

    mean: Floats
    error: Floats
    common: float
    spread: float
    texts: tuple[float, ...]


def assimilate(
    scenario: Scenario,
    votes: dict[str, dict[str, str]],
    theory: Theory | str | None = None,
    *,
    parameters: dict[str, float] | None = None,
    replicates: int = 50,
    seed: int = 0,
) -> Scenario:
    """The scenario with each actor's leaning as recorded votes reveal it.

    Parameters
    ----------
    votes
        ``yes``, ``no``, ``abstain`` or ``absent`` by motion and actor (``sim.loading.read_votes``). All motions
        must be dated and favour one pole.

    Raises
    ------
    ValueError
        Where the motions favour different poles.
    """
    seen, in_force = evidence(
        scenario, votes, theory, parameters=parameters, replicates=replicates, seed=seed
    )
    if len(set(seen.pole.tolist())) > 1:
        raise ValueError("the recorded motions favour different poles: assimilate those of one pole")
    found = estimate(seen, in_force)
    pole = list(scenario.poles)[int(seen.pole[0]) - 1]
    actors = {
        code: actor.model_copy(
            update={"leaning": {**actor.leaning, pole: float(mean)}, "leaning_error": float(error)}
        )
        for (code, actor), mean, error in zip(scenario.actors.items(), found.mean, found.error, strict=True)
    }
    return scenario.model_copy(update={"actors": actors})


def evidence(
    scenario: Scenario,
    votes: dict[str, dict[str, str]],
    theory: Theory | str | None,
    *,
    parameters: dict[str, float] | None,
    replicates: int,
    seed: int,
) -> tuple[Evidence, Parameters]:
    """Play the scenario up to the last recorded vote and set the model's stances beside the record."""
    ticks = max(scenario.meta.tick_of(scenario.motions[name].date) for name in votes) + 1  # type: ignore[arg-type]
    result = simulate(
        scenario, theory, replicates=replicates, seed=seed, ticks=ticks, parameters=parameters, save=()
    )
    names = result.setting.names
    columns = [names.motions.index(name) for name in votes]
    recorded = [[VOTES.get(votes[name].get(code, ""), UNSEEN) for name in votes] for code in names.actors]
    table = result.setting.motions
    stance = np.asarray(result.final("vote_stance")[..., columns].mean(axis=0), float)
    return Evidence(stance, np.array(recorded), table.demand[columns], table.pole[columns]), result.parameters


def estimate(seen: Evidence, parameters: Parameters) -> Leanings:
    """Leanings by empirical Bayes, see the module's text.

    Examples
    --------
    >>> yes = Evidence(np.zeros((2, 1)), np.array([[1], [-1]]), np.array([0.2]), np.array([1]))
    >>> for_it, against = estimate(yes, Parameters()).mean
    >>> bool(for_it > 0 > against)
    True
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    omega = max(parameters.text_noise, 1e-6)

    def likelihood(common: float, spread: float, texts: Floats) -> Floats:
        z = seen.stance[:, None, :] + common + texts + spread * nodes[:, None]
        return np.asarray(vote_likelihood(z, seen.vote[:, None, :], seen.demand, parameters).prod(axis=-1))

    def cost(x: Floats) -> float:
        common, spread, texts = x[0], np.exp(x[1]), x[2:]
        each = likelihood(common, spread, texts) @ weights
        return float(-np.log(np.maximum(each, 1e-300)).sum() + (texts**2).sum() / (2 * omega**2))

    start = np.concatenate([[0.0, np.log(0.3)], np.zeros(len(seen.demand))])
    bounds = [(-2, 2), (np.log(1e-3), np.log(3)), *[(-1, 1)] * len(seen.demand)]
    best = minimize(cost, start, method="L-BFGS-B", bounds=bounds).x
    common, spread, texts = float(best[0]), float(np.exp(best[1])), best[2:]
    posterior = likelihood(common, spread, texts) * weights
    posterior /= posterior.sum(axis=-1, keepdims=True)
    mean = spread * (posterior @ nodes)
    error = np.sqrt(np.maximum(spread**2 * (posterior @ nodes**2) - mean**2, 0))
    return Leanings(common + mean, error, common, spread, tuple(texts.tolist()))


def vote_likelihood(z: Floats, vote: Ints, demand: Floats, parameters: Parameters) -> Floats:
    """Chance of each recorded vote given z without the occasion's noise; 1 where there is none."""
    yes, no = vote_chances(z, parameters.vote_noise, demand, parameters)
    seen = np.where(vote == 1, yes, np.where(vote == -1, no, 1 - yes - no))
    return np.where(vote == UNSEEN, 1.0, np.maximum(seen, 1e-12))


def vote_chances(
    z: Floats, noise: float | Floats, demand: float | Floats, parameters: Parameters
) -> tuple[Floats, Floats]:
    """Chances of yes and of no for a stance z with normal noise of this size.

    Examples
    --------
    >>> yes, no = vote_chances(np.array([0.2]), 0.1, 0.2, Parameters(resistance=0.5))
    >>> float(yes[0]), bool(no[0] < 1e-9)
    (0.5, True)
    """
    size = np.maximum(noise, 1e-9)
    yes = norm.cdf((z - demand) / size)
    no = np.minimum(norm.cdf((-parameters.resistance - z) / size), 1 - yes)
    return np.asarray(yes), np.asarray(no)
