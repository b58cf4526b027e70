"""The browser of the tests: any Chromium that the machine has, started so that it asks nobody for anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, NAMES)), None)
NONE_FOUND = "no Chromium found: install one or set BROWSER_PATH"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
needs_chromium = pytest.mark.skipif(BROWSER is None, reason=NONE_FOUND)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser until the block ends; the test is skipped where playwright or a Chromium is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip(NONE_FOUND)
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield started
        started.close()
