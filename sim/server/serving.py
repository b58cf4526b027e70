"""The application on a socket of this machine, until someone stops it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from types import FrameType
from typing import Any

import flask
import waitress

from sim.server.app import Config, create_app
from sim.server.guarding import Limits, guard
from sim.server.kitchen import LOOK_AHEAD
from sim.server.refusals import MOST_BYTES

THREADS = 160
"""Most wait for a computation in another process. More than a hundred visitors, each with one of their own, so that
who asks for a file or whether anything is new does not stand behind them."""

CONNECTIONS = 900
"""A browser opens six; below what one process may open by default (1024 files)."""

PORT, TRIED = 8050, 20
_NOWHERE = ("10.254.254.254", 9)
"""An address to find the way to; nothing is sent there."""


class ListenError(OSError):
    """A host or port that cannot be had, with the reason in words."""


@dataclass(frozen=True)
class Door:
    """A socket that listens.

    Attributes
    ----------
    socket
        The socket.
    port
        Its port.
    loopback
        Whether only this machine can reach it.
    """

    socket: socket.socket
    port: int
    loopback: bool

    @property
    def here(self) -> str:
        """Address of the page for a browser on this machine."""
        host = self.socket.getsockname()[0]
        return _url(_own(host) if host in ("0.0.0.0", "::") else host, self.port)

    @property
    def network(self) -> str | None:
        """Address of the page for others on the network; None where they cannot reach it or there is no network."""
        host = self.socket.getsockname()[0]
        if self.loopback:
            return None
        found = lan_address() if host in ("0.0.0.0", "::") else host
        return None if found is None else _url(found, self.port)


def _own(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else "::1"


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def lan_address() -> str | None:
    """The address of this machine on its network; None without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(_NOWHERE)
        except OSError:
            return None
        found: str = way.getsockname()[0]
    return None if found.startswith("127.") or found == "0.0.0.0" else found


def open_door(host: str, port: int | None) -> Door:
    """Listen on a port, or, where none is named, on the first free one from ``PORT`` on.

    Raises
    ------
    ListenError
        Where that cannot be, and why.
    """
    try:
        family, kind, protocol, _, (name, *_) = socket.getaddrinfo(
            host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise ListenError(
            f"--host {host}: there is no such host; 127.0.0.1 is this machine alone, 0.0.0.0 all its networks"
        ) from None
    ports = range(PORT, PORT + TRIED) if port is None else (port,)
    for tried in ports:
        door = socket.socket(family, kind, protocol)
        if os.name == "posix":  # elsewhere this would take the port from who has it
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((name, tried))
            door.listen(1024)
        except OSError as error:
            door.close()
            if error.errno == errno.EADDRINUSE and tried != ports[-1]:
                continue
            raise ListenError(_reason(error, host, ports)) from None
        return Door(door, door.getsockname()[1], str(name).startswith("127.") or name == "::1")
    raise AssertionError("some port was tried")


def _reason(error: OSError, host: str, ports: range | tuple[int]) -> str:
    named = f"--port {ports[0]}" if len(ports) == 1 else f"ports {ports[0]}-{ports[-1]}"
    if error.errno == errno.EADDRINUSE:
        return f"{named}: taken by another program; stop it, or leave --port out and a free one is taken"
    if error.errno == errno.EACCES:
        return f"{named}: this user may not listen there; take one from 1024 on"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"--host {host}: is not an address of this machine"
    return f"{named} on {host}: {error.strerror}"


def serve(config: Config, door: Door, ready: Callable[[], object], limits: Limits | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; then end what computes, too.

    Parameters
    ----------
    config
        What is served.
    door
        Where.
    ready
        Called when the first request would be answered.
    limits
        Caps; the default ones where left out.
    """
    app = create_app(config)
    app.server.config["NETWORK_URL"] = door.network  # what a class types
    guard(app, loopback=door.loopback, limits=limits)
    server = waitress.create_server(
        app.server, sockets=[door.socket], threads=THREADS, connection_limit=CONNECTIONS, asyncore_use_poll=True,
        max_request_body_size=4 * MOST_BYTES, max_request_header_size=32 * 1024, channel_timeout=60,
        channel_request_lookahead=LOOK_AHEAD, clear_untrusted_proxy_headers=True, ident=None, log_socket_errors=False,
    )  # fmt: skip
    before = signal.signal(signal.SIGTERM, _stop)
    Thread(target=_warm, args=(app.server, config), daemon=True).start()
    try:
        ready()
        server.run()  # comes back on Ctrl-C
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
        server.close()
        kitchen = app.server.extensions["kitchen"]
        kitchen.close()
        for worker in multiprocessing.active_children():  # in the middle of what nobody waits for any more
            worker.terminate()
        kitchen.join()


def _warm(server: flask.Flask, config: Config) -> None:
    """Have ready what every visitor asks for first, so that thirty at once do not each have it made."""
    address = "v=1&case=" + next(iter(config.cases))
    for path in ("/plotly.js", f"/base.json?{address}", f"/block.json?{address}"):
        server.test_client().get(path, headers={"Accept-Encoding": "gzip"})


def _stop(_: int, __: FrameType | None) -> Any:
    raise SystemExit(0)
