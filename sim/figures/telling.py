"""What figures of runs say about them in words: subtitle, caption, names of sides, dates; and readings off a result."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from sim.figures import look
from sim.figures.look import NOBODY, SIDES, Style, percent
from sim.scenario.checks import NO_POLE, unknown

if TYPE_CHECKING:
    from sim.ensemble import Result

LOW, HIGH = 0.05, 0.95
BANDS = "bands: 5 to 95\u00a0% of runs, lines: mean"
CONDITIONAL = (
    "Conditional on how the case was coded and on the theory's numbers; any spread shown is "
    "chance between runs only."
)
_SOURCES = 4


class NothingToShowError(ValueError):
    """A figure has nothing to show: not a mistake of who asks, but of what the case, the runs or the sweep hold."""


def case(result: Result) -> str:
    """Which case, theory and how many runs: the start of a subtitle."""
    runs = len(result.replicates)
    without = f", without {', '.join(result.without)}" if result.without else ""
    return f"{result.scenario.meta.name}, theory {result.theory.name}{without}, {runs} run{'s'[: runs > 1]}"


def caption(result: Result, *more: str) -> list[str]:
    """What the numbers rest on: coding, sources, digest."""
    named = [source.author or source.title for source in result.scenario.sources.values()]
    names = list(dict.fromkeys(named))
    rest = f" and {len(names) - _SOURCES} more named in the case" if len(names) > _SOURCES else ""
    sources = f"Sources: {'; '.join(names[:_SOURCES])}{rest}." if names else ""
    return [
        *more,
        CONDITIONAL,
        *([sources] if sources else []),
        f"Seed {result.seed}, digest {result.digest[:12]}.",
    ]


def sides(result: Result) -> dict[str, tuple[str, Style]]:
    """Title and style of each side in the order of alignment's codes: the non-aligned, then the poles."""
    poles = result.scenario.poles
    return {NO_POLE: ("non-aligned", NOBODY)} | {
        name: (pole.title, style) for (name, pole), style in zip(poles.items(), SIDES, strict=False)
    }


def dates(result: Result) -> list[datetime.date]:
    """First day of each tick, and the day after the last."""
    return [result.scenario.meta.date_of(tick) for tick in range(result.ticks + 1)]


def time_axis(figure: go.Figure, result: Result, what: str, **where: int) -> None:
    """The time axis of a result; ``what`` says which day of a tick is meant, such as "start of"."""
    step = result.scenario.meta.step
    look.time_axis(figure, f"{what} {step}", fine=step in ("day", "week"), **where)


def kept(result: Result, name: str) -> NDArray[Any]:
    """A saved array, [R, ticks + 1, ...].

    Raises
    ------
    ValueError
        Where the result did not keep it, with what to do.
    """
    if name not in result.saved:
        have = ", ".join(result.saved) or "nothing"
        raise ValueError(
            f"this result did not keep `{name}` for every tick (it kept {have}): "
            f'simulate again with save=(*sim.ensemble.SAVED, "{name}")'
        )
    return result.saved[name]


def moment(result: Result, tick: int | None) -> int:
    """A tick of the result (none: the end).

    Raises
    ------
    ValueError
        For a tick that was not played.
    """
    when = result.ticks if tick is None else tick
    if not 0 <= when <= result.ticks:
        raise ValueError(f"tick {when} was not played: choose 0 (the start) to {result.ticks} (the end)")
    return when


def named(
    what: str, names: Sequence[str] | None, known: Collection[str], default: Sequence[str]
) -> list[str]:
    """The names asked for, or the default.

    Raises
    ------
    ValueError
        For a name that is not known, with the nearest right one.
    """
    for name in names or ():
        if name not in known:
            raise ValueError(unknown(what, name, known))
    return list(default if names is None else names)


def chances(codes: NDArray[Any], count: int) -> NDArray[np.float64]:
    """Share of runs in which an entry has each code, [..., count], from codes with the runs first.

    Examples
    --------
    >>> chances(np.array([[0, 2], [1, 2]]), 3).tolist()
    [[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]
    """
    return np.stack([(codes == code).mean(axis=0) for code in range(count)], axis=-1)


def listed(shares: Mapping[str, float]) -> str:
    r"""Names with their shares, greatest first, for hover texts and alternative texts.

    Examples
    --------
    >>> listed({"none": 0.25, "east": 0.75, "west": 0})
    'east 75\xa0%, none 25\xa0%'
    """
    order = sorted(shares.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {percent(share)}" for name, share in order if share > 0)
