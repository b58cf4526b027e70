"""How long it takes to find every stable line-up: by tables, by the engine, and from random starts.

Run ``python -m benchmarks.equilibria``. Each case is worked out three times in one process; the least time is printed.
"""

from __future__ import annotations

import resource
import time

import numpy as np

from sim.equilibria import find_equilibria
from sim.loading import load_scenario
from sim.scenario import Scenario
from tests.landscape import landscape_scenario


def made_up(n: int, seed: int = 1) -> Scenario:
    """Actors of random sizes with random mutual propensities."""
    rng = np.random.default_rng(seed)
    propensity = np.triu(rng.uniform(-1, 1, (n, n)), 1)
    return landscape_scenario({f"A{i}": float(rng.lognormal()) for i in range(n)}, propensity + propensity.T)


def repelling(n: int, seed: int = 1) -> Scenario:
    """Actors of random sizes that all repel each other: very many stable line-ups."""
    rng = np.random.default_rng(seed)
    return landscape_scenario({f"A{i}": float(rng.lognormal()) for i in range(n)}, np.eye(n) - 1)


CASES: tuple[tuple[str, Scenario, str], ...] = (
    ("realist_1936", load_scenario("realist_1936"), "axelrod_bennett"),
    ("europe_1936", load_scenario("europe_1936"), "axelrod_bennett"),
    ("unix_1988", load_scenario("unix_1988"), "walt"),
    ("europe_1936", load_scenario("europe_1936"), "walt"),
    ("humanity_alliance", load_scenario("humanity_alliance"), "full"),
    ("world_2023", load_scenario("world_2023"), "full"),
    ("made up, 20 actors", made_up(20), "axelrod_bennett"),
    ("made up, 24 actors", made_up(24), "axelrod_bennett"),
    ("all repel, 24 actors", repelling(24), "axelrod_bennett"),
)


def main() -> None:
    print(
        "| case | theory | movable | options | starts | all line-ups | stable | seconds | peak memory so far, MB |"
    )
    print("|---|---|--:|--:|--:|---|--:|--:|--:|")
    for name, case, theory in CASES:
        times = []
        for _ in range(3):
            begin = time.perf_counter()
            found = find_equilibria(case, theory)
            times.append(time.perf_counter() - begin)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"| {name} | {theory} | {len(found.movable)} | {len(found.options)} | {found.starts:,.0f} | "
            f"{'yes' if found.exhaustive else 'no'} | {found.count:,} | {min(times):.2f} | {peak:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
