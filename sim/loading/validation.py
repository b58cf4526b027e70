"""A tree → a checked model, with every fault at its place and in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.loading.faults import MAX_FAULTS, Fault, InputError
from sim.loading.salvage import salvage
from sim.loading.tree import Node
from sim.scenario import Scenario, Theory
from sim.scenario.checks import Path, reference_faults, shortened, theory_faults, unknown

Model = TypeVar("Model", bound=BaseModel)
KEY = "[key]"
"""Last step of a path, in pydantic's faults and ours, that speaks of a key and not of its value."""
WHOLE = "[whole]"
"""Last step of a path that speaks of a part as a whole, and hides no other fault with the part's path."""


def validate_scenario(tree: Node, faults: Iterable[Fault] = ()) -> Scenario:
    """Check a tree against the scenario format; ``faults`` are those of its form.

    Raises
    ------
    InputError
        With the faults of form, of all parts and of all references, in one go.
    """
    return validate_as(Scenario, tree, list(faults), reference_faults)


def validate_theory(tree: Node, faults: Iterable[Fault] = ()) -> Theory:
    """Check a tree against the theory format; raises as ``validate_scenario``."""
    return validate_as(Theory, tree, list(faults), theory_faults)


def validate_as(
    model: type[Model],
    tree: Node,
    faults: list[Fault],
    references: Callable[[Model], Iterator[tuple[Path, str]]] | None = None,
) -> Model:
    """Check a tree against a model; ``references`` finds faults between the sound parts of an unsound one."""
    data = tree.plain()
    if not isinstance(data, dict):
        raise InputError([*faults, tree.place.fault("must be a mapping, such as `name: …`")])
    try:
        sound = model.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False)
    else:
        if faults:
            raise InputError(faults)
        return sound
    taken = {(fault.file, fault.line, fault.column) for fault in faults}
    found = _part_faults(model, tree, [detail for detail in details if detail["loc"]][: MAX_FAULTS + 1])
    if references is not None and len(found) <= MAX_FAULTS:
        found |= _reference_faults(model, data, references, {path for path, _ in found})
    told = (placed(tree, path, message) for path, message in found)
    faults += [fault for fault in told if (fault.file, fault.line, fault.column) not in taken]
    raise InputError(faults or [tree.place.fault("; ".join(detail["msg"] for detail in details))])


def _part_faults(model: type[BaseModel], tree: Node, details: list[ErrorDetails]) -> set[tuple[Path, str]]:
    found = set()
    for detail in details:
        path = _without_tags(tree, detail["loc"], keep_last=detail["type"] == "missing")
        kind = detail["type"]
        if kind == "missing" and not isinstance(path[-1], int):
            found.add(((*path[:-1], WHOLE), f"needs `{path[-1]}`"))
        elif kind == "extra_forbidden":
            found.add(((*path, KEY), unknown("key", str(path[-1]), allowed_keys(model, detail["loc"][:-1]))))
        elif kind in ("union_tag_invalid", "union_tag_not_found"):
            found.add(((*path, "do"), _do(detail)))
        else:
            found.add(((*path, WHOLE) if kind == "value_error" else path, _message(detail)))
    return found


def _reference_faults(
    model: type[Model],
    data: dict[str, Any],
    references: Callable[[Model], Iterator[tuple[Path, str]]],
    faulty: set[Path],
) -> set[tuple[Path, str]]:
    """Faults that no part can see, and those that faulty parts hide; none about what is faulty itself."""
    if any(path[:1] == ("meta",) for path in faulty):
        data = {
            section: part for section, part in data.items() if section != "meta"
        }  # no calendar to check against
    draft, found = salvage(model, data)
    found = [((*path, WHOLE), message) for path, message in found]
    found += islice(references(draft), MAX_FAULTS + 1)
    return {(path, message) for path, message in found if path[:1] != ("meta",) and path not in faulty}


def _without_tags(tree: Node, path: Path, *, keep_last: bool) -> Path:
    """A path without the steps that pydantic adds to tell effects apart."""
    kept: list[str | int] = []
    node: Node | None = tree
    for index, step in enumerate(path):
        inner = node.step(step) if node else None
        last = index == len(path) - 1
        if (
            inner is None
            and node
            and isinstance(node.value, dict)
            and step != KEY
            and not (last and keep_last)
        ):
            continue
        node = inner
        kept.append(step)
    return tuple(kept)


