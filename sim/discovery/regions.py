"""``sim.discover``: the regions of a study in which something happens, with how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.discovery.cases import Cases, DiscoveryError, read_cases
from sim.discovery.prim import Box, Found, quasi_p, search
from sim.discovery.space import Floats, Side, Space, described, sides, told
from sim.discovery.stability import RESAMPLES, resample, wilson
from sim.discovery.tree import Leaf, grow
from sim.results import StoredStudy, open_results

if TYPE_CHECKING:
    import pandas as pd

MOST_REGIONS = 4


@dataclass(frozen=True)
class Restriction:
    """One side of a factor, or some of its values, to which a region keeps.

    Attributes
    ----------
    side
        ``low`` (at least ``bound``), ``high`` (at most ``bound``) or ``values``.
    bound
        The outermost value inside, of an ordered factor.
    values
        The values kept, of a category.
    quasi_p
        See ``sim.discovery.prim.quasi_p``.
    reproduced, bounds
        Share of resamples that find it again, and where 90 % of them put the bound.
    """

    factor: str
    text: str
    side: Side
    bound: Any
    values: tuple[Any, ...] | None
    quasi_p: float
    reproduced: float
    bounds: tuple[Any, Any] | None


@dataclass(frozen=True)
class Step:
    """A box of a peeling trajectory: what one would get for another trade-off."""

    coverage: float
    density: float
    density_low: float
    density_high: float
    mass: float
    points: int
    dimensions: int
    text: str


@dataclass(frozen=True)
class Region:
    """A box in which cases of interest are dense.

    Attributes
    ----------
    coverage
        Share of all cases that lie in it.
    density
        Share of cases in it: the chance that a run in it is a case of interest.
    density_low, density_high
        Its 95 % Wilson interval over points.
    unseen_density
        Density of boxes found on resamples, on the points that they did not see; NaN for none.
    mass, points
        Share and number of all points in it.
    dimensions
        How many factors it restricts.
    trajectory, chosen
        The peeling that led to it, and the step it was taken from.
    """

    text: str
    coverage: float
    density: float
    density_low: float
    density_high: float
    unseen_density: float
    mass: float
    points: int
    dimensions: int
    restrictions: tuple[Restriction, ...]
    trajectory: tuple[Step, ...]
    chosen: int


@dataclass(frozen=True, eq=False)
class Discovery:
    """What was found: regions by PRIM, the one that holds most cases first; or the leaves of a CART, densest first."""

    cases: Cases
    sampler: str
    method: Literal["prim", "cart"]
    regions: tuple[Region, ...] = ()
    leaves: tuple[Leaf, ...] = ()

    @property
    def density(self) -> float:
        """Share of cases of interest over all points."""
        return float(self.cases.share.mean())


def discover(
    results: StoredStudy | str | Path,
    *,
    outcome: str,
    above: float | None = None,
    below: float | None = None,
    method: Literal["prim", "cart"] = "prim",
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Discovery:
    """The regions of a study's factors in which an outcome is at or above (or at or below) a threshold.

    Parameters
    ----------
    results
        A study, or its folder.
    resamples, seed
        How often the search is repeated on resampled points (PRIM), and the seed of that and of a tree's folds.

    Raises
    ------
    DiscoveryError
        Where the study cannot answer; see ``read_cases``.
    FileNotFoundError
        Where the folder holds no study.
    """
    study = results if isinstance(results, StoredStudy) else open_results(results)
    if method not in ("prim", "cart"):
        raise DiscoveryError(f"method must be prim or cart (got {method!r})")
    cases = read_cases(study, outcome, above=above, below=below)
    sampler = str(study.manifest["design"]["sampler"])
    if method == "cart":
        return Discovery(cases, sampler, method, leaves=grow(cases.factors, cases.share, seed=seed))
    regions = find_regions(cases.factors, cases.share, resamples=resamples, seed=seed)
    return Discovery(cases, sampler, method, regions=regions)


def find_regions(
    factors: pd.DataFrame, share: Floats, *, resamples: int = RESAMPLES, seed: int = 0
) -> tuple[Region, ...]:
    """PRIM boxes over points: factors [P, D] and each point's share of cases of interest, [P] in [0, 1].

    After a box its points are put aside and the rest is searched (Friedman & Fisher's covering), as long as a box
    is surely denser than the whole.

    Examples
    --------
    >>> import pandas as pd
    >>> x, y = np.divmod(np.arange(400), 20)
    >>> found = find_regions(pd.DataFrame({"x": x, "y": y}), ((x >= 12) & (y <= 5)).astype(float), resamples=5)
    >>> [region.text for region in found], found[0].coverage, found[0].density
    (['x >= 12 and y <= 5'], 1.0, 1.0)
    """
    space, share = Space.of(factors), np.asarray(share, float)
    regions: list[Region] = []
    rest = np.ones(len(space), bool)
    while len(regions) < MOST_REGIONS and share[rest].any():
        part, own = space.at(rest), share[rest]
        found = search(part, own)
        if not any(sides(space, found.box.keep)):
            break
        if wilson(found.box.density, found.box.points)[0] <= share.mean():
            break
        regions.append(_region(part, own, found, (len(space), float(share.sum())), resamples, seed))
        rest &= ~space.inside(found.box.keep)
    return tuple(regions)


def _region(
    space: Space, share: Floats, found: Found, total: tuple[int, float], resamples: int, seed: int
) -> Region:
    box = found.box
    again = resample(space, share, box, resamples=resamples, seed=seed)
    restrictions = [
        Restriction(
            factor=space.names[j], text=told(space, box.keep, j, side), side=side,
            **_limits(space, box, j, side), quasi_p=quasi_p(space, share, box, j, side),
            reproduced=reproduced, bounds=bounds and _values(space, j, bounds),
        )
        for (j, side), reproduced, bounds in zip(
            sides(space, box.keep), again.reproduced, again.bounds, strict=True
        )
    ]  # fmt: skip
    return Region(
        **vars(_step(space, box, total)), unseen_density=again.unseen_density, restrictions=tuple(restrictions),
        trajectory=tuple(_step(space, each, total) for each in found.trajectory), chosen=found.chosen,
    )  # fmt: skip


def _limits(space: Space, box: Box, j: int, side: Side) -> dict[str, Any]:
    kept = space.levels[j][box.keep[j]].tolist()
    if side == "values":
        return {"bound": None, "values": tuple(kept)}
    return {"bound": kept[0 if side == "low" else -1], "values": None}


def _values(space: Space, j: int, levels: tuple[int, int]) -> tuple[Any, Any]:
    low, high = space.levels[j][list(levels)].tolist()
    return low, high


def _step(space: Space, box: Box, total: tuple[int, float]) -> Step:
    low, high = wilson(min(1.0, box.density), box.points)
    return Step(
        coverage=box.cases / total[1], density=box.density, density_low=low, density_high=high,
        mass=box.points / total[0], points=box.points, dimensions=len({j for j, _ in sides(space, box.keep)}),
        text=described(space, box.keep),
    )  # fmt: skip
