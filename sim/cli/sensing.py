"""``counterpoise sensitivity``: what an outcome of a sweep depends on."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim.cli.output import fail, note, print_json
from sim.indices import Sensitivity, sensitivity
from sim.indices.result import MEAN
from sim.indices.verdict import shown
from sim.whole import write_whole

INDICES = {
    "S1": "share of variance a factor makes by itself",
    "S2": "share that two factors make together, beyond what each makes",
    "ST": "share it makes by itself and together with others",
    "mu_star": "mean size of the change by one step",
    "mu": "mean change by one step, with its sign",
    "sigma": "how much the change differs from place to place: bends and interplay",
    "mu_star_noise": "mu_star that chance alone would show",
    "delta": "how far knowing it moves the density of the outcome, from 0 to 1",
    "pawn_median": "how far the distribution of the outcome moves, from 0 to 1, in the median slice of the factor",
    "pawn_mean": "the same, on average over slices",
    "pawn_max": "the same, at most",
    "regional": "how far its distribution in a region of the outcome differs from that outside, from 0 to 1",
    "swing": "highest less lowest mean as it alone moves",
    "difference": "mean at the level in `at` less that at the baseline",
}
PAIRS, LEVELS = 10, 40


def print_sensitivity(
    folder: Path, *, outcome: str | None, method: str | None, confidence: float, resamples: int, seed: int,
    out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Analyse and print."""
    if out is not None and out.suffix not in (".csv", ".json"):
        fail(f"--out {out}: must end in .csv (the table of indices) or .json (everything)", 2)
    if out is not None and not out.absolute().parent.is_dir():
        fail(f"--out {out}: there is no folder {out.absolute().parent}", 2)
    try:
        found = sensitivity(
            folder, outcome, method=method, confidence=confidence, resamples=resamples, seed=seed
        )
    except (ValueError, FileNotFoundError, NotADirectoryError) as error:
        fail(f"sensitivity: {error}", 2)
    told = found.to_dict()
    if out is not None:
        text = found.table.to_csv(index=False) if out.suffix == ".csv" else json.dumps(told, indent=2)
        write_whole(out, lambda path: path.write_text(text, "utf-8"))
        note(f"written to {out}")
    if as_json:
        print_json(told)
    else:
        Console().print(_page(found), highlight=False)


def _page(found: Sensitivity) -> Group:
    head = Text(found.verdict + "\n", style="bold")
    counts = found.counts
    head.append(
        f"method {found.method}, sampler {found.sampler}, {counts.points - counts.dropped:,} points × "
        f"{found.replicates:,} replicates, {found.confidence:.0%} intervals",
        style="not bold dim",
    )
    tables = [_table(found, of) for of in found.table["of"].unique()]
    lists = [table for index in ("S2", "difference") if (table := _long(found, index)) is not None]
    meanings = [f"{name}: {INDICES[name]}" for name in found.table["index"].unique()]
    notes = Text("\n" + "\n".join([*meanings, *found.notes]), style="dim")
    return Group(head, *tables, *lists, notes)


def _table(found: Sensitivity, of: str) -> Table:
    """Factors by their ranking index, one column an index and region."""
    rows = found.table[
        (found.table["of"] == of) & (found.table["factor_2"] == "") & (found.table["index"] != "difference")
    ]
    main = rows[rows["index"] == found.main].groupby("factor", sort=False)["value"].max()
    order = main.sort_values(ascending=False, kind="stable").index
    columns = rows[["index", "at"]].drop_duplicates().itertuples(index=False)
    what = found.outcome if of == MEAN else f"standard deviation of {found.outcome} over replicates"
    table = _plain(f"\n{what}", "factor")
    cells: dict[str, list[str]] = {factor: [] for factor in order}
    for index, at in columns:
        table.add_column(f"{index} {at}".strip(), justify="right")
        own = rows[(rows["index"] == index) & (rows["at"] == at)].set_index("factor")
        for factor in order:
            cells[factor].append(_number(own.loc[factor]))
    for factor in order:
        table.add_row(factor, *cells[factor])
    return table


def _long(found: Sensitivity, index: str) -> Table | None:
    """Interactions, the largest first, or levels in their order."""
    rows = found.table[(found.table["index"] == index) & (found.table["of"] == MEAN)]
    if rows.empty:
        return None
    pairs = index == "S2"
    kept = (
        rows.sort_values("value", ascending=False, kind="stable").head(PAIRS) if pairs else rows.head(LEVELS)
    )
    rest = f", {len(kept)} of {len(rows)}" if len(kept) < len(rows) else ""
    title = ("interactions" if pairs else "level by level") + rest
    table = _plain(f"\n{title}", "factor")
    table.add_column("with" if pairs else "at", overflow="fold")
    table.add_column(index, justify="right")
    for _, row in kept.iterrows():
        table.add_row(row["factor"], row["factor_2"] if pairs else row["at"], _number(row))
    return table


def _plain(title: str, first: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim"
    )
    table.add_column(first, overflow="fold")
    return table


def _number(row: pd.Series) -> str:
    """A value with half its interval."""
    if pd.isna(row["value"]):
        return "–"
    half = "" if pd.isna(row["high"]) else f" ± {shown(row['high'] - row['value'], 2)}"
    return f"{shown(row['value'], 3)}{half}"
