"""Lessons and a class in real browsers: a teacher and a student, each in a context of their own.

Skipped where playwright or a Chromium is missing. ``SERVER_SHOTS=docs/images/server`` keeps screenshots there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import needs_chromium
from tests.browser.visits import PHONE, keep

pytestmark = [pytest.mark.slow, needs_chromium]

NASTY = "<b onclick=x>Ada</b>"
VEILED = "document.getElementById('main').inert"


def open_class(page: Any) -> str:
    page.fill("[data-class=open] [name=teacher]", "Ms Ortega")
    page.click("[data-class=open] button")
    page.wait_for_function("document.querySelector('#class [data-code]').textContent.length === 5")
    return str(page.inner_text("#class p[data-code]"))


def join_class(page: Any, code: str, nickname: str) -> None:
    page.fill("[data-class=join] [name=code]", code.lower())
    page.fill("[data-class=join] [name=nickname]", nickname)
    page.click("[data-class=join] button")
    page.wait_for_selector("#class [data-role=student]:not([hidden])")


def test_a_lesson_asks_first_and_shows_then(tab: Any) -> None:
    page = tab("?v=1&page=lessons")
    page.wait_for_selector("ul.lessons li")
    assert page.locator("ul.lessons li").count() == 6
    keep(page, "lessons_laptop")
    page.click("ul.lessons a >> nth=2")
    page.click("text=Begin")
    page.wait_for_selector("#lesson-bar h1")
    page.wait_for_selector("#explore[data-shown]")
    assert not page.evaluate(VEILED)
    page.click("#lesson-bar >> text=Next")
    page.wait_for_selector("[data-predict]")
    page.wait_for_function(VEILED)
    assert not page.is_visible("[data-picture=map]")
    assert not page.is_visible("[data-after]")
    assert "p.free_riding=1" in page.url
    page.check("[data-predict] [value=none]")
    page.click("text=Mark and see")
    page.wait_for_function(f"!({VEILED})")
    page.wait_for_function("/Jordan/.test(document.querySelector('[data-said]')?.textContent)")
    assert page.inner_text("[data-marked]") == "You marked: non-aligned."
    page.wait_for_selector("[data-picture=map] .plot svg")
    keep(page, "lesson_laptop")
    page.click("text=Leave the lesson")
    page.wait_for_selector("#lesson-bar", state="hidden")
    assert "p.free_riding=1" in page.url


COLOUR = (
    "code => document.querySelector('#game-map .plot')?.data?.find(({ name }) => name === code)?.fillcolor"
)


def test_a_class_follows_predicts_and_plays(tab: Any, address: str) -> None:
    teacher = tab("?v=1&case=nato_veto&runs=4&page=class")
    code = open_class(teacher)
    student = tab(f"?v=1&page=class#{code}", PHONE)
    student.wait_for_function(f"document.querySelector('[data-class=join] [name=code]')?.value === '{code}'")
    join_class(student, code, NASTY)
    teacher.wait_for_function("/1 here/.test(document.querySelector('#class [data-here]').textContent)")
    keep(teacher, "class_teacher_laptop", full_page=True)
    assert student.evaluate("document.documentElement.scrollWidth <= innerWidth")

    teacher.click("nav >> text=Explore")  # follow
    teacher.wait_for_selector("#explore[data-shown]")
    student.wait_for_selector("#explore[data-shown*='nato_veto']")
    teacher.select_option("[data-key=lens]", "waltz")
    student.wait_for_function("location.search.includes('lens=waltz')")
    student.wait_for_function("/moved on/.test(document.querySelector('#class-bar .notice')?.textContent)")
    for page in (teacher, student):
        assert code not in page.url

    teacher.click("nav >> text=Class")  # predict
    teacher.select_option("[data-class=ask] [name=actor]", "TUR")
    teacher.select_option("[data-class=ask] [name=tick]", "9")
    teacher.click("[data-class=ask] button")
    student.wait_for_selector("#class-bar [data-class=mark]:not([hidden])")
    student.wait_for_function(VEILED)
    keep(student, "class_predict_phone")
    student.check("#class-bar [data-class=mark] [value=palestine]")
    student.click("#class-bar [data-class=mark] button")
    student.wait_for_function(f"!({VEILED})")
    assert student.is_hidden("#class-bar [data-guesses]")
    teacher.wait_for_function("/: 1/.test(document.querySelector('[data-counts]').textContent)")
    teacher.click("[data-class-do=close]")
    for page in (teacher, student):
        page.wait_for_selector("#class-bar [data-guesses] svg .bars")
        page.wait_for_function("/4 runs/.test(document.querySelector('#class-bar [data-said]').textContent)")
    keep(teacher, "class_guesses_laptop")
    teacher.click("[data-class-do=fold]")

    teacher.click("[data-class=game] button")  # play
    teacher.wait_for_selector("[data-class-do=advance]:not([hidden])")
    student.evaluate("document.querySelector('a[data-key=page][data-value=class]').click()")
    student.select_option("[data-class=take] select", "TUR")
    student.click("[data-class=take] button")
    student.wait_for_selector("[data-outlook] table")
    student.check("[data-class=choose] [value=none]")
    student.click("[data-class=choose] button")
    student.wait_for_function(
        "/non-aligned/.test(document.querySelector('#class [data-chosen]').textContent)"
    )
    teacher.wait_for_function("/Everybody/.test(document.querySelector('#class [data-waiting]').textContent)")
    assert NASTY in teacher.inner_text("[data-seats]")
    keep(student, "class_seat_phone", full_page=True)
    before = student.wait_for_function(COLOUR, arg="TUR").json_value()
    teacher.click("[data-class-do=advance]")
    student.wait_for_function("/turn 2/.test(document.querySelector('#class [data-turn]').textContent)")
    student.wait_for_function(f"before => ({COLOUR})('TUR') !== before", arg=before)
    for page in (teacher, student):
        page.wait_for_selector("[data-results]:not([hidden]) [data-rows] tr")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep(teacher, "class_game_laptop", full_page=True)
    assert "none" in student.evaluate("fetch('/class/x', {method: 'POST'}).then(() => 'none')")

    with teacher.expect_download() as taken:
        teacher.click("[data-class-do=export]")
    assert '"TUR"' in Path(taken.value.path()).read_text(encoding="utf-8")
    teacher.on("dialog", lambda dialog: dialog.accept())
    teacher.click("[data-class-do=end]")
    teacher.wait_for_selector("[data-class=open]:visible")
    student.wait_for_function("/Join again/.test(document.querySelector('#class-bar .notice')?.textContent)")
    student.wait_for_selector("[data-class=join]:visible")
    assert student.evaluate("sessionStorage.getItem('counterpoise-class')") is None


def test_who_does_not_follow_is_left_alone_and_a_reload_stays_in_the_class(tab: Any) -> None:
    teacher = tab("?v=1&case=nato_veto&runs=4&page=class")
    code = open_class(teacher)
    student = tab("?v=1&page=class&language=ar", PHONE)
    student.wait_for_selector("[data-class=join]:visible")
    join_class(student, code, "Bo")
    student.uncheck("[data-follow]")
    student.reload()
    student.wait_for_function("document.querySelector('#class-bar [data-follow]')?.checked === false")
    student.wait_for_selector("#class [data-role=student]:not([hidden])")
    keep(student, "class_arabic_phone")
    teacher.click("nav >> text=Explore")
    teacher.wait_for_selector("#explore[data-shown]")
    teacher.wait_for_timeout(2500)
    assert "page=class" in student.url
    student.check("[data-follow]")
    student.wait_for_function(
        "location.search.includes('nato_veto') && location.search.includes('language=ar')"
    )
    student.click("a[data-key=page][data-value=class]")
    student.wait_for_selector("#class [data-role=student]:not([hidden])")
    student.reload()  # following goes on from where the teacher goes next, not from where the teacher was
    student.wait_for_selector("#class [data-role=student]:not([hidden])")
    student.wait_for_timeout(2500)
    assert "page=class" in student.url
    teacher.keyboard.press("ArrowRight")
    student.wait_for_function("location.search.includes('tick=1') && !location.search.includes('page=class')")


def test_a_guess_made_while_the_network_was_away_counts_when_it_is_back(tab: Any) -> None:
    teacher = tab("?v=1&case=nato_veto&runs=4&page=class")
    code = open_class(teacher)
    student = tab(f"?v=1&page=class#{code}", PHONE)
    student.wait_for_selector("[data-class=join]:visible")
    join_class(student, code, "Cem")
    teacher.click("[data-class=ask] button")
    student.wait_for_selector("#class-bar [data-class=mark]:not([hidden])")
    student.context.set_offline(True)
    student.check("#class-bar [data-class=mark] [value=none]")
    student.click("#class-bar [data-class=mark] button")
    student.wait_for_function(
        "/does not answer/.test(document.querySelector('#class-bar .notice')?.textContent)"
    )
    student.context.set_offline(False)
    teacher.wait_for_function("/non-aligned: 1/.test(document.querySelector('[data-counts]').textContent)")
    student.wait_for_function(
        "/non-aligned/.test(document.querySelector('#class-bar [data-marked]').textContent)"
    )
    assert student.is_hidden("#class-bar [data-class=mark]")  # who sees the pictures guesses no more
    teacher.click("[data-class-do=close]")
    student.wait_for_selector("#class-bar [data-guesses] svg .legend")
    legend, plot = (
        student.locator(f"#class-bar [data-guesses] {at}").bounding_box() for at in (".legend", ".plot")
    )
    assert legend["y"] >= plot["y"]  # no row of it is cut off
    teacher.click("[data-class=game] button")
    student.wait_for_selector("#class-bar [data-turn-link]", state="hidden")  # the page Class says so itself
    student.evaluate("document.querySelector('a[data-key=page][data-value=explore]').click()")
    student.wait_for_selector("#class-bar [data-turn-link]:not([hidden])")


def test_after_a_restart_the_teacher_opens_anew(tab: Any) -> None:
    teacher = tab("?v=1&case=nato_veto&runs=4&page=class")
    code = open_class(teacher)
    teacher.evaluate(
        """() => { const kept = JSON.parse(sessionStorage.getItem('counterpoise-class'));
        sessionStorage.setItem('counterpoise-class', JSON.stringify({...kept, code: 'ZZZZZ'})); }"""
    )  # what the page still knows, and no server does
    teacher.reload()
    teacher.wait_for_function(
        "/started anew/.test(document.querySelector('#class-bar .notice')?.textContent)"
    )
    assert open_class(teacher) != code
    assert teacher.inner_text("#class-bar .notice") == ""
