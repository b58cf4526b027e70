"""The points of a design, drawn in the unit cube."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.designs.design import CUBED, Design, block_size, settled_factors
from sim.designs.design_checks import design_faults, group_faults, told
from sim.designs.factors import Factor, Floats, Value, values_at
from sim.designs.layouts import by_path, holding, laid_out
from sim.scenario.checks import Fault

WINDOW = 1024
"""Points whose values are worked out at a time: runs are played in order, and a table of all of them would be large."""

SPACE_FILLING = ("random", "latin_hypercube", "halton", "rbd_fast")
RAREST, TRIED = 1000, 100_000
"""Constraints that fewer than one point in so many meets are refused, once so many have been drawn."""


class UnmetError(ValueError):
    """Hardly any point of the space of factors meets the constraints."""


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
    drawn
        How many points were drawn or laid out until P of them met the constraints.
    """

    paths: tuple[str, ...]
    factors: tuple[Factor, ...]
    unit: Floats
    block: NDArray[np.int64]
    drawn: int

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
    unit, drawn = _unit(design)
    block = np.arange(len(unit), dtype=np.int64) // (block_size(design) or len(unit))
    return Points(tuple(design.factors), settled_factors(design), unit, block, drawn)


def _unit(design: Design) -> tuple[Floats, int]:
    """Points in the unit cube, and how many there were before constraints."""
    if design.sampler in SPACE_FILLING:
        return _redrawn(_source(design), design)
    unit = _salib(design) if design.sampler in CUBED else laid_out(design)
    held = unit[holding(design, by_path(design, unit))] if design.constraints else unit
    return held, len(unit)


def _source(design: Design) -> Callable[[int], Floats]:
    """Draws so many further points: of a stream, of Halton's sequence, or another Latin hypercube."""
    from scipy.stats import qmc

    rng, size = np.random.default_rng(design.seed + 1), len(design.factors)
    if design.sampler == "random":
        return lambda count: rng.random((count, size))
    kind = qmc.Halton if design.sampler == "halton" else qmc.LatinHypercube
    source: Callable[[int], Floats] = kind(size, seed=rng).random
    return source


def _redrawn(source: Callable[[int], Floats], design: Design) -> tuple[Floats, int]:
    """The first points that meet the constraints, and how many were drawn for them.

    Raises
    ------
    UnmetError
        Where fewer than one point in ``RAREST`` meets them.
    """
    wanted = design.samples or 0
    unit = source(wanted)
    if not design.constraints:
        return unit, wanted
    kept: list[Floats] = []
    missing, drawn = wanted, 0
    while True:
        places = np.flatnonzero(holding(design, by_path(design, unit)))[:missing]
        kept.append(unit[places])
        missing -= len(places)
        if not missing:
            return np.concatenate(kept), drawn + int(places[-1]) + 1
        drawn += len(unit)
        if drawn >= TRIED and (wanted - missing) * RAREST < drawn:
            said = f"only {wanted - missing:,} of {drawn:,} points drawn meet the constraints"
            raise UnmetError(
                f"{said}, fewer than 1 in {RAREST:,}: loosen them, or narrow the factors' ranges"
            )
        unit = source(max(wanted, WINDOW))


def _salib(design: Design) -> Floats:
    """SALib's samples; its seeds start at 1, since parts of it have read a seed of 0 as none at all."""
    problem, size, seed = salib_problem(design), design.samples, design.seed + 1
    unit: Floats
    if design.sampler == "sobol":
        sobol = import_module("SALib.sample.sobol")
        unit = sobol.sample(problem, size, calc_second_order=design.second_order, seed=seed)
    elif design.sampler == "morris":
        unit = import_module("SALib.sample.morris").sample(problem, size, num_levels=design.levels, seed=seed)
    else:
        unit = import_module("SALib.sample.fast_sampler").sample(problem, size, seed=seed)
    return np.clip(unit, 0, 1, out=unit)


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
