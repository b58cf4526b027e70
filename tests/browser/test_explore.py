"""Explore in a real browser: play, step, change, go back, reload; nothing is asked of anybody else.

Skipped where playwright or a Chromium is missing. ``SERVER_SHOTS=docs/images/server`` keeps screenshots there.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from sim.figures.maps import equal_earth
from tests.browser.chromium import needs_chromium
from tests.browser.visits import LAPTOP, NASTY, PHONE, PROJECTOR, keep, shown

pytestmark = [pytest.mark.slow, needs_chromium]


def _rough(shapes: Any) -> Any:
    """Shapes with their numbers to the nearest whole one."""
    return re.sub(r"-?\d+\.\d+", lambda number: str(round(float(number[0]))), str(shapes))


def weights(page: Any) -> list[float]:
    """Last numbers of the first line of the weights of the poles, as drawn."""
    return page.evaluate(
        "() => [...document.querySelector('[data-picture=weights] .plot').calcdata.at(-2)].map((p) => p.y)"
    )


def test_play_step_and_drag(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4")
    when = page.inner_text("#when")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.getElementById('tick').value === '1'")
    assert page.inner_text("#when") != when
    assert "tick=1" in page.url
    page.keyboard.press("Space")
    page.wait_for_function("Number(document.getElementById('tick').value) >= 4")
    page.keyboard.press("Space")
    stopped = page.input_value("#tick")
    page.wait_for_function(f"location.search.includes('tick={stopped}')")
    assert page.inner_text("#said").startswith(page.inner_text("#when"))
    page.locator("#tick").fill("12")
    page.wait_for_function("location.search.includes('tick=12')")
    frame = """[...document.querySelectorAll('[data-picture=network] .point')].map(
        (dot) => dot.getAttribute('transform')).join()"""
    before = page.evaluate(frame)
    page.click("[data-do=start]")
    page.wait_for_function("([frame, before]) => eval(frame) !== before", arg=[frame, before])
    assert "tick" not in page.url


def test_what_plotly_would_save_is_what_is_seen(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4")
    seen = """() => ['map', 'network'].map((name) => {
        const at = document.querySelector(`[data-picture=${name}] .plot`);
        return [...at.querySelectorAll('.scatterlayer .point')].map(
          (dot) => [dot.getAttribute('transform'), dot.getAttribute('d'), getComputedStyle(dot).fill]).concat(
          [...at.querySelectorAll('.scatterlayer .js-fill')].map((area) => {
            const hatch = /#([^"]*)/.exec(getComputedStyle(area).fill);
            const part = hatch && document.getElementById(hatch[1]);
            const ink = (one) => getComputedStyle(one).fill + getComputedStyle(one).stroke;
            return part ? [...part.children].map(ink) : getComputedStyle(area).fill; })) })"""
    page.locator("#tick").fill("12")
    page.wait_for_function("document.getElementById('tick').value === '12'")
    painted = page.evaluate(seen)
    drawn = """() => { const at = document.querySelector('[data-picture=network] .plot');
        const told = at.data[2].x, dots = [...at.querySelectorAll('.scatterlayer .point')], axis = at._fullLayout.xaxis;
        return dots.every((dot, i) => Math.abs(
          parseFloat(dot.getAttribute('transform').slice(10)) - axis.c2p(told[i])) < 0.02) }"""
    page.wait_for_function(drawn)
    page.evaluate(
        """async () => { for (const name of ['map', 'network'])
        await Plotly.redraw(document.querySelector(`[data-picture=${name}] .plot`)) }"""
    )
    again = page.evaluate(seen)
    for ours, theirs in zip(painted, again, strict=True):
        assert _rough(ours) == _rough(theirs)


def test_a_change_after_playing_is_kept(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('tick=1')")
    number = page.locator("input[type=number][data-key='p.hostility_exponent']")
    number.fill("0.5")
    number.blur()
    shown(page, "p.hostility_exponent=0.5")
    assert "tick=1" in page.url


def test_what_is_changed_is_in_the_picture_and_in_the_address(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4&lens=walt")
    before = weights(page)
    number = page.locator("input[type=number][data-key='p.hostility_exponent']")
    number.fill("0")
    number.blur()
    shown(page, "p.hostility_exponent=0")
    assert weights(page) != before
    assert page.locator("[data-slider=hostility_exponent]").get_attribute("class") == "slider changed"
    keep(page, "changed")
    address = page.url
    page.reload()
    shown(page, "p.hostility_exponent=0")
    assert page.url == address
    assert number.input_value() == "0"
    page.click("[data-reset='p.hostility_exponent']")
    page.wait_for_function("!location.search.includes('hostility')")
    page.wait_for_function("!document.getElementById('explore').dataset.shown.includes('hostility')")
    assert weights(page) == before
    page.go_back()
    shown(page, "p.hostility_exponent=0")
    assert number.input_value() == "0"


def test_events_are_taken_out_moved_and_added(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4")
    before = weights(page)
    page.click("summary:has-text('Events')")
    box = page.locator("[data-off=israeli_operation]")
    box.uncheck()
    shown(page, "off=israeli_operation")
    box.check()
    page.wait_for_function("!document.getElementById('explore').dataset.shown.includes('off=')")
    form = page.locator("form[data-own]")
    form.locator("[name=of]").select_option("USA")
    form.locator("[name=pole]").select_option("none")
    form.locator("[name=date]").fill("2023-12-01")
    form.locator("button").click()
    shown(page, "own=align~USA~none~0.5~2023-12-01")
    assert weights(page) != before
    assert "United States (USA) · non-aligned" in page.inner_text("[data-owns]")
    assert "own_1" in page.text_content("#command")
    keep(page, "events")
    page.click("[data-drop='0']")
    page.wait_for_function("!document.getElementById('explore').dataset.shown.includes('own=')")
    assert weights(page) == before


def test_what_is_wrong_is_told_and_can_be_mended(opened: Any, address: str) -> None:
    page = opened("?v=1&case=nato_veto&runs=4")
    page.click("summary:has-text('Events')")
    form = page.locator("form[data-own]")
    form.locator("[name=of]").select_option("TUR")
    form.locator("[name=do]").select_option("commit")
    form.locator("[name=value]").fill("-1")
    form.locator("button").click()
    page.wait_for_function(
        "document.getElementById('errors').textContent.includes('greater than or equal to 0')"
    )
    page.click("[data-drop='0']")
    page.wait_for_function("document.getElementById('errors').textContent === ''")


def test_an_address_that_leads_nowhere_has_a_way_out(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/?v=2&case=nato_veto")
    page.wait_for_function("/version 2/.test(document.getElementById('errors')?.textContent)")
    page.goto(f"{address}/?v=1&case=atlantis")
    page.wait_for_function("/atlantis/.test(document.getElementById('errors')?.textContent)")
    page.click("header .brand")
    page.wait_for_selector("#explore[data-shown]")
    assert page.inner_text("#errors") == ""
    page.close()


def test_another_case_and_another_lens(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4&tick=3")
    page.select_option("[data-key=lens]", "waltz")
    shown(page, "lens=waltz")
    assert page.input_value("#tick") == "3"
    page.select_option("[data-key=case]", "own")
    shown(page, "case=own")
    assert page.inner_text("h1") == "Long"
    page.locator("#picture-map").wait_for()
    assert page.evaluate("window.harmed") is None
    page.click("summary:has-text('All actors')")
    assert NASTY in page.inner_text("#actors")


def test_hovering_tells_number_and_source(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4")
    page.locator("#picture-map").scroll_into_view_if_needed()
    x, y = equal_earth(105, 35)  # in China
    place = page.evaluate(
        """([lon, lat]) => { const at = document.querySelector('[data-picture=map] .plot');
        const box = at.getBoundingClientRect();
        const { xaxis: x, yaxis: y } = at._fullLayout;
        return [box.x + x._offset + x.l2p(lon), box.y + y._offset + y.l2p(lat)]; }""",
        [1000 * float(x), 1000 * float(y)],
    )
    page.mouse.move(*place)
    page.wait_for_function("!document.getElementById('tip').hidden")
    told = page.inner_text("#tip")
    assert "(CHN)" in told
    assert "Share of 4 runs" in told
    assert "Coded from" in told


def one_row(page: Any) -> bool:
    """Whether all pages' names stand in one row, whole and in the window."""
    return page.evaluate(
        """() => { const boxes = [...document.querySelectorAll('header nav a')].map((a) => a.getBoundingClientRect());
        return new Set(boxes.map((box) => box.top)).size === 1
          && boxes.every((box) => box.left >= 0 && box.right <= innerWidth); }"""
    )


