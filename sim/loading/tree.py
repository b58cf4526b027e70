"""YAML text → a tree of plain values in which every value knows its place.

Only what scenario files need is read: mappings with text keys, lists and YAML 1.2 scalars (so ``no`` is a
text, and ``1:30`` too). Aliases, anchors, tags, merge keys, several documents, deep nesting and large files
are refused: nothing in a file can make the reader work more than its length.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from sim.loading.faults import Fault, InputError

MAX_BYTES = 2_000_000
MAX_VALUES = 100_000
MAX_DEPTH = 24

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file, counted from 1."""

    file: str
    line: int
    column: int

    def fault(self, message: str) -> Fault:
        """A fault at this place."""
        return Fault(self.file, self.line, self.column, message)


@dataclass(slots=True)
class Node:
    """A value with its place.

    Attributes
    ----------
    value
        A text, number, bool or None; or a list of nodes; or a dict of nodes by key.
    keys
        Places of a mapping's keys.
    """

    value: object
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)

    def plain(self) -> object:
        """The tree as plain dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def step(self, step: str | int) -> Node | None:
        """What one step of a path leads to."""
        if isinstance(self.value, dict):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            inner: Node = self.value[step]
            return inner
        return None

    def place_of(self, path: tuple[str | int, ...], *, key: bool = False) -> Place:
        """Place of the value at a path (or of its key), as deep as the path can be followed."""
        node, place = self, self.place
        for step in path:
            inner = node.step(step)
            if inner is None:
                break
            place = node.keys[str(step)] if key and isinstance(node.value, dict) else inner.place
            node = inner
        return place


def planted(value: object, place: Place) -> Node:
    """Plain values as a tree, all of it at one place.

    Examples
    --------
    >>> planted({"low": [1, 2]}, Place("--vary", 0, 0)).plain()
    {'low': [1, 2]}
    """
    if isinstance(value, dict):
        return Node(
            {key: planted(inner, place) for key, inner in value.items()}, place, dict.fromkeys(value, place)
        )
    if isinstance(value, list):
        return Node([planted(inner, place) for inner in value], place)
    return Node(value, place)


def read_tree(path: Path, shown: str, faults: list[Fault]) -> Node:
    """Read a file.

    Parameters
    ----------
    path
        The file.
    shown
        Its name in faults.
    faults
        Receives faults of form that leave a tree which can be checked further.

    Raises
    ------
    InputError
        Where no tree can be made.
    """
    return parse_tree(read_text(path, shown, faults), shown, faults)


def read_text(path: Path, shown: str, faults: list[Fault], what: str = "YAML") -> str:
    """A file's text; ``what`` it should be is told where it is no file. Raises as ``read_tree``."""
    start = Place(shown, 1, 1)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError([*faults, start.fault(f"is a folder, not a {what} file")])
        if not stat.S_ISREG(status.st_mode):
            raise InputError([*faults, start.fault(f"is a device or a pipe, not a {what} file")])
        size = status.st_size
        if size > MAX_BYTES:
            megabytes, limit = size / 1e6, MAX_BYTES / 1e6
            message = f"is {megabytes:.1f} MB; a scenario file is at most {limit:.0f} MB"
            raise InputError([*faults, start.fault(message)])
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError([*faults, start.fault("there is no such file")]) from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError([*faults, start.fault(f"cannot be read: {reason}")]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        message = f"is not UTF-8 text (byte {error.start} is 0x{raw[error.start]:02x})"
        raise InputError([*faults, _place_in(before, len(before), shown).fault(message)]) from None


def parse_tree(text: str, shown: str, faults: list[Fault]) -> Node:
    """Parse YAML text; see ``read_tree``.

    Examples
    --------
    >>> parse_tree("actors: {NOR: {name: no}}", "x.yaml", []).plain()
    {'actors': {'NOR': {'name': 'no'}}}
    """
    control = _CONTROL.search(text)
    if control:
        message = f"holds the control character U+{ord(control[0]):04X}, so it is not YAML text"
        raise InputError([*faults, _place_in(text, control.start(), shown).fault(message)])
    reader = _Reader(shown, faults)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown, 1, 1)
        if "nesting depth" in (
            error.problem or ""
        ):  # PyYAML 6.0.4 has a bound of its own, and reads far ahead
            message = f"is nested more than {MAX_DEPTH} deep"
        else:
            message = f"is not YAML: {_explained(error, text, place)}"
        raise InputError([*faults, place.fault(message)]) from None
    if reader.root is None:
        raise InputError([*faults, Place(shown, 1, 1).fault("is empty")])
    if reader.aliased:
        raise InputError(faults)
    return reader.root


