"""The commands and what they take. Heavy imports wait inside the commands."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli.options import RECORDED, Json, Only, Replicates, Scenario, Seed, Set, TheoryOption, Without, app
from sim.cli.output import fail, note, print_json, read_changes

INTERRUPTED = 130


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
def equilibria(
    scenario: Scenario,
    theory: TheoryOption = None,
    set_: Set = None,
    tick: Annotated[int, typer.Option(min=0, help="Freeze the world as it stands after so many ticks.")] = 0,
    starts: Annotated[
        int | None,
        typer.Option(
            min=1, max=10_000_000, help="Random starts where there are too many line-ups to try all."
        ),
    ] = None,
    seed: Seed = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for the result.")] = None,
    json: Json = False,
) -> None:
    """Find every stable line-up: nobody gains by changing sides alone."""
    from sim.cli.equilibria import print_equilibria

    print_equilibria(
        scenario, theory, read_changes(set_), tick=tick, starts=starts, seed=seed, out=out, as_json=json
    )


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
def serve(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO]…",
            help="Shown first: bundled names or YAML files; the bundled ones are there too.",
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(help="127.0.0.1: this machine alone. 0.0.0.0: everybody on its network, for a class."),
    ] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Port (default: the first free one from 8050 on).")
    ] = None,
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in this machine's browser.")
    ] = True,
    lessons: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder with lessons of your own.")
    ] = None,
    json: Json = False,
) -> None:
    """Serve cases to browsers: to play with, to teach with, for a class."""
    from sim.cli.serving import run_server

    run_server(scenarios or [], host=host, port=port, browse=open_, lessons=lessons, as_json=json)


import sim.cli.studies  # noqa: E402 - registers its commands, to be listed after those above
import sim.cli.trials  # noqa: E402, F401


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
