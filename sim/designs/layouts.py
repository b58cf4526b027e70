"""Points that are laid out and not drawn (grids, one at a time, lists), and which points meet the constraints."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sim.designs.constraint_terms import Bools
from sim.designs.constraints import Constraint, read_constraint
from sim.designs.design import Design, full_count, settled_factors
from sim.designs.factors import Floats, baseline, levels_of


def constraints_of(design: Design) -> tuple[Constraint, ...]:
    """The constraints of a design, read.

    Raises
    ------
    ConstraintError
        For the first that cannot be.
    """
    factors = dict(zip(design.factors, settled_factors(design), strict=True))
    return tuple(read_constraint(text, factors) for text in design.constraints)


def holding(design: Design, columns: Mapping[str, Floats]) -> Bools:
    """Which points meet all of a design's constraints, [P], given the named factors' places in the unit interval."""
    held = [constraint.holds(columns) for constraint in constraints_of(design)]
    met: Bools = np.logical_and.reduce(held)
    return met


def point_count(design: Design) -> int:
    """How many points a sound design has, without drawing them.

    Of a grid with constraints only the factors that these name are laid out.

    Examples
    --------
    >>> from sim.designs.vary import vary
    >>> pairs = ["parameters.inertia=0:1", "parameters.outrage=0:1", "theory=walt,waltz"]
    >>> point_count(vary("humanity_alliance", pairs, constraints=("parameters.inertia < parameters.outrage",)))
    20
    """
    if not design.constraints or design.sampler not in ("factorial", "one_at_a_time"):
        return full_count(design)
    if design.sampler == "one_at_a_time":
        return int(holding(design, by_path(design, laid_out(design))).sum())
    named = sorted({path for constraint in constraints_of(design) for path in constraint.paths})
    levels = dict(zip(design.factors, _levels(design), strict=True))
    grid = dict(zip(named, _grid([levels[path] for path in named]).T, strict=True))
    free = math.prod(len(own) for path, own in levels.items() if path not in named)
    return int(holding(design, grid).sum()) * free


def by_path(design: Design, unit: Floats) -> dict[str, Floats]:
    """The columns of points, [P, D] in the unit cube, by the factors' paths."""
    return dict(zip(design.factors, unit.T, strict=True))


def laid_out(design: Design) -> Floats:
    """All points of a grid, a design of one at a time or a list, before constraints, [P, D] in the unit cube."""
    if design.sampler == "list":
        return _listed(design)
    return _grid(_levels(design)) if design.sampler == "factorial" else _one_at_a_time(design)


def _levels(design: Design) -> list[Floats]:
    return [levels_of(factor, design.levels) for factor in settled_factors(design)]


def _grid(levels: Sequence[Floats]) -> Floats:
    """Every combination; the last factor changes fastest."""
    return np.stack(np.meshgrid(*levels, indexing="ij"), axis=-1).reshape(-1, len(levels))


def _one_at_a_time(design: Design) -> Floats:
    """The baseline, then each factor at each other level with all others at their baseline."""
    levels = _levels(design)
    base = np.array(
        [baseline(factor, own) for factor, own in zip(settled_factors(design), levels, strict=True)]
    )
    rows = [base]
    for place, own in enumerate(levels):
        for level in own[own != base[place]]:
            rows.append(base.copy())
            rows[-1][place] = level
    return np.array(rows)


def _listed(design: Design) -> Floats:
    columns = []
    for path, factor in zip(design.factors, settled_factors(design), strict=True):
        place = {(isinstance(value, bool), value): index for index, value in enumerate(factor.options)}
        given = [point[path] for point in design.points or ()]
        index = np.array([place[isinstance(value, bool), value] for value in given], float)
        columns.append(index / max(1, len(place) - 1))
    return np.stack(columns, axis=-1)
