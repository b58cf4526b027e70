"""A real browser at the visual server: what it plays in a class, and its first page over slow links."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import statistics
import time
from collections.abc import AsyncIterator
from typing import Any

from benchmarks.visiting import three

LINKS = {"8 Mbit/s, 100 ms": (1_000_000, 100), "1.6 Mbit/s, 150 ms": (200_000, 150)}


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    from playwright.async_api import async_playwright

    path = os.environ.get("BROWSER_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as running:
        browser = await running.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()


SHOWN = "() => document.getElementById('explore')?.dataset.shown !== undefined"
FRAMES = "() => Number(document.getElementById('explore').dataset.frames)"
PLAYING = """() => {
    const button = document.querySelector('[data-do=play]');
    if (button.textContent === '▶') { document.querySelector('[data-do=start]').click(); button.click(); }
}"""
MOVE = """async (value) => {
    const explore = document.getElementById('explore');
    const slider = document.querySelector('input[type=range][data-key="p.inertia"]');
    const before = explore.dataset.shown, start = performance.now();
    slider.value = value;
    for (const kind of ['input', 'change']) slider.dispatchEvent(new Event(kind, { bubbles: true }));
    while (explore.dataset.shown === before) await new Promise((go) => setTimeout(go, 20));
    return (performance.now() - start) / 1000;
}"""


async def browse(url: str, begin: float, until: float) -> str:
    """A real browser in the class: what it plays, and how long after a slider the picture is another."""
    await asyncio.sleep(begin - time.monotonic())
    rates, changes = [], []
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.goto(url + "?v=1&seed=7")
        await page.wait_for_function(SHOWN, timeout=60_000)
        while time.monotonic() < until - 12:
            first, start = await page.evaluate(FRAMES), time.monotonic()
            for _ in range(8):
                await page.evaluate(PLAYING)
                await asyncio.sleep(1)
            rates.append((await page.evaluate(FRAMES) - first) / (time.monotonic() - start))
            changes.append(await page.evaluate(MOVE, round(random.random(), 2)))
    return (
        f"\nChromium in the same class: {min(rates):.1f} frames a second at least, {statistics.median(rates):.1f} "
        f"in the median; slider to picture, s: p50, p95, longest {three(changes)} ({len(changes)} changes)."
    )


async def throttled(url: str) -> None:
    """The first page over slow links, in a browser that has nothing of it."""
    print("\n| link | controls usable, s | first picture, s | MB |\n|---|--:|--:|--:|")
    async with chromium() as browser:
        for name, (rate, latency) in LINKS.items():
            found = [await first_page(browser, url, rate, latency) for _ in range(3)]
            cells = [statistics.median(column) for column in zip(*found, strict=True)]
            print(f"| {name} | {cells[0]:.1f} | {cells[1]:.1f} | {cells[2] / 1e6:.2f} |", flush=True)


async def first_page(browser: Any, url: str, rate: int, latency: int) -> tuple[float, float, float]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    wire = await context.new_cdp_session(page)
    size = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal size
        size += event["encodedDataLength"]

    await wire.send("Network.enable")
    wire.on("Network.loadingFinished", count)
    link = {"offline": False, "latency": latency, "downloadThroughput": rate, "uploadThroughput": rate / 4}
    await wire.send("Network.emulateNetworkConditions", link)
    start = time.monotonic()
    await page.goto(url, wait_until="commit")
    await page.wait_for_selector("#explore input[type=range]", timeout=120_000)
    usable = time.monotonic() - start
    await page.wait_for_function(SHOWN, timeout=120_000)
    shown = time.monotonic() - start
    await context.close()
    return usable, shown, size
