"""Write a run's outcomes and trajectories to a folder, whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sim.ensemble import Result
from sim.loading import Fault, InputError
from sim.whole import write_whole


def save_result(result: Result, told: dict[str, Any], folder: Path) -> Path:
    """Write ``summary.json``, ``outcomes.parquet`` and ``trajectories.parquet``; gives the folder.

    Each file is written under a temporary name and renamed, so that a file that exists is complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(
        folder / "summary.json", lambda path: path.write_text(json.dumps(told, indent=2, ensure_ascii=False))
    )
    write_whole(
        folder / "outcomes.parquet", lambda path: result.outcomes.to_parquet(path, compression="zstd")
    )
    write_whole(
        folder / "trajectories.parquet", lambda path: result.trajectories.to_parquet(path, compression="zstd")
    )
    return folder


def check_folder(folder: Path | None) -> None:
    """See, before anything is run, that a folder for results can be made.

    Raises
    ------
    InputError
        Where the path, or something above it, is a file or may not be written.
    """
    place = folder
    while place is not None and not place.exists() and place != place.parent:
        place = place.parent
    if place is not None and not (place.is_dir() and os.access(place, os.W_OK)):
        raise InputError(
            [Fault(f"--out {folder}", 0, 0, f"cannot be made: {place} is not a folder one can write to")]
        )
