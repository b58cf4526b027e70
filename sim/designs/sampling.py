"""The points of a design, drawn in the unit cube."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.designs.checks import design_faults, group_faults, told
from sim.designs.design import Design, block_size, settled_factors
from sim.designs.factors import Factor, Floats, Value, baseline, levels_of, values_at
from sim.scenario.checks import Fault

WINDOW = 1024
"""Points whose values are worked out at a time: runs are played in order, and a table of all of them would be large."""


@dataclass(frozen=True, eq=False)
class Points:
    """The points of a design, P of them, over D factors.

    Attributes
    ----------
    paths
        Factors in order.
    factors
        What each is varied over, with the bounds in force.
    unit
        What was sampled, [P, D] in [0, 1]; level i of n is i / (n - 1).
    block
        Base sample or trajectory of each point, [P]; points of one block are to share their noise. 0 for samplers
        without blocks.
    """

    paths: tuple[str, ...]
    factors: tuple[Factor, ...]
    unit: Floats
    block: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.unit)

    def between(self, first: int, last: int) -> dict[str, list[Value]]:
        """Values of every factor at the points first, …, last - 1; nothing is kept of the others.

        Examples
        --------
        >>> from sim.designs import vary
        >>> draw(vary("humanity_alliance", ["parameters.inertia=0:1"], levels=5)).between(1, 3)
        {'parameters.inertia': [0.25, 0.5]}
        """
        pairs = zip(self.paths, self.factors, strict=True)
        return {
            path: values_at(factor, self.unit[first:last, place])
            for place, (path, factor) in enumerate(pairs)
        }

    def values(self, point: int) -> dict[str, Value]:
        """Value of every factor at a point, from the start or, below 0, from the end."""
        window, place = divmod(range(len(self))[point], WINDOW)
        return {path: column[place] for path, column in _window(self, window).items()}


@lru_cache(maxsize=4)
def _window(points: Points, index: int) -> dict[str, list[Value]]:
    return points.between(index * WINDOW, (index + 1) * WINDOW)


def draw(design: Design) -> Points:
    """The points of a design, the same for the same design.

    Raises
    ------
    ValueError
        With what is wrong with the design, and what is allowed.

    Examples
    --------
    >>> from sim.designs import vary
    >>> design = vary("humanity_alliance", ["parameters.inertia=0:1", "theory=walt,waltz"], levels=3)
    >>> points = draw(design)
    >>> len(points), points.values(1)
    (6, {'parameters.inertia': 0.0, 'theory': 'waltz'})
    """
    _refuse(design_faults(design))
    factors = settled_factors(design)
    if design.sampler == "list":
        unit = _listed(design, factors)
    elif design.sampler == "factorial":
        levels = [levels_of(factor, design.levels) for factor in factors]
        unit = np.stack(np.meshgrid(*levels, indexing="ij"), axis=-1).reshape(-1, len(factors))
    elif design.sampler == "one_at_a_time":
        unit = _one_at_a_time(design, factors)
    else:
        unit = _sampled(design)
    block = np.arange(len(unit), dtype=np.int64) // (block_size(design) or len(unit))
    return Points(tuple(design.factors), factors, unit, block)


def _listed(design: Design, factors: Sequence[Factor]) -> Floats:
    columns = []
    for path, factor in zip(design.factors, factors, strict=True):
        place = {(isinstance(value, bool), value): index for index, value in enumerate(factor.options)}
        given = [point[path] for point in design.points or ()]
        index = np.array([place[isinstance(value, bool), value] for value in given], float)
        columns.append(index / max(1, len(place) - 1))
    return np.stack(columns, axis=-1)


def _one_at_a_time(design: Design, factors: Sequence[Factor]) -> Floats:
    """The baseline, then each factor at each other level with all others at their baseline."""
    levels = [levels_of(factor, design.levels) for factor in factors]
    base = np.array([baseline(factor, own) for factor, own in zip(factors, levels, strict=True)])
    rows = [base]
    for place, own in enumerate(levels):
        for level in own[own != base[place]]:
            rows.append(base.copy())
            rows[-1][place] = level
    return np.array(rows)


def _sampled(design: Design) -> Floats:
    """SALib's samples; its seeds start at 1, since parts of it have read a seed of 0 as none at all."""
    problem, size, seed = salib_problem(design), design.samples, design.seed + 1
    unit: Floats
    if design.sampler == "random":
        return np.random.default_rng(seed).random((size or 0, len(design.factors)))
    if design.sampler == "sobol":
        sobol = import_module("SALib.sample.sobol")
        unit = sobol.sample(problem, size, calc_second_order=design.second_order, seed=seed)
    elif design.sampler == "morris":
        unit = import_module("SALib.sample.morris").sample(problem, size, num_levels=design.levels, seed=seed)
    elif design.sampler == "fast":
        unit = import_module("SALib.sample.fast_sampler").sample(problem, size, seed=seed)
    else:
        unit = import_module("SALib.sample.latin").sample(problem, size, seed=seed)
    return np.clip(unit, 0, 1)


def salib_problem(design: Design) -> dict[str, Any]:
    """The design as SALib's samplers and analyses know it: on the unit cube, grouped if the factors are.

    Raises
    ------
    ValueError
        For a single group, which SALib would take for none, or where only some factors are in groups.
    """
    _refuse(group_faults(design))
    size = len(design.factors)
    problem = {"num_vars": size, "names": list(design.factors), "bounds": [[0.0, 1.0] for _ in range(size)]}
    groups = [factor.group for factor in design.factors.values() if factor.group is not None]
    return problem | ({"groups": groups} if groups else {})


def _refuse(faults: Iterable[Fault]) -> None:
    lines = [told(path, message) for path, message in faults]
    if lines:
        raise ValueError("; ".join(lines))
