"""A report in a real browser without a network: every figure draws, nothing is asked for, nothing runs over.

Skipped where playwright or a Chromium is missing; ``BROWSER_PATH`` names one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.report import report
from tests.browser.chromium import needs_chromium

pytestmark = [pytest.mark.slow, needs_chromium]
SHOWN = """[...document.querySelectorAll('.plot[id]')]
    .every((plot) => plot.querySelector('.main-svg .cartesianlayer path'))"""
OVER = "document.documentElement.scrollWidth > innerWidth"


def test_a_report_draws_without_a_network(tmp_path: Path, browser: Any) -> None:
    words = ["run", "nato_veto", "--replicates", "4", "--out", str(tmp_path)]
    assert CliRunner().invoke(app, words).exit_code == 0
    file = report(tmp_path).file
    asked: list[str] = []
    said: list[str] = []
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 700})
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_function("document.documentElement.dataset.drawn")
    assert page.evaluate(SHOWN)
    for width in (1000, 400):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_timeout(300)
        assert not page.evaluate(OVER), f"wider than {width} px"
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
