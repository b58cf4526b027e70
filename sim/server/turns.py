"""What can happen in a class: each function takes a room and gives the room after it, or says why it cannot be.

The caller has made sure who asks: functions that take a person's token are for that person, all others for the teacher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.server.room import (
    ClassError,
    Game,
    Person,
    Question,
    Room,
    line,
    nickname_of,
    told_to_all,
    told_to_teacher,
    whole,
    word,
    words,
)


def join(room: Room, token: str, nickname: str, now: float) -> Room:
    """Somebody comes in."""
    if len(room.people) >= room.limits.people:
        raise ClassError("This class is full: it takes {most} people.", most=room.limits.people)
    name = nickname_of(nickname, room.limits, [person.nickname for person in room.people.values()])
    return told_to_teacher(replace(room, people={**room.people, token: Person(name, now)}))


def leave(room: Room, token: str) -> Room:
    """Somebody goes: the seat is free again, a mark of the open question is withdrawn, what is past stays, nameless."""
    room = stand_up(room, token)
    people = {other: person for other, person in room.people.items() if other != token}
    questions = room.questions
    if questions and questions[-1].open:
        marks = {other: option for other, option in questions[-1].marks.items() if other != token}
        questions = (*questions[:-1], replace(questions[-1], marks=marks))
    return told_to_teacher(replace(room, people=people, questions=questions))


def dismiss(room: Room, actor: str) -> Room:
    """Who holds a seat has to go, and may join again: for a nickname that nobody wants to read on the wall."""
    for token, person in room.people.items():
        if person.actor == actor and actor:
            return leave(room, token)
    raise ClassError("Nobody has this seat.")


def share(room: Room, address: str) -> Room:
    """What the followers are shown."""
    shown = line(address, room.limits)
    return room if shown == room.address else told_to_all(replace(room, address=shown))


# Predict first


def ask(room: Room, actor: str, tick: int, options: Sequence[str]) -> Room:
    """Ask the class what an actor will do; a question still open is closed."""
    limits = room.limits
    if len(room.questions) >= limits.questions:
        raise ClassError("A class has room for {most} questions.", most=limits.questions)
    question = Question(
        number=len(room.questions) + 1,
        actor=word(actor, limits),
        tick=whole(tick, 0, limits.ticks),
        options=words(options, limits.options, limits),
    )
    earlier = tuple(replace(other, open=False) for other in room.questions)
    return told_to_all(replace(room, questions=(*earlier, question)))


def mark(room: Room, token: str, number: int, option: str) -> Room:
    """Somebody marks an option of the open question, or changes the mark."""
    question = room.questions[-1] if room.questions else None
    if question is None or not question.open or question.number != number:
        raise ClassError("This question is closed.")
    if option not in question.options:
        raise ClassError("That is not one of the options.")
    marked = replace(question, marks={**question.marks, token: option})
    return told_to_teacher(replace(room, questions=(*room.questions[:-1], marked)))


def close(room: Room) -> Room:
    """Close the open question and show its counts to all."""
    if not room.questions or not room.questions[-1].open:
        raise ClassError("No question is open.")
    closed = replace(room.questions[-1], open=False)
    return told_to_all(replace(room, questions=(*room.questions[:-1], closed)))


# Seats


def open_game(
    room: Room, address: str, actors: Sequence[str], options: Sequence[str], ticks: int, together: bool
) -> Room:
    """Begin a game; one that is on ends, and all seats are free."""
    limits = room.limits
    game = Game(
        address=line(address, limits),
        actors=words(actors, limits.actors, limits),
        options=words(options, limits.options, limits),
        ticks=whole(ticks, 1, limits.ticks),
        together=bool(together),
    )
    return told_to_all(replace(_all_stand(room), game=game))


def close_game(room: Room) -> Room:
    """End the game; its choices are gone."""
    _game(room)
    return told_to_all(replace(_all_stand(room), game=None))


def take(room: Room, token: str, actor: str) -> Room:
    """Somebody takes the seat of an actor, and gives up the one held before."""
    if actor not in _game(room).actors:
        raise ClassError("This seat is not part of the game.")
    if room.people[token].actor == actor:
        return room
    if actor in room.seated:
        raise ClassError("This seat is taken: choose another.")
    room = _vacate(room, token)
    return told_to_all(_put(room, token, replace(room.people[token], actor=actor)))


def stand_up(room: Room, token: str) -> Room:
    """Somebody gives up a seat; the model plays it until another takes it."""
    return _go_on_together(told_to_all(_vacate(room, token))) if room.people[token].actor else room


def choose(room: Room, token: str, tick: int, option: str) -> Room:
    """Somebody chooses for an actor in the tick that is on, or changes the choice."""
    game, actor = _running(room), room.people[token].actor
    if not actor:
        raise ClassError("Take a seat first.")
    if tick != game.tick:
        raise ClassError("That tick is over: the class has gone on.")
    if option not in game.options:
        raise ClassError("That is not one of the options.")
    chosen = replace(game, choices={**game.choices, (game.tick, actor): option})
    return _go_on_together(told_to_teacher(replace(room, game=chosen)))


def advance(room: Room, tick: int) -> Room:
    """Go on from a tick, whoever has not chosen; nothing happens where the class has gone on from it already."""
    game = _running(room)
    return _on(room, game) if game.tick == tick else room


def _go_on_together(room: Room) -> Room:
    """Where a tick ends once all have chosen, go on if nobody is waited for."""
    game = room.game
    wanted = game is not None and game.together and not game.over
    return _on(room, game) if game and wanted and room.seated and not room.waiting else room


def _on(room: Room, game: Game) -> Room:
    return told_to_all(replace(room, game=replace(game, tick=game.tick + 1)))


def _game(room: Room) -> Game:
    if room.game is None:
        raise ClassError("No game is on.")
    return room.game


def _running(room: Room) -> Game:
    game = _game(room)
    if game.over:
        raise ClassError("The game is over.")
    return game


def _vacate(room: Room, token: str) -> Room:
    """The room with a person's seat empty and without the choice for the tick that is on."""
    person, game = room.people[token], room.game
    if game is not None and person.actor:
        rest = {key: option for key, option in game.choices.items() if key != (game.tick, person.actor)}
        room = replace(room, game=replace(game, choices=rest))
    return _put(room, token, replace(person, actor=""))


def _put(room: Room, token: str, person: Person) -> Room:
    return replace(room, people={**room.people, token: person})


def _all_stand(room: Room) -> Room:
    return replace(room, people={token: replace(person, actor="") for token, person in room.people.items()})
