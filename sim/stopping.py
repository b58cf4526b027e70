"""When replicates are enough: the standard error of an outcome's mean at every point of a design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.designs import Until
from sim.results import StoredStudy
from sim.setting import Floats, Ints


@dataclass(frozen=True)
class Precision:
    """How well replicates tell an outcome's mean.

    Attributes
    ----------
    replicates
        Of every point.
    largest
        The largest standard error of any point, in units of the outcome; infinite where a point has fewer than two
        runs that ended well.
    point
        Where it is.
    target
        What was asked for.
    """

    replicates: int
    largest: float
    point: int
    target: float

    @property
    def reached(self) -> bool:
        """Whether every point is known as well as was asked."""
        return self.largest <= self.target


def standard_errors(points: Ints, values: Floats, count: int) -> Floats:
    """Standard error of the mean at each point, s/√n, [P]; infinite where fewer than two values are numbers.

    Parameters
    ----------
    points, values
        Point and outcome of each run; NaN where the run has none.
    count
        P.

    Examples
    --------
    >>> standard_errors(np.array([0, 0, 1, 1, 1]), np.array([1.0, 3.0, 5.0, 5.0, np.nan]), 3).tolist()
    [1.0, 0.0, inf]
    """
    sound = ~np.isnan(values)
    points, values = points[sound], values[sound]
    n = np.bincount(points, minlength=count)
    mean = np.bincount(points, values, count) / np.maximum(n, 1)
    squares = np.bincount(points, (values - mean[points]) ** 2, count)
    return np.where(n > 1, np.sqrt(squares / np.maximum(n - 1, 1) / np.maximum(n, 1)), np.inf)


def precision(stored: StoredStudy, until: Until, count: int) -> Precision:
    """How well the runs played so far tell an outcome at ``count`` points.

    A point without a sound run is left out: its runs fail for a reason that more of them would not mend.
    """
    table = stored.frame(["point", "replicate", until.outcome])
    points, values = table["point"].to_numpy(), table[until.outcome].to_numpy(float)
    errors = standard_errors(points, values, count)
    sound = np.isin(np.arange(count), points[~np.isnan(values)])
    errors = np.where(sound, errors, 0.0)
    worst = int(errors.argmax())
    return Precision(int(table["replicate"].max()) + 1, float(errors[worst]), worst, until.standard_error)
