"""A tree → a checked model, with every fault at its place and in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.loading.faults import Fault, InputError
from sim.loading.tree import Node
from sim.scenario import Scenario
from sim.scenario.checks import reference_faults, unknown

Model = TypeVar("Model", bound=BaseModel)
_SECTIONS = ("sources", "groups", "poles", "actors", "blocs", "motions", "measures", "events")


def validate_model(model: type[Model], tree: Node) -> Model:
    """Check a tree against a model.

    Raises
    ------
    InputError
        With every fault that any part has.
    """
    try:
        return model.model_validate_json(json.dumps(tree.plain()))
    except ValidationError as error:
        raise InputError(list(_faults(error, model, tree))) from None


def validate_scenario(tree: Node) -> Scenario:
    """Check a tree against the scenario format: parts first, then references between the sound parts.

    Raises
    ------
    InputError
        With the faults of all parts and of all references, in one go.
    """
    data = tree.plain()
    assert isinstance(data, dict)  # read_extended has seen to it
    try:
        return Scenario.model_validate_json(json.dumps(data))
    except ValidationError as error:
        details = [detail for detail in error.errors() if detail["loc"]]
        faults = [fault for fault in _faults(error, Scenario, tree) if fault is not None]
    draft, also_known = _sound_parts(data, [detail["loc"] for detail in details])
    if draft is not None:
        for path, message in reference_faults(draft, also_known):
            faults.append(tree.place_of(path).fault(_subject(path) + message))
    raise InputError(faults)


def _sound_parts(data: dict[str, Any], bad: list[tuple[int | str, ...]]) -> tuple[Scenario | None, frozenset[str]]:
    """The scenario without its faulty parts, and the names those parts would have had."""
    faulty = {(loc[0], loc[1]) for loc in bad if len(loc) > 1}
    whole = {loc[0] for loc in bad if len(loc) == 1} | {loc[0] for loc in bad if loc[0] == "meta"}
    if "meta" in whole or not isinstance(data.get("meta"), dict):
        return None, frozenset()
    also_known = {str(name) for section, name in faulty if section in _SECTIONS}
    for section in whole & set(_SECTIONS):
        if isinstance(data.get(section), dict):
            also_known |= set(data[section])
    parts: dict[str, Any] = {}
    for name, field in Scenario.model_fields.items():
        value = data.get(name)
        if name in whole or value is None or (name in ("parameters", "ideal_points", "expected") and _hit(name, bad)):
            parts[name] = field.get_default(call_default_factory=True) if not field.is_required() else {}
        elif isinstance(value, dict) and name in _SECTIONS:
            parts[name] = {key: part for key, part in value.items() if (name, key) not in faulty}
        elif isinstance(value, list):
            parts[name] = [part for index, part in enumerate(value) if (name, index) not in faulty]
        else:
            parts[name] = value
    return _construct(parts, data, faulty), frozenset(also_known)


def _hit(name: str, bad: list[tuple[int | str, ...]]) -> bool:
    return any(loc[0] == name for loc in bad)


def _construct(parts: dict[str, Any], data: dict[str, Any], faulty: set[tuple[int | str, int | str]]) -> Scenario:
    """Build the models of sound parts one by one, leaving gaps where a dyads entry is faulty."""
    built: dict[str, Any] = {}
    for name, field in Scenario.model_fields.items():
        holder = type("Holder", (BaseModel,), {"__annotations__": {name: field.annotation}})
        try:
            whole = holder.model_validate_json(json.dumps({name: parts[name]}, default=_plain))
            built[name] = getattr(whole, name)
        except ValidationError:
            built[name] = parts[name] if isinstance(parts[name], BaseModel) else {}
    entries = iter(built["dyads"] or ())
    total = len(data["dyads"]) if isinstance(data.get("dyads"), list) else 0
    built["dyads"] = tuple(None if ("dyads", i) in faulty else next(entries, None) for i in range(total))
    return Scenario.model_construct(**built)


def _plain(value: object) -> object:
    return value.model_dump(mode="json", exclude_unset=True) if isinstance(value, BaseModel) else str(value)


def _faults(error: ValidationError, model: type[BaseModel], tree: Node) -> Iterator[Fault]:
    for detail in error.errors():
        path = detail["loc"]
        if not path and model is Scenario:
            continue  # references: reported one by one by the caller
        at_key = detail["type"] == "extra_forbidden"
        yield tree.place_of(path, key=at_key).fault(_message(detail, model, tree))


def _subject(path: tuple[int | str, ...]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return f"{text}: " if text else ""


def _message(detail: ErrorDetails, model: type[BaseModel], tree: Node) -> str:
    kind, path, given = detail["type"], detail["loc"], detail["input"]
    context = detail.get("ctx", {})
    subject = _subject(path)
    if kind == "extra_forbidden":
        return unknown("key", str(path[-1]), _allowed_keys(model, path)) + (f" (in {_subject(path[:-1])[:-2]})" if path[:-1] else "")
    if kind == "missing":
        return f"{_subject(path[:-1])}needs `{path[-1]}`"
    if kind == "value_error":
        return subject + str(context["error"])
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return f"{subject}needs `do:` with one of {context.get('expected_tags', _effects())}"
    if kind == "literal_error":
        return f"{subject}must be one of {context['expected']} (got {given!r})"
    bounds = {"greater_than_equal": "at least", "greater_than": "more than", "less_than_equal": "at most", "less_than": "less than"}
    if kind in bounds:
        limit = next(context[key] for key in ("ge", "gt", "le", "lt") if key in context)
        return f"{subject}must be {bounds[kind]} {limit} (got {given})"
    if kind == "string_pattern_mismatch":
        return f"{subject}must be a name of letters, digits, `_`, `-` and `/` (got {given!r})"
    shown = json.dumps(given, default=str)
    return f"{subject}{_EXPECTED.get(kind, detail['msg'])} (got {shown if len(shown) < 60 else shown[:57] + '...'})"


_EXPECTED = {
    "float_type": "must be a number", "int_type": "must be a whole number", "string_type": "must be a text",
    "bool_type": "must be true or false", "date_type": "must be a date, as 2023-10-07",
    "date_parsing": "must be a date, as 2023-10-07", "date_from_datetime_parsing": "must be a date, as 2023-10-07",
    "dict_type": "must be a mapping", "tuple_type": "must be a list", "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping", "finite_number": "must be a finite number",
}  # fmt: skip


def _effects() -> str:
    from sim.scenario.events import Effect

    union = Effect.__origin__.__args__  # type: ignore[attr-defined]
    return ", ".join(repr(member.model_fields["do"].annotation.__args__[0]) for member in union)


def _allowed_keys(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """Keys allowed where a path's last step stands, found by walking the model's own schema."""
    schema = model.model_json_schema()
    node: dict[str, Any] = schema
    for step in path[:-1]:
        node = _step(_resolve(node, schema), step, schema)
    return list(_resolve(node, schema).get("properties", {}))


def _resolve(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node or "anyOf" in node:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        else:
            node = next((option for option in node["anyOf"] if option.get("type") != "null"), {})
    return node


def _step(node: dict[str, Any], step: int | str, schema: dict[str, Any]) -> dict[str, Any]:
    if "properties" in node and step in node["properties"]:
        found: dict[str, Any] = node["properties"][step]
    elif isinstance(node.get("additionalProperties"), dict):
        found = node["additionalProperties"]
    elif "items" in node:
        found = node["items"]
    elif "discriminator" in node:
        found = {"$ref": node["discriminator"]["mapping"].get(step, "#/$defs/Event")}
    else:
        found = {}
    return found
