"""Ways of speaking: standard output for results, standard error for everything else."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

from sim.loading.faults import Fault, InputError


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    plain = not sys.stdout.encoding.lower().startswith("utf")
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=plain, allow_nan=False) + "\n")


def note(text: str) -> None:
    """A remark on standard error."""
    sys.stderr.write(text + "\n")


def count(number: int, what: str) -> str:
    """A number of things.

    Examples
    --------
    >>> count(1, "run"), count(2000, "run")
    ('1 run', '2,000 runs')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def conditional(cases: int = 1) -> str:
    """What a result on cases rests on.

    Examples
    --------
    >>> conditional()
    'Conditional on how the case was coded; the file says what is made up or contested.'
    >>> conditional(14)
    'Conditional on how the cases were coded; the files say what is made up or contested.'
    """
    coded = "the case was coded; the file says" if cases == 1 else "the cases were coded; the files say"
    return f"Conditional on how {coded} what is made up or contested."


def fail(text: str, code: int) -> NoReturn:
    """Say what is wrong and leave."""
    note(text)
    sys.exit(code)


def read_changes(pairs: list[str] | None) -> dict[str, str]:
    """``--set`` options as values by path.

    Raises
    ------
    InputError
        For an option that is not PATH=VALUE.
    """
    changes = {}
    for pair in pairs or []:
        path, equals, value = pair.partition("=")
        if not (path and equals):
            raise InputError(
                [Fault(f"--set {pair}", 0, 0, "must be PATH=VALUE, e.g. actors.USA.commitment=0.5")]
            )
        changes[path] = value
    return changes
