"""The ladder of measures as one actor has climbed it: which rungs, when, and which are in force."""

from __future__ import annotations

from dataclasses import dataclass

from sim.outcomes import measures_in_force
from sim.scenario import Scenario
from sim.setting import Setting
from sim.world import BEFORE_START, NEVER, World


@dataclass(frozen=True)
class Rung:
    """One measure of the ladder, as it stands for one actor.

    Attributes
    ----------
    threshold
        Commitment from which the measure is in force, in [0, 1].
    open
        Whether those who stand where the actor stands can take it.
    in_force
        Whether it is in force, by commitment or by decree.
    before_start
        Whether it was in force when the scenario began; then ``adopted`` and ``date`` are not known.
    adopted, date
        The tick in which it was first in force and that tick's first day; None where it never was. A measure that
        was adopted and is no longer in force was given up.
    """

    measure: str
    title: str
    threshold: float
    open: bool
    in_force: bool
    before_start: bool
    adopted: int | None
    date: str | None


def ladder(scenario: Scenario, world: World, setting: Setting, actor: str, run: int = 0) -> list[Rung]:
    """The measures of a scenario as an actor has taken them in one run, from the lowest threshold up.

    Examples
    --------
    >>> from sim.ensemble import simulate
    >>> from sim.loading import load_scenario
    >>> end = simulate(load_scenario("humanity_alliance"), replicates=1)
    >>> rungs = ladder(end.scenario, end.worlds[0], end.setting, "ZAF")
    >>> [(rung.measure, rung.date) for rung in rungs if rung.in_force][-2:]
    [('trade_restriction', '2024-01-01'), ('arms_embargo', '2024-03-01')]
    """
    i, table = setting.names.actors.index(actor), setting.measures
    in_force, first = measures_in_force(world, setting)[run, i], world.adopted[run, i]
    rungs = []
    for m in sorted(range(len(table.threshold)), key=lambda m: (table.threshold[m], m)):
        name, when = setting.names.measures[m], int(first[m])
        adopted = None if when in (NEVER, BEFORE_START) else when
        rungs.append(
            Rung(
                measure=name,
                title=scenario.measures[name].title,
                threshold=float(table.threshold[m]),
                open=bool(table.open_to[m, world.alignment[run, i]]),
                in_force=bool(in_force[m]),
                before_start=when == BEFORE_START,
                adopted=adopted,
                date=None if adopted is None else scenario.meta.date_of(adopted).isoformat(),
            )
        )
    return rungs
