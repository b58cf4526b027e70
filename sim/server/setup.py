"""What is shown follows from the address: its parts, how they are read and written, and the result they ask for."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qsl, quote

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sim.ensemble import SAVED, Result, simulate
from sim.loading import Fault, InputError, load_theory
from sim.loading.bundled import bundled_scenarios, bundled_theories
from sim.loading.load import REQUEST, scenario_reader
from sim.recording import Trajectories
from sim.scenario import Scenario, Theory, describe_parameters
from sim.scenario.base import Name
from sim.scenario.checks import shortened, unknown
from sim.server.beside import Second
from sim.server.own_events import BETWEEN, PREFIX, OwnEvent, read_own, scenario_text

VERSION = "1"
LONGEST = 6000
"""Characters of an address; browsers and proxies take about 8000."""

MOST_RUNS, MOST_TICKS, MOST_ACTORS, MOST_OWN = 200, 600, 250, 12
MOST_CELLS = 250_000_000
"""Pairs of actors × ticks × runs of one picture: about ten seconds of one core."""

PAGES = ("explore", "why", "lenses", "lessons", "class")
LANGUAGES = ("en", "tr", "ar")
NUMBER = "p."
_IGNORED = ("fbclid", "gclid", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
"""What messengers hang onto a link that is passed on."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Setup(_Frozen):
    """What is played.

    Attributes
    ----------
    case, lens
        Names of a scenario and of a theory (none: the scenario's own).
    numbers
        Parameters that differ from the lens, by name, sorted.
    off, moved, own
        Events taken out, moved to another day, and added.
    """

    case: Name = "humanity_alliance"
    lens: Name | None = None
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    runs: Annotated[int, Field(ge=1, le=MOST_RUNS)] = 40
    numbers: tuple[tuple[str, float], ...] = ()
    off: tuple[Name, ...] = ()
    moved: tuple[tuple[Name, datetime.date], ...] = ()
    own: tuple[OwnEvent, ...] = ()


class View(_Frozen):
    """How it is looked at: page, tick (none: the start), actor, language, how a second lens differs, lesson."""

    page: Literal["explore", "why", "lenses", "lessons", "class"] = "explore"
    tick: Annotated[int, Field(ge=0, le=MOST_TICKS)] | None = None
    actor: Name | None = None
    language: Literal["en", "tr", "ar"] = "en"
    second: Second | None = None
    lesson: Name | None = None


class Address(_Frozen):
    """A whole address."""

    setup: Setup = Setup()
    view: View = View()


_SINGLE = dict.fromkeys(("case", "lens", "seed", "runs"), "setup") | dict.fromkeys(View.model_fields, "view")
_SEVERAL = ("off", "move", "own")


def read_address(query: str) -> Address:
    """The address that a query string such as ``?v=1&case=nato_veto&lens=walt`` means.

    Raises
    ------
    InputError
        With every fault: what is wrong and what is allowed.

    Examples
    --------
    >>> read_address("?v=1&case=nato_veto&p.inertia=0.4").setup.numbers
    (('inertia', 0.4),)
    """
    if len(query) > LONGEST:
        raise InputError([_fault("", f"is longer than {LONGEST} characters: change less at a time")])
    faults: list[Fault] = []
    parts: dict[str, dict[str, object]] = {"setup": {}, "view": {}}
    several: dict[str, list[str]] = {name: [] for name in _SEVERAL}
    numbers: dict[str, float] = {}
    for key, text in parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=400):
        if key == "v":
            if text != VERSION:
                faults.append(
                    _fault("v", f"is of version {shortened(text)}: this server reads version {VERSION}")
                )
        elif key in _SINGLE:
            faults += _single(parts[_SINGLE[key]], key, text)
        elif key in _SEVERAL:
            several[key].append(text)
        elif key.startswith(NUMBER):
            faults += _number(numbers, key, text)
        elif key not in _IGNORED:
            known = (*_SINGLE, *_SEVERAL, f"{NUMBER}NAME")
            faults.append(_fault("", unknown("part of the address", key, known)))
    off = sorted({name for text in several["off"] for name in text.split(BETWEEN)})
    faults += [_fault("off", f"must be names of events (got {shortened(n)})") for n in off if not _is_name(n)]
    moved, own = dict(_moves(several["move"], faults)), list(_owns(several["own"], faults))
    if faults:
        raise InputError(faults)
    setup = Setup.model_validate(
        parts["setup"] | {"numbers": tuple(sorted(numbers.items())), "off": tuple(off),
                          "moved": tuple(sorted(moved.items())), "own": tuple(own)}
    )  # fmt: skip
    return Address(setup=setup, view=View.model_validate(parts["view"]))


