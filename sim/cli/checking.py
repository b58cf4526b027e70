"""``counterpoise validate`` and ``counterpoise schema``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.cli.output import note, print_json
from sim.loading import Fault, InputError, bundled_scenarios, bundled_theories, load_scenario, load_theory
from sim.loading.load import find
from sim.loading.tree import read_tree
from sim.scenario import Scenario, Theory


def print_validation(names: list[str], *, as_json: bool) -> int:
    """Check files one by one and print every fault; the exit code: 0 sound, 2 faulty."""
    faults: list[Fault] = []
    sound = []
    for name in names:
        try:
            sound.append((name, _check(name)))
        except InputError as error:
            faults += error.faults
    if as_json:
        print_json({"valid": not faults, "faults": [asdict(fault) for fault in faults]})
    else:
        for name, what in sound:
            print(f"{name}: {what}")
        for fault in faults:
            note(str(fault))
        if faults:
            note(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}")
    return 2 if faults else 0


def _check(name: str) -> str:
    if name.endswith(".md"):
        return _check_lesson(name)
    sections = _sections(name)
    if {"factors", "sampler"} & sections:
        return _check_design(name)
    if _is_theory(name, sections):
        theory = load_theory(name)
        return f"a sound theory, {theory.title}; terms: {', '.join(theory.terms)}"
    case = load_scenario(name)
    count = {
        section: len(getattr(case, section))
        for section in ("actors", "blocs", "motions", "measures", "events")
    }
    return "a sound scenario, " + ", ".join(f"{number} {section}" for section, number in count.items())


def _check_design(name: str) -> str:
    from sim.designs import point_count, read_design

    design = read_design(Path(name))
    runs = point_count(design) * design.replicates
    return f"a sound design of {design.scenario}, {len(design.factors)} factors, {runs:,} runs"


def _check_lesson(name: str) -> str:
    from sim.server.lessons import read_lesson

    lesson = read_lesson(Path(name))
    steps = len(lesson.steps)
    return f"a sound lesson, {steps} step{'s'[: steps > 1]}, {lesson.minutes} minutes, case {lesson.case}"


def _sections(name: str) -> set[str]:
    """The sections of a file; none for a bundled name, or where it cannot be read."""
    if name in bundled_scenarios() or name in bundled_theories():
        return set()
    try:
        path, shown = find(name, {}, "scenario or theory")
        sections = read_tree(path, shown, []).value
    except InputError:
        return set()
    return set(sections) if isinstance(sections, dict) else set()


def _is_theory(name: str, sections: set[str]) -> bool:
    """Whether a name is a theory's, or a file's with more of a theory's sections than a scenario's."""
    if name in bundled_scenarios() or name in bundled_theories():
        return name not in bundled_scenarios()
    if "extends" in sections:
        return False
    return len(Theory.model_fields.keys() & sections) > len(Scenario.model_fields.keys() & sections)


def json_schema(what: str) -> dict[str, Any]:
    """JSON Schema of a format; ``extends`` is allowed beside the scenario's sections."""
    from sim.designs import Design

    models: dict[str, type[BaseModel]] = {"scenario": Scenario, "theory": Theory, "design": Design}
    schema = models[what].model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    if what == "scenario":
        schema["properties"]["extends"] = {
            "type": "string",
            "description": "Scenario or file that this one builds on.",
        }
        schema["required"] = []
    return schema
