"""A result as plain numbers: what ``run --json`` gives and what ``run`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble import Result
from sim.explanation import NONE, main_reasons
from sim.provenance import code_version
from sim.rules.choice import POSTURES
from sim.rules.motions import VOTES

CAVEAT = (
    "Results are conditional on how the case was coded and on the theory's numbers; bands show chance "
    "between replicates only. They are not forecasts of what will happen."
)


def summarise(result: Result) -> dict[str, Any]:
    """Everything that a run tells, as JSON-ready data."""
    scenario = result.scenario
    return {
        "scenario": scenario.meta.name,
        "title": scenario.meta.title,
        "theory": result.theory.name,
        "seed": result.seed,
        "replicates": len(result.replicates),
        "ticks": result.ticks,
        "from": scenario.meta.start.isoformat(),
        "step": scenario.meta.step,
        "digest": result.digest,
        "code_version": code_version(),
        "without": list(result.without),
        "outcomes": {key: spread(values) for key, values in result.outcome_arrays.items()},
        "weight_share": _series(result),
        "actors": _actors(result),
        "blocs": _blocs(result),
        "motions": _motions(result),
        "measures": _measures(result),
        "events": _events(result),
        "reasons": main_reasons(result),
        "parameters": result.parameters.model_dump(),
        "caveat": CAVEAT,
    }


def spread(values: NDArray[np.generic]) -> dict[str, float]:
    """Mean, standard deviation (0 for one run) and quantiles over runs."""
    array = np.asarray(values, float)
    q05, q50, q95 = np.quantile(array, [0.05, 0.5, 0.95])
    sd = array.std(ddof=1) if array.size > 1 else 0.0
    return {
        "mean": float(array.mean()),
        "sd": float(sd),
        "q05": float(q05),
        "q50": float(q50),
        "q95": float(q95),
    }


def _series(result: Result) -> dict[str, list[dict[str, float]]]:
    weights = np.asarray(result.saved["weights"], float)
    total = weights.sum(axis=-1, keepdims=True)
    shares = weights / np.where(total > 0, total, 1)
    poles = result.setting.names.poles
    return {
        pole: [
            {
                "tick": t,
                "mean": float(at.mean()),
                "q05": float(np.quantile(at, 0.05)),
                "q95": float(np.quantile(at, 0.95)),
            }
            for t, at in enumerate(shares[..., k].T)
        ]
        for k, pole in enumerate(poles)
    }


def _chances(codes: NDArray[np.generic], labels: Iterable[str]) -> dict[str, float]:
    return {label: share for k, label in enumerate(labels) if (share := float((codes == k).mean()))}


def _actors(result: Result) -> dict[str, Any]:
    names = result.setting.names
    alignment, posture = result.final("alignment"), result.final("posture")
    commitment = np.asarray(result.final("commitment"), float)
    begins = result.saved["alignment"][0, 0] if "alignment" in result.saved else alignment[0]
    options = (NONE, *names.poles)
    return {
        code: {
            "name": result.scenario.actors[code].name,
            "start": options[int(begins[i])],
            "alignment": _chances(alignment[:, i], options),
            "posture": _chances(posture[:, i], POSTURES),
            "commitment": float(commitment[:, i].mean()),
        }
        for i, code in enumerate(names.actors)
    }


def _blocs(result: Result) -> dict[str, Any]:
    names, saved = result.setting.names, result.saved["membership"]
    return {
        name: {
            "title": bloc.title,
            "pole": bloc.pole,
            "rule": bloc.rule,
            "members_at_start": int(saved[0, 0, :, b].sum()),
            "members": spread(result.outcome_arrays[f"members.{name}"]),
            "cohesion": spread(result.outcome_arrays[f"cohesion.{name}"]),
            "decisions": spread(result.outcome_arrays[f"decisions.{name}"]),
            "opened": float(result.final("open_blocs")[:, b].mean()),
            "membership": {
                code: share
                for i, code in enumerate(names.actors)
                if (share := float(saved[:, -1, i, b].mean()))
            },
        }
        for b, (name, bloc) in enumerate(result.scenario.blocs.items())
    }


def _motions(result: Result) -> dict[str, Any]:
    votes, outcome = result.final("votes"), result.final("motion_outcome")
    told = {}
    for q, (name, motion) in enumerate(result.scenario.motions.items()):
        held = outcome[:, q] >= 0
        told[name] = {
            "title": motion.title,
            "date": None if motion.date is None else motion.date.isoformat(),
            "institution": motion.institution,
            "voted": float(held.mean()),
            "passed": float((outcome[held, q] == 1).mean()) if held.any() else 0.0,
            "votes": {
                vote: spread((votes[held][:, :, q] == code).sum(axis=-1)) for code, vote in enumerate(VOTES) if code
            } if held.any() else {},
        }  # fmt: skip
    return told


def _measures(result: Result) -> dict[str, Any]:
    adopted = result.final("adopted")
    told = {}
    for m, (name, measure) in enumerate(result.scenario.measures.items()):
        takers = {}
        for i, code in enumerate(result.setting.names.actors):
            ticks = np.asarray(adopted[:, i, m])
            new = ticks[ticks >= 0]
            if new.size:
                takers[code] = {"chance": new.size / ticks.size, "median_tick": float(np.median(new))}
        told[name] = {
            "title": measure.title,
            "threshold": measure.threshold,
            "before_start": int((adopted[0, :, m] == -2).sum()),
            "adopted": takers,
        }
    return told


def _events(result: Result) -> dict[str, Any]:
    fired = result.final("event_fired")
    return {
        name: {
            "title": event.title,
            "date": None if event.date is None else event.date.isoformat(),
            "kind": "dated" if event.date else "triggered" if event.when else "follows a motion",
            "contested": event.contested,
            "happened": 0.0 if name in result.without else float(fired[:, e].mean()),
        }
        for e, (name, event) in enumerate(result.scenario.events.items())
    }
