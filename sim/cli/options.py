"""The command itself, and options that several of its parts share."""

from __future__ import annotations

from typing import Annotated

import typer

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
