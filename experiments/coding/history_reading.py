"""What the public data files say of the actors of a history case on the day it starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from history_case import Case, Pair, by_actor
from states_2023 import CAPITALS, COMPONENTS, DataError, Row, number
from world_reading import ALL_VOTES, BORDERS, FORMS, NMC, PLACES, RIVALS, VOICE, Form, read

PACTS = "atop_dyads_{}"
PACT_FORMS = {
    1914: Form(34, "year", "1914", ("ccode1", "ccode2", "atop_defense", "atop_neutral", "atop_nonagg", "atop_consul")),
    1955: Form(432, "year", "1955", ("ccode1", "ccode2", "atop_defense", "atop_neutral", "atop_nonagg", "atop_consul")),
}  # fmt: skip
COLUMNS = {NMC: COMPONENTS, RIVALS: ("start", "spatial"), BORDERS: ("stdate",), VOICE: ("polity2",)}
"""Columns read here beyond those that world_2023.py reads."""
PARTS = {"military": ("milex", "milper"), "economic": ("irst", "pec"), "demographic": ("tpop", "upop")}
Tables = dict[str, list[Row]]


@dataclass
class State:
    """What the files say of one actor, and what had to be filled."""

    name: str
    parts: dict[str, float] = field(default_factory=dict)
    place: tuple[float, float] = (0.0, 0.0)
    voice: float = 0.25
    polity: float | None = None
    point: float | None = None
    sources: list[str] = field(default_factory=lambda: ["cow_nmc", "cow_capitals"])
    notes: list[str] = field(default_factory=list)


States = dict[str, State]


def tables(folder: Path, cases: Iterable[Case]) -> Tables:
    """Every file that the cases need, read once and checked."""
    cases = list(cases)
    wanted = {NMC, PLACES, BORDERS, RIVALS}
    wanted |= {VOICE} if any(case.voice_year for case in cases) else set()
    wanted |= {ALL_VOTES} if any(case.points for case in cases) else set()
    forms = {name: FORMS[name] for name in sorted(wanted)}
    forms |= {PACTS.format(year): PACT_FORMS[year] for year in sorted({c.pact_file for c in cases} - {0})}
    found = {name: read(folder, name, form) for name, form in forms.items()}
    for name, rows in found.items():
        if lacking := [column for column in COLUMNS.get(name, ()) if column not in rows[0]]:
            raise DataError(
                f"{name}.csv: found no column {', '.join(lacking)}, expected it: is it the right file?"
            )
    return found


def gathered(case: Case, data: Tables) -> States:
    """What the files say of each actor of a case."""
    states = {iso: State(name) for iso, (_, name) in case.members().items()}
    _add_parts(case, states, data[NMC])
    _add_places(case, states, data[PLACES])
    _add_voice(case, states, data)
    _add_points(case, states, data)
    return states


def _rows(case: Case, rows: Iterable[Row], name: str) -> dict[str, Row]:
    """The last row of each actor that has one."""
    found = {number(row, "ccode", name): row for row in rows}
    return {iso: found[code] for iso, (code, _) in case.members().items() if code in found}


def _add_parts(case: Case, states: States, rows: list[Row]) -> None:
    """Shares of the case's military, economic and demographic resources: each sums to one over the actors.

    A component is the mean of the actor's shares of its two indicators in the world of that year, as in CINC; where one
    indicator is unknown, the share of the other.
    """
    year = [row for row in rows if row["year"] == str(case.year)]
    world = {name: sum(float(row[name] or 0) for row in year) for name in COMPONENTS}
    own, code_of = (
        {float(row["ccode"]): row for row in year},
        {iso: code for iso, (code, _) in case.members().items()},
    )
    for iso, state in states.items():
        codes = [code_of[iso], *([case.before[iso]] if iso in case.before else [])]
        if gone := [code for code in codes if code not in own]:
            raise DataError(
                f"{NMC}.csv: found no row of state {gone[0]} in {case.year}, expected one for {iso}"
            )
        unknown = [name for name in COMPONENTS if any(not own[code][name] for code in codes)]
        for part, indicators in PARTS.items():
            known = [name for name in indicators if name not in unknown]
            if not known:
                raise DataError(f"{NMC}.csv: found no {' and no '.join(indicators)} of {iso} in {case.year}")
            shares = [sum(number(own[code], name, NMC) for code in codes) / world[name] for name in known]
            state.parts[part] = sum(shares) / len(shares)
        if unknown:
            state.notes.append(
                f"COW has no {' or '.join(unknown)} for {case.year}: the other half of the component."
            )
    for part in PARTS:
        total = sum(state.parts[part] for state in states.values())
        for state in states.values():
            state.parts[part] /= total


def _add_places(case: Case, states: States, rows: list[Row]) -> None:
    """The capital on the day the case starts."""
    found = _rows(case, (row for row in rows if row["stdate"] <= case.start <= row["enddate"]), PLACES)
    for iso, state in states.items():
        if iso in case.places or iso in CAPITALS:
            state.place = case.places.get(iso) or CAPITALS[iso]
            state.notes.append("Location corrected: the file has another place.")
        elif iso in found:
            state.place = number(found[iso], "lat", PLACES), number(found[iso], "lng", PLACES)
        else:
            raise DataError(f"{PLACES}.csv: found no capital of {iso} on {case.start}, expected one")


def _add_voice(case: Case, states: States, data: Tables) -> None:
    """Responsiveness and Polity score of the year; else by the coder's classes."""
    coded = by_actor(case.voice)
    year = [row for row in data.get(VOICE, ()) if row["year"] == str(case.voice_year)]
    rows = _rows(case, year, VOICE)
    for iso, state in states.items():
        row = rows.get(iso, {})
        state.polity = number(row, "polity2", VOICE) if row.get("polity2") else None
        if iso in coded:
            state.voice = coded[iso]
            state.sources.append("coder")
        elif row.get("v2x_polyarchy"):
            state.voice = number(row, "v2x_polyarchy", VOICE)
            state.sources.append("vdem")
        else:
            raise DataError(
                f"{VOICE}.csv: found no v2x_polyarchy of {iso} in {case.voice_year}, expected one"
            )


