"""Stable line-ups of worlds with too many line-ups to go through: many random starts, side by side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.equilibria.moves import best_move
from sim.setting import Bools, Floats, Ints

BATCH_CELLS = 4_000_000
"""Starts are taken in batches of about this many utilities."""

Small = NDArray[np.int8]


def descend(
    starts: Small, utilities: Callable[[Ints], Floats], inertia: float, weights: Floats, options: int
) -> tuple[Small, Bools]:
    """Where starts end when one best mover at a time moves until nobody gains, and whether they came to rest.

    Parameters
    ----------
    starts
        Choices, [S, M].
    utilities
        U of each option, inertia left out, [R, M, C], of choices [R, M].

    Returns
    -------
    tuple
        Choices at the end [S, M], and False for starts that go round in a circle [S].
    """
    reached, settled = starts.copy(), np.zeros(len(starts), bool)
    batch = max(1, BATCH_CELLS // (starts.shape[1] * options))
    for begin in range(0, len(starts), batch):
        part = slice(begin, begin + batch)
        reached[part], settled[part] = _descend(starts[part], utilities, inertia, weights)
    return reached, settled


def _descend(
    starts: Small, utilities: Callable[[Ints], Floats], inertia: float, weights: Floats
) -> tuple[Small, Bools]:
    """One batch. A circle shows when a line-up comes back that was noted at a power of two of steps (Brent 1980)."""
    reached, noted = starts.astype(int), starts.astype(int)
    settled, going = np.zeros(len(starts), bool), np.arange(len(starts))
    step = 0
    while going.size:
        choices = reached[going]
        actor, option, moves = best_move(utilities(choices), choices, inertia, weights)
        settled[going[~moves]] = True
        going = going[moves]
        reached[going, actor[moves]] = option[moves]
        going = going[(reached[going] != noted[going]).any(axis=1)]
        step += 1
        if step.bit_count() == 1:
            noted[going] = reached[going]
    return reached.astype(np.int8), settled
