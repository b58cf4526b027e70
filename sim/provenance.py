"""Which request, under which code: digests that name a result."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Collection, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from sim.scenario import Parameters, Scenario, Theory
from sim.setting import Ints

_CORE = (
    "scenario", "randomness.py", "setting.py", "columns.py", "compilation.py", "stacking.py", "world.py", "rules",
    "outcomes.py", "perception.py", "engine.py",
)  # fmt: skip

EXACT_PACKAGES = ("numpy", "scipy", "SALib")


@cache
def code_version() -> str:
    """SHA-256 of the source of the model's core, shortened: changes when results might."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for name in _CORE:
        place = root / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def exact_versions() -> dict[str, str]:
    """The versions that decide the digits: of the model, and of the packages that draw points and work out runs."""
    return {"code": code_version()} | {name: version(name) for name in EXACT_PACKAGES}


@cache
def commit() -> str | None:
    """The git commit of the checkout that the package runs from, with ``-dirty`` where files differ; None elsewhere."""
    root = Path(__file__).parent

    def git(*words: str) -> str:
        told = subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=10
        )
        return told.stdout.strip()

    try:
        git(
            "ls-files", "--error-unmatch", Path(__file__).name
        )  # installed below someone's checkout is not in it
        return git("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
    except (OSError, subprocess.SubprocessError):
        return None


def digest(
    scenario: Scenario,
    theory: Theory,
    parameters: Parameters,
    ticks: int,
    without: Collection[str] = (),
    given: Mapping[int, Ints] | None = None,
) -> str:
    """SHA-256 of what is run: scenario, theory, parameters, ticks, events left out, people's choices and code."""
    request = {
        "scenario": scenario.model_dump(mode="json"),
        "theory": theory.model_dump(mode="json"),
        "parameters": parameters.model_dump(mode="json"),
        "ticks": ticks,
        "without": sorted(without),
        "code": code_version(),
    }
    if given:
        request["given"] = {str(tick): alignments.tolist() for tick, alignments in given.items()}
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
