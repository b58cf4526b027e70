"""What those in a class see of it: all of them, each for itself, the teacher; and what the teacher may take home.

Tokens and the secret are in none of these. A nickname is seen beside a seat and by its owner, nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.server.room import Game, Question, Room


@dataclass(frozen=True)
class QuestionView:
    """The latest question; ``counts`` by option, None for students while it is open."""

    number: int
    actor: str
    tick: int
    options: tuple[str, ...]
    open: bool
    counts: dict[str, int] | None


@dataclass(frozen=True)
class GameView:
    """A game: ``seats`` are nicknames by actor, ``choices`` those of ticks that are over, by tick and actor."""

    address: str
    actors: tuple[str, ...]
    options: tuple[str, ...]
    ticks: int
    tick: int
    over: bool
    together: bool
    seats: dict[str, str]
    choices: dict[tuple[int, str], str]


@dataclass(frozen=True)
class StudentView:
    """What one student sees; ``mark``, ``seat`` and ``choice`` are the student's own, empty where there is none."""

    revision: int
    teacher: str
    address: str
    nickname: str
    question: QuestionView | None
    mark: str
    game: GameView | None
    seat: str
    choice: str


@dataclass(frozen=True)
class TeacherView:
    """What the teacher sees: how many are there, marks by option as they come, and whose choice is missing.

    ``activity`` is the number to ask with next time: it grows with every change.
    """

    code: str
    activity: int
    revision: int
    teacher: str
    address: str
    people: int
    question: QuestionView | None
    game: GameView | None
    waiting: list[str]


def for_student(room: Room, token: str) -> StudentView:
    """What the person of a token sees."""
    person, game = room.people[token], room.game
    question = room.questions[-1] if room.questions else None
    return StudentView(
        revision=room.revision,
        teacher=room.teacher,
        address=room.address,
        nickname=person.nickname,
        question=None if question is None else _question(question, show=not question.open),
        mark="" if question is None else question.marks.get(token, ""),
        game=None if game is None else _game(room, game),
        seat=person.actor,
        choice="" if game is None else game.choices.get((game.tick, person.actor), ""),
    )


def for_teacher(room: Room) -> TeacherView:
    """What the teacher sees."""
    return TeacherView(
        code=room.code,
        activity=room.activity,
        revision=room.revision,
        teacher=room.teacher,
        address=room.address,
        people=len(room.people),
        question=_question(room.questions[-1], show=True) if room.questions else None,
        game=None if room.game is None else _game(room, room.game),
        waiting=room.waiting,
    )


def to_take_home(room: Room) -> dict[str, Any]:
    """What the teacher may keep: questions with counts, and the game with its choices, as plain data."""
    game = room.game
    return {
        "teacher": room.teacher,
        "address": room.address,
        "people": len(room.people),
        "questions": [
            {"actor": q.actor, "tick": q.tick, "options": list(q.options), "counts": q.counts}
            for q in room.questions
        ],
        "game": None
        if game is None
        else {
            "address": game.address,
            "actors": list(game.actors),
            "options": list(game.options),
            "ticks": game.ticks,
            "tick": game.tick,
            "seats": room.seated,
            "choices": [
                {"tick": tick, "actor": actor, "option": option}
                for (tick, actor), option in sorted(game.choices.items())
            ],
        },
    }


def _question(question: Question, *, show: bool) -> QuestionView:
    return QuestionView(
        question.number, question.actor, question.tick, question.options, question.open,
        question.counts if show else None,
    )  # fmt: skip


def _game(room: Room, game: Game) -> GameView:
    return GameView(
        game.address, game.actors, game.options, game.ticks, game.tick, game.over, game.together, room.seated,
        {key: option for key, option in game.choices.items() if key[0] < game.tick},
    )  # fmt: skip
