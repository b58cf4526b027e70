"""``counterpoise serve``: the visual server, for one visitor or a class."""

from __future__ import annotations

import logging
import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.output import fail, note, print_json
from sim.loading import load_scenario
from sim.loading.bundled import bundled_scenarios

if TYPE_CHECKING:
    from sim.server.serving import Door

MISSING = 'serve: {name} is missing, which the visual server needs: pip install "counterpoise[server]"'
OPEN = """\
Everybody on this network can open the page: there are no accounts, and it goes over plain http, so that others on the
network can read along. What a class types is kept in memory until the class ends. Ctrl-C stops it."""


def run_server(
    scenarios: list[str], *, host: str, port: int | None, browse: bool, lessons: Path | None, as_json: bool
) -> None:
    """Serve until Ctrl-C: exit code 0, because that is how a server ends and nothing was cut short."""
    named = _named(scenarios)
    if lessons is not None and not lessons.is_dir():
        fail(f"serve: --lessons {lessons}: there is no such folder", 2)
    try:
        from sim.server.app import Config, offered
        from sim.server.serving import ListenError, open_door, serve
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("sim"):
            raise
        fail(MISSING.format(name=error.name), 2)
    try:
        door = open_door(host, port)
    except ListenError as error:
        fail(f"serve: {error}", 2)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    serve(
        Config(cases=offered(named), lessons=lessons), door,
        lambda: _greet(door, port, browse=browse, as_json=as_json),
    )  # fmt: skip
    note("stopped")


def _named(scenarios: list[str]) -> dict[str, Path]:
    """Files of the named cases, by name."""
    known = bundled_scenarios()
    named = {}
    for name in scenarios:
        load_scenario(name)  # its faults, before a class sees them
        path = known.get(name, Path(name))
        named[path.stem] = path
    return named


def _greet(door: Door, port: int | None, *, browse: bool, as_json: bool) -> None:
    from sim.server.serving import PORT

    if port is None and door.port != PORT:
        note(f"port {PORT} is taken: this one is on {door.port}")
    if as_json:
        print_json({"url": door.here, "network": door.network, "pid": os.getpid()})
        sys.stdout.flush()
    note(f"counterpoise is at {door.here}  (Ctrl-C stops it)")
    if not door.loopback:
        note(OPEN)
        if door.network is None:
            note("This machine seems to be on no network: the class cannot reach it yet.")
        else:
            note(f"For the class: {door.network}")
            _show_code(door.network)
    if browse and _has_screen():
        webbrowser.open(door.here)


def _show_code(url: str) -> None:
    """The address as a QR code, where the terminal can show one."""
    if (sys.stderr.encoding or "").lower().startswith("utf"):
        import segno

        segno.make(url).terminal(out=sys.stderr, compact=True)


def _has_screen() -> bool:
    """Whether a browser would open a window; a browser for text would take the terminal."""
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
