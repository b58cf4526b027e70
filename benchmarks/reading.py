"""Reading a study of a million runs: seconds and memory of a column, a fan chart, an array; and bytes a run.

Run ``python -m benchmarks.reading``. The study is made up and written through the project's own store, in parts of
2,000 runs that are then put together. Every reading is a process of its own, started several times; its imports and
the opening of the study are not in the seconds. A Markdown table is printed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.startup import ROOT
from sim import store, trajectories
from sim.recording import Recording

POINTS_OF = 20
PART = 2_000
TICKS = 24
NUMBERS, COUNTS = 20, 10
READ = """
import json, resource, sys, time
import sim
study = sim.open_results(sys.argv[1])
study.columns
start = time.perf_counter()
exec(sys.argv[2])
print(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""
READINGS = (
    ("nothing (the imports)", "import pandas"),
    ("one outcome: `frame([KEY])`", "study.frame(['weight_share.a'])"),
    ("status and error", "study.frame(['status', 'error'])"),
    ("the whole table: `frame()`", "study.frame()"),
    ("fan chart: `fan(KEY)`", "study.fan('weight_share.a')"),
    ("fan chart by a factor of 4 levels", "study.fan('weight_share.a', by='theory')"),
    ("one run's course: `trajectories(runs=[r])`", "study.trajectories('weight_share.a', runs=[777_777])"),
    ("all courses: `trajectories(KEY)`", "study.trajectories('weight_share.a')"),
    ("labelled array: `to_xarray(KEY)`", "study.to_xarray('weight_share.a')"),
)


def outcome_names() -> list[str]:
    """Thirty outcomes: shares and indices, which fill all their bytes, and counts of actors or votes."""
    numbers = [f"weight_share.{chr(97 + i)}" for i in range(NUMBERS)]
    return numbers + [f"yes.m{i}" for i in range(COUNTS)]


def write_part(folder: Path, span: store.Span) -> None:
    """Made-up rows: random walks that end in the outcome, and counts."""
    rng = np.random.default_rng(span[0])
    runs = np.arange(*span)
    walk = 0.5 + np.cumsum(rng.normal(0, 0.02, (len(runs), TICKS + 1)), axis=1)
    recorded = Recording(np.arange(TICKS + 1), (), {}, {"weight_share.a": walk}, {})
    trajectories.write(folder, span, [(runs, recorded)])
    point = runs // POINTS_OF
    rows = {
        "run": runs.tolist(), "point": point.tolist(), "replicate": (runs % POINTS_OF).tolist(),
        "parameters.inertia": np.random.default_rng(1).random(int(point[-1]) + 1)[point].tolist(),
        "theory": [("full", "schweller", "walt", "waltz")[p % 4] for p in point],
    }  # fmt: skip
    for name in outcome_names():
        drawn = rng.random(len(runs)) if name.startswith("weight") else rng.integers(0, 120, len(runs)) * 1.0
        rows[name] = (walk[:, -1] if name == "weight_share.a" else drawn).tolist()
    rows |= {"status": ["ok"] * len(runs), "error": [""] * len(runs)}
    store.write_part(folder, span, rows)


def write(folder: Path, total: int) -> None:
    """A whole study, put together."""
    for begin in range(0, total, PART):
        write_part(folder, (begin, min(begin + PART, total)))
    start = time.perf_counter()
    trajectories.compact(folder)
    store.compact(folder)
    factors = {"parameters.inertia": {}, "theory": {}}
    manifest = {
        "schema_version": store.SCHEMA_VERSION, "state": "complete", "digest": "", "code_version": "",
        "counterpoise": "", "design": {"name": "made up", "scenario": "none", "factors": factors},
    }  # fmt: skip
    store.write_manifest(folder, manifest)
    spent = time.perf_counter() - start
    print(f"Putting {total // PART:,} parts together took {spent:.1f} s.", flush=True)
    for table in (store.RUNS, trajectories.OUTCOMES):
        size = sum(path.stat().st_size for _, path in store.parts(folder, table))
        print(f"`{table}`: {size / total:.0f} bytes a run in {len(store.parts(folder, table))} files.")


def once(folder: Path, code: str) -> tuple[float, float]:
    """Seconds that a reading takes in a new process, after imports and opening, and its peak memory in MB."""
    command = [sys.executable, "-c", READ, str(folder), code]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    seconds, peak = json.loads(said)
    return seconds, peak / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1_000_000)
    total = parser.parse_args().runs
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load average {load:.2f}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "study"
        # In another process: what a child's peak memory is said to be starts from its parent's.
        writing = multiprocessing.get_context("spawn").Process(target=write, args=(folder, total))
        writing.start()
        writing.join()
        print("\n| reading | median, s | least, s | peak memory, MB |\n|---|--:|--:|--:|")
        for name, code in READINGS:
            found = [once(folder, code) for _ in range(5)]
            seconds, peaks = zip(*found, strict=True)
            print(
                f"| {name} | {statistics.median(seconds):.2f} | {min(seconds):.2f} | {max(peaks):.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
