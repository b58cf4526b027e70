"""Where two results differ, against a count run by run in plain loops."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.comparison import partings
from sim.ensemble import Result, simulate
from sim.loading import load_scenario

CASE = load_scenario("humanity_alliance")
RUNS, TICKS = 12, 8


@cache
def played(theory: str) -> Result:
    return simulate(CASE, theory, replicates=RUNS, ticks=TICKS, seed=4)


def with_alignments(result: Result, alignment: np.ndarray) -> Result:
    return replace(result, saved={**result.saved, "alignment": alignment})


def test_a_result_does_not_differ_from_itself() -> None:
    result = played("walt")
    found = partings(result, result)
    assert found.actors == []
    assert not found.share.any()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), rate=st.sampled_from([0.002, 0.05, 0.6]))
def test_partings_are_what_a_count_run_by_run_gives(seed: int, rate: float) -> None:
    result = played("walt")
    rng = np.random.default_rng(seed)
    before = result.saved["alignment"]
    after = np.where(rng.random(before.shape) < rate, rng.integers(0, 3, before.shape), before).astype(
        np.int8
    )
    found = partings(result, with_alignments(result, after))
    told = {parting.actor: parting for parting in found.actors}
    labels = ("none", *result.setting.names.poles)
    sums = []
    for i, code in enumerate(result.setting.names.actors):
        differ = [[r for r in range(RUNS) if before[r, e, i] != after[r, e, i]] for e in range(TICKS + 1)]
        assert found.share[:, i].tolist() == pytest.approx([len(runs) / RUNS for runs in differ])
        if not any(differ):
            assert code not in told
            continue
        one = told[code]
        first = next(e for e, runs in enumerate(differ) if runs)
        widest = max(range(TICKS + 1), key=lambda e: (len(differ[e]), -e))
        assert (one.first_tick, one.widest_tick) == (first - 1, widest - 1)
        assert one.first_date == CASE.meta.date_of(max(first - 1, 0)).isoformat()
        assert one.ever == pytest.approx(len({r for runs in differ for r in runs}) / RUNS)
        assert one.widest == pytest.approx(len(differ[widest]) / RUNS)
        assert one.last == pytest.approx(len(differ[-1]) / RUNS)
        pairs = Counter((labels[before[r, widest, i]], labels[after[r, widest, i]]) for r in differ[widest])
        assert pairs[one.sides] == max(pairs.values())
        assert one.holding == pytest.approx(pairs[one.sides] / RUNS)
    for parting in found.actors:
        i = result.setting.names.actors.index(parting.actor)
        sums.append(int((before[..., i] != after[..., i]).sum()))
    assert sums == sorted(sums, reverse=True)


def test_the_other_way_round_the_sides_change_places() -> None:
    result, other = played("walt"), played("full")
    there, back = partings(result, other), partings(other, result)
    assert there.actors
    np.testing.assert_array_equal(there.share, back.share)
    assert [p.actor for p in there.actors] == [p.actor for p in back.actors]
    for one, two in zip(there.actors, back.actors, strict=True):
        assert one.holding == two.holding
        assert replace(one, sides=()) == replace(two, sides=())


def test_only_paired_runs_are_compared() -> None:
    result = played("walt")
    for changed, message in (
        ({"seed": 9}, "different seeds"),
        ({"replicates": tuple(range(1, RUNS + 1))}, "different replicates"),
        ({"ticks": TICKS + 1}, "different ticks"),
        ({"saved": {}}, "did not keep `alignment`"),
    ):
        with pytest.raises(ValueError, match=message):
            partings(result, replace(result, **changed))
