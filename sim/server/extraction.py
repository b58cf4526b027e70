"""Extractors for ``pybabel extract``: names and descriptions that stand in cases, theories and the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

import yaml

from sim.rules.choice import POSTURES
from sim.rules.utility import WEIGHTS
from sim.scenario import OUTCOMES, OutcomeInfo, ParameterInfo, describe_parameters
from sim.scenario.actors import RELATIONS
from sim.scenario.theory import TERMS
from sim.server.words import spoken, territory

Message = tuple[int, str, tuple[str, str], list[str]]
"""As Babel takes it: line, function, its arguments (context and text), comments."""

SECTIONS = {"poles": "pole", "blocs": "bloc", "measures": "measure", "motions": "motion", "events": "event"}
"""Sections of a case whose entries have a title, and the context of their titles."""


def from_case(file: IO[bytes], *_: Any, **options: Any) -> Iterator[Message]:
    """Titles of a case and of its parts, and names of its actors that are no states of today (CLDR knows those)."""
    case = _read(file)
    yield from _told("case", case.get("meta", {}), "title", "summary")
    for section, what in SECTIONS.items():
        for entry in case.get(section, {}).values():
            yield from _told(what, entry or {}, "title")
    for code, actor in case.get("actors", {}).items():
        if actor and (actor.get("kind", "state") != "state" or not territory(code, actor.get("name", ""))):
            yield from _told("actor", actor, "name")


def from_theory(file: IO[bytes], *_: Any, **options: Any) -> Iterator[Message]:
    """Title and summary of a theory, and why it has its terms."""
    theory = _read(file)
    yield from _told("theory", theory, "title", "summary")
    yield from _told("theory", theory.get("terms", {}), *theory.get("terms", {}))


def from_vocabulary(*_: Any, **options: Any) -> Iterator[Message]:
    """Names, meanings and units of parameters and outcomes; utility terms, relations and postures."""
    for number in describe_parameters().values():
        yield from _described("parameter", number)
    for outcome in OUTCOMES.values():
        yield from _described("outcome", outcome)
    for what, names in (("term", {**TERMS, **WEIGHTS}), ("relation", RELATIONS), ("posture", POSTURES)):
        for name in names:
            yield _message(what, spoken(name))


def _read(file: IO[bytes]) -> Mapping[str, Any]:
    read = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return read if isinstance(read, dict) else {}


def _told(what: str, entry: Mapping[str, Any], *keys: str) -> Iterator[Message]:
    for key in keys:
        if entry.get(key):
            yield _message(what, entry[key])


def _described(what: str, info: ParameterInfo | OutcomeInfo) -> Iterator[Message]:
    for text in (spoken(info.name), info.meaning, info.unit):
        if text:
            yield _message(what, text)


def _message(what: str, text: str) -> Message:
    return 1, "named", (what, text), []
