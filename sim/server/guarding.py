"""What stands between a visitor and the application: who may ask, how much, and what a mistake looks like.

Caps, headers and messages are set on the Flask server that Dash brings; compression is Flask-Compress.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import dash
import flask
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge, TooManyRequests

from sim.server.calls import is_call
from sim.server.limits import Allowance, AtOnce, Visitors
from sim.server.packing import pack
from sim.server.refusals import MOST_BYTES, tell_errors

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
    tell_errors(server)


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
