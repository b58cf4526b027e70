"""What stands between a visitor and the application: strangers, floods, nonsense and mistakes."""

from __future__ import annotations

import gzip
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import dash
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli.app import app as command
from sim.cli.app import main
from sim.server.app import Config, create_app
from sim.server.calls import is_call
from sim.server.guarding import CALLBACK, Limits, answers_to, guard
from sim.server.limits import Allowance, AtOnce, Visitors
from sim.server.refusals import MOST_BYTES
from sim.server.serving import ListenError, open_door

FREE = Limits(burst=1e9, address_burst=1e9)
NAME = "0123456789abcdef01234567"
CALL = {
    "output": "shell.children",
    "outputs": {"id": "shell", "property": "children"},
    "inputs": [{"id": "place", "property": "data", "value": "?v=1"}],
    "changedPropIds": ["place.data"],
}


def client(limits: Limits | None = FREE, **named: Any) -> Any:
    app = create_app(Config(workers=0, **named))
    guard(app, loopback=True, limits=limits)
    return app.server.test_client()


@pytest.fixture(scope="module")
def free() -> Any:
    """A visitor without caps."""
    return client()


def harmless(response: Any, *, most: int = 499) -> None:
    """Nothing of how the server works inside reaches a visitor, and a visitor's mistake is not the server's."""
    assert response.status_code <= most, response.get_data(as_text=True)
    text = response.get_data()
    assert b"Traceback" not in text
    assert b"site-packages" not in text


# --- who may ask


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8050", "192.168.1.7", "127.0.0.1.evil.example", "[", "", "a b"]
)
def test_a_loopback_server_answers_to_no_other_name(free: Any, host: str) -> None:
    assert free.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1:8050", "[::1]:8050"])
def test_a_loopback_server_answers_to_its_own(free: Any, host: str) -> None:
    assert free.get("/", headers={"Host": host}).status_code == 200


def test_a_class_server_answers_to_addresses_and_its_own_name() -> None:
    assert answers_to("10.0.0.7:8050", loopback=False)
    assert answers_to(f"{socket.gethostname()}:8050", loopback=False)
    assert not answers_to("rebound.example:8050", loopback=False)


def test_pages_of_other_sites_may_not_ask(free: Any) -> None:
    call = {"json": CALL, "headers": {"Origin": "http://evil.example"}}
    assert free.post(CALLBACK, **call).status_code == 403
    assert free.post(CALLBACK, json=CALL, headers={"Origin": "http://localhost"}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
def test_only_get_and_post(free: Any, method: str) -> None:
    assert free.open("/", method=method).status_code == 405


def test_headers_and_no_cookie(free: Any) -> None:
    for path in ("/", "/assets/style.css", "/block.json?v=9", CALLBACK):
        headers = free.get(path).headers
        assert "Set-Cookie" not in headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["frame-ancestors"] == "'self'"
        assert "unsafe" not in policy["script-src"]
        assert "http" not in headers["Content-Security-Policy"]


def test_the_policy_allows_just_the_scripts_of_the_page(free: Any) -> None:
    import base64
    import hashlib

    page = free.get("/")
    inline = re.findall(
        r'<script(?![^>]*src=)[^>]*type="application/javascript"[^>]*>(.*?)</script>', page.text, re.S
    )
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline
    }
    allowed = re.search(r"script-src ([^;]*)", page.headers["Content-Security-Policy"])
    assert inline
    assert allowed is not None
    assert set(allowed[1].split()) == {"'self'"} | hashes


# --- how much


def test_a_visitor_who_floods_waits_and_the_others_do_not() -> None:
    flooded = client(Limits(burst=3, per_second=0.001))
    mine, other = {"X-Visitor": NAME}, {"X-Visitor": NAME[::-1]}
    found = [flooded.get("/block.json?v=9", headers=mine).status_code for _ in range(4)]
    assert found == [400, 400, 400, 429]
    refused = flooded.get("/block.json?v=9", headers=mine)
    assert int(refused.headers["Retry-After"]) > 0
    assert "at once" in refused.json["faults"][0]
    assert flooded.get("/block.json?v=9", headers=other).status_code == 400
    assert flooded.get("/assets/style.css", headers=mine).status_code == 200


def test_new_names_do_not_escape_the_cap_of_an_address() -> None:
    flooded = client(Limits(address_burst=5, address_per_second=0.001))
    found = [flooded.get("/block.json?v=9", headers={"X-Visitor": f"{n:024x}"}).status_code for n in range(7)]
    assert found == [400] * 5 + [429] * 2


