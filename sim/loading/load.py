"""Load scenarios and theories by bundled name or by path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.loading.bundled import bundled_scenarios, bundled_theories
from sim.loading.extends import read_extended
from sim.loading.faults import Fault, InputError
from sim.loading.tree import Node, Place, parse_tree, read_tree
from sim.loading.validation import validate_model, validate_scenario
from sim.scenario import Scenario, Theory
from sim.scenario.checks import unknown

REQUEST = "--set"


def load_scenario(name_or_path: str | Path, changes: Mapping[str, str] | None = None) -> Scenario:
    """A checked scenario.

    Parameters
    ----------
    name_or_path
        A bundled scenario's name, or the path of a YAML file (anything with a slash or ending in .yaml or .yml).
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
    path, shown = find(name_or_path, bundled_scenarios(), "scenario")
    tree = read_extended(path, shown)
    for place, value in (changes or {}).items():
        tree = _change(tree, place, value)
    return validate_scenario(tree)


def load_theory(name_or_path: str | Path) -> Theory:
    """A checked theory, by bundled name or path; raises as ``load_scenario``.

    Examples
    --------
    >>> sorted(load_theory("waltz").terms)
    ['security']
    """
    path, shown = find(name_or_path, bundled_theories(), "theory")
    return validate_model(Theory, read_tree(path, shown))


def find(name_or_path: str | Path, bundled: Mapping[str, Path], what: str) -> tuple[Path, str]:
    """The file that a bundled name or a path means, and how faults name it."""
    text = str(name_or_path)
    if text in bundled:
        return bundled[text], bundled[text].name
    looks_like_path = "/" in text or text.endswith((".yaml", ".yml")) or isinstance(name_or_path, Path)
    if looks_like_path or Path(text).exists():
        return Path(text), text
    message = unknown(what, text, bundled) + "; or give the path of a YAML file"
    raise InputError([Fault(f"{what} {text}", 1, 1, message)])


def _change(tree: Node, path: str, text: str) -> Node:
    """The tree with one value set; every step but the last has to exist."""
    shown = f"{REQUEST} {path}={text}"
    steps = path.split(".")
    value = parse_tree(text, shown)
    node = tree
    for depth, step in enumerate(steps):
        if isinstance(node.value, list) and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
        elif isinstance(node.value, dict) and step in node.value:
            node = node.value[step]
        elif isinstance(node.value, dict) and depth == len(steps) - 1:
            break
        else:
            known = node.value if isinstance(node.value, dict) else []
            raise InputError([Fault(shown, 1, 1, unknown(f"step of the path `{path}`", step, known))])
    return _over(tree, steps, value, Place(shown, 1, 1))


def _over(tree: Node, steps: list[str], value: Node, place: Place) -> Node:
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(tree.value, list):
        items = list(tree.value)
        items[int(first)] = _over(items[int(first)], rest, value, place)
        return Node(items, tree.place)
    assert isinstance(tree.value, dict)
    inner = _over(tree.value[first], rest, value, place) if rest else value
    keys = tree.keys if first in tree.value else {**tree.keys, first: place}
    return Node({**tree.value, first: inner}, tree.place, keys)



