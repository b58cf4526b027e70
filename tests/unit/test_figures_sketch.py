"""Sketches: the same figure as plotly's objects make, to the last number."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from sim import figures
from sim.ensemble import Result
from sim.figures.sketch import Sketch, sketching
from sim.server import pictures
from sim.server.pictures import DRAWN
from sim.server.playing import play
from sim.server.setup import Setup
from sim.server.words import Words


@pytest.fixture(scope="module", params=["humanity_alliance", "nato_veto"])
def result(request: pytest.FixtureRequest) -> Result:
    return play(Setup(case=request.param, runs=5))


def _unpacked(value: Any) -> Any:
    """What plotly wrote, with its packed arrays as lists."""
    if isinstance(value, dict) and "bdata" in value:
        shape = [int(n) for n in value.get("shape", "-1").split(",")]
        numbers = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).reshape(shape).tolist()
        return _unpacked(numbers)
    if isinstance(value, dict):
        return {name: _unpacked(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_unpacked(part) for part in value]
    return None if value != value else value  # only nan is not itself


@pytest.mark.parametrize("name", DRAWN)
def test_a_sketch_is_the_figure(result: Result, name: str) -> None:
    checked = DRAWN[name](result)
    with sketching():
        sketch = DRAWN[name](result)
    assert isinstance(sketch, Sketch)
    assert not isinstance(checked, Sketch)
    assert json.loads(json.dumps(sketch.plain(), allow_nan=False)) == _unpacked(json.loads(checked.to_json()))


def test_a_page_leaves_out_only_what_has_nothing_to_show(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(error: Exception) -> Any:
        def draw(_: Result) -> None:
            raise error

        return draw

    monkeypatch.setitem(DRAWN, "ladder", failing(figures.NothingToShowError("no measures")))
    assert pictures.drawn(result, Words()).keys() == DRAWN.keys() - {"ladder"}
    monkeypatch.setitem(DRAWN, "ladder", failing(ValueError("tick 99 was not played")))
    with pytest.raises(ValueError, match="tick 99"):
        pictures.drawn(result, Words())


def test_what_a_sketch_cannot_do_it_says() -> None:
    with pytest.raises(NotImplementedError, match="one panel"):
        Sketch({}).set_subplots(rows=2, cols=1)
