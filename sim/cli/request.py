"""From what the user typed to a scenario, a theory and what overrides them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sim.loading import Fault, InputError, load_scenario, load_theory
from sim.scenario import Parameters, Scenario, Theory, describe_parameters
from sim.scenario.checks import unknown

PREFIX = "parameters."


@dataclass(frozen=True)
class Request:
    """A checked request; ``names`` holds scenario and theory as they were named, and what was ``set`` in the first."""

    scenario: Scenario
    theory: Theory
    parameters: dict[str, float]
    without: tuple[str, ...]
    names: dict[str, Any]

    def record(self) -> dict[str, Any]:
        """What loads the same request again, JSON-ready."""
        return {**self.names, "parameters": self.parameters, "without": list(self.without)}


def read_request(
    scenario: str, theory: str | None, changes: dict[str, str], without: list[str], only: list[str]
) -> Request:
    """Check a request.

    ``parameters.NAME`` and ``theory`` among the changes override the theory; other paths change the scenario.

    Raises
    ------
    InputError
        With what is wrong and what is allowed.
    """
    to_theory = {path: value for path, value in changes.items() if path.startswith(PREFIX)}
    named = changes.get("theory", theory)
    rest = {path: value for path, value in changes.items() if path not in to_theory and path != "theory"}
    case = load_scenario(scenario, rest)
    chosen = case.meta.theory if named is None else named
    return Request(
        scenario=case,
        theory=load_theory(chosen),
        parameters={path.removeprefix(PREFIX): _number(path, value) for path, value in to_theory.items()},
        without=_left_out(case, without, only),
        names={"scenario": scenario, "theory": chosen, "set": rest},
    )


def _number(path: str, text: str) -> float:
    name, shown = path.removeprefix(PREFIX), f"--set {path}={text}"
    known = describe_parameters()
    if name not in known:
        raise InputError([Fault(shown, 0, 0, unknown("parameter", name, known))])
    info = known[name]
    try:
        value = float(text)
        Parameters(**{name: value})
    except (ValueError, ValidationError):
        allowed = f"a number from {info.low:g} to {info.high:g}"
        raise InputError([Fault(shown, 0, 0, f"`{name}` must be {allowed} (got {text})")]) from None
    return value


def _left_out(case: Scenario, without: list[str], only: list[str]) -> tuple[str, ...]:
    for option, names in (("--without", without), ("--only", only)):
        for name in names:
            if name not in case.events:
                raise InputError([Fault(f"{option} {name}", 0, 0, unknown("event", name, case.events))])
    if without and only:
        raise InputError([Fault("--only", 0, 0, "does not go with --without: choose one")])
    return tuple(without) if not only else tuple(name for name in case.events if name not in only)
