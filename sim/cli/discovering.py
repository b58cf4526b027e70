"""``counterpoise discover``: in which region of a finished sweep something happens."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.cli.output import fail, note, print_json
from sim.cli.saving import check_folder
from sim.discovery import Discovery, DiscoveryError, Leaf, Region, Step, discover
from sim.results import StoredStudy, open_results
from sim.whole import write_whole

CAVEAT = (
    "Results are conditional on how the case was coded, on the theory's numbers and on the ranges that were varied. "
    "Intervals are over the design's points; a box is a description of runs, not a cause of what they show."
)
NOT_FILLING = ("one_at_a_time", "morris")
"""Samplers whose points lie on lines through the space."""
ROWS = 8
ORDINALS = ("First", "Second", "Third", "Fourth")


def print_discovery(
    folder: Path, *, outcome: str, above: float | None, below: float | None, method: Literal["prim", "cart"],
    out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Search a study and print what was found."""
    if out is not None:
        check_folder(out.parent)
    try:
        study = open_results(folder)
    except (FileNotFoundError, ValueError) as error:
        fail(f"discover: {error}", 2)
    try:
        found = discover(study, outcome=outcome, above=above, below=below, method=method)
    except DiscoveryError as error:
        fail(f"discover: {error}", 2)
    told = _as_dict(study, found)
    if out is not None:
        text = json.dumps(told, indent=2, ensure_ascii=False)
        write_whole(out, lambda path: path.write_text(text + "\n", "utf-8"))
        note(f"written to {out}")
    if as_json:
        print_json(told)
    else:
        Console().print(_page(found, told), highlight=False)


def _as_dict(study: StoredStudy, found: Discovery) -> dict[str, Any]:
    cases, design = found.cases, study.manifest["design"]
    return {
        "folder": str(study.folder),
        "scenario": design["scenario"],
        "digest": study.manifest["digest"],
        "sampler": found.sampler,
        "method": found.method,
        "condition": cases.condition,
        "density": found.density,
        "points": len(cases.share),
        "runs": cases.runs,
        "left_out": {
            "failed_runs": cases.failed, "runs_without_value": cases.without_value,
            "unfinished_runs": cases.unfinished, "points": cases.lost_points,
        },
        "regions": [_finite(asdict(region)) for region in found.regions],
        "leaves": [asdict(leaf) for leaf in found.leaves],
        "notes": list(_notes(found)),
        "caveat": CAVEAT,
    }  # fmt: skip


