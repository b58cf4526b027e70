"""Designs from the command line: ``--vary PATH=…``; ``--where CONSTRAINT`` goes into the field ``constraints``."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError

from sim.designs.design import Design
from sim.designs.factors import PARAMETER, Factor, Value, is_event
from sim.loading import InputError
from sim.loading.tree import parse_tree

_SUFFIX: dict[str, dict[str, Any]] = {"log": {"scale": "log_uniform"}, "int": {"integer": True}}


def vary(scenario: str, pairs: list[str], **kwargs: Any) -> Design:
    """A design from ``PATH=…`` pairs as ``sim.factors.read_factor`` reads them; ``kwargs`` are its other fields.

    Unless told otherwise it is factorial and named after the scenario.

    Raises
    ------
    ValueError
        For a pair that cannot be read, a path given twice, or a field that a design does not take.
    """
    factors: dict[str, Factor] = {}
    for pair in pairs:
        path, factor = read_factor(pair)
        if path in factors:
            raise ValueError(f"`{path}` is varied twice: give it once")
        factors[path] = factor
    if not factors:
        raise ValueError(
            "nothing is varied: give at least one PATH=low:high, PATH=a,b,c or events.NAME=on,off"
        )
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", PurePath(scenario).stem).strip("_-")[:50]
    fields = {"name": f"{stem or 'scenario'}_sweep", "sampler": "factorial", **kwargs}
    try:
        return Design(scenario=scenario, factors=factors, **fields)
    except ValidationError as error:
        told = [f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()]
        raise ValueError("; ".join(told)) from None


def read_factor(pair: str) -> tuple[str, Factor]:
    """Path and factor of a command line's ``PATH=…``.

    ``PATH=0:1`` is a range (``0.1:10:log`` log-uniform, ``1:9:int`` of whole numbers), ``PATH=a,b,c`` a list,
    ``events.NAME=on,off`` an event, and ``parameters.NAME=`` the parameter's own bounds.

    Raises
    ------
    ValueError
        With what is wrong and what is allowed.

    Examples
    --------
    >>> read_factor("theory=walt,waltz")[1].values
    ('walt', 'waltz')
    """
    path, equals, text = (part.strip() for part in pair.partition("="))
    if not equals or not path:
        raise ValueError(f"`{pair}` is not PATH=VALUES: give PATH=low:high, PATH=a,b,c or events.NAME=on,off")
    items = [item.strip() for item in text.split(",")]
    if is_event(path):
        if sorted(items) != ["off", "on"]:
            raise ValueError(
                f"`{path}` is switched as {path}=on,off; a part of it is varied as {path}.date=…"
            )
        return path, Factor(event=True)
    if not text:
        if not path.startswith(PARAMETER):
            raise ValueError(f"`{path}` needs a range or values: only parameters have bounds of their own")
        return path, Factor()
    if len(items) == 1 and ":" in text:
        return path, _range(pair, text)
    if "" in items:
        raise ValueError(f"`{pair}` leaves a value empty: write PATH=a,b,c")
    return path, Factor(values=tuple(_scalar(pair, item) for item in items))


def _range(pair: str, text: str) -> Factor:
    low, high, *suffix = (part.strip() for part in text.split(":"))
    try:
        more = [item for name in suffix for item in _SUFFIX[name].items()]
        return Factor(low=float(low), high=float(high), **dict(more))
    except (KeyError, ValueError):
        raise ValueError(f"`{pair}` is not a range: write low:high, low:high:log or low:high:int") from None


def _scalar(pair: str, text: str) -> Value:
    try:
        value = parse_tree(text, pair, []).value
    except InputError as error:
        raise ValueError(f"`{pair}`: `{text}` {error.faults[0].message}") from None
    return value if isinstance(value, bool | int | float) else text
