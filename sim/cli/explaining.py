"""``counterpoise explain``: one actor's choice, in words and numbers."""

from __future__ import annotations

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sim.cli.output import fail, print_json
from sim.cli.request import read_request
from sim.explanation import NONE, Explanation, explain
from sim.turning import TermTurn, Turning, turning

MEANINGS = {
    "security": "threat left over under this option (less is better)",
    "affinity": "who is there, weighted by size",
    "opinion": "what the public thinks of the pole, if the government answers to it",
    "profit": "gain from the side expected to prevail",
    "dependence": "patrons kept, less those put at risk",
    "pact": "treaty obligations kept",
    "peers": "what its reference group does",
    "regime": "help to the government at home",
    "autonomy": "cost of being bound",
    "inertia": "staying as it is",
}


def print_explanation(
    name: str, actor: str, theory: str | None, changes: dict[str, str], *, tick: int | None, seed: int, replicate: int,
    without: list[str], only: list[str], as_json: bool,
) -> None:  # fmt: skip
    """Explain and print."""
    request = read_request(name, theory, changes, without, only)
    try:
        told = explain(
            request.scenario, actor, tick=tick, theory=request.theory, seed=seed, replicate=replicate,
            parameters=request.parameters, without=request.without,
        )  # fmt: skip
    except ValueError as error:
        fail(f"explain: {error}", 2)
    if as_json:
        print_json(told.as_dict() | {"turning": turning(told).as_dict()})
    else:
        Console().print(_page(told), highlight=False)


def _page(told: Explanation) -> Group:
    return Group(_story(told), _terms(told), _turning(turning(told)), _threats(told), _measures(told))


def _label(pole: str) -> str:
    return "non-aligned" if pole == NONE else pole


def _story(told: Explanation) -> Text:
    text = Text(f"{told.name} ({told.actor}) in tick {told.tick}, {told.date[:7]}", style="bold")
    text.append(
        f" · {told.scenario}, theory {told.theory}, seed {told.seed}, run {told.replicate}\n", style="dim"
    )
    was, now = _label(told.alignment), _label(told.chosen)
    if told.anchored:
        text.append(
            f"It is anchored to {now}: only events move it. What it would weigh is shown below. ",
            style="not bold",
        )
    elif not told.revised:
        text.append(f"It did not reconsider in this tick and stays {now}. ", style="not bold")
    else:
        text.append(
            f"It reconsidered: from {was} to {now}. " if was != now else f"It reconsidered and stays {now}. ",
            style="not bold",
        )
    chances = ", ".join(f"{_label(o)} {p:.0%}" for o, p in told.probability.items())
    text.append(f"When it reconsiders, it chooses: {chances}. ", style="not bold")
    text.append(
        f"Posture: {told.posture}; commitment {told.commitment:.2f}; capability {told.capability:.2%} of the system; "
        f"security matters {told.salience:.0%} of full weight to it.\n",
        style="not bold",
    )
    text.append(_reason(told) + "\n", style="not bold")
    return text


def _reason(told: Explanation) -> str:
    """The term that decides between the two best options."""
    ranked = sorted((u, o) for o, u in told.utility.items() if u is not None)
    if len(ranked) < 2:
        return "It has no choice."
    (second_u, second), (best_u, best) = ranked[-2:]
    gaps = {name: values[best] - values[second] for name, values in told.terms.items()}
    pro = max(gaps, key=lambda name: gaps[name])
    con = min(gaps, key=lambda name: gaps[name])
    said = f"{_label(best)} is worth {best_u - second_u:.3f} more to it than {_label(second)}"
    if gaps[pro] > 0:
        said += f"; what speaks most for it is {pro} ({gaps[pro]:+.3f}: {MEANINGS[pro]})"
    if gaps[con] < 0:
        said += f", against it {con} ({gaps[con]:+.3f}: {MEANINGS[con]})"
    return said + "."


