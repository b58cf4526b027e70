"""One cell of a tournament: a theory, fitted to other cases, put to one case; kept on disk when it is done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim import provenance
from sim.scenario import Theory
from sim.setting import Floats
from sim.trial import fitting
from sim.trial.chances import Case, chances
from sim.trial.field import TrialCase, lessons
from sim.trial.fitting import Fit, fit
from sim.whole import write_whole

SEED = 2
"""Of the scored runs: other chance than that of the fit."""


@dataclass(frozen=True)
class Cell:
    """A theory's chances for a case.

    Attributes
    ----------
    theory, case
        Names.
    fit
        What was learnt from other cases; None where there is no other.
    own, fitted
        Chances [M, C] under the theory's own values, and under those fitted.
    put_back
        Chances under those fitted but for one parameter at the theory's own value, by its name.
    """

    theory: str
    case: str
    fit: Fit | None
    own: Floats
    fitted: Floats | None
    put_back: dict[str, Floats]


@dataclass(frozen=True)
class Task:
    """What a cell depends on: the theory, the scored case, the cases that may teach, and how many runs are scored."""

    theory: Theory
    scored: TrialCase
    others: tuple[TrialCase, ...]
    replicates: int

    @property
    def digest(self) -> str:
        """Changes when the cell might."""
        told = [
            _theory_digest(self.theory), self.scored.digest, [case.digest for case in self.others], self.replicates,
            _code(),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def place(self, folder: Path) -> Path:
        """Its file."""
        return folder / "cells" / self.theory.name / f"{self.scored.name}.json"


def task(theory: Theory, scored: TrialCase, cases: Sequence[TrialCase], replicates: int) -> Task:
    """A task that knows, beside the scored case, only cases it may learn from."""
    return Task(theory, scored, tuple(lessons(scored, cases)), replicates)


def play(what: Task, folder: Path) -> Cell:
    """Fit, score and keep."""
    found = None
    if what.others:
        found = fit(what.theory, what.others, lambda *asked: kept_losses(folder, *asked))
    values = found.parameters if found else {}
    asked = [{}, values, *({k: v for k, v in values.items() if k != name} for name in values)]
    put = Case(what.scored.scenario, what.scored.record, what.theory)
    own, fitted, *others = chances(
        put, [put.parameters(each) for each in asked], replicates=what.replicates, seed=SEED
    )
    put_back = dict(zip(values, others, strict=True))
    cell = Cell(what.theory.name, what.scored.name, found, own, fitted if found else None, put_back)
    told = {
        "digest": what.digest, "theory": cell.theory, "case": cell.case, "fit": asdict(found) if found else None,
        "own": own.tolist(), "fitted": fitted.tolist() if found else None,
        "put_back": {name: chance.tolist() for name, chance in put_back.items()},
    }  # fmt: skip
    _write(what.place(folder), told)
    return cell


def kept(what: Task, folder: Path) -> Cell | None:
    """A cell finished earlier under the same theory, cases and code; None where there is none."""
    told = _read(what.place(folder))
    if told.get("digest") != what.digest:
        return None
    found = told["fit"]
    return Cell(
        theory=told["theory"], case=told["case"],
        fit=Fit(**{**found, "cases": tuple(found["cases"])}) if found else None,
        own=np.array(told["own"]), fitted=None if told["fitted"] is None else np.array(told["fitted"]),
        put_back={name: np.array(chance) for name, chance in told["put_back"].items()},
    )  # fmt: skip


def kept_losses(folder: Path, case: TrialCase, theory: Theory, points: list[dict[str, float]]) -> Floats:
    """``fitting.losses``, worked out once for all folds that ask for the same."""
    about = [_theory_digest(theory), case.digest, points, fitting.REPLICATES, _code()]
    name = hashlib.sha256(json.dumps(about).encode()).hexdigest()
    place = folder / "losses" / theory.name / case.name / f"{name[:32]}.json"
    told = _read(place)
    if "losses" not in told:
        told = {"losses": fitting.losses(case, theory, points).tolist()}
        _write(place, told)
    return np.array(told["losses"])


def _write(place: Path, told: dict[str, Any]) -> None:
    write_whole(place, lambda path: path.write_text(json.dumps(told), "utf-8"))


def _read(place: Path) -> dict[str, Any]:
    """A kept file; empty where there is none, or none that can be read."""
    try:
        told = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _theory_digest(theory: Theory) -> str:
    told = json.dumps(theory.model_dump(mode="json", exclude_unset=True), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@cache
def _code() -> str:
    """The versions that decide the digits, and the source of this package."""
    digest = hashlib.sha256(json.dumps(provenance.exact_versions()).encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
