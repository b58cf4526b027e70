"""Public opinion, the reference group that carries it, and dissent at home (docs/model.md section 6)."""

from __future__ import annotations

import numpy as np

from sim.columns import blocks, switched_on, tally, zeros
from sim.scenario import Parameters
from sim.setting import Bools, Floats, Pairs


def attention(ties: Floats, membership: Floats, bloc_influence: float | Floats) -> Floats:
    """How much each actor looks to each other, max(F, 0)·prox·(1 + μ·shared blocs), [..., N, N].

    Parameters
    ----------
    ties
        max(F_ij, 0)·prox_ij with a zero diagonal, [..., N, N].
    membership
        0 or 1, [R, N, B].
    bloc_influence
        μ.
    """
    if not (switched_on(bloc_influence) and membership.shape[-1]):
        return ties
    pull = membership @ membership.swapaxes(-1, -2)
    pull *= bloc_influence
    pull += 1
    pull *= ties
    return pull


def heed(ties: Floats, membership: Floats, columns: Floats, parameters: Parameters) -> Floats:
    """What each actor's reference group does or holds, Σ_j V_ij·columns_j, [R, N, C]; 0 for who looks to nobody.

    V_ij is j's share of i's ``attention``.

    Parameters
    ----------
    ties, membership
        As in ``attention``.
    columns
        [R, N, C].

    Source: social comparison within reference groups, Friedkin & Johnsen 1990; blocs, modelling choice.

    Examples
    --------
    >>> ties = np.array([[0, 3.0, 1.0], [0, 0, 0], [1.0, 0, 0]])
    >>> heed(ties, np.zeros((1, 3, 0)), np.array([[[0.0], [1.0], [-1.0]]]), Parameters()).tolist()
    [[[0.5], [0.0], [0.0]]]
    """
    runs, actors = membership.shape[:2]
    summands = np.ascontiguousarray(
        np.concatenate([columns, np.ones((runs, actors, 1))], axis=-1).swapaxes(1, 2)
    )
    sums = zeros((runs, actors, summands.shape[1]))
    for block in blocks(runs, actors):
        influence = parameters.bloc_influence
        if isinstance(influence, np.ndarray):
            influence = influence[block]
        looks_to = attention(ties if ties.ndim == 2 else ties[block], membership[block], influence)
        sums[block] = tally(looks_to, summands[block].swapaxes(1, 2))
    total = sums[..., -1:]
    return sums[..., :-1] / np.where(total > 0, total, 1)


def move_opinion(
    opinion: Floats, first: Floats, heeded: Floats, has_peers: Bools, susceptibility: Floats, seen_harm: Floats,
    media_exposure: Floats, parameters: Parameters,
) -> Floats:  # fmt: skip
    """Opinion of each pole after one tick, [R, N, K] in [-1, 1].

    o ← clip(o + φ_o·[s_i·(Σ_j V_ij·o_jk - o_ik) + (1 - s_i)·(o⁰_ik - o_ik)] - m₀·m_i·Σ_m max(F_im, 0)·x_{k→m})

    With no harm the fixed point is (I - S·V)⁻¹·(I - S)·o⁰. An actor that looks to nobody is drawn to its
    own first opinion only.

    Parameters
    ----------
    first
        o⁰, [N, K].
    heeded, has_peers
        Σ_j V_ij·o_jk [R, N, K], and who has a reference group [..., N].
    susceptibility
        s, [N].
    seen_harm
        Σ_m max(F_im, 0)·x_{k→m}: harm by each pole to those i identifies with, [R, N, K].
    media_exposure
        m, [..., N].

    Source: Friedkin & Johnsen 1990, eq. 1.
    """
    toward_peers = heeded - has_peers[..., None] * opinion
    s = susceptibility[:, None]
    drift = s * toward_peers + (1 - s) * (first - opinion)
    shock = parameters.outrage * media_exposure[..., None] * seen_harm
    return np.asarray(np.clip(opinion + parameters.opinion_rate * drift - shock, -1, 1))


def harm_inflicted(harm: Floats, harmed: Pairs, actors: int) -> Floats:
    """Σ_m x_im: harm each actor does to others, [R, N].

    Examples
    --------
    >>> harm_inflicted(np.array([[0.5, 0.25]]), Pairs(np.array([1, 1]), np.array([0, 2])), 3).tolist()
    [[0.0, 0.75, 0.0]]
    """
    by_perpetrator = (harmed.of[:, None] == np.arange(actors)).astype(float)
    return np.asarray((harm[:, None, :] @ by_perpetrator)[:, 0, :])


def move_dissent(
    dissent: Floats, level: Floats, isolation: Floats, inflicted: Floats, own_opinion: Floats,
    parameters: Parameters,
) -> Floats:  # fmt: skip
    """Q ← q + ρ_q·(q* - q), q* = clip(q⁰ + q_w·isolation + q_x·inflicted + q_o·max(0, -o_own), 0, 1), [R, N].

    Parameters
    ----------
    level
        q⁰, the actor's usual dissent, [..., N].
    isolation
        What the actor's pole has lost of its share of weight since the start, max(0, w⁰ - w), [R, N].
    inflicted
        ``harm_inflicted``, [R, N].
    own_opinion
        Opinion at home of the actor's own pole, [R, N]; 0 for the non-aligned.

    Source: domestic constraint, Putnam 1988; costs of war at home, modelling choice.

    Examples
    --------
    >>> move_dissent(np.array([[0.0]]), np.array([0.1]), np.array([[0.2]]), np.array([[0.0]]), np.array([[-0.4]]),
    ...              Parameters(dissent_rate=1, dissent_isolation=0.5, dissent_opinion=0.5)).tolist()
    [[0.4]]
    """
    pressure = (
        level
        + parameters.dissent_isolation * isolation
        + parameters.dissent_harm * inflicted
        + parameters.dissent_opinion * np.maximum(-own_opinion, 0)
    )
    return np.asarray(dissent + parameters.dissent_rate * (np.clip(pressure, 0, 1) - dissent))
