"""How good chances of a line-up were, of actors (log score, Brier) and of the partition they make.

Every score takes the chances [N, C], what happened [N], capability shares [N] and weights [..., N], how often each
actor counts, and gives one number for each row of weights: ones for the score itself, draws with replacement for its
bootstrap interval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.scoring import FLOOR, Interval
from sim.setting import Floats, Ints

RESAMPLES = 1000
LEVELS = (0.05, 0.95)


@dataclass(frozen=True)
class LineUp:
    """Chances of a case's options beside what happened.

    Attributes
    ----------
    chance
        [N, C], C = K + 1: non-aligned and the poles.
    option
        What happened, [N] in 0 … K.
    size
        Capability, [N].
    """

    chance: Floats
    option: Ints
    size: Floats

    @property
    def likeliest(self) -> Ints:
        """The most probable option of each actor, the first of equals, [N]."""
        return np.asarray(self.chance.argmax(axis=-1))


def log_score(line: LineUp, weight: Floats) -> Floats:
    """Mean -log of the chance given to what happened, in nats; a chance below ``sim.scoring.FLOOR`` counts as that.

    Examples
    --------
    >>> even = LineUp(np.full((2, 2), 0.5), np.array([0, 1]), np.ones(2))
    >>> log_score(even, np.ones(2)).round(3).item()
    0.693
    """
    told = np.maximum(line.chance[np.arange(len(line.option)), line.option], FLOOR)
    return _mean(-np.log(told), weight)


def brier(line: LineUp, weight: Floats) -> Floats:
    """Mean over actors of Σ_k (p_k - y_k)², from 0 to 2 (Brier 1950, over all options).

    Examples
    --------
    >>> brier(LineUp(np.array([[0.0, 1.0]]), np.array([0]), np.ones(1)), np.ones(1)).item()
    2.0
    """
    happened = line.option[:, None] == np.arange(line.chance.shape[-1])
    return _mean(np.square(line.chance - happened).sum(axis=-1), weight)


def adjusted_rand(line: LineUp, weight: Floats) -> Floats:
    """Agreement of the likeliest with the real partition, 0 for chance, 1 for the same (Hubert & Arabie 1985).

    An actor drawn twice is no pair with itself.

    Examples
    --------
    >>> two = LineUp(np.eye(2)[[0, 0, 1, 1]], np.array([1, 1, 0, 0]), np.ones(4))
    >>> adjusted_rand(two, np.ones(4)).item()
    1.0
    """
    told, real = line.likeliest, line.option
    apart = np.triu(np.ones((len(real), len(real))), 1)
    together = apart * (told[:, None] == told), apart * (real[:, None] == real)

    def pairs(which: Floats) -> Floats:
        return np.asarray(((weight @ which) * weight).sum(axis=-1))

    total, both = pairs(apart), pairs(together[0] * together[1])
    first, second = pairs(together[0]), pairs(together[1])
    by_chance = first * second / np.where(total > 0, total, 1)
    room = (first + second) / 2 - by_chance
    flat = np.abs(room) <= 1e-12 * np.maximum(total, 1)
    return np.where(flat, 1.0, (both - by_chance) / np.where(flat, 1, room))


def mutual_information(line: LineUp, weight: Floats) -> Floats:
    """What the likeliest partition tells of the real one, in nats; at most the entropy of the real one.

    Examples
    --------
    >>> two = LineUp(np.eye(2)[[0, 0, 1, 1]], np.array([1, 1, 0, 0]), np.ones(4))
    >>> mutual_information(two, np.ones(4)).round(3).item()
    0.693
    """
    options = line.chance.shape[-1]
    cell = line.likeliest * options + line.option
    share = (
        weight @ (cell[:, None] == np.arange(options**2)).astype(float) / weight.sum(axis=-1, keepdims=True)
    )
    joint = share.reshape(*share.shape[:-1], options, options)
    return entropy(joint.sum(axis=-1)) + entropy(joint.sum(axis=-2)) - entropy(share)


def capability_right(line: LineUp, weight: Floats) -> Floats:
    """Share of capability whose likeliest option is what happened."""
    return _mean((line.likeliest == line.option).astype(float), weight * line.size)


def actors_right(line: LineUp, weight: Floats) -> Floats:
    """Share of actors whose likeliest option is what happened."""
    return _mean((line.likeliest == line.option).astype(float), weight)


SCORES: dict[str, Callable[[LineUp, Floats], Floats]] = {
    "log_score": log_score, "brier": brier, "adjusted_rand": adjusted_rand, "mutual_information": mutual_information,
    "capability_right": capability_right, "actors_right": actors_right,
}  # fmt: skip
LOWER_IS_BETTER = ("log_score", "brier")


def scored(line: LineUp, seed: int = 0) -> dict[str, Interval]:
    """Every score with the 90 % interval that resampling the actors gives (percentile bootstrap, Efron 1979)."""
    count = len(line.option)
    drawn = (
        np.random.default_rng(seed)
        .multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
        .astype(float)
    )
    told = {}
    for name, score in SCORES.items():
        low, high = np.quantile(score(line, drawn), LEVELS)
        told[name] = Interval(float(score(line, np.ones(count))), float(low), float(high))
    return told


def entropy(share: Floats) -> Floats:
    """-Σ p log p over the last axis, in nats."""
    return np.asarray(-(share * np.log(np.where(share > 0, share, 1))).sum(axis=-1))


def _mean(values: Floats, weight: Floats) -> Floats:
    total = weight.sum(axis=-1)
    return np.asarray((weight * values).sum(axis=-1) / np.where(total > 0, total, 1))
