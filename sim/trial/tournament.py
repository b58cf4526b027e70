"""Theories × cases: each theory fitted to other cases and scored on this one, beside its own values and baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim.executors import pool
from sim.loading import InputError, bundled_theories, load_theory
from sim.scenario import Theory
from sim.scoring import Interval
from sim.setting import Floats
from sim.trial import baselines, cells, ranking
from sim.trial.cells import Cell, Task, kept_losses, task
from sim.trial.field import TrialCase, families, history_cases, lessons, load_cases
from sim.trial.fitting import first_points
from sim.trial.scores import LineUp, scored

OWN = " (own values)"
"""Added to a theory's name where it is scored as it comes, unfitted."""
PERSISTENCE, MAJORITY, CHANCE = "persistence", "majority", "chance"
BASELINES = (PERSISTENCE, MAJORITY, CHANCE)
Watch = Callable[[int, int, str], None]
"""Sees how many steps are done, of how many, and which came last."""


@dataclass(frozen=True)
class Entry:
    """An entrant's scores on a case; ``chance`` is missing for the baseline that draws."""

    entrant: str
    case: str
    scores: dict[str, Interval]
    chance: Floats | None


@dataclass(frozen=True)
class Tournament:
    """What came out.

    Attributes
    ----------
    theories, cases, family
        Names; the number of each case's family of kin.
    entries
        Every entrant on every case that it was scored on.
    cells
        Theories on cases, with what was learnt from which cases.
    missing
        Why a case, a theory or a cell is not there, by name.
    replicates
        Runs scored.
    """

    theories: tuple[str, ...]
    cases: tuple[TrialCase, ...]
    family: tuple[int, ...]
    entries: tuple[Entry, ...]
    cells: tuple[Cell, ...]
    missing: dict[str, str]
    replicates: int

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row an entrant, case and score: ``entrant``, ``case``, ``score``, ``value``, ``low``, ``high``."""
        rows = [
            (entry.entrant, entry.case, name, told.value, told.low, told.high)
            for entry in self.entries
            for name, told in entry.scores.items()
        ]
        return pd.DataFrame(rows, columns=["entrant", "case", "score", "value", "low", "high"])

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Means over the families on which all were scored: ``entrant``, ``score``, ``value``, ``low``, ``high``."""
        return ranking.totals(self.table, self._family_of)

    def pairs(self, score: str = "log_score", entrants: Sequence[str] | None = None) -> pd.DataFrame:
        """First less second on the same cases; columns as ``sim.trial.ranking.pairs`` has them."""
        return ranking.pairs(self.table, self._family_of, score, entrants)

    @cached_property
    def gains(self) -> pd.DataFrame:
        """What fitting each parameter of a theory gave: ``theory``, ``parameter``, ``own``, ``lowest`` and ``highest``.

        The last two are over folds; ``gain`` is the fall in log score (mean over families) from fitting this one too,
        against leaving it at the theory's own value, and ``low`` and ``high`` are the ends of its interval.
        """
        return ranking.gains(self.cells, self.cases, self._family_of)

    @property
    def _family_of(self) -> dict[str, int]:
        return {case.name: family for case, family in zip(self.cases, self.family, strict=True)}

    def to_dict(self) -> dict[str, Any]:
        """All of it, JSON-ready."""
        kin = {
            case.name: {
                "actors": case.actors, "expected": case.record.option.tolist(), "family": family,
                "options": ["none", *case.scenario.poles],
                "learnt_from": [other.name for other in lessons(case, self.cases)],
            }
            for case, family in zip(self.cases, self.family, strict=True)
        }  # fmt: skip
        return {
            "theories": list(self.theories), "cases": kin, "replicates": self.replicates,
            "totals": _rows(self.totals), "gains": _rows(self.gains), "pairs": _rows(self.pairs()),
            "scores": self.table.to_dict("records"),
            "fits": [
                {"theory": cell.theory, "case": cell.case, **asdict(cell.fit)} for cell in self.cells if cell.fit
            ],
            "chances": [
                {"entrant": entry.entrant, "case": entry.case, "chances": entry.chance.round(6).tolist()}
                for entry in self.entries if entry.chance is not None
            ],
            "missing": self.missing,
        }  # fmt: skip


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON, in which NaN is null."""
    return list(table.astype(object).where(table.notna(), None).to_dict("records"))


def tournament(
    folder: str | Path,
    cases: Sequence[str] | None = None,
    theories: Sequence[str] | None = None,
    *,
    replicates: int = 100,
    workers: int = 1,
    watch: Watch | None = None,
) -> Tournament:
    """Play a tournament into a folder; what was finished there under the same code, theories and cases is kept.

    Parameters
    ----------
    cases
        Names or paths of scenarios with an ``expected`` line-up; left out, the bundled history cases.
    theories
        Names or paths; left out, the bundled theories.
    replicates
        Runs scored.
    workers
        Processes; 1 plays in this one.
    watch
        Sees how far it is after every step.

    Raises
    ------
    ValueError
        Where no case or no theory is left.
    """
    found, missing = load_cases(history_cases() if cases is None else cases)
    entered, refused = _theories(list(bundled_theories()) if theories is None else theories)
    missing |= refused
    if not found or not entered:
        what = "case" if not found else "theory"
        raise ValueError(
            "; ".join([f"no {what} is left to play", *(f"{k}: {v}" for k, v in missing.items())])
        )
    tasks = [task(theory, case, found, replicates) for theory in entered for case in found]
    played, failed = _play(tasks, Path(folder), workers, watch or (lambda done, total, what: None))
    return Tournament(
        theories=tuple(theory.name for theory in entered), cases=tuple(found), family=tuple(families(found)),
        entries=tuple(_entries(found, played)), cells=tuple(played), missing=missing | failed, replicates=replicates,
    )  # fmt: skip


def _theories(names: Sequence[str]) -> tuple[list[Theory], dict[str, str]]:
    entered: dict[str, Theory] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            theory = load_theory(name)
        except InputError as error:
            missing[name] = str(error)
            continue
        if theory.name in entered:
            missing[name] = f"is called {theory.name} as another theory is"
        entered.setdefault(theory.name, theory)
    return list(entered.values()), missing


@dataclass
class _Steps:
    """What is done, in which order: first samples, which all folds share, then cells."""

    total: int
    watch: Watch
    done: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    def step(self, what: str) -> None:
        self.done += 1
        self.watch(self.done, self.total, what)


def _play(
    tasks: Sequence[Task], folder: Path, workers: int, watch: Watch
) -> tuple[list[Cell], dict[str, str]]:
    """Cells found and played, in the order of the tasks, and why some could not be."""
    told = {(what.theory.name, what.scored.name): cells.kept(what, folder) for what in tasks}
    open_ = [what for what in tasks if told[what.theory.name, what.scored.name] is None]
    samples = {
        (what.theory.name, case.name): (folder, case, what.theory, first_points(what.theory))
        for what in open_ for case in what.others
    }  # fmt: skip
    steps = _Steps(len(samples) + len(tasks), watch, len(tasks) - len(open_))
    with pool(workers) as crew:
        executor = crew.factory() if crew.factory else None
        try:
            for name, _ in _done(executor, kept_losses, samples, steps.failed):
                steps.step(f"{name[0]} over {name[1]}")
            steps.failed.clear()  # the cells that need it will say so
            wanted = {(what.theory.name, what.scored.name): (what, folder) for what in open_}
            for name, cell in _done(executor, cells.play, wanted, steps.failed):
                told[name] = cell
                steps.step(f"{name[0]} on {name[1]}")
        finally:
            if executor is not None:
                executor.shutdown(wait=True, cancel_futures=True)
    return [cell for cell in told.values() if cell is not None], steps.failed


def _done(
    executor: Executor | None, work: Callable[..., Any], jobs: dict[tuple[str, str], tuple[Any, ...]],
    failed: dict[str, str],
) -> Iterator[tuple[tuple[str, str], Any]]:  # fmt: skip
    """Each job's name and what it gave; None, and the reason among the failed, where a run broke down."""
    futures = {executor.submit(work, *job): name for name, job in jobs.items()} if executor else {}

    def outcome(name: tuple[str, str], get: Callable[[], Any]) -> Any:
        try:
            return get()
        except (ArithmeticError, ValueError) as error:
            failed[" on ".join(name)] = str(error)
            return None

    for future in as_completed(futures):
        yield futures[future], outcome(futures[future], future.result)
    if executor is None:
        for name, job in jobs.items():
            yield name, outcome(name, lambda job=job: work(*job))  # type: ignore[misc]


def _entries(cases: Sequence[TrialCase], played: Sequence[Cell]) -> Iterator[Entry]:
    for case in cases:
        options = len(case.open_to)
        others = [(other.start, other.record.option) for other in lessons(case, cases)]
        chance = {
            f"{cell.theory}{suffix}": told
            for cell in played if cell.case == case.name
            for suffix, told in (("", cell.fitted), (OWN, cell.own)) if told is not None
        }  # fmt: skip
        chance[PERSISTENCE] = baselines.persistence(case.start, case.open_to, baselines.stay_share(others))
        chance[MAJORITY] = baselines.majority(case.record.option, options)
        for entrant, told in chance.items():
            line = LineUp(told, case.record.option, case.size)
            yield Entry(entrant, case.name, scored(line), told)
        yield Entry(CHANCE, case.name, baselines.by_chance(line, case.open_to), None)