def test_a_full_house_says_so_and_keeps_who_is_in_it() -> None:
    full = client(Limits(visitors=1))
    assert full.get("/block.json?v=9", headers={"X-Visitor": NAME}).status_code == 400
    turned_away = full.get("/", headers={"Accept": "text/html"})
    assert turned_away.status_code == 429
    assert "as many visitors" in turned_away.text
    assert 'http-equiv="refresh"' in turned_away.text
    assert full.get("/block.json?v=9", headers={"X-Visitor": NAME}).status_code == 400


def test_a_store_fills_again_and_never_over_its_brim() -> None:
    now = 0.0
    allowance = Allowance(burst=2, per_second=4, clock=lambda: now)
    assert [allowance.wait("a"), allowance.wait("a"), allowance.wait("a")] == [0, 0, 0.25]
    now = 0.25
    assert allowance.wait("a") == 0
    now = 1000.0
    assert [allowance.wait("a") for _ in range(3)] == [0, 0, 0.25]


def test_caps_remember_a_bounded_number_of_names() -> None:
    now = 0.0
    allowance = Allowance(burst=2, per_second=1, clock=lambda: now)
    for n in range(20_000):
        now += 0.001
        allowance.wait(str(n))
    assert len(allowance._left) < 5000
    assert allowance.wait("19999") == 0
    assert allowance.wait("19999") > 0


def test_visitors_leave_by_staying_away() -> None:
    now = 0.0
    visitors = Visitors(most=2, seconds=10, clock=lambda: now)
    assert [visitors.arrive(name) for name in "abc"] == [True, True, False]
    now = 5.0
    assert visitors.arrive("a")
    now = 12.0
    assert visitors.arrive("c")
    assert not visitors.arrive("b")


def test_hands_are_given_back_after_a_mistake_too(monkeypatch: pytest.MonkeyPatch) -> None:
    one = client(Limits(at_once=1))
    for _ in range(3):
        assert one.get("/block.json?v=9", headers={"X-Visitor": NAME}).status_code == 400
    hands = AtOnce(1)
    assert hands.enter("a")
    hands.leave("a")
    assert not hands._open


def test_a_huge_body_is_refused_before_it_is_read(free: Any) -> None:
    response = free.post(CALLBACK, data=b"x" * (MOST_BYTES + 1), content_type="application/json")
    assert response.status_code == 413
    assert f"{MOST_BYTES // 1024} kB" in response.json["faults"][0]


def test_deep_json_is_no_crash(free: Any) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    harmless(free.post(CALLBACK, data=deep, content_type="application/json"))


# --- mistakes


def test_a_failure_is_told_by_its_number_and_kept_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Config(workers=0))

    @app.server.get("/fails")
    def fails() -> str:
        raise RuntimeError("/secret/path")

    guard(app, loopback=True)
    with caplog.at_level(logging.ERROR):
        response = app.server.test_client().get("/fails")
    assert response.status_code == 500
    assert "secret" not in response.text
    number = re.search(r"number ([0-9a-f]{8})", response.text)
    assert number is not None
    assert number[1] in caplog.text
    assert "/secret/path" in caplog.text


def test_messages_are_escaped(free: Any) -> None:
    for path in (
        "/?<script>alert(1)</script>",
        "/block.json?v=1&case=<script>",
        "/assets/<script>",
        "/<script>",
    ):
        response = free.get(path, headers={"Accept": "text/html"})
        if response.mimetype == "text/html":
            assert "<script>alert" not in response.text
            assert not re.search(r"<p>[^<]*<script", response.text)


PATHS = [
    "/assets/../app.py", "/assets/..%2fapp.py", "/assets/%2e%2e/app.py", "/assets//etc/passwd", "/assets/....//app.py",
    "/assets/..\\app.py", "/_dash-component-suites/dash/../dash.py", "/_dash-component-suites/os/path.py",
    "/_dash-component-suites/dash/dash.py", "/_dash-component-suites/sim.server/app.py", "/export/../../app.py",
    "/export/scenario.yaml?v=1&case=../../etc/passwd", "/export/scenario.yaml?v=1&case=/etc/passwd",
    "/block.json?v=1&case=file:///etc/passwd", "/block.json?v=1&lens=../../app.py", "/assets/%00",
    "/assets/style.css%00.py", "/_dash-component-suites/%00/%00",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_of_a_visitor_reaches_the_disk(free: Any, path: str) -> None:
    response = free.get(path)
    harmless(response)
    assert b"import" not in response.get_data() or response.mimetype == "text/html"
    assert b"root:" not in response.get_data()


# --- nonsense

KEYS = st.sampled_from(
    [
        "v",
        "case",
        "lens",
        "seed",
        "runs",
        "page",
        "tick",
        "actor",
        "language",
        "second",
        "lesson",
        "off",
        "move",
        "own",
        "p.inertia",
        "p.",
        "p.x",
        "__class__",
    ]
)
HOSTILE = [
    "1",
    "0",
    "-1",
    "1e999",
    "nan",
    "humanity_alliance",
    "<script>",
    "../../etc/passwd",
    "a~b",
    "~",
    "truce~2024-13-99",
    "{0.__class__}",
    "%s%n",
    "\x00",
    "why",
    "lenses",
    "class",
    "lessons",
    "ar",
    "align~USA~<script>~1~2024-01-01",
]
VALUES = (
    st.text(max_size=40)
    | st.sampled_from([*HOSTILE, "9" * 5000])
    | st.integers().map(str)
    | st.floats().map(str)
)
QUERIES = st.lists(st.tuples(KEYS, VALUES), max_size=5)
PLACES = ["/", "/block.json", "/base.json", "/explore.html", "/export/scenario.yaml"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), QUERIES)
def test_any_address_is_answered_or_refused_in_words(place: str, query: list[tuple[str, str]]) -> None:
    harmless(_free().get(place, query_string=[*query, ("runs", "1")]))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PLACES), st.binary(max_size=60))
