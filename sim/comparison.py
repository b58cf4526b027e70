"""Paired comparisons: the same noise under another theory, another history or another number.

Replicate r of every variation sees the same noise, so differences are taken run by run, and their error is that of
the paired difference, not of two separate means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.ensemble import Result, simulate
from sim.scenario import Scenario, Theory
from sim.scenario.checks import NO_POLE
from sim.setting import Floats, Ints

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Variation:
    """One way to run: a name, a scenario, a theory (none: the scenario's), parameters and events left out."""

    name: str
    scenario: Scenario
    theory: Theory | str | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """How an outcome differs from the baseline's, in the outcome's unit.

    Attributes
    ----------
    baseline, variation
        Means over replicates.
    mean, error
        Mean paired difference and its standard error (0 for one replicate).
    low, high
        95 % interval of the mean difference, from the normal approximation; chance only, not coding.
    more
        Share of replicates in which the variation's outcome is greater.
    """

    outcome: str
    baseline: float
    variation: float
    mean: float
    error: float
    low: float
    high: float
    more: float


@dataclass(frozen=True)
class Comparison:
    """Results of a baseline and its variations, and every outcome's paired difference by variation."""

    baseline: Result
    results: dict[str, Result]
    differences: dict[str, list[Difference]]


def compare(
    baseline: Variation, variations: Sequence[Variation], *, replicates: int = 200, seed: int = 0
) -> Comparison:
    """Run a baseline and variations under the same noise and take paired differences.

    Raises
    ------
    ValueError
        For fewer than two replicates, which have no interval, or two variations of one name.

    Examples
    --------
    >>> from sim.loading import load_scenario
    >>> case = load_scenario("humanity_alliance")
    >>> both = compare(Variation("full", case), [Variation("walt", case, "walt")], replicates=8)
    >>> walt = {d.outcome: d for d in both.differences["walt"]}["weight_share.israel"]
    >>> walt.low < walt.mean < walt.high
    True
    """
    if replicates < 2:
        raise ValueError("a comparison needs at least 2 replicates")
    names = [variation.name for variation in variations]
    if len({baseline.name, *names}) != len(names) + 1:
        raise ValueError(f"variations need names of their own: {', '.join([baseline.name, *names])}")
    first = _run(baseline, replicates, seed)
    results = {variation.name: _run(variation, replicates, seed) for variation in variations}
    return Comparison(first, results, {name: differences(first, result) for name, result in results.items()})


def _run(variation: Variation, replicates: int, seed: int) -> Result:
    return simulate(
        variation.scenario, variation.theory, replicates=replicates, seed=seed, parameters=variation.parameters,
        without=variation.without,
    )  # fmt: skip


def differences(baseline: Result, other: Result) -> list[Difference]:
    """Paired differences of every outcome that both results have, in the baseline's order."""
    told = []
    for outcome, before in baseline.outcome_arrays.items():
        after = other.outcome_arrays.get(outcome)
        if after is None:
            continue
        gap = after - before
        error = float(gap.std(ddof=1) / np.sqrt(gap.size)) if gap.size > 1 else 0.0
        mean = float(gap.mean())
        told.append(
            Difference(
                outcome, float(before.mean()), float(after.mean()), mean, error, mean - Z95 * error,
                mean + Z95 * error, float((gap > 0).mean()),
            )
        )  # fmt: skip
    return told


@dataclass(frozen=True)
class Parting:
    """Where the alignment of one actor differs between two results, run by run under the same noise.

    Attributes
    ----------
    first_tick, first_date
        The tick in which the first runs part, as in ``sim.explain``, and its first day; -1 and the scenario's first day
        where they start apart.
    ever
        Share of runs that differ in some tick.
    widest_tick, widest_date, widest
        The (first) tick after which most runs differ, its first day, and the share of runs that then differ.
    sides
        The sides, under the baseline and under the other, that runs which differ after the widest tick hold most often.
    holding
        Share of all runs that then hold just these sides.
    last
        Share of runs that differ at the end.
    """

    actor: str
    first_tick: int
    first_date: str
    ever: float
    widest_tick: int
    widest_date: str
    widest: float
    sides: tuple[str, str]
    holding: float
    last: float


@dataclass(frozen=True)
class Partings:
    """Where two results differ in alignments.

    Attributes
    ----------
    share
        Share of runs in which each actor's alignment differs, [ticks + 1, N]; entry 0 is the start.
    actors
        Those that differ at all, the one that differs most over all ticks first.
    """

    share: Floats
    actors: list[Parting]


def partings(baseline: Result, other: Result) -> Partings:
    """Where two results of the same seed and replicates differ, actor by actor and tick by tick.

    Raises
    ------
    ValueError
        For results that are not paired: other seeds, replicates, ticks, actors or poles, or alignments not saved.

    Examples
    --------
    >>> from sim.loading import load_scenario
    >>> case = load_scenario("humanity_alliance")
    >>> waltz, walt = (simulate(case, theory, replicates=8) for theory in ("waltz", "walt"))
    >>> found = partings(waltz, walt)
    >>> found.share.shape, found.actors[0].sides
    ((28, 68), ('palestine', 'none'))
    """
    _check_paired(baseline, other)
    before, after = baseline.saved["alignment"], other.saved["alignment"]
    apart = before != after
    share = apart.mean(axis=0)
    order = np.argsort(-apart.sum(axis=(0, 1)), kind="stable")
    codes = [int(i) for i in order if share[:, i].any()]
    return Partings(share, [_parting(baseline, before[..., i], after[..., i], i) for i in codes])


def _parting(baseline: Result, before: Ints, after: Ints, i: int) -> Parting:
    """How the alignments of actor i, [R, ticks + 1] under either, differ."""
    meta, names = baseline.scenario.meta, baseline.setting.names
    apart = before != after
    share = apart.mean(axis=0)
    first, widest = int((share > 0).argmax()), int(share.argmax())
    differ = apart[:, widest]
    pairs = Counter(zip(before[differ, widest].tolist(), after[differ, widest].tolist(), strict=True))
    (one, two), count = min(pairs.items(), key=lambda item: (-item[1], item[0]))
    labels = (NO_POLE, *names.poles)

    def day(entry: int) -> str:
        return meta.date_of(max(entry - 1, 0)).isoformat()

    return Parting(
        actor=names.actors[i],
        first_tick=first - 1,
        first_date=day(first),
        ever=float(apart.any(axis=1).mean()),
        widest_tick=widest - 1,
        widest_date=day(widest),
        widest=float(share[widest]),
        sides=(labels[one], labels[two]),
        holding=count / len(apart),
        last=float(share[-1]),
    )


def _check_paired(baseline: Result, other: Result) -> None:
    for what, one, two in (
        ("seeds", baseline.seed, other.seed),
        ("replicates", baseline.replicates, other.replicates),
        ("ticks", baseline.ticks, other.ticks),
        ("actors", baseline.setting.names.actors, other.setting.names.actors),
        ("poles", baseline.setting.names.poles, other.setting.names.poles),
    ):
        if one != two:
            raise ValueError(
                f"the two results have different {what}: only runs of the same noise can be compared"
            )
    if not all("alignment" in result.saved for result in (baseline, other)):
        raise ValueError("a result did not keep `alignment` for every tick: simulate with it in `save`")
