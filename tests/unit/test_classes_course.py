"""Classes under many threads at once and under any course of things."""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from sim.server.classes import Classes, Joined
from sim.server.room import ClassError, GoneError, Limits
from sim.server.views import TeacherView, for_student
from tests.unit.test_classes import ACTORS, ADDRESS, OPTIONS, Clock, led, seen

# Many at once


def test_many_threads_leave_one_holder_a_seat_and_every_mark_counted() -> None:
    classes = Classes()
    room = classes.open()
    number = classes.ask(room.code, room.secret, "TUR", 0, OPTIONS)
    classes.open_game(room.code, room.secret, ADDRESS, ACTORS, OPTIONS, 200)
    count = 24
    start = Barrier(count)

    def student(place: int) -> tuple[str, str, int]:
        start.wait()
        me = classes.join(room.code, "Ada")
        seat, revision, polls = "", -1, 0
        for turn in range(40):
            classes.mark(room.code, me.token, number, OPTIONS[(place + turn) % 3])
            try:
                seat = seat or classes.take(room.code, me.token, ACTORS[(place + turn) % 3]).seat
                game = seen(classes, room, me).game
                assert game is not None
                classes.choose(room.code, me.token, game.tick, OPTIONS[turn % 3])
            except ClassError as told:
                assert str(told).split(":")[0] in (  # noqa: PT017
                    "This seat is taken", "Take a seat first.", "That tick is over"
                )  # fmt: skip
            view = classes.follow(room.code, me.token, since=revision)
            if view is not None:
                assert view.revision > revision
                revision, polls = view.revision, polls + 1
            if place == 0:
                classes.advance(room.code, room.secret, turn)
        return me.nickname, seat, polls

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads change places between almost any two steps
    try:
        with ThreadPoolExecutor(count) as pool:
            told = list(pool.map(student, range(count)))
    finally:
        sys.setswitchinterval(usual)
    view = led(classes, room)
    assert view.question is not None
    assert view.game is not None
    assert len({nickname for nickname, _, _ in told}) == view.people == count
    assert Counter(seat for _, seat, _ in told) == {"": count - 3, **dict.fromkeys(ACTORS, 1)}
    assert view.game.seats == {seat: nickname for nickname, seat, _ in told if seat}
    last = Counter(OPTIONS[(place + 39) % 3] for place in range(count))
    assert view.question.counts == {option: last[option] for option in OPTIONS}
    assert view.game.tick == 40


# Any course of things


