"""Whether JSON is a call of Dash's, which takes that form for granted and would fail where it is another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_call(body: object, known: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether JSON has the form of Dash's call of a known callback; what values it carries, callbacks check."""
    if not (isinstance(body, dict) and isinstance(output := body.get("output"), str)):
        return False
    callback = known.get(output, {})
    changed = body.get("changedPropIds", [])
    return (
        "callback" in callback  # others run in the browser
        and isinstance(changed, list)
        and all(isinstance(name, str) for name in changed)
        and all(_are(body.get(part, []), callback[part]) for part in ("inputs", "state"))
        and _are(_listed(body.get("outputs", {})), [_named(one) for one in _listed(callback["output"])])
    )


def _listed(outputs: Any) -> list[Any]:
    return list(outputs) if isinstance(outputs, list | tuple) else [outputs]


def _named(output: Any) -> Mapping[str, Any]:
    return {"id": output.component_id_str(), "property": output.component_property}


def _are(given: object, wanted: list[Mapping[str, Any]]) -> bool:
    """Whether these are the properties wanted, in their order; a pattern of components may stand for a list of them."""
    return (
        isinstance(given, list)
        and len(given) == len(wanted)
        and all(_is(one, want) for one, want in zip(given, wanted, strict=True))
    )


def _is(value: object, wanted: Mapping[str, Any]) -> bool:
    pattern = wanted["id"].startswith("{")
    if isinstance(value, list):
        return pattern and all(isinstance(one, dict) and _is(one, wanted) for one in value)
    if not isinstance(value, dict) or value.get("property") != wanted["property"]:
        return False
    name = value.get("id")
    plain = isinstance(name, dict) and all(isinstance(part, str | int | float) for part in name.values())
    return plain if pattern else name == wanted["id"]
