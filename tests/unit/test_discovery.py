"""Scenario discovery: planted boxes, a slow reference, symmetries, and what the command says to people."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

import sim
from sim import store
from sim.discovery import DiscoveryError, find_regions, grow, read_cases
from sim.discovery.prim import Box, box_of, paste, peel, quasi_p, search
from sim.discovery.space import Space
from sim.discovery.stability import resample, wilson
from sim.results import StoredStudy, open_results


def points(size: int = 400, seed: int = 0) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "parameters.a": chance.random(size),
            "parameters.b": chance.random(size),
            "actors.USA.votes": chance.integers(0, 8, size),
            "theory": chance.choice(["full", "walt", "waltz"], size),
            "events.truce": chance.random(size) < 0.5,
            "events.summit.date": chance.choice(
                ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"], size
            ),
        }
    )


PLANTED = {
    "a <= 0.4": lambda f: f["parameters.a"] <= 0.4,
    "0.25 <= b <= 0.75": lambda f: f["parameters.b"].between(0.25, 0.75),
    "actors.USA.votes >= 3": lambda f: f["actors.USA.votes"] >= 3,
    "theory is not walt": lambda f: f["theory"] != "walt",
    "truce happens": lambda f: f["events.truce"],
    "summit.date <= 2024-02-01": lambda f: f["events.summit.date"] <= "2024-02-01",
}


@pytest.mark.parametrize("first", PLANTED)
@pytest.mark.parametrize("second", PLANTED)
def test_a_planted_box_is_found_again(first: str, second: str) -> None:
    """Without noise all of it, and nothing else; a bound of a range is right to the gap between two points."""
    frame = points()
    inside = (PLANTED[first](frame) & PLANTED[second](frame)).to_numpy()
    (region,) = find_regions(frame, inside.astype(float), resamples=2)
    assert region.coverage == 1
    assert region.density == 1
    assert region.points == inside.sum()
    assert region.dimensions == len({first, second})
    for text in {first, second} - {"a <= 0.4", "0.25 <= b <= 0.75"}:
        assert text in region.text


def test_two_planted_boxes_are_found_one_after_the_other() -> None:
    frame = points(1000)
    first = (frame["parameters.a"] < 0.4) & (frame["theory"] != "walt")
    second = (frame["actors.USA.votes"] >= 6) & (frame["theory"] == "walt")
    large, small = find_regions(frame, (first | second).to_numpy(float), resamples=2)
    assert (large.points, small.points) == (first.sum(), second.sum())
    assert (large.density, small.density) == (1, 1)
    assert large.coverage + small.coverage == pytest.approx(1)


def test_a_noisy_box_is_found_with_its_density_and_without_what_is_inert() -> None:
    frame = points(1500, seed=5)
    chances = np.where((frame["parameters.a"] < 0.5) & (frame["theory"] != "walt"), 0.9, 0.1)
    share = np.random.default_rng(1).binomial(5, chances) / 5
    (region, *_) = find_regions(frame, share, resamples=20)
    assert {each.factor for each in region.restrictions} == {"parameters.a", "theory"}
    assert region.density_low < 0.9 < region.density_high
    assert region.unseen_density == pytest.approx(0.9, abs=0.03)
    assert [each.reproduced for each in region.restrictions] == [1, 1]
    low, high = next(each.bounds for each in region.restrictions if each.factor == "parameters.a") or (0, 0)
    assert low <= 0.5 <= high or abs(low - 0.5) < 0.01 or abs(high - 0.5) < 0.01


def test_what_chance_alone_makes_does_not_hold_up_on_unseen_points() -> None:
    """On what is nothing but noise the boxes look denser than the whole; on points they did not see they are not."""
    chance, gains = np.random.default_rng(1000), []
    for seed in range(15):
        space, share = Space.of(points(150, seed)), chance.binomial(1, 0.4, 150).astype(float)
        found = search(space, share)
        unseen = resample(space, share, found.box, resamples=15).unseen_density
        gains.append((found.trajectory[found.chosen].density - share.mean(), unseen - share.mean()))
    seen, unseen = np.array(gains).mean(axis=0)
    assert seen > 0.05
    assert abs(unseen) < 0.03


def test_noise_seldom_passes_for_a_region() -> None:
    chance = np.random.default_rng(1001)
    found = [
        find_regions(points(150, seed), chance.binomial(1, 0.4, 150).astype(float), resamples=2)
        for seed in range(40)
    ]
    assert sum(len(regions) > 0 for regions in found) <= 8


def slow_peel(frame: pd.DataFrame, share: np.ndarray, alpha: float, least: float) -> list[set[int]]:
    """The peeling again, on raw values and in plain loops: the points in each box."""
    inside, boxes = set(range(len(frame))), []
    while True:
        boxes.append(set(inside))
        if sum(share[i] for i in inside) >= len(inside) - 1e-9:
            return boxes
        density, offers = sum(share[i] for i in inside) / len(inside), []
        for name in frame.columns:
            column = frame[name].tolist()
            values = sorted({column[i] for i in inside})
            groups: list[set[int]] = []
            if isinstance(values[0], str | bool):
                groups = [{i for i in inside if column[i] == value} for value in values]
            else:
                for order in (values, values[::-1]):
                    taken = {i for i in inside if column[i] == order[0]}
                    for value in order[1:]:
                        more = taken | {i for i in inside if column[i] == value}
                        if len(more) > max(1, int(alpha * len(inside) + 1e-9)):
                            break
                        taken = more
                    groups.append(taken)
            for group in groups:
                rest = inside - group
                if rest and group and len(rest) >= max(1, np.ceil(least * len(frame) - 1e-9)):
                    gain = (sum(share[i] for i in rest) / len(rest) - density) / len(group)
                    offers.append((round(gain, 12), len(rest), rest))
        if not offers:
            return boxes
        inside = max(offers, key=lambda offer: offer[:2])[2]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 60), st.sampled_from([0.05, 0.1, 0.3]))
def test_peeling_is_what_plain_loops_give(seed: int, size: int, alpha: float) -> None:
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "x": chance.random(size), "k": chance.integers(0, 4, size), "t": chance.choice(["p", "q", "r"], size),
            "e": chance.random(size) < 0.5,
        }
    )  # fmt: skip
    share = chance.binomial(4, 0.2 + 0.6 * (frame["x"] < 0.5)) / 4
    space = Space.of(frame)
    boxes = list(peel(space, share, alpha=alpha, least=0.1))
    assert [set(np.flatnonzero(space.inside(box.keep)).tolist()) for box in boxes] == slow_peel(
        frame, share, alpha, 0.1
    )
    for box in boxes:
        again = box_of(space, share, box.keep)
        assert (box.points, pytest.approx(box.cases)) == (again.points, again.cases)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_boxes_lie_within_each_other_and_pasting_does_not_thin_them(seed: int) -> None:
    frame = points(120, seed)
    share = np.random.default_rng(seed).random(120)
    space = Space.of(frame)
    boxes = list(peel(space, share))
    for outer, inner in pairwise(boxes):
        assert not (space.inside(inner.keep) & ~space.inside(outer.keep)).any()
        assert inner.points < outer.points
        assert inner.cases <= outer.cases + 1e-9
    assert boxes[-1].points >= 6
    total = boxes[0]
    for box in boxes:
        pasted = paste(space, share, box)
        held = box_of(space, share, pasted.keep)
        assert (pasted.points, pytest.approx(pasted.cases)) == (held.points, held.cases)
        before, after = (each.cases / total.cases - each.points / total.points for each in (box, pasted))
        assert after >= before - 1e-9


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 12))
def test_pasting_one_side_finds_the_best_of_all_bounds(seed: int, size: int) -> None:
    chance = np.random.default_rng(seed)
    codes, share = chance.integers(0, size, 40), chance.integers(0, 3, 40) / 2
    space, share = Space.of(pd.DataFrame({"x": codes})), np.append(share[1:], 1.0)
    levels = space.levels[0]
    worths = [(share[codes >= level].sum() / share.sum() - (codes >= level).mean()) for level in levels]
    start = int(chance.integers(1, len(levels)))
    pasted = paste(space, share, box_of(space, share, (np.arange(len(levels)) >= start,)))
    assert pasted.cases / share.sum() - pasted.points / 40 == pytest.approx(max(worths))


def test_a_peel_takes_at_most_alpha_of_a_range() -> None:
    frame = points(400)[["parameters.a", "parameters.b"]]
    space, share = Space.of(frame), np.random.default_rng(2).random(400)
    boxes = list(peel(space, share, alpha=0.07))
    for outer, inner in pairwise(boxes):
        assert 1 <= outer.points - inner.points <= max(1, 0.07 * outer.points)


def found_in(frame: pd.DataFrame, share: np.ndarray) -> np.ndarray:
    space = Space.of(frame)
    return space.inside(search(space, share).box.keep)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_neither_scale_nor_names_nor_order_matter(seed: int) -> None:
    frame = points(150, seed)
    chances = np.where((frame["parameters.a"] < 0.5) & (frame["theory"] != "walt"), 0.8, 0.2)
    share = np.clip(chances + np.random.default_rng(seed).normal(0, 0.1, 150), 0, 1)
    asked = found_in(frame, share)
    assert 0 < asked.sum() < 150
    other = frame.assign(**{
        "parameters.a": -np.exp(5 * frame["parameters.a"]), "parameters.b": frame["parameters.b"] ** 3,
        "theory": frame["theory"].map({"full": "z", "walt": "y", "waltz": "x"}),
        "events.truce": ~frame["events.truce"],
    })  # fmt: skip
    np.testing.assert_array_equal(found_in(other, share), asked)
    np.testing.assert_array_equal(found_in(frame[frame.columns[::-1]], share), asked)
    order = np.random.default_rng(seed + 1).permutation(150)
    np.testing.assert_array_equal(found_in(frame.iloc[order], share[order]), asked[order])


def test_quasi_p_is_the_binomial_tail_of_the_box_without_the_restriction() -> None:
    """20 points, 12 cases; x keeps 10 points with 9 of them: P(X >= 9), X ~ Binomial(10, 12/20)."""
    space = Space.of(pd.DataFrame({"x": np.arange(20)}))
    share = np.array([1.0] * 9 + [0] + [1.0] * 3 + [0] * 7)
    box = box_of(space, share, (np.arange(20) < 10,))
    assert quasi_p(space, share, box, 0, "high") == pytest.approx(binom.sf(8, 10, 0.6))
    assert quasi_p(space, share, box_of(space, share, (np.arange(20) >= 0,)), 0, "high") > 0.4


@given(st.integers(0, 200), st.integers(1, 200))
def test_the_interval_of_a_density_is_wilsons(cases: int, size: int) -> None:
    cases = min(cases, size)
    expected = binomtest(cases, size).proportion_ci(method="wilson")
    assert wilson(cases / size, size) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_resampling_is_the_same_again_and_knows_weak_from_strong() -> None:
    frame = points(300)[["parameters.a", "parameters.b"]]
    share = np.where(frame["parameters.a"] < 0.4, 0.9, 0.1)
    space = Space.of(frame)
    a, b = (space.levels[j] < 0.4 if j == 0 else space.levels[j] < 0.93 for j in range(2))
    box: Box = box_of(space, share, (a, b))
    first = resample(space, share, box, resamples=20)
    assert first == resample(space, share, box, resamples=20)
    assert first.reproduced[0] == 1
    assert first.reproduced[1] < 0.3


@pytest.mark.parametrize("text", PLANTED)
def test_a_tree_finds_a_planted_split(text: str) -> None:
    frame = points()
    inside = PLANTED[text](frame).to_numpy()
    leaves = grow(frame, inside.astype(float))
    assert sum(leaf.coverage for leaf in leaves if leaf.density == 1) == pytest.approx(1)
    assert sum(leaf.mass for leaf in leaves) == pytest.approx(1)
    assert [leaf.density for leaf in leaves] == sorted((leaf.density for leaf in leaves), reverse=True)
    assert leaves[0].dimensions == 1
    assert len(leaves) == (3 if text.startswith("0.25") else 2)


def test_a_tree_on_noise_is_mostly_a_single_leaf() -> None:
    frame, chance = points(200), np.random.default_rng(8)
    sizes = [len(grow(frame, chance.binomial(1, 0.4, 200).astype(float))) for _ in range(5)]
    assert sum(size == 1 for size in sizes) >= 4


def test_squared_error_on_shares_splits_as_gini_does_on_runs() -> None:
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    chance = np.random.default_rng(4)
    x = chance.random((150, 3))
    hits = chance.binomial(5, np.where(x[:, 0] < 0.3, 0.8, 0.3 * x[:, 1]))
    one = DecisionTreeRegressor(max_depth=3, random_state=0).fit(x, hits / 5)
    runs, happened = np.repeat(x, 5, axis=0), (np.arange(5) < hits[:, None]).ravel()
    other = DecisionTreeClassifier(max_depth=3, random_state=0).fit(runs, happened)
    np.testing.assert_array_equal(one.tree_.feature, other.tree_.feature)
    np.testing.assert_allclose(one.tree_.threshold, other.tree_.threshold)


def stored(folder: Path, sampler: str = "latin_hypercube", size: int = 60, **changes: Any) -> StoredStudy:
    """A study made by hand: two runs a point; `score` is 4 or 5 where a < 0.5, else 1."""
    chance = np.random.default_rng(0)
    a = np.repeat(chance.random(size), 2)
    run = np.arange(2 * size)
    rows: dict[str, Any] = {
        "run": run, "point": run // 2, "replicate": run % 2, "parameters.a": a, "theory": ["walt", "walt"] * size,
        "score": np.where(a < 0.5, 4.0 + run % 2, 1.0), "flat": np.full(2 * size, 3.0), "status": ["ok"] * 2 * size,
        "error": [""] * 2 * size,
    } | changes  # fmt: skip
    store.write_part(folder, (0, 2 * size), rows)
    store.write_manifest(folder, {
        "schema_version": 1, "digest": "0" * 64, "runs": 2 * size, "state": "complete",
        "design": {"name": "made", "scenario": "nato_veto", "sampler": sampler,
                   "factors": {"parameters.a": {"low": 0, "high": 1}, "theory": {"values": ["walt"]}}},
    })  # fmt: skip
    return open_results(folder)


def test_a_points_share_is_that_of_its_replicates_and_thresholds_belong_to_the_cases(tmp_path: Path) -> None:
    study = stored(tmp_path)
    inside = study.frame(["parameters.a"])["parameters.a"].to_numpy()[::2] < 0.5
    np.testing.assert_array_equal(read_cases(study, "score", above=5).share, np.where(inside, 0.5, 0))
    np.testing.assert_array_equal(read_cases(study, "score", above=4).share, np.where(inside, 1, 0))
    np.testing.assert_array_equal(read_cases(study, "score", below=4).share, np.where(inside, 0.5, 1))


def test_runs_that_failed_are_left_out_and_counted(tmp_path: Path) -> None:
    whole = stored(tmp_path / "whole").frame()
    status, score = ["ok"] * 120, whole["score"].to_numpy().copy()
    status[0] = status[1] = status[2] = "failed"
    score[:3] = score[7] = np.nan
    study = stored(tmp_path / "holes", status=status, score=score)
    cases = read_cases(study, "score", above=5)
    assert (cases.runs, cases.failed, cases.without_value, cases.lost_points) == (116, 3, 1, 1)
    assert len(cases.share) == 59
    assert cases.share[0] in (0, 1)


def test_python_asks_as_the_command_does(tmp_path: Path) -> None:
    stored(tmp_path)
    found = sim.discover(tmp_path, outcome="score", above=4, resamples=5)
    assert [region.text for region in found.regions] == ["a <= 0.5"]
    assert found.density == found.cases.share.mean()
    assert sim.discover(tmp_path, outcome="score", above=4, method="cart").leaves[0].density == 1


def test_the_answer_comes_first_and_in_words(call, tmp_path: Path) -> None:
    stored(tmp_path)
    code, said, _ = call("discover", tmp_path, "--outcome", "score", "--above", "4")
    told = " ".join(said.replace("\u00a0", " ").split())
    assert code == 0
    assert "score >= 4 holds in 47 % of the runs" in told
    assert "One box: a <= 0.5 holds 100 % of those cases (coverage); in it 100 % (88-100) are cases" in told
    assert "do not fill the space" not in told
    code, said, _ = call("discover", tmp_path, "--outcome", "score", "--above", "4", "--method", "cart")
    assert code == 0
    assert "In 1 leaf of 2 it is more frequent" in " ".join(said.split())


def test_where_nothing_matters_it_says_that_there_is_no_box(call, tmp_path: Path) -> None:
    stored(tmp_path, score=np.tile([1.0, 2.0], 60))
    ways = ((), "No box: over these 60 points nothing"), (("--method", "cart"), "The tree is a single leaf")
    for method, told in ways:
        code, said, _ = call("discover", tmp_path, "--outcome", "score", "--above", "2", *method)
        assert code == 0
        assert told in " ".join(said.split())


def test_json_is_one_document_and_the_file_holds_the_same(call, tmp_path: Path) -> None:
    stored(tmp_path / "study", sampler="morris")
    manifest = store.read_manifest(tmp_path / "study") or {}
    store.write_manifest(tmp_path / "study", {**manifest, "state": "interrupted", "runs": 200})
    out = tmp_path / "found.json"
    how = ("--outcome", "score", "--below", "1", "--json", "--out", out)
    code, said, _ = call("discover", tmp_path / "study", *how)
    told = json.loads(said)
    assert code == 0
    assert told == json.loads(out.read_text("utf-8"))
    assert told["regions"][0]["text"] == "a >= 0.5"
    assert told["left_out"]["unfinished_runs"] == 80
    assert "120 of 200 runs" in told["notes"][0]
    assert "do not fill the space" in told["notes"][1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--outcome", "score"], "give either"),
        (["--outcome", "score", "--above", "1", "--below", "2"], "give either"),
        (["--outcome", "scare", "--above", "1"], "did you mean `score`"),
        (["--outcome", "parameters.a", "--above", "1"], "not a known outcome"),
        (["--outcome", "score", "--above", "9"], "holds in no run; the outcome goes from 1 to 5"),
        (["--outcome", "score", "--above", "0"], "holds in every run"),
        (["--outcome", "flat", "--above", "3"], "is 3 in every run"),
        (["--above", "3"], "--outcome"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    call, words: list[str], said: str, tmp_path: Path
) -> None:
    stored(tmp_path)
    code, out, error = call("discover", tmp_path, *words)
    assert (code, out) == (2, "")
    assert said in " ".join(error.replace("│", " ").split())


def test_no_study_nothing_varied_nothing_finished(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, error = call("discover", tmp_path / "nowhere", "--outcome", "score", "--above", "1")
    assert code == 2
    assert "holds no study" in error
    stored(tmp_path / "still", **{"parameters.a": np.full(120, 0.5), "score": np.arange(120.0)})
    with pytest.raises(DiscoveryError, match="no factor varies"):
        sim.discover(tmp_path / "still", outcome="score", above=60)
    stored(tmp_path / "lost", status=["failed"] * 120)
    with pytest.raises(DiscoveryError, match="no run of this study finished"):
        sim.discover(tmp_path / "lost", outcome="score", above=1)
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    stored(tmp_path / "whole")
    with pytest.raises(DiscoveryError, match="counterpoise\\[discovery\\]"):
        sim.discover(tmp_path / "whole", outcome="score", above=4, method="cart")
