"""The commands and what they take. Heavy imports wait inside the commands."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli.output import fail, note, print_json, read_changes

INTERRUPTED = 130

app = typer.Typer(
    name="counterpoise",
    help="A balance-of-power simulator: several theories of alignment on the same dated, sourced cases.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Scenario = Annotated[
    str, typer.Argument(help="A bundled scenario's name (see: list scenarios), or a YAML file.")
]
TheoryOption = Annotated[
    str | None, typer.Option("--theory", help="A bundled theory's name, or a YAML file.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change a value, e.g. actors.USA.commitment=0.5. Repeatable."
    ),
]
Replicates = Annotated[int, typer.Option(min=1, max=1_000_000, help="How many runs under different chance.")]
RECORDED = typer.Option(metavar="FILE.csv", help="Recorded votes: resolution, date, iso3, vote.")
Seed = Annotated[int, typer.Option(min=0, help="Seed of chance; the same seed gives the same result.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, nothing else.")]
Without = Annotated[
    list[str] | None, typer.Option("--without", metavar="EVENT", help="Leave this event out. Repeatable.")
]
Only = Annotated[
    list[str] | None, typer.Option("--only", metavar="EVENT", help="Leave all other events out. Repeatable.")
]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        import sim

        typer.echo(f"counterpoise {sim.__version__}")
        raise typer.Exit


@app.command("list")
def list_(
    what: Annotated[Literal["scenarios", "theories", "parameters", "outcomes", "measures"], typer.Argument()],
    json: Json = False,
) -> None:
    """What there is, one line each with its meaning."""
    from sim.cli.listing import print_listing

    print_listing(what, as_json=json)


@app.command()
def validate(
    files: Annotated[
        list[str],
        typer.Argument(help="Scenario, theory and design files (or bundled names).", metavar="FILE…"),
    ],
    json: Json = False,
) -> None:
    """Check files: every fault as file:line:column, all at once."""
    from sim.cli.checking import print_validation

    raise typer.Exit(print_validation(files, as_json=json))


@app.command()
def schema(
    what: Annotated[Literal["scenario", "theory", "design"], typer.Argument()] = "scenario",
) -> None:
    """JSON Schema of a file format, for editors."""
    from sim.cli.checking import json_schema

    print_json(json_schema(what))


@app.command()
def run(
    scenario: Scenario,
    theory: TheoryOption = None,
    set_: Set = None,
    ticks: Annotated[
        int | None, typer.Option(min=1, max=10_000, help="How many ticks (default: the scenario's).")
    ] = None,
    replicates: Replicates = 100,
    seed: Seed = 0,
    without: Without = None,
    only: Only = None,
    out: Annotated[Path | None, typer.Option(help="Folder for outcomes and trajectories.")] = None,
    json: Json = False,
) -> None:
    """Run a scenario and print what happened and why it might have."""
    from sim.cli.running import print_run

    print_run(
        scenario, theory, read_changes(set_), ticks=ticks, replicates=replicates, seed=seed,
        without=without or [], only=only or [], out=out, as_json=json,
    )  # fmt: skip


@app.command()
def explain(
    scenario: Scenario,
    actor: Annotated[str, typer.Argument(help="An actor's code, e.g. TUR.")],
    tick: Annotated[int | None, typer.Option(min=0, help="Which tick, from 0 (default: the last).")] = None,
    theory: TheoryOption = None,
    set_: Set = None,
    seed: Seed = 0,
    replicate: Annotated[int, typer.Option(min=0, help="Which run.")] = 0,
    without: Without = None,
    only: Only = None,
    json: Json = False,
) -> None:
    """Explain an actor's choice: the terms of each option, and the threat it perceives and from whom."""
    from sim.cli.explaining import print_explanation

    print_explanation(
        scenario, actor, theory, read_changes(set_), tick=tick, seed=seed, replicate=replicate,
        without=without or [], only=only or [], as_json=json,
    )  # fmt: skip


@app.command()
def compare(
    scenario: Scenario,
    theories: Annotated[
        str | None, typer.Option(help="Theories, separated by commas; the first is the baseline.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="EVENT", help="Compare with this event left out. Repeatable."),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="PATH=VALUE", help="Compare with this value. Repeatable."),
    ] = None,
    theory: TheoryOption = None,
    set_: Set = None,
    replicates: Annotated[int, typer.Option(min=2, max=1_000_000, help="Pairs of runs.")] = 200,
    seed: Seed = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for the comparison.")] = None,
    json: Json = False,
) -> None:
    """Compare theories, histories or values under the same noise: paired differences with intervals."""
    from sim.cli.comparing import print_comparison

    print_comparison(
        scenario, theory, read_changes(set_), theories=theories.split(",") if theories else [],
        without=without or [], against=against or [], replicates=replicates, seed=seed, out=out,
        as_json=json,
    )  # fmt: skip


@app.command()
def forecast(
    scenario: Scenario,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Where to write the chances.")] = None,
    assimilate: Annotated[Path | None, RECORDED] = None,
    assimilate_until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Take in votes up to this day only.")
    ] = None,
    theory: TheoryOption = None,
    set_: Set = None,
    replicates: Replicates = 200,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Chances of every vote, bloc entry and newly taken measure."""
    from sim.cli.forecasting import print_forecast

    print_forecast(
        scenario, theory, read_changes(set_), out=out, replicates=replicates, seed=seed, observed=assimilate,
        until=assimilate_until, as_json=json,
    )  # fmt: skip


@app.command()
def hindcast(
    scenario: Scenario,
    observed: Annotated[Path, RECORDED],
    theory: TheoryOption = None,
    set_: Set = None,
    replicates: Replicates = 200,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Score forecasts of recorded votes against baselines, each motion from the votes before it."""
    from sim.cli.forecasting import print_hindcast

    print_hindcast(
        scenario,
        theory,
        read_changes(set_),
        observed=observed,
        replicates=replicates,
        seed=seed,
        as_json=json,
    )


@app.command()
def sweep(
    what: Annotated[
        str,
        typer.Argument(metavar="DESIGN|SCENARIO", help="A design's YAML file, or a scenario with --vary."),
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
    """Play a design; called again, it goes on where it stopped."""
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


def main() -> None:
    """Run the command; a user's mistake ends with its explanation and exit code 2, never with a traceback."""
    from sim.loading.faults import InputError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
    except InputError as error:
        fail(str(error), 2)
    except ArithmeticError as error:
        fail(f"the run stopped: {error}", 1)
    except MemoryError:
        fail("the run stopped: not enough memory; ask for fewer --replicates or --ticks", 1)
    except OSError as error:
        fail(f"{error.filename or 'file'}: {error.strerror or error}", 1)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except Exception as error:
        show = getattr(
            error, "show", None
        )  # a wrong option or argument, in the words of the click that typer brings
        if show is None:
            raise
        show()
        sys.exit(2)
    if code == INTERRUPTED:
        note("interrupted; nothing was kept")
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
