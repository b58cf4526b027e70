"""Saved figures in a real browser: they draw without an error, ask nobody for anything, and nothing runs over.

Skipped where playwright or a Chromium is missing; ``BROWSER_PATH`` names one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sim
from sim import figures
from sim.comparison import Comparison
from sim.ensemble import Result
from tests.browser.chromium import needs_chromium
from tests.unit.test_figures import DRAWN, compared, result  # noqa: F401  # the same fixtures and figures

pytestmark = [pytest.mark.slow, needs_chromium]
OVERLAPS = """() => {
    const captions = [...document.querySelectorAll('.annotation-text-g')]
        .filter((e) => e.textContent.includes('Conditional'));
    const places = {
        title: document.querySelectorAll('.g-gtitle'), legend: document.querySelectorAll('.legend'),
        'x title': document.querySelectorAll('.g-xtitle, .g-x2title'), caption: captions,
    };
    const page = document.querySelector('.main-svg').getBoundingClientRect();
    const boxes = Object.entries(places).filter(([, found]) => found.length)
        .map(([name, found]) => [name, found[0].getBoundingClientRect()]).filter(([, b]) => b.width);
    const wrong = [];
    boxes.forEach(([name, b], k) => {
        if (b.left < -1 || b.right > innerWidth + 1 || b.top < -1 || b.bottom > page.bottom + 1)
            wrong.push(name + ' is cut');
        boxes.slice(0, k).forEach(([other, o]) => {
            if (b.top < o.bottom - 1 && o.top < b.bottom - 1 && b.left < o.right - 1 && o.left < b.right - 1)
                wrong.push(name + ' over ' + other);
        });
    });
    return wrong.concat(boxes.length < 2 ? ['title or caption is missing'] : []);
}"""
"""Which of title, legend, axis title and caption lie over each other or outside the window."""


@pytest.mark.parametrize("name", DRAWN)
def test_a_saved_figure_draws_alone(
    name: str, tmp_path: Path, browser: Any, result: Result, compared: Comparison  # noqa: F811
) -> None:  # fmt: skip
    place = figures.save(DRAWN[name](result, compared), tmp_path / f"{name}.html")
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(place.as_uri())
    for width in (1600, 1000, 400):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_function(
            f"Math.abs(document.querySelector('.main-svg').getBoundingClientRect().width - {width}) < 20"
        )
        page.wait_for_timeout(150)
        assert page.evaluate(OVERLAPS) == [], f"at {width} px"
    assert page.locator(".scatterlayer .trace, .barlayer .trace, .heatmaplayer .hm").count() > 0
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    page.close()


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_pictures(suffix: str, tmp_path: Path) -> None:
    pytest.importorskip("kaleido")
    drawn = sim.simulate(sim.load_scenario("humanity_alliance"), replicates=2, ticks=3)
    content = figures.save(figures.balance(drawn), tmp_path / f"balance{suffix}").read_bytes()
    assert content.startswith(b"\x89PNG" if suffix == ".png" else b"<svg")
    assert len(content) > 10_000