def placed(tree: Node, path: Path, message: str) -> Fault:
    """A fault of a path at its place in a tree."""
    at_key = path[-1:] == (KEY,)
    path = path[:-1] if at_key or path[-1:] == (WHOLE,) else path
    subject = _subject(path[:-1] if at_key and "known key" in message else path)
    return tree.place_of(path, key=at_key).fault((f"{subject}: " if subject else "") + message)


def _subject(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{shortened(step)}" if text else shortened(step)
    return text


def _do(detail: ErrorDetails) -> str:
    given = detail["input"]
    if isinstance(given, dict) and isinstance(given.get("do"), str):
        return unknown("effect", given["do"], _effects())
    return f"says what the effect does; one of {', '.join(_effects())}"


def _message(detail: ErrorDetails) -> str:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    shown = shortened(json.dumps(given, default=str, ensure_ascii=False))
    if kind == "literal_error":
        return f"must be one of {context['expected']} (got {shown})"
    if kind in _BOUNDS:
        limit = next(context[key] for key in ("ge", "gt", "le", "lt") if key in context)
        return f"must be {_BOUNDS[kind]} {limit:g} (got {shown})"
    if kind in ("too_short", "too_long"):
        limit = context["min_length"] if kind == "too_short" else context["max_length"]
        has = context["actual_length"]
        return f"must have at {'least' if kind == 'too_short' else 'most'} {limit}" + (
            f" (has {has})" if has else ""
        )
    return f"{_EXPECTED.get(kind, detail['msg'])} (got {shown})"


_BOUNDS = {
    "greater_than_equal": "at least", "greater_than": "more than", "less_than_equal": "at most",
    "less_than": "less than",
}  # fmt: skip
_WHOLE_NUMBER = "must be a whole number"
_DATE = "must be a date, as 2023-10-07"
_MAPPING = "must be a mapping"
_EXPECTED = {
    "float_type": "must be a number", "finite_number": "must be a finite number",
    "string_type": "must be a text", "int_type": _WHOLE_NUMBER, "int_from_float": _WHOLE_NUMBER,
    "int_parsing_size": "must be a smaller number",
    "bool_type": "must be true or false", "date_type": _DATE, "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE, "date_from_datetime_inexact": _DATE,
    "dict_type": _MAPPING, "model_type": _MAPPING, "model_attributes_type": _MAPPING,
    "tuple_type": "must be a list", "missing": "is missing from the list",
    "string_pattern_mismatch": "must be a name of letters, digits, `_`, `-` and `/`",
    "string_too_short": "must not be empty",
    "string_too_long": "must be a name of at most 60 characters",
}  # fmt: skip


def _effects() -> list[str]:
    effects = _schema(Scenario)["$defs"]["Event"]["properties"]["effects"]
    mapping = effects["items"]["discriminator"]["mapping"]
    return list(mapping)


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def allowed_keys(model: type[BaseModel], path: Path) -> list[str]:
    """Keys allowed in what stands at a path, by the model's own schema; none if it takes names."""
    schema = _schema(model)
    node: dict[str, Any] = schema
    for step in path:
        node = _step(_resolve(node, schema), step)
    node = _resolve(node, schema)
    options = [_resolve(option, schema) for option in node.get("oneOf", ())] or [node]
    return list(dict.fromkeys(key for option in options for key in option.get("properties", {})))


def _resolve(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node or "anyOf" in node:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        else:
            node = next((option for option in node["anyOf"] if option.get("type") != "null"), {})
    return node


def _step(node: dict[str, Any], step: int | str) -> dict[str, Any]:
    tags = node.get("discriminator", {}).get("mapping", {})
    if step in tags:
        return {"$ref": tags[step]}
    named = next(iter(node.get("patternProperties", {}).values()), node.get("additionalProperties"))
    inner = node.get("properties", {}).get(step) or node.get("items") or named
    return inner if isinstance(inner, dict) else {}
