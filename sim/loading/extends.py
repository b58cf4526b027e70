"""``extends``: a scenario that builds on another file.

Mappings merge key by key and the extending file wins; ``null`` takes an inherited key out; the list ``dyads``
is appended to the inherited one, so that later entries override; any other list replaces the inherited one.
"""

from __future__ import annotations

import os
from pathlib import Path

from sim.loading.bundled import bundled_folder, bundled_scenarios
from sim.loading.faults import Fault, InputError
from sim.loading.tree import Node, read_tree

APPENDED = "dyads"
MAX_CHAIN = 4


def read_extended(path: Path, shown: str, faults: list[Fault]) -> Node:
    """Read a file and all that it extends, merged; ``faults`` as in ``read_tree``.

    Raises
    ------
    InputError
        Also where ``extends`` runs in a circle, climbs out of the scenario folder or names no file.
    """
    tree = _sections(path, shown, faults)
    own = path.resolve()
    bundled = bundled_folder().resolve()
    root = bundled if own.is_relative_to(bundled) else own.parent
    return _extend(tree, own, shown, root, (own,), faults)


def _sections(path: Path, shown: str, faults: list[Fault]) -> Node:
    tree = read_tree(path, shown, faults)
    if not isinstance(tree.value, dict):
        message = "must be a mapping of sections such as `meta:` and `actors:`"
        raise InputError([*faults, tree.place.fault(message)])
    return tree


def _extend(
    tree: Node, path: Path, shown: str, root: Path, chain: tuple[Path, ...], faults: list[Fault]
) -> Node:
    """The tree merged over what its ``extends`` names; ``root`` is the folder that it may not leave."""
    assert isinstance(tree.value, dict)  # _sections has seen to it
    if "extends" not in tree.value:
        return tree
    wanted = tree.value.pop("extends")
    try:
        parent, parent_shown, parent_root = _find(wanted, path, shown, root)
        _must_be_new(wanted, parent, chain)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    inherited = _sections(parent, parent_shown, faults)
    inherited = _extend(inherited, parent, parent_shown, parent_root, (*chain, parent), faults)
    return merge(inherited, tree)


def _find(wanted: Node, path: Path, shown: str, root: Path) -> tuple[Path, str, Path]:
    """The file that ``extends`` names, how faults name it, and the folder that it may not leave."""
    text = wanted.value
    if not isinstance(text, str) or not text:
        message = "`extends` takes the name of a scenario or of a file beside this one"
        raise InputError([wanted.place.fault(message)])
    names = bundled_scenarios()
    if text in names:
        return names[text].resolve(), names[text].name, bundled_folder().resolve()
    try:
        target = (path.parent / text).resolve()
        is_folder, is_file = target.is_dir(), target.is_file()
    except (OSError, RuntimeError, ValueError) as error:  # too long, unreadable, a circle of links, NUL
        reason = getattr(error, "strerror", None) or error
        raise InputError([wanted.place.fault(f"extends `{text}`, which cannot be read: {reason}")]) from None
    if not target.is_relative_to(root):
        message = f"extends `{text}`, which is outside the scenario folder: only a file in it may be extended"
        raise InputError([wanted.place.fault(message)])
    if not is_file:
        reason = "that is a folder" if is_folder else "there is no such file"
        raise InputError([wanted.place.fault(f"extends `{text}`, but {reason}")])
    return target, os.path.normpath(Path(shown).parent / text), root


def _must_be_new(wanted: Node, parent: Path, chain: tuple[Path, ...]) -> None:
    if parent in chain:
        circle = " → ".join(step.name for step in (*chain[chain.index(parent) :], parent))
        raise InputError([wanted.place.fault(f"`extends` runs in a circle: {circle}")])
    if len(chain) > MAX_CHAIN:
        raise InputError([wanted.place.fault(f"`extends` goes on over more than {MAX_CHAIN} files")])


def merge(parent: Node, child: Node, name: str = "") -> Node:
    """The child over the parent."""
    if isinstance(parent.value, dict) and isinstance(child.value, dict):
        values, keys = dict(parent.value), dict(parent.keys)
        for key, node in child.value.items():
            if key not in values:
                values[key] = node
            elif node.value is None:
                del values[key], keys[key]
                continue
            else:
                values[key] = merge(values[key], node, key)
            keys[key] = child.keys[key]
        return Node(values, child.place, keys)
    if name == APPENDED and isinstance(parent.value, list) and isinstance(child.value, list):
        return Node([*parent.value, *child.value], child.place)
    return child
