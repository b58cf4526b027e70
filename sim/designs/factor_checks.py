"""What is wrong with a factor by itself; paths start at the factor."""

from __future__ import annotations

from collections.abc import Iterator

from sim.designs.factors import PARAMETER, THEORY, Factor, Value, distinct, is_event, settled
from sim.loading import bundled_theories
from sim.scenario import describe_parameters
from sim.scenario.checks import KEY, Fault, Path, unknown

MAX_WHOLE = 10**12
SHAPE = {"mode": "triangular", "mean": "normal", "sd": "normal"}
"""Keys that one scale needs and no other takes."""


def factor_faults(path: str, factor: Factor, *, bare: bool = False) -> Iterator[Fault]:
    """Faults of a factor that need no scenario, as paths from the factor; a ``bare`` one takes its values elsewhere."""
    if factor.event != is_event(path):
        said = f"is for paths such as `events.NAME`, not for `{path}`"
        yield (
            ("event",),
            said if factor.event else f"is needed: `{path}` is an event, switched by `event: true`",
        )
    elif factor.event or factor.values is not None:
        yield from _option_faults(factor)
    elif path == THEORY:
        if not bare:
            yield ("values",), "is missing: a theory is varied over a list of names"
    elif not bare and not _unknown_parameter(path):
        yield from _range_faults(path, settled(path, factor))
    yield from bound_faults(path, factor)
    yield from theory_faults(path, factor)


def _option_faults(factor: Factor) -> Iterator[Fault]:
    what = "an event that is switched on and off" if factor.event else "a list of `values`"
    for key in ("low", "high", *SHAPE, *(["values"] if factor.event else [])):
        if getattr(factor, key) is not None:
            yield (key,), f"does not go with {what}: leave it out"
    if factor.integer or factor.scale != "uniform":
        yield ("integer" if factor.integer else "scale",), f"does not go with {what}: leave it out"
    if factor.values is None or factor.event:
        return
    different = len(distinct(factor.values))
    if different < 2:
        yield ("values",), "must hold at least two different values: one value is nothing to vary"
    elif different < len(factor.values):
        yield ("values",), "holds a value twice"


def _range_faults(path: str, factor: Factor) -> Iterator[Fault]:
    low, high = factor.low, factor.high
    for key, scale in SHAPE.items():
        if (getattr(factor, key) is not None) != (factor.scale == scale):
            needs = factor.scale == scale
            yield (
                (key,),
                f"is missing: `scale: {scale}` needs it" if needs else f"goes with `scale: {scale}` only",
            )
    if factor.sd is not None and factor.sd <= 0:
        yield ("sd",), f"must be more than 0 (got {factor.sd:g})"
    if factor.scale != "normal":
        for key, value in (("low", low), ("high", high)):
            if value is None:
                yield (key,), f"is missing: `{path}` needs `low` and `high`, or `values`"
    if low is not None and high is not None and low >= high:
        yield ("low",), f"must be less than `high` (got {low:g} and {high:g})"
    elif low is not None and high is not None and factor.mode is not None and not low <= factor.mode <= high:
        yield ("mode",), f"must lie between `low` and `high`, {low:g} and {high:g} (got {factor.mode:g})"
    if factor.scale == "log_uniform" and low is not None and low <= 0:
        yield ("low",), f"must be more than 0 on a log scale (got {low:g})"
    for key, value in (("low", low), ("high", high)):
        if factor.integer and value is not None and (value != int(value) or abs(value) > MAX_WHOLE):
            most = f"of at most {MAX_WHOLE:,}"
            yield (key,), f"must be a whole number {most} where `integer` is true (got {value:g})"


def _unknown_parameter(path: str) -> bool:
    return path.startswith(PARAMETER) and path.removeprefix(PARAMETER) not in describe_parameters()


def bound_faults(path: str, factor: Factor) -> Iterator[Fault]:
    """Faults of a path under ``parameters.`` and of what lies outside the parameter's bounds."""
    if not path.startswith(PARAMETER):
        return
    name = path.removeprefix(PARAMETER)
    info = describe_parameters().get(name)
    if info is None:
        yield (KEY,), unknown("parameter", name, describe_parameters())
        return
    places: list[tuple[Path, Value | None]] = [(("low",), factor.low), (("high",), factor.high)]
    places += [(("values", index), value) for index, value in enumerate(factor.values or ())]
    for place, value in places:
        if isinstance(value, str | bool):
            yield place, f"must be a number: `{name}` is a parameter (got {value})"
        elif value is not None and not info.low <= value <= info.high:
            yield place, f"is outside the bounds of `{name}`, {info.low:g} to {info.high:g} (got {value:g})"


def theory_faults(path: str, factor: Factor) -> Iterator[Fault]:
    """Faults of the values of the path ``theory``, which name theories."""
    if path != THEORY:
        return
    for index, name in enumerate(factor.values or ()):
        if not isinstance(name, str):
            yield ("values", index), f"must be the name of a theory (got {name})"
        elif name not in bundled_theories() and not ("/" in name or name.endswith((".yaml", ".yml"))):
            yield ("values", index), unknown("theory", name, bundled_theories())