def write_address(address: Address) -> str:
    """The query string of an address: only what differs from the default, always in the same order.

    Examples
    --------
    >>> write_address(Address(setup=Setup(case="nato_veto", off=("b", "a"))))
    'v=1&case=nato_veto&off=b~a'
    """
    setup, view = address.setup, address.view
    pairs: list[tuple[str, str]] = [("v", VERSION)]
    for part in (setup, view):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if name in _SINGLE and value is not None and value != type(part).model_fields[name].default:
                pairs.append((name, str(value)))
    pairs += [(NUMBER + name, f"{value!r}") for name, value in setup.numbers]
    pairs += [("off", BETWEEN.join(setup.off))] if setup.off else []
    pairs += [("move", f"{name}{BETWEEN}{date}") for name, date in setup.moved]
    pairs += [("own", event.written()) for event in setup.own]
    return "&".join(f"{key}={quote(text, safe='~/')}" for key, text in pairs)


def changes(setup: Setup) -> dict[str, str]:
    """Values by path that make the scenario of a setup, as ``--set`` and the loader take them."""
    moves = {f"events.{name}.date": date.isoformat() for name, date in setup.moved}
    return moves | {f"events.{PREFIX}{n}": scenario_text(own, n) for n, own in enumerate(setup.own, start=1)}


Cases = Mapping[str, Path]
"""Scenarios that may be chosen: name and file."""


def load(setup: Setup, cases: Cases | None = None) -> tuple[Scenario, Theory]:
    """The scenario, changed, and the theory that a setup names.

    Raises
    ------
    InputError
        With what is wrong and what is allowed.
    """
    known = bundled_scenarios() if cases is None else cases
    if setup.case not in known:
        raise InputError([_fault("case", unknown("case", setup.case, known))])
    if setup.lens is not None and setup.lens not in bundled_theories():
        raise InputError([_fault("lens", unknown("theory", setup.lens, bundled_theories()))])
    plain = _scenario(known[setup.case])
    dated = [name for name, event in plain.events.items() if event.date is not None]
    faults = [_fault("move", unknown("dated event", n, dated)) for n, _ in setup.moved if n not in dated]
    added = [f"{PREFIX}{n}" for n in range(1, len(setup.own) + 1)]
    events = (*plain.events, *added)
    faults += [_fault("off", unknown("event", name, events)) for name in setup.off if name not in events]
    faults += [
        _fault("own", f"the case has an event {name} itself") for name in added if name in plain.events
    ]
    if faults:
        raise InputError(faults)
    scenario = _changed(_reader(known[setup.case]), changes(setup)) if changes(setup) else plain
    return scenario, load_theory(scenario.meta.theory if setup.lens is None else setup.lens)


def play(setup: Setup, cases: Cases | None = None) -> Result:
    """The result that a setup asks for, with what pictures need kept for every tick.

    Raises
    ------
    InputError
        For what does not exist or is more than this server plays.
    """
    scenario, theory = load(setup, cases)
    check_size(setup, scenario)
    keys = tuple(f"cohesion.{name}" for name in scenario.blocs)
    try:
        return simulate(
            scenario, theory, replicates=setup.runs, seed=setup.seed, parameters=dict(setup.numbers),
            without=setup.off, save=(*SAVED, "opinion", "capability"), record=Trajectories(outcomes=keys),
        )  # fmt: skip
    except ArithmeticError as error:
        raise InputError([_fault("p", f"with these numbers the run stops: {error}")]) from error