def _add_points(case: Case, states: States, data: Tables) -> None:
    """Ideal points of the session, where the case takes affinity from them."""
    if not case.points:
        return
    session = {number(r, "ccode", ALL_VOTES): r for r in data[ALL_VOTES] if r["session"] == str(case.points)}
    codes = {iso: code for iso, (code, _) in case.members().items()} | dict(case.point_codes)
    rows = {iso: session[code] for iso, code in codes.items() if code in session}
    for iso, state in states.items():
        if iso in rows:
            state.point = round(number(rows[iso], "IdealPoint", ALL_VOTES), 2)
            state.sources.append("un_ideal_points")
        else:
            state.notes.append("No ideal point in that session: affinity is left at 0.")


def _pairs(case: Case, rows: Iterable[Row], name: str) -> list[Pair]:
    """Unordered pairs of actors, each once, in the order of the case."""
    iso = {float(code): state for state, (code, _) in case.members().items()}
    order = list(case.members())
    found = ([iso.get(number(row, key, name)) for key in ("ccode1", "ccode2")] for row in rows)
    pairs = {tuple(sorted((a, b), key=order.index)) for a, b in found if a and b and a != b}
    return sorted(((a, b) for a, b in pairs), key=lambda pair: [order.index(one) for one in pair])


def contiguous(case: Case, data: Tables) -> list[Pair]:
    """Land border or at most 12 miles of water on the day the case starts."""
    near = (row for row in data[BORDERS] if row["stdate"] <= case.start <= row["enddate"])
    return _pairs(case, (row for row in near if number(row, "conttype", BORDERS) in (1, 2)), BORDERS)


def rivals(case: Case, data: Tables, spatial: bool = False) -> list[Pair]:
    """Strategic rivalries begun in a year before the start and not over in a year before it."""
    year = int(case.start[:4])
    rows = (
        row for row in data[RIVALS]
        if number(row, "start", RIVALS) < year and (not row["end"] or number(row, "end", RIVALS) >= year)
    )  # fmt: skip
    return _pairs(case, (row for row in rows if row["spatial"] or not spatial), RIVALS)


def pacts(case: Case, data: Tables) -> dict[Pair, float]:
    """Pairs with a treaty: 1 with an obligation to defend, .25 with less; without those of ``pacts_after``."""
    if not case.pact_file:
        return {}
    name = PACTS.format(case.pact_file)
    skipped = {frozenset(pair.split("=")) for pair in case.pacts_after.split()}
    bound: dict[Pair, float] = {}
    for value, row_is_so in (
        (0.25, lambda row: row["atop_defense"] != "1"),
        (1.0, lambda row: row["atop_defense"] == "1"),
    ):
        chosen = [row for row in data[name] if row_is_so(row)]
        bound |= dict.fromkeys(_pairs(case, chosen, name), value)
    if strange := [pair for pair in skipped if not {frozenset(p) for p in bound} >= {pair}]:
        raise DataError(
            f"{name}.csv: found no treaty of {' and '.join(sorted(strange[0]))}, expected one to leave out"
        )
    return {pair: value for pair, value in bound.items() if frozenset(pair) not in skipped}
