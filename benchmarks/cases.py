"""Made-up scenarios of any size, for measuring and for checking one implementation against another."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from sim.scenario import Parameters, Scenario

EVERYTHING = Parameters(
    offence_exponent=1, proximity_exponent=1, hostility_exponent=1, vicarious_threat=2,
    threat_half_saturation=0.02, coordination_bonus=0.5, accommodation=0.3, free_riding=0.2,
    neutral_safety=0.2, weight_security=1, weight_affinity=5, weight_opinion=0.5, weight_profit=0.5,
    weight_dependence=0.5, weight_pact=0.3, weight_peers=0.5, weight_regime=0.5, autonomy_cost=0.1,
    inertia=0.1, restraint_strength=0.3, proposal_rate=1, entry_base=-3,
)  # fmt: skip
"""Every term switched on, so that nothing is skipped."""

POWER_ONLY = Parameters(weight_security=1, autonomy_cost=0.1, inertia=0.1)
"""Waltz: power alone threatens, whatever the pair."""

CURVED = EVERYTHING.model_copy(
    update={
        "power_exponent": 0.5, "offence_exponent": 0.3, "hostility_exponent": 0.7, "proximity_exponent": 2,
        "contest_decisiveness": 3.0, "logit_precision": 3.0, "revision_rate": 0.6, "absence_rate": 0.9,
        "exit_threshold": 0.5, "growth_volatility": 0.4, "trade_loss": 0.3, "mobilisation_cost": 0.05,
        "outrage": 0.5, "harm_rate": 0.9, "dissent_isolation": 2,
    }
)  # fmt: skip
"""Every term, with exponents that are not one and rates that make much happen."""

RULES = ("consensus", "unanimity", "simple_majority", "two_thirds", "majority_with_veto")
START = datetime.date(2023, 10, 1)
DENSITY = 0.1


def case(
    actors: int, poles: int = 2, seed: int = 0, ticks: int = 27, density: float = DENSITY, **meta: Any
) -> Scenario:
    """A random scenario: affinity for every pair, other relations for a share of them, every voting rule.

    ``meta`` overrides entries of the scenario's ``meta``, for example ``non_alignment=False``.
    """
    rng = np.random.default_rng(seed)
    codes = [f"A{i:03d}" for i in range(actors)]
    names = [f"p{k}" for k in range(poles)]
    leaders = dict(zip(codes, names, strict=False))
    hate = _change(codes, "hostility", "all", by=0.1)
    noted = {"title": "made up", "coding": "random"}
    return Scenario.model_validate(
        {
            "meta": {"name": "case", "title": "A case", "summary": "Random.", "start": START, "ticks": ticks,
                     "emergent_blocs": True, **meta},
            "poles": {name: {"leaders": code, **noted} for code, name in leaders.items()},
            "actors": {code: _actor(rng, code, names, code in leaders) for code in codes},
            "ideal_points": {"zero_at": 1.0, "coding": "random"},
            "dyads": tuple(_dyads(rng, codes, density)),
            "blocs": {f"b{i}": _bloc(rng, codes, names, i) for i in range(7)},
            "measures": {
                f"m{i}": {"threshold": 0.1 * i + 0.05, "cost": 0.1 * i, "trade": 0.1 * i,
                          "poles": names[-1:] if i == 3 else [], **noted}
                for i in range(8)
            },
            "motions": {
                f"q{i}": {"favours": names[i % poles], "demand": 0.2, "date": _month(2 + 3 * i),
                          "institution": f"b{i}" if i < len(RULES) else None, **noted}
                for i in range(len(RULES) + 2)
            },
            "events": {
                "harm": {"date": _month(5), "effects": (_change(codes, "harm", codes[0], to=0.1),), **noted},
                "fear": {"date": _month(5), "effects": (hate,), **noted},
            },
        }
    )  # fmt: skip


def _month(tick: int) -> datetime.date:
    return datetime.date(START.year + (START.month - 1 + tick) // 12, (START.month - 1 + tick) % 12 + 1, 12)


def _change(codes: list[str], relation: str, of: str, **change: float) -> dict[str, Any]:
    return {"do": "change_dyad", "relation": relation, "of": of, "toward": codes[1], **change}


def _actor(rng: np.random.Generator, code: str, poles: list[str], leads: bool) -> dict[str, Any]:
    shares = ("responsiveness", "revisionism", "reach", "media_exposure", "susceptibility")
    size = {name: float(rng.lognormal()) for name in ("military", "economic", "demographic")}
    starts = None if leads or rng.random() < 0.6 else str(rng.choice(poles))
    return {
        "name": code, "coding": "random", "components": size, "ideal_point": float(rng.normal()),
        "location": {"lat": float(rng.uniform(-60, 60)), "lon": float(rng.uniform(-180, 180))},
        "offence": float(rng.uniform(0.1, 1)), "dissent": float(rng.uniform(0, 0.3)),
        "growth": float(rng.normal(0.02, 0.02)), "alignment": starts,
        "commitment": float(rng.random()) if starts else None,
        "measures": ["m1"] if rng.random() < 0.1 else [],
        "opinion": {pole: float(rng.uniform(-1, 1)) for pole in poles},
        **{name: float(rng.random()) for name in shares},
    }  # fmt: skip


def _dyads(rng: np.random.Generator, codes: list[str], density: float) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for i in codes:
        for j in codes:
            if i != j and rng.random() < density:
                entries.append(
                    {
                        "pairs": ((i, j),), "coding": "random", "hostility": float(rng.random()),
                        "dependence": float(rng.random() * 0.1), "pact": float(rng.random() < 0.3),
                        "rivalry": float(rng.random() < 0.3), "regime_support": float(rng.uniform(-1, 1)),
                        "contiguous": True if rng.random() < 0.1 else None,
                    }
                )  # fmt: skip
    for i, j in ((0, 1), (1, 0), (1, 2), (-1, 0), (-2, -1)):
        entries.append({"pairs": ((codes[i], codes[j]),), "coding": "random", "harm": 0.8, "hostility": 0.9})
    return entries


def _bloc(rng: np.random.Generator, codes: list[str], poles: list[str], i: int) -> dict[str, Any]:
    invited = [codes[x] for x in rng.choice(len(codes), min(len(codes), 15), replace=False)]
    proposed, rule = i == 5, RULES[i] if i < len(RULES) else None
    return {
        "title": "made up", "coding": "random", "pole": None if i == 6 else poles[i % len(poles)],
        "members": [] if proposed else invited[:3], "invitees": invited, "convener": codes[i % len(poles)],
        "status": "proposed" if proposed else "active", "rule": rule, "obligation": 0.2,
        "holders": codes[:2] if rule == "majority_with_veto" else [],
    }  # fmt: skip
