"""Finished sweeps whose outcome is a function that is known: real designs, made-up results."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sim import store
from sim.designs import Design, draw
from sim.scenario import describe_parameters
from sim.study import study

Function = Callable[[np.ndarray], np.ndarray]


def design(size: int, sampler: str, **changes: Any) -> Design:
    """A design of the first so many parameters, each over its own bounds; they stand for a function's arguments."""
    factors = {f"parameters.{name}": {} for name in list(describe_parameters())[:size]}
    document = {
        "name": "known", "scenario": "nato_veto", "sampler": sampler, "factors": factors, "outcomes": ["balancing"],
    } | changes  # fmt: skip
    return Design.model_validate_json(json.dumps(document))


def write_study(
    folder: Path,
    plan: Design,
    values: np.ndarray,
    *,
    parts: int = 3,
    shuffle: bool = True,
    status: Any = None,
) -> Path:
    """A finished sweep on disk: the outcome ``balancing`` at points and replicates, [P, R] or [P]; rows in disorder.

    ``status`` gives that of each point and replicate, if not ``ok``.
    """
    values = values.reshape(len(values), -1)
    ready = study(plan)
    point, replicate = (axis.ravel() for axis in np.indices(values.shape))
    columns: dict[str, Any] = {"run": np.arange(values.size), "point": point, "replicate": replicate}
    own = ready.factor_columns(np.arange(len(values)))
    columns |= {path: np.array(column, dtype=object)[point] for path, column in own.items()}
    columns |= {"balancing": values.ravel(), "status": np.full(values.size, "ok", object)}
    columns["error"] = np.full(values.size, "", object)
    if status is not None:
        columns["status"] = np.asarray(status, object).reshape(values.shape).ravel()
    rng = np.random.default_rng(5)
    for rows in np.array_split(np.arange(values.size), parts):
        own_rows = rng.permutation(rows) if shuffle else rows
        cut = {name: list(np.asarray(column)[own_rows]) for name, column in columns.items()}
        store.write_part(folder, (int(rows[0]), int(rows[-1]) + 1), cut)
    manifest = {
        "schema_version": store.SCHEMA_VERSION, "design": plan.model_dump(mode="json", exclude_unset=True),
        "state": "complete",
    }  # fmt: skip
    store.write_manifest(folder, manifest)
    return folder


def known_study(folder: Path, plan: Design, function: Function) -> Path:
    """A finished sweep of a function of the unit cube, [P, D] → [P] or [P, R]."""
    return write_study(folder, plan, function(draw(plan).unit))


def ishigami(unit: np.ndarray) -> np.ndarray:
    """Ishigami and Homma's function, a = 7 and b = 0.1, of the cube from -π to π."""
    x = np.pi * (2 * unit[:, :3] - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices() -> dict[str, np.ndarray]:
    """Its S1, ST and S2 (of 12, 13, 23) in closed form."""
    a, b = 7.0, 0.1
    one = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    two = a**2 / 8
    both = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    total = one + two + both
    return {
        "S1": np.array([one, two, 0]) / total,
        "ST": np.array([one + both, two, both]) / total,
        "S2": np.array([0, both, 0]) / total,
    }


def g_function(unit: np.ndarray) -> np.ndarray:
    """Sobol's g-function with a = 0, 1, 4.5, 9, 99, 99."""
    a = np.array([0, 1, 4.5, 9, 99, 99])
    return ((abs(4 * unit - 2) + a) / (1 + a)).prod(axis=1)


def g_indices() -> dict[str, np.ndarray]:
    """Its S1 and ST in closed form."""
    own = 1 / (3 * (1 + np.array([0, 1, 4.5, 9, 99, 99])) ** 2)
    total = (1 + own).prod() - 1
    return {"S1": own / total, "ST": own * (1 + own).prod() / (1 + own) / total}


def morris_function(unit: np.ndarray) -> np.ndarray:
    """Morris' function of 20 factors (1991): 8 to 10 nearly linear, 1 to 7 bent, the rest negligible."""
    w = 2 * (unit - 0.5)
    for bent in (2, 4, 6):
        w[:, bent] = 2 * (1.1 * unit[:, bent] / (unit[:, bent] + 0.1) - 0.5)
    i = np.arange(20)
    first = np.where(i < 10, 20.0, (-1.0) ** (i + 1))
    second = np.where(np.maximum.outer(i, i) < 6, -15.0, (-1.0) ** np.add.outer(i + 1, i + 1))
    y = w @ first + (np.triu(second, 1) * (w[:, :, None] * w[:, None, :])).sum(axis=(1, 2))
    five, four = w[:, :5], w[:, :4]
    pairs = [(j, k, m) for j in range(5) for k in range(j + 1, 5) for m in range(k + 1, 5)]
    y += sum(-10 * five[:, j] * five[:, k] * five[:, m] for j, k, m in pairs)
    return y + 5 * four.prod(axis=1)
