"""A server killed and started again under an open page, which goes on from its address; and one left by its visitor.

Skipped where playwright or a Chromium is missing.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest

from sim.server.serving import open_door
from tests.browser.chromium import chromium, needs_chromium

pytestmark = [pytest.mark.slow, needs_chromium]
SHOWN = "(part) => document.getElementById('explore')?.dataset.shown?.includes(part)"
MOVE = """() => {
    const slider = document.querySelector('input[type=range][data-key="p.inertia"]');
    slider.value = 0.5;
    for (const kind of ['input', 'change']) slider.dispatchEvent(new Event(kind, { bubbles: true }));
}"""
PATIENCE = 90_000


def free_port() -> int:
    door = open_door("127.0.0.1", 0)
    door.socket.close()
    return door.port


def started(port: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "sim.cli", "serve", "--no-open", "--json", "--port", str(port)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line == "}\n":
            break
    return process


def test_a_page_outlives_its_server() -> None:
    port = free_port()
    server = started(port)
    try:
        with chromium() as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.set_default_timeout(PATIENCE)
            refused: list[str] = []
            page.on(
                "console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None
            )
            page.goto(f"http://127.0.0.1:{port}/?v=1&case=nato_veto&runs=2&seed=5")
            page.wait_for_function(SHOWN, arg="seed=5")
            server.kill()
            server.wait()
            page.evaluate(MOVE)
            page.wait_for_function("() => document.getElementById('errors').textContent.length > 0")
            page.locator("[data-do=step]").click()  # what it has, it plays on
            page.wait_for_function("() => document.getElementById('tick').value === '1'")
            server = started(port)
            page.wait_for_function(SHOWN, arg="p.inertia=0.5")
            assert "seed=5" in page.url
            assert "tick=1" in page.url
            assert page.inner_text("#errors") == ""
            assert refused == []
            assert page.context.cookies() == []
    finally:
        server.kill()
        server.wait()


def test_a_closed_browser_leaves_nothing_running() -> None:
    psutil = pytest.importorskip("psutil")
    port = free_port()
    server = started(port)
    try:
        with chromium() as browser:
            page: Any = browser.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(f"http://127.0.0.1:{port}/?v=1&case=nato_veto&runs=2")
            page.wait_for_function(SHOWN, arg="nato_veto")
            page.locator("[data-do=play]").click()

        def spent() -> float:
            family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
            return sum(sum(one.cpu_times()[:2]) for one in family)

        time.sleep(3)  # what was begun ends
        before = spent()
        time.sleep(3)
        assert spent() - before < 0.3
    finally:
        server.kill()
        server.wait()
