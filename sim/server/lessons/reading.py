"""Markdown files → checked lessons, with every fault at its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from sim.loading import Fault, InputError
from sim.loading.bundled import bundled_scenarios, bundled_theories
from sim.loading.tree import Node, Place, parse_tree, read_text
from sim.loading.validation import placed, validate_as
from sim.scenario import Scenario
from sim.scenario.checks import NO_POLE, unknown
from sim.server.address import read_address
from sim.server.beside import Lens
from sim.server.lessons.lesson import Lesson, query
from sim.server.playing import load
from sim.server.setup import Address, Cases

FOLDER = Path(__file__).parent
SOURCE = "en"
RULE, FENCE, STEP = "---", "```", "## "
Where = tuple[str | int, ...]


def read_lesson(path: Path, cases: Cases | None = None) -> Lesson:
    """A checked lesson.

    Parameters
    ----------
    path
        A file ``NAME.md`` or ``NAME.LANGUAGE.md``.
    cases
        Scenarios that it may use (default: the bundled ones and those that lie beside it).

    Raises
    ------
    InputError
        With all faults, each as file:line:column.

    Examples
    --------
    >>> read_lesson(FOLDER / "power_or_threat.md").reading[0].source[:6]
    'Waltz,'
    """
    shown = str(path)
    faults: list[Fault] = []
    tree = _tree(read_text(path, shown, faults, "lesson (markdown)"), path, faults)
    lesson = validate_as(Lesson, tree, faults)
    known = cases_beside(path.parent) if cases is None else cases
    faults = [placed(tree, where, message) for where, message in _reference_faults(lesson, known)]
    if faults:
        raise InputError(faults)
    return lesson


def cases_beside(folder: Path) -> Cases:
    """Scenarios that lessons in a folder may use: the bundled ones and the YAML files in it, by name."""
    return {**bundled_scenarios(), **{file.stem: file for file in sorted(folder.glob("*.yaml"))}}


def lessons(language: str = SOURCE, folder: Path | None = None) -> tuple[Lesson, ...]:
    """The bundled lessons and those of a teacher's folder, in their order.

    Each in the language asked for, else in English, else in the one it has; a teacher's takes the place of a bundled
    one of the same name.

    Raises
    ------
    InputError
        For a faulty lesson.
    """
    chosen: dict[str, Path] = {}
    for place in (FOLDER, *([folder] if folder else [])):
        found: dict[str, dict[str, Path]] = {}
        for file in sorted(place.glob("*.md")):
            name, spoken = _name_and_language(file)
            found.setdefault(name, {})[spoken] = file
        for name, files in found.items():
            chosen[name] = files.get(language) or files.get(SOURCE) or next(iter(files.values()))
    read = [_bundled(file) if file.parent == FOLDER else read_lesson(file) for file in chosen.values()]
    return tuple(sorted(read, key=lambda lesson: (lesson.order, lesson.name)))


@lru_cache(maxsize=64)
def _bundled(file: Path) -> Lesson:
    return read_lesson(file)


def _name_and_language(path: Path) -> tuple[str, str]:
    name, _, language = path.name.removesuffix(".md").partition(".")
    return name, language or SOURCE


def _tree(text: str, path: Path, faults: list[Fault]) -> Node:
    """The lesson as one tree: heading, intro and steps, every value at its line."""
    lines = text.split("\n")
    start = Place(str(path), 1, 1)
    if lines[0].rstrip() != RULE or RULE not in (line.rstrip() for line in lines[1:]):
        message = (
            f"a lesson starts with its heading between two lines of `{RULE}` (docs/lessons.md shows one)"
        )
        raise InputError([*faults, start.fault(message)])
    end = next(n for n, line in enumerate(lines[1:], 1) if line.rstrip() == RULE)
    tree = _yaml(lines, 1, end, start, faults)
    starts = [n for n, line in _outside_fences(lines, end + 1) if line.startswith(STEP)]
    name, language = _name_and_language(path)
    parts: dict[str, Node] = {
        "name": Node(name, start), "language": Node(language, start),
        "intro": _prose(lines, end + 1, starts[0] if starts else len(lines), start.file),
    }  # fmt: skip
    bounds = pairwise([*starts, len(lines)])
    steps = [_step(lines, n, to, start.file, faults) for n, to in bounds]
    parts["steps"] = Node(steps, start)
    if not steps:
        faults.append(start.fault(f"has no step: a step starts with a line `{STEP}Its title`"))
    for key in parts.keys() & tree.keys.keys():
        faults.append(tree.keys[key].fault(f"`{key}` does not belong in the heading: leave it out"))
    assert isinstance(tree.value, dict)
    places = {key: node.place for key, node in parts.items()}
    return Node({**tree.value, **parts}, tree.place, {**tree.keys, **places})


def _step(lines: list[str], start: int, end: int, shown: str, faults: list[Fault]) -> Node:
    """A step: its title, the YAML block that has to follow, and the text."""
    place = Place(shown, start + 1, 1)
    first = next((n for n in range(start + 1, end) if lines[n].strip()), end)
    last = next((n for n in range(first + 1, end) if lines[n].rstrip() == FENCE), end)
    if first == end or lines[first].rstrip() != f"{FENCE}yaml" or last == end:
        message = (
            f"a step's title is followed by a block, from {FENCE}yaml to {FENCE}, that says what it sets"
        )
        raise InputError([*faults, place.fault(message)])
    block = _yaml(lines, first + 1, last, Place(shown, first + 2, 1), faults)
    parts = {
        "title": Node(lines[start].removeprefix(STEP).strip(), place), "text": _prose(lines, last + 1, end, shown)
    }  # fmt: skip
    for key in parts.keys() & block.keys.keys():
        faults.append(
            block.keys[key].fault(f"`{key}` does not belong in the block: it stands in the markdown")
        )
    assert isinstance(block.value, dict)
    return Node({**block.value, **parts}, place, {**block.keys, **dict.fromkeys(parts, place)})


def _yaml(lines: list[str], start: int, end: int, place: Place, faults: list[Fault]) -> Node:
    """The YAML of some lines, which keep their numbers in the file."""
    if not any(line.strip() for line in lines[start:end]):
        return Node({}, place)
    tree = parse_tree("\n" * start + "\n".join(lines[start:end]), place.file, faults)
    if not isinstance(tree.value, dict):
        raise InputError([*faults, tree.place.fault("must be a mapping, such as `title: …`")])
    return tree


def _outside_fences(lines: list[str], start: int) -> Iterator[tuple[int, str]]:
    """Lines from a start on that stand in no fenced block."""
    fenced = False
    for n, line in enumerate(lines[start:], start):
        if line.startswith(FENCE):
            fenced = not fenced
        elif not fenced:
            yield n, line


def _prose(lines: list[str], start: int, end: int, shown: str) -> Node:
    first = next((n for n in range(start, end) if lines[n].strip()), start)
    return Node("\n".join(lines[start:end]).strip(), Place(shown, first + 1, 1))


def _reference_faults(lesson: Lesson, cases: Cases) -> Iterator[tuple[Where, str]]:
    """What the steps name and does not exist."""
    if lesson.case not in cases:
        yield ("case",), unknown("case", lesson.case, cases)
    elif lesson.lens is not None and lesson.lens not in bundled_theories():
        yield ("lens",), unknown("theory", lesson.lens, bundled_theories())
    else:
        for n, step in enumerate(lesson.steps):
            where = ("steps", n, "set")
            try:
                address = read_address(query(lesson.pairs(n)))
                scenario, _ = load(address.setup, cases)
            except InputError as error:
                yield from (_of_step(where, fault) for fault in error.faults)
            else:
                yield from _seen_faults(where, address, scenario)
                if step.predict is not None:
                    yield from _predict_faults(lesson, n, scenario)


_PARTS: Mapping[str, str] = {"own": "own", "event": "own"}


def _of_step(where: Where, fault: Fault) -> tuple[Where, str]:
    """A fault of the address as one of the step that makes it."""
    part = fault.file.removeprefix("address, ")
    name = part.split(" ")[0].split("=")[0]
    if name.startswith("p."):
        return (*where, "numbers", name.removeprefix("p.")), fault.message
    return (*where, _PARTS.get(name, name)), fault.message


def _seen_faults(where: Where, address: Address, scenario: Scenario) -> Iterator[tuple[Where, str]]:
    """What is looked at and does not exist."""
    view = address.view
    if isinstance(view.second, Lens) and view.second.lens not in bundled_theories():
        yield (*where, "second"), unknown("theory", view.second.lens, bundled_theories())
    if view.actor is not None and view.actor not in scenario.actors:
        yield (*where, "actor"), unknown("actor", view.actor, scenario.actors)
    if view.tick is not None and view.tick > scenario.meta.ticks:
        yield (*where, "tick"), f"must be from 0 (the start) to {scenario.meta.ticks} (the end of the case)"


def _predict_faults(lesson: Lesson, n: int, scenario: Scenario) -> Iterator[tuple[Where, str]]:
    where, predict = ("steps", n, "predict"), lesson.steps[n].predict
    assert predict is not None
    options = (*scenario.poles, NO_POLE)
    if predict.actor not in scenario.actors:
        yield (*where, "actor"), unknown("actor", predict.actor, scenario.actors)
    if predict.tick > scenario.meta.ticks:
        yield (*where, "tick"), f"must be from 1 to {scenario.meta.ticks} (the end of the case)"
    for option in predict.options:
        if option not in options:
            yield (*where, "options"), unknown("pole", option, options)
