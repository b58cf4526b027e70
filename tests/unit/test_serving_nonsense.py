"""Nonsense from visitors: any address, any bytes, any JSON, any value in a callback."""

from __future__ import annotations

import json
from typing import Any

import dash
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.server.app import Config, create_app
from sim.server.calls import is_call
from sim.server.guarding import CALLBACK, guard
from tests.unit.test_serving import CALL, FREE, client, harmless

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


def test_every_callback_stands_any_value() -> None:
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
