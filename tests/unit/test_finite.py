"""NaN and infinity stop a run with the tick, the array and the actor named."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sim import engine
from sim.compilation import compile_setting
from sim.scenario import Parameters
from sim.world import ACTOR_AXIS, NotFiniteError, World, check_finite, initial_world
from tests.arena import actor, arena, play

CODES = ["A0", "A1", "A2", "A3"]
MOTION = {"title": "", "favours": "east", "demand": 0.5, "date": "2000-02-01", "coding": "made up"}
CASE = arena(
    {c: actor(1.0) for c in CODES}, [{"of": "A1", "toward": "A2", "harm": 0.5}], motions={"text": MOTION}
)


@pytest.fixture
def started() -> tuple[World, object]:
    setting = compile_setting(CASE, Parameters())
    return engine.start(initial_world(CASE, setting, 3), setting), setting


@pytest.mark.parametrize("name", sorted(ACTOR_AXIS))
def test_the_actor_is_named(started: tuple[World, object], name: str) -> None:
    world, setting = started
    values = np.array(getattr(world, name), float)
    place = [2] + [0] * (values.ndim - 1)
    place[ACTOR_AXIS[name]] = 4
    values[tuple(place)] = np.nan
    with pytest.raises(NotFiniteError, match=f"{name} is nan at tick 0, run 2, actor A2:"):
        check_finite(replace(world, **{name: values}), setting)


def test_the_pair_is_named(started: tuple[World, object]) -> None:
    world, setting = started
    with pytest.raises(NotFiniteError, match="harm is inf at tick 0, run 0, actor A1 toward A2"):
        check_finite(replace(world, harm=np.full((3, 1), np.inf)), setting)


def test_every_array_that_has_actors_is_listed(started: tuple[World, object]) -> None:
    world, setting = started
    n = len(setting.names.actors)
    floats = {
        f.name
        for f in fields(World)
        if isinstance(v := getattr(world, f.name), np.ndarray) and v.dtype.kind == "f" and n in v.shape[1:]
    }
    assert floats <= set(ACTOR_AXIS)


def test_a_run_stops_where_a_number_runs_away() -> None:
    blow = {"do": "change_actor", "attribute": "capability", "of": "A1", "times": 1e300}
    events = {
        f"blow{month}": {"title": "", "date": f"2000-0{month}-01", "effects": [blow], "coding": "made up"}
        for month in (2, 3, 4)
    }
    case = arena({c: actor(1.0) for c in CODES}, events=events)
    with pytest.raises(
        NotFiniteError, match=r"components is inf at tick \d, run 0, actor A1|capability is nan"
    ):
        play(case, {}, 2)
