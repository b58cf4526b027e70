"""A sweep as a command in a process group of its own, to be watched and killed."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sim import store

PATIENCE = 120
"""Seconds after which a condition that does not come is held to have failed; no test measures time."""

DESIGN = """
name: survivor
scenario: nato_veto
sampler: latin_hypercube
samples: {samples}
replicates: {replicates}
ticks: 4
outcomes: [weight_share.israel, supporters.palestine]
factors:
  parameters.inertia: {{low: 0, high: 0.4}}
  theory: {{values: [waltz, walt]}}
"""


def write_design(folder: Path, samples: int, replicates: int) -> Path:
    path = folder / "survivor.yaml"
    path.write_text(DESIGN.format(samples=samples, replicates=replicates))
    return path


def start(design: Path, out: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sim.cli", "sweep", str(design), "--out", str(out), *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def play(design: Path, out: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a sweep that is left in peace."""
    driver = start(design, out, *words)
    told = driver.communicate(timeout=PATIENCE)
    return driver.returncode, *told


def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.02)


def until_new_part(driver: subprocess.Popen[str], out: Path, known: set[tuple[int, int]]) -> None:
    until(lambda: driver.poll() is not None or bool(spans(out) - known), "a new part")


def spans(out: Path) -> set[tuple[int, int]]:
    return {span for span, _ in store.parts(out)}


def group_is_empty(group: int) -> bool:
    """Whether no process of a driver is left, zombies not counted: in a container nobody may collect them."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, owner = entry.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(owner) == group and state != "Z":
            return False
    return True


def until_nobody_is_left(driver: subprocess.Popen[str]) -> None:
    until(lambda: group_is_empty(driver.pid), "no process left")


def kill_group(group: int, number: int = signal.SIGKILL) -> None:
    os.killpg(group, number)


def table(out: Path) -> dict[str, str]:
    """The files of a finished table, by name, as digests."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((out / "runs").iterdir())
    }
