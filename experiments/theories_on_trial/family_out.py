"""How scores change if a fit learns from no case of the scored one's family, and if persistence counts families alike.

    python experiments/theories_on_trial/family_out.py --out results/tournament [--theories walt,waltz]

A tournament leaves out the scored case and its kin, but kinship ends after ten years: Middle East 1975 still learns
from 1962 and from the Cold War of 1955, with which it is one family. Written after the result was known; it changes
none. Cells that a tournament has finished in the folder are used, others are played.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.loading import bundled_theories, load_theory
from sim.scenario import Theory
from sim.trial.baselines import persistence, stay_share
from sim.trial.cells import Cell, Task, kept, play
from sim.trial.field import TrialCase, families, family_weights, history_cases, lessons, load_cases
from sim.trial.ranking import log_score_of

RUNS = 100


def fitted(theory: Theory, case: TrialCase, others: Sequence[TrialCase], folder: Path) -> float:
    what = Task(theory, case, tuple(others), RUNS)
    cell: Cell = kept(what, folder) or play(what, folder)
    return log_score_of(cell.fitted, case)


def staying(case: TrialCase, others: Sequence[TrialCase], *, alike: bool = False) -> float:
    """The score of persistence, its share of all actors or, like a fit, of families of cases."""
    line_ups = [(other.start, other.record.option) for other in others]
    share = stay_share(line_ups)
    if alike:
        share = float(family_weights(families(others)) @ [(start == end).mean() for start, end in line_ups])
    return log_score_of(persistence(case.start, case.open_to, share), case)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--theories", default=",".join(bundled_theories()))
    asked = parser.parse_args()
    cases, _ = load_cases(history_cases())
    family = families(cases)
    near = [lessons(case, cases) for case in cases]
    far = [[other for other, g in zip(cases, family, strict=True) if g != f] for f in family]
    rows = {
        "persistence": [[staying(c, o) for c, o in zip(cases, others, strict=True)] for others in (near, far)]
    }
    rows["persistence, families alike"] = [
        [staying(c, o, alike=True) for c, o in zip(cases, others, strict=True)] for others in (near, far)
    ]
    for name in asked.theories.split(","):
        theory = load_theory(name)
        rows[name] = [
            [fitted(theory, c, o, folder) for c, o in zip(cases, others, strict=True)]
            for others, folder in ((near, asked.out), (far, asked.out / "family_out"))
        ]
    weights = family_weights(family)
    middle_east = [k for k, case in enumerate(cases) if case.name.startswith("middle_east")]
    changed = [k for k, case in enumerate(cases) if len(near[k]) != len(far[k])]
    print("log score: kin left out, then the whole family left out")
    for name, both in rows.items():
        before, after = map(np.array, both)
        print(
            f"{name}: all {weights @ before:.2f}, {weights @ after:.2f}; "
            f"Middle East {before[middle_east].mean():.2f}, {after[middle_east].mean():.2f}; "
            + "; ".join(f"{cases[k].name} {before[k]:.2f}, {after[k]:.2f}" for k in changed)
        )


if __name__ == "__main__":
    main()
