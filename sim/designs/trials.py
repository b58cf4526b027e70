"""Factors tried in the scenario that they are to vary."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim.designs.factors import (
    EVENT,
    PARAMETER,
    THEORY,
    Factor,
    Value,
    baseline,
    levels_of,
    values_at,
    yaml_text,
)
from sim.loading import Fault as InputFault
from sim.loading import InputError
from sim.loading.tree import Place, parse_tree, planted
from sim.loading.validation import allowed_keys, validate_scenario
from sim.scenario import Scenario, describe_parameters
from sim.scenario.checks import KEY, Fault, Path, unknown

MAX_TRIED = 50
"""Of a long list of values the first so many are tried in the scenario."""


def scenario_faults(scenario: Scenario, factors: dict[str, Factor]) -> Iterator[Fault]:
    """Faults of sound factors in a scenario: paths that lead nowhere, and values that it would refuse.

    The ends of every range, and every value of a list, are tried in the scenario: by themselves and, should it refuse
    them, once more with all other factors at their middle, since one may need the other.
    """
    data = scenario.model_dump(mode="json", exclude_unset=True)
    tried = {}
    for path, factor in factors.items():
        if factor.event:
            name = path.removeprefix(EVENT)
            if name not in scenario.events:
                yield ("factors", path, KEY), unknown("event", name, scenario.events)
        elif path != THEORY and not path.startswith(PARAMETER):
            fault = _path_fault(data, path)
            if fault:
                yield ("factors", path, KEY), fault
            else:
                tried[path] = factor
    middle = {path: _middle(factor) for path, factor in tried.items()}
    for path, factor in tried.items():
        refused = False
        for place, value in _extremes(factor):
            message = "" if refused and not place else _refusal(data, {path: value})
            if message and _refusal(data, middle | {path: value}):
                refused = True
                yield ("factors", path, *place), _without_subject(path, message)


def _without_subject(path: str, message: str) -> str:
    """The message without the path that it starts with (where ``dyads.0.harm`` is ``dyads[0].harm``)."""
    subject, _, rest = message.partition(": ")
    return rest if re.sub(r"\[(\d+)\]", r".\1", subject) == path else message


def _extremes(factor: Factor) -> Iterable[tuple[Path, Value]]:
    """Values to try with their places in the factor; () for one inside a range, which shows what takes no fraction."""
    if factor.options:
        return [(("values", index), value) for index, value in enumerate(factor.options[:MAX_TRIED])]
    places: list[Path] = [(key,) if getattr(factor, key) is not None else () for key in ("low", "high")]
    return list(zip([*places, ()], values_at(factor, np.array([0, 1, 0.618])), strict=True))


def _middle(factor: Factor) -> Value:
    return values_at(factor, np.array([baseline(factor, levels_of(factor, 3))]))[0]


def _path_fault(data: dict[str, Any], path: str) -> str:
    """What is wrong with a path; "" if a change may set what it leads to (see ``sim.loading.load``)."""
    node: Any = data
    done: list[str | int] = []
    parts = path.split(".")
    for depth, part in enumerate(parts):
        if isinstance(node, list) and part.isdecimal() and int(part) < len(node):
            done.append(int(part))
            node = node[int(part)]
            continue
        inside = isinstance(node, dict) and part in node
        allowed = allowed_keys(Scenario, tuple(done)) if node is None or isinstance(node, dict) else []
        new_name = not allowed and depth == len(parts) - 1 and (node is None or isinstance(node, dict))
        if not (inside or part in allowed or new_name):
            if not done and (near := _in_a_section(data, path)):
                return f"`{path}` is not a known path; did you mean `{near}`?"
            return _nowhere(node, done, part, allowed)
        done.append(part)
        node = node[part] if inside else None
    return ""


def _in_a_section(data: dict[str, Any], path: str) -> str:
    """The path that was meant where one starts with a name and leaves out its section; "" if none is near."""
    name, dot, rest = path.partition(".")
    named = {section: names for section, names in data.items() if isinstance(names, dict)}
    for section, names in {**named, PARAMETER.rstrip("."): describe_parameters()}.items():
        near = get_close_matches(name, names, n=1, cutoff=0.85)
        if near:
            return f"{section}.{near[0]}{dot}{rest}"
    return ""


def _nowhere(node: Any, done: list[str | int], part: str, allowed: list[str]) -> str:
    within = ".".join(map(str, done))
    if isinstance(node, list):
        return f"`{within}` is a list: say which of it by a number from 0 to {len(node) - 1} (got `{part}`)"
    if node is not None and not isinstance(node, dict):
        return f"`{within}` is a single value, so it has no `{part}`"
    options = list(dict.fromkeys([*(node or {}), *allowed, *([] if done else [THEORY])]))
    return unknown(f"part of `{within}`" if within else "section", part, options)


def _refusal(data: dict[str, Any], changes: dict[str, Value]) -> str:
    """Why the scenario would not take these values; "" if it would."""
    changed: Any = data
    try:
        for path, value in changes.items():
            form: list[InputFault] = []
            tree = parse_tree(yaml_text(value), path, form)
            if form:
                raise InputError(form)
            changed = _with(changed, path.split("."), tree.plain())
        Scenario.model_validate_json(json.dumps(changed), strict=True)
    except InputError as error:
        return error.faults[0].message
    except ValidationError:
        try:
            validate_scenario(planted(changed, Place("", 0, 0)))
        except InputError as error:
            return error.faults[0].message
    return ""


def _with(data: Any, steps: list[str], value: object) -> Any:
    if not steps:
        return value
    first, *rest = steps
    if isinstance(data, list):
        return [_with(item, rest, value) if str(place) == first else item for place, item in enumerate(data)]
    held = data if isinstance(data, dict) else {}
    return {**held, first: _with(held.get(first), rest, value)}
