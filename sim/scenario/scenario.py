"""A whole scenario: frozen, strict, and every name in it refers to something."""

from __future__ import annotations

import datetime
from calendar import monthrange
from itertools import islice
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.actors import Actor, Dyads, IdealPoints, Pole
from sim.scenario.base import Coded, Name, Names, Part, Source
from sim.scenario.coalitions import Bloc, Measure, Motion
from sim.scenario.events import Event
from sim.scenario.parameters import Parameters

Step = Literal["day", "week", "month", "quarter", "year"]
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
_DAYS: dict[str, int] = {"day": 1, "week": 7}


class Meta(Part):
    """What the scenario is called and about, and its calendar.

    Attributes
    ----------
    start, step, ticks
        First day of the first tick, length of a tick and how many there are.
    theory
        Name of the theory it runs under unless another is asked for.
    non_alignment
        False: every actor has to choose a pole.
    emergent_blocs
        True: a committed convener may propose its proposed bloc by itself.
    """

    name: Name
    title: str
    summary: str
    start: datetime.date
    step: Step = "month"
    ticks: Annotated[int, Field(ge=1, le=10_000)]
    theory: Name = "full"
    non_alignment: bool = True
    emergent_blocs: bool = False

    def tick_of(self, date: datetime.date) -> int:
        """Tick in which a date falls; negative before the start.

        Examples
        --------
        >>> meta = Meta(name="x", title="", summary="", start=datetime.date(2023, 10, 1), ticks=27)
        >>> meta.tick_of(datetime.date(2023, 12, 12)), meta.tick_of(datetime.date(2023, 9, 30))
        (2, -1)
        """
        if self.step in _DAYS:
            return (date - self.start).days // _DAYS[self.step]
        months = 12 * (date.year - self.start.year) + date.month - self.start.month
        if date.day < self.start.day:
            months -= 1
        return months // _MONTHS[self.step]

    def date_of(self, tick: int) -> datetime.date:
        """First day of a tick (a day that the month lacks becomes its last; after 9999, 9999's last).

        Examples
        --------
        >>> Meta(name="x", title="", summary="", start=datetime.date(2023, 10, 1), ticks=27).date_of(26)
        datetime.date(2025, 12, 1)
        """
        if self.step in _DAYS:
            days = min(tick * _DAYS[self.step], (datetime.date.max - self.start).days)
            return self.start + datetime.timedelta(days=days)
        year, month = divmod(12 * self.start.year + self.start.month - 1 + tick * _MONTHS[self.step], 12)
        if year > datetime.MAXYEAR:
            return datetime.date.max
        return datetime.date(year, month + 1, min(self.start.day, monthrange(year, month + 1)[1]))

    @property
    def tick_years(self) -> float:
        """Length of a tick in years."""
        if self.step in _DAYS:
            return _DAYS[self.step] / 365.25
        return _MONTHS[self.step] / 12


class Expected(Coded):
    """The line-up that history recorded, to score against: actor to pole, or to nothing for non-aligned."""

    alignment: dict[Name, Name | None]


class Scenario(Part):
    """Actors, how they stand to each other, what happens to them; docs/scenario-format.md tells it whole."""

    meta: Meta
    sources: dict[Name, Source] = {}
    groups: dict[Name, Names] = {}
    poles: Annotated[dict[Name, Pole], Field(min_length=1, max_length=4)]
    actors: Annotated[dict[Name, Actor], Field(min_length=2, max_length=1500)]
    ideal_points: IdealPoints | None = None
    dyads: tuple[Dyads, ...] = ()
    blocs: dict[Name, Bloc] = {}
    motions: dict[Name, Motion] = {}
    measures: dict[Name, Measure] = {}
    events: dict[Name, Event] = {}
    parameters: Parameters = Parameters()
    expected: Expected | None = None

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Scenario:
        from sim.scenario.checks import reference_faults

        faults = list(islice(reference_faults(self), 100))
        if faults:
            lines = [".".join(str(step) for step in path) + " " + message for path, message in faults]
            raise ValueError("; ".join(lines))
        return self

    def select(self, names: tuple[str, ...]) -> list[str]:
        """Actors' codes that a selection means, in the scenario's order, each once.

        ``names`` holds actors' codes, groups, blocs (their first members) or ``all``.
        """
        wanted: set[str] = set()
        for name in names:
            if name == "all":
                wanted |= self.actors.keys()
            elif name in self.groups:
                wanted |= set(self.groups[name])
            elif name in self.blocs:
                wanted |= set(self.select(tuple(n for n in self.blocs[name].members if n not in self.blocs)))
            else:
                wanted.add(name)
        return [code for code in self.actors if code in wanted]
