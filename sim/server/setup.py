"""What is shown: what is played and how it is looked at, as an address holds it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Name
from sim.server.beside import Second
from sim.server.own_events import OwnEvent
from sim.server.parts import Frozen

MOST_RUNS, MOST_TICKS, MOST_OWN = 200, 600, 12
PAGES = ("explore", "why", "lenses", "lessons", "class")
LANGUAGES = ("en", "tr", "ar")

Cases = Mapping[str, Path]
"""Scenarios that may be chosen: name and file."""


class Setup(Frozen):
    """What is played.

    Attributes
    ----------
    case, lens
        Names of a scenario and of a theory (none: the scenario's own).
    numbers
        Parameters that differ from the lens, by name, sorted.
    off, moved, own
        Events taken out, moved to another day, and added.
    """

    case: Name = "humanity_alliance"
    lens: Name | None = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    runs: Annotated[int, Field(ge=1, le=MOST_RUNS)] = 40
    numbers: tuple[tuple[str, float], ...] = ()
    off: tuple[Name, ...] = ()
    moved: tuple[tuple[Name, datetime.date], ...] = ()
    own: tuple[OwnEvent, ...] = ()


class View(Frozen):
    """How it is looked at: page, tick (none: the start), actor, language, how a second lens differs, lesson."""

    page: Literal["explore", "why", "lenses", "lessons", "class"] = "explore"
    tick: Annotated[int, Field(ge=0, le=MOST_TICKS)] | None = None
    actor: Name | None = None
    language: Literal["en", "tr", "ar"] = "en"
    second: Second | None = None
    lesson: Name | None = None


class Address(Frozen):
    """A whole address."""

    setup: Setup = Setup()
    view: View = View()
