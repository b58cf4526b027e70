"""What stands between a visitor and the application: who may ask, how much, and what a mistake looks like.

Caps, headers and messages are set on the Flask server that Dash brings; compression is Flask-Compress.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import secrets
import socket
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, CancelledError
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import dash
import flask
from dash.exceptions import DependencyException
from markupsafe import escape
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, RequestEntityTooLarge, TooManyRequests

from sim.server.limits import Allowance, AtOnce, Visitors
from sim.server.packing import pack
from sim.server.setup import LANGUAGES
from sim.server.words import Words

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
"""Of a request's body; a scenario text has a smaller cap of its own."""
CALLBACK = "/_dash-update-component"
STATIC = ("/assets/", "/_dash-component-suites/", "/plotly.js")
METHODS = ("GET", "HEAD", "POST")
_NAME = re.compile(r"[0-9a-f]{24}")
_POLICY: Mapping[str, str] = {
    "default-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # Plotly and React set styles of single elements
    "img-src": "'self' data: blob:",  # a figure saved as a picture
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True)
class Limits:
    """Caps on what is not a static file.

    Attributes
    ----------
    burst, per_second
        Requests of one visitor: at once, and then each second.
    address_burst, address_per_second
        Requests of one network address, behind which a whole school may sit.
    at_once
        Requests of one visitor being answered at a time; a browser opens six connections.
    visitors, seconds
        Visitors here at a time, and how long one is remembered after its last request.
    """

    burst: float = 60
    per_second: float = 5
    address_burst: float = 3000
    address_per_second: float = 200
    at_once: int = 6
    visitors: int = 300
    seconds: float = 90


def guard(app: dash.Dash, *, loopback: bool, limits: Limits | None = None) -> None:
    """Set caps, headers, compression and friendly errors on an application whose callbacks are all there.

    Parameters
    ----------
    app
        The application.
    loopback
        Whether only this machine can reach it; then only names of this machine are answered to.
    limits
        Caps; the default ones where left out.
    """
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    pack(server)  # first, so that it comes after what is set on a response here
    _caps(server, limits or Limits())
    _manners(app, loopback)
    _headers(app)
    _errors(server)


def _manners(app: dash.Dash, loopback: bool) -> None:
    """Refuse what no page of ours sends."""

    @app.server.before_request  # type: ignore[untyped-decorator]
    def check() -> None:
        request = flask.request
        if not answers_to(request.headers.get("Host", ""), loopback):
            raise BadRequest("This server does not answer to that name.")
        if request.method not in METHODS:
            flask.abort(405)
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
            raise Forbidden("Pages of other sites may not ask this server.")
        if (request.content_length or 0) > MOST_BYTES:
            raise RequestEntityTooLarge
        if request.path == CALLBACK and not is_call(_body(), app.callback_map):
            raise BadRequest("That is no request of this page.")

    checks = app.server.before_request_funcs[None]
    checks.insert(0, checks.pop())  # before the caps, which a stranger must not use up


def answers_to(host: str, loopback: bool) -> bool:
    """Whether a request's Host is one of this machine's, so that no site can have its name point here.

    Examples
    --------
    >>> [answers_to(host, True) for host in ("localhost:8050", "[::1]:8050", "192.168.1.5:8050", "evil.example")]
    [True, True, False, False]
    >>> [answers_to(host, False) for host in ("localhost", "192.168.1.5:8050", "evil.example", "")]
    [True, True, False, False]
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return False
    own = socket.gethostname().lower()
    if name == "localhost" or (not loopback and name in (own, f"{own}.local")):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or not loopback


def _body() -> Any:
    try:
        return flask.request.get_json()
    except RecursionError:
        raise BadRequest("That is nested too deeply.") from None


def is_call(body: object, known: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether JSON has the form of Dash's call of a known callback; what values it carries, callbacks check.

    Dash takes that form for granted, and would fail where it is another.
    """
    if not (isinstance(body, dict) and isinstance(output := body.get("output"), str)):
        return False
    callback = known.get(output, {})
    changed = body.get("changedPropIds", [])
    return (
        "callback" in callback  # others run in the browser
        and isinstance(changed, list)
        and all(isinstance(name, str) for name in changed)
        and all(_are(body.get(part, []), callback[part]) for part in ("inputs", "state"))
        and _are(_listed(body.get("outputs", {})), [_named(one) for one in _listed(callback["output"])])
    )


def _listed(outputs: Any) -> list[Any]:
    return list(outputs) if isinstance(outputs, list | tuple) else [outputs]


def _named(output: Any) -> Mapping[str, Any]:
    return {"id": output.component_id_str(), "property": output.component_property}


def _are(given: object, wanted: list[Mapping[str, Any]]) -> bool:
    """Whether these are the properties wanted, in their order; a pattern of components may stand for a list of them."""
    return (
        isinstance(given, list)
        and len(given) == len(wanted)
        and all(_is(one, want) for one, want in zip(given, wanted, strict=True))
    )


