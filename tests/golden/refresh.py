"""The golden run: the small scenario of docs/scenario-format.md under every theory, legible to a reviewer.

``python -m tests.golden.refresh`` writes ``golden.json`` anew. Do it on purpose; say in the commit why numbers moved.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sim
from sim.loading import bundled_theories

HERE = Path(__file__).parent
FORMAT = HERE.parents[1] / "docs" / "scenario-format.md"
GOLDEN = HERE / "golden.json"
TOLERANCE = 1e-9


def documented_scenario() -> sim.Scenario:
    """The scenario printed in docs/scenario-format.md."""
    block = re.search(r"```yaml\n(.*?)```", FORMAT.read_text("utf-8"), re.DOTALL)
    assert block is not None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "documented.yaml"
        path.write_text(block[1], "utf-8")
        return sim.load_scenario(path)


def golden() -> dict[str, Any]:
    """Who stood where after each quarter in three runs, and the mean of every outcome, under every theory."""
    scenario = documented_scenario()
    told: dict[str, Any] = {}
    for theory in bundled_theories():
        result = sim.simulate(scenario, theory, replicates=3, seed=1)
        letters = ["-", *(pole[0].upper() for pole in result.setting.names.poles)]
        lines = [
            " ".join("".join(letters[a] for a in row) for row in run[::3])
            for run in result.saved["alignment"]
        ]
        means = {key: float(values.mean()) for key, values in result.outcome_arrays.items()}
        told[theory] = {"alignments": lines, "outcomes": means}
    return told


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(golden(), indent=1) + "\n", "utf-8")
