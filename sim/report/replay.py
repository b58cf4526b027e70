"""Play a recorded request again, so that figures can be drawn of what files do not hold; and be sure it is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim import provenance
from sim.ensemble import SAVED, Result, simulate
from sim.loading import InputError, load_scenario, load_theory
from sim.scenario import Scenario, effective_parameters

MOST = 1000
"""Runs that are played again for figures: the first of a result, which are the same runs however many follow."""


@dataclass(frozen=True)
class Replay:
    """What came of it: the scenario if it loads, the result if it is the recorded one, else what stands against it."""

    scenario: Scenario | None
    result: Result | None
    obstacle: str = ""


def replay(
    request: Mapping[str, Any] | None, digest: str, *, replicates: int, seed: int, ticks: int | None
) -> Replay:
    """Play the first runs of a recorded request again, if it would be the same."""
    if request is None:
        return Replay(None, None, "the folder was written by a version that did not record the whole request")
    try:
        scenario = load_scenario(request["scenario"], request["set"])
        theory = load_theory(request["theory"])
        length = scenario.meta.ticks if ticks is None else ticks
        in_force = effective_parameters(scenario.parameters, theory.parameters, request["parameters"])
        now = provenance.digest(scenario, theory, in_force, length, request["without"])
    except (InputError, ValueError) as error:
        why = str(error).splitlines()[0]
        return Replay(None, None, f"the scenario or the theory does not load any more ({why})")
    if now != digest:
        return Replay(
            scenario, None, "the scenario, the theory or the model's code has changed since (another digest)"
        )
    result = simulate(
        scenario, theory, replicates=min(replicates, MOST), seed=seed, ticks=length,
        parameters=request["parameters"], without=request["without"], save=(*SAVED, "opinion"),
    )  # fmt: skip
    return Replay(scenario, result)


def remark(replayed: Replay, replicates: int) -> str:
    """A sentence on what the figures are of, or on why there are none; empty where they are of all runs."""
    if replayed.result is None:
        return (
            f"The figures are left out: {replayed.obstacle}. They need every run's course, which the folder does "
            "not hold; the tables are the stored numbers."
        )
    if replicates > MOST:
        return f"The figures are of the first {MOST:,} of {replicates:,} runs; the tables are of all."
    return ""
