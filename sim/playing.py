"""Play a span of a study's runs and put their rows on disk: what a worker does.

Runs of a span that share a scenario and its events are played side by side, whatever parameters they have.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim import engine, store, trajectories
from sim.compilation import compile_setting
from sim.ensemble import chunks, play
from sim.loading import InputError
from sim.outcomes import measure, outcome_keys
from sim.recording import NOTHING, Recorder, Recording
from sim.runner import Report
from sim.scenario import Scenario
from sim.setting import Floats, Setting
from sim.stacking import put_first_state, stack_parameters
from sim.store import Span
from sim.study import Ask, Study, Variant, ask
from sim.world import World, initial_world

FAILURES = (ArithmeticError, ValueError, ValidationError, InputError, MemoryError)
"""What a run may raise that becomes its row's message."""


@dataclass(frozen=True)
class Run:
    """A run of a study: its place in the span, its replicate number for the noise, and what its point asks for."""

    row: int
    replicate: int
    ask: Ask


def play_span(study: Study, folder: str, span: Span) -> Report:
    """Play a span of runs and write its part; a run that raises becomes a row that says so."""
    started = time.perf_counter()
    table = _Table(study, span)
    for variant, runs in _by_variant(study, span, table).items():
        _play_group(study, variant, runs, table)
    if study.design.trajectories is not None:
        trajectories.write(Path(folder), span, table.recorded)
    store.write_part(Path(folder), span, table.columns)
    return Report(span, table.failed, time.perf_counter() - started)


def record_lost(study: Study, folder: str, run: int) -> Report:
    """Write the row of a run that killed its worker."""
    span = (run, run + 1)
    table = _Table(study, span)
    table.fail(0, "crashed", "the run killed its worker")
    trajectories.write(Path(folder), span, [])
    store.write_part(Path(folder), span, table.columns)
    return Report(span, 1, 0.0)


class _Table:
    """The rows of a span, by column; all are ``ok`` until one is said to have failed."""

    def __init__(self, study: Study, span: Span) -> None:
        self.first, runs = span[0], np.arange(*span)
        points, replicates = study.places(runs)
        self.outcomes = {key: np.full(len(runs), np.nan) for key in study.outcomes}
        self.recorded: list[trajectories.Recorded] = []
        self.status, self.error = ["ok"] * len(runs), [""] * len(runs)
        self._before = {"run": runs, "point": points, "replicate": replicates, **study.factor_columns(points)}

    @property
    def columns(self) -> dict[str, Any]:
        """All columns in order."""
        return {**self._before, **self.outcomes, "status": self.status, "error": self.error}

    @property
    def failed(self) -> int:
        """How many runs did not end well."""
        return sum(status != "ok" for status in self.status)

    def fail(self, row: int, status: str, error: str) -> None:
        """Say of a run that it did not end well, and why."""
        self.status[row], self.error[row] = status, error


def _by_variant(study: Study, span: Span, table: _Table) -> dict[Variant, list[Run]]:
    """The runs of a span by what they have in common; a point whose request is refused fails with all its runs."""
    groups: dict[Variant, list[Run]] = {}
    points, replicates = study.places(np.arange(*span))
    noise = study.noise(points, replicates)
    for point, together in groupby(range(len(points)), key=points.tolist().__getitem__):
        rows = list(together)
        try:
            asked = ask(study, point)
            asked.variant.load()
        except FAILURES as error:
            for row in rows:
                table.fail(row, "failed", _told(error))
            continue
        groups.setdefault(asked.variant, []).extend(Run(row, int(noise[row]), asked) for row in rows)
    return groups


def _play_group(study: Study, variant: Variant, runs: Sequence[Run], table: _Table) -> None:
    """Play runs side by side; if they fail together, half by half, so that the sound ones count."""
    try:
        outcomes, recorded = _play(study, variant, runs)
    except FAILURES as error:
        if len(runs) == 1:
            table.fail(runs[0].row, "failed", _told(error))
            return
        half = len(runs) // 2
        for part in (runs[:half], runs[half:]):
            _play_group(study, variant, part, table)
        return
    rows = np.array([run.row for run in runs])
    table.recorded.append((table.first + rows, recorded))
    for key, values in outcomes.items():
        table.outcomes[key][rows] = values


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


@lru_cache(maxsize=32)
def _compiled(variant: Variant) -> tuple[Scenario, Setting]:
    scenario = variant.load()
    return scenario, compile_setting(scenario, scenario.parameters, variant.non_alignment, variant.without)


def _play(study: Study, variant: Variant, runs: Sequence[Run]) -> tuple[dict[str, Floats], Recording]:
    """The outcomes of runs of one variant, by key, [R] each, and what they keep of their course."""
    scenario, setting = _compiled(variant)
    subjects = {key: (name, subject) for key, name, subject in outcome_keys(setting)}
    wanted = [key for key in study.outcomes if key in subjects]
    ticks = study.design.ticks or scenario.meta.ticks
    parts: list[dict[str, Floats]] = []
    recordings = []
    for part, first, stacked in _started(scenario, setting, runs):
        replicates = [run.replicate for run in runs[part]]
        record = study.design.trajectories or NOTHING
        recorder = Recorder(record, scenario, stacked, runs=len(replicates), ticks=ticks)
        last = play(first, stacked, replicates, study.design.seed, ticks, (recorder.keep,))
        recordings.append(recorder.recording)
        parts.append({key: measure(subjects[key][0], last, stacked, subjects[key][1]) for key in wanted})
    outcomes = {key: np.concatenate([part[key] for part in parts]) for key in wanted}
    return outcomes, Recording.joined(recordings)


def _started(
    scenario: Scenario, setting: Setting, runs: Sequence[Run]
) -> Iterator[tuple[slice, World, Setting]]:
    """Chunks of runs with their first worlds and settings."""
    position = {code: index for index, code in enumerate(setting.names.actors)}
    for part in chunks(len(runs), setting):
        asks = [run.ask for run in runs[part]]
        stacked = stack_parameters(setting, [each.parameters for each in asks])
        numbers = {
            (position[code], attribute): np.array([each.first_state[code, attribute] for each in asks])
            for code, attribute in asks[0].first_state
        }
        world = put_first_state(initial_world(scenario, setting, len(asks)), numbers)
        yield part, engine.start(world, stacked), stacked
