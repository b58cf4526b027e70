"""The address: its parts, how they are read and written."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote

from pydantic import BaseModel, ValidationError

from sim.loading import Fault, InputError
from sim.scenario import describe_parameters
from sim.scenario.checks import shortened
from sim.server.faults import Said, between, fault, got, refused, unknown
from sim.server.own_events import OwnEvent, read_own
from sim.server.parts import BETWEEN, is_name
from sim.server.setup import LANGUAGES, MOST_OWN, PAGES, Address, Setup, View

VERSION = "1"
MOST_PARTS = 400
LONGEST = 6000
"""Characters of an address; browsers and proxies take about 8000."""

NUMBER = "p."
_IGNORED = ("fbclid", "gclid", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
"""What messengers hang onto a link that is passed on."""

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
        raise InputError(
            [fault("", Said("is longer than {most} characters: change less at a time", most=LONGEST))]
        )
    if query.count("&") >= MOST_PARTS:
        raise InputError(
            [fault("", Said("has more than {most} parts: change less at a time", most=MOST_PARTS))]
        )
    faults: list[Fault] = []
    parts: dict[str, dict[str, object]] = {"setup": {}, "view": {}}
    several: dict[str, list[str]] = {name: [] for name in _SEVERAL}
    numbers: dict[str, float] = {}
    for key, text in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        if key == "v":
            if text != VERSION:
                faults.append(
                    fault(
                        "v",
                        Said(
                            "is of version {version}: this server reads version {ours}",
                            version=shortened(text),
                            ours=VERSION,
                        ),
                    )
                )
        elif key in _SINGLE:
            faults += _single(parts[_SINGLE[key]], key, text)
        elif key in _SEVERAL:
            several[key].append(text)
        elif key.startswith(NUMBER):
            faults += _number(numbers, key, text)
        elif key not in _IGNORED:
            known = (*_SINGLE, *_SEVERAL, f"{NUMBER}NAME")
            faults.append(fault("", unknown(Said("part of the address"), key, known)))
    off = sorted({name for text in several["off"] for name in text.split(BETWEEN)})
    faults += [fault("off", got(Said("must be names of events"), name)) for name in off if not is_name(name)]
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


def language_of(query: str) -> str:
    """The language that a query string asks for, whatever else is in it; English where it names none of ours.

    Examples
    --------
    >>> language_of("?v=9&language=ar"), language_of("language=xx")
    ('ar', 'en')
    """
    parts = dict(parse_qsl(query[:LONGEST].removeprefix("?")))
    asked = parts.get("language", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _single(part: dict[str, object], key: str, text: str) -> Iterator[Fault]:
    model: type[BaseModel] = Setup if _SINGLE[key] == "setup" else View
    try:
        value = getattr(model.model_validate({key: text}), key)
    except ValidationError as error:
        allowed = {"page": PAGES, "language": LANGUAGES}.get(key)
        listed = Said("must be one of {allowed}", allowed=", ".join(allowed)) if allowed else None
        yield fault(key, got(listed or refused(error.errors()[0]), text))
    else:
        part[key] = value


def _number(numbers: dict[str, float], key: str, text: str) -> Iterator[Fault]:
    name, known = key.removeprefix(NUMBER), describe_parameters()
    if name not in known:
        yield fault(key, unknown(Said("parameter"), name, known))
        return
    info = known[name]
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if info.low <= value <= info.high:
        numbers[name] = value
    else:
        yield fault(key, got(between(info.low, info.high), text))


def _moves(texts: list[str], faults: list[Fault]) -> Iterator[tuple[str, datetime.date]]:
    for text in texts:
        name, _, day = text.partition(BETWEEN)
        try:
            date = datetime.date.fromisoformat(day)
        except ValueError:
            date = None
        if date is None or not is_name(name):
            faults.append(fault("move", got(Said("must be an event and its day, as truce~2024-01-31"), text)))
        else:
            yield name, date


def _owns(texts: list[str], faults: list[Fault]) -> Iterator[OwnEvent]:
    if len(texts) > MOST_OWN:
        faults.append(fault("own", Said("holds {n} events: up to {most}", n=len(texts), most=MOST_OWN)))
        return
    for text in texts:
        try:
            yield read_own(text)
        except InputError as error:
            faults += error.faults
