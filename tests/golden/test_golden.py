"""Nothing moves unnoticed."""

from __future__ import annotations

import json

import pytest

from sim.loading import bundled_theories
from tests.golden.refresh import GOLDEN, TOLERANCE, golden


@pytest.fixture(scope="module")
def now() -> dict:
    return golden()


@pytest.mark.parametrize("theory", list(bundled_theories()))
def test_the_documented_scenario_plays_as_it_did(now: dict, theory: str) -> None:
    then = json.loads(GOLDEN.read_text("utf-8"))[theory]
    assert now[theory]["alignments"] == then["alignments"]
    assert now[theory]["outcomes"] == pytest.approx(then["outcomes"], abs=TOLERANCE)
