"""A design made ready to be played: its points, its runs, and what each run asks of the simulator.

A run is a number: ``run = point · replicates + replicate``, or, where replicates are added until they are enough, the
same within each round. Its parameters and its noise are a pure function of the
study and that number, so what is done, in which order and on how many workers changes nothing, and resuming is exact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim import provenance
from sim.compilation import compile_setting
from sim.designs import Design, Factor, Points, Value, draw, yaml_text
from sim.designs.design import replicate_rounds, settled_factors
from sim.loading import load_theory, scenario_reader
from sim.outcomes import outcome_keys
from sim.scenario import Parameters, Scenario, Theory, effective_parameters
from sim.setting import Ints
from sim.stacking import FIRST_STATE
from sim.store import Span

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
    point_count
        Points of the design.
    """

    text: str
    outcomes: tuple[str, ...]
    point_count: int

    @property
    def design(self) -> Design:
        """The design."""
        return _design(self.text)

    @property
    def points(self) -> Points:
        """Its points."""
        return _points(self.text)

    @property
    def rounds(self) -> tuple[int, ...]:
        """Replicates that every point has after each round."""
        return replicate_rounds(self.design)

    @property
    def total(self) -> int:
        """Runs of all rounds."""
        return self.point_count * self.rounds[-1]

    def span(self, round_: int) -> Span:
        """The runs of a round."""
        before = self.rounds[round_ - 1] if round_ else 0
        return self.point_count * before, self.point_count * self.rounds[round_]

    def unit(self, round_: int) -> int:
        """Runs of one point in a round."""
        begin, end = self.span(round_)
        return (end - begin) // self.point_count

    def places(self, runs: Ints) -> tuple[Ints, Ints]:
        """Point and replicate of each run."""
        round_ = np.searchsorted([self.span(r)[1] for r in range(len(self.rounds))], runs, side="right")
        before = np.array([0, *self.rounds])[round_]
        added = np.diff([0, *self.rounds])[round_]
        point, more = np.divmod(runs - before * self.point_count, added)
        return point, before + more

    def noise(self, points: Ints, replicates: Ints) -> Ints:
        """Replicate number that each run's noise is drawn with: alike at all points, or at those of one block."""
        return self.points.block[points] * self.rounds[-1] + replicates

    @property
    def columns(self) -> list[str]:
        """Names of the columns of its table of runs, in order."""
        return ["run", "point", "replicate", *self.points.paths, *self.outcomes, "status", "error"]

    @property
    def digest(self) -> str:
        """Names the design, the scenario as it is now, and the code."""
        request = {
            "design": self.design.model_dump(mode="json"),
            "scenario": Variant(self.design.scenario).load().model_dump(mode="json"),
            "code": provenance.code_version(),
        }
        return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()

    def factor_columns(self, points: Ints) -> dict[str, list[Any]]:
        """Values of every factor at points, as the table holds them: of one kind in every part."""
        kinds, first = _kinds(self.text), int(points.min())
        columns = self.points.between(first, int(points.max()) + 1)
        places = (points - first).tolist()
        return {path: [kinds[path](column[place]) for place in places] for path, column in columns.items()}


def study(design: Design) -> Study:
    """A design made ready; its scenario has to load.

    Raises
    ------
    InputError
        Where the scenario does not load.
    ValueError
        For an outcome that the scenario does not have.
    """
    scenario = Variant(design.scenario).load()
    known = tuple(key for key, _, _ in outcome_keys(compile_setting(scenario, scenario.parameters)))
    unknown = [name for name in design.outcomes if name not in known]
    if unknown:
        raise ValueError(f"the scenario has no outcome `{unknown[0]}`: see counterpoise run --json")
    text = design.model_dump_json(exclude_unset=True)
    return Study(text, design.outcomes or known, len(_points(text)))


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


@lru_cache(maxsize=4)
def _reader(name: str) -> Callable[[Mapping[str, str]], Scenario]:
    return scenario_reader(name)


@lru_cache(maxsize=16)
def _theory(name: str) -> Theory:
    return load_theory(name)


@dataclass(frozen=True)
class Variant:
    """What runs that are played side by side have in common: scenario with its changes, theory's options, events.

    Attributes
    ----------
    scenario
        Name or path.
    changes
        Values by path, as ``load_scenario`` takes them.
    without
        Events left out.
    non_alignment
        What the theory says of staying out; None leaves it to the scenario.
    """

    scenario: str
    changes: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    non_alignment: bool | None = None

    def load(self) -> Scenario:
        """The scenario; raises ``InputError`` where a change does not go with it."""
        return _load(self.scenario, self.changes)


@lru_cache(maxsize=32)
def _load(name: str, changes: tuple[tuple[str, str], ...]) -> Scenario:
    return _reader(name)(dict(changes))


@dataclass(frozen=True)
class Ask:
    """What a design point asks of the simulator.

    Attributes
    ----------
    variant
        Scenario, events and options.
    parameters
        In force: the scenario's, the theory's and the point's own.
    first_state
        Numbers that actors start with, by code and attribute (``sim.stacking.FIRST_STATE``).
    """

    variant: Variant
    parameters: Parameters
    first_state: Mapping[tuple[str, str], float]


def ask(study: Study, point: int) -> Ask:
    """What a design point asks for.

    Raises
    ------
    InputError
        For a theory that does not load.
    """
    design, values = study.design, study.points.values(point)
    base = Variant(design.scenario).load()
    changes, own, without = [], dict(design.parameters), list(design.without)
    first_state: dict[tuple[str, str], float] = {}
    theory = design.theory or base.meta.theory
    for path, value in values.items():
        if path == THEORY:
            theory = str(value)
        elif path.startswith(PARAMETERS):
            own[path.removeprefix(PARAMETERS)] = float(value)
        elif design.factors[path].event:
            without += [] if value else [path.removeprefix("events.")]
        elif (place := _state_place(base, path, value)) is not None:
            first_state[place] = float(value)
        else:
            changes.append((path, yaml_text(value)))
    chosen = _theory(theory)
    variant = Variant(design.scenario, tuple(changes), tuple(sorted(without)), chosen.non_alignment)
    scenario = base if not any(path.startswith(PARAMETERS) for path, _ in changes) else variant.load()
    return Ask(variant, effective_parameters(scenario.parameters, chosen.parameters, own), first_state)


def _state_place(scenario: Scenario, path: str, value: Value) -> tuple[str, str] | None:
    """Actor and attribute where a path names a number that an actor starts with and may start with this one."""
    section, _, rest = path.partition(".")
    code, _, attribute = rest.partition(".")
    if section != "actors" or attribute not in FIRST_STATE or isinstance(value, str | bool):
        return None
    try:
        type(scenario.actors[code]).model_validate({**dict(scenario.actors[code]), attribute: float(value)})
    except (KeyError, ValidationError):
        return None
    return code, attribute