class AnyClass(RuleBasedStateMachine):
    """One class under any calls; what is checked are the promises of ``sim.server.views``."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.classes = Classes(Limits(people=6, idle_person=300.0), self.clock)
        self.room = self.classes.open("Ms O.")
        self.there: dict[str, str] = {}
        self.last_seen: dict[str, float] = {}
        self.held: dict[str, str] = {}
        self.shown: dict[int, tuple[object, ...]] = {}
        self.led: dict[int, TeacherView] = {}

    def _teach(self, name: str, *arguments: object) -> object:
        try:
            return getattr(self.classes, name)(self.room.code, self.room.secret, *arguments)
        except GoneError:
            raise
        except ClassError:
            return None

    def _do(self, person: Joined, name: str, *arguments: object) -> object:
        """A student's call: gone if and only if away or left."""
        try:
            told = getattr(self.classes, name)(self.room.code, person.token, *arguments)
        except GoneError:
            assert person.token not in self._present()
            return None
        except ClassError:
            told = None
        assert person.token in self._present()
        self.last_seen[person.token] = self.clock.now
        return told

    def _present(self) -> set[str]:
        return {t for t in self.there if self.clock.now - self.last_seen[t] <= 300}

    @rule(target=people, name=st.sampled_from(["Ada", "ada", "Bo", "\u200bBo", "x" * 24]))
    def join(self, name: str) -> object:
        present = self._present()
        try:
            person = self.classes.join(self.room.code, name)
        except ClassError:
            assert len(present) == 6
            return multiple()
        assert len(present) < 6
        self.there[person.token], self.last_seen[person.token] = person.nickname, self.clock.now
        return person

    @rule(person=consumes(people))
    def leave(self, person: Joined) -> None:
        self._do(person, "leave")
        self.there.pop(person.token, None)

    @rule(address=st.sampled_from([ADDRESS, "?v=1", "two words"]))
    def share(self, address: str) -> None:
        self._teach("share", address)

    @rule(actor=st.sampled_from(ACTORS), tick=st.integers(-1, 3))
    def ask(self, actor: str, tick: int) -> None:
        self._teach("ask", actor, tick, OPTIONS)

    @rule()
    def close(self) -> None:
        self._teach("close")

    @rule(person=people, number=st.integers(1, 3), option=st.sampled_from([*OPTIONS, "other"]))
    def mark(self, person: Joined, number: int, option: str) -> None:
        told = self._do(person, "mark", number, option)
        assert told is None or told.mark == option

    @rule(together=st.booleans())
    def open_game(self, together: bool) -> None:
        self._teach("open_game", ADDRESS, ACTORS, OPTIONS, 3, together)

    @rule()
    def close_game(self) -> None:
        self._teach("close_game")

    @rule(person=people, actor=st.sampled_from([*ACTORS, "XXX"]))
    def take(self, person: Joined, actor: str) -> None:
        told = self._do(person, "take", actor)
        assert told is None or told.seat == actor

    @rule(person=people)
    def stand_up(self, person: Joined) -> None:
        self._do(person, "stand_up")

    @rule(person=people, tick=st.integers(0, 3), option=st.sampled_from([*OPTIONS, "other"]))
    def choose(self, person: Joined, tick: int, option: str) -> None:
        told = self._do(person, "choose", tick, option)
        if told is not None:
            assert told.choice == option or told.game.choices[(tick, told.seat)] == option

    @rule(tick=st.integers(0, 3))
    def advance(self, tick: int) -> None:
        self._teach("advance", tick)

    @rule(actor=st.sampled_from(ACTORS))
    def dismiss(self, actor: str) -> None:
        view = self.classes.lead(self.room.code, self.room.secret)
        assert view is not None
        holder = view.game.seats.get(actor) if view.game else None
        self._teach("dismiss", actor)
        if holder is not None:
            token = next(t for t in self._present() if self.there[t] == holder)
            del self.there[token]

    @rule(seconds=st.sampled_from([1.0, 100.0, 290.0, 301.0]))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @invariant()
    def promises_hold(self) -> None:
        teacher = self._teach("lead")
        assert isinstance(teacher, TeacherView)
        present = self._present()
        names = [self.there[token] for token in present]
        assert len({name.casefold() for name in names}) == len(names) == teacher.people
        game, question = teacher.game, teacher.question
        seats = game.seats if game else {}
        assert set(seats.values()) <= set(names)
        assert len(set(seats.values())) == len(seats)
        if game:
            assert all(tick < game.tick for tick, _ in game.choices)
            assert not (game.together and seats and not game.over and not teacher.waiting)
        if question and question.open:
            assert sum((question.counts or {}).values()) <= len(names)
        assert self.led.setdefault(teacher.activity, teacher) == teacher
        hidden = [self.room.secret, *self.there]
        assert not any(secret in repr(teacher) for secret in hidden)
        export = self._teach("export")
        assert not any(secret in str(export) for secret in hidden)
        for token in present:
            self._student_sees(token, teacher, names, seats)

    def _student_sees(
        self, token: str, teacher: TeacherView, names: list[str], seats: dict[str, str]
    ) -> None:
        """What a student would see now; looking by way of the registry would count as being there."""
        view = for_student(self.classes._rooms[self.room.code], token)
        assert view.nickname == self.there[token]
        assert (view.address, view.game, view.revision) == (teacher.address, teacher.game, teacher.revision)
        common = replace(view, nickname="", mark="", seat="", choice="")
        assert self.shown.setdefault(view.revision, (common,)) == (common,)
        assert view.question is None or (view.question.counts is None) == view.question.open
        assert (seats.get(view.seat) if view.seat else view.nickname) == view.nickname
        others = set(names) - {view.nickname} - set(seats.values())
        assert not any(f"'{other}'" in repr(view) for other in others)


AnyClass.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestAnyClass = AnyClass.TestCase
