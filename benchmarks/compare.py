# ruff: noqa: E402 (the number of threads is set before NumPy is imported)
"""The engine against the same model as Mesa objects: same choices, and how much faster.

Run ``python -m benchmarks.compare``. Exits with 1 where the two disagree.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"  # read when NumPy is imported: one core for all that is measured
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import gc
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import mesa
import numpy as np

from benchmarks.cases import CURVED, DENSITY, EVERYTHING, POWER_ONLY, case
from benchmarks.mesa_world import ContestModel, Draws
from sim import engine
from sim.compilation import compile_setting
from sim.randomness import Noise, NoiseSource
from sim.scenario import Parameters, Scenario
from sim.setting import Setting
from sim.world import World, initial_world

SIZES = (10, 50, 200)
DENSITIES = ((10, DENSITY), (50, DENSITY), (200, DENSITY), (50, 1.0))
CELLS = 100_000  # R·N² of a chunk, about
AROUND = (0.4, 1.0, 2.5, 6.0)
TOLERANCE = 1e-9
ROUNDS = 5
SECONDS_PER_ROW = 25.0
SEED = 11


@dataclass
class Prepared:
    """A scenario with the noise of its first runs, ready for both implementations."""

    scenario: Scenario
    parameters: Parameters
    setting: Setting = field(init=False)

    def __post_init__(self) -> None:
        self.setting = compile_setting(self.scenario, self.parameters)

    def noises(self, runs: int) -> list[Noise]:
        names = self.setting.names
        source = NoiseSource(
            SEED, range(runs), actors=len(names.actors), poles=len(names.poles), blocs=len(names.blocs)
        )
        return list(source.ticks(self.scenario.meta.ticks))

    def world(self, runs: int) -> World:
        return engine.start(initial_world(self.scenario, self.setting, runs), self.setting)

    def objects(self, noises: list[Noise], run: int = 0) -> ContestModel:
        return ContestModel(self.scenario, self.parameters, [Draws.of(noise, run) for noise in noises])


# -- the same choices


def cases_to_check() -> Iterator[tuple[str, Prepared]]:
    for n in SIZES:
        yield f"N={n}", Prepared(case(n), EVERYTHING)
    for seed in range(1, 6):
        yield f"N=50, seed {seed}", Prepared(case(50, seed=seed), EVERYTHING)
    for poles in (1, 3, 4):
        yield f"N=30, {poles} poles", Prepared(case(30, poles, seed=poles), EVERYTHING)
        yield f"N=30, {poles} poles, other exponents", Prepared(case(30, poles, seed=poles), CURVED)
    yield "N=50, other exponents", Prepared(case(50, seed=7, ticks=60), CURVED)
    yield "N=50, power alone", Prepared(case(50, seed=8), POWER_ONLY)
    yield "N=20, nobody may stay out", Prepared(case(20, 3, seed=9, non_alignment=False), EVERYTHING)


def readings(model: ContestModel) -> dict[str, np.ndarray]:
    """The state of the objects as arrays, named as in ``sim.world.World``."""
    states, blocs, k = model.states, model.blocs, len(model.poles)
    pairs = sorted(model.harms, key=lambda harm: (harm.perpetrator.index, harm.victim.index))
    found = {
        name: [getattr(state, name) for state in states]
        for name in ("alignment", "commitment", "posture", "capability", "mobilisation", "dissent")
    }
    return {name: np.array(values) for name, values in found.items()} | {
        "weights": np.array(model.weights[1:]),
        "opinion": np.array([state.opinion[1 : k + 1] for state in states]),
        "harm": np.array([harm.level for harm in pairs]),
        "membership": np.array([[bloc in state.blocs for bloc in blocs] for state in states]),
        "open_blocs": np.array([bloc.is_open for bloc in blocs]),
        "cohesion": np.array([bloc.cohesion for bloc in blocs]),
        "adopted": np.array([[state.adopted.get(m, -1) for m in model.measures] for state in states]),
    }


def difference(prepared: Prepared, runs: int = 3) -> str:
    """The first difference between the two, or nothing."""
    noises, world = prepared.noises(runs), prepared.world(runs)
    models = [prepared.objects(noises, run) for run in range(runs)]
    names = prepared.setting.names
    for tick, noise in enumerate(noises):
        world = engine.tick(world, prepared.setting, noise)
        for run, model in enumerate(models):
            model.step()
            for name, theirs in readings(model).items():
                ours = getattr(world, name)[run]
                same = np.abs(ours - theirs) <= TOLERANCE if ours.dtype.kind == "f" else ours == theirs
                if not same.all():
                    place = tuple(int(x) for x in np.argwhere(~same)[0])
                    return (f"tick {tick}, run {run}: {name}{list(place)} is {ours[place]} in the engine and "
                            f"{theirs[place]} in the objects ({names.actors[place[0]]})")  # fmt: skip
            for q, name in enumerate(names.motions):
                votes = model.votes.get(name)
                if votes is None:
                    continue
                if votes != world.votes[run, :, q].tolist():
                    return f"tick {tick}, run {run}: the votes on {name} differ"
                if model.passed[name] != (world.motion_outcome[run, q] == 1):
                    return f"tick {tick}, run {run}: the outcome of {name} differs"
    return ""


def moved(prepared: Prepared) -> str:
    """What happened in a run, to see that the check has something to compare."""
    noises = prepared.noises(1)
    model = prepared.objects(noises)
    before, switches = [s.alignment for s in model.states], 0
    for _ in noises:
        model.step()
        now = [s.alignment for s in model.states]
        switches += sum(a != b for a, b in zip(before, now, strict=True))
        before = now
    return f"{switches} switches, {sum(len(b.members) for b in model.blocs)} memberships at the end"


def check() -> bool:
    agreed = True
    for name, prepared in cases_to_check():
        fault = difference(prepared)
        agreed &= not fault
        print(f"- {name}: {fault or 'same (' + moved(prepared) + ')'}", flush=True)
    return agreed


# -- how fast


@dataclass
class Contender:
    """Something timed: microseconds per run-tick, best of its rounds."""

    name: str
    runs: int
    play: object
    best: float = float("inf")

    def time(self, ticks: int) -> None:
        go = self.play()
        gc.collect()
        gc.disable()
        start = time.perf_counter()
        go()
        spent = time.perf_counter() - start
        gc.enable()
        self.best = min(self.best, spent / (self.runs * ticks) * 1e6)


def contenders(prepared: Prepared) -> list[Contender]:
    n = prepared.setting.actor_count
    sizes = sorted({max(2, round(CELLS * share / n**2)) for share in AROUND})
    one = prepared.noises(1)

    def objects():
        model = prepared.objects(one)
        return lambda: [model.step() for _ in one]

    def batch(runs: int):
        noises, world = prepared.noises(runs), prepared.world(runs)
        return lambda: lambda: engine.run(world, prepared.setting, noises)

    def drawing():
        return lambda: prepared.noises(sizes[0])

    return [
        Contender("objects", 1, objects),
        Contender("engine", 1, batch(1)),
        *(Contender("batch", runs, batch(runs)) for runs in sizes),
        Contender("noise", sizes[0], drawing),
    ]


def measure(n: int, density: float) -> tuple[list[Contender], int]:
    """All contenders in turn, several rounds: what slows the machine down slows all of them."""
    prepared = Prepared(case(n, density=density), EVERYTHING)
    found, deadline = contenders(prepared), time.perf_counter() + SECONDS_PER_ROW
    rounds = 0
    while rounds < 2 or (rounds < ROUNDS and time.perf_counter() < deadline):
        for contender in found:
            contender.time(prepared.scenario.meta.ticks)
        rounds += 1
    return found, rounds


def load() -> str:
    return " ".join(f"{x:.2f}" for x in os.getloadavg()) if hasattr(os, "getloadavg") else "not known"


def main() -> int:
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, Mesa {mesa.__version__}, "
        f"{os.cpu_count()} cores (one used), load average {load()}\n\nSame choices?\n"
    )
    if not check():
        print("\nThe two implementations disagree.")
        return 1
    titles = (
        "N", "pairs related", "Mesa objects", "engine, one run", "engine, batch", "runs in a batch",
        "batches tried", "drawing the noise", "objects / one run", "objects / batch",
    )  # fmt: skip
    print("\nMicroseconds per run and tick:\n\n| " + " | ".join(titles) + " |\n|" + "--:|" * len(titles))
    for n, density in DENSITIES:
        found, rounds = measure(n, density)
        batches = [contender for contender in found if contender.name == "batch"]
        objects, alone, noise = (found[place].best for place in (0, 1, -1))
        best = min(batches, key=lambda batch: batch.best)
        tried = ", ".join(f"R={batch.runs}: {batch.best:.1f}" for batch in batches)
        print(
            f"| {n} | {density:.0%} | {objects:,.0f} | {alone:,.0f} | {best.best:,.1f} | {best.runs} "
            f"| {tried} | {noise:.1f} | {objects / alone:.1f} | **{objects / best.best:.0f}** |",
            flush=True,
        )
    print(f"\nBest of up to {ROUNDS} rounds (at least {rounds}); load average now {load()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
