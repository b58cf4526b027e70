"""The outcomes that ``sim.scenario.OUTCOMES`` names, read off a world: each an array over runs, [R]."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from sim.columns import blocks, one_hot
from sim.rules import choice, commitment, motions
from sim.scenario import OUTCOMES
from sim.setting import Bools, Floats, Setting
from sim.world import PASSED, World

Measured = Callable[[World, Setting, int], Floats]


def _effective_poles(world: World, setting: Setting, _: int) -> Floats:
    """1 / Σ w_k² (Laakso & Taagepera 1979); 0 where no pole has weight."""
    total = world.weights.sum(axis=-1, keepdims=True)
    shares = world.weights / np.where(total > 0, total, 1)
    squares = (shares**2).sum(axis=-1)
    return np.where(squares > 0, 1 / np.where(squares > 0, squares, 1), 0.0)


def _concentration(world: World, setting: Setting, _: int) -> Floats:
    """√((Σ P_i² - 1/N) / (1 - 1/N)) (Ray & Singer 1973)."""
    n = setting.actor_count
    squares = (world.capability**2).sum(axis=-1)
    return np.asarray(np.sqrt(np.maximum(squares - 1 / n, 0) / (1 - 1 / n)))


def _frustration(world: World, setting: Setting, _: int) -> Floats:
    """Σ P_i P_j |F_ij| over aligned pairs that are friends apart or foes together, as a share of all such pairs."""
    affinity = world.relations.affinity
    wrong, total = np.empty(world.runs), np.empty(world.runs)
    for block in blocks(world.runs, setting.actor_count):
        felt = affinity if affinity.ndim == 2 else affinity[block]
        sides = one_hot(world.alignment[block], setting.pole_count)
        together = sides @ np.swapaxes(sides, 1, 2)
        size = world.capability[block] * sides.sum(axis=-1)
        stake = size[:, :, None] * size[:, None, :] * np.abs(felt)
        total[block] = stake.sum(axis=(-1, -2))
        stake *= np.where(felt > 0, 1 - together, together)
        wrong[block] = stake.sum(axis=(-1, -2))
    return wrong / np.where(total > 0, total, 1)


def _share_in(posture: int) -> Measured:
    return lambda world, setting, _: np.asarray((world.posture == posture).mean(axis=-1))


def _restraint(world: World, setting: Setting, actor: int) -> Floats:
    own = setting.harmed.of == actor
    if not own.any():
        return np.zeros(world.runs)
    return np.asarray(np.ascontiguousarray(world.restraint[:, own]).mean(axis=-1))


def _decisions(world: World, setting: Setting, bloc: int) -> Floats:
    passed = world.motion_outcome[:, setting.motions.institution == bloc] == PASSED
    return np.asarray(passed.sum(axis=-1, dtype=float))


def measures_in_force(world: World, setting: Setting) -> Bools:
    """Measures in force, [R, N, M]: by decree or by the commitment reached."""
    table = setting.measures
    rungs = commitment.rungs_in_force(world.commitment, world.alignment, table.threshold, table.open_to)
    return world.decreed | rungs


def _votes(code: int) -> Measured:
    return lambda world, setting, motion: np.asarray(
        (world.votes[..., motion] == code).sum(axis=-1, dtype=float)
    )


_MEASURED: dict[str, Measured] = {
    "weight": lambda w, s, k: w.weights[:, k],
    "weight_share": lambda w, s, k: _share(w.weights)[:, k],
    "supporters": lambda w, s, k: np.asarray((w.alignment == k + 1).sum(axis=-1, dtype=float)),
    "effective_poles": _effective_poles,
    "concentration": _concentration,
    "frustration": _frustration,
    "balancing": _share_in(choice.BALANCING),
    "bandwagoning": _share_in(choice.BANDWAGONING),
    "hedging": _share_in(choice.HEDGING),
    "buck_passing": _share_in(choice.BUCK_PASSING),
    "mobilisation": lambda w, s, _: np.asarray((w.capability * w.mobilisation).sum(axis=-1)),
    "commitment": lambda w, s, i: w.commitment[:, i],
    "dissent": lambda w, s, i: w.dissent[:, i],
    "harm_suffered": lambda w, s, i: np.asarray((w.harm * (s.harmed.toward == i)).sum(axis=-1)),
    "restraint": _restraint,
    "members": lambda w, s, b: np.asarray(w.membership[..., b].sum(axis=-1, dtype=float)),
    "cohesion": lambda w, s, b: w.cohesion[:, b],
    "decisions": _decisions,
    "passed": lambda w, s, q: np.asarray((w.motion_outcome[:, q] == PASSED).astype(float)),
    "yes": _votes(motions.YES),
    "no": _votes(motions.NO),
    "abstain": _votes(motions.ABSTAIN),
    "adopters": lambda w, s, m: np.asarray(measures_in_force(w, s)[..., m].sum(axis=-1, dtype=float)),
}


def _share(weights: Floats) -> Floats:
    total = weights.sum(axis=-1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, 1))


def measure(name: str, world: World, setting: Setting, subject: int = 0) -> Floats:
    """One outcome of every run, [R].

    Parameters
    ----------
    name
        A key of ``sim.scenario.OUTCOMES``.
    subject
        Position of the pole, actor, bloc, motion or measure it speaks of.
    """
    return _MEASURED[name](world, setting, subject)


def outcome_keys(setting: Setting) -> Iterator[tuple[str, str, int]]:
    """Every outcome of a setting as (key, outcome, position of its subject), for example ``members.oic``.

    Outcomes of actors are kept to those who inflict or suffer harm; all others are in the trajectories.
    """
    harmed = sorted({*setting.harmed.of.tolist(), *setting.harmed.toward.tolist()})
    for info in OUTCOMES.values():
        if info.of == "none":
            yield info.name, info.name, 0
        else:
            names: tuple[str, ...] = getattr(setting.names, f"{info.of}s")
            for position in harmed if info.of == "actor" else range(len(names)):
                yield f"{info.name}.{names[position]}", info.name, position


def all_outcomes(world: World, setting: Setting) -> dict[str, Floats]:
    """Every outcome of a world by key, [R] each."""
    return {key: measure(name, world, setting, subject) for key, name, subject in outcome_keys(setting)}
