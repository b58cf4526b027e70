"""What figures of sweeps and analyses share: labels of factors, intervals, and data that can be drawn at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from sim import store
from sim.designs.factors import is_event
from sim.figures import look
from sim.figures.telling import NothingToShowError
from sim.scenario import OUTCOMES
from sim.scenario.checks import unknown

if TYPE_CHECKING:
    from sim.results import StoredStudy
    from sim.setting import Floats

MOST_ROWS = 30
"""Factors that fit below each other; the rest is counted in the caption."""
RUNS_ONLY = "About the model's runs, conditional on how the case was coded and on the ranges varied."
_LINE = 20
_OWN = ("run", "point", "replicate", "status", "error")


def labels(paths: Iterable[str]) -> dict[str, str]:
    """Short names of factors by path: without ``parameters.`` and ``events.`` where that leaves them apart.

    Examples
    --------
    >>> labels(["parameters.inertia", "events.truce.date", "parameters.truce", "events.truce"])
    {'parameters.inertia': 'inertia', 'events.truce.date': 'truce.date', 'parameters.truce': 'parameters.truce',\
 'events.truce': 'events.truce'}
    """
    told = {path: path.removeprefix("parameters.").removeprefix("events.") for path in paths}
    seen = list(told.values())
    return {path: path if seen.count(name) > 1 else name for path, name in told.items()}


def broken(label: str, width: int = _LINE) -> str:
    """A label on lines of at most so many characters, broken after a dot, a dash or an underscore where it has one.

    Examples
    --------
    >>> broken("blocs.istanbul_conference.invitees")
    'blocs.istanbul_<br>conference.invitees'
    """
    lines, line = [], ""
    for piece in _pieces(label, width):
        if line and len(line) + len(piece) > width:
            lines.append(line)
            line = ""
        line += piece
    return "<br>".join(look.escaped(each.strip()) for each in [*lines, line])


def _pieces(label: str, width: int) -> list[str]:
    marked = label
    for mark in "._- ":
        marked = marked.replace(mark, f"{mark}\0")
    return [
        piece[at : at + width] for piece in marked.split("\0") for at in range(0, max(len(piece), 1), width)
    ]


def rows_axis(figure: go.Figure, names: Sequence[str], **where: int) -> int:
    """Name rows 0, 1, … from the top down; gives the left margin that takes."""
    shown = [broken(name) for name in names]
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=shown, range=[len(names) - 0.45, -0.55],
        tickfont={"size": look.SMALL_SIZE}, **where,
    )  # fmt: skip
    return look.room_for([line for name in shown for line in name.split("<br>")])


def unit(outcome: str) -> str:
    """Unit of an outcome; "" for one that the vocabulary does not have.

    Examples
    --------
    >>> unit("members.oic"), unit("my_own")
    ('actors', '')
    """
    info = OUTCOMES.get(outcome.split(".")[0])
    return info.unit if info else ""


def room_below(text: str) -> int:
    """Pixels that the labels of an axis and its title take."""
    return 54 + 17 * text.count("<br>")


def with_unit(outcome: str) -> str:
    """An outcome with its unit, for an axis."""
    own = unit(outcome)
    return broken(f"{outcome} ({own})" if own else outcome, 34)


def rows(
    frame: pd.DataFrame, columns: Sequence[str], what: str, finite: Sequence[str] = ("value",)
) -> pd.DataFrame:
    """The rows of a frame that can be drawn: those with a finite number in each of ``finite``.

    Raises
    ------
    ValueError
        Where a column is missing.
    NothingToShowError
        Where no row is left.
    """
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"{what} needs the columns {', '.join(columns)}; missing: {', '.join(missing)}")
    numbers = frame[list(finite)].apply(pd.to_numeric, errors="coerce")
    kept = frame[np.isfinite(numbers.to_numpy(float)).all(axis=1)]
    if kept.empty:
        held = (
            "no row" if frame.empty else f"{len(frame):,} rows, none with a number in {' and '.join(finite)}"
        )
        raise NothingToShowError(f"{what} has nothing to show: the table has {held}")
    return kept


def whiskers(value: ArrayLike, low: ArrayLike, high: ArrayLike, colour: str, **more: Any) -> dict[str, Any]:
    """Error bars from ``low`` to ``high`` around values; none where they are not finite."""
    middle, least, most = (np.asarray(part, float) for part in (value, low, high))
    known = np.isfinite(least) & np.isfinite(most)
    return {
        "type": "data", "symmetric": False, "visible": bool(known.any()), "color": colour,
        "array": np.where(known, most - middle, 0).round(6), "arrayminus": np.where(known, middle - least, 0).round(6),
        "thickness": 1.5, "width": 4,
    } | more  # fmt: skip


def spread(value: float, low: float, high: float) -> str:
    """A number with its interval, where there is one.

    Examples
    --------
    >>> spread(0.4213, 0.37, 0.4729), spread(2, float("nan"), float("nan"))
    ('0.421 (0.37 to 0.473)', '2')
    """
    known = np.isfinite(low) and np.isfinite(high)
    return f"{value:.3g} ({low:.3g} to {high:.3g})" if known else f"{value:.3g}"


def points_of(study: StoredStudy, outcome: str, factors: Sequence[str] | None = None) -> pd.DataFrame:
    """A row for each point with sound runs: its factors, and the mean of an outcome over its replicates.

    Raises
    ------
    ValueError
        For an unknown outcome or factor.
    NothingToShowError
        Where no run finished with a value.
    """
    paths = list(study.manifest["design"]["factors"])
    known = [name for name in study.columns if name not in (*_OWN, *paths)]
    if outcome not in known:
        raise ValueError(unknown("outcome of this study", outcome, known))
    for name in factors or ():
        if name not in paths:
            raise ValueError(unknown("factor of this study", name, paths))
    chosen = list(dict.fromkeys(paths if factors is None else factors))
    table = study.frame(["point", *chosen, outcome, "status"])
    finite = np.isfinite(table[outcome].to_numpy(float))
    sound = table[(table["status"] == "ok").to_numpy() & finite]
    if sound.empty:
        raise NothingToShowError(
            f"no run of this study finished with a value of `{outcome}`: see the column `error`"
        )
    by_point = sound.groupby("point")
    return by_point[chosen].first().assign(**{outcome: by_point[outcome].mean()})


def levels_of(study: StoredStudy, factor: str) -> list[Any]:
    """Distinct values of a factor, sorted."""
    paths = list(study.manifest["design"]["factors"])
    if factor not in paths:
        raise ValueError(unknown("factor of this study", factor, paths))
    return sorted(study.tables.distinct(store.RUNS, factor))


def ordered(column: pd.Series) -> tuple[NDArray[Any], Floats]:
    """What a factor's values are, sorted, and where each row lies among them; numbers lie where they are.

    Returns
    -------
    levels
        Distinct values, sorted.
    place
        The number itself, or the position among the levels of texts and switches.
    """
    values = column.to_numpy()
    if values.dtype.kind in "iuf":
        return np.unique(values), values.astype(float)
    levels, place = np.unique(values.astype(str), return_inverse=True)
    return levels, place.astype(float)


def words(path: str, levels: Iterable[Any]) -> list[str]:
    """Levels as people say them: an event happens or is left out.

    Examples
    --------
    >>> words("events.truce", [False, True]), words("theory", ["walt"])
    (['left out', 'happens'], ['walt'])
    """
    switch = ("left out", "happens") if is_event(path) else ("false", "true")
    return [dict(zip(("False", "True"), switch, strict=True)).get(str(level), str(level)) for level in levels]


def of_study(study: StoredStudy) -> str:
    """Which study: the start of a subtitle."""
    design = study.manifest["design"]
    replicates = design.get("replicates", 1)
    theory = f", theory {design['theory']}" if "theory" in design else ""
    said = "" if replicates == 1 else f", {replicates} replicates a point"
    return f"sweep {design['name']} of {design['scenario']}{theory}, sampler {design['sampler']}{said}"


def digest(study: StoredStudy) -> list[str]:
    """Where numbers come from, for the end of a caption."""
    own = str(study.manifest.get("digest", ""))[:12]
    return [f"Digest {own}."] if own else []
