"""What to beat: that nothing changes, that all do as most do, that chance decides."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.stats import binom

from sim.scoring import Interval
from sim.setting import Floats, Ints
from sim.trial.scores import LineUp, entropy


def persistence(start: Ints, open_to: Floats, stays: float) -> Floats:
    """Everybody stays as at the start with this chance; the rest is shared by the other options, [N, C].

    ``open_to`` [C] is 1 for options that the case allows.

    Examples
    --------
    >>> persistence(np.array([1]), np.ones(3), 0.8).round(2).tolist()
    [[0.1, 0.8, 0.1]]
    """
    at_start = start[:, None] == np.arange(len(open_to))
    others = np.where(at_start, 0, open_to)
    return np.asarray(np.where(at_start, stays, (1 - stays) * others / others.sum(axis=-1, keepdims=True)))


def stay_share(line_ups: Iterable[tuple[Ints, Ints]]) -> float:
    """Share of actors that ended as they began (start, end), in these cases; one of each kind is added (Laplace).

    Examples
    --------
    >>> stay_share([(np.array([1, 1]), np.array([1, 0]))])
    0.5
    """
    stayed, count = 0, 0
    for start, end in line_ups:
        stayed, count = stayed + int((start == end).sum()), count + len(end)
    return (stayed + 1) / (count + 2)


def majority(option: Ints, options: int) -> Floats:
    """The case's own shares for everybody, [N, C]: all together. It knows the outcome, which no theory does.

    Examples
    --------
    >>> majority(np.array([1, 1, 0, 1]), 3).tolist()[0]
    [0.25, 0.75, 0.0]
    """
    share = np.bincount(option, minlength=options) / len(option)
    return np.tile(share, (len(option), 1))


def by_chance(line: LineUp, open_to: Floats) -> dict[str, Interval]:
    """Expected scores where each actor's option is drawn evenly from those that the case allows; exact, no interval.

    The adjusted Rand index is 0 by its construction; mutual information is E[H(drawn)] + H(real) - E[H(joint)], with
    binomial counts.
    """
    options = int(open_to.sum())
    count = len(line.option)
    real = np.bincount(line.option, minlength=len(open_to))
    told = {
        "log_score": float(np.log(options)),
        "brier": 1 - 1 / options,
        "adjusted_rand": 0.0,
        "mutual_information": float(entropy(real / count))
        + options * _plogp(count, count, options)
        - options * sum(_plogp(int(n), count, options) for n in real if n),
        "capability_right": 1 / options,
        "actors_right": 1 / options,
    }
    return {name: Interval(value, value, value) for name, value in told.items()}


def _plogp(size: int, count: int, options: int) -> float:
    """E[-(n / count) log(n / count)], n binomial of ``size`` with chance 1 / options."""
    n = np.arange(1, size + 1)
    return float(-(binom.pmf(n, size, 1 / options) * n / count * np.log(n / count)).sum())
