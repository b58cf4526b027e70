"""What a constraint's parts are at points: numbers, dates, conditions and texts, worked out on arrays."""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.designs.factors import Factor, Floats, Value, bins, values_at
from sim.scenario.checks import shortened, unknown

Kind = Literal["number", "date", "condition", "text"]
Bools = NDArray[np.bool_]

NEAR = 1e-9
"""Numbers closer than this share of the terms they are made of are equal: 0.1 + 0.2 meets ``<= 0.3``."""
FORM = "write a comparison of factors, numbers and dates with + - *, < <= > >= == !=, and, or, not"
_ORDER: dict[type[ast.cmpop], Callable[[Any, Any, Any], Bools]] = {
    ast.Lt: lambda left, right, near: (left < right) & ~near,
    ast.LtE: lambda left, right, near: (left < right) | near,
    ast.Gt: lambda left, right, near: (left > right) & ~near,
    ast.GtE: lambda left, right, near: (left > right) | near,
}


class ConstraintError(ValueError):
    """What is wrong with a constraint, and what is allowed."""


@dataclass(frozen=True)
class Term:
    """A part of a constraint at all points.

    Its values, the size of the terms that numbers were made of, and the texts that a text can be.
    """

    kind: Kind
    value: NDArray[Any]
    size: Floats
    among: tuple[str, ...] = ()


def day_of(text: object) -> int | None:
    """The number of the day that a text such as ``2024-01-31`` names; None for anything else."""
    if not (isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text)):
        return None
    try:
        return datetime.date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def of_factor(factor: Factor, unit: Floats) -> Term:
    """What a settled factor is at places in the unit interval."""
    if not factor.options:
        return _number(np.array(values_at(factor, unit), np.float64))
    term = _of_values(factor.options)
    chosen = bins(unit, len(factor.options))
    return Term(term.kind, term.value[chosen], term.size[chosen], term.among)


def _of_values(values: tuple[Value, ...]) -> Term:
    """Dates count as days; values of several kinds as texts."""
    if all(isinstance(value, bool) for value in values):
        return Term("condition", np.array(values, np.bool_), np.zeros(len(values)))
    if not any(isinstance(value, bool | str) for value in values):
        return _number(np.array(values, np.float64))
    days = [day for value in values if (day := day_of(value)) is not None]
    if len(days) == len(values):
        return _number(np.array(days, np.float64), "date")
    texts = tuple(str(value) for value in values)
    return Term("text", np.array(texts), np.zeros(len(values)), texts)


def _number(value: Floats, kind: Kind = "number") -> Term:
    return Term(kind, value, np.abs(value))


class Walk:
    """Works a tree out; whatever is not among its methods is refused."""

    def __init__(self, paths: tuple[str, ...], terms: list[Term]) -> None:
        self.paths = paths
        self.named = {f"_{place}": term for place, term in enumerate(terms)}

    def visit(self, node: ast.expr) -> Term:
        """A node's values at all points."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise ConstraintError(f"has `{self._said(node)}`, which no constraint takes: {FORM}")
        term: Term = method(node)
        return term

    def _said(self, node: ast.expr) -> str:
        text = re.sub(r"\b_(\d+)\b", lambda found: self.paths[int(found[1])], ast.unparse(node))
        return shortened(text, 120)

    def _refuse(self, node: ast.expr, what: str) -> ConstraintError:
        return ConstraintError(f"`{self._said(node)}` {what}")

    def _name(self, node: ast.Name) -> Term:
        if node.id not in self.named:
            raise ConstraintError(f"has `{node.id}`, which no constraint takes: {FORM}")
        return self.named[node.id]

    def _constant(self, node: ast.Constant) -> Term:
        if isinstance(node.value, str):
            return _of_values((node.value,))
        if not isinstance(node.value, int | float) or isinstance(node.value, bool) or abs(node.value) > 1e300:
            raise self._refuse(node, f"is no number that a constraint takes: {FORM}")
        return _number(np.array([node.value], np.float64))

    def _unaryop(self, node: ast.UnaryOp) -> Term:
        term = self.visit(node.operand)
        wanted = "condition" if isinstance(node.op, ast.Not) else "number"
        if term.kind != wanted or isinstance(node.op, ast.Invert):
            raise self._refuse(node, f"cannot be: `{self._said(node.operand)}` is a {term.kind}")
        if wanted == "condition":
            return Term("condition", ~term.value, term.size)
        return term if isinstance(node.op, ast.UAdd) else Term("number", -term.value, term.size)

    def _binop(self, node: ast.BinOp) -> Term:
        left, right = self.visit(node.left), self.visit(node.right)
        kinds, op = (left.kind, right.kind), type(node.op)
        if op is ast.Mult and kinds == ("number", "number"):
            return Term("number", left.value * right.value, left.size * right.size)
        allowed: dict[tuple[Kind, Kind], Kind] = {("number", "number"): "number", ("date", "number"): "date"}
        allowed |= {("date", "date"): "number"} if op is ast.Sub else {("number", "date"): "date"}
        if op not in (ast.Add, ast.Sub) or kinds not in allowed:
            what = "joins" if op in (ast.Add, ast.Sub, ast.Mult) else "does more than + - * with"
            raise self._refuse(node, f"{what} a {left.kind} and a {right.kind}, which cannot be: {FORM}")
        value = left.value + right.value if op is ast.Add else left.value - right.value
        return Term(allowed[kinds], value, left.size + right.size)

    def _boolop(self, node: ast.BoolOp) -> Term:
        terms = [self.visit(part) for part in node.values]
        for part, term in zip(node.values, terms, strict=True):
            if term.kind != "condition":
                raise self._refuse(part, f"is a {term.kind} and not a condition: compare it with something")
        join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        value = terms[0].value
        for term in terms[1:]:
            value = join(value, term.value)
        return Term("condition", value, np.zeros(1))

    def _compare(self, node: ast.Compare) -> Term:
        parts = [node.left, *node.comparators]
        terms = [self.visit(part) for part in parts]
        held: Bools = np.ones(1, np.bool_)
        for op, (left, right) in zip(node.ops, pairwise(terms), strict=True):
            held = held & self._compared(node, op, left, right)
        return Term("condition", held, np.zeros(1))

    def _compared(self, node: ast.Compare, op: ast.cmpop, left: Term, right: Term) -> Bools:
        if left.kind != right.kind:
            raise self._refuse(node, f"compares a {left.kind} with a {right.kind}")
        if left.kind == "text" and not set(left.among) & set(right.among):
            few, many = sorted((left.among, right.among), key=len)
            raise ConstraintError(unknown("value of what it is compared with", few[0], many))
        ordered = left.kind in ("number", "date")
        near: Bools = left.value == right.value
        if ordered:
            near = np.abs(left.value - right.value) <= NEAR * (left.size + right.size)
        if isinstance(op, ast.Eq | ast.NotEq):
            return near if isinstance(op, ast.Eq) else ~near
        if type(op) not in _ORDER or not ordered:
            raise self._refuse(node, f"compares a {left.kind} in a way that cannot be: use == or !=")
        return _ORDER[type(op)](left.value, right.value, near)
