"""``counterpoise run``: what happened, and why it might have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sim.cli.output import note, print_json
from sim.cli.request import read_request
from sim.cli.saving import check_folder, save_result
from sim.cli.summary import summarise
from sim.ensemble import simulate
from sim.manifest import versions
from sim.scenario import Scenario

BARS = "▁▂▃▄▅▆▇█"
SURE = 0.95
LIKELY = 0.5


def print_run(
    name: str, theory: str | None, changes: dict[str, str], *, ticks: int | None, replicates: int, seed: int,
    without: list[str], only: list[str], out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Run and print."""
    request = read_request(name, theory, changes, without, only)
    check_folder(out)
    result = simulate(
        request.scenario, request.theory, replicates=replicates, seed=seed, ticks=ticks,
        parameters=request.parameters, without=request.without,
    )  # fmt: skip
    told = summarise(result)
    if out is not None:
        told |= {"request": request.record(), "versions": versions()}
        note(f"written to {save_result(result, told, out)}")
    if as_json:
        print_json(told)
    else:
        Console().print(_page(request.scenario, told, name), highlight=False)


def _page(scenario: Scenario, told: dict[str, Any], name: str) -> Group:
    parts = [
        _head(scenario, told), _balance(scenario, told), _sides(scenario, told), _why(told, name), _blocs(told),
        _motions(told), _measures(scenario, told), _events(told), _foot(told),
    ]  # fmt: skip
    return Group(*(part for part in parts if part is not None))


def _head(scenario: Scenario, told: dict[str, Any]) -> Panel:
    meta = scenario.meta
    end = meta.date_of(told["ticks"] - 1)
    steps = f"{told['ticks']} {meta.step}{'s' if told['ticks'] > 1 else ''}"
    asked = (
        f"theory [b]{told['theory']}[/b] · {steps}, {meta.start:%b %Y} to {end:%b %Y} · "
        f"{len(scenario.actors)} actors · {told['replicates']} replicates, seed {told['seed']}"
    )
    if told["without"]:
        asked += f"\nwithout: {', '.join(told['without'])}"
    return Panel(
        f"{escape(meta.summary.strip())}\n\n{asked}", title=f"[b]{escape(meta.title)}[/b]", title_align="left"
    )