def test_any_bytes_in_an_address(place: str, query: bytes) -> None:
    harmless(_free().get(place, query_string=query.decode("latin-1")))


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_any_json_as_a_callback(body: object) -> None:
    response = _free().post(CALLBACK, data=json.dumps(body), content_type="application/json")
    assert response.status_code == 400
    harmless(response)


@settings(max_examples=150, deadline=None)
@given(
    JSON,
    st.sampled_from(["value", "inputs", "outputs", "changedPropIds", "state", "id", "property", "output"]),
)
def test_any_value_in_a_callback_of_ours(value: object, where: str) -> None:
    body = json.loads(json.dumps(CALL))
    if where in ("value", "id", "property"):
        body["inputs"][0][where] = value
    else:
        body[where] = value
    harmless(_free().post(CALLBACK, data=json.dumps(body), content_type="application/json"))


def test_every_callback_stands_any_value(free: Any) -> None:
    """Also those of pages that came later: each is called with nonsense for each of its inputs."""
    app = create_app(Config(workers=0))
    guard(app, loopback=True, limits=FREE)
    visitor = app.server.test_client()
    visitor.get("/_dash-layout")
    values = [
        None,
        0,
        -1,
        1e999,
        "",
        "x" * 1000,
        "<script>",
        "?v=1&case=zzz",
        [],
        [[]],
        {},
        {"a": {"b": []}},
        True,
    ]
    called = 0
    for output, callback in app.callback_map.items():
        if "callback" not in callback:
            continue
        given_ = {
            part: [{"id": one["id"], "property": one["property"]} for one in callback[part]] for part in PARTS
        }
        if any(one["id"].startswith("{") for part in PARTS for one in callback[part]):
            continue  # a pattern: its form is refused or let through by itself
        outs = callback["output"] if isinstance(callback["output"], list | tuple) else [callback["output"]]
        named = [{"id": one.component_id_str(), "property": one.component_property} for one in outs]
        for value in values:
            for one in (*given_["inputs"], *given_["state"]):
                one["value"] = value
            changed = [f"{one['id']}.{one['property']}" for one in callback["inputs"]]
            outputs = named if output.startswith("..") else named[0]
            body = {"output": output, "outputs": outputs, "changedPropIds": changed, **given_}
            response = visitor.post(CALLBACK, data=json.dumps(body), content_type="application/json")
            assert response.status_code in (200, 204), (output, value)
            harmless(response)
            called += 1
    assert called


PARTS = ("inputs", "state")


def test_calls_are_known_by_their_form() -> None:
    place = [{"id": "place", "property": "data"}]
    known = {
        "shell.children": {
            "callback": print,
            "output": dash.Output("shell", "children"),
            "inputs": place,
            "state": [],
        }
    }
    assert is_call(CALL, known)
    assert not is_call(CALL, {})
    assert not is_call({**CALL, "inputs": []}, known)
    assert not is_call({**CALL, "changedPropIds": [{}]}, known)
    assert not is_call([CALL], known)
    assert not is_call({**CALL, "outputs": {"id": "shell", "property": "title"}}, known)
    assert not is_call(
        CALL, {"shell.children": {key: known["shell.children"][key] for key in ("output", *PARTS)}}
    )


_visitors: list[Any] = []


def _free() -> Any:
    """Hypothesis wants no fixture that it would have to make anew."""
    if not _visitors:
        _visitors.append(client())
    return _visitors[0]


# --- compression and what a browser keeps


