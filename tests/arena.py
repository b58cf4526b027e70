"""Small made-up arenas in which one feature at a time can be varied, for the tests of the science.

Two anchored leaders, EAST and WEST, and actors between them. Whatever an arena does not mention is equal for all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sim.ensemble import Result, simulate
from sim.scenario import Parameters, Scenario, Theory

CODED = {"coding": "made up for a test"}

NEUTRAL: dict[str, float] = {
    "revision_rate": 1, "logit_precision": 20, "growth_volatility": 0, "mobilisation_rate": 0, "dissent_rate": 0,
    "outrage": 0, "opinion_rate": 0, "commitment_rate": 0.5, "inertia": 0, "autonomy_cost": 0,
}  # fmt: skip
"""Everything that could blur a comparison is still; theories' weights are 0 unless a test sets them."""


def actor(capability: float = 1.0, **fields: Any) -> dict[str, Any]:
    """An actor's entry."""
    return {"name": "made up", "capability": capability, **CODED, **fields}


def arena(
    actors: Mapping[str, Mapping[str, Any]],
    dyads: Sequence[Mapping[str, Any]] = (),
    *,
    leaders: Mapping[str, Mapping[str, Any]] | None = None,
    ticks: int = 8,
    poles: Mapping[str, str] | None = None,
    meta: Mapping[str, Any] | None = None,
    **sections: Any,
) -> Scenario:
    """A scenario with leaders EAST (pole east) and WEST (pole west) and the given actors."""
    led = dict(poles or {"east": "EAST", "west": "WEST"})
    lead = {code: actor(10.0) for code in led.values()} | {k: dict(v) for k, v in (leaders or {}).items()}
    data: dict[str, Any] = {
        "meta": {
            "name": "arena", "title": "arena", "summary": "made up", "start": "2000-01-01", "ticks": ticks,
            **(meta or {}),
        },
        "poles": {pole: {"title": pole, "leaders": [code], **CODED} for pole, code in led.items()},
        "actors": {**lead, **{code: dict(entry) for code, entry in actors.items()}},
        "dyads": [{**CODED, **entry} for entry in dyads],
        **sections,
    }  # fmt: skip
    return Scenario.model_validate_json(json.dumps(data))


def play(
    scenario: Scenario, parameters: Mapping[str, float], replicates: int = 200, **options: Any
) -> Result:
    """Run an arena under exactly these parameters over ``NEUTRAL``, with the same noise every time."""
    theory = Theory(
        name="bare", title="bare", summary="", sources=(), terms={}, parameters=Parameters(),
        non_alignment=options.pop("non_alignment", None),
    )  # fmt: skip
    return simulate(
        scenario, theory, replicates=replicates, seed=11, parameters={**NEUTRAL, **parameters}, **options
    )


def share(result: Result, pole: str, actors: Sequence[str]) -> float:
    """Mean share of these actors that stand with a pole at the end (``none``: non-aligned)."""
    names = result.setting.names
    code = 0 if pole == "none" else names.poles.index(pole) + 1
    return float((result.final("alignment")[:, [names.actors.index(a) for a in actors]] == code).mean())
