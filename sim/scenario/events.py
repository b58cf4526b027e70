"""What happens to the actors: dated, triggered or following events, and their typed effects.

Triggers and effects are a small vocabulary of records. Nothing in a scenario is ever evaluated as code.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.actors import Relation
from sim.scenario.base import Claim, Coded, Name, Names, Part, Share

Attribute = Literal[
    "capability", "offence", "responsiveness", "revisionism", "dissent", "mobilisation",
    "media_exposure", "commitment",
]  # fmt: skip


class _Change(Part):
    """A number set ``to``, moved ``by`` or multiplied (``times``); then cut to its range."""

    to: float | None = None
    by: float | None = None
    times: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _changes_one_way(self) -> _Change:
        if sum(value is not None for value in (self.to, self.by, self.times)) != 1:
            raise ValueError("needs exactly one of `to`, `by` and `times`")
        return self


class ChangeActor(_Change):
    """Change an attribute of actors. Dissent also moves the level it returns to."""

    do: Literal["change_actor"]
    attribute: Attribute
    of: Names


class ChangeDyad(_Change):
    """Change how ``of`` stand ``toward`` others. Harm moves toward the new level at ``harm_rate``."""

    do: Literal["change_dyad"]
    relation: Relation
    of: Names
    toward: Names
    symmetric: bool = False


class ChangeOpinion(_Change):
    """Change the public opinion of actors about a pole (once: it then moves on by the opinion rule)."""

    do: Literal["change_opinion"]
    of: Names
    pole: Name


class Align(Part):
    """Put actors on a pole (or on none), as a change of government or a treaty may."""

    do: Literal["align"]
    of: Names
    pole: Name | None = None
    commitment: Share = 0.0


class Join(Part):
    """Actors enter a bloc."""

    do: Literal["join"]
    of: Names
    bloc: Name


class Leave(Part):
    """Actors leave a bloc."""

    do: Literal["leave"]
    of: Names
    bloc: Name


class ProposeBloc(Part):
    """Open a proposed bloc: its convener is in, its invitees may enter."""

    do: Literal["propose_bloc"]
    bloc: Name


class HoldVote(Part):
    """Put a motion to the vote in this tick."""

    do: Literal["hold_vote"]
    motion: Name


class AdoptMeasure(Part):
    """Actors take a measure: it stays in force, and their commitment is at least its threshold now."""

    do: Literal["adopt_measure"]
    of: Names
    measure: Name


Effect = Annotated[
    ChangeActor | ChangeDyad | ChangeOpinion | Align | Join | Leave | ProposeBloc | HoldVote | AdoptMeasure,
    Field(discriminator="do"),
]


class Trigger(Part):
    """A condition on an outcome: ``outcome`` (``of`` whom, where it needs one) compared with ``value``.

    Attributes
    ----------
    outcome
        A name from ``counterpoise list outcomes``, as it stood at the end of the last tick.
    of
        The actor, pole, bloc, motion or measure that the outcome speaks of.
    for_ticks
        How many ticks in a row it must hold.
    repeat
        True: fires every time it comes to hold again; false: once.
    """

    outcome: str
    of: Name | None = None
    compare: Literal["<", "<=", ">", ">="]
    value: float
    for_ticks: Annotated[int, Field(ge=1, le=1000)] = 1
    repeat: bool = False


class Event(Coded):
    """Something that happens, with its source.

    It has a ``date``, or a trigger (``when``), or neither: then it only follows from a motion.
    A contested event names at least one claim: who says what.
    """

    title: str
    date: datetime.date | None = None
    when: Trigger | None = None
    effects: tuple[Effect, ...] = ()
    contested: bool = False
    claims: tuple[Claim, ...] = ()

    @model_validator(mode="after")
    def _happens_one_way(self) -> Event:
        if self.date is not None and self.when is not None:
            raise ValueError("has both a `date` and a trigger (`when`): choose one")
        if self.contested and not self.claims:
            raise ValueError("is marked `contested`, so it needs `claims`: who says what")
        return self
