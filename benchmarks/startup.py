"""How long a user waits: import, first tick, default run, 200 replicates; and how much memory that takes.

Run ``python -m benchmarks.startup``. Every command is a process of its own, started several times; the median
of the wall-clock times and the largest resident set are printed as a Markdown table.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = "humanity_alliance"
RUN = ("-m", "sim.cli", "run", SCENARIO)
COMMANDS: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("python, nothing imported", ("-c", "pass"), 7),
    ("`import numpy`", ("-c", "import numpy"), 7),
    ("`import sim`", ("-c", "import sim"), 7),
    ("`import sim; sim.simulate`", ("-c", "import sim; sim.simulate"), 7),
    (f"`run {SCENARIO} --ticks 1`", (*RUN, "--ticks", "1"), 5),
    (f"`run {SCENARIO}`", RUN, 5),
    (f"`run {SCENARIO} --replicates 200`", (*RUN, "--replicates", "200"), 5),
)
REPORT = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
spent = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
said = done.stderr.strip().splitlines() or [""]
print(json.dumps([spent, peak, f"exit {done.returncode}: {said[-1][:80]}" if done.returncode else ""]))
"""


def once(arguments: tuple[str, ...], folder: Path) -> tuple[float, float, str]:
    """Seconds, peak resident memory in MB and the fault, if any, of one run of the command.

    A small process of its own starts the command, because the peak that ``getrusage`` reports for children is
    the largest of all children so far.
    """
    command = [sys.executable, "-c", REPORT, sys.executable, *arguments]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"PYTHONPATH": path}
    said = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True).stdout
    seconds, peak, fault = json.loads(said)
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes on Linux
    return seconds, peak / unit, fault


def main() -> int:
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load average {load:.2f}\n")
    print("| command | median, s | least, s | peak memory, MB | times |\n|---|--:|--:|--:|--:|")
    failed = False
    for name, arguments, times in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:  # what a run writes goes there
            once(arguments, Path(folder))  # files into the cache, byte code compiled
            found = [once(arguments, Path(folder)) for _ in range(times)]
        fault = next((fault for *_, fault in found if fault), "")
        failed |= bool(fault)
        seconds = [spent for spent, *_ in found]
        peak = max(peak for _, peak, _ in found)
        row = f"{statistics.median(seconds):.2f} | {min(seconds):.2f} | {peak:.0f} | {times} |"
        print(f"| {name} | " + (f"failed: {fault} | | | |" if fault else row), flush=True)
    return int(failed)


if __name__ == "__main__":
    start = time.perf_counter()
    code = main()
    print(f"\nTook {time.perf_counter() - start:.0f} s.")
    sys.exit(code)
