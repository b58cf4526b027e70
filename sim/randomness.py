"""Randomness is data: named streams of noise, handed to the engine.

One stream per decision, seeded by ``SeedSequence(seed, spawn_key=(replicate, crc32(stream)))``. So a
run's noise depends on the seed and its replicate alone: not on other runs, on chunks, on workers, or on
what another decision drew. A design point and its counterfactual see the same noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK_TICKS = 32
NORMAL = ("growth", "vote", "text")


@dataclass(frozen=True, slots=True)
class Noise:
    """What chance adds to one tick of R runs.

    Attributes
    ----------
    revision
        Uniform on [0, 1), [R, N]: an actor revises where it is below the revision rate.
    choice
        Standard Gumbel, [R, N, K + 1]: added to precision times utility, the largest is chosen.
    entry
        Uniform, [R, N, B]: an actor enters a bloc where it is below the chance of entry.
    proposal
        Uniform, [R, B]: a convener proposes its bloc where it is below the chance of doing so.
    absence
        Uniform, [R, N]: an actor misses this tick's votes where it is below the chance of absence.
    growth
        Standard normal, [R, N].
    vote
        Standard normal, [R, N]: what the occasion adds to an actor's stance in this tick's votes.
    text
        Standard normal, [R]: what this tick's texts add to the stance of all alike.
    """

    revision: Floats
    choice: Floats
    entry: Floats
    proposal: Floats
    absence: Floats
    growth: Floats
    vote: Floats
    text: Floats


def stream(seed: int, replicate: int, name: str) -> np.random.Generator:
    """Generator of one named stream of one replicate.

    Examples
    --------
    >>> bool((stream(7, 0, "growth").random(3) == stream(7, 0, "growth").random(3)).all())
    True
    >>> bool((stream(7, 0, "growth").random(3) == stream(7, 1, "growth").random(3)).any())
    False
    """
    key = (replicate, crc32(name.encode()))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


class NoiseSource:
    """Noise for R runs, tick by tick; drawn in blocks, which gives the same bits as tick by tick.

    Parameters
    ----------
    seed
        Non-negative integer.
    replicates
        The replicate number of each run, length R; a number may come more than once.
    actors, poles, blocs
        N, K and B of the scenario.
    """

    def __init__(self, seed: int, replicates: Sequence[int], *, actors: int, poles: int, blocs: int) -> None:
        self._shapes = {
            "revision": (actors,), "choice": (actors, poles + 1), "entry": (actors, blocs),
            "proposal": (blocs,), "absence": (actors,), "growth": (actors,), "vote": (actors,), "text": (),
        }  # fmt: skip
        each = list(dict.fromkeys(replicates))
        self._streams = {name: [stream(seed, r, name) for r in each] for name in self._shapes}
        position = {replicate: row for row, replicate in enumerate(each)}
        self._rows = None if len(each) == len(replicates) else np.array([position[r] for r in replicates])

    def ticks(self, count: int, block: int = BLOCK_TICKS) -> Iterator[Noise]:
        """Yield the noise of the next ``count`` ticks."""
        for start in range(0, count, block):
            size = min(block, count - start)
            drawn = {name: self._draw(name, size) for name in self._shapes}
            for tick in range(size):
                yield Noise(**{name: self._of_runs(values[:, tick]) for name, values in drawn.items()})

    def _of_runs(self, drawn: Floats) -> Floats:
        """Noise of each run; runs with the same replicate number see the same."""
        if self._rows is None:
            return drawn
        if drawn.ndim < 3:
            return drawn.take(self._rows, axis=0)
        columns = drawn.transpose(2, 0, 1)  # laid column by column, as rules take them (sim.columns)
        return columns.take(self._rows, axis=1).transpose(1, 2, 0)

    def _draw(self, name: str, ticks: int) -> Floats:
        shape = (ticks, *self._shapes[name])
        generators = self._streams[name]
        out = np.empty((len(generators), *shape))
        for row, generator in zip(out, generators, strict=True):
            if name == "choice":
                row[...] = generator.gumbel(size=shape)
            elif name in NORMAL:
                generator.standard_normal(out=row)
            else:
                generator.random(out=row)
        return out
