"""``counterpoise sweep``: play a design into a folder, and say how it goes."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.cli.output import fail, print_json
from sim.designs import Design, check, read_design, told, vary
from sim.loading import Fault, InputError, load_scenario
from sim.playing import play_span
from sim.results import StoredStudy
from sim.runner import Pace
from sim.study import Study, study
from sim.sweeping import OtherStudyError, sweep


def print_sweep(
    what: str, varied: list[str], *, options: dict[str, Any], out: Path | None, workers: int, dry_run: bool,
    fail_fast: bool, as_json: bool,
) -> None:  # fmt: skip
    """Play a design (a file, or a scenario with ``--vary``), or say what playing it would take."""
    design = _read(what, varied, options)
    try:
        ready = study(design)
    except ValueError as error:
        fail(f"sweep: {error}", 2)
    if dry_run:
        _print_size(ready, workers, as_json=as_json)
        return
    folder = out or Path("results") / design.name
    try:
        result = sweep(design, folder, workers=workers, watch=_watcher(fail_fast))
    except OtherStudyError as error:
        fail(f"sweep: {error}", 2)
    except KeyboardInterrupt:
        fail(f"\ninterrupted; what was finished is kept in {folder}. Go on with the same command.", 130)
    _print_result(result, as_json=as_json)


def _read(what: str, varied: list[str], options: dict[str, Any]) -> Design:
    """The design asked for, checked against its scenario."""
    given = {name: value for name, value in options.items() if value is not None}
    if not varied:
        if not what.endswith((".yaml", ".yml")):
            message = "give a design's YAML file, or a scenario with --vary PATH=LOW:HIGH"
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


def _watcher(fail_fast: bool) -> Callable[[Pace], None]:
    """Progress on standard error where that is a terminal; a stop at the first failure where that is asked for."""
    live = sys.stderr.isatty()

    def watch(pace: Pace) -> None:
        if live:
            share = pace.done / max(pace.total, 1)
            text = f"\r{pace.done:,} of {pace.total:,} runs ({share:.0%}), {pace.rate:,.0f} a second, "
            text += f"{_time(pace.left)} left" + (f", {pace.failed:,} failed" if pace.failed else "")
            sys.stderr.write(text + "\033[K" + ("\n" if pace.done == pace.total else ""))
            sys.stderr.flush()
        if fail_fast and pace.failed:
            fail("sweep: a run failed, and --fail-fast was asked for; what was finished is kept", 1)

    return watch


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return (
        f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
    )


def _print_size(ready: Study, workers: int, *, as_json: bool) -> None:
    """Play a few runs into a folder that is thrown away, and reckon up."""
    sample = min(ready.total, max(ready.design.replicates, 16))
    with tempfile.TemporaryDirectory() as folder:
        play_span(ready, folder, (0, min(ready.design.replicates, sample)))
        report = play_span(ready, folder, (0, sample))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    seconds = report.seconds / sample * ready.total / workers
    size_of: dict[str, Any] = {
        "points": len(ready.points.unit), "replicates": ready.design.replicates, "runs": ready.total,
        "estimated_seconds": seconds, "estimated_bytes": size / sample * ready.total, "digest": ready.digest,
    }  # fmt: skip
    if as_json:
        print_json(size_of)
        return
    many = "s" if workers > 1 else ""
    print(
        f"{size_of['points']:,} points × {size_of['replicates']} replicates = {ready.total:,} runs; "
        f"about {_time(seconds)} with {workers} worker{many}, at most {size_of['estimated_bytes'] / 1e6:.1f} MB. "
        "Nothing was kept."
    )


def _print_result(result: StoredStudy, *, as_json: bool) -> None:
    status = result.frame(["status", "error"])
    counts = {str(key): int(value) for key, value in status["status"].value_counts().items()}
    if as_json:
        print_json({**result.manifest, "folder": str(result.folder), "status": counts})
    else:
        print(f"{result.folder}: {len(status):,} runs ({', '.join(f'{v:,} {k}' for k, v in counts.items())})")
        for message, count in status["error"][status["status"] != "ok"].value_counts().head(3).items():
            print(f"  {count:,} times: {message}")
        print(f"Read it: sim.open_results({str(result.folder)!r}).frame()")
    if counts.get("ok", 0) < len(status):
        sys.exit(1)
