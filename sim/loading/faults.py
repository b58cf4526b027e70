"""Faults in files, told for people: file:line:column: what is wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_FAULTS = 500
"""More are not told: who has that many has one cause to mend first."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault; line and column count from 1, or are 0 where a request is wrong and not a file."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return _on_one_line(f"{where}: {self.message}")


def _on_one_line(text: str) -> str:
    """The text with what could break the line or steer a terminal written out in ASCII."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class InputError(ValueError):
    """A file or a request is wrong; ``faults`` holds every fault found.

    Its text is one line per fault.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = sorted(set(faults))
        self.faults = found[:MAX_FAULTS]
        if len(found) > MAX_FAULTS:
            last = found[MAX_FAULTS]
            message = f"and more faults from here on: mend these {MAX_FAULTS} first"
            self.faults.append(Fault(last.file, last.line, last.column, message))
        super().__init__("\n".join(map(str, self.faults)))
