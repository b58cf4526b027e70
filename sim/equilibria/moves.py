"""Who moves next: the one actor whose change of sides lowers energy most, and where all line-ups end by that."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from sim.equilibria.frozen import TOLERANCE, FrozenWorld
from sim.equilibria.pulls import Pulls
from sim.setting import Bools, Floats, Ints

Codes = NDArray[np.int32]
BLOCK, BLOCKS = 1 << 12, 1 << 3
"""Line-ups are worked through in blocks of about this many columns and rows, which stay in the processor's cache."""


def digits(codes: Ints, actors: int, options: int) -> Ints:
    """Choices [R, M] that line-ups' numbers [R] stand for; the first actor's is the most significant digit.

    Examples
    --------
    >>> digits(np.array([5]), actors=3, options=2).tolist()
    [[1, 0, 1]]
    """
    return np.asarray(codes)[:, None] // options ** np.arange(actors)[::-1] % options


def numbers(choices: Ints, options: int) -> Ints:
    """Numbers of line-ups, [R]; ``digits`` turns them back.

    Examples
    --------
    >>> numbers(np.array([[1, 0, 1]]), options=2).tolist()
    [5]
    """
    return np.asarray(choices @ options ** np.arange(choices.shape[1])[::-1])


def best_move(utility: Floats, choices: Ints, inertia: float, weights: Floats) -> tuple[Ints, Ints, Bools]:
    """The actor that moves, the option it takes, and whether anybody gains by moving, [R] each.

    It is the move with the greatest gain times the actor's weight; of equal ones the first in the order of actors,
    then of options.

    Parameters
    ----------
    utility
        Inertia left out, [R, M, C].
    choices
        [R, M].
    weights
        w, [M], the greatest of them 1.
    """
    own = np.take_along_axis(utility, choices[..., None], axis=-1)
    gain = utility - own - inertia
    score = np.where(gain > TOLERANCE, gain * weights[:, None], -np.inf)  # staying gains nothing
    score = score.reshape(len(choices), -1)
    top = score.max(axis=-1)
    move = (score >= top[:, None] - TOLERANCE).argmax(axis=-1)
    actor, option = np.divmod(move, utility.shape[-1])
    return actor, option, np.isfinite(top)


def successors_priced(frozen: FrozenWorld, weights: Floats) -> Codes:
    """For every line-up the next one, [C^M]: itself where nobody gains by moving. All are priced by the engine."""
    actors, options = len(frozen.movable), len(frozen.options)
    place = options ** np.arange(actors)[::-1]
    ahead = np.arange(frozen.line_ups, dtype=np.int32)
    for begin in range(0, len(ahead), 1 << 15):
        codes = np.arange(begin, min(begin + (1 << 15), len(ahead)))
        choices = digits(codes, actors, options)
        actor, option, moves = best_move(frozen.utilities(choices), choices, frozen.inertia, weights)
        runs = np.flatnonzero(moves)
        actor, option = actor[runs], option[runs]
        ahead[begin + runs] += ((option - choices[runs, actor]) * place[actor]).astype(np.int32)
    return ahead


def successors(pulls: Pulls, inertia: float, weights: Floats) -> Codes:
    """For every line-up the next one, [C^M], by adding up pulls.

    The first actors' choices make the row of a line-up, the last ones' its column. A utility is the sum of what the
    row and what the column adds, so that the gain of one kind of move is one sum for a whole block.
    """
    actors, options = pulls.base.shape
    lower = min(actors - 1, _fitting(BLOCK, options))
    upper = actors - lower
    by_row = _gains(pulls, range(upper), pulls.base, inertia + TOLERANCE, weights)
    by_column = _gains(pulls, range(upper, actors), np.zeros_like(pulls.base), 0.0, weights)
    ahead = np.arange(options**actors, dtype=np.int32).reshape(options**upper, -1)
    varying = min(upper, _fitting(BLOCKS, options))
    step = options**varying
    for begin in range(0, len(ahead), step):
        ahead[begin : begin + step] += _shifts(by_row[..., begin : begin + step], by_column, begin, upper)
    return ahead.reshape(-1)


def _fitting(most: int, options: int) -> int:
    """How many actors have no more than so many line-ups."""
    return int(np.log2(most) / np.log2(options))


def _gains(pulls: Pulls, who: range, base: Floats, cost: float, weights: Floats) -> Floats:
    """What base and the choices of some actors make of w_i·(U_i(k) - U_i(d) - cost), [M, C of d, C of k, line-ups]."""
    options = base.shape[-1]
    utility = np.repeat(base[..., None], options ** len(who), axis=-1)
    for j, chosen in zip(who, digits(np.arange(options ** len(who)), len(who), options).T, strict=True):
        utility += pulls.pull[:, :, j, :][..., chosen]
    return np.asarray((utility[:, None] - utility[:, :, None] - cost) * weights[:, None, None, None])


def _shifts(by_row: Floats, by_column: Floats, begin: int, upper: int) -> Codes:
    """What the best move adds to the number of each line-up of a block, [rows, columns]; 0 where nobody moves."""
    actors, options, _, rows = by_row.shape
    columns = by_column.shape[-1]
    best, shift = np.zeros((rows, columns)), np.zeros((rows, columns), np.int32)
    for i in range(actors):
        place = options ** (actors - 1 - i)
        run = (
            place // columns if i < upper else place
        )  # how far apart rows, or columns, are that differ in i alone
        for d, k in itertools.permutations(range(options), 2):
            row, column = by_row[i, d, k], by_column[i, d, k]
            if i >= upper:
                cut: tuple[slice | int, ...] = np.s_[:, :, d]
                block: tuple[int, ...] = (rows, columns // (options * run), options, run)
                gain = row[:, None, None] + column.reshape(block[1:])[:, d]
            elif run < rows:
                cut = np.s_[:, d]
                block = (rows // (options * run), options, run, columns)
                gain = row.reshape(block[:3])[:, d, :, None] + column
            elif begin // run % options == d:
                cut, block = (np.s_[:],), (rows, columns)
                gain = row[:, None] + column
            else:
                continue
            most, moved = best.reshape(block)[cut], shift.reshape(block)[cut]
            better = gain > most
            gain += TOLERANCE  # a later move must be better by more than rounding
            np.copyto(most, gain, where=better)
            np.copyto(moved, (k - d) * place, where=better)
    return shift


def ends(ahead: Codes) -> tuple[Codes, Bools]:
    """Where each line-up ends when moves go on, [C^M], and whether it is at rest there or goes round in a circle.

    Steps are doubled until no further line-up has come to rest: if some need more than s steps, some need s + 1.
    """
    at_rest = ahead == np.arange(len(ahead), dtype=np.int32)
    settled = at_rest[ahead]
    while True:
        ahead = ahead[ahead]
        before, settled = settled, at_rest[ahead]
        if settled.sum() == before.sum():
            return ahead, settled
