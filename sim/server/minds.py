"""One actor's choice in one tick of the seed's first run: explained, what would have turned it, and its course."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.ensemble import simulate
from sim.explanation import NONE, Explanation, explain
from sim.loading import Fault, InputError
from sim.loading.bundled import bundled_scenarios
from sim.scenario import describe_parameters
from sim.server.faults import Said, fault, got, unknown
from sim.server.playing import check_size, load, stopped
from sim.server.setup import Cases, Setup
from sim.turning import Turning, WeightTurn, turning

RUN = 0
"""The replicate that is explained."""


@dataclass(frozen=True)
class Flip:
    """A number that turns the choice, a little beyond the turning point, and what it does when set from the start.

    Attributes
    ----------
    parameter, value
        For the address.
    to
        What becomes the likeliest if the number changes in this tick alone.
    best
        What is the likeliest in this tick if the number holds from the start.
    """

    parameter: str
    value: float
    to: str
    best: str


@dataclass(frozen=True)
class Mind:
    """What there is to say of an actor's choice.

    Attributes
    ----------
    rate
        Chance to reconsider in a tick.
    flip
        None where no number turns the choice.
    course
        The side after each tick of this run, the start first.
    """

    told: Explanation
    turn: Turning
    rate: float
    flip: Flip | None
    course: tuple[str, ...]


def mind(setup: Setup, actor: str, tick: int, cases: Cases | None = None) -> Mind:
    """Explain an actor's choice; the last tick's where ``tick`` is the end of the case.

    Raises
    ------
    InputError
        For an actor or a tick that is not in the case, and as ``sim.server.playing.play``.

    Examples
    --------
    >>> found = mind(Setup(lens="full"), "ESP", 8)
    >>> found.turn.best, found.flip
    ('none', Flip(parameter='autonomy_cost', value=0.35, to='palestine', best='palestine'))
    """
    scenario, _ = load(setup, cases)
    check_size(setup, scenario)
    faults = actor_faults(actor, scenario.actors)
    if tick > scenario.meta.ticks:
        last = scenario.meta.ticks
        faults.append(fault("tick", got(Said("must be from 0 to {last} in this case", last=last), str(tick))))
    if faults:
        raise InputError(faults)
    at = min(tick, scenario.meta.ticks - 1)
    told = _explain(setup, actor, at, cases)
    turn = turning(told)
    known = bundled_scenarios() if cases is None else cases
    rate, course = _course(setup.model_copy(update={"runs": 1}), known[setup.case])
    return Mind(told, turn, rate, _flip(setup, turn, actor, at, cases), course[actor])


def actor_faults(actor: str, known: Collection[str]) -> list[Fault]:
    """What is wrong with the name of an actor."""
    return [] if actor in known else [fault("actor", unknown(Said("actor"), actor, known))]


def beyond(turn: WeightTurn) -> float:
    """A short number just beyond a turning point and within the parameter's bounds.

    Examples
    --------
    >>> beyond(WeightTurn("inertia", 0.3, 0.512345, "east", 1.0, 0.7))
    0.52
    """
    info, step = describe_parameters()[turn.parameter], turn.turns_at - turn.value
    bound = info.high if step > 0 else info.low
    room = min(abs(bound - turn.turns_at), max(abs(step), 0.01) / 10)
    target = turn.turns_at + (room / 2 if step > 0 else -room / 2)
    for digits in range(1, 17):
        value = float(f"{target:.{digits}g}")
        if 0 < (value - turn.turns_at) * (1 if step > 0 else -1) <= room:
            return value
    return target


def _explain(setup: Setup, actor: str, tick: int, cases: Cases | None) -> Explanation:
    scenario, theory = load(setup, cases)
    try:
        return explain(
            scenario, actor, tick=tick, theory=theory, seed=setup.seed, replicate=RUN,
            parameters=dict(setup.numbers), without=setup.off,
        )  # fmt: skip
    except ArithmeticError as error:
        raise InputError([stopped(error)]) from error


def _flip(setup: Setup, turn: Turning, actor: str, tick: int, cases: Cases | None) -> Flip | None:
    if turn.nearest_weight is None or (weight := turn.terms[turn.nearest_weight].weight) is None:
        return None
    value = beyond(weight)
    numbers = tuple(sorted((dict(setup.numbers) | {weight.parameter: value}).items()))
    other = _explain(setup.model_copy(update={"numbers": numbers}), actor, tick, cases)
    return Flip(weight.parameter, value, weight.to, turning(other).best)


@lru_cache(maxsize=64)
def _course(setup: Setup, path: Path) -> tuple[float, dict[str, tuple[str, ...]]]:
    """Chance to reconsider, and the sides of all actors in this run."""
    scenario, theory = load(setup, {setup.case: path})
    result = simulate(
        scenario, theory, replicates=[RUN], seed=setup.seed, parameters=dict(setup.numbers), without=setup.off,
        save=("alignment",),
    )  # fmt: skip
    options, names = (NONE, *result.setting.names.poles), result.setting.names.actors
    sides = result.saved["alignment"][0]
    return result.parameters.revision_rate, {
        code: tuple(options[k] for k in sides[:, i].tolist()) for i, code in enumerate(names)
    }