def _terms(told: Explanation) -> Table:
    options = list(told.utility)
    table = Table(
        title="What each option is worth (utility)",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        header_style="dim",
    )
    table.add_column("term")
    for option in options:
        table.add_column(_label(option), justify="right")
    table.add_column("meaning", style="dim", overflow="fold")
    for name, values in told.terms.items():
        table.add_row(name, *(f"{values[o]:+.3f}" for o in options), MEANINGS[name])
    totals = [("forbidden" if told.utility[o] is None else f"{told.utility[o]:+.3f}") for o in options]
    table.add_row("[b]sum[/b]", *(f"[b]{t}[/b]" for t in totals), "")
    return table


def _turning(turn: Turning) -> Group:
    """What would have changed its mind."""
    if turn.rival is None:
        return Group()
    best, rival = _label(turn.best), _label(turn.rival)
    table = Table(
        title="\nWhat would have changed its mind", title_justify="left", title_style="bold", box=None, pad_edge=False,
        header_style="dim",
    )  # fmt: skip
    for column in ("term", "by itself", "share of it", "or its weight"):
        table.add_column(column, justify="right" if column == "share of it" else "left", overflow="fold")
    for term in turn.terms.values():
        if term.share is not None:
            entry = f"for {_label(term.option)} {term.value:+.3f} -> {term.turns_at:+.3f}"
            table.add_row(term.term, entry, _size(term.share), _weight_turn(term))
    remark = (
        f"{best} is its best option, {rival} comes next: {turn.gap:.3f} more utility for {rival} would have made the "
        "two equal. By itself: only this option's entry changes. Its weight: the parameter that multiplies the term. "
        "Either turns which option is likeliest; the choice itself is a draw by the chances above."
    )
    bound = {
        "anchored": " It is anchored and does not choose: this is what it would weigh.",
        "waiting": " It did not reconsider in this tick: this is what it would have weighed.",
    }
    return Group(table, Text(remark + bound.get(turn.bound, ""), style="dim"))


def _weight_turn(term: TermTurn) -> str:
    turn = term.weight
    if turn is None:
        return "no value turns it"
    return (
        f"{turn.parameter} {turn.value:.4g} -> {turn.turns_at:.4g}: {_label(turn.to)} ({_size(turn.share)})"
    )


def _size(share: float) -> str:
    return f"{share:.0%}" if share < 10 else "over 1000%"


def _measures(told: Explanation) -> Text:
    """When it took which measure."""
    taken = [
        f"{rung.measure} {'before the start' if rung.before_start else (rung.date or '')[:7]}"
        f"{'' if rung.in_force else ' (given up)'}"
        for rung in told.measures
        if rung.before_start or rung.adopted is not None
    ]
    return Text("\nMeasures it has taken: " + (", ".join(taken) if taken else "none") + ".", style="dim")


def _threats(told: Explanation) -> Group:
    table = Table(
        title="\nWhom it feels threatened by", title_justify="left", title_style="bold", box=None, pad_edge=False,
        header_style="dim",
    )  # fmt: skip
    for column in (
        "source",
        "stands with",
        "threat",
        "of which felt for others",
        "power",
        "offence",
        "nearness",
        "hostile intent",
    ):
        table.add_column(column, justify="left" if column in ("source", "stands with") else "right")
    for s in told.sources[:8]:
        total = s.direct + s.vicarious
        table.add_row(
            s.actor, s.pole, f"{total:.5f}", f"{s.vicarious / total:.0%}", f"{s.power:.3f}", f"{s.offence:.2f}",
            f"{s.proximity:.2f}", f"{s.hostility:.2f}",
        )  # fmt: skip
    shares = " · ".join(f"{pole} {share:.0%}" for pole, share in told.share.items())
    weights = " · ".join(f"{pole} {w:.3f}" for pole, w in told.weight.items())
    more = f"; {len(told.sources) - 8} lesser sources not shown" if len(told.sources) > 8 else ""
    nothing = "Nothing threatens it." if not told.sources else f"Share of its threat by pole: {shares}{more}."
    return Group(table, Text(f"{nothing}\nWeight of the poles without itself: {weights}.", style="dim"))
