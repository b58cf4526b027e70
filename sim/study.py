"""A design made ready to be played: its points, its runs, and what each run asks of the simulator.

A run is a number: ``run = point · replicates + replicate``. Its parameters and its noise are a pure function of the
study and that number, so what is done, in which order and on how many workers changes nothing, and resuming is exact.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sim import provenance
from sim.designs import Design, Factor, Points, draw
from sim.designs.design import settled_factors
from sim.ensemble import simulate
from sim.loading import load_scenario
from sim.outcomes import outcome_keys
from sim.scenario import Scenario

PARAMETERS = "parameters."
THEORY = "theory"


@dataclass(frozen=True)
class Study:
    """A design made ready to be played; small, because every span takes it to a worker.

    Attributes
    ----------
    text
        The design as JSON.
    outcomes
        Keys of the outcomes kept, in order.
    total
        Points times replicates.
    """

    text: str
    outcomes: tuple[str, ...]
    total: int

    @property
    def design(self) -> Design:
        """The design."""
        return _design(self.text)

    @property
    def points(self) -> Points:
        """Its points."""
        return _points(self.text)

    @property
    def columns(self) -> list[str]:
        """Names of the columns of its table of runs, in order."""
        return ["run", "point", "replicate", *self.points.paths, *self.outcomes, "status", "error"]

    @property
    def digest(self) -> str:
        """Names the design, the scenario as it is now, and the code."""
        request = {
            "design": self.design.model_dump(mode="json"),
            "scenario": changed_scenario(self.design.scenario, ()).model_dump(mode="json"),
            "code": provenance.code_version(),
        }
        return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()

    def factor_values(self, point: int) -> dict[str, Any]:
        """Value of every factor at a point, as the table holds it: of one kind in every part."""
        kinds = _kinds(self.text)
        return {path: kinds[path](value) for path, value in self.points.values(point).items()}


def study(design: Design) -> Study:
    """A design made ready; its scenario has to load.

    Raises
    ------
    InputError
        Where the scenario does not load.
    ValueError
        For an outcome that the scenario does not have.
    """
    known = _outcomes_of(design)
    unknown = [name for name in design.outcomes if name not in known]
    if unknown:
        raise ValueError(f"the scenario has no outcome `{unknown[0]}`: see counterpoise run --json")
    text = design.model_dump_json(exclude_unset=True)
    return Study(text, design.outcomes or known, len(_points(text).unit) * design.replicates)


def _outcomes_of(design: Design) -> tuple[str, ...]:
    first = simulate(changed_scenario(design.scenario, ()), design.theory, replicates=1, ticks=1, save=())
    return tuple(key for key, _, _ in outcome_keys(first.setting))


@lru_cache(maxsize=4)
def _design(text: str) -> Design:
    return Design.model_validate_json(text)


@lru_cache(maxsize=4)
def _points(text: str) -> Points:
    return draw(_design(text))


@lru_cache(maxsize=4)
def _kinds(text: str) -> dict[str, type]:
    """What a factor's column holds in every part: booleans, numbers, or texts where values are of several kinds."""

    def kind(factor: Factor) -> type:
        if factor.event:
            return bool
        kinds = {type(value) for value in factor.values or (1 if factor.integer else 0.5,)}
        return float if kinds == {int, float} else kinds.pop() if len(kinds) == 1 else str

    design = _design(text)
    return dict(zip(design.factors, map(kind, settled_factors(design)), strict=True))


@lru_cache(maxsize=16)
def changed_scenario(name: str, changes: tuple[tuple[str, str], ...]) -> Scenario:
    """A scenario with values put at paths, as ``load_scenario`` takes them."""
    return load_scenario(name, dict(changes))


def request_of(study: Study, point: int) -> dict[str, Any]:
    """What a design point asks of ``simulate``: scenario, theory, parameters, events left out."""
    design, values = study.design, study.points.values(point)
    changes, parameters, without = [], dict(design.parameters), list(design.without)
    theory = design.theory
    for path, value in values.items():
        if path == THEORY:
            theory = str(value)
        elif path.startswith(PARAMETERS):
            parameters[path.removeprefix(PARAMETERS)] = float(value)
        elif design.factors[path].event:
            without += [] if value else [path.removeprefix("events.")]
        else:
            changes.append((path, value if isinstance(value, str) else json.dumps(value)))
    return {
        "scenario": changed_scenario(design.scenario, tuple(changes)),
        "theory": theory,
        "parameters": parameters,
        "without": without,
    }
