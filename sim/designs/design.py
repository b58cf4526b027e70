"""What a design says, and how many points that makes."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from sim.designs.factors import Factor, Listed, Value, baseline, distinct, levels_of, settled
from sim.recording import Trajectories
from sim.scenario.base import Name, Part

Sampler = Literal[
    "factorial", "one_at_a_time", "list", "latin_hypercube", "random", "sobol", "morris", "fast", "rbd_fast",
]  # fmt: skip
FactorPath = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_/.-]*$", max_length=200)]

MAX_POINTS = 2_000_000
LEAST_SAMPLES = {"sobol": 2, "morris": 2, "fast": 65, "rbd_fast": 100, "latin_hypercube": 1, "random": 1}
"""Samplers that need ``samples``, and the least that their analyses take: eFAST needs more than 4 M² for its M = 4
harmonics; RBD-FAST corrects for a bias of 2 M / N, M = 10, which should be a fifth at most."""
MORRIS_LEVELS = 4
GROUPED = ("sobol", "morris")
"""Samplers that move the factors of a group together; their points come in blocks."""


class Design(Part):
    """A parameter sweep: a scenario, the factors that vary, and how their space is sampled.

    Attributes
    ----------
    question
        What the study is to answer.
    factors
        By path: ``parameters.NAME``, ``theory``, ``events.NAME``, or a path of the scenario as ``--set`` takes it.
    samples
        Base sample N: of Saltelli's scheme a power of two, of Morris' trajectories, of eFAST points per factor.
    levels
        Levels of a range under ``factorial``, ``one_at_a_time`` and ``morris`` (there 4 unless given, and even).
    second_order
        Also sample for interactions of two factors (``sobol``).
    points
        The points of the sampler ``list``, each with a value for every factor.
    replicates, seed, ticks
        Of every point; the seed serves the sampler and the runs.
    outcomes
        What to keep of the end of every run (default: all).
    trajectories
        What to keep of its course (default: nothing).
    parameters, without
        Parameters held fixed, and events left out, at every point.
    """

    name: Name
    title: str = ""
    question: str = ""
    scenario: str
    theory: str | None = None
    factors: Annotated[dict[FactorPath, Factor], Field(min_length=1, max_length=500)]
    sampler: Sampler
    samples: Annotated[int, Field(ge=1)] | None = None
    levels: Annotated[int, Field(ge=2, le=1000)] = 5
    second_order: bool = False
    points: Listed[dict[FactorPath, Value]] | None = None
    replicates: Annotated[int, Field(ge=1)] = 1
    seed: Annotated[int, Field(ge=0)] = 0
    ticks: Annotated[int, Field(ge=1, le=10_000)] | None = None
    outcomes: Listed[str] = ()
    trajectories: Trajectories | None = None
    parameters: dict[Name, float] = {}
    without: Listed[Name] = ()

    @model_validator(mode="before")
    @classmethod
    def _levels_of_morris(cls, data: object) -> object:
        """Written into the record, so that a design read back from its own dump is the same."""
        if isinstance(data, dict) and data.get("sampler") == "morris" and "levels" not in data:
            return {**data, "levels": MORRIS_LEVELS}
        return data


def settled_factors(design: Design) -> tuple[Factor, ...]:
    """Factors with the bounds in force; of a list of points, each with the values that the points give it."""
    if design.sampler != "list":
        return tuple(settled(path, factor) for path, factor in design.factors.items())
    points = design.points or ()
    return tuple(
        factor
        if factor.event
        else Factor(values=distinct(point[path] for point in points), group=factor.group)
        for path, factor in design.factors.items()
    )


def moved(design: Design) -> int:
    """How many factors, or groups of them, are moved on their own."""
    return len({factor.group for factor in design.factors.values()} - {None}) or len(design.factors)


def block_size(design: Design) -> int:
    """Points of one base sample of Saltelli's scheme, or of one of Morris' trajectories; 0 for other samplers."""
    if design.sampler == "sobol":
        return (2 if design.second_order else 1) * moved(design) + 2
    return moved(design) + 1 if design.sampler == "morris" else 0


def point_count(design: Design) -> int:
    """How many points a sound design has, without drawing them."""
    if design.sampler == "list":
        return len(design.points or ())
    if design.sampler in ("factorial", "one_at_a_time"):
        factors = settled_factors(design)
        levels = [levels_of(factor, design.levels) for factor in factors]
        if design.sampler == "factorial":
            return math.prod(map(len, levels))
        pairs = zip(factors, levels, strict=True)
        return 1 + sum(int(np.sum(own != baseline(factor, own))) for factor, own in pairs)
    rows = len(design.factors) if design.sampler == "fast" else block_size(design) or 1
    return (design.samples or 0) * rows
