"""The report of a sweep: what was varied, where runs end, and what that depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim import store
from sim.designs import Design
from sim.designs.design import settled_factors
from sim.designs.factors import Factor
from sim.loading import InputError, load_scenario
from sim.manifest import differences, recorded_design
from sim.report import case
from sim.report.outcomes import distribution, headlines, histograms, unit
from sim.report.parts import (
    Block,
    Code,
    Figure,
    Item,
    Items,
    Page,
    ReportError,
    Section,
    Table,
    Text,
    number,
    section,
    table,
)
from sim.report.sensitivities import sensitivity_blocks
from sim.report.spreads import fans, lines
from sim.results import StoredStudy, open_results
from sim.scenario import Scenario
from sim.setting import Floats
from sim.study import study

HEADLINES = 4
KEYS = ("run", "point", "replicate", "status", "error")
COLUMNS_AT_ONCE = 8
MOST_LEVELS = 8
CONDITIONAL = (
    "Results are conditional on how the case was coded, on the theory's numbers "
    "and on the ranges that were swept."
)
CHANCE = (
    "A spread over runs mixes two kinds of not knowing: which values of the factors are right, and chance between "
    "replicates of the same point. The range of a factor is a judgement; a wider one makes it matter more."
)


@dataclass(frozen=True)
class Told:
    """A sweep as its report reads it; every column of outcomes is read once."""

    stored: StoredStudy
    design: Design

    @cached_property
    def outcomes(self) -> list[str]:
        """Names of the columns that are outcomes."""
        return [name for name in self.stored.columns if name not in (*KEYS, *self.design.factors)]

    @cached_property
    def spreads(self) -> dict[str, dict[str, float]]:
        """Mean, standard deviation, quantiles and range of each outcome over the runs that ended well."""
        told: dict[str, dict[str, float]] = {}
        for begin in range(0, len(self.outcomes), COLUMNS_AT_ONCE):
            frame = self.stored.frame([*self.outcomes[begin : begin + COLUMNS_AT_ONCE], "status"])
            good = frame[frame["status"] == "ok"].drop(columns="status")
            told |= {name: _spread(column.to_numpy(float)) for name, column in good.items()}
        return told

    @cached_property
    def headlines(self) -> list[str]:
        """Outcomes to speak of first."""
        moving = [key for key, own in self.spreads.items() if own["low"] < own["high"]]
        return headlines(self.outcomes, moving, self.design.outcomes, HEADLINES)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Headlines of the runs that ended well, with the factors that have few levels."""
        frame = self.stored.frame([*self.headlines, *self.levelled, "status"])
        return frame[frame["status"] == "ok"]

    @cached_property
    def levelled(self) -> list[str]:
        """Factors with few values."""
        pairs = zip(self.design.factors, settled_factors(self.design), strict=True)
        return [path for path, factor in pairs if factor.event or 0 < len(factor.values or ()) <= MOST_LEVELS]


def _spread(values: Floats) -> dict[str, float]:
    known = values[np.isfinite(values)]
    if not known.size:
        return dict.fromkeys(("mean", "sd", "q05", "q50", "q95", "low", "high"), float("nan"))
    low, q05, q50, q95, high = np.quantile(known, [0, 0.05, 0.5, 0.95, 1])
    sd = known.std(ddof=1) if known.size > 1 else 0.0
    return {"mean": known.mean(), "sd": sd, "q05": q05, "q50": q50, "q95": q95, "low": low, "high": high}


def sweep_page(folder: Path) -> Page:
    """The page of a finished sweep.

    Raises
    ------
    ReportError
        For an unfinished sweep, or a manifest that is none of a sweep.
    """
    told = _opened(folder)
    design, record = told.design, told.stored.manifest
    scenario, changed = _scenario(design, record)
    counts = told.stored.statuses()
    note = ""
    if scenario is None:
        note = f"They cannot be named: the scenario {design.scenario} does not load here."
    elif changed:
        note = f"As the scenario is now. Since the sweep, {'; '.join(changed)}."
    parts = [
        section("The answer in short", _short(told, counts)),
        section("What was varied", [_factors(design), *_held(design)]),
        section("How it was played", _played(told, counts)),
        section("Outcomes", _outcomes(told)),
        section("What outcomes depend on", sensitivity_blocks(told.stored, design, told.headlines)),
        section("Over time", fans(told.stored)),
        case.caveats(scenario, [CONDITIONAL, CHANCE, *_failures(counts)]),
        case.sources(scenario, note),
        _reproduction(told, changed),
    ]
    return Page(
        "sweep", design.title or design.name, design.question, _facts(told, counts),
        tuple(part for part in parts if part.blocks),
    )  # fmt: skip


