"""What pages send about a class: bodies of requests, checked to the letter before anything is done with them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sim.server.address import LONGEST

Short = Annotated[str, Field(max_length=64)]
Number = Annotated[int, Field(ge=-1, le=10**9)]
Text = Annotated[str, Field(max_length=LONGEST)]


class Body(BaseModel):
    """A body: nothing that is not named, and no number as text."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Open(Body):
    """Open a class under a name."""

    teacher: Short = ""


class Teacher(Body):
    """From the page that opened the class."""

    code: Short
    secret: Short


class Lead(Teacher):
    """Ask whether anything is new."""

    since: Number = -1


class Share(Teacher):
    """Show an address to all who follow."""

    address: Text


class Ask(Share):
    """Ask what an actor will do; the address is that of the case."""

    actor: Short
    tick: Number
    options: Annotated[list[Short], Field(max_length=8)]


class OpenGame(Share):
    """Begin a game of an address."""

    together: bool = False


class Advance(Teacher):
    """Go on from a tick."""

    tick: Number


class Dismiss(Teacher):
    """Send away who holds a seat."""

    actor: Short


class Join(Body):
    """Come in."""

    code: Short
    nickname: Short


class Student(Body):
    """From somebody in the class."""

    code: Short
    token: Short


class Follow(Student):
    """Ask whether anything is new."""

    since: Number = -1


class Mark(Student):
    """Mark an option of a question."""

    number: Number
    option: Short


class Take(Student):
    """Take a seat."""

    actor: Short


class Choose(Student):
    """Choose for one's actor."""

    tick: Number
    option: Short