def check_size(setup: Setup, scenario: Scenario) -> None:
    """Refuse what would keep others waiting."""
    actors, ticks = len(scenario.actors), scenario.meta.ticks
    advice = "play it with `counterpoise run`"
    for what, size, most in (("actors", actors, MOST_ACTORS), ("ticks", ticks, MOST_TICKS)):
        if size > most:
            raise InputError([_fault("case", f"has {size} {what}, this server plays up to {most}: {advice}")])
    runs = MOST_CELLS // (actors**2 * ticks)
    if setup.runs > runs:
        raise InputError([_fault("runs", f"must be at most {runs} for a case of this size, or {advice}")])


@lru_cache(maxsize=32)
def _reader(path: Path) -> Callable[[Mapping[str, str]], Scenario]:
    return scenario_reader(path)


@lru_cache(maxsize=32)
def _scenario(path: Path) -> Scenario:
    """A scenario as its file has it; files are read once, so that all visitors see the same."""
    read: Scenario = _reader(path)({})
    return read


def _changed(read: Callable[[Mapping[str, str]], Scenario], wanted: Mapping[str, str]) -> Scenario:
    """The scenario with changes; faults name the event and not the command line that nobody typed."""
    try:
        return read(wanted)
    except InputError as error:
        told = (
            (
                fault.file.removeprefix(f"{REQUEST} events.").partition("=")[0],
                fault.message.rpartition("events.")[2],
            )
            for fault in error.faults
        )
        raise InputError([_fault(f"event {name}", message) for name, message in told]) from error


def _single(part: dict[str, object], key: str, text: str) -> Iterator[Fault]:
    model: type[_Frozen] = Setup if _SINGLE[key] == "setup" else View
    try:
        value = getattr(model.model_validate({key: text}), key)
    except ValidationError as error:
        allowed = {"page": PAGES, "language": LANGUAGES}.get(key)
        message = f"must be one of {', '.join(allowed)}" if allowed else _first(error)
        yield _fault(key, f"{message} (got {shortened(text)})")
    else:
        part[key] = value


def _first(error: ValidationError) -> str:
    """What pydantic says first; a sentence of our own stays as it is."""
    message = error.errors()[0]["msg"]
    own = message.removeprefix("Value error, ")
    return own if own != message else message.lower()


def _number(numbers: dict[str, float], key: str, text: str) -> Iterator[Fault]:
    name, known = key.removeprefix(NUMBER), describe_parameters()
    if name not in known:
        yield _fault(key, unknown("parameter", name, known))
        return
    info = known[name]
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if info.low <= value <= info.high:
        numbers[name] = value
    else:
        yield _fault(key, f"must be a number from {info.low:g} to {info.high:g} (got {shortened(text)})")


def _moves(texts: list[str], faults: list[Fault]) -> Iterator[tuple[str, datetime.date]]:
    for text in texts:
        name, _, day = text.partition(BETWEEN)
        try:
            date = datetime.date.fromisoformat(day)
        except ValueError:
            date = None
        if date is None or not _is_name(name):
            faults.append(
                _fault("move", f"must be an event and its day, as truce~2024-01-31 (got {shortened(text)})")
            )
        else:
            yield name, date


def _owns(texts: list[str], faults: list[Fault]) -> Iterator[OwnEvent]:
    if len(texts) > MOST_OWN:
        faults.append(_fault("own", f"holds {len(texts)} events: up to {MOST_OWN}"))
        return
    for text in texts:
        try:
            yield read_own(text)
        except InputError as error:
            faults += error.faults


_NAME: TypeAdapter[str] = TypeAdapter(Name)


def _is_name(text: str) -> bool:
    try:
        _NAME.validate_python(text)
    except ValidationError:
        return False
    return True


def _fault(part: str, message: str) -> Fault:
    return Fault(f"address, {part}" if part else "address", 0, 0, message)
