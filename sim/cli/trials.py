"""The commands that put theories on trial. Heavy imports wait inside the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli.options import Json, Replicates, Scenario, Seed, Set, TheoryOption, app
from sim.cli.output import read_changes


@app.command()
def calibrate(
    scenario: Scenario,
    estimate: Annotated[
        list[str],
        typer.Option(
            "--estimate",
            metavar="NAME[=LOW:HIGH]",
            help="A parameter to estimate, within bounds. Repeatable.",
        ),
    ],
    observed: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            help="What was observed: kind,name,date,actor,value, or recorded votes "
            "(default: the scenario's `expected`).",
        ),
    ] = None,
    method: Annotated[
        Literal["mle", "abc"],
        typer.Option(help="Maximum simulated likelihood, or approximate Bayesian computation."),
    ] = "mle",
    out: Annotated[
        Path | None, typer.Option(metavar="THEORY.yaml", help="Where to write the theory.")
    ] = None,
    theory: TheoryOption = None,
    set_: Set = None,
    replicates: Replicates = 100,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Estimate parameters of a theory from observed alignments and votes, with intervals."""
    from sim.cli.calibrating import print_calibration

    print_calibration(
        scenario, theory, read_changes(set_), observed=observed, estimated=estimate, method=method, out=out,
        replicates=replicates, seed=seed, as_json=json,
    )  # fmt: skip


@app.command()
def tournament(
    cases: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,…", help="Scenarios with an `expected` line-up (default: the history cases)."
        ),
    ] = None,
    theories: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="Theories, separated by commas (default: all).")
    ] = None,
    replicates: Annotated[int, typer.Option(min=1, max=1_000_000, help="Runs of each scored cell.")] = 100,
    workers: Annotated[int, typer.Option(min=1, max=1024, help="Processes.")] = 2,
    out: Annotated[
        Path, typer.Option(help="Folder for cells and results; what is finished there is kept.")
    ] = Path("results/tournament"),
    json: Json = False,
) -> None:
    """Theories on history cases: fitted to the other cases, scored on this one, ranked with intervals."""
    from sim.cli.trying import print_tournament

    print_tournament(
        None if cases is None else cases.split(","), None if theories is None else theories.split(","),
        replicates=replicates, workers=workers, out=out, as_json=json,
    )  # fmt: skip
