"""``counterpoise run``: what happened, and why it might have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sim.cli.output import fail, note, print_json
from sim.cli.request import read_request
from sim.cli.saving import save_result
from sim.cli.summary import summarise
from sim.ensemble import simulate
from sim.scenario import Scenario
from sim.scenario.theory import TERMS

BARS = "▁▂▃▄▅▆▇█"


def print_run(
    name: str, theory: str | None, changes: dict[str, str], *, ticks: int | None, replicates: int, seed: int,
    without: list[str], only: list[str], out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Run and print."""
    request = read_request(name, theory, changes, without, only)
    if out is not None and out.exists() and not out.is_dir():
        fail(f"--out {out}: is a file; give a folder", 2)
    result = simulate(
        request.scenario, request.theory, replicates=replicates, seed=seed, ticks=ticks,
        parameters=request.parameters, without=request.without,
    )  # fmt: skip
    told = summarise(result)
    if out is not None:
        note(f"written: {save_result(result, told, out)}")
    if as_json:
        print_json(told)
    else:
        Console().print(_page(request.scenario, told), highlight=False)


def _page(scenario: Scenario, told: dict[str, Any]) -> Group:
    parts: list[Any] = [_head(scenario, told), _balance(scenario, told), _sides(scenario, told), _why(told)]
    parts += [section for section in (_blocs(told), _motions(scenario, told), _measures(scenario, told)) if section]
    parts += [_events(told), _foot(scenario, told)]
    return Group(*parts)


def _head(scenario: Scenario, told: dict[str, Any]) -> Panel:
    meta = scenario.meta
    end = meta.date_of(told["ticks"] - 1)
    asked = (
        f"theory [b]{told['theory']}[/b] · {told['ticks']} {meta.step}s, {meta.start:%b %Y} to {end:%b %Y} · "
        f"{len(scenario.actors)} actors · {told['replicates']} replicates, seed {told['seed']}"
    )
    if told["without"]:
        asked += f"\nwithout: {', '.join(told['without'])}"
    return Panel(f"{meta.summary.strip()}\n\n{asked}", title=f"[b]{meta.title}[/b]", title_align="left")


def _section(title: str, *columns: str, note_: str = "") -> Table:
    table = Table(
        title=title + (f" [dim]{note_}[/dim]" if note_ else ""), title_justify="left", title_style="bold", box=None,
        pad_edge=False, header_style="dim",
    )  # fmt: skip
    for column in columns:
        numeric = column not in ("", "who")
        table.add_column(column, overflow="fold", justify="left", no_wrap=numeric and len(column) < 12)
    return table


def _balance(scenario: Scenario, told: dict[str, Any]) -> Table:
    table = _section(
        "\nBalance of the poles", "pole", "start", "over time (0 to 100 %)", "end", "90 % of runs", "supporters",
        note_="share of the poles' weight, mean over replicates",
    )  # fmt: skip
    for name, pole in scenario.poles.items():
        series = told["weight_share"][name]
        line = "".join(BARS[min(7, int(8 * at["mean"]))] for at in series)
        last, supporters = series[-1], told["outcomes"][f"supporters.{name}"]
        table.add_row(
            f"{name} ({pole.title})", f"{series[0]['mean']:.0%}", line, f"{last['mean']:.0%}",
            f"{last['q05']:.0%} to {last['q95']:.0%}", _count(supporters),
        )  # fmt: skip
    return table


def _count(s: dict[str, float]) -> str:
    low, middle, high = (round(s[key]) for key in ("q05", "q50", "q95"))
    return str(middle) if low == high else f"{middle} ({low} to {high})"


def _sides(scenario: Scenario, told: dict[str, Any]) -> Table:
    table = _section(
        "\nWho stands where at the end", "side", "who",
        note_="most likely side; % of replicates where not nearly certain; → new since the start",
    )  # fmt: skip
    sides: dict[str, list[tuple[float, str]]] = {name: [] for name in (*scenario.poles, "none")}
    for code, actor in told["actors"].items():
        side, chance = max(actor["alignment"].items(), key=lambda item: item[1])
        mark = "→" if side != actor["start"] else ""
        sure = "" if chance >= 0.95 else f" {chance:.0%}"
        sides[side].append((-chance, f"{mark}{code}{sure}"))
    for side, who in sides.items():
        label = f"{side} ({len(who)})" if side != "none" else f"non-aligned ({len(who)})"
        table.add_row(label, ", ".join(text for _, text in sorted(who)) or "nobody")
    o = told["outcomes"]
    words = [
        f"{word} {o[key]['mean']:.0%}"
        for key, word in (("balancing", "balance"), ("bandwagoning", "bandwagon"), ("hedging", "hedge"), ("buck_passing", "pass the buck"))
    ]
    table.add_row("postures", "of all actors: " + " · ".join(words) + f" · mobilisation {o['mobilisation']['mean']:.2f}")
    return table