def _opened(folder: Path) -> Told:
    try:
        design, record = recorded_design(folder), store.read_manifest(folder)
    except ValueError as error:
        raise ReportError(str(error)) from None
    if design is None or record is None:
        raise ReportError(f"{folder} holds no manifest of a sweep")
    state, total = record.get("state"), record.get("runs")
    if state != "complete":
        found = sum(last - first for (first, last), _ in store.parts(folder))
        of = (
            f"{found:,} of {total:,} runs are there"
            if isinstance(total, int)
            else f"{found:,} runs are there"
        )
        most = " at most" if design.until else ""
        raise ReportError(
            f"{folder} is not finished: {of}{most}. Finish it with: counterpoise sweep {folder}"
        )
    return Told(open_results(folder), design)


def _scenario(design: Design, record: Mapping[str, Any]) -> tuple[Scenario | None, list[str]]:
    """The scenario if it loads here, and what has changed since the sweep."""
    try:
        scenario = load_scenario(design.scenario)
    except InputError:
        return None, []
    try:
        return scenario, differences(dict(record), study(design)) if "digests" in record else []
    except (ValueError, KeyError):  # the design does not fit the scenario any more
        return scenario, ["the scenario has changed so that the design does not fit it"]


def _facts(told: Told, counts: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    design, runs = told.design, sum(counts.values())
    points = told.stored.manifest["points"] if "points" in told.stored.manifest else len(design.points or ())
    facts = [
        ("scenario", design.scenario),
        ("theory", "" if "theory" in design.factors else design.theory or "the scenario's"),
        ("sampler", design.sampler.replace("_", " ")), ("factors", str(len(design.factors))),
        ("points", f"{points:,}" if points else ""), ("runs", f"{runs:,}"),
        ("seed", str(design.seed)),
    ]  # fmt: skip
    return tuple((name, value) for name, value in facts if value)


def _short(told: Told, counts: Mapping[str, int]) -> Iterator[Block]:
    good, runs = counts.get("ok", 0), sum(counts.values())
    failed = f" ({runs - good:,} failed)" if good < runs else ""
    names = list(told.design.factors)
    shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    yield Text(f"{runs:,} runs{failed} varied {len(names)} factor{'s'[: len(names) > 1]}: {shown}.")
    for key in told.headlines:
        own = told.spreads[key]
        yield Text(
            f"{key} is {own['mean']:.3g} on average (sd {own['sd']:.2g}), between {own['q05']:.3g} and "
            f"{own['q95']:.3g} in 90 % of runs.",
            strong=True,
        )
    if not told.headlines:
        yield Text("No outcome differs between runs.", strong=True)


def _factors(design: Design) -> Table | None:
    rows = [
        [path, _range(factor), _scale(factor), factor.group or "–"]
        for path, factor in zip(design.factors, settled_factors(design), strict=True)
    ]
    return table("Factors of the design", ("factor", "range or values", "distribution", "group"), rows)


def _range(factor: Factor) -> str:
    if factor.event:
        return "happens or not"
    if factor.values:
        return ", ".join(map(str, factor.values))
    return f"{factor.low:g} to {factor.high:g}" + (", whole numbers" if factor.integer else "")


def _scale(factor: Factor) -> str:
    return "values alike" if factor.event or factor.values else factor.scale


def _held(design: Design) -> Iterator[Block]:
    held = [f"{name} = {value:g}" for name, value in design.parameters.items()]
    held += [f"without {name}" for name in design.without]
    if held:
        yield Text(f"Held at every point: {', '.join(held)}.")
    if design.constraints:
        yield Text("Points had to meet:")
        yield Items(tuple(Item(text) for text in design.constraints))


def _played(told: Told, counts: Mapping[str, int]) -> Iterator[Block | None]:
    record, design = told.stored.manifest, told.design
    replicates = record.get("replicates", design.replicates)
    rows: list[list[Any]] = (
        [["sampler", design.sampler], ["points", f"{record['points']:,}"]] if "points" in record else []
    )
    rows += [["replicates of each point", f"{replicates}"], ["seed", str(design.seed)]]
    rows += [[f"runs that ended {state}", number(count, ",.0f")] for state, count in counts.items()]
    if "wall_seconds" in record:
        cpu = record.get("cpu_seconds", {})
        rows += [
            ["time", f"{record['wall_seconds']:,.1f} s"],
            ["processor time", f"{sum(cpu.values()):,.1f} s"],
        ]
    if reached := record.get("precision"):
        rows.append(["standard error aimed at", number(reached["target"])])
        rows.append(["largest standard error of a point", number(reached["largest"])])
    yield table("How the sweep was played", ("what", "value>"), rows)
    errors = [[message, number(count, ",.0f")] for message, count in list(told.stored.errors().items())[:10]]
    yield table("Runs that failed, by what they said", ("message", "runs>"), errors)


def _outcomes(told: Told) -> Iterator[Block | None]:
    if told.headlines:
        runs = f"{told.design.name}, {len(told.frame):,} runs"
        values = {key: told.frame[key].to_numpy(float) for key in told.headlines}
        yield Figure(
            histograms({k: v[np.isfinite(v)] for k, v in values.items()}, runs, [CONDITIONAL]),
            "Where runs end: headline outcomes.",
            distribution("Headline outcomes over runs", {key: told.spreads[key] for key in told.headlines}),
        )
    yield Text(
        f"Headlines are the outcomes that the design names, or, where those are more than {HEADLINES} or none, one of "
        "each kind, of those that differ between runs; the table has all."
    )
    for path in told.levelled:
        yield _by_level(told, path)
    yield lines(told.stored, told.design, told.headlines)
    yield distribution("All outcomes over runs", told.spreads, folded=len(told.spreads) > 12)


def _by_level(told: Told, path: str) -> Table | None:
    """Means of the headlines at each value of a factor."""
    if not told.headlines:
        return None
    means = told.frame.groupby(path, sort=True)[told.headlines].agg(["mean", "sem"])
    sizes = told.frame.groupby(path, sort=True).size()
    rows = []
    for level in means.index:
        cells = [
            number(means.loc[level, (key, what)], ".3g") for key in told.headlines for what in ("mean", "sem")
        ]
        rows.append([str(level), number(sizes[level], ",.0f"), *cells])
    columns = [path, "runs>"]
    for key in told.headlines:
        columns += [f"{key}{f' ({unit(key)})' if unit(key) else ''}>", "± error>"]
    return table(f"Mean outcomes by {path}, with the standard error over runs", columns, rows)


def _failures(counts: Mapping[str, int]) -> Sequence[str]:
    runs, good = sum(counts.values()), counts.get("ok", 0)
    if good == runs:
        return ["No run failed."]
    return [f"{runs - good:,} of {runs:,} runs failed and are left out: what is said holds for the others."]


def _reproduction(told: Told, changed: Sequence[str]) -> Section:
    design, record = told.design, told.stored.manifest
    name = f"{design.name}.yaml"
    text = yaml.safe_dump(record["design"], sort_keys=False, allow_unicode=True, width=100)
    commands = [
        Code(text, f"The design; save it as {name}"),
        Code(case.command("sweep", name, "--out", f"results/{design.name}"), "Then"),
    ]
    digests = [("", record["digest"])] if "digest" in record else []
    part = case.reproduction(commands, record, digests)
    if not changed:
        return part
    told_so = Text(f"Here it would not be the same sweep: {'; '.join(changed)}.")
    return section(part.title, [told_so, *part.blocks])