def _place_in(text: str, position: int, shown: str) -> Place:
    begin = text.rfind("\n", 0, position) + 1
    return Place(shown, text.count("\n", 0, position) + 1, position - begin + 1)


def _explained(error: yaml.MarkedYAMLError, text: str, place: Place) -> str:
    line = [*text.split("\n"), ""][place.line - 1]
    if line[place.column - 1 : place.column] == "\t":
        return "a tab stands where spaces must: indent with spaces"
    return ", ".join(part for part in (error.context, error.problem) if part)


@dataclass(slots=True)
class _Open:
    """A mapping or list being read; ``key`` waits for its value, and is "" if that is to be dropped."""

    node: Node
    key: str | None = None


class _Reader:
    """Builds the tree from the parser's events, so that no alias is ever followed."""

    def __init__(self, shown: str, faults: list[Fault]) -> None:
        self.shown, self.faults = shown, faults
        self.root: Node | None = None
        self.aliased = False
        self._open: list[_Open] = []
        self._anchors: set[str] = set()
        self._documents = self._values = 0

    def take(self, event: yaml.Event) -> None:
        """Read on by one event."""
        mark = event.start_mark
        place = Place(self.shown, mark.line + 1, mark.column + 1) if mark else Place(self.shown, 1, 1)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents == 2:
                self.faults.append(place.fault("starts a second document: a file holds one"))
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        if not isinstance(event, yaml.NodeEvent):
            return
        self._values += 1
        if self._values > MAX_VALUES:
            self._stop(place, f"is too large: a file holds at most {MAX_VALUES} keys and values")
        self._refuse(event, place)
        if isinstance(event, yaml.CollectionStartEvent):
            self._enter(event, place)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, place)
        else:
            self._put(Node(None, place))

    def _stop(self, place: Place, message: str) -> None:
        raise InputError([*self.faults, place.fault(message)])

    def _refuse(self, event: yaml.NodeEvent, place: Place) -> None:
        """Note aliases, anchors and tags; an alias whose anchor was noted already needs no second fault."""
        if isinstance(event, yaml.AliasEvent):
            self.aliased = True
            if event.anchor not in self._anchors:
                self.faults.append(place.fault(f"uses the alias `*{event.anchor}`, which no anchor sets"))
            return
        if event.anchor is not None:
            self._anchors.add(event.anchor)
            message = f"sets the anchor `&{event.anchor}`: anchors and aliases are not allowed"
            self.faults.append(place.fault(f"{message}; write it out, or use `groups` or `extends`"))
        tag = getattr(event, "tag", None)
        if tag is not None:
            said = tag.replace("tag:yaml.org,2002:", "!!")
            self.faults.append(place.fault(f"has the tag `{said}`: tags are not allowed, leave it out"))

    def _enter(self, event: yaml.CollectionStartEvent, place: Place) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._stop(place, f"is nested more than {MAX_DEPTH} deep")
        node = Node({} if isinstance(event, yaml.MappingStartEvent) else [], place)
        if self._wants_key():
            self.faults.append(place.fault("a key must be a text"))
            self._open[-1].key = ""
        else:
            self._put(node)
        self._open.append(_Open(node))

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        if self._wants_key():
            self._open[-1].key = self._key(str(event.value), self._open[-1].node, place)
        else:
            self._put(Node(_resolved(event.value) if event.implicit[0] else str(event.value), place))

    def _key(self, key: str, node: Node, place: Place) -> str:
        if key == "<<":
            self.faults.append(place.fault("merge keys (`<<`) are not allowed: use `groups` or `extends`"))
        elif not key:
            self.faults.append(place.fault("a key must not be empty"))
        elif key in node.keys:
            first = node.keys[key]
            self.faults.append(place.fault(f"the key `{key}` is here twice (first on line {first.line})"))
        else:
            node.keys[key] = place
            return key
        return ""

    def _wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].node.value, dict) and self._open[-1].key is None

    def _put(self, node: Node) -> None:
        if not self._open:
            self.root = self.root or node
            return
        holder = self._open[-1]
        if isinstance(holder.node.value, list):
            holder.node.value.append(node)
        elif isinstance(holder.node.value, dict):
            if holder.key is None:  # an alias as a key
                holder.key = ""
                return
            if holder.key:
                holder.node.value[holder.key] = node
            holder.key = None


def _resolved(text: str) -> object:
    """A plain scalar's value by YAML 1.2's core schema, less infinities, NaN and other bases than ten."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text) and len(text) <= 18:
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) < float("inf") else text
    return text
