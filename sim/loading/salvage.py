"""The sound part of faulty data, so that all faults of a file are told in one go."""

from __future__ import annotations

import datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from sim.scenario.checks import Fault, Path

Model = TypeVar("Model", bound=BaseModel)
GAP = "?"
"""Stands where a text should be; no name can be this."""


def salvage(model: type[Model], data: dict[str, Any]) -> tuple[Model, list[Fault]]:
    """A model of faulty data, as much as can be kept, and what its parts' own rules say against it.

    Texts, numbers and lists keep their kind, so the result can be walked like a sound one; what is faulty in
    it means nothing. Parts keep their names, so references to a faulty part are not faults.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> draft, _ = salvage(Scenario, {"groups": {"west": ["USA", 7]}, "poles": 5})
    >>> draft.groups, draft.poles, draft.meta
    ({'west': ('USA', '?')}, {}, None)
    """
    found: list[Fault] = []
    return _model(model, data, (), found), found


def _model(model: type[Model], data: dict[str, Any], path: Path, found: list[Fault]) -> Model:
    values = {}
    for name, field in model.model_fields.items():
        if name in data:
            values[name] = _value(field.annotation, data[name], (*path, name), found)
        else:
            values[name] = (
                _empty(field.annotation)
                if field.is_required()
                else field.get_default(call_default_factory=True)
            )
    made = model.model_construct(**values)
    for rule in made.__pydantic_decorators__.model_validators if path else ():
        try:
            getattr(made, rule)()
        except ValueError as error:
            found.append((path, str(error)))
        except (TypeError, AttributeError):
            pass  # the rule speaks of something that is faulty itself
    return made


def _value(kind: Any, data: Any, path: Path, found: list[Fault]) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _value(inner[0], data, path, found)
    if origin in (Union, UnionType):
        return _option(inner, data, path, found)
    if origin is tuple:
        items = data if isinstance(data, list) else [] if isinstance(data, dict) else [data]
        if isinstance(data, dict) and get_args(inner[0])[:1] == (str,):
            items = [GAP]
        return tuple(_value(inner[0], item, (*path, index), found) for index, item in enumerate(items))
    if origin is dict:
        pairs = data.items() if isinstance(data, dict) else ()
        return {key: _value(inner[1], item, (*path, key), found) for key, item in pairs}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _model(kind, data, path, found) if isinstance(data, dict) else _hollow(kind)
    return _scalar(kind, origin, data)


def _option(options: tuple[Any, ...], data: Any, path: Path, found: list[Fault]) -> Any:
    """One of several kinds: models are told apart by ``do``, and all else may only be left out."""
    if data is None and NoneType in options:
        return None
    wanted = [option for option in options if option is not NoneType]
    if len(wanted) > 1:
        do = data.get("do") if isinstance(data, dict) else None
        wanted = [option for option in wanted if get_args(option.model_fields["do"].annotation) == (do,)]
    return _value(wanted[0], data, path, found) if wanted else None


def _scalar(kind: Any, origin: Any, data: Any) -> Any:
    if kind is datetime.date:
        try:
            return datetime.date.fromisoformat(data)
        except (TypeError, ValueError):
            return GAP
    if kind in (float, int):
        return data if isinstance(data, float | int) else 0
    if kind is bool:
        return data is True
    return data if isinstance(data, str) or (origin is Literal and isinstance(data, bool)) else GAP


def _hollow(model: type[Model]) -> Model:
    return model.model_construct(**{name: _empty(f.annotation) for name, f in model.model_fields.items()})


def _empty(kind: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _empty(inner[0])
    return () if origin is tuple else {} if origin is dict else None
