"""What every part of a scenario shares: strictness, names, selections and the duty to say who says so."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_/-]*$", max_length=60)]
"""A key that paths like ``events.ceasefire.date`` can address: letters, digits, ``_``, ``-`` and ``/``."""

Share = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]


def _as_tuple(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


Names = Annotated[tuple[Name, ...], BeforeValidator(_as_tuple)]
"""One name or a list of names. Where actors are meant, a name is an actor's code, a group, a bloc's name
(its first members) or ``all``."""

Keys = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
"""One key or a list of keys, of outcomes and the like: a name, or a name and its subject, ``members.oic``."""


class Part(BaseModel):
    """A frozen, strict part of a scenario: unknown keys, wrong types and NaN are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Coded(Part):
    """A part that holds numbers which a person coded, and therefore says where they come from.

    Attributes
    ----------
    source
        Keys of the scenario's ``sources``.
    coding
        How figures were made from the sources, or why they were chosen.
    """

    source: Names = ()
    coding: str = ""

    @model_validator(mode="after")
    def _says_who_says_so(self) -> Coded:
        if not self.source and not self.coding.strip():
            raise ValueError("needs a `source` (a key of `sources`) or a `coding` note: who says so?")
        return self


class Source(Part):
    """A publication or data set that figures and claims rest on."""

    title: str
    author: str = ""
    published: str = ""
    url: str = ""
    terms: str = ""
    note: str = ""


class Claim(Part):
    """Who says what, where and when; the software itself takes no side."""

    who: str
    says: str
    source: Names = ()
    date: datetime.date | None = None
