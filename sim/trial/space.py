"""Parameters that are free, between bounds, and as a unit cube to search in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.scenario import describe_parameters
from sim.scenario.checks import unknown
from sim.setting import Bools, Floats

WIDE = 20
"""A range is searched by its logarithm where its ends are this many times apart."""


@dataclass(frozen=True)
class Space:
    """Free parameters.

    Attributes
    ----------
    names
        D of them.
    low, high
        Bounds, [D].
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats

    @property
    def by_logarithm(self) -> Bools:
        """Which of them are searched by their logarithm, [D]."""
        return (self.low > 0) & (self.high >= WIDE * self.low)

    def values(self, unit: Floats) -> Floats:
        """From the unit cube to the parameters' own scale, [..., D]."""
        low, high = np.where(self.by_logarithm, self.low, 1), np.where(self.by_logarithm, self.high, 1)
        placed = np.where(
            self.by_logarithm, low * (high / low) ** unit, self.low + unit * (self.high - self.low)
        )
        return np.clip(placed, self.low, self.high)

    def unit(self, values: Floats) -> Floats:
        """From the parameters' own scale to the unit cube, [..., D]; what is outside is put on the bound."""
        inside = np.clip(values, self.low, self.high)
        logs = [np.log(np.where(self.by_logarithm, each, 1)) for each in (inside, self.low, self.high)]
        span = np.where(self.by_logarithm, logs[2] - logs[1], 1)
        return np.where(
            self.by_logarithm, (logs[0] - logs[1]) / span, (inside - self.low) / (self.high - self.low)
        )

    def named(self, unit: Floats) -> dict[str, float]:
        """One point as parameters by name."""
        return dict(zip(self.names, self.values(unit).tolist(), strict=True))


def space(bounds: Mapping[str, tuple[float, float] | None]) -> Space:
    """Free parameters by name, each with its bounds (None: those that the model allows).

    Raises
    ------
    ValueError
        For no parameter, an unknown one, or bounds that are not an interval within those that the model allows.

    Examples
    --------
    >>> free = space({"inertia": None, "logit_precision": (1.0, 100.0)})
    >>> free.named(np.array([0.5, 0.5]))
    {'inertia': 1.0, 'logit_precision': 10.0}
    """
    if not bounds:
        raise ValueError("name at least one parameter to estimate")
    known, low, high = describe_parameters(), [], []
    for name, ends in bounds.items():
        if name not in known:
            raise ValueError(unknown("parameter", name, known))
        info = known[name]
        first, last = ends or (info.low, info.high)
        if not info.low <= first < last <= info.high:
            raise ValueError(
                f"`{name}` must have bounds LOW:HIGH with LOW below HIGH, within {info.low:g}:{info.high:g} "
                f"(got {first:g}:{last:g})"
            )
        low.append(first)
        high.append(last)
    return Space(tuple(bounds), np.array(low, float), np.array(high, float))
