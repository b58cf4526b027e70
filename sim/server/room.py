"""One class as a value: who is there, what is shared, asked and played. Every change gives a new value.

Nothing here knows time, threads or chance; ``sim.server.classes`` keeps the classes and hands these in. Text of an
error is a message id with names in braces, for the catalogues.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace


class ClassError(Exception):
    """Something that cannot be done in a class, told to people: ``text`` with ``values`` put in."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values))
        self.text, self.values = text, values


class GoneError(ClassError):
    """The class, or one's place in it, is no more: a page can forget its code and token."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long: counts, lengths in characters, times in seconds.

    ``idle_class`` is since the teacher's last call, ``longest_class`` since the class was opened, ``idle_person``
    since that person's last call.
    """

    classes: int = 50
    people: int = 120
    questions: int = 200
    options: int = 6
    actors: int = 1500
    ticks: int = 10_000
    address: int = 4000
    word: int = 64
    nickname: int = 24
    idle_class: float = 2 * 3600.0
    longest_class: float = 24 * 3600.0
    idle_person: float = 1800.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the class; ``actor`` is the seat taken, empty without one."""

    nickname: str
    seen: float
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What will an actor do? ``marks`` are options by person's token."""

    number: int
    actor: str
    tick: int
    options: tuple[str, ...]
    open: bool = True
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many marked each option."""
        told = Counter(self.marks.values())
        return {option: told[option] for option in self.options}


@dataclass(frozen=True, slots=True)
class Game:
    """A game of seats: ``address`` is its set-up, ``tick`` the one being chosen for, ``choices`` by tick and actor.

    ``together``: the tick advances as soon as all who have a seat have chosen.
    """

    address: str
    actors: tuple[str, ...]
    options: tuple[str, ...]
    ticks: int
    together: bool
    tick: int = 0
    choices: Mapping[tuple[int, str], str] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether all ticks are played."""
        return self.tick >= self.ticks


@dataclass(frozen=True, slots=True)
class Room:
    """A class. ``revision`` grows with what all can see, ``activity`` with every change."""

    code: str
    secret: str
    teacher: str
    opened: float
    seen: float
    limits: Limits
    address: str = ""
    revision: int = 0
    activity: int = 0
    people: Mapping[str, Person] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    game: Game | None = None

    @property
    def seated(self) -> dict[str, str]:
        """Nickname by actor whose seat is taken."""
        return {person.actor: person.nickname for person in self.people.values() if person.actor}

    @property
    def waiting(self) -> list[str]:
        """Actors whose people have not chosen in this tick, in the order of the game's list."""
        if self.game is None or self.game.over:
            return []
        game, taken = self.game, self.seated
        return [a for a in game.actors if a in taken and (game.tick, a) not in game.choices]


def told_to_all(room: Room) -> Room:
    """The room after a change that everybody can see."""
    return replace(room, revision=room.revision + 1, activity=room.activity + 1)


def told_to_teacher(room: Room) -> Room:
    """The room after a change that the teacher alone can see."""
    return replace(room, activity=room.activity + 1)


# What people type


def clean(text: object) -> str:
    """Text in one line, composed (NFC), without control, format, surrogate, private or unassigned characters.

    Examples
    --------
    >>> clean("  Ay" + chr(0x202E) + "şe" + chr(10) + " Y. "), clean(7)
    ('Ayşe Y.', '')
    """
    if not isinstance(text, str):
        return ""
    kept = "".join(c for c in text[:10_000] if c.isspace() or unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def nickname_of(text: object, limits: Limits, taken: Sequence[str]) -> str:
    """A nickname that nobody else has: cleaned, and numbered where another looks the same.

    Raises
    ------
    ClassError
        Where nothing is left of it, or too much.

    Examples
    --------
    >>> nickname_of(" ada ", Limits(), ["Ada", "Bo"])
    'ada (2)'
    """
    name = clean(text)
    if not name:
        raise ClassError("Choose a nickname: one letter is enough.")
    if len(name) > limits.nickname:
        raise ClassError("A nickname has at most {most} characters.", most=limits.nickname)
    known, number, tried = {_look(other) for other in taken}, 1, name
    while _look(tried) in known:
        number += 1
        suffix = f" ({number})"
        tried = name[: limits.nickname - len(suffix)].rstrip() + suffix
    return tried


def _look(name: str) -> str:
    """How a name looks at a glance: without case and without compatibility forms."""
    return unicodedata.normalize("NFKC", name).casefold()


def word(text: object, limits: Limits) -> str:
    """A code of an actor or of an option.

    Raises
    ------
    ClassError
        For anything but a short text in one line.
    """
    if not isinstance(text, str) or not text or len(text) > limits.word or clean(text) != text:
        raise ClassError("That is not a name of this case.")
    return text


def words(texts: object, most: int, limits: Limits) -> tuple[str, ...]:
    """A few different codes.

    Raises
    ------
    ClassError
        For none, too many, or one twice.
    """
    found = tuple(word(text, limits) for text in texts) if isinstance(texts, list | tuple) else ()
    if not 1 <= len(found) <= most or len(set(found)) < len(found):
        raise ClassError("Give 1 to {most} different names.", most=most)
    return found


def whole(number: object, least: int, most: int) -> int:
    """A whole number within bounds.

    Raises
    ------
    ClassError
        For anything else.
    """
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise ClassError("Give a whole number from {least} to {most}.", least=least, most=most)
    return number


def line(text: object, limits: Limits) -> str:
    """An address: one line of plain characters. Whether it means a set-up is for its reader to say.

    Raises
    ------
    ClassError
        For anything else, or where it is too long.
    """
    if not isinstance(text, str) or any(c.isspace() or unicodedata.category(c)[0] == "C" for c in text):
        raise ClassError("That is not an address of this server.")
    if len(text) > limits.address:
        raise ClassError("This set-up is too long to share: at most {most} characters.", most=limits.address)
    return text
