"""Recorded votes: a CSV with columns resolution, date, iso3, vote (Y, N, A or X for absent)."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.loading.faults import Fault, InputError
from sim.scenario import Scenario

COLUMNS = ("resolution", "date", "iso3", "vote")
CODES = {"Y": "yes", "N": "no", "A": "abstain", "X": "absent"}
PREFIXES = ("A/RES/", "A/")
MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class ObservedVotes:
    """Votes on record.

    Attributes
    ----------
    votes
        ``yes``, ``no``, ``abstain`` or ``absent`` by motion and actor, motions in the order of their dates.
    skipped
        How many rows speak of motions or actors that the scenario does not have, or of later dates.
    """

    votes: dict[str, dict[str, str]]
    skipped: int


def read_votes(path: Path, scenario: Scenario, until: datetime.date | None = None) -> ObservedVotes:
    """Read recorded votes on motions of a scenario, up to and including a date.

    Raises
    ------
    InputError
        For a file that cannot be read or lacks a column, for a wrong vote code or date, a date that differs from the
        motion's, two votes of one actor on one motion, or when nothing remains.
    """
    shown = str(path)
    faults: list[Fault] = []
    votes: dict[str, dict[str, str]] = {}
    skipped = 0
    for line, row in csv_rows(path, COLUMNS):
        motion = _motion_of(row["resolution"], scenario)
        vote, date = CODES.get(row["vote"]), _date(row["date"])
        if vote is None:
            faults.append(
                Fault(shown, line, 1, f"vote must be one of {', '.join(CODES)} (got {row['vote']!r})")
            )
        elif date is None:
            faults.append(Fault(shown, line, 1, f"date must be as 2023-10-27 (got {row['date']!r})"))
        elif motion is None or row["iso3"] not in scenario.actors or (until is not None and date > until):
            skipped += 1
        elif date != scenario.motions[motion].date:
            expected = scenario.motions[motion].date
            faults.append(Fault(shown, line, 1, f"{motion} is dated {expected} in the scenario (got {date})"))
        elif row["iso3"] in votes.get(motion, {}):
            faults.append(Fault(shown, line, 1, f"{row['iso3']} votes twice on {motion}"))
        else:
            votes.setdefault(motion, {})[row["iso3"]] = vote
    if not faults and not votes:
        what = "" if until is None else f" on or before {until}"
        known = ", ".join(name for name, motion in scenario.motions.items() if motion.date)
        faults.append(
            Fault(shown, 1, 1, f"has no vote{what} on a motion of the scenario; its dated motions: {known}")
        )
    if faults:
        raise InputError(faults)
    dated = sorted(votes, key=lambda name: (str(scenario.motions[name].date), name))
    return ObservedVotes({name: votes[name] for name in dated}, skipped)


def csv_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines of a CSV file with these columns at least, each with its number.

    Raises
    ------
    InputError
        For a file that cannot be read or lacks a column.
    """
    shown = str(path)
    try:
        if path.is_dir():
            raise InputError([Fault(shown, 1, 1, "is a folder, not a CSV file")])
        if path.stat().st_size > MAX_BYTES:
            raise InputError([Fault(shown, 1, 1, f"is larger than {MAX_BYTES // 10**6} MB: not a record")])
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError([Fault(shown, 1, 1, f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise InputError([Fault(shown, 1, 1, "is not UTF-8 text")]) from None
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise InputError(
            [Fault(shown, 1, 1, f"lacks the column {missing[0]}; needed: {', '.join(columns)} (got {found})")]
        )
    for row in reader:
        yield reader.line_num, {name: (row[name] or "").strip() for name in columns}


def _motion_of(resolution: str, scenario: Scenario) -> str | None:
    """The scenario's motion that a resolution's symbol means: itself, or without ``A/RES/`` or ``A/``."""
    names = (resolution, *(resolution.removeprefix(prefix) for prefix in PREFIXES))
    return next((name for name in names if name in scenario.motions), None)


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
