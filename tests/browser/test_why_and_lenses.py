"""Why? and Two lenses in a real browser: what leads there, what flips, and what plays in step.

``SERVER_SHOTS=docs/images/server`` keeps screenshots there.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.chromium import needs_chromium
from tests.browser.visits import LAPTOP, NASTY, PHONE, PROJECTOR, keep, shown

pytestmark = [pytest.mark.slow, needs_chromium]

POINT = """([half, code]) => {
  const at = (half ? document.getElementById(half) : document).querySelector('[data-picture=network] .plot');
  at.scrollIntoView({ block: 'center' });
  const box = at.getBoundingClientRect(), trace = at.data[2], i = trace.customdata.indexOf(code);
  const { xaxis: x, yaxis: y } = at._fullLayout;
  return [box.x + x._offset + x.l2p(trace.x[i]), box.y + y._offset + y.l2p(trace.y[i])];
}"""
"""Where an actor is in the network."""

LOOKS = """half => [...document.querySelectorAll(`#${half} [data-picture=network] .scatterlayer .point`)].map(
  (dot) => [getComputedStyle(dot).fill, getComputedStyle(dot).stroke, dot.getAttribute('d')]).join()"""
MARKS = """half => { const at = document.querySelector(`#${half} [data-picture=map] .plot`);
  const wide = (trace) => [...at.querySelectorAll(`.trace${trace.uid} .js-line`)].some(
    (line) => parseFloat(getComputedStyle(line).strokeWidth) > 2);
  return at._fullData.filter(wide).map((trace) => trace.name).sort() }"""
"""What is seen; plotly is told of it a moment after time has come to a stand."""


def why(page: Any, *parts: str) -> None:
    page.wait_for_function(
        "parts => { const at = document.getElementById('why');"
        " const shown = at && at.dataset.shown || '';"
        " return at && !at.hasAttribute('aria-busy') && parts.every((part) => shown.includes(part)) }",
        arg=list(parts),
    )


def click(page: Any, half: str, actor: str) -> None:
    """Point at an actor in the network until it is told, and click it."""
    place = page.evaluate(POINT, [half, actor])
    page.mouse.move(*place)
    page.wait_for_function(
        "code => document.getElementById('tip').textContent.includes(`(${code})`)", arg=actor
    )
    page.mouse.click(*place)


def test_a_click_on_an_actor_asks_why(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4&tick=5&lens=walt")
    click(page, "", "USA")
    why(page, "actor=USA", "tick=5")
    assert "United States" in page.inner_text("#verdict")
    assert page.input_value("#why select[data-key=actor]") == "USA"
    assert page.input_value("#moment") == "5"
    assert page.locator("#priced tbody tr").count() >= 4
    page.go_back()
    shown(page)
    page.click("summary:has-text('All actors')")
    page.click("#actors a:has-text('(TUR)')")
    why(page, "actor=TUR", "tick=5")
    assert "Turkey" in page.inner_text("#verdict")


def test_the_tick_is_chosen_by_slider_and_keys(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4&page=why&actor=TUR")
    first = page.inner_text("#when")
    page.click("[data-by='1']")
    why(page, "tick=1")
    assert page.inner_text("#when") != first
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    why(page, "tick=2")
    page.locator("#moment").fill("9")
    why(page, "tick=9")
    page.select_option("#why select[data-key=actor]", "USA")
    why(page, "actor=USA", "tick=9")
    assert "is anchored" in page.inner_text("#verdict")
    page.select_option("#why select[data-key=lens]", "schweller")
    why(page, "lens=schweller", "actor=USA", "tick=9")


def test_the_flip_flips(opened: Any) -> None:
    page = opened("?v=1&lens=full&runs=2&page=why&actor=ESP&tick=8")
    said = page.inner_text("#flipped")
    best = page.inner_text("#turning p:first-of-type")
    page.click("#flipped a:nth-of-type(2)")
    why(page, "p.autonomy_cost=0.35")
    again = page.inner_text("#turning p:first-of-type")
    assert "non-aligned, by" in best
    assert "Palestine and its supporters, by" in again
    assert "Palestine and its supporters is worth most" in said
    page.go_back()
    page.wait_for_function("!location.search.includes('autonomy')")
    why(page, "actor=ESP")
    page.click("#flipped a:first-of-type")
    shown(page, "p.autonomy_cost=0.35")
    assert page.input_value("input[type=number][data-key='p.autonomy_cost']") == "0.35"
    assert page.input_value("#tick") == "8"


def test_what_is_not_there_is_told_and_can_be_mended(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=2&page=why")
    assert "Choose an actor" in page.inner_text("#answer")
    page.evaluate("counterpoise.go({ actor: 'ATLANTIS' })")
    page.wait_for_function("document.getElementById('errors').textContent.includes('not a known actor')")
    page.select_option("#why select[data-key=actor]", "TUR")
    why(page, "actor=TUR")
    assert page.inner_text("#errors") == ""


def test_names_are_text(opened: Any) -> None:
    page = opened("?v=1&case=own&runs=2&page=why&actor=AAA&tick=1")
    assert NASTY in page.inner_text("#verdict")
    page.evaluate("counterpoise.go({ page: 'lenses', second: 'waltz' })")
    shown(page, "page=lenses")
    assert page.evaluate("window.harmed") is None


def test_two_lenses_play_in_step(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=6&page=lenses&lens=waltz&second=walt")
    assert page.inner_text("#left-title") == "Balance of power (Waltz)"
    assert page.inner_text("#right-title") == "Balance of threat (Walt)"
    before = [page.evaluate(LOOKS, half) for half in ("left", "right")]
    assert before[0] == before[1]  # the start is one and the same
    assert page.evaluate(MARKS, "left") == []
    page.locator("body").press("Space")
    page.wait_for_function("Number(document.getElementById('tick').value) >= 6")
    page.keyboard.press("Space")
    page.wait_for_function("location.search.includes('tick=')")
    page.wait_for_timeout(1000)  # plotly is told a little after the picture has come to rest
    after = [page.evaluate(LOOKS, half) for half in ("left", "right")]
    assert after[0] != before[0]
    assert after[0] != after[1]
    page.locator("#tick").fill("18")
    page.wait_for_function("location.search.includes('tick=18')")
    page.wait_for_timeout(1000)
    marks = page.evaluate(MARKS, "left")
    assert marks
    assert marks == page.evaluate(MARKS, "right")
    assert page.inner_text("#said").startswith(page.inner_text("#when"))
    assert page.locator("#parted tbody tr").count() >= len(marks)
    click(page, "right", "USA")
    why(page, "lens=walt", "actor=USA")


def test_the_right_side_is_chosen(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4&page=lenses")
    page.select_option("select[data-key=second]", "event~israeli_operation")
    shown(page, "second=event")
    assert page.inner_text("#left-title").startswith("with ")
    form = page.locator("form[data-second]")
    form.locator("select").select_option("inertia")
    form.locator("input").fill("0.5")
    form.locator("button").click()
    shown(page, "second=p.inertia")
    assert page.inner_text("#right-title") == "inertia: 0.5"
    address = page.url
    page.reload()
    shown(page, "second=p.inertia")
    assert page.url == address
    assert page.inner_text("#right-title") == "inertia: 0.5"
    assert page.input_value("select[data-key=second]") == "p.inertia~0.5"


@pytest.mark.parametrize("size", [LAPTOP, PHONE, PROJECTOR], ids=["laptop", "phone", "projector"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["why", "lenses"])
def test_they_fit(opened: Any, name: str, size: tuple[int, int], scheme: str, request: Any) -> None:
    query = {"why": "&actor=EGY&tick=9&lens=walt", "lenses": "&lens=waltz&second=walt&tick=20"}[name]
    page = opened(f"?v=1&page={name}{query}", size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if name == "lenses":
        left, right = (page.locator(f"#{half}-map").bounding_box() for half in ("left", "right"))
        assert (left["y"] < right["y"]) if size == PHONE else (left["x"] < right["x"])
    keep(page, request.node.callspec.id.replace("-", "_"))


@pytest.mark.parametrize("query", ["page=why&actor=TUR&tick=4", "page=lenses&tick=4"])
def test_right_to_left(opened: Any, query: str) -> None:
    page = opened(f"?v=1&case=nato_veto&runs=4&language=ar&{query}", PHONE)
    assert page.evaluate("[document.dir, document.documentElement.lang].join()") == "rtl,ar"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "تركيا" in page.inner_text("#verdict" if "why" in query else "#parted")
