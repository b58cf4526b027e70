"""What a study was played from, for its manifest; and what differs when it is to be gone on with."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import socket
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim import provenance, store
from sim.designs import Design
from sim.designs.design import settled_factors
from sim.loading import InputError, load_scenario, load_theory
from sim.study import THEORY, Study
from sim.version import __version__

PACKAGES = (*provenance.EXACT_PACKAGES, "pyarrow", "pydantic")
WORDING = ("name", "title", "question")
"""Fields of a design that change no run."""


def describe(study: Study) -> dict[str, Any]:
    """The manifest of a study that is about to be played."""
    design = study.design
    return {
        "schema_version": store.SCHEMA_VERSION,
        "digest": study.digest,
        "digests": _digests(design),
        "code_version": provenance.code_version(),
        "commit": provenance.commit(),
        "design": design.model_dump(mode="json", exclude_unset=True),
        "runs": study.total,
        "points": len(study.points.unit),
        "seed": design.seed,
        **versions(),
        "platform": platform.platform(),
        "failed": 0,
        "crashed": 0,
        "wall_seconds": 0.0,
        "cpu_seconds": {"driver": 0.0, "workers": 0.0},
    }


def recorded_design(folder: Path) -> Design | None:
    """The design in a folder's manifest; None where the folder has no manifest.

    Raises
    ------
    ValueError
        Where the manifest cannot be read, or holds no design that this version can read.
    """
    record = store.read_manifest(folder)
    if record is None:
        return None
    try:
        return Design.model_validate_json(json.dumps(record["design"]))
    except (KeyError, ValueError):
        raise ValueError(f"{folder / store.MANIFEST} holds no design that this version can read") from None


def versions() -> dict[str, Any]:
    """Of this package, of those that results rest on, and of Python."""
    return {
        "counterpoise": __version__,
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "python": platform.python_version(),
    }


def driver() -> dict[str, Any]:
    """The process that plays a study, for those who find its folder in use."""
    return {"pid": os.getpid(), "host": socket.gethostname()}


def differences(found: dict[str, Any], study: Study) -> list[str]:
    """In what a study on disk differs from the one at hand, each as a sentence's part with how to go back."""
    if "digests" not in found:
        return ["it was written by a version of counterpoise that did not record what it was played from"]
    told = _design_differences(found["design"], study.design)
    now = _digests(study.design)
    if now["scenario"] != found["digests"]["scenario"] and not told:
        told.append(f"the scenario {study.design.scenario} has changed since")
    for name in sorted(now["theories"].keys() & found["digests"]["theories"].keys()):
        if now["theories"][name] != found["digests"]["theories"][name]:
            told.append(f"the theory {name} has changed since")
    now_is = provenance.exact_versions()
    if now_is["code"] != found["code_version"]:
        at = f" at commit {found['commit']}" if found.get("commit") else ""
        told.append(
            f"the model's code has changed since (it was version {found['code_version']}{at}, counterpoise "
            f"{found['counterpoise']}, and is {now_is['code']})"
        )
    for name in provenance.EXACT_PACKAGES:
        if (was := found["packages"].get(name)) != now_is[name]:
            told.append(f"{name} was {was} and is {now_is[name]}, which may change the last digits")
    return told


def _design_differences(found: dict[str, Any], design: Design) -> list[str]:
    try:
        before = Design.model_validate_json(json.dumps(found)).model_dump(mode="json")
    except ValueError:
        return ["this version cannot read the design"]
    now, told = design.model_dump(mode="json"), []
    for field in [name for name in now if name not in WORDING and now[name] != before.get(name)]:
        was, now_is = before.get(field), now[field]
        if not (isinstance(was, dict) and isinstance(now_is, dict)):
            told.append(_differs(f"design field `{field}`", was, now_is))
            continue
        for key in sorted(was.keys() | now_is.keys()):
            if key not in now_is or key not in was:
                told.append(f"`{field}.{key}` is only {'there' if key in was else 'here'}")
            elif was[key] != now_is[key]:
                told.append(_differs(f"`{field}.{key}`", was[key], now_is[key]))
    return told


def _differs(what: str, was: object, now: object) -> str:
    """Both values where they are short enough to be read."""
    before, after = json.dumps(was, ensure_ascii=False), json.dumps(now, ensure_ascii=False)
    return f"{what} is {before} there and {after} here" if len(before + after) < 80 else f"{what} is another"


def _digests(design: Design) -> dict[str, Any]:
    """Of the design, of the scenario as it loads now, and of every theory that the design names."""
    scenario = load_scenario(design.scenario)
    factors = dict(zip(design.factors, settled_factors(design), strict=True))
    names = {design.theory or scenario.meta.theory}
    if THEORY in factors:
        names |= set(map(str, factors[THEORY].values or ()))
    theories = {name: _theory(name) for name in sorted(names)}
    return {"design": _digest(design), "scenario": _digest(scenario), "theories": theories}


def _theory(name: str) -> str | None:
    """None where it does not load: its runs fail, and say so."""
    try:
        return _digest(load_theory(name))
    except InputError:
        return None


def _digest(record: BaseModel) -> str:
    return hashlib.sha256(json.dumps(record.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
