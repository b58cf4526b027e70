"""Sensitivity in a report: a verdict, a table and figures for each headline outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.designs import Design
from sim.indices import DEFAULTS, Sensitivity
from sim.indices.analysis import analyse
from sim.indices.estimates import Options
from sim.indices.methods import method_for
from sim.indices.reading import read_sample
from sim.report.parts import Block, Figure, Item, Items, Table, Text, number, picture, table
from sim.results import StoredStudy

OPTIONS = Options(confidence=0.95, resamples=60, seed=0)
MOST_UNITS = 5_000
"""Points of a sample of independent factors, or blocks, that a report analyses; ``sensitivity`` takes all."""
MOST_ROWS = 30


def sensitivity_blocks(
    stored: StoredStudy, design: Design, outcomes: Sequence[str]
) -> Iterator[Block | None]:
    """What each outcome depends on, or which design would tell."""
    try:
        method = method_for(design.sampler, None)
    except ValueError:
        yield Text(
            f"Points of the sampler {design.sampler} are no sample that sensitivity analysis could use. Sweep with one "
            f"of {', '.join(DEFAULTS)}: sobol gives shares of variance, morris a ranking from few runs."
        )
        return
    remarks: dict[str, None] = {}
    for outcome in outcomes:
        try:
            sample, name = read_sample(stored, outcome)
            if sample.units > MOST_UNITS:
                remarks[f"Worked out from the first {MOST_UNITS:,} of {sample.units:,} points or blocks; counterpoise "
                        "sensitivity takes all."] = None  # fmt: skip
                sample = sample.first(MOST_UNITS)
            found = analyse(sample, name, method, OPTIONS)
        except ValueError as error:  # too small a sample, or an outcome that is the same everywhere
            yield Text(f"{outcome}: {error}".replace("`", ""))
            continue
        yield Text(found.verdict.replace("`", ""), strong=True)
        yield from _drawn(found)
        yield _table(found)
        remarks |= dict.fromkeys(found.notes)
    if remarks:
        remarks[f"Intervals are from {OPTIONS.resamples} resamples; counterpoise sensitivity takes 200."] = (
            None
        )
        yield Items(tuple(Item(note.replace("`", "")) for note in remarks))


def _drawn(found: Sensitivity) -> Iterator[Figure | None]:
    made = [("sensitivity_bars", "what it depends on")]
    if (found.table["index"] == "sigma").any():  # of morris, but for factors in groups
        made = [("mu_star_sigma", "size and unevenness of effects")]
    elif found.method == "tornado":
        made = [("tornado", "swing as each factor moves alone")]
    if (found.table["index"] == "S2").any():
        made.append(("interactions", "interplay of two factors"))
    if not found.convergence.empty and found.convergence["units"].nunique() > 1:
        made.append(("convergence", "whether the sample suffices"))
    for name, about in made:
        yield picture(name, f"{found.outcome}: {about}.", found)


def _table(found: Sensitivity) -> Table | None:
    """Indices of the mean with their intervals, by the index that ranks factors."""
    rows = found.table[(found.table["of"] == "mean") & found.table["value"].notna()]
    first = rows[rows["index"] == found.main].sort_values("value", ascending=False, kind="stable")
    others = rows[rows["index"] != found.main].sort_values(
        ["index", "value"], ascending=[True, False], kind="stable"
    )
    cells = [
        [
            row.factor + (f" × {row.factor_2}" if row.factor_2 else ""), f"{row.index} {row.at}".strip(),
            number(row.value), number(row.low), number(row.high),
        ]
        for part in (first, others)
        for row in part.itertuples(index=False, name="Row")
    ]  # fmt: skip
    caption = f"{found.outcome}: indices by {found.method} with {found.confidence:.0%} intervals"
    if len(cells) > MOST_ROWS:
        caption += f", {MOST_ROWS} of {len(cells)}"
    return table(caption, ("factor", "index", "value>", "from>", "to>"), cells[:MOST_ROWS], folded=True)
