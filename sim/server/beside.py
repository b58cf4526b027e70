"""The second of two lenses: how the right side of the page differs from the left, short enough for an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator

from sim.scenario import describe_parameters
from sim.scenario.base import Name
from sim.server.faults import Said, between, unknown
from sim.server.parts import BETWEEN, Frozen, is_name

if TYPE_CHECKING:
    from sim.server.setup import Setup

EVENT, NUMBER = "event", "p."


class Lens(Frozen):
    """Another theory."""

    lens: Name

    def __str__(self) -> str:
        return self.lens

    def of(self, setup: Setup) -> dict[str, Any]:
        """What becomes other in a setup."""
        return {"lens": self.lens}


class Switch(Frozen):
    """An event the other way round: out where it is in, in where it is out."""

    event: Name

    def __str__(self) -> str:
        return f"{EVENT}{BETWEEN}{self.event}"

    def of(self, setup: Setup) -> dict[str, Any]:
        """What becomes other in a setup."""
        return {"off": tuple(sorted({*setup.off} ^ {self.event}))}


class Number(Frozen):
    """A parameter with another value."""

    name: Name
    value: float

    def __str__(self) -> str:
        return f"{NUMBER}{self.name}{BETWEEN}{self.value!r}".removesuffix(".0")

    def of(self, setup: Setup) -> dict[str, Any]:
        """What becomes other in a setup."""
        return {"numbers": tuple(sorted((dict(setup.numbers) | {self.name: self.value}).items()))}


def read_second(text: object) -> Lens | Switch | Number:
    """The difference that a text such as ``walt``, ``event~gaza_plan`` or ``p.inertia~0.4`` means.

    Raises
    ------
    ValueError
        With what is wrong and what is allowed.

    Examples
    --------
    >>> read_second("event~gaza_plan")
    Switch(event='gaza_plan')
    >>> str(read_second("p.inertia~0.40"))
    'p.inertia~0.4'
    """
    if isinstance(text, Lens | Switch | Number):
        return text
    what, tilde, rest = str(text).partition(BETWEEN)
    if what.startswith(NUMBER):
        return _number(what.removeprefix(NUMBER), rest)
    if (tilde and what != EVENT) or not is_name(rest if tilde else what):
        raise ValueError(Said("must be a theory, as walt, or event~NAME, or p.NAME~VALUE"))
    return Switch(event=rest) if tilde else Lens(lens=what)


def _number(name: str, text: str) -> Number:
    known = describe_parameters()
    if name not in known:
        raise ValueError(unknown(Said("parameter"), name, known))
    info = known[name]
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not info.low <= value <= info.high:
        raise ValueError(Said("{name}: {what}", name=name, what=between(info.low, info.high)))
    return Number(name=name, value=value)


Second = Annotated[Lens | Switch | Number, BeforeValidator(read_second)]


def beside(setup: Setup, second: Lens | Switch | Number) -> Setup:
    """The setup of the right side, which has the left one's noise.

    Examples
    --------
    >>> from sim.server.setup import Setup
    >>> beside(Setup(off=("a", "b")), Switch(event="b")).off
    ('a',)
    """
    return setup.model_copy(update=second.of(setup))


def usual_second(theory: str) -> Lens:
    """What stands on the right where the address does not say: Walt, and Waltz beside Walt.

    Examples
    --------
    >>> str(usual_second("full")), str(usual_second("walt"))
    ('walt', 'waltz')
    """
    return Lens(lens="waltz" if theory == "walt" else "walt")
