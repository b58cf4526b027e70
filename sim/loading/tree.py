"""YAML text → a tree of plain values in which every value knows its place.

Only what scenario files need is read: mappings with text keys, lists and YAML 1.2 scalars (so ``no`` is a text,
and ``1:30`` too). Aliases, anchors, tags, merge keys, several documents, deep nesting and large files are
refused: nothing in a file can make the reader work more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from sim.loading.faults import Fault, InputError

MAX_BYTES = 2_000_000
MAX_DEPTH = 24

_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _CoreLoader(_Base):  # type: ignore[misc, valid-type]
    """libyaml with the scalars of YAML 1.2's core schema, less infinities and NaN."""

    yaml_implicit_resolvers: dict[str, list[object]] = {}  # noqa: RUF012 - PyYAML's own class attribute


for _tag, _pattern, _first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+0123456789.")),
):
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


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

    def place_of(self, path: tuple[str | int, ...], *, key: bool = False) -> Place:
        """Place of the value at a path (or of its key), as deep as the path can be followed.

        Steps that the tree does not have, such as pydantic's union tags, are passed over.
        """
        node, place = self, self.place
        for step in path:
            if isinstance(node.value, dict) and step in node.value:
                place = node.keys[str(step)] if key else node.value[step].place
                node = node.value[step]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                place = node.place
        return place


def read_tree(path: Path, shown: str) -> Node:
    """Read a file.

    Parameters
    ----------
    path
        The file.
    shown
        Its name in faults.

    Raises
    ------
    InputError
        With every fault of form that could be found.
    """
    start = Place(shown, 1, 1)
    if path.is_dir():
        raise InputError([start.fault("is a folder, not a YAML file")])
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            megabytes, limit = size / 1e6, MAX_BYTES / 1e6
            raise InputError([start.fault(f"is {megabytes:.0f} MB; a scenario file is at most {limit:.0f} MB")])
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError([start.fault("there is no such file")]) from None
    except OSError as error:
        raise InputError([start.fault(f"cannot be read: {error.strerror}")]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 text (byte {error.start} is 0x{raw[error.start]:02x})"
        raise InputError([Place(shown, line, 1).fault(message)]) from None
    return parse_tree(text, shown)


def parse_tree(text: str, shown: str) -> Node:
    """Parse YAML text; see ``read_tree``.

    Examples
    --------
    >>> parse_tree("actors: {NOR: {name: no}}", "x.yaml").plain()
    {'actors': {'NOR': {'name': 'no'}}}
    """
    try:
        faults = list(_refused(text, shown))
        if faults:
            raise InputError(faults)
        root = yaml.compose(text, Loader=_CoreLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown, 1, 1)
        raise InputError([place.fault(f"is not YAML: {error.problem or error.context}")]) from None
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        raise InputError([Place(shown, 1, 1).fault(f"is not YAML text: {reason}")]) from None
    if root is None:
        raise InputError([Place(shown, 1, 1).fault("is empty")])
    found: list[Fault] = []
    tree = _build(root, shown, found)
    if found:
        raise InputError(found)
    return tree


def _refused(text: str, shown: str) -> Iterator[Fault]:
    """Faults of form that must be found before the tree is built."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_CoreLoader):
        place = Place(shown, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            yield place.fault(f"uses the alias `*{event.anchor}`: write it out, or use `groups` or `extends`")
            return
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                yield place.fault("starts a second document: a file holds one")
                return
        if isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                yield place.fault(f"sets the anchor `&{event.anchor}`: anchors and aliases are not allowed")
            if getattr(event, "tag", None) is not None:
                yield place.fault(f"has the tag `{event.tag}`: tags are not allowed")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                yield place.fault(f"is nested more than {MAX_DEPTH} deep")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _build(node: yaml.Node, shown: str, faults: list[Fault]) -> Node:
    place = Place(shown, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        return Node(_scalar(node), place)
    if isinstance(node, yaml.SequenceNode):
        return Node([_build(item, shown, faults) for item in node.value], place)
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key_node, value_node in node.value:
        key_place = Place(shown, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(key_place.fault("a key must be a text"))
            continue
        key = str(key_node.value)
        if key in values:
            first = keys[key]
            faults.append(key_place.fault(f"the key `{key}` is here twice (first on line {first.line})"))
            continue
        values[key], keys[key] = _build(value_node, shown, faults), key_place
    return Node(values, place, keys)


def _scalar(node: yaml.ScalarNode) -> object:
    text, kind = str(node.value), node.tag.rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        return int(text) if len(text) <= 18 else float(text)
    if kind == "float":
        number = float(text)
        return number if abs(number) < float("inf") else text
    return text