@pytest.mark.parametrize("size", [LAPTOP, PHONE, PROJECTOR], ids=["laptop", "phone", "projector"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits(opened: Any, size: tuple[int, int], scheme: str, request: Any) -> None:
    page = opened("?v=1&tick=9&runs=40", size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one_row(page)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    name = request.node.callspec.id.replace("-", "_")
    keep(page, f"explore_{name}")


def test_right_to_left(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4&language=ar", PHONE)
    assert page.evaluate("[document.dir, document.documentElement.lang].join()") == "rtl,ar"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one_row(page)
    title, ticks, month = page.evaluate(
        """() => { const at = document.querySelector('[data-picture=weights] .plot');
        const box = (node) => node.getBoundingClientRect();
        const numbers = [...at.querySelectorAll('.ytick text')].map((node) => box(node).left);
        return [box(at.querySelector('.ytitle')).right, Math.min(...numbers),
          at.querySelector('.xtick text').textContent] }"""
    )
    assert title <= ticks + 1
    assert month.startswith("أكتوبر")
    keep(page, "explore_arabic_phone")


def test_the_server_comes_back(opened: Any) -> None:
    page = opened("?v=1&case=nato_veto&runs=4")
    page.route("**/block.json*", lambda route: route.abort())
    page.locator("[data-key=seed]").fill("3")
    page.locator("[data-key=seed]").blur()
    page.wait_for_function("document.getElementById('errors').textContent.includes('does not answer')")
    page.unroute("**/block.json*")
    shown(page, "seed=3")
    assert page.inner_text("#errors") == ""
