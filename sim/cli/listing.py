"""``counterpoise list``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.cli.output import note, print_json
from sim.loading import InputError, bundled_scenarios, bundled_theories, load_scenario, load_theory
from sim.scenario import OUTCOMES, describe_parameters

Rows = list[dict[str, Any]]


def print_listing(what: str, *, as_json: bool) -> None:
    """Print one of the lists."""
    rows = _LISTS[what]()
    if as_json:
        print_json(rows)
        return
    columns = _COLUMNS[what]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == columns[0])
    for row in rows:
        table.add_row(*(Text(str(row[column])) for column in columns))
    Console().print(table)


def _scenarios() -> Rows:
    rows = []
    for name in bundled_scenarios():
        try:
            case = load_scenario(name)
        except InputError as error:
            note(str(error))
            continue
        rows.append(
            {
                "name": name, "title": case.meta.title,
                "actors": len(case.actors), "events": len(case.events),
                "from": case.meta.start.isoformat(), "ticks": case.meta.ticks, "step": case.meta.step,
                "when": f"{case.meta.ticks} {case.meta.step}s from {case.meta.start:%Y-%m}",
                "theory": case.meta.theory,
            }
        )  # fmt: skip
    return rows


def _theories() -> Rows:
    theories = [load_theory(name) for name in bundled_theories()]
    return [
        {
            "name": t.name,
            "title": t.title,
            "terms": ", ".join(t.terms),
            "summary": t.summary,
            "sources": list(t.sources),
        }
        for t in theories
    ]


def _parameters() -> Rows:
    return [
        {**asdict(info), "range": f"{info.low:g} to {info.high:g}", "default": info.default}
        for info in describe_parameters().values()
    ]


def _outcomes() -> Rows:
    return [asdict(info) | {"of": "-" if info.of == "none" else info.of} for info in OUTCOMES.values()]


def _measures() -> Rows:
    rows = []
    for name in bundled_scenarios():
        for measure, rung in load_scenario(name).measures.items():
            rows.append(
                {
                    "scenario": name, "name": measure, "title": rung.title, "threshold": rung.threshold,
                    "cost": rung.cost, "trade": rung.trade, "poles": ", ".join(rung.poles) or "all",
                }
            )  # fmt: skip
    return rows


_LISTS = {
    "scenarios": _scenarios, "theories": _theories, "parameters": _parameters, "outcomes": _outcomes,
    "measures": _measures,
}  # fmt: skip
_COLUMNS = {
    "scenarios": ("name", "actors", "when", "title"),
    "theories": ("name", "terms", "title"),
    "parameters": ("name", "symbol", "default", "range", "unit", "meaning", "source"),
    "outcomes": ("name", "of", "unit", "meaning"),
    "measures": ("scenario", "name", "title", "threshold", "cost", "trade", "poles"),
}
