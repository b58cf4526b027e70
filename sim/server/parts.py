"""What parts of an address have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sim.scenario.base import Name

BETWEEN = "~"
"""Parts what stands in one part of the address; no name holds it and no address escapes it."""


class Frozen(BaseModel):
    """A record that is not changed, with nothing in it that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


_NAME: TypeAdapter[str] = TypeAdapter(Name)


def is_name(text: str) -> bool:
    """Whether a text may be the name of something in a scenario.

    Examples
    --------
    >>> is_name("gaza_plan"), is_name("<b>")
    (True, False)
    """
    try:
        _NAME.validate_python(text)
    except ValidationError:
        return False
    return True
