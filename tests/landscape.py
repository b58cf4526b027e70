"""Slow references for equilibria: landscape theory by brute force, and every line-up priced by the engine."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim import engine, perception
from sim.compilation import compile_setting
from sim.loading import load_theory
from sim.scenario import Scenario, effective_parameters
from sim.world import initial_world

SIZES_1936 = {
    "GBR": 7.45, "FRA": 5.32, "CZE": 1.15, "DNK": 0.20, "DEU": 11.49, "ITA": 4.03, "POL": 1.83, "ROU": 0.78,
    "HUN": 0.45, "PRT": 0.27, "FIN": 0.19, "LVA": 0.13, "LTU": 0.10, "EST": 0.06, "RUS": 15.01, "YUG": 0.59,
    "GRC": 0.35,
}  # fmt: skip
"""Percent of the world's capabilities, Axelrod & Bennett 1993, Table 1."""


def all_sides(n: int) -> NDArray[np.int64]:
    """Every way to split n actors into two sides, the first actor on side 0: [2^(n-1), n] of 0 and 1."""
    codes = np.arange(2 ** (n - 1))
    return ((codes[:, None] >> np.arange(n)[::-1]) & 1).astype(np.int64)


def energy(
    sides: NDArray[np.int64], sizes: NDArray[np.float64], propensity: NDArray[np.float64]
) -> NDArray[np.float64]:
    """E = Σ_i Σ_j s_i s_j p_ij d_ij, d = 1 for those apart (Axelrod & Bennett 1993, eq. 3)."""
    stake = sizes[:, None] * sizes * propensity
    apart = sides[:, :, None] != sides[:, None, :]
    return np.asarray((stake * apart).sum(axis=(1, 2)))


def minima_and_basins(sizes: NDArray[np.float64], propensity: NDArray[np.float64]) -> dict[int, int]:
    """Strict-or-flat local minima as the number of their side vector, with how many starts descend to each.

    A start moves by the single change of side that lowers energy most, until none lowers it.
    """
    n = len(sizes)
    sides = all_sides(n)
    energies = energy(sides, sizes, propensity)
    codes = np.arange(len(sides))
    flips = [codes ^ (1 << (n - 1 - i)) for i in range(n)]
    flips[0] = codes ^ (2 ** (n - 1) - 1)  # changing the first actor is changing all others
    neighbours = np.stack(flips, axis=1)
    best = neighbours[codes, energies[neighbours].argmin(axis=1)]
    ahead = np.where(energies[best] < energies - 1e-9, best, codes)
    while (ahead[ahead] != ahead).any():
        ahead = ahead[ahead]
    found, counts = np.unique(ahead, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def landscape_scenario(sizes: dict[str, float], propensity: NDArray[np.float64]) -> Scenario:
    """A scenario of these actors and propensities, nobody anchored."""
    codes = list(sizes)
    note = {"coding": "made up for a test"}
    dyads = [
        {"pairs": [[codes[i], codes[j]]], "affinity": float(propensity[i, j]), **note}
        for i in range(len(codes)) for j in range(len(codes)) if i != j
    ]  # fmt: skip
    data = {
        "meta": {"name": "landscape", "title": "", "summary": "", "start": "1936-01-01", "ticks": 1},
        "poles": {
            "one": {"title": "", "leaders": codes[0], **note}, "two": {"title": "", "leaders": codes[1], **note}
        },
        "actors": {
            code: {"name": code, "capability": size, "anchored": False, **note} for code, size in sizes.items()
        },
        "dyads": dyads,
    }  # fmt: skip
    return Scenario.model_validate_json(json.dumps(data))


def every_line_up(
    scenario: Scenario, theory: str
) -> tuple[NDArray[np.int64], NDArray[np.float64], list[int]]:
    """All line-ups [R, N] of a scenario's actors that are not anchored, U of each [R, N, K + 1], and who they are.

    The engine prices them on the run axis in one go, inertia included; whoever takes a side does so in full.
    """
    chosen = load_theory(theory)
    in_force = effective_parameters(scenario.parameters, chosen.parameters)
    setting = compile_setting(scenario, in_force, chosen.non_alignment)
    options = range(0 if setting.non_alignment else 1, setting.pole_count + 1)
    movable = [i for i in range(setting.actor_count) if not setting.anchored[i]]
    line_ups = np.array(list(itertools.product(options, repeat=len(movable))))
    world = engine.start(initial_world(scenario, setting, len(line_ups)), setting)
    alignment, commitment = world.alignment.copy(), world.commitment.copy()
    alignment[:, movable], commitment[:, movable] = line_ups, line_ups > 0
    world = perception.weigh(replace(world, alignment=alignment, commitment=commitment), setting)
    return (
        alignment,
        perception.deliberate(world, setting, perception.perceive(world, setting)).utility,
        movable,
    )


def stable_by_engine(scenario: Scenario, theory: str = "axelrod_bennett") -> set[tuple[int, ...]]:
    """Alignments in which every movable actor's own option is best."""
    alignment, utility, movable = every_line_up(scenario, theory)
    own = np.take_along_axis(utility, alignment[..., None], axis=-1)[..., 0]
    calm = (own >= utility.max(axis=-1) - 1e-12)[:, movable].all(axis=-1)
    return {tuple(row) for row in alignment[calm].tolist()}
