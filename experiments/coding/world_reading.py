"""What the public data files say of each UN member, for world_2023.py; where they are silent, a rule fills the gap."""

from __future__ import annotations

import csv
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import world_states as table
from states_2023 import CAPITALS, COMPONENTS, DataError, Row, number

NMC, PLACES, BORDERS = "cow_nmc_cinc_1816_2022", "cow_capitals", "cow_direct_contiguity"
PACTS, RIVALS, VOICE = "atop_dyads_2018", "tss_rivalries", "democracy_selected_years"
MIDDLE_EAST, ALL_VOTES = "un_ideal_points_me_selected_sessions", "un_ideal_points_all_selected_sessions"
VOTES, RECOGNITION = "unga_palestine_issue_votes_2014_2020", "palestine_recognition_before_2023-10-07"


@dataclass(frozen=True)
class Form:
    """What a data file has to be: how many rows, and the last value of the column that dates it."""

    rows: int
    dated_by: str
    last: str
    columns: tuple[str, ...]


FORMS = {
    NMC: Form(17121, "year", "2022", ("ccode", "cinc", *COMPONENTS)),
    PLACES: Form(242, "enddate", "2024-12-31", ("ccode", "lat", "lng")),
    BORDERS: Form(1874, "enddate", "2016-12-01", ("ccode1", "ccode2", "conttype")),
    PACTS: Form(4228, "year", "2018", ("ccode1", "ccode2", "atop_defense")),
    RIVALS: Form(264, "end", "2020.0", ("ccode1", "ccode2")),
    VOICE: Form(1201, "year", "2025", ("ccode", "v2x_polyarchy", "euds")),
    MIDDLE_EAST: Form(665, "session", "74", ("ccode", "IdealPointMiddleEast", "NVotesMiddleEast")),
    ALL_VOTES: Form(675, "session", "74", ("ccode", "IdealPoint")),
    VOTES: Form(15981, "date", "2019-12-19", ("rcid", "country_code", "vote")),
    RECOGNITION: Form(137, "date", "2019-07-29", ("iso3",)),
}
"""Every file that is read. The tables of ideal points and of democracy hold selected years of series that go on."""

PLACED = {**CAPITALS, "DJI": (11.59, 43.15)}
"""Capitals that the file puts in the middle of the country."""
FEW_VOTES = 5
"""Below so many votes on the Middle East the coding note of an ideal point gives their number."""


@dataclass
class State:
    """What the files say of one member, and what had to be filled."""

    name: str
    power: float = 0.0
    place: tuple[float, float] = (0.0, 0.0)
    voice: float = 0.0
    point: float = 0.0
    tally: Counter[str] = field(default_factory=Counter)
    recognises: bool = False
    sources: list[str] = field(default_factory=lambda: ["cow_nmc", "cow_capitals", "un_votes"])
    notes: list[str] = field(default_factory=list)

    def share(self, vote: str) -> float:
        """Share of a vote among those that the state cast."""
        return self.tally[vote] / self.tally.total()


States = dict[str, State]
Tables = dict[str, list[Row]]


def read(folder: Path, name: str, form: Form | None = None) -> list[Row]:
    """Rows of a file that is what its form (of its name, unless one is given) says."""
    form, file = form or FORMS[name], f"{name}.csv"
    try:
        with (folder / file).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{file}: cannot be read ({error}), expected a table of {form.rows} rows") from error
    found = set(rows[0]) if rows else set()
    if lacking := [column for column in (form.dated_by, *form.columns) if column not in found]:
        raise DataError(f"{file}: found no column {', '.join(lacking)}, expected it: is it the right file?")
    if ragged := [place for place, row in enumerate(rows, 2) if None in row or None in row.values()]:
        raise DataError(f"{file}: found too few or too many fields in row {ragged[0]}, expected {len(found)}")
    last = max(row[form.dated_by] for row in rows)
    if last != form.last:
        raise DataError(f"{file}: found {form.dated_by} up to {last}, expected it up to {form.last}")
    if len(rows) != form.rows:
        raise DataError(f"{file}: found {len(rows)} rows, expected {form.rows}")
    return rows


def by_member(rows: Iterable[Row], name: str) -> dict[str, Row]:
    """The row of each UN member that has one (the last, where there are several)."""
    found = {number(row, "ccode", name): row for row in rows}
    return {iso: found[code] for iso, (code, *_) in table.members().items() if code in found}


def for_all(rows: Iterable[Row], name: str) -> dict[str, Row]:
    """The row of every UN member."""
    chosen = by_member(rows, name)
    if lacking := [iso for iso in table.members() if iso not in chosen]:
        raise DataError(f"{name}.csv: found nothing on {', '.join(lacking)}, expected all 193 UN members")
    return chosen


