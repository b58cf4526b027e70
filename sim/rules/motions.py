"""Votes on motions and the rules that decide them (docs/model.md section 7)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.columns import zeros
from sim.scenario import Parameters, Rule
from sim.setting import Bools, Floats

NOT_A_VOTER, YES, NO, ABSTAIN, ABSENT = range(5)
VOTES = ("not a voter", "yes", "no", "abstain", "absent")
Votes = NDArray[np.int8]


def absence_chance(capability: Floats, parameters: Parameters) -> Floats:
    """Chance of missing a vote, [R, N]: absence_rate · exp(-P_i·N), P_i·N being size relative to the mean."""
    return np.asarray(parameters.absence_rate * np.exp(-capability * capability.shape[-1]))


def inclination(utility: Floats, parameters: Parameters) -> Floats:
    """Which pole an actor would rather see prevail, whether or not it stands with one, [R, N, K] in [-1, 1].

    tanh(½·λ_c·(U_i(k) - best other pole's U_i)); against staying out where there is one pole only.

    Parameters
    ----------
    utility
        U, [R, N, K + 1].

    Examples
    --------
    >>> inclination(np.array([[[0.0, -0.1, 0.3]]]), Parameters(commitment_precision=5)).round(3).tolist()
    [[[-0.762, 0.762]]]
    """
    poles = utility.shape[-1] - 1
    inclined = zeros((*utility.shape[:-1], poles))
    for k in range(1, poles + 1):
        others = [utility[..., other] for other in range(1, poles + 1) if other != k] or [utility[..., 0]]
        best = np.maximum.reduce(others)
        gap = np.where(np.isfinite(best), utility[..., k] - np.where(np.isfinite(best), best, 0), 0)
        inclined[..., k - 1] = np.tanh(0.5 * parameters.commitment_precision * gap)
    return inclined


def vote_stance(stance: Floats, inclined: Floats, leaning: Floats) -> Floats:
    """Stance in a vote: half what the actor has committed itself to, half what it would rather see, and its leaning.

    A vote costs little, so the non-aligned vote as well: on the two 2023 roll calls of the General Assembly states that
    stand with neither side cast most votes. Half keeps texts that ask for more than words to those who have
    committed themselves.

    Examples
    --------
    >>> vote_stance(np.array([0.0, 0.6]), np.array([0.8, 0.8]), np.array([0.1, 0.0])).tolist()
    [0.5, 0.7]
    """
    return np.asarray((stance + inclined) / 2 + leaning)


def cast_votes(
    stances: Floats, demand: float, absent: Bools, voters: Bools, rule: Rule, parameters: Parameters
) -> Votes:
    """Vote of each actor, [R, N]: yes if its stance reaches the demand, no if it is at most -resistance, else abstain.

    Under consensus there is no vote to abstain from: a member lets a text pass that goes beyond its stance by
    no more than ``acquiescence`` (coded as an abstention), and objects to one that goes further (a no).

    Parameters
    ----------
    stances
        ``vote_stance`` toward the pole that the motion favours with this occasion's noise, [R, N].
    demand
        What the text asks of those who support it, in [0, 1].
    absent, voters
        Who misses the vote and who has one, [R, N].
    rule
        Of the institution.

    Examples
    --------
    >>> everyone, nobody = np.ones((1, 3), bool), np.zeros((1, 3), bool)
    >>> stances = np.array([[0.4, 0.1, -0.9]])
    >>> [VOTES[v] for v in cast_votes(stances, 0.3, nobody, everyone, "two_thirds", Parameters())[0]]
    ['yes', 'abstain', 'no']
    >>> [VOTES[v] for v in cast_votes(stances, 0.8, nobody, everyone, "consensus", Parameters())[0]]
    ['no', 'no', 'no']
    """
    against = stances <= -parameters.resistance
    if rule == "consensus":
        against |= stances < demand - parameters.acquiescence
    vote = np.where(stances >= demand, YES, np.where(against, NO, ABSTAIN))
    return np.where(voters, np.where(absent, ABSENT, vote), NOT_A_VOTER).astype(np.int8)


def _consensus(yes: Bools, no: Bools, abstain: Bools, holders: Bools) -> Bools:
    return np.asarray(yes.any(axis=-1) & ~no.any(axis=-1))


def _unanimity(yes: Bools, no: Bools, abstain: Bools, holders: Bools) -> Bools:
    return np.asarray(yes.any(axis=-1) & ~(no | abstain).any(axis=-1))


def _simple_majority(yes: Bools, no: Bools, abstain: Bools, holders: Bools) -> Bools:
    return np.asarray(yes.sum(axis=-1) > no.sum(axis=-1))


def _two_thirds(yes: Bools, no: Bools, abstain: Bools, holders: Bools) -> Bools:
    return np.asarray(yes.any(axis=-1) & (yes.sum(axis=-1) >= 2 * no.sum(axis=-1)))


def _majority_with_veto(yes: Bools, no: Bools, abstain: Bools, holders: Bools) -> Bools:
    return _simple_majority(yes, no, abstain, holders) & ~(no & holders).any(axis=-1)


DECISION_RULES: dict[Rule, Callable[[Bools, Bools, Bools, Bools], Bools]] = {
    "consensus": _consensus,
    "unanimity": _unanimity,
    "simple_majority": _simple_majority,
    "two_thirds": _two_thirds,
    "majority_with_veto": _majority_with_veto,
}
"""How each rule decides, over members present:

consensus
    nobody objects and somebody supports (UNCLOS art. 161(8)(e): absence of any formal objection);
unanimity
    all say yes: an abstention blocks as a no does;
simple_majority
    more yes than no; two_thirds: at least two thirds of yes and no (UN Charter art. 18, present and voting);
majority_with_veto
    a simple majority without a no from a holder (UN Charter art. 27).
"""


def passes(votes: Votes, rule: Rule, holders: Bools) -> Bools:
    """Whether a motion passes, [R].

    Parameters
    ----------
    votes
        [R, N].
    holders
        Who holds a veto, [N].

    Examples
    --------
    >>> one_objects = np.array([[YES, YES, NO, ABSTAIN]], np.int8)
    >>> {rule: bool(passes(one_objects, rule, np.zeros(4, bool))[0]) for rule in DECISION_RULES}
    {'consensus': False, 'unanimity': False, 'simple_majority': True, 'two_thirds': True, 'majority_with_veto': True}
    """
    return DECISION_RULES[rule](votes == YES, votes == NO, votes == ABSTAIN, holders)
