"""How arrays lie and meet: short last axes, and numbers that are one for all runs or one for each.

Arrays with a short last axis (poles, options, blocs, measures) are worked on column by column: ``[R, N, K]`` means
run, actor, pole everywhere; in memory each column ``[..., k]`` is a block of its own, all runs in a row. NumPy's
arithmetic keeps that order, and with few columns it is several times faster than the usual one. What an array is
stored like changes how long a rule takes, never what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.setting import Bools, Floats, Ints

Number = TypeVar("Number", bound=np.generic)

BLOCK_CELLS = 80_000
"""``blocks`` takes about this many pairs of actors at a time, so that they never leave the processor's cache."""


def by_column(values: NDArray[Number]) -> NDArray[Number]:
    """The same array, stored column by column.

    Examples
    --------
    >>> by_column(np.zeros((5, 3, 2))).strides
    (24, 8, 120)
    """
    return columns_last(np.ascontiguousarray(columns_first(values)))


def columns_first(values: NDArray[Number]) -> NDArray[Number]:
    """The same array seen column by column: [R, N, C] as [C, R, N]."""
    return values.transpose(-1, *range(values.ndim - 1))


def columns_last(columns: NDArray[Number]) -> NDArray[Number]:
    """The way back, as rules see arrays: [C, R, N] as [R, N, C]."""
    return columns.transpose(*range(1, columns.ndim), 0)


def zeros(shape: tuple[int, ...]) -> Floats:
    """Zeros stored column by column."""
    return columns_last(np.zeros((shape[-1], *shape[:-1])))


def tally(table: Floats, columns: Floats) -> Floats:
    """Σ_j table_ij · columns_jc, what each actor gets from all others, [R, N, C].

    One product of a matrix and a vector for each run and column: for few columns faster than one of two
    matrices, and its bits depend neither on the other runs, nor on the other columns, nor on how arrays lie in memory.

    Parameters
    ----------
    table
        Shared by all runs [N, J], or one for each [R, N, J].
    columns
        [R, J, C].

    Examples
    --------
    >>> tally(np.array([[0.0, 2.0], [1.0, 0.0]]), np.array([[[1.0], [3.0]]])).tolist()
    [[[6.0], [1.0]]]
    """
    rows = np.ascontiguousarray(table)
    if rows.ndim > 2:  # run by run, so that each one's table is fetched once for all columns
        vectors = np.ascontiguousarray(columns.swapaxes(-1, -2))[..., None]
        return (rows[..., None, :, :] @ vectors)[..., 0].swapaxes(-1, -2)
    vectors = np.ascontiguousarray(columns_first(columns))[..., None]
    return columns_last((rows @ vectors)[..., 0])


def blocks(runs: int, actors: int) -> Iterator[slice]:
    """Runs a few at a time, for what takes an entry for every pair of actors in every run.

    Examples
    --------
    >>> list(blocks(5, 200))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 6, None)]
    """
    size = max(1, BLOCK_CELLS // actors**2)
    return (slice(begin, begin + size) for begin in range(0, runs, size))


def count(flags: Bools) -> Floats:
    """How many actors each column is true of, [R, C]; whole numbers add up to the same in every order.

    Examples
    --------
    >>> count(np.array([[[True, False], [True, True]]])).tolist()
    [[2.0, 1.0]]
    """
    return np.asarray(np.einsum("rnc->rc", flags.astype(float)))


def matches(codes: Ints, wanted: Ints) -> Bools:
    """Whether each actor's code is each of those wanted, [R, N, C].

    Examples
    --------
    >>> matches(np.array([[0, 2]]), np.array([1, 2])).tolist()
    [[[False, False], [False, True]]]
    """
    return columns_last(np.equal.outer(wanted, codes))


def one_hot(alignment: Ints, poles: int) -> Floats:
    """Who stands with which pole, [R, N, K] of zeros and ones.

    Examples
    --------
    >>> one_hot(np.array([[0, 2]]), 2).tolist()
    [[[0.0, 0.0], [0.0, 1.0]]]
    """
    return matches(alignment, np.arange(1, poles + 1)).astype(float)


def entry(values: Floats, place: Ints) -> Floats:
    """The entry of ``values`` [R, N, C] at each actor's place, [R, N]; 0 where there is none such.

    Examples
    --------
    >>> entry(np.array([[[0.1, 0.2], [0.3, 0.4]]]), np.array([[1, -1]])).tolist()
    [[0.2, 0.0]]
    """
    found: Floats = np.zeros(place.shape)
    for c in range(values.shape[-1]):
        found = np.where(place == c, values[..., c], found)
    return found


def at_own_pole(values: Floats, alignment: Ints) -> Floats:
    """The entry of ``values`` [R, N, K] at each actor's own pole, [R, N]; 0 for the non-aligned."""
    return entry(values, alignment - 1)


def switched_on(number: float | Floats) -> bool:
    """Whether a parameter is other than 0, in any run where the runs have their own."""
    return bool(number.any()) if isinstance(number, np.ndarray) else number != 0


def power(base: Floats, exponent: float | Floats) -> Floats:
    """``base ** exponent``, to the same bits whether all runs share the exponent or each has its own.

    NumPy takes roots and squares by a shorter way where the exponent is a plain number; runs of an array of
    exponents that have just these are taken the same way.

    Examples
    --------
    >>> power(np.array([[4.0, 9.0]] * 2), np.array([[0.5], [2.0]])).tolist()
    [[2.0, 3.0], [16.0, 81.0]]
    """
    if not isinstance(exponent, np.ndarray):
        return np.asarray(base**exponent)
    raised = np.asarray(np.power(base, exponent))
    for plain, shorter in ((0.5, np.sqrt), (2.0, np.square)):
        runs = np.flatnonzero(exponent == plain)
        if runs.size:
            raised[runs] = shorter(np.broadcast_to(base, raised.shape)[runs])
    return raised


def short_sum(values: Floats) -> Floats:
    """Sum over the columns.

    Examples
    --------
    >>> short_sum(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [3.0, 7.0]
    """
    total: Floats = np.zeros(values.shape[:-1]) if values.shape[-1] == 0 else values[..., 0]
    for c in range(1, values.shape[-1]):
        total = total + values[..., c]
    return total


def short_max(values: Floats) -> Floats:
    """Maximum over the columns; 0 where there are none."""
    most: Floats = np.zeros(values.shape[:-1]) if values.shape[-1] == 0 else values[..., 0]
    for c in range(1, values.shape[-1]):
        most = np.maximum(most, values[..., c])
    return most


def short_argmax(values: Floats) -> Ints:
    """The column that holds the maximum, the first of equals.

    Examples
    --------
    >>> short_argmax(np.array([[1.0, 3.0, 3.0], [2.0, 1.0, 0.0]])).tolist()
    [1, 0]
    """
    most, place = values[..., 0], np.zeros(values.shape[:-1], int)
    for c in range(1, values.shape[-1]):
        np.copyto(place, c, where=values[..., c] > most)
        most = np.maximum(most, values[..., c])
    return place
