"""The classes that are on: kept in memory until they end, and then gone.

A class has a code that people type and a secret that only the teacher's page has; each person has a token. Threads may
call at once: every call sees and leaves whole classes. Time is handed in. Every method raises ``ClassError`` with a
text for people where something cannot be done; ``GoneError`` for a class that has ended and for people away too long.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hmac import compare_digest
from threading import Lock
from typing import Any

from sim.server import turns, views
from sim.server.room import ClassError, GoneError, Limits, Room, clean
from sim.server.views import StudentView, TeacherView

LETTERS = "BCDFGHJKMNPQRSTVWXZ"
"""No look-alikes, and no vowels, so that a code is never a word."""

CODE_LENGTH = 5
SWEEP_SECONDS = 60.0


@dataclass(frozen=True)
class Opened:
    """A class has been opened: what people type, and what the teacher's page keeps to itself."""

    code: str
    secret: str


@dataclass(frozen=True)
class Joined:
    """Somebody has joined: the token that the page keeps to itself, and the nickname as it will be shown."""

    token: str
    nickname: str


class Classes:
    """All classes of a server.

    Parameters
    ----------
    limits
        Caps and times of expiry.
    clock
        Seconds, never going back.

    Examples
    --------
    >>> classes = Classes()
    >>> room = classes.open("Ms Ortega")
    >>> ada = classes.join(room.code, "Ada")
    >>> classes.share(room.code, room.secret, "?v=1&case=nato_veto")
    >>> seen = classes.follow(room.code, ada.token)
    >>> seen.address, classes.follow(room.code, ada.token, since=seen.revision)
    ('?v=1&case=nato_veto', None)
    """

    def __init__(self, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = limits or Limits(), clock
        self._rooms: dict[str, Room] = {}
        self._swept = clock()
        self._lock = Lock()

    # The teacher

    def open(self, teacher: str = "") -> Opened:
        """Open a class under a name that those who join will see (it may be empty)."""
        shown, secret = clean(teacher)[: self._limits.nickname], secrets.token_urlsafe(24)
        with self._lock:
            now = self._clock()
            self._sweep(now)
            if len(self._rooms) >= self._limits.classes:
                raise ClassError(
                    "This server holds {most} classes and all are in use: try again later.",
                    most=self._limits.classes,
                )
            code = _draw_code()
            while code in self._rooms:
                code = _draw_code()
            self._rooms[code] = Room(code, secret, shown, opened=now, seen=now, limits=self._limits)
        return Opened(code, secret)

    def lead(self, code: str, secret: str, since: int = -1) -> TeacherView | None:
        """What the teacher sees; None where nothing has happened since an ``activity``."""
        room = self._by_teacher(code, secret)
        return None if room.activity == since else views.for_teacher(room)

    def share(self, code: str, secret: str, address: str) -> None:
        """Show an address to all who follow."""
        self._by_teacher(code, secret, lambda room: turns.share(room, address))

    def ask(self, code: str, secret: str, actor: str, tick: int, options: Sequence[str]) -> int:
        """Ask what an actor will do in a tick; gives the number of the question."""
        room = self._by_teacher(code, secret, lambda room: turns.ask(room, actor, tick, options))
        return room.questions[-1].number

    def close(self, code: str, secret: str) -> None:
        """Close the open question: its counts are shown to all."""
        self._by_teacher(code, secret, turns.close)

    def open_game(
        self, code: str, secret: str, address: str, actors: Sequence[str], options: Sequence[str], ticks: int,
        together: bool = False,
    ) -> None:  # fmt: skip
        """Begin a game of the set-up of an address; ``together``: a tick ends when all seated have chosen."""
        self._by_teacher(
            code, secret, lambda room: turns.open_game(room, address, actors, options, ticks, together)
        )

    def advance(self, code: str, secret: str, tick: int) -> int:
        """Go on from a tick (twice does no harm); gives the tick that is on now."""
        room = self._by_teacher(code, secret, lambda room: turns.advance(room, tick))
        return room.game.tick if room.game else 0

    def close_game(self, code: str, secret: str) -> None:
        """End the game; export before, what it held is gone."""
        self._by_teacher(code, secret, turns.close_game)

    def dismiss(self, code: str, secret: str, actor: str) -> None:
        """Send away who holds a seat; they may join again."""
        self._by_teacher(code, secret, lambda room: turns.dismiss(room, actor))

    def export(self, code: str, secret: str) -> dict[str, Any]:
        """What the teacher may keep, as plain data: counts, and the game with nicknames beside seats."""
        return views.to_take_home(self._by_teacher(code, secret))

    def end(self, code: str, secret: str) -> None:
        """End the class: nothing of it is kept."""
        room = self._by_teacher(code, secret)
        with self._lock:
            self._rooms.pop(room.code, None)

    # A student

    def join(self, code: str, nickname: str) -> Joined:
        """Join a class; the nickname gets a number where another looks the same."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            now = self._clock()
            room = turns.join(self._find(code, now), token, nickname, now)
            self._rooms[room.code] = room
        return Joined(token, room.people[token].nickname)

    def follow(self, code: str, token: str, since: int = -1) -> StudentView | None:
        """What a student sees; None where nothing that all see has changed since a ``revision``."""
        room = self._by_student(code, token)
        return None if room.revision == since else views.for_student(room, token)

    def mark(self, code: str, token: str, number: int, option: str) -> StudentView:
        """Mark an option of the question of that number, or change the mark while it is open."""
        return views.for_student(
            self._by_student(code, token, lambda room: turns.mark(room, token, number, option)), token
        )

    def take(self, code: str, token: str, actor: str) -> StudentView:
        """Take the seat of an actor: first come, first served."""
        return views.for_student(
            self._by_student(code, token, lambda room: turns.take(room, token, actor)), token
        )

    def stand_up(self, code: str, token: str) -> StudentView:
        """Give up the seat."""
        return views.for_student(
            self._by_student(code, token, lambda room: turns.stand_up(room, token)), token
        )

    def choose(self, code: str, token: str, tick: int, option: str) -> StudentView:
        """Choose for one's actor in the tick that is on, or change the choice until it is over."""
        return views.for_student(
            self._by_student(code, token, lambda room: turns.choose(room, token, tick, option)), token
        )

    def leave(self, code: str, token: str) -> None:
        """Leave the class."""
        self._by_student(code, token, lambda room: turns.leave(room, token))

    # Keeping

    def _by_teacher(self, code: str, secret: str, change: Callable[[Room], Room] = lambda room: room) -> Room:
        """The class after a change by its teacher."""
        with self._lock:
            now = self._clock()
            room = self._find(code, now)
            if not isinstance(secret, str) or not compare_digest(
                secret.encode(errors="replace"), room.secret.encode()
            ):
                raise ClassError(
                    "Only the teacher's own page can do that: use the one that opened the class."
                )
            room = self._rooms[room.code] = replace(room, seen=now)  # whether or not the change can be made
            room = self._rooms[room.code] = change(room)
            return room

    def _by_student(self, code: str, token: str, change: Callable[[Room], Room] = lambda room: room) -> Room:
        """The class after a change by somebody in it."""
        with self._lock:
            now = self._clock()
            room = self._find(code, now)
            if not isinstance(token, str) or token not in room.people:
                raise GoneError("You are not in this class, or were away for long: join again.")
            there = {**room.people, token: replace(room.people[token], seen=now)}
            room = self._rooms[room.code] = replace(room, people=there)
            room = self._rooms[room.code] = change(room)
            return room

    def _find(self, code: str, now: float) -> Room:
        """The class of a code as people type it, those away for long left out."""
        if now - self._swept >= SWEEP_SECONDS:
            self._sweep(now)
        typed = "".join(c for c in code.upper() if c in LETTERS) if isinstance(code, str) else ""
        room = self._rooms.get(typed)
        if room is None or _expired(room, now):
            self._rooms.pop(typed, None)
            raise GoneError("There is no class of this code: it may have ended, or a letter is wrong.")
        self._rooms[typed] = room = _without_the_absent(room, now)
        return room

    def _sweep(self, now: float) -> None:
        self._swept = now
        self._rooms = {
            code: _without_the_absent(room, now)
            for code, room in self._rooms.items()
            if not _expired(room, now)
        }


def _draw_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def _expired(room: Room, now: float) -> bool:
    return now - room.seen > room.limits.idle_class or now - room.opened > room.limits.longest_class


def _without_the_absent(room: Room, now: float) -> Room:
    for token, person in list(room.people.items()):
        if now - person.seen > room.limits.idle_person:
            room = turns.leave(room, token)
    return room
