"""Why?: the page says what ``explain`` and ``turning`` say, in words that nobody can slip markup into."""

from __future__ import annotations

import gzip
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.explanation import explain
from sim.loading import InputError
from sim.loading.bundled import bundled_scenarios
from sim.scenario import describe_parameters
from sim.server.address import read_address
from sim.server.app import Config, create_app
from sim.server.minds import Flip, beyond, mind
from sim.server.pages import why
from sim.server.playing import load, play
from sim.server.reasons import FACTORS, THREATENING, Speaker, verdict
from sim.server.setup import Setup
from sim.server.words import Words
from sim.turning import WeightTurn, turning
from tests.unit.test_server_setup import _scenario

SETUP = Setup(case="nato_veto", lens="walt", seed=3, runs=4, numbers=(("autonomy_cost", 0.2),))
NASTY = '<script>alert(1)</script> & "friends"'
EN = Words()


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page)))


def rows(page: str, table: str) -> list[list[str]]:
    """Texts of the cells of a table's body."""
    body = re.search(rf'<table id="{table}">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert body is not None
    return [
        [plain(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall("<tr.*?</tr>", body[1], re.DOTALL)
    ]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("cases") / "own.yaml"
    file.write_text(_scenario(name=NASTY), encoding="utf-8")
    return create_app(Config(cases={**bundled_scenarios(), "own": file}, workers=0)).server.test_client()


@pytest.mark.parametrize(("lens", "weighs"), [("walt", True), ("axelrod_bennett", False)])
def test_threat_is_said_to_weigh_only_where_security_is_a_term(lens: str, weighs: bool) -> None:
    told = plain(why.answer(Setup(case="nato_veto", lens=lens, runs=2), "TUR", 1, "en").read()["html"])
    assert ("How much threat weighs" in told) == weighs
    assert ("does not weigh in its choice" in told) == (not weighs)


@pytest.mark.parametrize(("actor", "tick"), [("TUR", 2), ("DEU", 7), ("USA", 4)])
def test_the_page_says_what_explain_says(actor: str, tick: int) -> None:
    scenario, theory = load(SETUP)
    told = explain(scenario, actor, tick=tick, theory=theory, seed=3, parameters=dict(SETUP.numbers))
    answer = why.answer(SETUP, actor, tick, "en").read()
    speak, page = Speaker(scenario, EN), answer["html"]
    priced = {row[0]: row[1:] for row in rows(page, "priced")}
    for term, values in told.terms.items():
        name = term.replace("_", " ")
        if any(values.values()):
            assert [float(cell) for cell in priced[name][1:]] == [
                pytest.approx(values[option], abs=0.00501) for option in told.utility
            ]
            assert float(priced[name][0]) == told.parameters[term]
        else:
            assert name not in priced
    assert priced["Chance"][1:] == [EN.percent(p) for p in told.probability.values()]
    assert priced["It chose"][1 + list(told.utility).index(told.chosen)].startswith("✓")
    if told.sources:
        threats = rows(page, "threats")
        assert [row[0] for row in threats] == [speak.actor(s.actor) for s in told.sources[:THREATENING]]
        for row, source in zip(threats, told.sources, strict=False):
            for cell, name in zip(row[2:6], FACTORS, strict=True):
                if cell:
                    assert float(cell) == pytest.approx(source.factors[name], rel=0.006, abs=1e-5)
            assert float(row[7]) == pytest.approx(1000 * source.direct, abs=0.00501)
            assert float(row[8]) == pytest.approx(1000 * source.vicarious, abs=0.00501)
    assert len(rows(page, "measures") if told.measures else []) == len(told.measures)


@pytest.mark.parametrize(("actor", "tick"), [("TUR", 2), ("DEU", 7), ("HUN", 11)])
def test_the_page_says_what_turning_says(actor: str, tick: int) -> None:
    scenario, theory = load(SETUP)
    turn = turning(explain(scenario, actor, tick=tick, theory=theory, seed=3, parameters=dict(SETUP.numbers)))
    speak = Speaker(scenario, EN)
    page = why.answer(SETUP, actor, tick, "en").read()["html"]
    shown = {row[0]: row[1:] for row in rows(page, "turns")}
    for term, one in turn.terms.items():
        if one.share is None and one.weight is None:
            continue
        row = shown.pop(term.replace("_", " "))
        assert row[0] == speak.sides[one.option]
        assert float(row[2]) == pytest.approx(one.turns_at, abs=0.00501)
        if one.weight is not None:
            assert float(row[6]) == pytest.approx(one.weight.turns_at, abs=0.000501)
            assert row[7] == speak.sides[one.weight.to]
    assert shown == {}


def test_it_is_the_first_run_of_the_very_setup() -> None:
    found, result = mind(SETUP, "TUR", 5), play(SETUP)
    i = result.setting.names.actors.index("TUR")
    options = ("none", *result.setting.names.poles)
    assert found.course == tuple(options[k] for k in result.saved["alignment"][0, :, i])
    assert found.course[6] == found.told.chosen
    assert mind(SETUP, "TUR", 18).told.tick == 17  # the end of the case: its last choice


def test_the_flip_is_what_a_run_with_that_number_gives() -> None:
    setup = Setup(lens="full")
    flip = mind(setup, "ESP", 8).flip
    assert isinstance(flip, Flip)
    page = why.answer(setup, "ESP", 8, "en").read()["html"]
    links = [read_address(html.unescape(link)) for link in re.findall('href="([^"]*)"', page)]
    assert [link.view.page for link in links] == ["explore", "why"]
    assert {link.setup.numbers for link in links} == {((flip.parameter, flip.value),)}
    assert mind(links[1].setup, "ESP", 8).turn.best == flip.best == flip.to


@given(st.sampled_from(sorted(describe_parameters())), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
@settings(max_examples=200, deadline=None)
def test_a_number_beyond_is_beyond_and_allowed(name: str, at: float, turns: float) -> None:
    info = describe_parameters()[name]
    value, turns_at = (info.low + share * (info.high - info.low) for share in (at, turns))
    if value == turns_at:
        return
    got = beyond(WeightTurn(name, value, turns_at, "x", 1.0, 1.0))
    assert info.low <= got <= info.high
    assert (got > turns_at) if turns_at > value else (got < turns_at)


def test_anchored_waiting_and_revised_are_told_apart() -> None:
    setup, told = Setup(), set()
    scenario, _ = load(setup)
    speak = Speaker(scenario, EN)
    for actor in ("ISR", "EGY", "TUR", "ESP"):
        for tick in (0, 3, 9):
            found = mind(setup, actor, tick)
            first = verdict(found, speak)[0]
            assert ("is anchored" in first) == found.told.anchored
            assert ("did not reconsider" in first) == (not found.told.anchored and not found.told.revised)
            told.add(found.turn.bound)
    assert told == {"anchored", "waiting", ""}


@pytest.mark.parametrize(
    "query", ["actor=ATLANTIS", "actor=TUR&tick=500", "actor=TUR&p.inertia=x", "", "actor=<b>"]
)
def test_what_is_not_there_is_told(client: Any, query: str) -> None:
    answer = client.get(f"/why.json?case=nato_veto&{query}")
    assert answer.status_code == 400
    assert json.loads(answer.data)["faults"][0].startswith("address, ")


def test_a_course_of_nobody_is_told(client: Any) -> None:
    assert client.get("/course.json?case=own&runs=1&actor=ZZZ").status_code == 400


def test_names_are_text_and_never_markup(client: Any) -> None:
    assert "<script>" not in client.get("/why.html?case=own").get_data(as_text=True)
    for actor in ("AAA", "BBB"):
        told = gzip.decompress(client.get(f"/why.json?case=own&actor={actor}").data).decode()
        content = json.loads(told)
        assert "<script" not in content["html"]
        assert "<script" not in json.dumps(content["pictures"])
        if actor == "AAA":
            assert html.escape(NASTY, quote=False)[:12] in content["html"]


def test_the_course_is_that_of_the_block(client: Any) -> None:
    block = json.loads(gzip.decompress(client.get("/block.json?case=nato_veto&runs=4").data))
    course = json.loads(gzip.decompress(client.get("/course.json?case=nato_veto&runs=4&actor=TUR").data))
    i = block["frames"]["actors"].index("TUR")
    series = {t["name"]: t["y"] for t in course["pictures"]["course"]["figure"]["data"]}
    for side, name in enumerate(block["frames"]["sides"]):
        assert series[name] == [at[i][side] for at in block["frames"]["shares"]]


def test_other_languages_name_actors_and_sides() -> None:
    answer = why.answer(SETUP, "TUR", 2, "ar").read()
    assert "تركيا" in answer["verdict"]
    assert why.answer(SETUP, "TUR", 2, "tr").read()["verdict"].startswith("Türkiye")


def test_a_fault_of_the_numbers_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a known theory"):
        mind(Setup(lens="marx"), "TUR", 0)
