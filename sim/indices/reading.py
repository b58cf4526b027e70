"""A study on disk → a sample that an estimator may see, or what stands against it.

No estimator sees a number that is missing, not finite or out of place: values are put at their point and replicate,
whatever the order of the rows, and the points are compared with those that the runs were played at.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import ValidationError

from sim.designs import Design, Points, block_size, draw
from sim.designs.factors import values_at
from sim.indices.sample import Counts, Sample
from sim.results import StoredStudy, open_results
from sim.scenario.checks import unknown
from sim.setting import Floats


def read_sample(results: StoredStudy | str | Path, outcome: str | None = None) -> tuple[Sample, str]:
    """The sample of an outcome and its name; without a name the only outcome there is.

    A point one of whose runs failed is left out, under Saltelli's and Morris' schemes with its whole block.

    Raises
    ------
    FileNotFoundError
        Where the folder holds no study.
    ValueError
        For an unknown outcome, an unfinished study, or one whose points are not those of its design.
    """
    stored = results if isinstance(results, StoredStudy) else open_results(results)
    design = _design(stored)
    name = _outcome(stored, design, outcome)
    points = _points(design.model_dump_json(exclude_unset=True))
    table = stored.frame(["point", "replicate", "status", name])
    values = _placed(stored, design, len(points), table, name)
    _check_points(stored, points, table)
    return sample_of(design, points, values), name


def sample_of(design: Design, points: Points, values: Floats) -> Sample:
    """A sample of points and an outcome, [P, R], without the points where one of the values is not finite.

    Raises
    ------
    ValueError
        Where values do not fit the points, or none is left.
    """
    if values.ndim != 2 or len(values) != len(points):
        raise ValueError(f"the design has {len(points):,} points; values of shape {values.shape} do not fit")
    wrong = ~np.isfinite(values)
    block = block_size(design) or 1
    kept = np.repeat(~wrong.reshape(-1, block * values.shape[1]).any(axis=1), block)
    counts = Counts(values.size, int(wrong.sum()), len(values), int((~kept).sum()))
    if not kept.any():
        what = "block" if block > 1 else "point"
        raise ValueError(f"no {what} is left: each has one of the {counts.failed:,} runs that failed")
    return Sample(design, points.factors, points.unit[kept], values[kept], counts)


@lru_cache(maxsize=1)
def _points(text: str) -> Points:
    """The points of a design as text: a report asks for those of one design once for every outcome."""
    return draw(Design.model_validate_json(text))


def _design(stored: StoredStudy) -> Design:
    try:
        return Design.model_validate_json(json.dumps(stored.manifest["design"]))
    except (KeyError, ValidationError):
        raise ValueError(f"{stored.folder}: this version cannot read the design in its manifest") from None


def _outcome(stored: StoredStudy, design: Design, outcome: str | None) -> str:
    columns = stored.columns
    known = [n for n in columns if n not in ("run", "point", "replicate", "status", "error", *design.factors)]
    if outcome is None and len(known) == 1:
        return known[0]
    if outcome is None:
        shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
        raise ValueError(f"say which outcome; {stored.folder} has {shown}")
    if outcome in design.factors:
        raise ValueError(f"`{outcome}` is a factor of this design, not an outcome")
    if outcome not in known:
        raise ValueError(unknown("outcome of this study", outcome, known))
    return outcome


def _placed(stored: StoredStudy, design: Design, count: int, table: pd.DataFrame, outcome: str) -> Floats:
    """The outcome at every point and replicate, [P, R]; NaN for runs that failed."""
    point, replicate = table["point"].to_numpy(np.int64), table["replicate"].to_numpy(np.int64)
    auto = not isinstance(design.replicates, int)
    most = int(replicate.max()) + 1 if auto else int(design.replicates)
    outside = (point < 0) | (point >= count) | (replicate < 0) | (replicate >= most)
    if outside.any():
        raise ValueError(f"{stored.folder} holds runs of points or replicates that its design does not have")
    seen = np.bincount(point * most + replicate, minlength=count * most)
    if (seen > 1).any():
        raise ValueError(f"{stored.folder} holds a run twice: keep each run in one part")
    going_on = auto and stored.manifest.get("state") != "complete"
    if len(table) < count * most or going_on:
        raise ValueError(
            f"{stored.folder} is not finished: {len(table):,} of {count * most:,} runs are there. Finish it with: "
            f"counterpoise sweep {stored.folder}"
        )
    values = np.full((count, most), np.nan)
    ended = (table["status"] == "ok").to_numpy()
    values[point[ended], replicate[ended]] = table[outcome].to_numpy(float)[ended]
    return values


def _check_points(stored: StoredStudy, points: Points, table: pd.DataFrame) -> None:
    """Refuse points that are not those played, as another version of the sampler's package would draw them."""
    first = ~table["point"].duplicated().to_numpy()
    place = table["point"].to_numpy(np.int64)[first]
    for column, (path, factor) in enumerate(zip(points.paths, points.factors, strict=True)):
        played = stored.frame([path])[path].to_numpy()[first]
        drawn = values_at(factor, points.unit[place, column])
        if played.dtype.kind in "fiu":
            same = np.allclose(played, np.array(drawn, float), rtol=1e-9, atol=1e-12)
        else:
            same = list(map(str, played)) == list(map(str, drawn))
        if not same:
            raise ValueError(
                f"{stored.folder}: the points played are not those that the design gives here (`{path}` differs): "
                "analyse it with the package versions in its manifest, or sweep again into another folder"
            )
