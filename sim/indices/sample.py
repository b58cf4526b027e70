"""What an analysis works on: the points of a design in the unit cube and an outcome of all their runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.designs import Design, block_size
from sim.designs.factors import Factor
from sim.setting import Floats


@dataclass(frozen=True)
class Counts:
    """What became of the runs.

    Attributes
    ----------
    runs
        Played.
    failed
        That failed, or whose outcome is no finite number.
    points
        Of the design.
    dropped
        Points left out because a run of theirs, or of their block, failed.
    """

    runs: int
    failed: int
    points: int
    dropped: int


@dataclass(frozen=True, eq=False)
class Sample:
    """P points with R replicates of an outcome each, in the order of the design and without a gap.

    Attributes
    ----------
    design
        What was played.
    factors
        Of the design, settled, D of them.
    unit
        Points in the unit cube, [P, D].
    values
        The outcome, [P, R], in its own unit; finite. Replicate r has the same noise at all points, or at those of
        one block.
    counts
        What became of the runs.
    """

    design: Design
    factors: tuple[Factor, ...]
    unit: Floats
    values: Floats
    counts: Counts

    @property
    def names(self) -> tuple[str, ...]:
        """What is moved on its own: groups if the factors are in some, else factors."""
        grouped = (factor.group or path for path, factor in self.design.factors.items())
        return tuple(dict.fromkeys(grouped))

    @property
    def block(self) -> int:
        """Points in a block of Saltelli's or Morris' scheme; 1 where every point stands for itself."""
        return block_size(self.design) or 1

    @property
    def units(self) -> int:
        """How many blocks, or points, are independent of one another."""
        return len(self.unit) // self.block

    @property
    def replicates(self) -> int:
        """R."""
        return int(self.values.shape[1])

    def first(self, units: int) -> Sample:
        """The first so many blocks or points."""
        last = units * self.block
        return replace(self, unit=self.unit[:last], values=self.values[:last])

    def holding(self, values: Floats) -> Sample:
        """The same points with another outcome, [P, R]."""
        return replace(self, values=values)

    def bins(self, factor: int, most: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], int]:
        """Slice of a factor that each point lies in, [P], and how many slices there are.

        Listed values, events and short ranges of whole numbers have one slice a value; the rest has ``most`` slices of
        equal chance.
        """
        which = self.factors[factor]
        count = len(which.options)
        if not count and which.integer and which.scale == "uniform":
            count = int(which.high or 0) - int(which.low or 0) + 1
            count = count if count <= most else 0
        count = count or most
        place = np.floor(self.unit[:, factor] * count + 1e-9).astype(np.int64)
        return np.clip(place, 0, count - 1), count
