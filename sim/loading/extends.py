"""``extends``: a scenario that builds on another file.

Mappings merge key by key and the extending file wins; ``null`` takes an inherited key out; the list ``dyads``
is appended to the inherited one, so that later entries override; any other list replaces the inherited one.
"""

from __future__ import annotations

from pathlib import Path

from sim.loading.bundled import bundled_folder, bundled_scenarios
from sim.loading.faults import InputError
from sim.loading.tree import Node, Place, read_tree

APPENDED = "dyads"


def read_extended(path: Path, shown: str) -> Node:
    """Read a file and all that it extends, merged.

    Raises
    ------
    InputError
        Also where ``extends`` runs in a circle, climbs out of the scenario folder or names no file.
    """
    bundled = bundled_folder().resolve()
    inside = path.resolve().is_relative_to(bundled)
    return _read(path, shown, bundled if inside else path.resolve().parent, (path.resolve(),))


def _read(path: Path, shown: str, root: Path, chain: tuple[Path, ...]) -> Node:
    tree = read_tree(path, shown)
    if not isinstance(tree.value, dict):
        raise InputError([tree.place.fault("must be a mapping of sections such as `meta:` and `actors:`")])
    if "extends" not in tree.value:
        return tree
    wanted = tree.value.pop("extends")
    parent, parent_root = _find(wanted, path, root)
    if parent in chain:
        circle = " → ".join(step.name for step in (*chain[chain.index(parent) :], parent))
        raise InputError([wanted.place.fault(f"`extends` runs in a circle: {circle}")])
    if not parent.is_file():
        raise InputError([wanted.place.fault(f"extends `{wanted.value}`, but there is no such file")])
    return merge(_read(parent, parent.name, parent_root, (*chain, parent)), tree)


def _find(wanted: Node, path: Path, root: Path) -> tuple[Path, Path]:
    if not isinstance(wanted.value, str) or not wanted.value:
        raise InputError([wanted.place.fault("`extends` takes the name of a scenario or of a file beside this one")])
    names = bundled_scenarios()
    if wanted.value in names:
        return names[wanted.value].resolve(), bundled_folder().resolve()
    if "\0" in wanted.value:
        raise InputError([wanted.place.fault("`extends` holds a NUL character")])
    target = (path.resolve().parent / wanted.value).resolve()
    if not target.is_relative_to(root):
        raise InputError([wanted.place.fault(f"extends `{wanted.value}`, which is outside the scenario folder")])
    return target, root


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


__all__ = ["Place", "merge", "read_extended"]