def _why(told: dict[str, Any]) -> Text:
    reasons = [f"{name} {share:.0%}" for name, share in told["reasons"].items()]
    known = [name for name in told["reasons"] if name in TERMS]
    text = Text("\nWhy: ", style="bold")
    text.append("the term that spoke most for each actor's side against its next best, share of actors: ", style="dim")
    text.append(", ".join(reasons) or "nobody chooses", style="not bold")
    if known:
        text.append(f". To see one actor's reasons: counterpoise explain {told['scenario']} CODE", style="dim")
    return text


def _blocs(told: dict[str, Any]) -> Table | None:
    if not told["blocs"]:
        return None
    table = _section(
        "\nBlocs", "bloc", "backs", "members: start", "end", "cohesion", "motions passed", "joined in most runs",
        note_="median (90 % of runs)",
    )  # fmt: skip
    for name, bloc in told["blocs"].items():
        formed = "" if bloc["opened"] > 0.995 else f" [dim]opened in {bloc['opened']:.0%}[/dim]"
        big = bloc["members"]["q50"] > 25
        who = [code for code, share in bloc["membership"].items() if share >= 0.5]
        table.add_row(
            name + formed, bloc["pole"] or "-", str(bloc["members_at_start"]), _count(bloc["members"]),
            f"{bloc['cohesion']['mean']:.2f}", _count(bloc["decisions"]) if bloc["rule"] else "no votes",
            f"{len(who)} members" if big else ", ".join(who) or "nobody",
        )  # fmt: skip
    return table


def _motions(scenario: Scenario, told: dict[str, Any]) -> Table | None:
    if not told["motions"]:
        return None
    table = _section(
        "\nMotions", "motion", "when", "where", "yes", "no", "abstain", "absent", "passes", note_="votes: median (90 % of runs)"
    )
    for name, motion in told["motions"].items():
        votes = motion["votes"]
        cells = [_count(votes[v]) if votes else "-" for v in ("yes", "no", "abstain", "absent")]
        happened = f"{motion['passed']:.0%}" if motion["voted"] else "not voted"
        if 0 < motion["voted"] < 1:
            happened += f" [dim]of the {motion['voted']:.0%} where it is voted[/dim]"
        table.add_row(name, motion["date"] or "-", motion["institution"] or "all", *cells, happened)
    return table


def _measures(scenario: Scenario, told: dict[str, Any]) -> Table | None:
    if not told["measures"]:
        return None
    table = _section(
        "\nMeasures", "measure", "before", "newly taken by", "who",
        note_="chance of at least 50 %; in brackets the median month of adoption" if scenario.meta.step == "month" else "",
    )  # fmt: skip
    for name, measure in told["measures"].items():
        takers = [(c, t) for c, t in measure["adopted"].items() if t["chance"] >= 0.5]
        takers.sort(key=lambda item: (item[1]["median_tick"], item[0]))
        shown = ", ".join(f"{c} ({scenario.meta.date_of(max(0, int(t['median_tick']) - 1)):%b %y})" for c, t in takers[:8])
        more = f" and {len(takers) - 8} more" if len(takers) > 8 else ""
        table.add_row(name, str(measure["before_start"]), str(len(takers)), shown + more or "nobody")
    return table


def _events(told: dict[str, Any]) -> Text:
    dated = [e for e in told["events"].values() if e["kind"] == "dated" and e["happened"]]
    contested = sum(e["contested"] for e in dated)
    text = Text("\nEvents: ", style="bold")
    text.append(f"{len(dated)} dated events happened ({contested} contested: see who claims what in the file)", style="not bold")
    for name, event in told["events"].items():
        if event["kind"] != "dated":
            text.append(f"\n  {name} ({event['kind']}): in {event['happened']:.0%} of runs - {event['title']}", style="not bold")
    return text


def _foot(scenario: Scenario, told: dict[str, Any]) -> Text:
    text = Text(f"\n{told['caveat']}\n", style="italic")
    text.append(f"Digest {told['digest'][:12]} · code {told['code_version'][:8]}. ", style="dim")
    text.append(
        f"Try: --theory waltz, --without EVENT, --set actors.CODE.commitment=0.5, --json; "
        f"counterpoise explain {told['scenario']} {next(iter(scenario.actors))}",
        style="dim",
    )
    return text