def fit(known: dict[str, float], by: dict[str, float]) -> dict[str, float]:
    """Values for all whom the second series has, by a straight line through those whom both have."""
    both = [iso for iso in by if iso in known]
    line = statistics.linear_regression([by[iso] for iso in both], [known[iso] for iso in both])
    return {iso: line.intercept + line.slope * value for iso, value in by.items()}


def add_power(states: States, tables: Tables) -> None:
    """CINC of 2022 and the capital."""
    power = for_all((row for row in tables[NMC] if row["year"] == "2022"), NMC)
    place = for_all(tables[PLACES], PLACES)
    for iso, state in states.items():
        state.power = number(power[iso], "cinc", NMC)
        if missing := [part for part in COMPONENTS if not power[iso][part]]:
            state.notes.append(f"COW has no {' or '.join(missing)}: CINC as given.")
        lat, lon = (number(place[iso], key, PLACES) for key in ("lat", "lng"))
        state.place = PLACED.get(iso, (lat, lon))
        if iso in PLACED:
            state.notes.append("Location corrected: the file has the middle of the country.")


def add_voice(states: States, tables: Tables) -> None:
    """Responsiveness: electoral democracy in 2020, or what the extended unified scores make of it."""
    rows = for_all((row for row in tables[VOICE] if row["year"] == "2020"), VOICE)
    known = {iso: number(r, "v2x_polyarchy", VOICE) for iso, r in rows.items() if r["v2x_polyarchy"]}
    other = fit(known, {iso: number(row, "euds", VOICE) for iso, row in rows.items() if row["euds"]})
    for iso, state in states.items():
        if iso in known:
            state.voice = known[iso]
            state.sources.append("vdem")
            continue
        if iso not in other:
            raise DataError(f"{VOICE}.csv: found no score for {iso} in 2020, expected v2x_polyarchy or euds")
        state.voice = min(max(other[iso], 0.0), 1.0)
        state.sources += ["vdem", "uds"]
        state.notes.append("Not in V-Dem: responsiveness by a line from the UDS score.")


def add_point(states: States, tables: Tables) -> None:
    """Ideal point on the Middle East in session 74, or what the point of all votes makes of it."""
    rows = by_member((row for row in tables[MIDDLE_EAST] if row["session"] == "74"), MIDDLE_EAST)
    every = for_all((row for row in tables[ALL_VOTES] if row["session"] == "74"), ALL_VOTES)
    known = {iso: number(row, "IdealPointMiddleEast", MIDDLE_EAST) for iso, row in rows.items()}
    other = fit(known, {iso: number(row, "IdealPoint", ALL_VOTES) for iso, row in every.items()})
    for iso, state in states.items():
        state.point = round(known.get(iso, other[iso]), 2)
        state.sources.append("un_ideal_points")
        if iso not in known:
            state.notes.append("No ideal point on the Middle East: by a line from that of all votes.")
        elif (votes := int(number(rows[iso], "NVotesMiddleEast", MIDDLE_EAST))) < FEW_VOTES:
            state.notes.append(f"Ideal point of few votes in its last session: {votes}.")


def add_votes(states: States, tables: Tables) -> int:
    """Roll calls on Palestine and recognition; how many calls there are."""
    voter = {code: iso for iso, (_, code, _) in table.members().items()}
    if strange := sorted({row["country_code"] for row in tables[VOTES]} - set(voter)):
        raise DataError(f"{VOTES}.csv: found the voter {strange[0]}, expected the 193 UN members")
    if odd := sorted({row["vote"] for row in tables[VOTES]} - {"yes", "no", "abstain"}):
        raise DataError(f"{VOTES}.csv: found the vote {odd[0]}, expected yes, no or abstain")
    for row in tables[VOTES]:
        states[voter[row["country_code"]]].tally[row["vote"]] += 1
    if silent := [iso for iso, state in states.items() if not state.tally]:
        raise DataError(f"{VOTES}.csv: found no vote of {silent[0]}, expected all 193 UN members")
    for row in tables[RECOGNITION]:
        if row["iso3"] not in states:
            raise DataError(f"{RECOGNITION}.csv: found {row['iso3']}, expected UN members")
        states[row["iso3"]].recognises = True
        states[row["iso3"]].sources.append("recognition")
    return len({row["rcid"] for row in tables[VOTES]})


def pairs(rows: Iterable[Row], name: str) -> list[tuple[str, str]]:
    """Unordered pairs of UN members, each once, sorted."""
    iso = {float(code): state for state, (code, *_) in table.members().items()}
    found = ([iso.get(number(row, key, name)) for key in ("ccode1", "ccode2")] for row in rows)
    return sorted({(min(a, b), max(a, b)) for a, b in found if a and b and a != b})


def gathered(tables: Tables) -> tuple[States, int]:
    """What the files say of each member, and how many roll calls there are."""
    states = {iso: State(name) for iso, (_, _, name) in table.members().items()}
    add_power(states, tables)
    add_voice(states, tables)
    add_point(states, tables)
    return states, add_votes(states, tables)
