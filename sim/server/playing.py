"""The result that a set-up asks for, within what this server plays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from sim.ensemble import SAVED, Result, simulate
from sim.loading import Fault, InputError, load_theory
from sim.loading.bundled import bundled_scenarios, bundled_theories
from sim.loading.load import REQUEST, scenario_reader
from sim.recording import Trajectories
from sim.scenario import Scenario, Theory
from sim.server.faults import Said, fault, unknown
from sim.server.own_events import PREFIX, scenario_text
from sim.server.setup import MOST_TICKS, Cases, Setup

MOST_ACTORS = 250
MOST_CELLS = 250_000_000
"""Pairs of actors × ticks × runs of one picture: about ten seconds of one core."""


def changes(setup: Setup) -> dict[str, str]:
    """Values by path that make the scenario of a setup, as ``--set`` and the loader take them."""
    moves = {f"events.{name}.date": date.isoformat() for name, date in setup.moved}
    return moves | {f"events.{PREFIX}{n}": scenario_text(own, n) for n, own in enumerate(setup.own, start=1)}


def load(setup: Setup, cases: Cases | None = None) -> tuple[Scenario, Theory]:
    """The scenario, changed, and the theory that a setup names.

    Raises
    ------
    InputError
        With what is wrong and what is allowed.
    """
    known = bundled_scenarios() if cases is None else cases
    if setup.case not in known:
        raise InputError([fault("case", unknown(Said("case"), setup.case, known))])
    if setup.lens is not None and setup.lens not in bundled_theories():
        raise InputError([fault("lens", unknown(Said("theory"), setup.lens, bundled_theories()))])
    plain = _scenario(known[setup.case])
    dated = [name for name, event in plain.events.items() if event.date is not None]
    faults = [fault("move", unknown(Said("dated event"), n, dated)) for n, _ in setup.moved if n not in dated]
    added = [f"{PREFIX}{n}" for n in range(1, len(setup.own) + 1)]
    events = (*plain.events, *added)
    faults += [fault("off", unknown(Said("event"), name, events)) for name in setup.off if name not in events]
    faults += [
        fault("own", Said("the case has an event {name} itself", name=name))
        for name in added
        if name in plain.events
    ]
    if faults:
        raise InputError(faults)
    scenario = _changed(_reader(known[setup.case]), changes(setup)) if changes(setup) else plain
    return scenario, load_theory(scenario.meta.theory if setup.lens is None else setup.lens)


def play(setup: Setup, cases: Cases | None = None) -> Result:
    """The result that a setup asks for, with what pictures need kept for every tick.

    Raises
    ------
    InputError
        For what does not exist or is more than this server plays.
    """
    scenario, theory = load(setup, cases)
    check_size(setup, scenario)
    keys = tuple(f"cohesion.{name}" for name in scenario.blocs)
    try:
        return simulate(
            scenario, theory, replicates=setup.runs, seed=setup.seed, parameters=dict(setup.numbers),
            without=setup.off, save=(*SAVED, "opinion", "capability"), record=Trajectories(outcomes=keys),
        )  # fmt: skip
    except ArithmeticError as error:
        raise InputError([stopped(error)]) from error


def check_size(setup: Setup, scenario: Scenario) -> None:
    """Refuse what would keep others waiting."""
    actors, ticks = len(scenario.actors), scenario.meta.ticks
    for what, size, most in ((Said("actors"), actors, MOST_ACTORS), (Said("ticks"), ticks, MOST_TICKS)):
        if size > most:
            told = Said(
                "has {size} {what}, this server plays up to {most}: play it with `counterpoise run`",
                size=size, what=what, most=most,
            )  # fmt: skip
            raise InputError([fault("case", told)])
    runs = MOST_CELLS // (actors**2 * ticks)
    if setup.runs > runs:
        told = Said(
            "must be at most {runs} for a case of this size, or play it with `counterpoise run`", runs=runs
        )
        raise InputError([fault("runs", told)])


def stopped(error: ArithmeticError) -> Fault:
    """What is wrong where a run cannot go on."""
    return fault("p", Said("with these numbers the run stops: {error}", error=error))


@lru_cache(maxsize=32)
def _reader(path: Path) -> Callable[[Mapping[str, str]], Scenario]:
    return scenario_reader(path)


@lru_cache(maxsize=32)
def _scenario(path: Path) -> Scenario:
    """A scenario as its file has it; files are read once, so that all visitors see the same."""
    read: Scenario = _reader(path)({})
    return read


def _changed(read: Callable[[Mapping[str, str]], Scenario], wanted: Mapping[str, str]) -> Scenario:
    """The scenario with changes; faults name the event and not the command line that nobody typed."""
    try:
        return read(wanted)
    except InputError as error:
        raise InputError(map(_of_event, error.faults)) from error


def _of_event(found: Fault) -> Fault:
    name = found.file.removeprefix(f"{REQUEST} events.").partition("=")[0]
    return fault(f"event {name}", found.message.rpartition("events.")[2])
