"""A visitor's own events: three kinds, short enough for an address, read by the scenario's own strict loader."""

from __future__ import annotations

import datetime
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import ValidationError

from sim.loading import Fault, InputError
from sim.scenario.actors import Relation
from sim.scenario.base import Name, Share, Signed
from sim.scenario.checks import NO_POLE, shortened
from sim.server.faults import Said, got, refused, unknown
from sim.server.parts import BETWEEN, Frozen

PREFIX = "own_"
"""Own events are called ``own_1``, ``own_2`` … in the scenario."""


class Happening(Frozen, ABC):
    """What all own events have: who is meant and when; ``of`` is an actor, a group, a bloc or ``all``."""

    order: ClassVar[tuple[str, ...]] = ()

    def written(self) -> str:
        """As it stands in the address."""
        return BETWEEN.join(_text(getattr(self, name)) for name in self.order)

    @abstractmethod
    def effect(self) -> dict[str, Any]:
        """The scenario's effect that it is."""


class Alignment(Happening):
    """Somebody moves to a pole, or to none, with a commitment."""

    order = ("do", "of", "pole", "commitment", "date")
    do: Literal["align"] = "align"
    of: Name
    pole: Name
    commitment: Share
    date: datetime.date

    def effect(self) -> dict[str, Any]:
        """``align``."""
        if self.pole == NO_POLE:  # nobody is committed to no pole
            return {"do": "align", "of": [self.of]}
        return {"do": "align", "of": [self.of], "pole": self.pole, "commitment": self.commitment}


class Resolve(Happening):
    """Somebody's commitment becomes what is said."""

    order = ("do", "of", "to", "date")
    do: Literal["commit"] = "commit"
    of: Name
    to: Share
    date: datetime.date

    def effect(self) -> dict[str, Any]:
        """``change_actor``."""
        return {"do": "change_actor", "attribute": "commitment", "of": [self.of], "to": self.to}


class Turn(Happening):
    """A relation of some toward others becomes what is said."""

    order = ("do", "of", "toward", "relation", "to", "date")
    do: Literal["relate"] = "relate"
    of: Name
    toward: Name
    relation: Relation
    to: Signed
    date: datetime.date

    def effect(self) -> dict[str, Any]:
        """``change_dyad``."""
        return {
            "do": "change_dyad", "relation": self.relation, "of": [self.of], "toward": [self.toward], "to": self.to,
        }  # fmt: skip


OwnEvent = Alignment | Resolve | Turn
KINDS: Mapping[str, type[Alignment] | type[Resolve] | type[Turn]] = {
    "align": Alignment, "commit": Resolve, "relate": Turn,
}  # fmt: skip


def read_own(text: str) -> OwnEvent:
    """An own event as it stands in the address.

    Raises
    ------
    InputError
        With what is wrong and what is allowed.

    Examples
    --------
    >>> read_own("align~TUR~israel~0.5~2024-05-01").effect()
    {'do': 'align', 'of': ['TUR'], 'pole': 'israel', 'commitment': 0.5}
    """
    kind, *rest = text.split(BETWEEN)
    if kind not in KINDS:
        raise InputError([_fault(text, unknown(Said("kind of event"), kind, KINDS))])
    model = KINDS[kind]
    names = model.order[1:]
    if len(rest) != len(names):
        told = Said(
            "needs {n} parts after `{kind}`: {names}", n=len(names), kind=kind, names=", ".join(names)
        )
        raise InputError([_fault(text, told)])
    try:
        return model.model_validate(dict(zip(names, rest, strict=True)))
    except ValidationError as error:
        raise InputError([_fault(text, _told(one)) for one in error.errors(include_url=False)]) from None


def scenario_text(event: OwnEvent, number: int) -> str:
    """The event as text for the scenario's loader: JSON, which is YAML too."""
    whole = {
        "title": f"Own event {number}", "date": event.date.isoformat(),
        "coding": "Added in the visual server: a supposition, not a report.", "effects": [event.effect()],
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False)


def _told(error: Mapping[str, Any]) -> Said:
    name = str(error["loc"][0])
    return Said("{name}: {what}", name=name, what=got(refused(error), str(error["input"])))


def _text(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _fault(text: str, message: str) -> Fault:
    return Fault(f"own={shortened(text)}", 0, 0, message)
