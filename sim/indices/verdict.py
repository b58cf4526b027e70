"""Plain sentences: what matters, and whether the sample suffices to say so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.indices.estimates import Estimates
from sim.indices.methods import Method
from sim.setting import Floats, Ints

FIRST = 3
FIRM = 0.95
"""Share of resamples in which an order has to hold."""
ROUNDING = 1e-12
CLOSE = 0.1
"""Half-width of the ranking index, of 1 for shares and of the largest index otherwise."""


@dataclass(frozen=True, eq=False)
class Ranked:
    """Factors by the index that ranks them.

    Attributes
    ----------
    names
        D of them.
    value, half
        Index and half-width of its interval, [D].
    order
        Places in ``names``, the largest first.
    clear
        How many of them, from the first, are larger than a factor without effect might be.
    stability
        Share of resamples in which the first of these keep their order; None without resamples.
    """

    names: tuple[str, ...]
    value: Floats
    half: Floats
    order: Ints
    clear: int
    stability: float | None


def ranked(found: Estimates, names: tuple[str, ...], main: str) -> Ranked:
    """Rank factors; one with several values of the index (regions) by its largest."""
    own = [
        [k for k, row in enumerate(found.rows) if row.index == main and row.factor == name] for name in names
    ]
    largest = np.array([max(places, key=lambda k: found.value[k]) for places in own])
    value, low = found.value[largest], found.low[largest]
    order = np.argsort(-value, kind="stable")
    sure = np.where(np.isnan(low), value, low)[order] > np.broadcast_to(found.floor, len(names))[order]
    clear = int(sure.argmin()) if not sure.all() else len(names)
    stability = None
    if found.ranking is not None and clear:
        first = min(FIRST, clear)
        drawn = np.argsort(-found.ranking, axis=1, kind="stable")[:, :first]
        stability = float((drawn == order[:first]).all(axis=1).mean())
    return Ranked(names, value, value - low, order, clear, stability)


def sentences(outcome: str, method: Method, rank: Ranked, units: str) -> str:
    """The verdict on an outcome; ``units`` says what there should be more of."""
    if not np.isfinite(rank.value).all():
        return f"`{outcome}` has no variance that could be shared out: noise outweighs all factors."
    if not rank.clear:
        best = rank.order[0]
        return (
            f"No factor has an effect on `{outcome}` that this sample could tell from none (the largest is "
            f"{_one(rank, method, best)}). {_more(units)}"
        )
    first = [_one(rank, method, place) for place in rank.order[: min(FIRST, rank.clear)]]
    said = f"`{outcome}` depends most on {first[0]}"
    said += f", then on {' and '.join(first[1:])}. " if first[1:] else ". "
    hidden = len(rank.names) - rank.clear
    if hidden:
        which = rank.names[rank.order[-1]] if hidden == 1 else f"{hidden} factors"
        said += f"Of {which} no effect is certain. "
    return said + _sufficient(method, rank, units)


def _sufficient(method: Method, rank: Ranked, units: str) -> str:
    if np.isnan(rank.half).all():
        return "There is no interval, so the order may be chance."
    widest = float(np.nanmax(rank.half))
    told = [f"{method.main} is known to within ±{shown(widest, 2)}"]
    firm = widest <= CLOSE * (1 if method.share else float(rank.value.max()))
    if rank.stability is not None:
        first = min(FIRST, rank.clear)
        who = "the first factor stays first" if first == 1 else f"the order of the first {first} holds"
        told.append(f"{who} in {rank.stability:.0%} of resamples")
        firm = firm and rank.stability >= FIRM
    ends = "the sample suffices for that." if firm else f"that is not firm yet. {_more(units)}"
    return ", and ".join(told).capitalize().replace(method.main.capitalize(), method.main, 1) + ": " + ends


def _more(units: str) -> str:
    return f"Take {units}, at least twice as many, to know better."


def shown(number: float, digits: int) -> str:
    """A number for people; what only rounding has left of nothing is nothing.

    Examples
    --------
    >>> shown(0.12345, 2), shown(-4e-15, 2)
    ('0.12', '0')
    """
    return f"{number if abs(number) > ROUNDING else 0:.{digits}g}"


def _one(rank: Ranked, method: Method, place: int) -> str:
    half = rank.half[place]
    known = "" if np.isnan(half) else f" ± {shown(half, 2)}"
    return f"{rank.names[place]} ({method.main} {shown(rank.value[place], 2)}{known})"
