"""What stands between a visitor and the application: strangers, floods and mistakes."""

from __future__ import annotations

import gzip
import logging
import re
import socket
from typing import Any

import pytest

from sim.server.app import Config, create_app
from sim.server.guarding import CALLBACK, Limits, answers_to, guard
from sim.server.limits import Allowance, AtOnce, Visitors
from sim.server.refusals import MOST_BYTES

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
