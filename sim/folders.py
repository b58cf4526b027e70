"""A study's folder: whose it is, who is at work in it, and whether it can be gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sim import manifest, store
from sim.executors import SchedulerError
from sim.study import Study

LOCK = ".lock"


class OtherStudyError(ValueError):
    """The folder holds another study, or something else."""


class FolderInUseError(RuntimeError):
    """Another sweep is at work in the folder."""


class FolderError(OSError):
    """The folder cannot be read or written: no room, no right, no folder."""


@contextmanager
def held(place: Path) -> Iterator[None]:
    """Keep other sweeps out of the folder; the system lets it go however this process ends."""
    lock = FileLock(place / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        driver = (store.read_manifest(place) or {}).get("driver")
        who = f": process {driver['pid']} on {driver['host']}" if driver else ""
        raise FolderInUseError(f"another sweep is at work in {place}{who}; wait for it, or stop it") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Name the folder in what the system says of it."""
    try:
        yield
    except SchedulerError:
        raise
    except OSError as error:
        raise FolderError(error.errno, f"cannot write in {place}: {error.strerror or error}") from error


def open_record(ready: Study, place: Path) -> dict[str, Any]:
    """The manifest of this study in this folder, new or as it stands."""
    try:
        record = store.read_manifest(place)
    except ValueError as error:
        raise OtherStudyError(str(error)) from None
    store.tidy(place)
    if record is None or not store.parts(place):
        if record is None and any(path.name != LOCK for path in place.iterdir()):
            raise OtherStudyError(f"{place} holds files that are no study: give an empty or new folder")
        return manifest.describe(ready) | {"state": "new"}
    refuse(place, record, ready, "holds another study")
    played = [span for span, _ in store.parts(place)]
    if record["state"] == "complete" and list(store.missing(played, record["runs"])):
        record["state"] = "interrupted"  # parts were deleted since
    return record


def refuse(place: Path, record: dict[str, Any], ready: Study, what: str) -> None:
    """Leave a folder alone whose runs would not be of one kind with those of this study."""
    if told := manifest.differences(record, ready):
        raise OtherStudyError(
            f"{place} {what}:\n"
            + "\n".join(f"  {difference}" for difference in told)
            + "\nTo go on with it, undo that; to keep both, give another folder (--out)."
        )
