"""Load scenarios and theories by bundled name or by path."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from sim.loading.bundled import bundled_scenarios, bundled_theories
from sim.loading.extends import read_extended
from sim.loading.faults import Fault, InputError
from sim.loading.tree import Node, Place, parse_tree, read_tree
from sim.loading.validation import allowed_keys, validate_scenario, validate_theory
from sim.scenario import Scenario, Theory
from sim.scenario.checks import shortened, unknown

REQUEST = "--set"


def load_scenario(name_or_path: str | Path, changes: Mapping[str, str] | None = None) -> Scenario:
    """A checked scenario.

    Parameters
    ----------
    name_or_path
        A bundled scenario's name, or the path of a YAML file (anything with a slash or the ending .yaml or
        .yml, or the name of a file that there is).
    changes
        Values by path, as YAML text: ``{"actors.USA.commitment": "0.5", "events.truce.date": "2024-01-01"}``.

    Raises
    ------
    InputError
        With all faults, each as file:line:column.

    Examples
    --------
    >>> load_scenario("humanity_alliance").meta.start.isoformat()
    '2023-10-01'
    """
    return scenario_reader(name_or_path)(changes or {})


def scenario_reader(name_or_path: str | Path) -> Callable[[Mapping[str, str]], Scenario]:
    """A scenario's file read once: gives the checked scenario for any changes, as ``load_scenario`` does."""
    path, shown = find(name_or_path, bundled_scenarios(), "scenario")
    form: list[Fault] = []
    read = read_extended(path, shown, form)

    def changed(changes: Mapping[str, str]) -> Scenario:
        faults, tree = list(form), read
        for place, value in changes.items():
            tree = _change(tree, place, value, faults)
        return validate_scenario(tree, faults + _theory_fault(tree))

    return changed


def _theory_fault(tree: Node) -> list[Fault]:
    """A fault where the scenario's own theory is not a bundled one."""
    meta = tree.step("meta")
    named = meta.step("theory") if meta else None
    if named is None or not isinstance(named.value, str) or named.value in bundled_theories():
        return []
    return [named.place.fault("meta.theory: " + unknown("theory", named.value, bundled_theories()))]


def load_theory(name_or_path: str | Path) -> Theory:
    """A checked theory, by bundled name or path; raises as ``load_scenario``.

    Examples
    --------
    >>> sorted(load_theory("waltz").terms)
    ['security']
    """
    path, shown = find(name_or_path, bundled_theories(), "theory")
    faults: list[Fault] = []
    return validate_theory(read_tree(path, shown, faults), faults)


def find(name_or_path: str | Path, bundled: Mapping[str, Path], what: str) -> tuple[Path, str]:
    """The file that a bundled name or a path means, and how faults name it."""
    text = str(name_or_path)
    if text in bundled:
        return bundled[text], bundled[text].name
    looks_like_path = "/" in text or text.endswith((".yaml", ".yml")) or isinstance(name_or_path, Path)
    if looks_like_path or (text and os.path.lexists(text)):
        return Path(text), text
    message = unknown(what, text, bundled) + "; or give the path of a YAML file"
    raise InputError([Fault(f"{what} {text}", 0, 0, message)])


def _change(tree: Node, path: str, text: str, faults: list[Fault]) -> Node:
    """The tree with one value set; every step has to exist or to be a key that the format allows there."""
    shown = shortened(f"{REQUEST} {path}={text}", 200)
    steps: list[str | int] = []
    node: Node | None = tree
    for depth, name in enumerate(parts := path.split(".")):
        step = int(name) if node and isinstance(node.value, list) and name.isdecimal() else name
        inner = node.step(step) if node else None
        if inner is None and not _may_add(node, tuple(steps), name, last=depth == len(parts) - 1):
            raise InputError([Fault(shown, 0, 0, _no_step(node, tuple(steps), name))])
        steps.append(step)
        node = inner
    return _over(tree, steps, parse_tree(text, shown, faults), Place(shown, 0, 0))


def _may_add(node: Node | None, path: tuple[str | int, ...], name: str, *, last: bool) -> bool:
    """Whether a path may name what is not there: a part's key that the file leaves out."""
    if node is not None and not isinstance(node.value, dict):
        return node.value is None and name in allowed_keys(Scenario, path)
    allowed = allowed_keys(Scenario, path)
    return name in allowed if allowed else last


def _no_step(node: Node | None, path: tuple[str | int, ...], name: str) -> str:
    within = ".".join(map(str, path))
    if node is not None and isinstance(node.value, list):
        most = len(node.value) - 1
        return f"`{within}` is a list: say which of it by a number from 0 to {most} (got `{name}`)"
    if node is not None and not isinstance(node.value, dict):
        return f"`{within}` is a single value, so it has no `{name}`"
    here = list(node.value) if node is not None and isinstance(node.value, dict) else []
    allowed = list(dict.fromkeys([*here, *allowed_keys(Scenario, path)]))
    return unknown(f"part of `{within}`" if within else "section", name, allowed)


def _over(tree: Node | None, steps: list[str | int], value: Node, place: Place) -> Node:
    if not steps:
        return Node(value.value, place, value.keys)
    first, rest = steps[0], steps[1:]
    if tree is not None and isinstance(tree.value, list) and isinstance(first, int):
        items = list(tree.value)
        items[first] = _over(items[first], rest, value, place)
        return Node(items, tree.place)
    held = tree.value if tree is not None and isinstance(tree.value, dict) else {}
    key = str(first)
    keys = tree.keys if tree is not None and key in held else {**(tree.keys if tree else {}), key: place}
    return Node({**held, key: _over(held.get(key), rest, value, place)}, tree.place if tree else place, keys)
