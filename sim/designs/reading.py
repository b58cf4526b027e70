"""A design's YAML file → a design that is sound and fits its scenario."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.designs.checks import check
from sim.designs.design import Design
from sim.loading import Fault, InputError, load_scenario
from sim.loading.tree import Node, Place, planted, read_tree
from sim.loading.validation import placed, validate_as


def read_design(path: Path, given: Mapping[str, object] | None = None) -> Design:
    """Read a design, with some of its fields given otherwise.

    Raises
    ------
    InputError
        With every fault of form, or every fault between the design and its scenario.
    """
    faults: list[Fault] = []
    tree = read_tree(path, str(path), faults)
    if given and isinstance(tree.value, dict):
        places = {name: Place(f"{path}, as the command line changes it", 0, 0) for name in given}
        own = {name: planted(value, places[name]) for name, value in given.items()}
        tree = Node({**tree.value, **own}, tree.place, {**tree.keys, **places})
    design = validate_as(Design, tree, faults)
    faults = [placed(tree, where, text) for where, text in check(design, load_scenario(design.scenario))]
    if faults:
        raise InputError(faults)
    return design