def test_answers_are_compressed_once_and_the_same_for_all(free: Any) -> None:
    asked = {"Accept-Encoding": "gzip"}
    plain, packed = free.get("/assets/style.css"), free.get("/assets/style.css", headers=asked)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    again = free.get("/assets/style.css", headers={**asked, "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_file_with_a_fingerprint_is_kept_for_good(free: Any) -> None:
    page = free.get("/").text
    scripts = re.findall(r'<script[^>]* src="(/[^"]+)"', page)
    styles = re.findall(r'<link rel="stylesheet" href="(/[^"]+)"', page)
    assert len(scripts) > 4
    assert styles
    for url in scripts + styles:
        response = free.get(url.replace("&amp;", "&"), headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"], url
        assert response.headers["Content-Encoding"] == "gzip", url
    assert "no-cache" in free.get("/").headers["Cache-Control"]


def test_made_up_fingerprints_do_not_fill_the_memory(free: Any) -> None:
    after = free.application.after_request_funcs[None]
    compress = next(f for f in after if hasattr(f, "__self__")).__self__
    for n in range(20):
        free.get(f"/assets/style.css?m={n}", headers={"Accept-Encoding": "gzip"})
        free.get("/block.json?v=9", headers={"Accept-Encoding": "gzip"})
    assert sum("style.css" in key for key in compress.cache) == 1
    assert all("block" not in key for key in compress.cache)


# --- doors and the command


def test_a_taken_port_is_said_or_passed_over() -> None:
    first = open_door("127.0.0.1", 0)
    try:
        with pytest.raises(ListenError, match="taken by another program"):
            open_door("127.0.0.1", first.port)
        assert first.loopback
        assert first.network is None
        assert first.here == f"http://127.0.0.1:{first.port}/"
    finally:
        first.socket.close()


def test_the_first_free_port_is_taken() -> None:
    doors = [open_door("127.0.0.1", None) for _ in range(2)]
    try:
        assert doors[1].port > doors[0].port
    finally:
        for door in doors:
            door.socket.close()


def test_a_door_for_all_is_known_as_such() -> None:
    door = open_door("0.0.0.0", 0)
    try:
        assert not door.loopback
        assert door.here.startswith("http://127.0.0.1:")
    finally:
        door.socket.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["serve", "no_such_case"], "no_such_case"),
        (["serve", "--host", "no.such.host.invalid"], "no such host"),
        (["serve", "--host", "192.0.2.77"], "192.0.2.77"),
        (["serve", "--lessons", "/no/such/folder"], "no such folder"),
        (["serve", "--port", "70000"], "65535"),
    ],
)
def test_wrong_words_end_in_one_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["counterpoise", *words, "--no-open"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told


def test_a_missing_extra_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in [name for name in sys.modules if name.startswith(("sim.server", "waitress"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "waitress", None)
    left = CliRunner().invoke(command, ["serve", "--no-open"])
    assert left.exit_code == 2
    assert "counterpoise[server]" in left.output
    assert "waitress" in left.output


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_stops_with_all_that_it_began(stop: int, tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    with _serving(tmp_path) as (process, told):
        page = urllib.request.urlopen(told["url"], timeout=60)
        assert page.status == 200
        with urllib.request.urlopen(told["url"] + "block.json?v=1&runs=1", timeout=60) as block:
            assert block.status == 200
        begun = psutil.Process(process.pid).children(recursive=True)
        assert begun
        process.send_signal(stop)
        assert process.wait(timeout=20) == 0
        assert psutil.wait_procs(begun, timeout=20)[1] == []
        assert "Traceback" not in (tmp_path / "said.txt").read_text()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_dead_worker_is_replaced(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    with _serving(tmp_path) as (process, told):
        for seed in (1, 2):
            with urllib.request.urlopen(
                f"{told['url']}block.json?v=1&runs=1&seed={seed}", timeout=60
            ) as block:
                assert block.status == 200
            keepers = psutil.Process(process.pid).children()
            for worker in [child for keeper in keepers for child in keeper.children()]:
                worker.kill()
                worker.wait(10)


class _serving:
    """The command in a process of its own, and what it said as JSON."""

    def __init__(self, folder: Path) -> None:
        self._said = (folder / "said.txt").open("w")

    def __enter__(self) -> tuple[subprocess.Popen[str], dict[str, Any]]:
        words = [sys.executable, "-m", "sim.cli", "serve", "--no-open", "--json", "--port", "0"]
        restored = signal.signal(
            signal.SIGINT, signal.default_int_handler
        )  # a child of a shell's job may ignore it
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=self._said, text=True)
        signal.signal(signal.SIGINT, restored)
        assert self._process.stdout is not None
        lines: list[str] = []
        for line in self._process.stdout:
            lines.append(line)
            if line == "}\n":
                break
        return self._process, json.loads("".join(lines))

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._said.close()
