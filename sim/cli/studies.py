"""The commands for sweeps and what is made of their results. Heavy imports wait inside the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli.options import Json, TheoryOption, app


@app.command()
def sweep(
    what: Annotated[
        str,
        typer.Argument(
            metavar="DESIGN|SCENARIO|DIR",
            help="A design's YAML file, a scenario with --vary, or the folder of a sweep to go on with.",
        ),
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary", metavar="PATH=A:B|A,B", help="Vary a value in a range or over a list. Repeatable."
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="CONSTRAINT",
            help="Keep only points that meet this, e.g. 'parameters.inertia < parameters.autonomy_cost'. Repeatable.",
        ),
    ] = None,
    design: Annotated[
        str | None, typer.Option(help="Sampler with --vary, e.g. factorial, sobol, morris.")
    ] = None,
    samples: Annotated[int | None, typer.Option(min=1, help="Size of the sample.")] = None,
    replicates: Annotated[
        str | None, typer.Option(metavar="N|auto", help="Runs of each point under different chance.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="OUTCOME=ERROR",
            help="With --replicates auto: the standard error of this outcome's mean to get under at every point.",
        ),
    ] = None,
    theory: TheoryOption = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the design and of chance.")] = None,
    ticks: Annotated[int | None, typer.Option(min=1, max=10_000, help="How many ticks.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the study (default: results/NAME).")] = None,
    workers: Annotated[int, typer.Option(min=1, max=1024, help="Processes.")] = 1,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler to play on instead, e.g. tcp://host:8786."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how large it is and how long it may take.")
    ] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first run that fails.")] = False,
    json: Json = False,
) -> None:
    """Play a design; called again, or with its folder, it goes on where it stopped."""
    from sim.cli.sweeping import print_sweep, read_replicates

    options = {
        "sampler": design, "samples": samples, "theory": theory, "seed": seed, "ticks": ticks,
        "constraints": where, **read_replicates(replicates, until),
    }  # fmt: skip
    print_sweep(
        what, vary or [], options=options, out=out, workers=workers, scheduler=scheduler,
        dry_run=dry_run, fail_fast=fail_fast, as_json=json,
    )  # fmt: skip


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a study (see: sweep).")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    to: Annotated[
        Literal["netcdf", "csv"],
        typer.Option(
            help="netcdf: outcomes and trajectories by point, replicate, tick and actor; csv: a row for each run."
        ),
    ],
    json: Json = False,
) -> None:
    """Write a study as one file for other programs."""
    from sim.cli.exporting import print_export

    print_export(folder, file, to, as_json=json)


@app.command()
def discover(
    study: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a sweep.")],
    outcome: Annotated[str, typer.Option(help="Which outcome, e.g. members.oic.")],
    above: Annotated[float | None, typer.Option(help="Cases of interest: at or above this.")] = None,
    below: Annotated[float | None, typer.Option(help="Cases of interest: at or below this.")] = None,
    method: Annotated[
        Literal["prim", "cart"], typer.Option(help="Boxes (prim), or a tree of splits (cart).")
    ] = "prim",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write it all here, as JSON.")] = None,
    json: Json = False,
) -> None:
    """Find the region of a sweep in which an outcome is above or below a threshold."""
    from sim.cli.discovering import print_discovery

    print_discovery(
        study, outcome=outcome, above=above, below=below, method=method, out=out, as_json=json
    )  # fmt: skip


@app.command()
def sensitivity(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished sweep.")],
    outcome: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which outcome (may be left out if there is one).")
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            help="sobol, morris, fast, rbd_fast, pawn, delta, regional, hdmr, anova or tornado (default: what suits "
            "the sweep's design)."
        ),
    ] = None,
    confidence: Annotated[float, typer.Option(help="Level of the intervals, between 0 and 1.")] = 0.95,
    resamples: Annotated[
        int, typer.Option(min=20, max=100_000, help="Bootstrap resamples for the intervals.")
    ] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the resampling.")] = 0,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to a .csv or .json file.")] = None,
    json: Json = False,
) -> None:
    """What an outcome of a sweep depends on, how far, and whether the sample suffices to say so."""
    from sim.cli.sensing import print_sensitivity

    print_sensitivity(
        folder, outcome=outcome, method=method, confidence=confidence, resamples=resamples, seed=seed, out=out,
        as_json=json,
    )  # fmt: skip


@app.command()
def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of a run, a compare (--out) or a sweep.")
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it (default: DIR/report.html).")
    ] = None,
    json: Json = False,
) -> None:
    """Write one HTML page with figures, tables, sources, caveats and how to reproduce it; it opens offline."""
    from sim.cli.reporting import print_report

    print_report(folder, out=out, as_json=json)