def _section(title: str, remark: str, *columns: str) -> tuple[Group, Table]:
    """A titled table; columns whose name ends in ``>`` are set to the right, the last one may wrap."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        last = column == columns[-1]
        right = column.endswith(">")
        table.add_column(
            column.rstrip(">"), justify="right" if right else "left", no_wrap=not last, overflow="fold"
        )
    head = Text.assemble(("\n" + title, "bold"), (f"  {remark}" if remark else "", "dim"))
    return Group(head, table), table


def _balance(scenario: Scenario, told: dict[str, Any]) -> RenderableType:
    group, table = _section(
        "Balance of the poles", "share of the poles' weight: mean, and where 90 % of runs end",
        "pole", "start>", "over time", "end>", "90 %>", "supporters",
    )  # fmt: skip
    for name in scenario.poles:
        series = told["weight_share"][name]
        line = "".join(BARS[min(7, int(8 * at["mean"]))] for at in _thinned(series))
        last = series[-1]
        table.add_row(
            name, f"{series[0]['mean']:.0%}", line, f"{last['mean']:.0%}", f"{last['q05']:.0%}-{last['q95']:.0%}",
            _count(told["outcomes"][f"supporters.{name}"]),
        )  # fmt: skip
    return group


def _thinned(series: list[dict[str, float]], most: int = 32) -> list[dict[str, float]]:
    step = -(-len(series) // most)
    return series[::step]


def _count(s: dict[str, float]) -> str:
    low, middle, high = (round(s[key]) for key in ("q05", "q50", "q95"))
    return str(middle) if low == high else f"{middle} ({low}-{high})"


def _sides(scenario: Scenario, told: dict[str, Any]) -> RenderableType:
    group, table = _section(
        "Who stands where at the end", "most likely side; + new there since the start; % of runs where unsure",
        "side", "who",
    )  # fmt: skip
    sides: dict[str, list[tuple[float, str]]] = {name: [] for name in (*scenario.poles, "none")}
    for code, actor in told["actors"].items():
        side, chance = max(actor["alignment"].items(), key=lambda item: item[1])
        mark = "+" if side != actor["start"] else ""
        sides[side].append((-chance, f"{mark}{code}" + ("" if chance >= SURE else f"\u00a0{chance:.0%}")))
    for side, who in sides.items():
        label = "non-aligned" if side == "none" else side
        table.add_row(f"{label} ({len(who)})", ", ".join(text for _, text in sorted(who)) or "nobody")
    return Group(group, _postures(told["outcomes"]))


def _postures(o: dict[str, dict[str, float]]) -> Text:
    named = {
        "balancing": "balance",
        "bandwagoning": "bandwagon",
        "hedging": "hedge",
        "buck_passing": "pass the buck",
    }
    words = [f"{o[key]['mean']:.0%} {word}" for key, word in named.items()]
    rest = 1 - sum(o[key]["mean"] for key in named)
    words += [f"{rest:.0%} feel no threat"] if rest > 0.005 else []
    text = Text("Against what threatens them most: ", style="dim")
    return text.append(
        ", ".join(words) + f". Mobilisation {o['mobilisation']['mean']:.2f} of 1.", style="not dim"
    )


def _why(told: dict[str, Any], name: str) -> RenderableType:
    reasons = ", ".join(f"{name} {share:.0%}" for name, share in told["reasons"].items() if share >= 0.005)
    text = Text.assemble(
        ("\nWhy", "bold"), ("  the term that spoke most for each actor's side against its next best\n", "dim")
    )
    text.append((reasons or "nobody chooses") + ".\n")
    return text.append(f"One actor's reasons: counterpoise explain {name} CODE", style="dim")


def _blocs(told: dict[str, Any]) -> RenderableType | None:
    if not told["blocs"]:
        return None
    group, table = _section(
        "Blocs", "members and motions passed: median (90 % of runs)", "bloc", "start>", "end>", "cohesion>", "passed>",
        "who joins in most runs",
    )  # fmt: skip
    for name, bloc in told["blocs"].items():
        who = [code for code, share in bloc["membership"].items() if share >= LIKELY]
        shown = (
            ", ".join(who)
            if bloc["members_at_start"] == 0 and len(who) <= 24
            else "as at the start"
            if bloc["members_at_start"]
            else f"{len(who)} actors"
        )
        if bloc["opened"] < 0.995:
            shown = f"proposed in {bloc['opened']:.0%} of runs; {shown or 'nobody'}"
        table.add_row(
            name, str(bloc["members_at_start"]), _count(bloc["members"]), f"{bloc['cohesion']['mean']:.2f}",
            _count(bloc["decisions"]) if bloc["rule"] else "-", shown or "nobody",
        )  # fmt: skip
    return group


def _motions(told: dict[str, Any]) -> RenderableType | None:
    if not told["motions"]:
        return None
    group, table = _section(
        "Motions",
        "votes yes-no-abstain: median over replicates",
        "motion",
        "voted",
        "votes>",
        "absent>",
        "passes>",
        "where",
    )
    for name, motion in told["motions"].items():
        votes = {vote: round(s["q50"]) for vote, s in motion["votes"].items()}
        if not votes:
            table.add_row(name, "never", "", "", "", motion["institution"] or "all actors")
            continue
        when = (
            (motion["date"] or "")[:7]
            if motion["voted"] > 0.995 and motion["date"]
            else f"in {motion['voted']:.0%}"
        )
        tally = f"{votes['yes']}-{votes['no']}-{votes['abstain']}"
        table.add_row(
            name,
            when,
            tally,
            str(votes["absent"]),
            f"{motion['passed']:.0%}",
            motion["institution"] or "all actors",
        )
    return group


def _measures(scenario: Scenario, told: dict[str, Any]) -> RenderableType | None:
    if not told["measures"]:
        return None
    group, table = _section(
        "Measures",
        "taken in at least half of the runs; first takers with the median date",
        "measure",
        "before>",
        "new>",
        "who",
    )
    for name, measure in told["measures"].items():
        takers = [(c, t) for c, t in measure["adopted"].items() if t["chance"] >= LIKELY]
        takers.sort(key=lambda item: (item[1]["median_tick"], item[0]))
        shown = [f"{c}\u00a0{scenario.meta.date_of(round(t['median_tick'])):%Y-%m}" for c, t in takers[:4]]
        more = f" and {len(takers) - 4} more" if len(takers) > 4 else ""
        table.add_row(
            name, str(measure["before_start"]), str(len(takers)), ", ".join(shown) + more or "nobody"
        )
    return group


def _events(told: dict[str, Any]) -> RenderableType:
    dated = [e for e in told["events"].values() if e["kind"] == "dated" and e["happened"]]
    contested = sum(e["contested"] for e in dated)
    text = Text.assemble(("\nEvents", "bold"))
    text.append(
        f"  {len(dated)} dated ones happened, {contested} of them contested: the file says who claims what",
        style="dim",
    )
    for name, event in told["events"].items():
        if event["kind"] != "dated":
            text.append(f"\n{name} ({event['kind']}): in {event['happened']:.0%} of runs")
    return text


def _foot(told: dict[str, Any]) -> RenderableType:
    text = Text(f"\n{told['caveat']}\n", style="italic")
    text.append(f"Digest {told['digest'][:12]}, code {told['code_version'][:8]}. ", style="dim")
    text.append(
        "Try --theory waltz, --without EVENT, --set actors.CODE.commitment=0.5, --json; --help tells all.",
        style="dim",
    )
    return text
