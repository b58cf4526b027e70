"""What is wrong with a design by itself, told for people; a fault is a path in the design and a message."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.designs.constraint_terms import ConstraintError
from sim.designs.constraints import Constraint, read_constraint
from sim.designs.design import (
    CUBED,
    GROUPED,
    LEAST_SAMPLES,
    MAX_POINTS,
    Design,
    full_count,
    moved,
    settled_factors,
)
from sim.designs.factor_checks import bound_faults, factor_faults, theory_faults
from sim.designs.factors import EVENT, PARAMETER, THEORY, Factor, Value, settled
from sim.designs.layouts import by_path, laid_out, point_count
from sim.scenario.checks import KEY, Fault, Path, unknown


def told(path: Path, message: str) -> str:
    """A fault in one line with its subject.

    Examples
    --------
    >>> told(("factors", "parameters.inertia", "low"), "must be less than `high` (got 2 and 1)")
    'factors.parameters.inertia.low: must be less than `high` (got 2 and 1)'
    """
    subject = ".".join(str(step) for step in path if step != KEY)
    return f"{subject}: {message}" if subject and path[-1] != KEY else message


def design_faults(design: Design) -> Iterator[Fault]:
    """Faults of a design that need no scenario and no drawing."""
    sound = True
    for place, message in (
        *_factors(design), *_points(design), *_samples(design), *_until(design), *group_faults(design),
    ):  # fmt: skip
        sound = False
        yield place, message
    yield from _held(design)
    if sound and (count := full_count(design)) > MAX_POINTS:
        before = " before constraints" if design.constraints else ""
        yield ("factors",), f"make {count:,} points{before}; a design has at most {MAX_POINTS:,}"
    elif sound and design.constraints:
        yield from _constraints(design)


def _factors(design: Design) -> Iterator[Fault]:
    for path, factor in design.factors.items():
        bare = design.sampler == "list" and not factor.model_fields_set - {"event", "group"}
        for place, message in factor_faults(path, factor, bare=bare):
            yield ("factors", path, *place), message
        for other, whole in design.factors.items():
            if path.startswith(f"{other}.") and not whole.event:
                yield ("factors", path, KEY), f"`{path}` is a part of `{other}`, which also varies: keep one"


def _points(design: Design) -> Iterator[Fault]:
    if design.sampler != "list":
        if design.points is not None:
            yield ("points",), "goes with `sampler: list` only"
        return
    if not design.points:
        yield ("points",), "is missing: `sampler: list` needs at least one point"
    for index, point in enumerate(design.points or ()):
        for path in point:
            if path not in design.factors:
                yield ("points", index, path, KEY), unknown("factor of this design", path, design.factors)
        for path, factor in design.factors.items():
            if path not in point:
                yield ("points", index), f"has no value for `{path}`: a point gives one for every factor"
            else:
                for message in _value_faults(path, factor, point[path]):
                    yield ("points", index, path), message


def _value_faults(path: str, factor: Factor, value: Value) -> Iterator[str]:
    if factor.event:
        if not isinstance(value, bool):
            yield f"must be true (it happens) or false (got {value})"
    elif factor.values is not None:
        if value not in factor.values:
            yield f"is not among the factor's `values` (got {value})"
    elif factor.model_fields_set - {"group"}:
        if isinstance(value, str | bool):
            yield f"must be a number (got {value})"
        elif not _within(settled(path, factor), value):
            yield f"is outside the factor's range (got {value:g})"
    else:
        one = Factor(values=(value,))
        yield from (message for _, message in (*bound_faults(path, one), *theory_faults(path, one)))


def _within(factor: Factor, value: float) -> bool:
    return (factor.low is None or factor.low <= value) and (factor.high is None or value <= factor.high)


def _samples(design: Design) -> Iterator[Fault]:
    sampler, samples = design.sampler, design.samples
    least = LEAST_SAMPLES.get(sampler)
    if least is None:
        if samples is not None:
            what = "are listed in `points`" if sampler == "list" else "follow from `levels`"
            yield ("samples",), f"does not go with `sampler: {sampler}`, whose points {what}: leave it out"
    elif samples is None:
        yield ("samples",), f"is missing: `sampler: {sampler}` needs it, at least {least}"
    elif samples < least:
        yield ("samples",), f"must be at least {least} for `sampler: {sampler}` (got {samples})"
    elif sampler == "sobol" and samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        yield ("samples",), f"must be a power of two, such as {below} or {2 * below} (got {samples})"
    if sampler == "morris":
        if design.levels % 2:
            yield ("levels",), f"must be even for `sampler: morris` (got {design.levels})"
        for path, factor in design.factors.items():
            if len(factor.options) > design.levels:
                said = f"has {len(factor.options)} values, of which Morris' {design.levels} levels would miss some"
                yield ("factors", path, "values"), f"{said}: raise `levels`"
    if design.second_order and (sampler != "sobol" or moved(design) < 2):
        yield ("second_order",), "goes with `sampler: sobol` and two factors or more"


def group_faults(design: Design) -> Iterator[Fault]:
    """Faults of grouping: SALib would take a single group for none."""
    groups = {path: factor.group for path, factor in design.factors.items()}
    named = {group for group in groups.values() if group is not None}
    if not named:
        return
    if design.sampler not in GROUPED:
        yield (
            ("sampler",),
            f"takes no groups (got {design.sampler}): leave every `group` out, or use sobol or morris",
        )
        return
    for path, group in groups.items():
        if group is None:
            yield ("factors", path, "group"), "is missing: either all factors are in groups or none"
    if len(named) < 2:
        yield ("factors",), f"are all in the group `{min(named)}`: there must be at least two groups"


def _constraints(design: Design) -> Iterator[Fault]:
    """Faults of the constraints of a design that is otherwise sound."""
    if design.sampler in CUBED:
        said = f"do not go with `sampler: {design.sampler}`, whose estimator needs independent factors on a full cube"
        yield (
            ("constraints",),
            f"{said}: use latin_hypercube, halton or random, and analyse with delta or PAWN",
        )
        return
    factors = dict(zip(design.factors, settled_factors(design), strict=True))
    constraints = []
    for index, text in enumerate(design.constraints):
        try:
            constraints.append(read_constraint(text, factors))
        except ConstraintError as error:
            yield ("constraints", index), str(error)
    if len(constraints) == len(design.constraints):
        yield from _broken(design, constraints)


def _broken(design: Design, constraints: list[Constraint]) -> Iterator[Fault]:
    """Points that are asked for by name and break a constraint, and grids of which nothing is left."""
    if design.sampler == "factorial" and not point_count(design):
        yield ("constraints",), "leave no point: no combination of the factors' levels meets them all"
    if design.sampler not in ("list", "one_at_a_time"):
        return
    columns = by_path(design, laid_out(design))
    held = np.array([constraint.holds(columns) for constraint in constraints])
    if design.sampler == "list":
        for index, point in enumerate(held.T):
            if not point.all():
                yield ("points", index), f"breaks the constraint `{constraints[int(np.argmin(point))].text}`"
    elif not held[:, 0].all():
        for index in np.flatnonzero(~held[:, 0]).tolist():
            said = "does not hold at the baseline, with which every other point is compared"
            yield ("constraints", index), f"{said}: choose ranges whose middles and first values meet it"
    elif not held[:, 1:].all(axis=0).any():
        yield ("constraints",), "leave no point but the baseline"


def _until(design: Design) -> Iterator[Fault]:
    """Faults of when replicates are enough, but for its outcome."""
    if (design.until is not None) != (design.replicates == "auto"):
        missing = design.until is None
        said = "is missing: `replicates: auto` needs `outcome` and `standard_error`"
        yield ("until",), said if missing else "goes with `replicates: auto` only"
    if design.until is not None and design.until.least > design.until.most:
        yield ("until", "least"), f"must be at most `most` (got {design.until.least} and {design.until.most})"


def _held(design: Design) -> Iterator[Fault]:
    """Faults of what is held fixed."""
    for name, value in design.parameters.items():
        for place, message in bound_faults(PARAMETER + name, Factor(values=(value,))):
            yield ("parameters", name, *(place if place[-1] == KEY else ())), message
        if PARAMETER + name in design.factors:
            yield ("parameters", name), f"`{name}` is held fixed and varied: choose one"
    for index, name in enumerate(design.without):
        if EVENT + name in design.factors:
            yield ("without", index), f"`{name}` is left out and varied: choose one"
    if design.theory is not None and THEORY in design.factors:
        yield ("theory",), "is held fixed and varied: choose one"
