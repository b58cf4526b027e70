"""One factor of a design: what values it takes and how they are read off the unit interval.

Everything is sampled on [0, 1] and mapped through the inverse of the factor's distribution function, so every
sampler serves every kind of factor. k values share the unit interval in k bins of equal length.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator

from sim.scenario import describe_parameters
from sim.scenario.base import Part

Floats = NDArray[np.float64]
Value = str | float | int | bool
Item = TypeVar("Item")

PARAMETER = "parameters."
EVENT = "events."
THEORY = "theory"
TAIL = 0.001
"""A normal factor without a ``low`` or ``high`` ends at this quantile on that side, so that levels 0 and 1 are
finite; under every sampler, so that a factor's distribution does not depend on the sampler."""
_SLACK = 1e-9
"""Levels such as 2/3 carry rounding errors of a sampler; they must not fall into the bin below."""


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Listed = Annotated[tuple[Item, ...], BeforeValidator(_as_tuple)]
"""A tuple that a list may be given for."""


class Factor(Part):
    """What one path of a scenario is varied over: a range, a list of values, or an event on and off.

    Attributes
    ----------
    low, high
        Inclusive range. For ``parameters.NAME`` the parameter's own bounds stand in for what is left out.
    scale
        ``uniform``, ``log_uniform``, ``triangular`` with its peak at ``mode``, or ``normal`` with ``mean`` and ``sd``,
        cut off at ``low`` and ``high`` (else at the quantiles 0.001 and 0.999).
    integer
        Only whole numbers.
    values
        The values, equally likely. A text is YAML: ``2024-01-01`` is a date and ``null`` takes a value out.
    event
        For a path ``events.NAME``: True where it happens, False where it is left out.
    group
        Factors of one group are moved together, by the samplers ``sobol`` and ``morris``.
    """

    low: float | None = None
    high: float | None = None
    scale: Literal["uniform", "log_uniform", "triangular", "normal"] = "uniform"
    mode: float | None = None
    mean: float | None = None
    sd: float | None = None
    integer: bool = False
    values: Listed[Value] | None = None
    event: bool = False
    group: str | None = None

    @property
    def options(self) -> tuple[Value, ...]:
        """The values of a factor that has some and no range; for an event off, then on."""
        return (False, True) if self.event else self.values or ()


def settled(path: str, factor: Factor) -> Factor:
    """The factor with its parameter's bounds where it leaves out its own.

    Examples
    --------
    >>> settled("parameters.inertia", Factor(low=0.5)).high
    2.0
    """
    info = describe_parameters().get(path.removeprefix(PARAMETER)) if path.startswith(PARAMETER) else None
    if info is None or factor.options:
        return factor
    low = info.low if factor.low is None else factor.low
    return factor.model_copy(update={"low": low, "high": info.high if factor.high is None else factor.high})


def values_at(factor: Factor, unit: Floats) -> list[Value]:
    """Values of a settled factor at places in the unit interval: the inverse of its distribution function.

    Examples
    --------
    >>> values_at(Factor(low=1, high=100, scale="log_uniform"), np.array([0, 0.5, 1]))
    [1.0, 10.0, 100.0]
    >>> values_at(Factor(values=("walt", "waltz")), np.array([0.2, 0.7]))
    ['walt', 'waltz']
    """
    options = factor.options
    if options:
        return [options[index] for index in bins(unit, len(options)).tolist()]
    numbers = _numbers(factor, unit)
    values: list[Value] = (numbers.astype(np.int64) if factor.integer else numbers).tolist()
    return values


def _numbers(factor: Factor, unit: Floats) -> Floats:
    """Numbers of a range, whole ones where it is of whole numbers."""
    low, high, whole = factor.low, factor.high, factor.integer
    if factor.scale == "normal":
        return _normal(factor, unit)
    if low is None or high is None:
        raise ValueError("a factor needs `low` and `high`, or `values`")
    if factor.scale == "triangular":
        return _triangular(factor, low, high, unit)
    if whole and factor.scale == "uniform":
        return low + bins(unit, _size(low, high)).astype(np.float64)
    if whole:
        return np.clip(np.floor(_between(low, high + 1, unit, "log_uniform") + _SLACK), low, high)
    return np.clip(_between(low, high, unit, factor.scale), low, high)