def _is(value: object, wanted: Mapping[str, Any]) -> bool:
    pattern = wanted["id"].startswith("{")
    if isinstance(value, list):
        return pattern and all(isinstance(one, dict) and _is(one, wanted) for one in value)
    if not isinstance(value, dict) or value.get("property") != wanted["property"]:
        return False
    name = value.get("id")
    plain = isinstance(name, dict) and all(isinstance(part, str | int | float) for part in name.values())
    return plain if pattern else name == wanted["id"]


def _caps(server: flask.Flask, limits: Limits) -> None:
    by_visitor = Allowance(limits.burst, limits.per_second)
    by_address = Allowance(limits.address_burst, limits.address_per_second)
    hands, house = AtOnce(limits.at_once), Visitors(limits.visitors, limits.seconds)

    @server.before_request
    def admit() -> None:
        request = flask.request
        if request.path.startswith(STATIC):
            return
        address, name = request.remote_addr or "", request.headers.get("X-Visitor", "")
        known = _NAME.fullmatch(name) is not None
        opening = request.path == "/" and not known  # a browser that opens the page has no name yet
        wait = by_address.wait(address)
        if not opening:
            wait = max(wait, by_visitor.wait(name if known else address))
        if wait:
            raise TooManyRequests("asked too often", retry_after=int(wait) + 1)
        if house.full() if opening else known and not house.arrive(name):
            raise TooManyRequests("full", retry_after=20)
        if known:
            if not hands.enter(name):
                raise TooManyRequests("asked too much at once", retry_after=1)
            flask.g.hand = name

    @server.teardown_request
    def leave(_: BaseException | None) -> None:
        if (name := flask.g.pop("hand", None)) is not None:
            hands.leave(name)


def _headers(app: dash.Dash) -> None:
    hashes = " ".join(app.csp_hashes())
    policy = "; ".join(
        f"{what} {allowed}" for what, allowed in {**_POLICY, "script-src": f"'self' {hashes}"}.items()
    )

    @app.server.after_request  # type: ignore[untyped-decorator]
    def dress(response: flask.Response) -> flask.Response:
        response.headers.update(_HEADERS)
        response.headers["Content-Security-Policy"] = policy
        if not flask.request.path.startswith(STATIC):
            response.headers.setdefault("Cache-Control", "no-cache")
        return response


def _errors(server: flask.Flask) -> None:
    @server.errorhandler(HTTPException)
    def told(error: HTTPException) -> flask.Response:
        status = error.code or 500
        if status < 400:
            return flask.Response(error.get_body(), status, error.get_headers())
        response = _answer(status, _told(status, error.description or ""))
        if isinstance(error, TooManyRequests) and error.retry_after is not None:
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    @server.errorhandler(DependencyException)
    def missing(_: DependencyException) -> flask.Response:
        """A file of a package that is no part of the page."""
        return _answer(404, _told(404, ""))

    @server.errorhandler(BrokenExecutor)
    @server.errorhandler(CancelledError)
    def lost(error: Exception) -> flask.Response:
        """A process that computes was ended, with this server or alone; the next request begins another."""
        log.warning("a computation was lost at %s: %s", flask.request.path, type(error).__name__)
        response = _answer(503, _words().say("This was interrupted. The page tries again by itself."))
        response.headers["Retry-After"] = "1"
        return response

    @server.errorhandler(Exception)
    def failed(error: Exception) -> flask.Response:
        """What went wrong is for the log; the visitor gets its number."""
        number = secrets.token_hex(4)
        log.exception("error %s at %s", number, flask.request.path, exc_info=error)
        text = _words().say(
            "Something went wrong here (number {number}). Load the page again.", number=number
        )
        return _answer(500, text)


def _told(status: int, description: str) -> str:
    say = _words().say
    if status == 404:
        return say("There is no such page here.")
    if status == 413:
        return say("That is too much: at most {kilobytes} kB at a time.", kilobytes=MOST_BYTES // 1024)
    if status == 429 and description == "full":
        return say(
            "There are as many visitors here as this server can serve. The page tries again by itself."
        )
    if status == 429:
        return say("That was a lot at once. Wait a moment: the page tries again by itself.")
    return say("This request cannot be answered: {reason}", reason=description)


def _answer(status: int, text: str) -> flask.Response:
    """A message as a page for people and as JSON for scripts."""
    if flask.request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        refresh = '<meta http-equiv="refresh" content="20">' if status in (429, 503) else ""
        words = _words()
        page = (
            f'<!DOCTYPE html><html lang="{words.language}" dir="{words.direction}"><meta charset="utf-8">{refresh}'
            '<meta name="viewport" content="width=device-width"><title>counterpoise</title>'
            f'<body style="font: 1.2rem system-ui; max-width: 34em; margin: 3em auto"><p>{escape(text)}</p>'
        )
        return flask.Response(page, status, mimetype="text/html")
    return flask.Response(json.dumps({"faults": [text]}), status, mimetype="application/json")


def _words() -> Words:
    asked = flask.request.args.get("language", "")
    return Words(asked if asked in LANGUAGES else flask.request.accept_languages.best_match(LANGUAGES, "en"))
