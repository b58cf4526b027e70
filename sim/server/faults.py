"""What is wrong with what a visitor asks for, made in English and told in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.loading import Fault
from sim.scenario.checks import nearest, shortened, some_of
from sim.server.words import Words


class Said(str):
    """A message in English that remembers how it was made, so that it can be made again in another language.

    It is a string as faults and errors hold them, and goes from process to process with them. A value may be ``Said``
    itself.

    Examples
    --------
    >>> message = Said("has {n} parts", n=3)
    >>> message, message.text, message.values
    ('has 3 parts', 'has {n} parts', {'n': 3})
    """

    text: str
    values: Mapping[str, object]

    def __new__(cls, text: str, **values: object) -> Said:
        """The text with the values put in."""
        made = super().__new__(cls, text.format(**values) if values else text)
        made.text, made.values = text, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """What it is made of again in another process."""
        return (self.text,), dict(self.values)

    def into(self, words: Words) -> str:
        """The message in a language."""
        return words.say(self.text, **{name: _into(value, words) for name, value in self.values.items()})


def _into(value: object, words: Words) -> object:
    return value.into(words) if isinstance(value, Said) else value


def told(fault: Fault, words: Words) -> str:
    """A fault in a language; what is not made here, as by the scenario's own reader, stays English and is said to.

    Examples
    --------
    >>> told(fault("tick", Said("must be a whole number")), Words("tr"))
    'adres, tick: bir tam sayı olmalı'
    """
    message = fault.message
    if isinstance(message, Said):
        message = message.into(words)
    elif words.language != "en":
        message = words.say("the reader of scenarios says in English: {message}", message=message)
    return f"{_into(fault.file, words)}: {message}"


def fault(part: str, message: str) -> Fault:
    """A fault of a part of the address, or of all of it where no part is named."""
    place = Said("address, {part}", part=part) if part else Said("address")
    return Fault(place, 0, 0, message)


def got(what: str, given: str) -> Said:
    """What should be, and what was given."""
    return Said("{what} (got {given})", what=what, given=shortened(given))


def unknown(what: Said, name: str, allowed: Iterable[str]) -> Said:
    """That a name is unknown, with the nearest right one or the list of what is allowed."""
    options, short = list(allowed), shortened(name)
    if near := nearest(name, options):
        return Said(
            "`{name}` is not a known {what}; did you mean `{near}`?", name=short, what=what, near=near
        )
    known = some_of(options) or Said("(none)")
    return Said("`{name}` is not a known {what}; known: {known}", name=short, what=what, known=known)


def between(low: float, high: float) -> Said:
    """What a parameter's value must be."""
    return Said("must be a number from {low} to {high}", low=f"{low:g}", high=f"{high:g}")


def refused(error: Mapping[str, Any]) -> str:
    """What a model says against a value: one of pydantic's errors in words of our own."""
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind == "value_error":  # one of our own
        return context["error"].args[0] if context["error"].args else Said("cannot be read")
    if kind == "greater_than_equal":
        return Said("must be greater than or equal to {bound}", bound=context["ge"])
    if kind == "less_than_equal":
        return Said("must be less than or equal to {bound}", bound=context["le"])
    if kind == "literal_error":
        return Said(
            "must be one of {allowed}",
            allowed=str(context["expected"]).replace(" or ", ", ").replace("'", ""),
        )
    for begin, message in _FORMS.items():
        if kind.startswith(begin):
            return message
    return Said("cannot be read")


_FORMS = {
    "int": Said("must be a whole number"),
    "float": Said("must be a number"),
    "finite": Said("must be a number"),
    "date": Said("must be a date, as 2024-05-01"),
    "string": Said("must be a name of up to 60 letters, digits, _, - and /"),
}
"""How kinds of pydantic's errors begin, and what a value of that kind must be."""
