"""``counterpoise sweep``: play a design into a folder, and say how it goes."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from sim.cli.output import count, fail, print_json
from sim.cli.progress import Progress, about
from sim.designs import Design, check, read_design, told, vary
from sim.loading import Fault, InputError, load_scenario
from sim.manifest import recorded_design
from sim.results import StoredStudy
from sim.runner import WorkersDieError
from sim.study import Study, study
from sim.sweeping import FolderError, FolderInUseError, OtherStudyError, SchedulerError, sweep, trial


def print_sweep(
    what: str, varied: list[str], *, options: dict[str, Any], out: Path | None, workers: int, scheduler: str | None,
    dry_run: bool, fail_fast: bool, as_json: bool,
) -> None:  # fmt: skip
    """Play a design (a file, or a scenario with ``--vary``), or say what playing it would take."""
    if scheduler is not None and not re.fullmatch(r"\w+://.+:\d+", scheduler):
        fail(f"sweep: --scheduler {scheduler}: must be an address such as tcp://host:8786", 2)
    begun = _recorded(what)
    if begun is not None:
        _refuse_changes(what, varied, options, out)
        design, out = begun, Path(what)
    else:
        design = _read(what, varied, options)
    try:
        ready = study(design)
    except ValueError as error:
        fail(f"sweep: {error}", 2)
    folder = out or Path("results") / design.name
    progress = Progress(folder, fail_fast=fail_fast)
    try:
        if dry_run:
            _print_size(ready, folder, workers, scheduler, as_json=as_json)
            return
        with progress.stopping():
            result = sweep(design, folder, workers=workers, scheduler=scheduler, watch=progress)
    except (OtherStudyError, FolderInUseError) as error:
        fail(f"sweep: {error}", 2)
    except ImportError as error:
        if scheduler is None or "distributed" not in str(error):
            raise
        fail("sweep: --scheduler needs an extra: pip install 'counterpoise[distributed]'", 2)
    except (FolderError, SchedulerError, WorkersDieError) as error:
        fail(f"sweep: {error.strerror if isinstance(error, FolderError) else error}; {progress.kept()}", 1)
    except KeyboardInterrupt:
        fail(f"stopped; {progress.kept()}", 130)
    _print_result(result, as_json=as_json)


def _recorded(what: str) -> Design | None:
    """The design of a study that was begun in the folder ``what``; None where that is no such folder."""
    try:
        return recorded_design(Path(what)) if Path(what).is_dir() else None
    except ValueError as error:
        raise InputError([Fault(f"sweep {what}", 0, 0, str(error))]) from None


def _refuse_changes(what: str, varied: list[str], options: dict[str, Any], out: Path | None) -> None:
    """A study goes on as it was begun."""
    given = {"vary": varied, **options, "out": out}
    named = {"sampler": "design", "constraints": "where"}
    if changed := [f"--{named.get(name, name)}" for name, value in given.items() if value]:
        message = f"{what} goes on with the design in its manifest: leave out {', '.join(changed)}"
        raise InputError([Fault(f"sweep {what}", 0, 0, message)])


def read_replicates(replicates: str | None, until: str | None) -> dict[str, Any]:
    """The options ``--replicates`` and ``--until`` as fields of a design.

    Raises
    ------
    InputError
        For what is neither a number nor ``auto``, or no OUTCOME=ERROR.
    """
    fields: dict[str, Any] = {}
    if replicates is not None:
        if replicates != "auto" and not (replicates.isdecimal() and int(replicates)):
            message = "must be a whole number from 1, or auto"
            raise InputError([Fault(f"--replicates {replicates}", 0, 0, message)])
        fields["replicates"] = replicates if replicates == "auto" else int(replicates)
    if until is not None:
        outcome, _, error = until.partition("=")
        try:
            fields["until"] = {"outcome": outcome, "standard_error": float(error)}
        except ValueError:
            message = "must be OUTCOME=ERROR, e.g. weight_share.palestine=0.01"
            raise InputError([Fault(f"--until {until}", 0, 0, message)]) from None
    return fields


def _read(what: str, varied: list[str], options: dict[str, Any]) -> Design:
    """The design asked for, checked against its scenario."""
    given = {name: value for name, value in options.items() if value is not None}
    if not varied:
        if not what.endswith((".yaml", ".yml")):
            message = (
                "give a design's YAML file, a scenario with --vary PATH=LOW:HIGH, or the folder of a sweep"
            )
            raise InputError([Fault(f"sweep {what}", 0, 0, message)])
        return read_design(Path(what), given)
    try:
        design = vary(what, varied, **given)
    except ValueError as error:
        raise InputError([Fault("--vary", 0, 0, str(error))]) from None
    faults = [Fault("--vary", 0, 0, told(path, text)) for path, text in check(design, load_scenario(what))]
    if faults:
        raise InputError(faults)
    return design


def _print_size(ready: Study, out: Path, workers: int, scheduler: str | None, *, as_json: bool) -> None:
    """Play some runs into a folder that is thrown away, and reckon up."""
    shared = next(place for place in out.absolute().parents if place.exists()) if scheduler else None
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        needed = trial(ready, folder, workers=workers, scheduler=scheduler)
    size_of: dict[str, Any] = {
        "points": len(ready.points.unit), "replicates": ready.rounds[-1], "runs": ready.total,
        "estimated_seconds": needed.seconds, "estimated_bytes": needed.size, "digest": ready.digest,
    }  # fmt: skip
    if as_json:
        print_json(size_of)
        return
    where = f"on {scheduler}" if scheduler else f"with {count(workers, 'worker')}"
    most = " at most" if ready.design.until else ""
    print(
        f"{size_of['points']:,} points{_kept_of(ready)} × {count(size_of['replicates'], 'replicate')} = "
        f"{count(ready.total, 'run')}{most}; {about(needed.seconds)} {where}, "
        f"{needed.size / 1e6:.1f} MB on the disk. Nothing was kept."
    )


def _precision(result: StoredStudy, reached: dict[str, Any]) -> str:
    """Whether replicates were enough, and how many that took."""
    until = result.manifest["design"]["until"]
    told = f"at most {reached['largest']:.3g} (point {reached['point']})"
    met = reached["largest"] <= reached["target"]
    return (
        f"  {reached['replicates']} replicates a point: the standard error of {until['outcome']} is {told}, "
        f"{'within' if met else 'still above'} the {reached['target']:g} asked for"
        + ("" if met else "; raise `until.most` for more")
    )


def _kept_of(ready: Study) -> str:
    """How many points constraints have left of those drawn."""
    drawn = ready.points.drawn
    return f" (of {drawn:,} drawn, by constraints)" if drawn > len(ready.points) else ""


def _print_result(result: StoredStudy, *, as_json: bool) -> None:
    counts = result.statuses()
    total = sum(counts.values())
    if as_json:
        print_json({**result.manifest, "folder": str(result.folder), "status": counts})
    else:
        print(f"{result.folder}: {total:,} runs ({', '.join(f'{v:,} {k}' for k, v in counts.items())})")
        for message, count in list(result.errors().items())[:3]:
            print(f"  {count:,} times: {message}")
        if (reached := result.manifest.get("precision")) is not None:
            print(_precision(result, reached))
        print(f"Read it: sim.open_results({str(result.folder)!r}).frame()")
    if counts.get("ok", 0) < total:
        sys.exit(1)
