"""Classes: what can happen, who sees what, and when it is over."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.server.classes import CODE_LENGTH, LETTERS, Classes, Joined, Opened
from sim.server.room import ClassError, GoneError, Limits, clean, nickname_of
from sim.server.views import StudentView, TeacherView

ADDRESS = "?v=1&case=nato_veto"
ACTORS, OPTIONS = ("TUR", "ESP", "DEU"), ("none", "west", "east")


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def classes(clock: Clock) -> Classes:
    return Classes(Limits(classes=3, people=4, questions=2, address=60), clock)


@pytest.fixture
def room(classes: Classes) -> Opened:
    return classes.open("Ms Ortega")


def seen(classes: Classes, room: Opened, person: Joined) -> StudentView:
    view = classes.follow(room.code, person.token)
    assert view is not None
    return view


def led(classes: Classes, room: Opened) -> TeacherView:
    view = classes.lead(room.code, room.secret)
    assert view is not None
    return view


# Coming in


def test_codes_can_be_read_aloud_and_typed_in_any_way(classes: Classes, room: Opened) -> None:
    assert len(room.code) == CODE_LENGTH
    assert set(room.code) <= set(LETTERS)
    assert not set(LETTERS) & set("AEIOUYL")
    spaced = f" {room.code[:2].lower()}-{room.code[2:]} "
    assert seen(classes, room, classes.join(spaced, "Ada")).teacher == "Ms Ortega"


def test_codes_secrets_and_tokens_differ() -> None:
    classes = Classes(Limits(classes=400))
    opened = [classes.open() for _ in range(400)]
    assert len({one.code for one in opened}) == len({one.secret for one in opened}) == 400
    tokens = {classes.join(opened[0].code, "x").token for _ in range(120)}
    assert len(tokens) == 120


def test_nicknames_are_trimmed_and_told_apart(classes: Classes, room: Opened) -> None:
    names = [classes.join(room.code, name).nickname for name in ("  Ada\t L. ", "ADA L.", "Ａda L.", "Bo")]
    assert names == ["Ada L.", "ADA L. (2)", "Ａda L. (3)", "Bo"]


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "\x00", None, 7, ["Ada"]])
def test_a_nickname_of_nothing_is_refused(classes: Classes, room: Opened, name: str) -> None:
    with pytest.raises(ClassError, match="Choose a nickname"):
        classes.join(room.code, name)


def test_a_long_nickname_is_refused_with_the_limit(classes: Classes, room: Opened) -> None:
    assert classes.join(room.code, "x" * 24).nickname == "x" * 24
    with pytest.raises(ClassError, match="at most 24") as told:
        classes.join(room.code, "x" * 25)
    assert (told.value.text, told.value.values) == ("A nickname has at most {most} characters.", {"most": 24})
    assert classes.join(room.code, "x" * 24).nickname == "x" * 20 + " (2)"


@settings(max_examples=200)
@given(names=st.lists(st.text(max_size=26), max_size=12))
def test_nicknames_are_clean_short_and_unique_whatever_is_typed(names: list[str]) -> None:
    taken: list[str] = []
    for name in names:
        try:
            found = nickname_of(name, Limits(), taken)
        except ClassError:
            assert not clean(name) or len(clean(name)) > 24
            continue
        assert 1 <= len(found) <= 24
        assert clean(found) == found
        assert all(unicodedata.category(c)[0] != "C" for c in found)
        assert found.encode()
        assert unicodedata.normalize("NFKC", found).casefold() not in [
            unicodedata.normalize("NFKC", other).casefold() for other in taken
        ]
        taken.append(found)


# Following


def test_followers_see_the_address_and_ask_again_for_nothing(classes: Classes, room: Opened) -> None:
    ada = classes.join(room.code, "Ada")
    first = seen(classes, room, ada)
    assert (first.address, classes.follow(room.code, ada.token, since=first.revision)) == ("", None)
    classes.share(room.code, room.secret, ADDRESS)
    later = classes.follow(room.code, ada.token, since=first.revision)
    assert later is not None
    assert (later.address, later.revision > first.revision) == (ADDRESS, True)
    classes.share(room.code, room.secret, ADDRESS)
    assert classes.follow(room.code, ada.token, since=later.revision) is None


def test_what_only_the_teacher_sees_does_not_stir_the_class(classes: Classes, room: Opened) -> None:
    ada, bo = classes.join(room.code, "Ada"), classes.join(room.code, "Bo")
    number = classes.ask(room.code, room.secret, "TUR", 3, OPTIONS)
    revision, activity = seen(classes, room, ada).revision, led(classes, room).activity
    classes.mark(room.code, bo.token, number, "west")
    assert classes.follow(room.code, ada.token, since=revision) is None
    view = classes.lead(room.code, room.secret, since=activity)
    assert view is not None
    assert view.question is not None
    assert view.question.counts == {"none": 0, "west": 1, "east": 0}


# Predict first


def test_marks_change_until_the_question_is_closed_and_are_then_shown(classes: Classes, room: Opened) -> None:
    ada, bo = classes.join(room.code, "Ada"), classes.join(room.code, "Bo")
    number = classes.ask(room.code, room.secret, "TUR", 3, OPTIONS)
    assert classes.mark(room.code, ada.token, number, "west").mark == "west"
    classes.mark(room.code, bo.token, number, "west")
    question = classes.mark(room.code, ada.token, number, "east").question
    assert question is not None
    assert (question.open, question.counts) == (True, None)
    classes.close(room.code, room.secret)
    question = seen(classes, room, bo).question
    assert question is not None
    assert question.counts == {"none": 0, "west": 1, "east": 1}
    for wrong in (number, number + 1, None):
        with pytest.raises(ClassError, match="closed"):
            classes.mark(room.code, ada.token, wrong, "west")
    with pytest.raises(ClassError, match="No question is open"):
        classes.close(room.code, room.secret)


def test_a_new_question_closes_the_old_one_and_a_late_mark_is_refused(classes: Classes, room: Opened) -> None:
    ada = classes.join(room.code, "Ada")
    first = classes.ask(room.code, room.secret, "TUR", 3, OPTIONS)
    second = classes.ask(room.code, room.secret, "ESP", 3, OPTIONS)
    with pytest.raises(ClassError, match="closed"):
        classes.mark(room.code, ada.token, first, "west")
    assert classes.mark(room.code, ada.token, second, "west").mark == "west"
    with pytest.raises(ClassError, match="room for 2 questions"):
        classes.ask(room.code, room.secret, "DEU", 3, OPTIONS)


def test_leaving_withdraws_a_mark_so_that_nobody_votes_twice(classes: Classes, room: Opened) -> None:
    number = classes.ask(room.code, room.secret, "TUR", 3, OPTIONS)
    for _ in range(3):
        ada = classes.join(room.code, "Ada")
        classes.mark(room.code, ada.token, number, "west")
        question = led(classes, room).question
        assert question is not None
        assert question.counts is not None
        assert question.counts["west"] == 1
        classes.leave(room.code, ada.token)


# Seats


def play(classes: Classes, room: Opened, *, together: bool = False) -> None:
    classes.open_game(room.code, room.secret, ADDRESS, ACTORS, OPTIONS, 3, together)


def test_a_game_from_seats_to_its_end(classes: Classes, room: Opened) -> None:
    ada, bo = classes.join(room.code, "Ada"), classes.join(room.code, "Bo")
    play(classes, room)
    assert classes.take(room.code, ada.token, "TUR").seat == "TUR"
    with pytest.raises(ClassError, match="taken"):
        classes.take(room.code, bo.token, "TUR")
    classes.take(room.code, bo.token, "ESP")
    classes.choose(room.code, ada.token, 0, "west")
    assert classes.choose(room.code, ada.token, 0, "east").choice == "east"
    other, teacher = seen(classes, room, bo), led(classes, room)
    assert other.game is not None
    assert (other.game.choices, other.choice) == ({}, "")
    assert (other.game.seats, teacher.waiting) == ({"TUR": "Ada", "ESP": "Bo"}, ["ESP"])
    assert classes.advance(room.code, room.secret, 0) == 1
    assert classes.advance(room.code, room.secret, 0) == 1
    with pytest.raises(ClassError, match="gone on"):
        classes.choose(room.code, bo.token, 0, "west")
    after = seen(classes, room, bo).game
    assert after is not None
    assert after.choices == {(0, "TUR"): "east"}
    classes.advance(room.code, room.secret, 1)
    classes.advance(room.code, room.secret, 2)
    for call in (
        lambda: classes.advance(room.code, room.secret, 3),
        lambda: classes.choose(room.code, ada.token, 3, "west"),
    ):
        with pytest.raises(ClassError, match="over"):
            call()
    kept = classes.export(room.code, room.secret)["game"]
    assert kept["choices"] == [{"tick": 0, "actor": "TUR", "option": "east"}]
    classes.close_game(room.code, room.secret)
    assert (seen(classes, room, ada).game, seen(classes, room, ada).seat) == (None, "")


def test_a_tick_that_all_have_chosen_for_ends_by_itself_where_asked(classes: Classes, room: Opened) -> None:
    people = [classes.join(room.code, name) for name in ("Ada", "Bo", "Cy")]
    play(classes, room, together=True)
    for person, actor in zip(people, ACTORS, strict=True):
        classes.take(room.code, person.token, actor)
    ticks = []
    for person in people:
        view = classes.choose(room.code, person.token, 0, "west")
        assert view.game is not None
        ticks.append(view.game.tick)
    assert ticks == [0, 0, 1]
    classes.choose(room.code, people[0].token, 1, "none")
    classes.choose(room.code, people[1].token, 1, "none")
    classes.leave(room.code, people[2].token)  # the last one waited for
    game = led(classes, room).game
    assert game is not None
    assert game.tick == 2
    assert (2, "DEU") not in game.choices


def test_who_gives_up_a_seat_takes_the_unfinished_choice_along(classes: Classes, room: Opened) -> None:
    ada, bo = classes.join(room.code, "Ada"), classes.join(room.code, "Bo")
    play(classes, room)
    classes.take(room.code, ada.token, "TUR")
    classes.choose(room.code, ada.token, 0, "west")
    classes.take(room.code, ada.token, "ESP")
    view = classes.take(room.code, bo.token, "TUR")
    assert (view.choice, led(classes, room).waiting) == ("", ["TUR", "ESP"])
    assert classes.stand_up(room.code, bo.token).seat == ""
    with pytest.raises(ClassError, match="Take a seat"):
        classes.choose(room.code, bo.token, 0, "west")


def test_a_seat_can_be_freed_by_the_teacher(classes: Classes, room: Opened) -> None:
    ada = classes.join(room.code, "Unwelcome")
    play(classes, room)
    classes.take(room.code, ada.token, "TUR")
    classes.dismiss(room.code, room.secret, "TUR")
    with pytest.raises(GoneError, match="join again"):
        classes.follow(room.code, ada.token)
    with pytest.raises(ClassError, match="Nobody has this seat"):
        classes.dismiss(room.code, room.secret, "TUR")
    with pytest.raises(ClassError, match="Nobody has this seat"):
        classes.dismiss(room.code, room.secret, "")


# Limits, ends and strangers


def test_caps_are_told_to_people(classes: Classes, room: Opened) -> None:
    for _ in range(2):
        classes.open()
    with pytest.raises(ClassError, match="holds 3 classes"):
        classes.open()
    for name in "abcd":
        classes.join(room.code, name)
    with pytest.raises(ClassError, match="takes 4 people"):
        classes.join(room.code, "e")
    with pytest.raises(ClassError, match="at most 60"):
        classes.share(room.code, room.secret, "?" + "x" * 60)


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=80), st.binary(max_size=4),
    st.lists(st.text(max_size=3) | st.integers(), max_size=8),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_whatever_a_client_sends_ends_in_words_for_people(data: st.DataObject) -> None:
    """Never another exception, and nothing odd gets into what others see."""
    classes = Classes()
    room = classes.open()
    ada = classes.join(room.code, "Ada")
    classes.ask(room.code, room.secret, "TUR", 0, OPTIONS)
    play(classes, room)
    classes.take(room.code, ada.token, "TUR")
    teacher, student = (room.code, room.secret), (room.code, ada.token)
    calls = {
        "share": (teacher, 1), "ask": (teacher, 3), "open_game": (teacher, 5), "advance": (teacher, 1),
        "dismiss": (teacher, 1), "lead": (teacher, 1), "follow": (student, 1), "mark": (student, 2),
        "take": (student, 1), "choose": (student, 2), "join": ((room.code,), 1), "open": ((), 1),
    }  # fmt: skip
    name = data.draw(st.sampled_from(sorted(calls)))
    fixed, count = calls[name]
    strangers = data.draw(st.booleans())
    known = tuple(data.draw(ODD) for _ in fixed) if strangers else fixed
    try:
        getattr(classes, name)(*known, *(data.draw(ODD) for _ in range(count)))
    except ClassError as error:
        told = error
        assert str(told) == told.text.format(**told.values) != ""
    json.dumps(classes.export(*teacher), allow_nan=False)


def test_a_class_that_has_ended_is_gone_for_all(classes: Classes, room: Opened) -> None:
    ada = classes.join(room.code, "Ada")
    classes.end(room.code, room.secret)
    for call in (
        lambda: classes.follow(room.code, ada.token),
        lambda: classes.lead(room.code, room.secret),
        lambda: classes.join(room.code, "Bo"),
        lambda: classes.export(room.code, room.secret),
        lambda: classes.end(room.code, room.secret),
    ):
        with pytest.raises(GoneError, match="no class of this code"):
            call()
    assert "Ada" not in repr(vars(classes))
    assert room.secret not in repr(vars(classes))


def test_idle_classes_and_people_expire(classes: Classes, room: Opened, clock: Clock) -> None:
    limits = Limits()
    ada, bo = classes.join(room.code, "Ada"), classes.join(room.code, "Bo")
    play(classes, room)
    classes.take(room.code, bo.token, "TUR")
    clock.now += limits.idle_person
    assert seen(classes, room, ada).nickname == "Ada"
    clock.now += 1
    game = seen(classes, room, ada).game
    assert game is not None
    assert game.seats == {}
    with pytest.raises(GoneError, match="away for long"):
        classes.follow(room.code, bo.token)
    clock.now += limits.idle_class - limits.idle_person - 1
    assert led(classes, room).people == 0
    clock.now += limits.idle_class + 1
    with pytest.raises(GoneError):
        classes.lead(room.code, room.secret)
    assert "Ortega" not in repr(vars(classes))


def test_students_who_forgot_a_page_do_not_keep_a_class(classes: Classes, room: Opened, clock: Clock) -> None:
    ada = classes.join(room.code, "Ada")
    with pytest.raises(GoneError):  # noqa: PT012
        for _ in range(1000):
            clock.now += 60
            classes.follow(room.code, ada.token)
    assert clock.now == pytest.approx(1000 + Limits().idle_class + 60)


def test_a_forgotten_teachers_page_ends_too_and_places_become_free(classes: Classes, clock: Clock) -> None:
    rooms = [classes.open() for _ in range(3)]
    while clock.now <= 1000 + Limits().longest_class:
        for room in rooms:
            classes.lead(room.code, room.secret)
        clock.now += 3600
    assert classes.open().code


def test_only_the_teachers_page_leads(classes: Classes, room: Opened) -> None:
    ada, other = classes.join(room.code, "Ada"), classes.open()
    for secret in ("", ada.token, other.secret, "é", None, b"x"):
        for call in (
            lambda s=secret: classes.lead(room.code, s),
            lambda s=secret: classes.export(room.code, s),
            lambda s=secret: classes.end(room.code, s),
            lambda s=secret: classes.share(room.code, s, ADDRESS),
        ):
            with pytest.raises(ClassError, match="teacher's own page"):
                call()
    with pytest.raises(GoneError, match="not in this class"):
        classes.follow(other.code, ada.token)
