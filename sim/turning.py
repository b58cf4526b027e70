"""What would have changed an actor's mind: the smallest change of one term that makes another option its best.

With best option B, another option A, U = Σ_t t and the gap g_A = U(B) - U(A):

- an entry of a term, t(B) or t(A), turns the choice when it moves by g, the gap to the runner-up, whatever the term:
  utility adds up. So terms differ in the share of themselves that this is, g / |t|.
- a parameter β that multiplies the whole term, t = β·x, moves all options at once. A overtakes B where
  β* = β·(1 + g_A / (t(A) - t(B))), and the first option to be met on the way, up or down, is the turning point. It need
  not be the runner-up: one that the term favours strongly may overtake earlier.

Both say which option is *likeliest*. The choice itself is a draw, softmax(λ·U), so an actor may draw another option
than its best, and at λ = 0 the best option means nothing. An actor that is anchored, or does not reconsider in the
tick, does not choose at all: what turns is what it would weigh. All is of one tick; a parameter that had been another
from the start would have led to another world. A weight that a theory sets to nought has no turning point here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sim.explanation import Explanation
from sim.rules.utility import WEIGHTS
from sim.scenario import describe_parameters


@dataclass(frozen=True)
class WeightTurn:
    """The value of a parameter at which another option becomes the best.

    Attributes
    ----------
    parameter, value, turns_at
        The parameter (of ``parameters.NAME``), its value, and the value beyond which the best option is ``to``.
    change
        How much utility this moves between the two options: the gap between them.
    share
        |turns_at - value| / value.
    """

    parameter: str
    value: float
    turns_at: float
    to: str
    change: float
    share: float


@dataclass(frozen=True)
class TermTurn:
    """How a term could have turned the choice.

    Attributes
    ----------
    option, value, turns_at
        The option whose entry of the term needs the smaller change as a share of itself (the best option's downward or
        the runner-up's upward), the entry, and the entry at which the two options are worth the same.
    share
        |turns_at - value| / |value|; None for an entry of 0.
    weight
        The same for the parameter of the term; None where no value within its bounds turns the choice.
    """

    term: str
    option: str
    value: float
    turns_at: float
    share: float | None
    weight: WeightTurn | None


@dataclass(frozen=True)
class Turning:
    """What would have made another option an actor's best in one tick.

    Attributes
    ----------
    best, rival
        The option of greatest utility and the runner-up; no runner-up where there is one option only.
    gap
        Utility between them: the change that turns the choice, in the common unit.
    chosen
        The pole after the tick; by the draw it may be another than ``best``.
    bound
        Why the actor does not choose in this tick: ``anchored`` or ``waiting``; empty where it does.
    terms
        By term, the smallest shares first; a term that is 0 everywhere comes last.
    nearest
        The term whose entry needs the smallest share of itself; None where there is none.
    nearest_weight
        The term whose parameter needs the smallest share of itself; None where no parameter turns the choice.
    """

    best: str
    rival: str | None
    gap: float
    chosen: str
    bound: str
    terms: dict[str, TermTurn]
    nearest: str | None
    nearest_weight: str | None

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return asdict(self)


def turning(told: Explanation) -> Turning:
    """What would have changed an actor's mind, from the explanation of its choice.

    Examples
    --------
    >>> from sim.explanation import explain
    >>> from sim.loading import load_scenario
    >>> found = turning(explain(load_scenario("humanity_alliance"), "ESP", tick=8, theory="full"))
    >>> found.best, found.rival, round(found.gap, 2), found.bound
    ('none', 'palestine', 0.09, 'waiting')
    >>> turn = found.terms["autonomy"].weight
    >>> turn.parameter, turn.value, round(turn.turns_at, 3), turn.to
    ('autonomy_cost', 0.45, 0.357, 'palestine')
    """
    utility = {option: u for option, u in told.utility.items() if u is not None}
    best = max(utility, key=utility.__getitem__)
    bound = "anchored" if told.anchored else "" if told.revised else "waiting"
    others = [option for option in utility if option != best]
    if not others:
        return Turning(best, None, 0.0, told.chosen, bound, {}, None, None)
    rival = max(others, key=utility.__getitem__)
    gap = utility[best] - utility[rival]
    turns = [_term_turn(term, told, utility, best, rival) for term in told.terms]
    terms = {turn.term: turn for turn in sorted(turns, key=_share)}
    by_weight = [turn for turn in turns if turn.weight is not None]
    nearest = min(turns, key=_share, default=None)
    return Turning(
        best, rival, gap, told.chosen, bound, terms,
        nearest=None if nearest is None or nearest.share is None else nearest.term,
        nearest_weight=min(by_weight, key=_weight_share).term if by_weight else None,
    )  # fmt: skip


def _share(turn: TermTurn) -> float:
    return float("inf") if turn.share is None else turn.share


def _weight_share(turn: TermTurn) -> float:
    return float("inf") if turn.weight is None else turn.weight.share


def _term_turn(term: str, told: Explanation, utility: dict[str, float], best: str, rival: str) -> TermTurn:
    values, gap = told.terms[term], utility[best] - utility[rival]
    option, change = (best, -gap) if abs(values[best]) >= abs(values[rival]) else (rival, gap)
    value = values[option]
    share = gap / abs(value) if value else None
    met = sorted(_overtaking(term, told, utility, best), key=lambda turn: turn.share)
    return TermTurn(term, option, value, value + change, share, met[0] if met else None)


def _overtaking(term: str, told: Explanation, utility: dict[str, float], best: str) -> Iterator[WeightTurn]:
    """Where each other option would overtake the best, if the parameter of the term may go beyond that value."""
    name, weight, values = WEIGHTS[term], told.parameters[term], told.terms[term]
    bounds = describe_parameters()[name]
    for option, worth in utility.items():
        favour = values[option] - values[best]
        if option == best or favour == 0:
            continue
        gap = utility[best] - worth
        turns_at = weight * (1 + gap / favour)
        if bounds.low < turns_at < bounds.high:
            yield WeightTurn(name, weight, turns_at, option, gap, abs(gap / favour))
