"""``counterpoise report``: a run, a comparison or a sweep as one page."""

from __future__ import annotations

from pathlib import Path

from sim.cli.output import fail, print_json
from sim.report import report


def print_report(folder: Path, *, out: Path | None, as_json: bool) -> None:
    """Write the page and say where."""
    if out is not None and not out.absolute().parent.is_dir():
        fail(f"report: --out {out}: there is no folder {out.absolute().parent}", 2)
    if out is not None and out.is_dir():
        fail(f"report: --out {out} is a folder: name a file", 2)
    try:
        written = report(folder, out)
    except (ValueError, FileNotFoundError) as error:
        fail(f"report: {error}", 2)
    if as_json:
        print_json({"file": str(written.file), "bytes": written.bytes, "kind": written.kind})
    else:
        print(f"{written.file}: report of a {written.kind}, {written.bytes / 1e6:.1f} MB")
