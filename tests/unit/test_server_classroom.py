"""The routes of a class: everybody sees their own, bad bodies are refused in words, what is shared is read first."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.loading.bundled import bundled_scenarios
from sim.seats import outlook, play_seats
from sim.server.app import Config, create_app
from sim.server.frames import MOVING
from sim.server.guarding import Limits, guard
from sim.server.playing import load
from sim.server.setup import Setup

NASTY = "<script>alert()</script>"
CASE = "?v=1&case=nato_veto&runs=4"


@pytest.fixture(scope="module")
def client() -> Any:
    app = create_app(Config(workers=0))
    guard(
        app,
        loopback=True,
        limits=Limits(burst=1e6, per_second=1e6, address_burst=1e6, address_per_second=1e6),
    )
    return app.server.test_client()


ACTIONS = ["open", "lead", "share", "ask", "game", "advance", "join", "mark", "take", "choose", "outlook"]
KEYS = ["code", "secret", "token", "address", "actor", "tick", "options", "number", "option", "nickname"]
ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=80)
    | st.lists(st.text(max_size=5), max_size=9)
)


class Somebody:
    """A page in a class."""

    def __init__(self, client: Any, **who: str) -> None:
        self.client, self.who = client, who

    def ask(self, action: str, status: int = 200, **more: Any) -> Any:
        answer = self.client.post(f"/class/{action}", data=json.dumps(self.who | more))
        assert answer.status_code == status, answer.text
        return answer.get_json() if answer.data else None

    def do(self, action: str, **more: Any) -> None:
        assert self.ask(action, 204, **more) is None


@pytest.fixture
def teacher(client: Any) -> Somebody:
    opened = Somebody(client).ask("open", teacher="Ms Ortega")
    return Somebody(client, code=opened["code"], secret=opened["key"])


@pytest.fixture
def join(client: Any, teacher: Somebody) -> Any:
    def joined(nickname: str) -> Somebody:
        got = Somebody(client).ask("join", code=teacher.who["code"].lower(), nickname=nickname)
        return Somebody(client, code=teacher.who["code"], token=got["key"])

    return joined


def test_who_follows_sees_what_is_shared_and_nothing_when_nothing_is_new(
    teacher: Somebody, join: Any
) -> None:
    ada = join("Ada")
    first = ada.ask("follow")
    assert (first["address"], first["teacher"], first["nickname"]) == ("", "Ms Ortega", "Ada")
    ada.do("follow", since=first["revision"])
    teacher.do("share", address="?v=1&runs=4&case=nato_veto&language=tr&utm_source=x&tick=3")
    seen = ada.ask("follow", since=first["revision"])
    assert (
        seen["address"] == "?v=1&case=nato_veto&runs=4&tick=3"
    )  # as the server writes it, in nobody's language
    ada.do("follow", since=seen["revision"])


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://evil.example/?v=1", "?v=1&case=nowhere", "?v=1&p.inertia=9e9", "?" + "x" * 5000],
)  # fmt: skip
def test_only_addresses_of_this_server_are_shared(teacher: Somebody, join: Any, address: str) -> None:
    ada = join("Ada")
    told = teacher.ask("share", 400, address=address)
    assert told["faults"]
    assert ada.ask("follow")["address"] == ""


def test_guesses_are_counted_and_shown_when_the_question_is_closed(teacher: Somebody, join: Any) -> None:
    ada, bo = join("Ada"), join("Bo")
    options = ["israel", "palestine", "none"]
    asked = teacher.ask("ask", address=CASE, actor="TUR", tick=9, options=options)
    question = ada.ask("follow")["question"]
    assert question["said"].startswith("Where will Turkey stand, ")
    assert [name for name, _ in question["options"]] == options
    assert question["counts"] is None
    marked = ada.ask("mark", number=asked["number"], option="none")
    assert marked["mark"] == "none"
    assert marked["question"]["counts"] is None
    assert bo.ask("follow")["mark"] == ""
    assert teacher.ask("lead")["question"]["counts"] == {"israel": 0, "palestine": 0, "none": 1}
    teacher.do("close")
    assert bo.ask("follow")["question"]["counts"]["none"] == 1
    assert bo.ask("mark", 409, number=asked["number"], option="none")["faults"]


def test_a_game_is_played_compared_and_taken_home(teacher: Somebody, join: Any) -> None:
    ada, bo = join(NASTY), join("Bo")
    teacher.do("game", address=CASE + "&page=class")
    game = ada.ask("follow")["game"]
    assert ["TUR", "Turkey"] in game["actors"]
    assert ada.ask("take", actor="TUR")["seat"] == "TUR"
    assert bo.ask("take", 409, actor="TUR")["faults"] == ["This seat is taken: choose another."]
    bo.ask("take", actor=next(code for code, _ in game["actors"] if code != "TUR"))
    told = ada.ask("outlook")
    scenario, theory = load(Setup(case="nato_veto"), bundled_scenarios())
    expected = outlook(play_seats(scenario, theory, ticks=0), "TUR")
    assert told["outlook"]["name"] == "Turkey"
    assert len(told["outlook"]["worth"]) == len(game["options"])
    assert told["outlook"]["gravest"] == [scenario.actors[s.actor].name for s in expected.sources[:3]]
    assert bo.ask("outlook")["outlook"]["name"] != "Turkey"
    assert teacher.ask("table")["outlook"] is None
    assert ada.ask("choose", tick=0, option="none")["choice"] == "none"
    assert bo.ask("follow")["choice"] == ""
    assert "none" not in json.dumps(bo.ask("outlook")["results"])
    assert teacher.ask("lead")["waiting"] != []
    assert teacher.ask("advance", tick=0) == 1
    assert teacher.ask("advance", tick=0) == 1  # a second press does no harm
    table = teacher.ask("table")
    scene = table["scene"]["frames"]
    assert {len(scene[name]) for name in MOVING} == {1}
    for side, (title, who) in enumerate((one["title"], one["who"]) for one in table["sides"]):
        assert scene["sides"][side] == title
        shown = zip(scene["names"], scene["look"][0], strict=True)
        assert [name for name, look in shown if look // scene["levels"] == side] == who
    (result,) = table["results"]
    assert (result["actor"], result["ticks"], result["as_history"]) == ("TUR", "1", None)
    assert ada.ask("choose", 409, tick=0, option="none")["faults"] == [
        "That tick is over: the class has gone on."
    ]
    kept = json.loads(teacher.ask("export")["text"])
    assert kept["game"]["seats"]["TUR"] == NASTY
    assert kept["game"]["choices"] == [{"tick": 0, "actor": "TUR", "option": "none"}]
    (scored,) = kept["game"]["scores"]
    (turn,) = scored["ticks"]
    assert (scored["actor"], turn["tick"], turn["chosen"]) == ("TUR", 0, "none")
    assert scored["agreement"] == (turn["model"] == "none")
    assert scored["cost"] == turn["cost"] >= 0
    assert not any(secret in json.dumps(kept) for secret in (teacher.who["secret"], ada.who["token"]))
    teacher.do("end")
    assert ada.ask("follow", 410)["faults"]
    assert teacher.ask("lead", 410)["faults"]


def test_nothing_secret_is_seen_by_others(teacher: Somebody, join: Any) -> None:
    ada, bo = join("Ada"), join("Bo")
    teacher.do("share", address=CASE)
    for seen in (json.dumps(bo.ask("follow")), json.dumps(teacher.ask("lead"))):
        assert "Ada" not in seen
        assert ada.who["token"] not in seen
        assert teacher.who["secret"] not in seen
    for action in ("lead", "close", "stop", "export", "end", "table"):
        stranger = Somebody(teacher.client, code=teacher.who["code"], secret=bo.who["token"])
        assert stranger.ask(action, 409)["faults"]
    assert Somebody(teacher.client, code=teacher.who["code"], token="x").ask("follow", 410)["faults"]


def test_nicknames_are_data_and_never_markup(client: Any, teacher: Somebody, join: Any) -> None:
    ada = join(NASTY)
    answer = client.post("/class/follow", data=json.dumps(ada.who))
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.get_json()["nickname"] == NASTY


def test_a_nickname_too_long_is_refused(client: Any, teacher: Somebody) -> None:
    told = Somebody(client).ask("join", 409, code=teacher.who["code"], nickname="x" * 25)
    assert told["faults"] == ["A nickname has at most 24 characters."]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'{"code": 1, "token": "x"}', b'{"code": "BCDFG"}', b"\xff\xfe", b"[" * 3000,
             b'{"code": "BCDFG", "token": "x", "since": "1"}', b'{"code": "BCDFG", "token": "x", "more": 1}'],
)  # fmt: skip
def test_bad_bodies_are_refused_in_words(client: Any, body: bytes) -> None:
    answer = client.post("/class/follow", data=body)
    assert answer.status_code == 400
    assert answer.get_json()["faults"] == ["That is no request of this page: load it again."]


def test_bodies_have_a_cap_and_actions_a_list(client: Any) -> None:
    assert client.post("/class/follow", data=b" " * 20_000).status_code == 413
    assert client.post("/class/nothing", data=b"{}").status_code == 404
    assert b"faults" not in client.get("/class/follow").data  # Dash answers with its page, which does nothing


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(action=st.sampled_from(ACTIONS), body=st.dictionaries(st.sampled_from(KEYS), ANYTHING))
def test_no_body_makes_the_server_fail(client: Any, action: str, body: dict[str, Any]) -> None:
    answer = client.post(f"/class/{action}", data=json.dumps(body))
    assert answer.status_code < 500
    assert answer.status_code < 400 or answer.get_json()["faults"]


def test_the_way_in_is_a_picture_of_this_server_with_the_code_behind_a_hash(client: Any) -> None:
    answer = client.get("/class/qr.svg?code=BCDFG")
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data
    assert b"<script" not in client.get(f"/class/qr.svg?code={NASTY}").data
    assert client.get("/class/way.json").get_json() == {"address": "http://localhost/", "network": False}


def test_the_page_is_escaped_and_spoken(client: Any) -> None:
    assert 'data-class="join"' in client.get("/class.html?v=1&case=nato_veto").text
    assert client.get("/class.html?v=1&case=nowhere").status_code == 400
    assert "data-moved" in client.get("/class/bar.html?v=1&language=ar").text
