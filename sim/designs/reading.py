"""A design's YAML file → a design that is sound and fits its scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sim.designs.checks import check
from sim.designs.design import Design
from sim.loading import Fault, InputError, load_scenario
from sim.loading.tree import read_tree
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
    design = validate_as(Design, tree, faults)
    if given:
        written = design.model_dump(mode="json", exclude_unset=True)
        design = Design.model_validate_json(json.dumps(written | dict(given)))
    faults = [placed(tree, where, text) for where, text in check(design, load_scenario(design.scenario))]
    if faults:
        raise InputError(faults)
    return design
