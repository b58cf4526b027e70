"""``counterpoise equilibria``: the line-ups in which nobody gains by changing sides."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim.cli.output import conditional, count, fail, note, print_json
from sim.cli.request import read_request
from sim.cli.saving import check_folder
from sim.equilibria import Configuration, Equilibria, find_equilibria
from sim.equilibria.result import plain
from sim.whole import write_whole

SHOWN, NAMED = 20, 24
"""How many configurations, and of each side how many members, are printed."""


def print_equilibria(
    name: str, theory: str | None, changes: dict[str, str], *, tick: int, starts: int | None, seed: int,
    out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Find and print."""
    request = read_request(name, theory, changes, [], [])
    check_folder(out)
    try:
        found = find_equilibria(
            request.scenario,
            request.theory,
            tick=tick,
            starts=starts,
            seed=seed,
            parameters=request.parameters,
        )
    except ValueError as error:
        fail(f"equilibria: {error}", 2)
    if starts is not None and found.exhaustive:
        note("all line-ups were gone through, so --starts changes nothing here")
    told = found.as_dict() | {"request": request.record()}
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / "equilibria.json", lambda path: path.write_text(json.dumps(told, indent=2)))
        note(f"written to {out}")
    if as_json:
        print_json(told)
    else:
        Console().print(_page(found), highlight=False)


def _page(found: Equilibria) -> Group:
    head = Text.assemble(
        (found.title, "bold"),
        (
            f"\n{found.scenario}, theory {found.theory}, frozen "
            + ("as it starts" if not found.tick else f"after {count(found.tick, 'tick')}, seed {found.seed}"),
            "dim",
        ),
        f"\n{_looked_at(found)}",
        (f"\n{_number(found)}\n", "bold"),
    )
    shown = found.configurations[:SHOWN]
    rest = f"{found.count - len(shown):,} more" if found.count > len(shown) else ""
    if rest:
        held = (
            "all of them"
            if found.count == len(found.configurations)
            else f"{len(found.configurations):,} of them"
        )
        rest += f"; --json has {held}\n"
    return Group(head, _table(found, shown), Text(rest + _remarks(found), style="dim"))


def _looked_at(found: Equilibria) -> str:
    who = f"{count(len(found.movable), 'actor')} with a choice between {' and '.join(found.options)}"
    if found.exhaustive:
        alike = f" ({plain(found.starts):,} if mirror images count once)" if found.mirrored else ""
        return f"{who}: all {found.line_ups:,} line-ups{alike}"
    return (
        f"{who}: too many line-ups to try all, so {count(int(found.starts), 'random start')} (seed {found.seed}); "
        "there may be more than were found"
    )


def _number(found: Equilibria) -> str:
    if not found.count:
        return "No line-up is stable: somebody always gains by changing sides."
    return f"{count(found.count, 'stable line-up')}{'' if found.exhaustive else ' found'}"


def _table(found: Equilibria, shown: tuple[Configuration, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1, 0, 0))
    table.add_column("basin", justify="right")
    if found.potential:
        table.add_column("energy", justify="right")
    if found.scored:
        table.add_column("right", justify="right")
    table.add_column("side")
    table.add_column("size", justify="right")
    table.add_column("members", overflow="fold")
    for configuration in shown:
        first = [f"{configuration.basin / found.starts:.1%}"]
        if found.potential:
            first.append(f"{configuration.energy:,.6g}")
        if found.scored:
            first.append(f"{configuration.right}/{found.scored}")
        for side, members in found.sides(configuration).items():
            size = f"{found.share(configuration, side):.1%}"
            table.add_row(*first, side, size, _members(members, found))
            first = [""] * len(first)
    return table


def _members(members: list[str], found: Equilibria) -> str:
    """Who is there, the anchored marked."""
    marked = [actor if actor in found.movable else f"{actor}*" for actor in members[:NAMED]]
    rest = f" and {len(members) - NAMED} smaller" if len(members) > NAMED else ""
    return " ".join(marked) + rest or "nobody"


def _remarks(found: Equilibria) -> str:
    way = "lowers energy" if found.potential else "gains"
    said = [
        f"Basin: share of {'starts' if not found.exhaustive else 'all line-ups'} that end here when the one change "
        f"of side that {way} most is made again and again (of equal ones the first in the file's order).",
    ]
    if found.potential:
        said.append("Energy: the less, the less frustration.")
    else:
        said.append("No energy: what one actor gains is not mutual, so no one number falls with every move.")
    if found.cycling:
        said.append(f"{found.cycling / found.starts:.1%} of starts go round in circles and end nowhere.")
    if found.scored:
        said.append(f"Right: of the {found.scored} with a choice whose side history recorded.")
    if len(found.movable) < len(found.capability):
        said.append("*: anchored.")
    said.append(conditional())
    return "\n".join(said)