def _finite(told: dict[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in told.items()}


def _notes(found: Discovery) -> list[str]:
    """What a reader has to know of the points behind the numbers."""
    cases, told = found.cases, []
    if cases.unfinished:
        total = cases.unfinished + cases.runs + cases.failed + cases.without_value
        told.append(
            f"The sweep is unfinished: {total - cases.unfinished:,} of {total:,} runs are there; this speaks of those."
        )
    if cases.failed:
        told.append(f"{_count(cases.failed, 'run')} that failed left out.")
    if cases.without_value:
        told.append(f"{_count(cases.without_value, 'run')} without this outcome left out.")
    if cases.lost_points:
        told.append(f"{_count(cases.lost_points, 'point')} without a sound run left out.")
    if found.sampler in NOT_FILLING:
        told.append(
            f"The points of a {found.sampler} design do not fill the space: coverage and density speak of the "
            "design, not of the space. Use latin_hypercube or sobol for this question."
        )
    return told


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _page(found: Discovery, told: dict[str, Any]) -> Group:
    cases = found.cases
    head = Text.assemble(
        (f"Where is {cases.condition}?", "bold"),
        (
            f"\n{told['scenario']} · {found.sampler} · {_count(told['points'], 'point')}, {_count(cases.runs, 'run')}",
            "dim",
        ),
    )
    parts: list[RenderableType] = [head, Text("\n" + " ".join(_answer(found)))]
    parts += [Text(text, style="yellow") for text in told["notes"]]
    for place, region in enumerate(found.regions):
        title = f"{ORDINALS[place]} box" if len(found.regions) > 1 else "The box"
        parts += [_restrictions(title, region), _trade_off(region)]
    if found.leaves:
        parts.append(_leaves(found.leaves))
    return Group(*parts, Text(f"\n{CAVEAT}", style="italic"))


def _answer(found: Discovery) -> list[str]:
    """The answer in plain words."""
    said = [
        f"{found.cases.condition} holds in {_percent(found.density)} of the runs, averaged over the points."
    ]
    if found.method == "cart":
        return [*said, *_answer_of_tree(found)]
    if not found.regions:
        some = _count(len(found.cases.share), "point")
        return [
            *said,
            f"No box: over these {some} nothing that was varied surely parts these cases from the others.",
        ]
    for place, region in enumerate(found.regions):
        head = "One box" if len(found.regions) == 1 else f"{ORDINALS[place]} box"
        said.append(f"{head}: {region.text} holds {_percent(region.coverage)} of those cases (coverage); "
                    f"in it {_dense(region)} are cases (density).")  # fmt: skip
        if math.isnan(region.unseen_density):
            continue
        said.append(
            f"Boxes found on resampled points are {_percent(region.unseen_density)} cases on points they did not see."
        )
        if region.unseen_density - found.density < (region.density - found.density) / 2:
            said.append(
                "Less than half of its gain holds up there: take this box for chance until more points say so."
            )
    return said


def _answer_of_tree(found: Discovery) -> list[str]:
    if len(found.leaves) == 1:
        return ["The tree is a single leaf: no split of what was varied predicts these cases."]
    dense = [leaf for leaf in found.leaves if leaf.density > found.density]
    covered = sum(leaf.coverage for leaf in dense)
    return [
        f"In {_count(len(dense), 'leaf').replace('leafs', 'leaves')} of {len(found.leaves)} it is more frequent than "
        f"that; they hold {_percent(covered)} of those cases (coverage).",
        f"The densest: {dense[0].text}; in it {_dense(dense[0])} are cases (density).",
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"


def _dense(part: Region | Leaf | Step) -> str:
    return f"{100 * part.density:.0f}\u00a0% ({100 * part.density_low:.0f}-{100 * part.density_high:.0f})"


def _section(title: str, remark: str, *columns: str) -> tuple[Group, Table]:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        right = column.endswith(">")
        table.add_column(
            column.rstrip(">"), justify="right" if right else "left", no_wrap=right, overflow="fold"
        )
    return Group(Text.assemble(("\n" + title, "bold"), (f"  {remark}", "dim")), table), table


def _restrictions(title: str, region: Region) -> Group:
    group, table = _section(
        title,
        "how firm each restriction is, over resamples of the points",
        "restriction",
        "quasi-p>",
        "found again>",
        "bound in 90 %>",
    )
    for each in region.restrictions:
        low, high = each.bounds or ("", "")
        spread = "" if each.bounds is None else f"{_short(low)} to {_short(high)}"
        table.add_row(each.text, f"{each.quasi_p:.2g}", _percent(each.reproduced), spread)
    return group


def _short(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.3g}"


def _trade_off(region: Region) -> Group:
    group, table = _section(
        "Trade-off", "boxes on the way; * was taken, then pasted and rid of weak restrictions",
        "", "coverage>", "density (95 %)>", "mass>", "box",
    )  # fmt: skip
    for place in _worth_showing(region.trajectory, region.chosen):
        step = region.trajectory[place]
        mark = "*" if place == region.chosen else ""
        table.add_row(mark, _percent(step.coverage), _dense(step), _percent(step.mass), step.text)
    return group


def _worth_showing(steps: Sequence[Step], chosen: int) -> list[int]:
    """Steps that no earlier one betters in density, few and evenly spread, with the one chosen."""
    best, better = -1.0, []
    for place, step in enumerate(steps):
        if step.density > best + 1e-9:
            best = step.density
            better.append(place)
    stride = -(-len(better) // ROWS)
    return sorted({*better[::stride], better[-1], chosen})


def _leaves(leaves: Sequence[Leaf]) -> Group:
    group, table = _section(
        "Leaves of the tree", "", "coverage>", "density (95 %)>", "mass>", "leaf",
    )  # fmt: skip
    for leaf in leaves:
        table.add_row(_percent(leaf.coverage), _dense(leaf), _percent(leaf.mass), leaf.text)
    return group
