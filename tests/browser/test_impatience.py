"""Somebody who moves a slider ten times sees the last picture, and has few of the others worked out.

Skipped where playwright or a Chromium is missing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from sim.loading.bundled import bundled_scenarios
from sim.server.app import Config, create_app
from sim.server.blocks import compute
from sim.server.kitchen import LOOK_AHEAD, Kitchen
from sim.server.setup import Setup
from tests.browser.chromium import needs_chromium
from tests.browser.visits import PATIENCE, shown

waitress = pytest.importorskip("waitress", reason="waitress is not installed")
pytestmark = [pytest.mark.slow, needs_chromium]

MOVE = """async () => {
    const slider = document.querySelector('input[type=range][data-key="p.inertia"]');
    for (let n = 1; n <= 10; n += 1) {
        slider.value = 0.05 * n;
        for (const kind of ['input', 'change']) slider.dispatchEvent(new Event(kind, { bubbles: true }));
        await new Promise((resolve) => setTimeout(resolve, 40));
    }
}"""


@dataclass
class Served:
    """A server whose blocks wait to be let go, and the set-ups whose blocks were begun, in order."""

    address: str
    kitchen: Kitchen
    begun: list[Setup]
    go: threading.Event

    @property
    def waiting(self) -> int:
        return sum(order.waiting for order in self.kitchen._orders.values())


@pytest.fixture
def served() -> Iterator[Served]:
    application = create_app(Config(cases=bundled_scenarios(), workers=2))
    kitchen, begun, go = application.server.extensions["kitchen"], [], threading.Event()
    work = kitchen._work

    def noted(what: Any, *arguments: Any) -> Any:
        if what is compute:
            begun.append(arguments[0])
            assert go.wait(PATIENCE / 1000)
        return work(what, *arguments)

    kitchen._work = noted
    server = waitress.create_server(
        application.server, host="127.0.0.1", port=0, threads=8, channel_request_lookahead=LOOK_AHEAD
    )
    threading.Thread(target=server.run, daemon=True).start()
    yield Served(f"http://127.0.0.1:{server.effective_port}", kitchen, begun, go)
    go.set()
    server.close()
    kitchen.close()
    kitchen.join()


def test_ten_quick_moves(served: Served, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    served.go.set()
    page.goto(f"{served.address}/?v=1&case=nato_veto&runs=2")
    shown(page)
    served.begun.clear()
    served.go.clear()
    page.evaluate(MOVE)
    end = time.monotonic() + PATIENCE / 1000
    while served.waiting != 1:  # the server has noticed who hung up
        assert time.monotonic() < end
        time.sleep(0.02)
    served.go.set()
    shown(page, "p.inertia=0.5")
    assert "parameters.inertia=0.5 " in page.text_content("#command") + " "
    assert page.text_content("#errors") == ""
    assert wrong == []
    page.close()
    assert len(served.begun) <= 3
    assert served.begun[-1].numbers == (("inertia", 0.5),)
