"""Comparative statics that each theory is known for, with paired noise.

Every comparison plays the same noise on two arenas; the Monte-Carlo error of a paired difference is the
standard deviation over runs divided by the root of their number, and each effect has to exceed three of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from sim.ensemble import Result
from sim.scenario import Scenario
from tests.arena import actor, arena, play

pytestmark = pytest.mark.science

MIDDLE = ("A0", "A1", "A2", "A3", "A4", "A5")
RUNS = 200
WALTZ = {"weight_security": 1, "contest_decisiveness": 0.5, "logit_precision": 10}
WALT = {
    "weight_security": 1, "offence_exponent": 1, "proximity_exponent": 1, "hostility_exponent": 1,
    "threat_half_saturation": 0.02, "accommodation": 0.5, "neutral_safety": 0.2, "autonomy_cost": 0.05,
}  # fmt: skip


def states(names: Sequence[str] = MIDDLE, **fields: Any) -> dict[str, dict[str, Any]]:
    return {name: actor(1.0, **fields) for name in names}


def sides(result: Result, pole: str, who: Sequence[str] = MIDDLE) -> np.ndarray:
    """Share of ``who`` with a pole at the end, each run."""
    names = result.setting.names
    code = 0 if pole == "none" else names.poles.index(pole) + 1
    return (result.final("alignment")[:, [names.actors.index(a) for a in who]] == code).mean(axis=1)


def certainly_more(after: np.ndarray, before: np.ndarray) -> None:
    """The paired difference is positive by more than three Monte-Carlo errors."""
    gap = np.asarray(after, float) - before
    error = gap.std(ddof=1) / np.sqrt(gap.size)
    assert gap.mean() > 3 * error, f"difference {gap.mean():.4f} ± {error:.4f}"
    assert gap.mean() > 0.01


def pair(
    before: Scenario,
    after: Scenario,
    parameters: Mapping[str, float],
    changed: Mapping[str, float] | None = None,
) -> tuple[Result, Result]:
    return play(before, parameters, RUNS), play(after, {**parameters, **(changed or {})}, RUNS)


def test_waltz_the_stronger_the_leader_the_more_oppose_it() -> None:
    weak, strong = (arena(states(), leaders={"EAST": actor(size)}) for size in (11.0, 30.0))
    before, after = pair(weak, strong, WALTZ)
    certainly_more(sides(after, "west"), sides(before, "west"))


@pytest.mark.parametrize("factor", ["nearer", "more offensive", "more hostile"])
def test_walt_each_factor_of_threat_draws_balancing(factor: str) -> None:
    def scene(high: bool) -> Scenario:
        on = 1 if high else 0
        east = actor(12.0, offence=(0.3, 1.0)[on] if factor == "more offensive" else 0.5,
                     location={"lat": 0, "lon": (80, 10)[on] if factor == "nearer" else 40})  # fmt: skip
        hostility = (0.75, 1.0)[on] if factor == "more hostile" else 0.8
        return arena(
            {n: actor(1.0, location={"lat": 0, "lon": 0}) for n in MIDDLE},
            [{"of": list(MIDDLE), "toward": "EAST", "hostility": hostility},
             {"of": list(MIDDLE), "toward": "WEST", "hostility": 0.75}],
            leaders={"EAST": east, "WEST": actor(12.0, location={"lat": 0, "lon": -40})},
        )  # fmt: skip

    before, after = pair(scene(False), scene(True), WALT)
    certainly_more(sides(after, "west"), sides(before, "west"))


def test_walt_the_weak_without_allies_bandwagon_more() -> None:
    danger = [{"of": list(MIDDLE), "toward": "EAST", "hostility": 0.4}]
    supported = arena(states(), danger, leaders={"EAST": actor(20.0), "WEST": actor(20.0)})
    friendless = arena(states(), danger, leaders={"EAST": actor(20.0), "WEST": actor(1.0)})
    before, after = pair(supported, friendless, WALT)
    certainly_more(after.outcome_arrays["bandwagoning"], before.outcome_arrays["bandwagoning"])
    names = ("STRONG", "WEAK")
    sized = arena(
        {"STRONG": actor(15.0), "WEAK": actor(0.2)}, [{"of": list(names), "toward": "EAST", "hostility": 0.4}],
        leaders={"EAST": actor(20.0), "WEST": actor(3.0)},
    )  # fmt: skip
    mixed = play(sized, WALT, RUNS)
    certainly_more(sides(mixed, "east", ["WEAK"]), sides(mixed, "east", ["STRONG"]))


def test_schweller_revisionists_join_the_rising_side() -> None:
    profit = {"weight_profit": 1, "contest_decisiveness": 1.5, "autonomy_cost": 0.3}
    even = arena(states(revisionism=1), leaders={"EAST": actor(10.0)})
    rising = arena(states(revisionism=1), leaders={"EAST": actor(20.0)})
    before, after = pair(even, rising, profit)
    certainly_more(sides(after, "east"), sides(before, "east"))
    content = arena(states(revisionism=0), leaders={"EAST": actor(20.0)})
    jackals, lambs = pair(rising, content, profit)
    certainly_more(sides(jackals, "east"), sides(lambs, "east"))


def test_christensen_snyder_defence_breeds_buck_passing_under_multipolarity() -> None:
    poles = {"east": "EAST", "west": "WEST", "south": "SOUTH"}
    parameters = WALT | {"free_riding": 0.2, "accommodation": 0, "neutral_safety": 0, "autonomy_cost": 0.1}

    def scene(offence: float, others: Mapping[str, str]) -> Scenario:
        return arena(
            states(), [{"of": list(MIDDLE), "toward": "EAST", "hostility": 0.8}],
            leaders={"EAST": actor(12.0, offence=offence)}, poles=others,
        )  # fmt: skip

    chained, passed = pair(scene(1.0, poles), scene(0.05, poles), parameters)
    certainly_more(passed.outcome_arrays["buck_passing"], chained.outcome_arrays["buck_passing"])
    certainly_more(
        sides(chained, "west") + sides(chained, "south"), sides(passed, "west") + sides(passed, "south")
    )
    nobody_else = scene(0.05, {"east": "EAST"})
    assert play(nobody_else, parameters, RUNS).outcome_arrays["buck_passing"].max() == 0


def test_david_the_endangered_side_with_the_secondary_foe() -> None:
    """East props up the government, though it is the graver danger abroad."""

    def scene(dissent: float) -> Scenario:
        return arena(
            states(dissent=dissent),
            [{"of": list(MIDDLE), "toward": "EAST", "hostility": 0.7, "regime_support": 0.8},
             {"of": list(MIDDLE), "toward": "WEST", "hostility": 0.4, "regime_support": -0.8}],
        )  # fmt: skip

    before, after = pair(scene(0.1), scene(0.9), WALT | {"weight_regime": 1})
    certainly_more(sides(after, "east"), sides(before, "east"))


LADDER = {
    "vote": {"title": "vote against", "threshold": 0.15, "cost": 0, "coding": "made up"},
    "embargo": {"title": "embargo", "threshold": 0.3, "cost": 0.5, "coding": "made up"},
    "pact": {"title": "military pact", "threshold": 0.8, "cost": 4, "coding": "made up"},
}


def test_pape_paul_a_unipole_meets_votes_and_embargoes_but_no_pacts() -> None:
    """Soft balancing: as the leader outgrows all others, cheap rungs fill up and the dear one does not."""

    def scene(unipole: float) -> Scenario:
        return arena(
            states(), [{"of": list(MIDDLE), "toward": "EAST", "hostility": 0.5}],
            leaders={"EAST": actor(unipole), "WEST": actor(4.0)}, measures=LADDER, ticks=20,
        )  # fmt: skip

    parameters = WALT | {"contest_decisiveness": 0.5, "accommodation": 0.1, "neutral_safety": 0}
    before, after = pair(scene(0.3), scene(30.0), parameters)
    for rung in ("vote", "embargo"):
        certainly_more(after.outcome_arrays[f"adopters.{rung}"], before.outcome_arrays[f"adopters.{rung}"])
    assert np.array_equal(after.outcome_arrays["adopters.pact"], before.outcome_arrays["adopters.pact"])


def test_finnemore_sikkink_a_cascade_is_s_shaped_and_changes_its_drivers() -> None:
    """Early adopters are driven from home, late ones by their peers (1998, pp. 895-905)."""
    crowd = [f"N{i:02d}" for i in range(30)]
    at_home = {c: NormalDist(0.3, 0.35).inv_cdf(1 - (i + 1) / 31) for i, c in enumerate(crowd)}
    case = arena(
        {c: actor(1.0, responsiveness=1, opinion={"norm": v}) for c, v in at_home.items()},
        [{"among": crowd, "affinity": 0.5}], poles={"norm": "LEAD"}, ticks=60,
    )  # fmt: skip
    parameters = {
        "weight_opinion": 1, "weight_peers": 2, "autonomy_cost": 0.75, "revision_rate": 0.15,
    }  # fmt: skip
    result = play(case, parameters, 60, save=("alignment",))
    joined = (result.saved["alignment"][:, :, 1:] == 1).mean(axis=(0, 2))
    steps = np.diff(joined)
    fastest = int(steps.argmax())
    assert 10 < fastest < 45
    assert steps[4:10].mean() < steps[fastest - 3 : fastest + 4].mean() / 2
    assert steps[-5:].mean() < steps[fastest - 3 : fastest + 4].mean() / 2
    assert joined[-1] > 0.9
    when = np.where(result.saved["alignment"][:, :, 1:] == 1, np.arange(61)[:, None], 99).min(axis=1)
    own = np.array(list(at_home.values()))
    early, late = when < fastest - 1, (when > fastest + 1) & (when < 99)
    both = early.any(axis=1) & late.any(axis=1)
    mean_home = [np.array([own[row].mean() for row in chosen[both]]) for chosen in (early, late)]
    certainly_more(*mean_home)
    alone = play(case, {**parameters, "weight_peers": 0}, 60)
    unmoved = (alone.final("alignment")[:, 1:] == 1).mean(axis=0)
    assert unmoved[own > 0.8].mean() > 0.5  # driven from home: they adopt without peers too
    assert unmoved[own < 0.3].mean() < 0.02  # driven by peers: without them they do not


def test_less_commitment_of_the_patron_means_more_restraint() -> None:
    def scene(commitment: float) -> Scenario:
        return arena(
            {"CLIENT": actor(1.0, anchored=True, alignment="east", commitment=1),
             "VICTIM": actor(0.1, anchored=True, alignment="west", commitment=1), **states()},
            [{"of": "CLIENT", "toward": "EAST", "dependence": 0.8}, {"of": "CLIENT", "toward": "VICTIM", "harm": 1}],
            leaders={"EAST": actor(20.0, commitment=commitment)},
        )  # fmt: skip

    before, after = pair(scene(1.0), scene(0.5), WALT)
    certainly_more(after.outcome_arrays["restraint.CLIENT"], before.outcome_arrays["restraint.CLIENT"])
    certainly_more(
        before.outcome_arrays["harm_suffered.VICTIM"], after.outcome_arrays["harm_suffered.VICTIM"]
    )


def test_a_small_cohesive_bloc_decides_more_than_a_large_incoherent_one() -> None:
    """Both under consensus and on the same texts: four like-minded against all eight, some of them lukewarm."""
    committed = {f"C{i}": actor(1.0, opinion={"west": 0.9}, responsiveness=1) for i in range(4)}
    lukewarm = {f"L{i}": actor(1.0, opinion={"west": 0.1 * i - 0.2}, responsiveness=1) for i in range(4)}
    texts = {
        f"{bloc}{m}": {
            "title": "", "favours": "west", "demand": 0.6, "date": f"2000-{m + 5:02d}-01", "institution": bloc,
            "coding": "made up",
        }
        for bloc in ("small", "large")
        for m in range(6)
    }  # fmt: skip
    blocs = {
        "small": {
            "title": "",
            "pole": "west",
            "members": list(committed),
            "rule": "consensus",
            "coding": "made up",
        },
        "large": {"title": "", "members": [*committed, *lukewarm], "rule": "consensus", "coding": "made up"},
    }
    case = arena({**committed, **lukewarm}, ticks=12, blocs=blocs, motions=texts)
    result = play(
        case, {"weight_opinion": 1, "autonomy_cost": 0.1, "commitment_rate": 0.3, "absence_rate": 0}, RUNS
    )
    small, large = (result.outcome_arrays[f"decisions.{bloc}"] / 12 for bloc in ("small", "large"))
    certainly_more(small, large)
    certainly_more(result.outcome_arrays["cohesion.small"], result.outcome_arrays["cohesion.large"])
