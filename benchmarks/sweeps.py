# ruff: noqa: E402 (the number of threads is set before NumPy is imported)
"""A sweep against Mesa's batch_run and the EMA Workbench driving the same model as objects.

Run ``uv run --with ema_workbench python -m benchmarks.sweeps``. Every contender plays 50 actors for 24 ticks, from
start to results; ours onto disk, with all overheads, as a command of its own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"  # read when NumPy is imported: a core is a core for all that is measured
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import json
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import mesa
import yaml

from benchmarks.cases import EVERYTHING, case
from benchmarks.mesa_world import ContestModel, Draws
from sim.compilation import compile_setting
from sim.outcomes import outcome_keys
from sim.randomness import NoiseSource
from sim.results import open_results
from sim.scenario import Scenario

ACTORS, TICKS = 50, 24
SCENARIO = case(ACTORS, ticks=TICKS)
VARIED = {
    "inertia": (0.0, 1.0),
    "autonomy_cost": (0.0, 0.5),
    "weight_security": (0.5, 2.0),
    "coordination_bonus": (0.1, 1.0),
}
OBJECT_RUNS, OUR_RUNS = 60, 12_000
GRID = (3, 2, 2, 5)  # 60 points: batch_run takes factorial designs only


def draws(scenario: Scenario, replicate: int) -> Iterator[Draws]:
    """Noise of one run, tick by tick."""
    size = (len(scenario.actors), len(scenario.poles), len(scenario.blocs))
    source = NoiseSource(0, [replicate], actors=size[0], poles=size[1], blocs=size[2])
    return (Draws.of(noise) for noise in source.ticks(TICKS))


class SweptModel(ContestModel):
    """The model as objects with its parameters as keywords, as batch_run wants it."""

    def __init__(self, rng: Any = None, seed: Any = None, **numbers: float) -> None:
        super().__init__(SCENARIO, EVERYTHING.model_copy(update=numbers), draws(SCENARIO, 0))
        self.datacollector = mesa.DataCollector(
            model_reporters={f"weight_{k}": lambda model, k=k: model.weights[k] for k in (1, 2)}
        )

        self.datacollector.collect(self)

    def step(self) -> None:
        super().step()
        self.running = self.tick < TICKS
        self.datacollector.collect(self)  # batch_run looks the last one up by its step


def play_objects(**numbers: float) -> dict[str, float]:
    """One run of the objects, for the EMA Workbench."""
    model = SweptModel(**numbers)
    for _ in range(TICKS):
        model.step()
    return {"weight_1": model.weights[1], "weight_2": model.weights[2]}


def batch_run(workers: int) -> int:
    """Mesa's own sweep."""
    grid = {
        name: [low + (high - low) * i / (count - 1) for i in range(count)]
        for (name, (low, high)), count in zip(VARIED.items(), GRID, strict=True)
    }
    rows = mesa.batch_run(
        SweptModel, grid, number_processes=workers, iterations=1, max_steps=TICKS, display_progress=False
    )
    return len(rows)


def workbench(workers: int) -> int:
    """The EMA Workbench's sweep."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ema_workbench as ema

    model = ema.Model("contest", function=play_objects)
    model.uncertainties = [ema.RealParameter(name, *bounds) for name, bounds in VARIED.items()]
    model.outcomes = [ema.ScalarOutcome("weight_1"), ema.ScalarOutcome("weight_2")]
    if workers == 1:
        experiments, _ = ema.perform_experiments(model, scenarios=OBJECT_RUNS)
    else:
        with ema.MultiprocessingEvaluator(model, n_processes=workers) as evaluator:
            experiments, _ = evaluator.perform_experiments(scenarios=OBJECT_RUNS)
    return len(experiments)


def counterpoise(workers: int) -> int:
    """Our sweep as a user starts it, onto disk."""
    with tempfile.TemporaryDirectory() as place:
        scenario, folder = Path(place) / "fifty.yaml", Path(place) / "study"
        write_scenario(SCENARIO, scenario)
        ranges = [
            word
            for name, (low, high) in VARIED.items()
            for word in ("--vary", f"parameters.{name}={low}:{high}")
        ]
        command = [
            sys.executable,
            "-m",
            "sim.cli",
            "sweep",
            str(scenario),
            *ranges,
            "--design",
            "latin_hypercube",
        ]
        command += ["--samples", str(OUR_RUNS), "--workers", str(workers), "--out", str(folder), "--json"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return int(json.loads(done.stdout)["status"]["ok"])


MILLION = """
import sys
from sim.cli.app import main
try:
    main()
finally:  # the kernel's own mark: getrusage would count what the parent held before the start
    status = open("/proc/self/status").read()
    print(status.split("VmHWM:")[1].split()[0], file=sys.stderr)
"""
SMALL = case(5)
KEPT = 30


def million(points: int = 100_000, replicates: int = 10) -> None:
    """A million runs of one tick and five actors on two workers: what the driver needs, and what lies on the disk."""
    setting = compile_setting(SMALL, EVERYTHING)
    outcomes = [key for key, _, _ in outcome_keys(setting)][:KEPT]
    with tempfile.TemporaryDirectory() as place:
        scenario, design, folder = (Path(place) / name for name in ("small.yaml", "design.yaml", "study"))
        write_scenario(SMALL, scenario)
        ranges = {f"parameters.{name}": {"low": low, "high": high} for name, (low, high) in VARIED.items()}
        design.write_text(yaml.safe_dump({
            "name": "million", "scenario": str(scenario), "sampler": "random", "samples": points,
            "replicates": replicates, "ticks": 1, "factors": ranges, "outcomes": outcomes,
        }))  # fmt: skip
        command = [
            sys.executable,
            "-c",
            MILLION,
            "sweep",
            str(design),
            "--out",
            str(folder),
            "--workers",
            "2",
        ]
        started = time.perf_counter()
        told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
        seconds, runs = time.perf_counter() - started, points * replicates
        size = sum(part.stat().st_size for part in (folder / "runs").iterdir())
        started = time.perf_counter()
        column = open_results(folder).frame([outcomes[0]])
        print(
            f"\n{len(column):,} runs with {len(outcomes)} outcomes: {seconds:.0f} s, driver "
            f"{int(told.split()[-1]) / 1024:.0f} MB, {size / runs:.0f} bytes a run on the disk, one outcome read in "
            f"{time.perf_counter() - started:.2f} s"
        )


def write_scenario(scenario: Scenario, path: Path) -> None:
    """A made-up scenario as a file, with every term of the model switched on."""
    document = json.loads(scenario.model_dump_json(exclude_unset=True, exclude_none=True))
    document["parameters"] = EVERYTHING.model_dump(exclude_unset=True)
    path.write_text(yaml.safe_dump(document, sort_keys=False))


CONTENDERS: dict[str, Callable[[int], int]] = {
    "Mesa batch_run, objects": batch_run,
    "EMA Workbench, objects": workbench,
    "counterpoise sweep": counterpoise,
}


def main() -> None:
    """Each contender on one worker and on two, in turn."""
    print(f"{ACTORS} actors x {TICKS} ticks, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| contender | workers | runs | seconds | runs a second |\n|---|--:|--:|--:|--:|")
    for name, contender in CONTENDERS.items():
        for workers in (1, 2):
            started = time.perf_counter()
            runs = contender(workers)
            seconds = time.perf_counter() - started
            print(f"| {name} | {workers} | {runs:,} | {seconds:.1f} | {runs / seconds:,.0f} |", flush=True)
    million()


if __name__ == "__main__":
    main()
