"""Factors as codes, and boxes over them: what a search moves, and what a person reads.

A search sees only the order of a factor's values (or, of a category, which value it is), so what it finds does not
depend on a factor's scale: numbers may be transformed monotonically, categories renamed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.designs.factors import is_event

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Keep = tuple[Bools, ...]
"""A box: which of its levels it keeps of each factor. Of an ordered factor they are neighbours."""
Side = Literal["low", "high", "values"]

_DIGITS = range(-15, 16)
_PRECISION = 12
"""Significant digits of a value that are read: levels such as 0.1 + 0.2 carry rounding errors."""


@dataclass(frozen=True, eq=False)
class Space:
    """P points over D factors.

    Attributes
    ----------
    levels
        Distinct values of each factor, sorted.
    ordered
        Whether they have an order (numbers, dates), for each factor.
    codes
        Place of each point's value among its factor's levels, [P, D].
    """

    names: tuple[str, ...]
    levels: tuple[NDArray[Any], ...]
    ordered: tuple[bool, ...]
    codes: NDArray[np.int64]

    @classmethod
    def of(cls, factors: pd.DataFrame) -> Space:
        """The space of a data frame [P, D]; numbers and dates (as texts) are ordered, other texts and booleans not."""
        columns = [_plain(factors[name].to_numpy()) for name in factors.columns]
        pairs = [np.unique(column, return_inverse=True) for column in columns]
        return cls(
            names=tuple(map(str, factors.columns)),
            levels=tuple(levels for levels, _ in pairs),
            ordered=tuple(_has_order(levels) for levels, _ in pairs),
            codes=np.stack([codes.reshape(-1) for _, codes in pairs], axis=-1).astype(np.int64),
        )

    def __len__(self) -> int:
        return len(self.codes)

    def at(self, points: NDArray[Any]) -> Space:
        """The same factors at some of the points, by place or as a mask."""
        return Space(self.names, self.levels, self.ordered, self.codes[points])

    def whole(self) -> Keep:
        """The box that keeps everything."""
        return tuple(np.ones(len(levels), bool) for levels in self.levels)

    def holds(self, keep: Keep) -> Bools:
        """Whether a point's value of a factor is kept, [P, D]."""
        return np.stack([mask[self.codes[:, j]] for j, mask in enumerate(keep)], axis=-1)

    def inside(self, keep: Keep) -> Bools:
        """Whether a point is in a box, [P]."""
        return np.asarray(self.holds(keep).all(axis=-1))


def _plain(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(str) if column.dtype.kind in "OUT" else column


def _has_order(levels: NDArray[Any]) -> bool:
    if levels.dtype.kind != "U":
        return levels.dtype.kind != "b"
    try:
        return all(bool(datetime.date.fromisoformat(text)) for text in levels)
    except ValueError:
        return False


def sides(space: Space, keep: Keep) -> Iterator[tuple[int, Side]]:
    """The restrictions of a box: factor and side, in the factors' order."""
    for j, mask in enumerate(keep):
        if not space.ordered[j]:
            if not mask.all():
                yield j, "values"
            continue
        if not mask[0]:
            yield j, "low"
        if not mask[-1]:
            yield j, "high"


def bound(keep: Keep, j: int, side: Side) -> int:
    """The outermost level of an ordered factor that a box keeps on a side."""
    kept = np.flatnonzero(keep[j])
    return int(kept[0] if side == "low" else kept[-1])


def released(keep: Keep, j: int, side: Side) -> Keep:
    """The box without one of its restrictions."""
    mask = np.ones_like(keep[j])
    if side == "low":
        mask[bound(keep, j, "high") + 1 :] = False
    elif side == "high":
        mask[: bound(keep, j, "low")] = False
    return (*keep[:j], mask, *keep[j + 1 :])


def described(space: Space, keep: Keep) -> str:
    """A box as text.

    Examples
    --------
    >>> import pandas as pd
    >>> space = Space.of(pd.DataFrame({"parameters.inertia": [0.1, 0.22, 0.3], "theory": ["walt", "full", "waltz"]}))
    >>> described(space, (np.array([False, True, True]), np.array([True, True, False])))
    'inertia >= 0.2 and theory is not waltz'
    """
    parts: dict[int, list[str]] = {}
    for j, side in sides(space, keep):
        parts.setdefault(j, []).append(told(space, keep, j, side))
    texts = [own[0] if len(own) == 1 else _between(*own) for own in parts.values()]
    return " and ".join(texts) or "everything"


def _between(low: str, high: str) -> str:
    name, _, least = low.rpartition(" >= ")
    return f"{least} <= {name}{high.removeprefix(name)}"


def told(space: Space, keep: Keep, j: int, side: Side) -> str:
    """A restriction as text; a bound is the shortest number between the last level in and the first one out."""
    path, levels, mask = space.names[j], space.levels[j], keep[j]
    name = path.removeprefix("parameters.").removeprefix("events.")
    if side != "values":
        at = bound(keep, j, side)
        beyond = levels[at - 1 if side == "low" else at + 1]
        return f"{name} {'>=' if side == 'low' else '<='} {_shortest(levels[at], beyond)}"
    if levels.dtype.kind == "b":
        if is_event(path):
            return f"{name} {'happens' if levels[mask][0] else 'is left out'}"
        return f"{name} is {'true' if levels[mask][0] else 'false'}"
    kept, dropped = levels[mask].tolist(), levels[~mask].tolist()
    if len(kept) > 1 and len(kept) > len(dropped):
        return f"{name} is not {' or '.join(dropped)}"
    return f"{name} is {' or '.join(kept)}"


def _shortest(inside: Any, outside: Any) -> str:
    """The number of fewest digits from a level up to, not including, its neighbour; of whole numbers the level.

    Examples
    --------
    >>> _shortest(0.4123, 0.4187), _shortest(0.4123, 0.4098), _shortest(0.1 + 0.2, 0.4), _shortest(-0.1, 0.3)
    ('0.413', '0.41', '0.3', '0')
    """
    if isinstance(inside, str | np.integer):
        return str(inside)
    first, beyond = (Decimal(f"{float(value):.{_PRECISION}g}") for value in (inside, outside))
    for digits in _DIGITS:
        step = Decimal(1).scaleb(-digits)
        number = (first / step).to_integral_value(ROUND_CEILING if beyond > first else ROUND_FLOOR) * step
        if first <= number < beyond or first >= number > beyond:
            return f"{number.normalize():f}" if number else "0"
    return f"{float(inside):g}"
