"""The propensity of two states to work together: five factors of equal weight, after Axelrod & Bennett 1993."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

FAMILIES = {"C": "christian", "P": "christian", "O": "christian"}
"""Catholics, Protestants and Orthodox are Christians; every other letter is a family of its own."""

FACTORS = 5
"""An affinity is the sum divided by their number, which changes no line-up."""


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Chance that two people drawn from both share a religion, less that they are of different families.

    >>> likeness({"C": 1.0}, {"P": 0.5, "M": 0.5})
    -0.5
    """
    drawn = [(a, b, p * q) for (a, p), (b, q) in itertools.product(one.items(), other.items())]
    same = sum(chance for a, b, chance in drawn if a == b)
    return same - sum(chance for a, b, chance in drawn if FAMILIES.get(a, a) != FAMILIES.get(b, b))


def alike(one: str | None, other: str | None) -> int:
    """1 for governments of one type, -1 of two, 0 where one is of none of the types.

    >>> alike("democratic", "democratic"), alike("democratic", "fascist"), alike("fascist", None)
    (1, -1, 0)
    """
    if one is None or other is None:
        return 0
    return 1 if one == other else -1


def factor_sum(*, ethnic: bool, border: bool, war: bool, faith: float, government: int) -> float:
    """Sum of the factors: each conflict -1, religion and government from -1 to 1."""
    return -float(ethnic + border + war) + faith + government
