"""CART: a tree of splits whose leaves part points with many cases of interest from points with few.

scikit-learn grows it. Squared error on a point's share of cases gives the same splits as Gini's index on its runs, as
the variance within points does not depend on the split. It is cut back to the smallest tree within one standard error
of the best in cross-validation (Breiman et al. 1984).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.discovery.cases import DiscoveryError
from sim.discovery.space import Floats, Keep, Space, described, sides
from sim.discovery.stability import wilson

if TYPE_CHECKING:
    import pandas as pd

LEAST = 0.05
"""No leaf holds a smaller share of the points."""
FOLDS = 10


@dataclass(frozen=True)
class Leaf:
    """A leaf of the tree: the region of its splits, and what it holds.

    Attributes
    ----------
    coverage
        Share of all cases of interest that lie in it.
    density, density_low, density_high
        Share of cases in it, and its 95 % Wilson interval over points.
    mass, points
        Share and number of all points in it.
    dimensions
        How many factors its splits use.
    """

    text: str
    coverage: float
    density: float
    density_low: float
    density_high: float
    mass: float
    points: int
    dimensions: int


def grow(factors: pd.DataFrame, share: Floats, *, seed: int = 0) -> tuple[Leaf, ...]:
    """The leaves of a CART over points, densest first: factors [P, D], share of cases of interest [P] in [0, 1].

    Raises
    ------
    DiscoveryError
        Where scikit-learn is not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> x, y = np.divmod(np.arange(400), 20)
    >>> leaves = grow(pd.DataFrame({"x": x, "y": y}), ((x >= 12) & (y <= 5)).astype(float))
    >>> leaves[0].text, leaves[0].coverage, leaves[0].density
    ('x >= 12 and y <= 5', 1.0, 1.0)
    """
    space, share = Space.of(factors), np.asarray(share, float)
    columns = list(_columns(space))
    seen = np.stack([column for column, _, _ in columns], axis=-1).astype(float)
    nodes = _fitted(seen, share, seed).tree_
    leaves = []
    for keep in _regions(space, columns, nodes):
        inside = space.inside(keep)
        points, density = int(inside.sum()), float(share[inside].mean())
        low, high = wilson(density, points)
        leaves.append(
            Leaf(
                text=described(space, keep),
                coverage=float(share[inside].sum() / share.sum()), density=density, density_low=low,
                density_high=high, mass=points / len(space), points=points,
                dimensions=len({j for j, _ in sides(space, keep)}),
            )
        )  # fmt: skip
    return tuple(sorted(leaves, key=lambda leaf: -leaf.density))


Column = tuple[NDArray[Any], int, int | None]
"""What the tree sees [P], of which factor, and, of a category, for which of its values."""


def _columns(space: Space) -> Iterator[Column]:
    for j, ordered in enumerate(space.ordered):
        if ordered:
            yield space.codes[:, j], j, None
        else:
            yield from ((space.codes[:, j] == level, j, level) for level in range(len(space.levels[j])))


def _fitted(seen: Floats, share: Floats, seed: int) -> Any:
    """The tree, cut back by the one-standard-error rule."""
    try:
        from sklearn.model_selection import KFold, cross_val_score
        from sklearn.tree import DecisionTreeRegressor
    except ImportError:
        raise DiscoveryError("CART needs scikit-learn: pip install 'counterpoise[discovery]'") from None
    least = max(1, int(np.ceil(LEAST * len(share) - 1e-9)))

    def tree(alpha: float) -> Any:
        return DecisionTreeRegressor(min_samples_leaf=least, random_state=seed, ccp_alpha=alpha)

    ends = np.unique(np.maximum(tree(0.0).cost_complexity_pruning_path(seen, share).ccp_alphas, 0))
    between = np.append(np.sqrt(ends[:-1] * ends[1:]), ends[-1])
    folds = KFold(min(FOLDS, len(share)), shuffle=True, random_state=seed)
    errors = [
        -cross_val_score(tree(alpha), seen, share, cv=folds, scoring="neg_mean_squared_error")
        for alpha in between
    ]
    means = np.array([each.mean() for each in errors])
    best = int(means.argmin())
    limit = means[best] + errors[best].std(ddof=1) / np.sqrt(len(errors[best]))
    return tree(between[np.flatnonzero(means <= limit)[-1]]).fit(seen, share)


def _regions(space: Space, columns: list[Column], nodes: Any) -> Iterator[Keep]:
    """What each leaf keeps."""
    waiting = [(0, space.whole())]
    while waiting:
        node, keep = waiting.pop()
        if nodes.children_left[node] < 0:
            yield keep
            continue
        _, j, level = columns[nodes.feature[node]]
        places = np.arange(len(space.levels[j]))
        left = places <= nodes.threshold[node] if level is None else places != level
        for child, side in ((nodes.children_left[node], left), (nodes.children_right[node], ~left)):
            waiting.append((child, (*keep[:j], keep[j] & side, *keep[j + 1 :])))
