"""Conditions that a design's points have to meet: comparisons of factors, numbers and dates.

A condition is parsed to a tree of a few kinds of node and worked out on arrays of points; nothing of it is run as code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.designs.constraint_terms import FORM, Bools, ConstraintError, Walk, day_of, of_factor
from sim.designs.factors import Factor, Floats
from sim.scenario.checks import unknown

_TOKEN = r"(?P<quoted>'[^']*'|\"[^\"]*\")|(?P<date>\d{4}-\d\d-\d\d(?!\w))|(?P<number>[\d.]+(?:[eE][+-]?\d+)?)"
_PATH = r"(?!(?:and|or|not)\b)[A-Za-z_][\w/.-]*"
_START = r"(?<![\w.])"


@dataclass(frozen=True)
class Constraint:
    """A condition read for a design's factors.

    Attributes
    ----------
    text
        As it was written.
    paths
        The factors that it names.
    """

    text: str
    paths: tuple[str, ...]
    _tree: ast.expr
    _factors: Mapping[str, Factor]

    def holds(self, unit: Mapping[str, Floats]) -> Bools:
        """Whether it holds at points, given each factor's places in the unit interval, [P].

        Examples
        --------
        >>> constraint = read_constraint("a + b <= 1", {"a": Factor(low=0, high=1), "b": Factor(low=0, high=1)})
        >>> constraint.holds({"a": np.array([0.4, 0.4]), "b": np.array([0.6, 0.7])}).tolist()
        [True, False]
        """
        terms = [of_factor(self._factors[path], unit[path]) for path in self.paths]
        with np.errstate(over="ignore", invalid="ignore"):
            told = Walk(self.paths, terms).visit(self._tree)
        if told.kind != "condition":
            raise ConstraintError(f"is a {told.kind}, not a condition: {FORM}")
        held: Bools = told.value
        return held


def read_constraint(text: str, factors: Mapping[str, Factor]) -> Constraint:
    """A condition over settled factors, by path.

    Raises
    ------
    ConstraintError
        For what cannot be read, an unknown factor, or a comparison of things of different kinds.
    """
    paths: list[str] = []
    known = "|".join(re.escape(path) for path in sorted(factors, key=len, reverse=True))
    pattern = re.compile(
        rf"{_TOKEN}|{_START}(?P<known>(?:{known})(?![\w.]))|{_START}(?P<path>{_PATH})", re.ASCII
    )

    def stand_in(found: re.Match[str]) -> str:
        word = found[0]
        if found.lastgroup == "path":
            raise ConstraintError(_no_factor(word, factors))
        if found.lastgroup == "date":
            if day_of(word) is None:
                raise ConstraintError(f"names the day {word}, which no calendar has")
            return f"'{word}'"
        if found.lastgroup != "known":
            return word
        if word not in paths:
            paths.append(word)
        return f"_{paths.index(word)}"

    try:
        tree = ast.parse(pattern.sub(stand_in, text).strip(), mode="eval").body
        constraint = Constraint(text, tuple(paths), tree, factors)
        constraint.holds(dict.fromkeys(paths, np.empty(0)))
    except (SyntaxError, RecursionError, MemoryError):
        raise ConstraintError(f"cannot be read: {FORM}") from None
    if not paths:
        raise ConstraintError(f"names no factor of this design: {FORM}")
    return constraint


def _no_factor(word: str, factors: Mapping[str, Factor]) -> str:
    if any(word in factor.options for factor in factors.values()):
        return f"names `{word}`, a value and no factor: put it in quotes, '{word}'"
    if word.lower() in ("true", "false", "on", "off"):
        return f"names `{word}`: write `events.NAME` for an event that happens, `not events.NAME` for one that does not"
    return unknown("factor of this design", word, factors)
