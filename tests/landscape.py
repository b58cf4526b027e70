"""Landscape theory by brute force: energies, minima and basins, independent of the engine's utilities."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from sim import engine, perception
from sim.compilation import compile_setting
from sim.loading import load_theory
from sim.scenario import Parameters, Scenario, effective_parameters
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


def stable_by_engine(sizes: dict[str, float], propensity: NDArray[np.float64]) -> set[int]:
    """Line-ups in which every actor's own option is best under the theory ``axelrod_bennett``.

    All line-ups are put side by side on the run axis and priced by the engine in one go.
    """
    scenario, theory = landscape_scenario(sizes, propensity), load_theory("axelrod_bennett")
    setting = compile_setting(
        scenario, effective_parameters(Parameters(), theory.parameters), theory.non_alignment
    )
    sides = all_sides(len(sizes))
    stable: set[int] = set()
    for begin in range(0, len(sides), 4096):
        chunk = sides[begin : begin + 4096]
        world = engine.start(initial_world(scenario, setting, len(chunk)), setting)
        world = _placed(world, chunk + 1)
        utility = perception.deliberate(world, setting, perception.perceive(world, setting)).utility
        own = np.take_along_axis(utility, (chunk + 1)[..., None], axis=-1)[..., 0]
        calm = (own >= utility.max(axis=-1) - 1e-12).all(axis=-1)
        stable |= set((begin + np.flatnonzero(calm)).tolist())
    return stable


def _placed(world, alignment):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(world, alignment=alignment, commitment=np.ones(alignment.shape))
