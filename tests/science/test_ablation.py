"""Each term switched off alone: its own fact vanishes, the others stay.

A fact is a difference between two arenas that differ in one feature only, seen with the same noise. All terms are on
while it is measured. With a fact's own term off the two arenas play out bit for bit alike, so its effect is exactly 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.scenario.theory import TERMS
from tests.arena import actor, arena, play, share

pytestmark = [pytest.mark.science, pytest.mark.slow]

ALL_ON: dict[str, float] = {
    "weight_security": 1, "weight_affinity": 2, "weight_opinion": 1, "weight_profit": 1, "weight_dependence": 1,
    "weight_pact": 0.5, "weight_peers": 0.5, "weight_regime": 1, "vicarious_threat": 5, "coordination_bonus": 2,
    "accommodation": 0.6, "free_riding": 0.05, "neutral_safety": 0.1, "hostility_exponent": 1, "logit_precision": 6,
    "threat_half_saturation": 0.05, "autonomy_cost": 0.1, "bloc_influence": 0,
}  # fmt: skip
CROWD = ("A0", "A1", "A2", "A3")
TINY = 1e-9


def crowd(**fields: Any) -> dict[str, dict[str, Any]]:
    return {code: actor(TINY, responsiveness=1, **fields) for code in CROWD}


HOSTILE = {"of": list(CROWD), "toward": ["EAST"], "hostility": 0.7}
"""All arenas have some danger from EAST, so that security has something to say."""


def with_dyad(**entry: Any) -> Scenario:
    return arena(crowd(), [HOSTILE, {"of": list(CROWD), **entry}])


def base(**fields: Any) -> Scenario:
    return arena(crowd(**fields), [HOSTILE])


def with_friends(pole: str | None) -> Scenario:
    """Four tiny friends on a pole: too small to weigh, but a reference group."""
    friends = {
        f"F{i}": actor(TINY, anchored=True, alignment=pole, commitment=1 if pole else None) for i in range(4)
    }
    return arena(
        {**crowd(), **friends}, [HOSTILE, {"of": list(CROWD), "toward": list(friends), "affinity": 1}]
    )


def with_bloc(members: list[str]) -> Scenario:
    """WEST's leader has company in a cohesive bloc, or has not."""
    ally = {"ALLY": actor(8.0, anchored=True, alignment="west", commitment=1)}
    bloc = {"title": "", "pole": "west", "members": members, "coding": "made up"}
    return arena({**crowd(), **ally}, [HOSTILE], blocs={"league": bloc})


def with_victim(harm: float) -> Scenario:
    """EAST, no more feared than WEST, harms a victim that the crowd identifies with."""
    victim = {"VICTIM": actor(TINY, anchored=True)}
    return arena(
        {**crowd(), **victim},
        [{"of": list(CROWD), "toward": ["EAST", "WEST"], "hostility": 0.8},
         {"of": list(CROWD), "toward": "VICTIM", "affinity": 1}, {"of": "EAST", "toward": "VICTIM", "harm": harm}],
    )  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A stylised fact: what differs between two arenas, and on whose side the crowd then is (or is no longer)."""

    term: str
    without: Callable[[], Scenario]
    with_it: Callable[[], Scenario]
    measure: str
    sign: int


FACTS = [
    Fact("security", lambda: arena(crowd(), []), base, "east", -1),
    Fact("affinity", base, lambda: with_dyad(toward="WEST", affinity=-1), "west", -1),
    Fact("opinion", base, lambda: base(opinion={"west": 1}), "west", +1),
    Fact("profit", base, lambda: base(revisionism=1), "none", -1),
    Fact("dependence", base, lambda: with_dyad(toward="EAST", dependence=0.5), "east", +1),
    Fact("pact", base, lambda: with_dyad(toward="EAST", pact=1), "east", +1),
    Fact("peers", lambda: with_friends(None), lambda: with_friends("east"), "east", +1),
    Fact("regime", lambda: base(dissent=0.8), lambda: arena(
        crowd(dissent=0.8), [HOSTILE, {"of": list(CROWD), "toward": "EAST", "regime_support": 1}]), "east", +1),
    Fact("vicarious_threat", lambda: with_victim(0), lambda: with_victim(1), "east", -1),
    Fact("coordination", lambda: with_bloc(["WEST"]), lambda: with_bloc(["WEST", "ALLY"]), "west", +1),
]  # fmt: skip
"""The terms that act through a feature of the case."""


@cache
def effect(position: int, off: str | None) -> float:
    """Change in the share of the crowd on the side that the fact speaks of."""
    fact = FACTS[position]
    parameters = dict(ALL_ON)
    if off is not None:
        parameters[TERMS[off]] = 0.0
    before, after = (play(make(), parameters, 120) for make in (fact.without, fact.with_it))
    return share(after, fact.measure, CROWD) - share(before, fact.measure, CROWD)


@pytest.mark.parametrize("position", range(len(FACTS)), ids=[fact.term for fact in FACTS])
def test_a_fact_is_there_with_all_terms_on(position: int) -> None:
    assert FACTS[position].sign * effect(position, None) > 0.05


@pytest.mark.parametrize("position", range(len(FACTS)), ids=[fact.term for fact in FACTS])
def test_a_fact_vanishes_with_its_own_term(position: int) -> None:
    """Security carries vicarious threat and coordination too; its own fact is the danger from EAST."""
    fact = FACTS[position]
    own = effect(position, fact.term)
    assert own == 0


DERIVED = {("vicarious_threat", "security"), ("coordination", "security")}
"""Threat and weight act through security: a fact and the other term without which it cannot act."""


@pytest.mark.parametrize("position", range(len(FACTS)), ids=[fact.term for fact in FACTS])
@pytest.mark.parametrize("off", list(TERMS))
def test_a_fact_stays_when_another_term_is_off(position: int, off: str) -> None:
    fact = FACTS[position]
    if off == fact.term:
        return
    remaining = fact.sign * effect(position, off)
    if (fact.term, off) in DERIVED:
        assert remaining == 0
    else:
        assert remaining > 0.02


@pytest.mark.parametrize(("term", "case", "measure"), [
    ("accommodation", "friendless", "east"), ("free_riding", "protected", "none"), ("neutral_safety", "alone", "none"),
])  # fmt: skip
def test_facts_that_a_term_makes_by_itself(term: str, case: str, measure: str) -> None:
    """Bandwagoning of the friendless, buck-passing behind others, safety in keeping out: there on, gone off."""
    leaders = {"EAST": actor(30.0), "WEST": actor(3.0 if case == "friendless" else 25.0)}
    hostility = 0.2 if case == "friendless" else 0.9
    scene = arena(crowd(), [{"of": list(CROWD), "toward": ["EAST"], "hostility": hostility}], leaders=leaders)
    only = {"weight_security": 1, "hostility_exponent": 1, "logit_precision": 20, "autonomy_cost": 0.05}
    on = play(scene, only | {TERMS[term]: 0.9}, 120)
    off = play(scene, only | {TERMS[term]: 0.0}, 120)
    assert share(on, measure, CROWD) > share(off, measure, CROWD) + 0.2
    assert np.isfinite(on.outcome_arrays["balancing"]).all()
