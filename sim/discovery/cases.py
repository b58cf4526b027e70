"""From a study on disk to points: the factors of each, and the share of its replicates that are cases of interest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.results import StoredStudy
from sim.scenario.checks import unknown

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_OWN = ("run", "point", "replicate", "status", "error")


class DiscoveryError(ValueError):
    """A question that the study cannot answer; says why, and what to ask instead."""


@dataclass(frozen=True, eq=False)
class Cases:
    """The points of a study with P sound points over D factors.

    Attributes
    ----------
    factors
        Values of the factors, [P, D], by point.
    share
        Share of a point's sound replicates that are cases of interest, [P] in [0, 1].
    condition
        What makes a run a case of interest, as text: ``members.oic >= 40``.
    runs
        Sound runs, those that finished and have the outcome.
    failed, without_value, unfinished
        Runs left out: failed or crashed, finished without a value of the outcome, not played yet.
    lost_points
        Points left out because no run of theirs is sound.
    """

    factors: pd.DataFrame
    share: Floats
    condition: str
    runs: int
    failed: int
    without_value: int
    unfinished: int
    lost_points: int


def read_cases(
    study: StoredStudy, outcome: str, *, above: float | None = None, below: float | None = None
) -> Cases:
    """The points of a study, by whether a run's outcome is at or above, or at or below, a threshold.

    Raises
    ------
    DiscoveryError
        For an unknown outcome; neither or both thresholds; factors or an outcome that never vary; where no run or
        every run is a case of interest.
    """
    if (above is None) == (below is None):
        raise DiscoveryError("say what counts: give either `above` or `below`, e.g. --above 6 for 6 or more")
    paths = list(study.manifest["design"]["factors"])
    columns = study.columns
    known = [name for name in columns if name not in (*_OWN, *paths)]
    if outcome not in known:
        raise DiscoveryError(unknown("outcome of this study", outcome, known))
    rows = study.frame(["point", *paths, outcome, "status"])
    finished = rows[rows["status"] == "ok"]
    sound = finished[finished[outcome].notna()]
    if sound.empty:
        raise DiscoveryError(
            f"no run of this study finished with a value of `{outcome}`: see the column `error`"
        )
    condition = f"{outcome} >= {above:g}" if above is not None else f"{outcome} <= {below:g}"
    values = sound[outcome].to_numpy(float)
    hit = values >= above if above is not None else values <= float(below or 0)
    _refuse_sameness(outcome, values, hit, condition)
    points = sound[paths].groupby(sound["point"]).first()
    if not (points.nunique() > 1).any():
        raise DiscoveryError("no factor varies among the sound points, so there is no region to find")
    share = sound.assign(_hit=hit.astype(float)).groupby("point")["_hit"].mean().to_numpy(float)
    return Cases(
        factors=points, share=share, condition=condition, runs=len(sound), failed=len(rows) - len(finished),
        without_value=len(finished) - len(sound), unfinished=max(0, _planned(study.manifest) - len(rows)),
        lost_points=rows["point"].nunique() - len(points),
    )  # fmt: skip


def _planned(manifest: dict[str, Any]) -> int:
    return int(manifest["runs"]) if manifest.get("state") != "complete" else 0


def _refuse_sameness(outcome: str, values: Floats, hit: NDArray[np.bool_], condition: str) -> None:
    low, middle, high = np.quantile(values, [0, 0.5, 1])
    if low == high:
        raise DiscoveryError(
            f"`{outcome}` is {low:g} in every run: nothing that was varied changes it, ask of another outcome"
        )
    if hit.all() or not hit.any():
        raise DiscoveryError(
            f"{condition} holds in {'every' if hit.any() else 'no'} run; the outcome goes from {low:g} to {high:g}, "
            f"half of the runs are at or below {middle:g}: choose a threshold that parts them"
        )
