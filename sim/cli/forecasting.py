"""``counterpoise forecast`` and ``counterpoise hindcast``."""

from __future__ import annotations

import csv
import datetime
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim.assimilation import assimilate
from sim.cli.output import fail, note, print_json
from sim.cli.request import Request, read_request
from sim.cli.saving import check_folder
from sim.cli.summary import CAVEAT
from sim.forecasting import COLUMNS, Chance, MotionScore, as_rows, forecast, hindcast
from sim.loading import Fault, InputError
from sim.loading.observed import read_votes
from sim.whole import write_whole


def print_forecast(
    name: str, theory: str | None, changes: dict[str, str], *, out: Path | None, replicates: int, seed: int,
    observed: Path | None, until: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Forecast, write the CSV and print a digest of it."""
    request = read_request(name, theory, changes, [], [])
    if out is not None:
        check_folder(out.parent)
        if out.is_dir():
            raise InputError([Fault(f"--out {out}", 0, 0, "is a folder; give the name of a CSV file")])
    request = _assimilated(request, observed, until, seed)
    chances = forecast(
        request.scenario, request.theory, replicates=replicates, seed=seed, parameters=request.parameters
    )
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, lambda path: _write_csv(path, chances))
        note(f"written: {out} ({len(chances)} lines)")
    if as_json:
        print_json([asdict(chance) for chance in chances])
    else:
        Console().print(_page(request, chances, observed is not None), highlight=False)


def print_hindcast(
    name: str,
    theory: str | None,
    changes: dict[str, str],
    *,
    observed: Path,
    replicates: int,
    seed: int,
    as_json: bool,
) -> None:
    """Score forecasts of the recorded motions, each from the votes before it."""
    request = read_request(name, theory, changes, [], [])
    record = read_votes(observed, request.scenario)
    _note_skipped(observed, record.skipped)
    try:
        scores = hindcast(
            request.scenario,
            record.votes,
            request.theory,
            replicates=replicates,
            seed=seed,
            parameters=request.parameters,
        )
    except ValueError as error:
        fail(f"hindcast: {error}", 2)
    if as_json:
        document = [asdict(score) for score in scores]
        print_json(
            {"scenario": request.scenario.meta.name, "theory": request.theory.name, "motions": document}
        )
    else:
        Console().print(Group(*(_score_table(score) for score in scores), _reading()), highlight=False)


def _assimilated(request: Request, observed: Path | None, until: str | None, seed: int) -> Request:
    """The request with the scenario's leanings as votes up to a date reveal them."""
    if observed is None:
        if until is not None:
            raise InputError([Fault("--assimilate-until", 0, 0, "goes with --assimilate FILE")])
        return request
    date = None
    if until is not None:
        try:
            date = datetime.date.fromisoformat(until)
        except ValueError:
            message = f"must be a date, as 2023-12-31 (got {until!r})"
            raise InputError([Fault("--assimilate-until", 0, 0, message)]) from None
    record = read_votes(observed, request.scenario, date)
    _note_skipped(observed, record.skipped)
    try:
        scenario = assimilate(
            request.scenario, record.votes, request.theory, parameters=request.parameters, seed=seed
        )
    except ValueError as error:
        fail(f"forecast: {error}", 2)
    note("assimilated: " + ", ".join(f"{len(v)} votes on {name}" for name, v in record.votes.items()))
    return replace(request, scenario=scenario)


def _note_skipped(path: Path, skipped: int) -> None:
    if skipped:
        note(
            f"{path}: {skipped} rows left out (later, or motions and actors that the scenario does not have)"
        )


def _write_csv(path: Path, chances: list[Chance]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(as_rows(chances))


def _table(title: str, remark: str, *columns: str) -> tuple[Group, Table]:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(
            column.rstrip(">"), justify="right" if column.endswith(">") else "left", overflow="fold"
        )
    return Group(Text.assemble(("\n" + title, "bold"), (f"  {remark}", "dim")), table), table


def _page(request: Request, chances: list[Chance], informed: bool) -> Group:
    group, table = _table(
        "Expected votes",
        "if all who can vote are present",
        "motion",
        "date",
        "yes>",
        "no>",
        "abstain>",
        "least certain",
    )
    by_name: dict[tuple[str, str], list[Chance]] = {}
    for chance in chances:
        by_name.setdefault((chance.kind, chance.name), []).append(chance)
    other, entries = _table("Expected entries and measures", "", "kind", "name", "expected>", "most likely")
    for (kind, name), group_of in by_name.items():
        yes = sum(c.p_yes for c in group_of)
        if kind == "motion":
            no = sum(c.p_no or 0 for c in group_of)
            open_ = sorted(group_of, key=lambda c: abs(c.p_yes - 0.5))[:6]
            table.add_row(
                name, group_of[0].date or "-", f"{yes:.0f}", f"{no:.0f}", f"{len(group_of) - yes - no:.0f}",
                ", ".join(f"{c.actor}\u00a0{c.p_yes:.0%}" for c in open_),
            )  # fmt: skip
        else:
            likely = sorted(group_of, key=lambda c: (-c.p_yes, c.actor))[:6]
            entries.add_row(
                kind, name, f"{yes:.0f}", ", ".join(f"{c.actor}\u00a0{c.p_yes:.0%}" for c in likely)
            )
    head = f"{request.scenario.meta.title} · theory {request.theory.name}"
    head += " · leanings from recorded votes" if informed else " · no recorded votes taken in"
    return Group(Text(head, style="bold"), group, other, Text(f"\n{CAVEAT}", style="italic"))


def _score_table(score: MotionScore) -> Group:
    group, table = _table(
        f"{score.motion} ({score.date})",
        f"{score.voters} present and voting, {score.yes} yes; 90 % bootstrap intervals",
        "forecast", "Brier>", "log score>", "AUC>",
    )  # fmt: skip
    for who, by_score in score.scores.items():
        cells = [
            f"{s.value:.3f} ({s.low:.3f}-{s.high:.3f})"
            for s in (by_score[k] for k in ("brier", "log_score", "auc"))
        ]
        table.add_row(who, *cells)
    bins = "; ".join(
        f"{b['from']:.0%}-{b['to']:.0%}: {b['happened']:.0%} of {b['cases']:.0f}" for b in score.calibration
    )
    return Group(group, Text(f"said yes, where the model gave a chance of {bins}", style="dim"))


def _reading() -> Text:
    return Text(
        "\nLower is better for Brier and log score, higher for AUC. Each motion is forecast from the votes recorded "
        "before it; the baselines are fitted within it, so they know its general outcome and the model does not. "
        "The default sizes of noise and absence were set from the roll calls of 2023: scores on those are "
        "partly in sample.",
        style="italic",
    )
