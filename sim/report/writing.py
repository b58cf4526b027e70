"""From a folder to a report: what lies in it, and one file written whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import store
from sim.report.comparisons import comparison_page
from sim.report.parts import Page, ReportError
from sim.report.rendering import render
from sim.report.runs import run_page
from sim.report.sweeps import sweep_page
from sim.whole import whole_file

NAME = "report.html"


@dataclass(frozen=True)
class Report:
    """A report that was written: where, how large, and of what (run, comparison or sweep)."""

    file: Path
    bytes: int
    kind: str


def report(folder: str | Path, file: str | Path | None = None) -> Report:
    """Write the report of a run's, a comparison's or a sweep's folder.

    Runs and comparisons are played again for their figures, if that gives the recorded digest and numbers; otherwise
    the report holds what the files hold, and says so.

    Parameters
    ----------
    file
        Where (default: report.html in the folder).

    Raises
    ------
    ReportError
        For a folder that holds none of these, or an unfinished sweep.
    """
    place = Path(folder)
    target = place / NAME if file is None else Path(file)
    page = _page(place)
    text = render(page).encode()
    with whole_file(target) as opened:
        opened.write(text)
    return Report(target, len(text), page.kind)


def _page(place: Path) -> Page:
    if not place.is_dir():
        raise ReportError(f"{place} is no folder: give that of a run, a comparison (--out) or a sweep")
    try:
        if (place / store.MANIFEST).exists():
            return sweep_page(place)
        if (place / "comparison.json").exists():
            return comparison_page(_read(place / "comparison.json"))
        if (place / "summary.json").exists():
            return run_page(place, _read(place / "summary.json"))
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ReportError(
            f"{place} was not written by counterpoise, or by a version that this one cannot read ({error!r})"
        ) from error
    raise ReportError(
        f"{place} holds nothing to report: no summary.json (run --out), comparison.json (compare --out) or "
        f"{store.MANIFEST} (sweep)"
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ReportError(f"{path} is not JSON: {error}") from None
    if not isinstance(told, dict) or ("digest" not in told and "baseline" not in told):
        raise ReportError(f"{path} was not written by counterpoise: it names no digest")
    return told
