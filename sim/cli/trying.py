"""``counterpoise tournament``: theories × history cases, out of sample."""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim.cli.output import conditional, count, fail, note, print_json
from sim.cli.progress import about, command
from sim.cli.saving import check_folder
from sim.trial.ranking import FEW
from sim.trial.tournament import BASELINES, OWN, Tournament, tournament
from sim.whole import write_whole

SHOWN = {
    "log_score": "log score [90 %]", "brier": "Brier", "adjusted_rand": "Rand", "mutual_information": "MI",
    "capability_right": "capab.", "actors_right": "actors",
}  # fmt: skip
TOLD_EVERY = 10
READING = (
    "Log score (nats) and Brier (0 to 2): lower is better. Rand: adjusted Rand index of the likeliest line-up. MI: "
    "mutual information, nats. capab., actors: share placed right. Cases that share actors and years are a family; "
    "means are over families of means over their cases, intervals from a bootstrap over families, widened where they "
    "are few. A theory was fitted to cases that are neither the scored one nor its kin; (own): as it comes. "
    "persistence learns how many stay from the same cases; majority knows the shares of the scored outcome; chance is "
    "exact. fitted: least and greatest over folds; gain: how much worse the log score were with that parameter alone "
    "put back to the theory's own value."
)


def print_tournament(
    cases: list[str] | None,
    theories: list[str] | None,
    *,
    replicates: int,
    workers: int,
    out: Path,
    as_json: bool,
) -> None:
    """Play, write and print; exit code 1 where something is missing."""
    check_folder(out)
    try:
        try:
            found = tournament(
                out, cases, theories, replicates=replicates, workers=workers, watch=_Progress()
            )  # fmt: skip
        except ValueError as error:
            fail(f"tournament: {error}", 2)
        told = found.to_dict() | {"notes": [conditional(len(found.cases))]}
        _write(found, told, out)
    except BrokenExecutor:
        fail(f"tournament: a worker died; what was finished is kept in {out}. Go on with:\n  {command()}", 1)
    except KeyboardInterrupt:
        fail(f"stopped; what was finished is kept in {out}. Go on with:\n  {command()}", 130)
    if as_json:
        print_json(told)
    else:
        Console().print(_page(found), highlight=False)
    if found.missing:
        note("missing:\n" + "\n".join(f"  {name}: {why}" for name, why in found.missing.items()))
        sys.exit(1)


