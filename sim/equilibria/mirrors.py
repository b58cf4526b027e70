"""Mirror images: line-ups that differ in the names of the poles only, where a world does not tell poles apart."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np

from sim.equilibria.frozen import TOLERANCE, FrozenWorld
from sim.setting import Floats, Ints

CHECKED = 32


def poles_alike(frozen: FrozenWorld, utilities: Callable[[Ints], Floats], rng: np.random.Generator) -> bool:
    """Whether swapping the names of any two poles changes nothing: nobody anchored, and equal utilities by trial."""
    first, options = _first_pole(frozen.options), len(frozen.options)
    if len(frozen.movable) < frozen.setting.actor_count or options - first < 2:
        return False
    trial = rng.integers(options, size=(CHECKED, len(frozen.movable)))
    told = utilities(trial)
    bound = TOLERANCE * max(1.0, np.abs(told).max())
    for pole in range(first, options - 1):
        swapped = np.arange(options)
        swapped[[pole, pole + 1]] = pole + 1, pole
        if np.abs(utilities(swapped[trial])[..., swapped] - told).max() > bound:
            return False
    return True


def standing_for(choices: Ints, options: Ints) -> Ints:
    """The mirror image that stands for all of them, [R, M]: poles named in the order in which actors join them.

    Examples
    --------
    >>> standing_for(np.array([[2, 0, 2, 1]]), np.array([0, 1, 2])).tolist()
    [[1, 0, 1, 2]]
    """
    first, runs = _first_pole(options), np.arange(len(choices))
    names = np.full((len(choices), len(options)), -1)
    names[:, :first] = 0
    given = np.full(len(choices), first)
    for chosen in choices.T:
        fresh = names[runs, chosen] < 0
        names[runs[fresh], chosen[fresh]] = given[fresh]
        given += fresh
    return np.asarray(names[runs[:, None], choices])


def images(choices: Ints, options: Ints) -> Ints:
    """All relabellings of one line-up [M], itself first, [K!, M]."""
    first, poles = _first_pole(options), range(_first_pole(options), len(options))
    names = np.array([(*range(first), *order) for order in itertools.permutations(poles)])
    return np.asarray(names[:, choices])


def share_of_images(actors: int, options: Ints) -> Floats:
    """One over the number of mirror images of each line-up, [C^M], so that all images together count once."""
    first = _first_pole(options)
    bits = np.array([0] * first + [1 << pole for pole in range(len(options) - first)], np.int8)
    joined = np.zeros(1, np.int8)
    for _ in range(actors):
        joined = (joined[:, None] | bits).reshape(-1)
    poles = len(options) - first
    shares = [1 / math.perm(poles, code.bit_count()) for code in range(1 << poles)]
    return np.asarray(np.array(shares)[joined])


def _first_pole(options: Ints) -> int:
    return int(options[0] == 0)