def _size(low: float, high: float) -> int:
    return int(high) - int(low) + 1


def bins(unit: Floats, count: int) -> NDArray[np.int64]:
    """Which of so many equal bins of the unit interval a place falls into."""
    return np.clip(np.floor(unit * count + _SLACK), 0, count - 1).astype(np.int64)


def _between(low: float, high: float, unit: Floats, scale: str) -> Floats:
    """Both forms give the very ends at 0 and 1."""
    mapped: Floats = (
        low ** (1 - unit) * high**unit if scale == "log_uniform" else low * (1 - unit) + high * unit
    )
    return mapped


def _triangular(factor: Factor, low: float, high: float, unit: Floats) -> Floats:
    """Kotz and van Dorp (2004), *Beyond Beta*, ch. 1; in this form the very ends come out at 0 and 1.

    A whole number holds the half to either side of it.
    """
    if factor.mode is None:
        raise ValueError("a triangular factor needs `mode`")
    half = 0.5 if factor.integer else 0.0
    first, last, mode = low - half, high + half, factor.mode
    rising = first + np.sqrt(unit * (last - first) * (mode - first))
    falling = last - np.sqrt((1 - unit) * (last - first) * (last - mode))
    numbers = np.where(unit * (last - first) < mode - first, rising, falling)
    return np.clip(np.floor(numbers + half) if factor.integer else numbers, low, high)


def _normal(factor: Factor, unit: Floats) -> Floats:
    from scipy.stats import truncnorm

    if factor.mean is None or factor.sd is None:
        raise ValueError("a normal factor needs `mean` and `sd`")
    half = 0.5 if factor.integer else 0.0
    below = -np.inf if factor.low is None else (factor.low - half - factor.mean) / factor.sd
    above = np.inf if factor.high is None else (factor.high + half - factor.mean) / factor.sd
    first = TAIL if factor.low is None else 0.0
    last = 1 - TAIL if factor.high is None else 1.0
    within = first * (1 - unit) + last * unit
    numbers: Floats = truncnorm.ppf(within, below, above, loc=factor.mean, scale=factor.sd)
    return np.clip(np.rint(numbers) if factor.integer else numbers, factor.low, factor.high)


def levels_of(factor: Factor, count: int) -> Floats:
    """Places of a settled factor's levels in the unit interval: all its values, or a range's ends and between.

    A whole-number factor has no more levels than values.

    Examples
    --------
    >>> levels_of(Factor(low=0, high=8), 5).tolist(), levels_of(Factor(low=1, high=3, integer=True), 5).tolist()
    ([0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 0.5, 1.0])
    """
    if factor.options:
        count = len(factor.options)
    elif factor.integer and factor.low is not None and factor.high is not None:
        count = min(count, _size(factor.low, factor.high))
    unit = np.linspace(0, 1, count)
    values = values_at(factor, unit)
    return unit[[place == 0 or values[place] != values[place - 1] for place in range(len(values))]]


def baseline(factor: Factor, levels: Floats) -> float:
    """Where one-at-a-time designs hold a factor: an event happens, a list is at its first value, a range at its median.

    Of whole numbers it is the middle level, or the upper of the two middle ones.
    """
    if factor.event:
        return 1.0
    if factor.options:
        return 0.0
    return float(levels[len(levels) // 2]) if factor.integer else 0.5


def distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """Each value once (``True`` is not 1): numbers in their order, others as they first come.

    Examples
    --------
    >>> distinct([2, 1.5, 2.0]), distinct(["b", "a", "b", True, 1])
    ((1.5, 2), ('b', 'a', True, 1))
    """
    first: dict[tuple[bool, Value], Value] = {}
    for value in values:
        first.setdefault((isinstance(value, bool), value), value)
    found = tuple(first.values())
    numbers = [value for value in found if not isinstance(value, str | bool)]
    return tuple(sorted(numbers)) if len(numbers) == len(found) else found


def yaml_text(value: Value) -> str:
    """A value as the YAML text that ``load_scenario(name, {path: text})`` takes; a text is YAML already."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else repr(value)


def is_event(path: str) -> bool:
    """Whether a path names an event as a whole."""
    return path.startswith(EVENT) and path.count(".") == 1