class _Progress:
    """A line on standard error now and then."""

    def __init__(self) -> None:
        self._begun = self._told = time.monotonic()
        self._first: int | None = None

    def __call__(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        self._first = done - 1 if self._first is None else self._first
        if now - self._told < TOLD_EVERY and done < total:
            return
        seconds = (now - self._begun) / (done - self._first) * (total - done)
        left = f"; {about(seconds)} left" if done < total else ""
        note(f"{done} of {total} steps, last {what}{left}")
        self._told = now


def _write(found: Tournament, told: dict[str, Any], out: Path) -> None:
    write_whole(out / "tournament.json", lambda path: path.write_text(json.dumps(told, indent=1), "utf-8"))
    write_whole(out / "scores.csv", lambda path: found.table.to_csv(path, index=False))
    drawn = _draw(found, out / "ranking.html")
    note(
        f"written: {out}/tournament.json" + (", scores.csv and ranking.html" if drawn else " and scores.csv")
    )


def _draw(found: Tournament, place: Path) -> bool:
    """The figure of the ranking, where there are common cases, of more than one family."""
    entrants = _ranked(found)
    pairs = found.pairs("log_score", entrants)
    if pairs.empty or pairs["low"].isna().all():
        return False
    from sim import figures

    totals = found.totals[found.totals["score"] == "log_score"].drop(columns="score")
    frame = totals.set_index("entrant").loc[entrants].reset_index()
    figure = figures.ranking(
        frame.rename(columns={"entrant": "theory", "value": "score"}), pairs, score="log score, nats",
    )  # fmt: skip
    figures.save(figure, place)
    return True


def _ranked(found: Tournament) -> list[str]:
    """Entrants by log score: fitted theories (where none could be fitted, their own values) and baselines."""
    totals = found.totals[found.totals["score"] == "log_score"]
    fitted = totals["entrant"].isin(found.theories).any()
    own = totals["entrant"].str.endswith(OWN)
    return list(totals[~own | (not fitted)].sort_values("value", kind="stable")["entrant"])


def _page(found: Tournament) -> Group:
    sizes = (
        f"Theories: {len(found.theories)}; cases: {len(found.cases)}, of families: {len(set(found.family))}\n"
    )
    head = Text(sizes, style="bold")
    if found.totals.empty:
        return Group(head, Text("No case was scored for every entrant; tournament.json has what there is."))
    between = Text("\nlog score by case; columns are entrants by their number", style="bold")
    verdicts = Text("\n" + "\n".join(_verdicts(found)) + "\n")
    learnt = Text("what fitting did, parameter by parameter", style="bold")
    tables = (_totals(found), between, _by_case(found), verdicts, learnt, _gains(found))
    return Group(head, *tables, Text(f"\n{READING}\n{conditional(len(found.cases))}", style="dim"))


def _order(found: Tournament) -> list[str]:
    totals = found.totals[found.totals["score"] == "log_score"]
    return list(totals.sort_values("value", kind="stable")["entrant"])


def _totals(found: Tournament) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("", justify="right")
    table.add_column("entrant", overflow="fold")
    for title in SHOWN.values():
        table.add_column(title, justify="right", no_wrap=True)
    wide = found.totals.pivot(index="entrant", columns="score", values="value")
    ends = found.totals[found.totals["score"] == "log_score"].set_index("entrant")
    for number, entrant in enumerate(_order(found), 1):
        first = _with_ends(*ends.loc[entrant, ["value", "low", "high"]])
        rest = [f"{wide.loc[entrant, score]:.2f}" for score in list(SHOWN)[1:]]
        table.add_row(str(number), entrant.replace(OWN, " (own)"), first, *rest)
    return table


def _by_case(found: Tournament) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 0, 0, 1))
    table.add_column("case", overflow="fold", max_width=18)
    entrants = [name for name in _order(found) if not name.endswith(OWN)] or _order(found)
    numbers = {name: str(k) for k, name in enumerate(_order(found), 1)}
    for entrant in entrants:
        table.add_column(numbers[entrant], justify="right", no_wrap=True)
    wide = found.table[found.table["score"] == "log_score"].pivot(
        index="case", columns="entrant", values="value"
    )
    for case in found.cases:
        values = [wide.loc[case.name].get(entrant) for entrant in entrants]
        best = min((v for v in values if pd.notna(v)), default=None)
        cells = ["–" if pd.isna(v) else f"{v:.2f}" for v in values]
        table.add_row(
            case.name,
            *(Text(cell, style="bold" if v == best else "") for cell, v in zip(cells, values, strict=True)),
        )
    return table


def _gains(found: Tournament) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("theory")
    table.add_column("parameter")
    for title in ("own", "fitted", "gain [90 %]"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in found.gains.itertuples():
        fitted = f"{row.lowest:.2g} to {row.highest:.2g}"
        gain = _with_ends(row.gain, row.low, row.high)
        table.add_row(row.theory, row.parameter, f"{row.own:.3g}", fitted, gain)
    return table


def _with_ends(value: float, low: float, high: float) -> str:
    return f"{value:.2f}" if pd.isna(low) else f"{value:.2f} [{low:.2f}, {high:.2f}]"


def _verdicts(found: Tournament) -> list[str]:
    """Which differences are within error, in words."""
    ranked = _ranked(found)
    gaps = found.pairs("log_score", ranked)
    best = ranked[0]
    if gaps["low"].isna().all():
        return [f"Best: {best}. All cases are of one family, so nothing says which differences are error."]
    close = gaps[(gaps["low"] <= 0) & (gaps["high"] >= 0)]
    near = [row.second for row in close.itertuples() if row.first == best]
    told = [f"Best: {best}. Within error of it: {', '.join(near) or 'nobody'}."]
    rivals = gaps[gaps["first"].isin(found.theories) & gaps["second"].isin(found.theories)]
    apart = rivals[(rivals["low"] > 0) | (rivals["high"] < 0)]
    told.append(
        f"Of {count(len(rivals), 'pair')} of fitted theories {len(apart)} differ by more than error"
        + "".join(
            f"; {row.first} below {row.second} by {-row.value:.2f} [{-row.high:.2f}, {-row.low:.2f}], "
            f"better on {row.wins} of {row.cases} cases"
            for row in apart.itertuples()
        )
        + "."
    )
    for baseline in BASELINES:
        beaten = [
            theory for theory in ranked if theory in found.theories
            for row in gaps.itertuples() if (row.first, row.second) == (theory, baseline) and row.high < 0
        ]  # fmt: skip
        told.append(f"Better than {baseline} by more than error: {', '.join(beaten) or 'none'}.")
    if (families := len(set(found.family))) < FEW:
        told.append(
            f"Only {families} families: intervals are rough, and of 10 pairs of equal entrants 1 or 2 would seem "
            "to differ."
        )
    return told
