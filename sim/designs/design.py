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
    "factorial", "one_at_a_time", "list", "latin_hypercube", "halton", "random", "sobol", "morris", "fast", "rbd_fast",
]  # fmt: skip
FactorPath = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_/.-]*$", max_length=200)]

MAX_POINTS = 2_000_000
LEAST_SAMPLES = {
    "sobol": 2,
    "morris": 2,
    "fast": 65,
    "rbd_fast": 100,
    "latin_hypercube": 1,
    "halton": 1,
    "random": 1,
}
"""Samplers that need ``samples``, and the least that their analyses take: eFAST needs more than 4 M² for its M = 4
harmonics; RBD-FAST corrects for a bias of 2 M / N, M = 10, which should be a fifth at most."""
MORRIS_LEVELS = 4
GROUPED = ("sobol", "morris")
"""Samplers that move the factors of a group together; their points come in blocks."""

CUBED = ("sobol", "morris", "fast", "rbd_fast")
"""Samplers whose estimators need independent factors on the whole unit cube."""


class Until(Part):
    """When ``replicates: auto`` stops: the outcome's standard error is at most a target at every point.

    Attributes
    ----------
    outcome
        Whose mean over replicates is to be known.
    standard_error
        The target, in units of the outcome.
    least, most
        Replicates of every point to begin with, and at most; they are doubled in between.
    """

    outcome: str
    standard_error: Annotated[float, Field(gt=0)]
    least: Annotated[int, Field(ge=2)] = 8
    most: Annotated[int, Field(ge=2)] = 1024


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
    constraints
        Conditions that points have to meet, such as ``parameters.inertia + parameters.outrage <= 1`` (see
        ``sim.designs.constraints``). Points of ``factorial`` and ``one_at_a_time`` that break one are left out; those
        of ``random``, ``halton`` and ``latin_hypercube`` are drawn again.
    points
        The points of the sampler ``list``, each with a value for every factor.
    replicates, seed, ticks
        Of every point; the seed serves the sampler and the runs. ``replicates: auto`` adds replicates until ``until``.
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
    constraints: Listed[Annotated[str, Field(max_length=500)]] = ()
    points: Listed[dict[FactorPath, Value]] | None = None
    replicates: Annotated[int, Field(ge=1)] | Literal["auto"] = 1
    until: Until | None = None
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


def full_count(design: Design) -> int:
    """How many points a design has before its constraints, without drawing them."""
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


def replicate_rounds(design: Design) -> tuple[int, ...]:
    """Replicates that every point has after each round; one round unless ``replicates`` is ``auto``.

    Examples
    --------
    >>> from sim.designs import vary
    >>> auto = {"until": {"outcome": "balancing", "standard_error": 0.01, "least": 8, "most": 50}}
    >>> replicate_rounds(vary("nato_veto", ["theory=walt,waltz"], replicates="auto", **auto))
    (8, 16, 32, 50)
    """
    if isinstance(design.replicates, int):
        return (design.replicates,)
    assert design.until is not None  # sim.designs.checks refuses the one without the other
    rounds = [design.until.least]
    while rounds[-1] < design.until.most:
        rounds.append(min(2 * rounds[-1], design.until.most))
    return tuple(rounds)
