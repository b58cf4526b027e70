"""What a lesson is: a heading, an introduction and steps, each with an address."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import Field

from sim.scenario.base import Name, Names, Part
from sim.server.address import read_address
from sim.server.setup import MOST_RUNS, Address

Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]


class Reading(Part):
    """What to read: an exact source, and its pages or chapter."""

    source: Text
    pages: str = ""


class Predict(Part):
    """What a student marks before the picture is shown: the side that an actor will be on at a tick.

    Attributes
    ----------
    options
        Poles to choose from, and ``none`` for staying out (default: all of them).
    """

    actor: Name
    tick: Annotated[int, Field(ge=1)]
    options: Names = ()


class Controls(Part):
    """How a step sets the controls: parts of the address by their names there, where they differ from the lesson's.

    Attributes
    ----------
    case, lens, second, seed, runs
        Case, theory, theory beside it, seed and number of runs.
    numbers
        Parameters by name.
    off, move, own
        Events taken out; moved to a date; added, each as the address writes it.
    page, tick, actor
        Page (``explore``, ``why`` or ``lenses``), tick and actor shown.
    """

    case: Name | None = None
    lens: Name | None = None
    second: Name | None = None
    seed: Count | None = None
    runs: Annotated[int, Field(ge=1, le=MOST_RUNS)] | None = None
    numbers: dict[Name, float] = {}
    off: Names = ()
    move: dict[Name, str] = {}
    own: tuple[str, ...] = ()
    page: Literal["explore", "why", "lenses"] | None = None
    tick: Count | None = None
    actor: Name | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """Keys and values as the address has them."""
        single = ("case", "lens", "second", "seed", "runs", "page", "tick", "actor")
        told = [(name, str(value)) for name in single if (value := getattr(self, name)) is not None]
        told += [(f"p.{name}", repr(value)) for name, value in self.numbers.items()]
        told += [("off", name) for name in self.off]
        told += [("move", f"{name}~{day}") for name, day in self.move.items()]
        return told + [("own", event) for event in self.own]


class Step(Part):
    """One step: set the controls, perhaps predict, look, answer.

    Attributes
    ----------
    text
        A few sentences, markdown.
    question, look_for
        What is asked, and what to look for to answer it.
    """

    title: Text
    set: Controls = Controls()
    predict: Predict | None = None
    question: Text
    look_for: Text
    text: Text


class Lesson(Part):
    """A lesson.

    Attributes
    ----------
    name, language
        From the file's name: ``core_or_big_tent.tr.md``, or ``core_or_big_tent.md`` for English.
    minutes, level, order
        How long it takes, for whom it is, and its place in the course.
    case, lens, seed, runs
        What every step starts from; a step's ``set`` is laid over this, not over the step before.
    intro
        Before the steps, markdown.
    """

    name: Name
    language: Literal["en", "tr", "ar"]
    title: Text
    summary: Text
    minutes: Annotated[int, Field(ge=1, le=240)]
    level: Literal["first course", "advanced"]
    order: int
    case: Name
    lens: Name | None = None
    seed: Count = 0
    runs: Annotated[int, Field(ge=1, le=MOST_RUNS)] = 40
    reading: Annotated[tuple[Reading, ...], Field(min_length=1)]
    intro: str
    steps: tuple[Step, ...]

    def pairs(self, step: int) -> list[tuple[str, str]]:
        """Keys and values of a step's address, the lesson's first where the step does not say otherwise."""
        own = self.steps[step].set
        common: dict[str, Any] = {"case": self.case, "lens": self.lens, "seed": self.seed, "runs": self.runs}
        left = {name: value for name, value in common.items() if getattr(own, name) is None}
        return [(name, str(value)) for name, value in left.items() if value is not None] + own.pairs()

    def address(self, step: int, language: str | None = None) -> Address:
        """The address that a step (counted from 0) sets, in a language (default: the lesson's).

        Its ``lesson`` names the step too, counted from 1: ``core_or_big_tent/2``.
        """
        place = [("language", language or self.language), ("lesson", f"{self.name}/{step + 1}")]
        return read_address(query([("v", "1"), *self.pairs(step), *place]))


def query(pairs: list[tuple[str, str]]) -> str:
    """A query string."""
    return urlencode(pairs)
