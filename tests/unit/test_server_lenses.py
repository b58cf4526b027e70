"""Two lenses: the address says how the right side differs, and the page says who parts as ``partings`` does."""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from sim.comparison import partings
from sim.loading import InputError
from sim.loading.bundled import bundled_scenarios
from sim.scenario.checks import NO_POLE
from sim.server import lexicon
from sim.server.address import read_address, write_address
from sim.server.app import Config, create_app
from sim.server.beside import Lens, Number, Switch, beside, read_second
from sim.server.pairs import MOST, compute_pair
from sim.server.playing import play
from sim.server.setup import Setup
from sim.server.words import Words
from tests.unit.test_server_setup import SECONDS, _scenario

SETUP = Setup(case="nato_veto", lens="waltz", runs=6, seed=2)
NASTY = '<script>alert(1)</script> & "friends"'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("cases") / "own.yaml"
    file.write_text(_scenario(name=NASTY), encoding="utf-8")
    return create_app(Config(cases={**bundled_scenarios(), "own": file}, workers=0)).server.test_client()


@given(SECONDS)
def test_a_second_lens_comes_back(second: Lens | Switch | Number) -> None:
    assert read_second(str(second)) == second
    assert read_address(write_address(read_address(f"second={second}"))).view.second == second


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("event~", "must be a theory"), ("ours~x", "must be a theory"), ("<b>", "must be a theory"),
        ("p.inertia~9", "from 0 to 2"), ("p.inertia~", "from 0 to 2"), ("p.inertia~nan", "from 0 to 2"),
        ("p.weather~1", "not a known parameter"),
    ],
)  # fmt: skip
def test_faults_of_a_second_lens_are_told(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_address(f"second={text}")


def test_the_right_side_differs_in_one_thing() -> None:
    setup = Setup(off=("a", "c"), numbers=(("inertia", 0.5),))
    assert beside(setup, Switch(event="a")).off == ("c",)
    assert beside(setup, Switch(event="b")).off == ("a", "b", "c")
    assert beside(setup, Number(name="autonomy_cost", value=1)).numbers == (
        ("autonomy_cost", 1),
        ("inertia", 0.5),
    )
    assert beside(setup, Number(name="inertia", value=1)).numbers == (("inertia", 1),)
    assert beside(setup, Lens(lens="walt")) == setup.model_copy(update={"lens": "walt"})


@pytest.mark.parametrize("second", ["walt", "event~israeli_operation", "p.hostility_exponent~1"])
def test_the_page_says_what_partings_says(second: str) -> None:
    words, chosen = Words(), read_second(second)
    left, right = play(SETUP), play(beside(SETUP, chosen))
    found = partings(left, right)
    pair = compute_pair(SETUP, chosen, "en").read()
    assert pair["second"] == second
    sides = dict(zip((NO_POLE, *left.scenario.poles), lexicon.sides(left, words), strict=True))
    assert [row["actor"] for row in pair["parted"]] == [one.actor for one in found.actors]
    for row, one in zip(pair["parted"], found.actors, strict=True):
        when = pair["labels"][one.first_tick] if one.first_tick >= 0 else "from the start"
        assert row["cells"][:2] == [when, words.percent(one.ever)]
        assert row["cells"][4:6] == [sides[side] for side in one.sides]
        assert row["cells"][6:] == [words.percent(one.holding), words.percent(one.last)]
    for tick, share in enumerate(found.share):
        marked = np.flatnonzero(share >= MOST).tolist()
        assert pair["left"]["marked"][tick] == pair["right"]["marked"][tick] == marked
        assert f" {len(marked)} of " in pair["said"][tick]
        assert pair["left"]["differs"][tick] == [round(100 * s) for s in share.tolist()]
    mean, most = pair["pictures"]["apart"]["figure"]["data"]
    assert mean["y"] == pytest.approx((100 * found.share.mean(axis=1)).tolist(), abs=0.006)
    assert most["y"] == pytest.approx((100 * (found.share >= MOST).mean(axis=1)).tolist(), abs=0.006)


def test_both_weights_are_in_one_picture_and_not_by_colour_alone() -> None:
    pair = compute_pair(SETUP, Lens(lens="walt"), "en").read()
    lines = pair["pictures"]["both"]["figure"]["data"]
    for n, setup in enumerate((SETUP, SETUP.model_copy(update={"lens": "walt"}))):
        weights = play(setup).saved["weights"].astype(float)
        share = 100 * (weights / weights.sum(axis=-1, keepdims=True)).mean(axis=0)
        for k in range(share.shape[1]):
            assert lines[2 * k + n]["y"] == pytest.approx(share[:, k].tolist(), abs=0.006)
    assert len({(line["line"]["dash"], line["marker"]["symbol"]) for line in lines}) == len(lines)


def test_sides_are_named_by_what_differs() -> None:
    assert compute_pair(SETUP, Lens(lens="walt"), "en").read()["titles"] == [
        "Balance of power (Waltz)", "Balance of threat (Walt)",
    ]  # fmt: skip
    assert compute_pair(SETUP, read_second("p.inertia~0.25"), "en").read()["titles"][1] == "inertia: 0.25"
    event = read_second("event~israeli_operation")
    there = compute_pair(SETUP, event, "en").read()["titles"]
    gone = SETUP.model_copy(update={"off": ("israeli_operation",)})
    assert there[0].startswith("with ")
    assert compute_pair(gone, event, "en").read()["titles"] == there[::-1]


def test_without_a_word_walt_stands_beside() -> None:
    assert compute_pair(SETUP, None, "en").read()["second"] == "walt"
    assert compute_pair(SETUP.model_copy(update={"lens": "walt"}), None, "en").read()["second"] == "waltz"


def test_the_same_twice_differs_nowhere() -> None:
    pair = compute_pair(SETUP, Lens(lens="waltz"), "en").read()
    assert pair["parted"] == []
    assert not any(pair["left"]["marked"])
    assert pair["left"]["frames"] == pair["right"]["frames"]


def test_a_pair_is_small() -> None:
    assert len(compute_pair(Setup(runs=4), None, "en").packed) < 100_000


@pytest.mark.parametrize("second", ["marx", "event~atlantis"])
def test_what_is_not_there_is_told(client: Any, second: str) -> None:
    answer = client.get(f"/lenses.json?case=nato_veto&runs=2&second={second}")
    assert answer.status_code == 400
    assert json.loads(answer.data)["faults"][0].startswith("address, second: ")


def test_names_are_text_and_never_markup(client: Any) -> None:
    assert "<script>" not in client.get("/lenses.html?case=own").get_data(as_text=True)
    pair = json.loads(gzip.decompress(client.get("/lenses.json?case=own&runs=2").data))
    figures = [pair["pictures"], pair["left"]["frames"]["network"], pair["right"]["frames"]["network"]]
    assert "<script" not in json.dumps(figures)
