"""``counterpoise compare``: what another theory, another history or another number changes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim.cli.output import fail, note, print_json
from sim.cli.request import Request, read_request
from sim.cli.saving import check_folder
from sim.cli.summary import CAVEAT
from sim.comparison import Comparison, Difference, Variation, compare
from sim.loading import Fault, InputError
from sim.manifest import versions
from sim.provenance import code_version
from sim.scenario import OUTCOMES
from sim.whole import write_whole

SHOWN = 2


def print_comparison(
    name: str, theory: str | None, changes: dict[str, str], *, theories: list[str], without: list[str],
    against: list[str], replicates: int, seed: int, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Compare and print."""
    asked = _requests(name, theory, changes, theories, without, against)
    baseline, *variations = [
        Variation(called, r.scenario, r.theory, r.parameters, r.without) for called, r in asked
    ]
    check_folder(out)
    try:
        result = compare(baseline, variations, replicates=replicates, seed=seed)
    except ValueError as error:
        fail(f"compare: {error}", 2)
    told = _as_dict(result, asked, seed)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / "comparison.json", lambda path: path.write_text(json.dumps(told, indent=2)))
        note(f"written to {out}")
    if as_json:
        print_json(told)
    else:
        Console().print(_page(result, baseline, told), highlight=False)


def _requests(
    name: str,
    theory: str | None,
    changes: dict[str, str],
    theories: list[str],
    without: list[str],
    against: list[str],
) -> list[tuple[str, Request]]:
    """With their names, the baseline, then one for each further theory, each event left out and each changed value."""
    first = theories[0] if theories else theory
    base = read_request(name, first, changes, [], [])
    told = [(first or base.theory.name, base)]
    told += [(other, read_request(name, other, changes, [], [])) for other in theories[1:]]
    told += [(f"without {event}", read_request(name, first, changes, [event], [])) for event in without]
    for pair in against:
        path, _, value = pair.partition("=")
        told.append((pair, read_request(name, first, {**changes, path: value}, [], [])))
    if len(told) == 1:
        message = "nothing to compare: give --theories a,b, --without EVENT or --against PATH=VALUE"
        raise InputError([Fault("compare", 0, 0, message)])
    return told


def _as_dict(result: Comparison, asked: list[tuple[str, Request]], seed: int) -> dict[str, Any]:
    requests = {name: request.record() for name, request in asked}
    first, base = asked[0]
    return {
        "scenario": base.scenario.meta.name,
        "title": base.scenario.meta.title,
        "baseline": {
            "name": first,
            "theory": result.baseline.theory.name,
            "digest": result.baseline.digest,
            "request": requests[first],
        },
        "seed": seed,
        "replicates": len(result.baseline.replicates),
        "code_version": code_version(),
        "versions": versions(),
        "variations": {
            name: {
                "theory": other.theory.name,
                "without": list(other.without),
                "digest": other.digest,
                "request": requests[name],
                "differences": {
                    d.outcome: {k: v for k, v in asdict(d).items() if k != "outcome"}
                    for d in result.differences[name]
                },
            }
            for name, other in result.results.items()
        },
        "caveat": CAVEAT,
    }


def _page(result: Comparison, baseline: Variation, told: dict[str, Any]) -> Group:
    head = Text.assemble(
        (baseline.scenario.meta.title, "bold"),
        (
            f"\nbaseline: {baseline.name} · {told['replicates']} replicates, seed {told['seed']}, same noise in all",
            "dim",
        ),
    )
    tables = [_table(name, differences) for name, differences in result.differences.items()]
    return Group(head, *tables, Text(f"\n{CAVEAT}", style="italic"))


def _table(name: str, differences: list[Difference]) -> Group:
    """Of each kind of outcome those that differ most surely, in the order of ``list outcomes``."""
    moved = [d for d in differences if d.low > 0 or d.high < 0]
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("outcome", "baseline", "here", "difference (95 % interval)"):
        table.add_column(column, justify="left" if column == "outcome" else "right", overflow="fold")
    shown = [d for kind in OUTCOMES for d in _surest(moved, kind)]
    for d in shown:
        interval = f"({d.low:+.3g}, {d.high:+.3g})"
        table.add_row(d.outcome, f"{d.baseline:.3g}", f"{d.variation:.3g}", f"{d.mean:+.3g} {interval}")
    rest = f"; {len(moved) - len(shown)} more with --json" if len(moved) > len(shown) else ""
    remark = f"  {len(moved)} of {len(differences)} outcomes differ beyond chance{rest}"
    return Group(Text.assemble(("\n" + name, "bold"), (remark, "dim")), table)


def _surest(moved: list[Difference], kind: str) -> list[Difference]:
    """The few outcomes of a kind whose difference is largest in its own errors."""
    alike = [d for d in moved if d.outcome.split(".")[0] == kind]
    return sorted(alike, key=lambda d: (-abs(d.mean) / d.error if d.error else float("-inf"), d.outcome))[
        :SHOWN
    ]
