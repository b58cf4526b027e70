"""Read and write: records of line-ups and votes as CSV, calibrated theories as YAML."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import yaml

from sim.loading import Fault, InputError
from sim.loading.observed import csv_rows, read_votes
from sim.scenario import Scenario, Theory
from sim.scenario.checks import unknown
from sim.trial.record import BALLOT, LINE_UP, Record, free_actors, record_of
from sim.whole import write_whole

COLUMNS = ("kind", "name", "date", "actor", "value")
NONE = "none"


def read_record(path: Path, scenario: Scenario) -> Record:
    """Read what was observed of a scenario.

    Either recorded votes (``resolution,date,iso3,vote``, as ``hindcast`` takes), or lines
    ``kind,name,date,actor,value``: kind ``alignment`` with a pole or ``none`` as value, seen at the end of the tick
    of its date (left out: at the end of the scenario; name is left out too), or kind ``motion`` with a motion's name
    and yes, no, abstain or absent.

    Raises
    ------
    InputError
        With every fault.
    """
    if "resolution" in _header(path):
        votes = read_votes(path, scenario).votes
        items = [
            _vote(scenario, motion, code, vote) for motion, own in votes.items() for code, vote in own.items()
        ]
        return _some(path, [item for item in items if item])
    faults: list[Fault] = []
    found: dict[tuple[int, int, int], int] = {}
    free = dict(zip(scenario.actors, free_actors(scenario), strict=True))
    for line, row in csv_rows(path, COLUMNS):
        try:
            item = _item(scenario, row)
        except ValueError as error:
            faults.append(Fault(str(path), line, 1, str(error)))
            continue
        if item is None or (item[2] == LINE_UP and not free[row["actor"]]):
            continue
        if item[:3] in found:
            faults.append(Fault(str(path), line, 1, f"{row['actor']} is recorded twice"))
        found[item[:3]] = item[3]
    if faults:
        raise InputError(faults)
    return _some(path, [(*place, option) for place, option in found.items()])


def write_theory(path: Path, theory: Theory) -> None:
    """Write a theory's file, whole or not at all."""
    told = theory.model_dump(mode="json", exclude_unset=True)
    text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)
    write_whole(path, lambda place: place.write_text(text, "utf-8"))


def _header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError):
        return []  # told by whoever reads it


def _some(path: Path, items: list[tuple[int, int, int, int]]) -> Record:
    if not items:
        message = (
            "has nothing to learn from: no vote cast, and no alignment of an actor that is free to choose"
        )
        raise InputError([Fault(str(path), 1, 1, message)])
    return record_of(items)


def _item(scenario: Scenario, row: dict[str, str]) -> tuple[int, int, int, int] | None:
    """Actor, ticks, motion and option of a line; None for an absent vote."""
    if row["actor"] not in scenario.actors:
        raise ValueError(unknown("actor", row["actor"], scenario.actors))
    if row["kind"] == "motion":
        if row["name"] not in scenario.motions:
            raise ValueError(unknown("motion", row["name"], scenario.motions))
        if row["value"] not in (*BALLOT, "absent"):
            raise ValueError(f"value must be yes, no, abstain or absent (got {row['value']!r})")
        if scenario.motions[row["name"]].date is None:
            raise ValueError(
                f"the motion {row['name']} has no date in the scenario: give it one to calibrate on its votes"
            )
        return _vote(scenario, row["name"], row["actor"], row["value"])
    if row["kind"] != "alignment":
        raise ValueError(f"kind must be alignment or motion (got {row['kind']!r})")
    poles = [NONE, *scenario.poles]
    if row["value"] not in poles:
        raise ValueError(f"value must be one of {', '.join(poles)} (got {row['value']!r})")
    return (
        list(scenario.actors).index(row["actor"]),
        _ticks(scenario, row["date"]),
        LINE_UP,
        poles.index(row["value"]),
    )


def _vote(scenario: Scenario, motion: str, code: str, vote: str) -> tuple[int, int, int, int] | None:
    date = scenario.motions[motion].date
    if vote not in BALLOT or date is None:
        return None
    places = (
        list(scenario.actors).index(code),
        scenario.meta.tick_of(date) + 1,
        list(scenario.motions).index(motion),
    )
    return *places, BALLOT[vote]


def _ticks(scenario: Scenario, text: str) -> int:
    """How many ticks have been played at the end of the one in which a date falls."""
    if not text:
        return scenario.meta.ticks
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"date must be as 1914-08-04, or left out (got {text!r})") from None
    tick = scenario.meta.tick_of(date)
    if not 0 <= tick < scenario.meta.ticks:
        end = scenario.meta.date_of(scenario.meta.ticks)
        raise ValueError(
            f"{date} is outside the scenario, which runs from {scenario.meta.start} to before {end}"
        )
    return tick + 1
