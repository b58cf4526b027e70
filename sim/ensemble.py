"""Runs side by side: the same scenario and theory under many draws of chance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim import engine, provenance
from sim.compilation import compile_setting
from sim.loading import load_theory
from sim.outcomes import all_outcomes
from sim.randomness import NoiseSource
from sim.recording import NOTHING, Recorder, Recording, Trajectories
from sim.rules.choice import POSTURES as POSTURES  # results name postures and votes for those who read them
from sim.rules.motions import VOTES as VOTES
from sim.scenario import Parameters, Scenario, Theory, effective_parameters
from sim.scenario.checks import unknown
from sim.setting import Ints, Setting
from sim.world import World, initial_world

if TYPE_CHECKING:
    import pandas as pd

CHUNK_CELLS = 1_000_000
"""Runs are played in chunks of about this many actor pairs: enough runs to share the fixed cost of a tick, few
enough to stay near the processor's cache."""

KEPT_BYTES = 16_000_000
"""Larger than any array of a tick, smaller than what glibc always hands back (32 MB)."""

SAVED = ("alignment", "posture", "commitment", "weights", "membership", "harm")
"""What trajectories keep unless asked otherwise; names are fields of ``sim.world.World``."""


@dataclass(frozen=True)
class Result:
    """What came out of an ensemble.

    Attributes
    ----------
    scenario, theory, parameters, seed, replicates, ticks, without
        What was run: the parameters in force, the replicate number of each run, the events left out.
    setting
        The scenario as arrays, with the names in their order.
    worlds
        The final worlds, chunk by chunk.
    saved
        Arrays by name, [R, ticks + 1, ...]; entry 0 is the start.
    recorded
        Outcomes and variables of actors at the ticks that ``record`` asked for.
    digest
        Names scenario, theory, parameters and code version together.
    """

    scenario: Scenario
    theory: Theory
    parameters: Parameters
    seed: int
    replicates: tuple[int, ...]
    ticks: int
    without: tuple[str, ...]
    setting: Setting
    worlds: tuple[World, ...]
    saved: Mapping[str, NDArray[Any]]
    recorded: Recording
    digest: str = field(default="")

    @cached_property
    def outcome_arrays(self) -> dict[str, NDArray[np.float64]]:
        """Every outcome at the end, by key such as ``weight_share.palestine``, [R]."""
        chunks = [all_outcomes(world, self.setting) for world in self.worlds]
        return {key: np.concatenate([chunk[key] for chunk in chunks]) for key in chunks[0]}

    def final(self, name: str) -> NDArray[Any]:
        """A field of the final worlds, all runs, [R, ...]."""
        return np.concatenate([getattr(world, name) for world in self.worlds])

    @property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes at the end, one row a run."""
        import pandas as pd

        index = pd.Index(self.replicates, name="replicate")
        return pd.DataFrame(self.outcome_arrays, index=index)

    @property
    def trajectories(self) -> pd.DataFrame:
        """One row for each run, tick and actor, with the saved arrays that have an entry per actor.

        ``alignment`` holds poles' names (``none`` for the non-aligned) and ``posture`` its name.
        """
        import pandas as pd

        names = self.setting.names
        runs, times = len(self.replicates), self.ticks + 1
        index = pd.MultiIndex.from_product(
            [self.replicates, range(times), names.actors], names=["replicate", "tick", "actor"]
        )
        per_actor = (runs, times, len(names.actors))
        columns = {name: array.reshape(-1) for name, array in self.saved.items() if array.shape == per_actor}
        table = pd.DataFrame(columns, index=index)
        for column, labels in (("alignment", ("none", *names.poles)), ("posture", POSTURES)):
            if column in table:
                table[column] = pd.Categorical.from_codes(table[column], list(labels))
        return table


def simulate(
    scenario: Scenario,
    theory: Theory | str | None = None,
    *,
    replicates: int | Sequence[int] = 100,
    seed: int = 0,
    ticks: int | None = None,
    parameters: Mapping[str, float] | None = None,
    without: Collection[str] = (),
    save: Sequence[str] = SAVED,
    record: Trajectories = NOTHING,
    given: Mapping[int, Ints] | None = None,
) -> Result:
    """Run a scenario under a theory, many times.

    Parameters
    ----------
    scenario
        From ``load_scenario``.
    theory
        A theory, a bundled theory's name or a path; left out, the scenario's own.
    replicates
        How many runs, or which replicate numbers. Replicate r of a seed sees the same noise in every study.
    seed
        Non-negative integer.
    ticks
        How many ticks (default: the scenario's).
    parameters
        Parameters that override the theory's and the scenario's.
    without
        Names of events that do not happen.
    save
        Fields of ``World`` to keep for every tick, whole.
    record
        Outcomes over time and variables of chosen actors to keep, at chosen ticks (see ``sim.recording``).
    given
        By tick, alignments that people decide [N], -1 for actors that choose themselves (see ``sim.seats``).

    Raises
    ------
    InputError
        For an unknown theory.
    ValueError
        For an unknown event in ``without``, a parameter out of its bounds, a negative seed, or something to record
        that the scenario does not have.
    sim.world.NotFiniteError
        Where a NaN or an infinity appears.

    Examples
    --------
    >>> from sim.loading import load_scenario
    >>> result = simulate(load_scenario("humanity_alliance"), "walt", replicates=4, seed=7)
    >>> result.outcomes.shape[0], len(result.saved["weights"][0])
    (4, 28)
    """
    chosen = theory if isinstance(theory, Theory) else load_theory(theory or scenario.meta.theory)
    for name in without:
        if name not in scenario.events:
            raise ValueError(unknown("event", name, scenario.events))
    in_force = effective_parameters(scenario.parameters, chosen.parameters, dict(parameters or {}))
    setting = compile_setting(scenario, in_force, chosen.non_alignment, without)
    numbers = tuple(range(replicates)) if isinstance(replicates, int) else tuple(replicates)
    length = scenario.meta.ticks if ticks is None else ticks
    keep = tuple(save)
    worlds, histories, recordings = [], [], []
    for part in chunks(len(numbers), setting):
        runs = numbers[part]
        first = engine.start(initial_world(scenario, setting, len(runs)), setting)
        history = _History(first, keep, length)
        recorder = Recorder(record, scenario, setting, runs=len(runs), ticks=length)
        worlds.append(play(first, setting, runs, seed, length, (history.keep, recorder.keep), given))
        histories.append(history.arrays)
        recordings.append(recorder.recording)
    saved = {name: np.concatenate([h[name] for h in histories]) for name in keep}
    return Result(
        scenario=scenario, theory=chosen, parameters=in_force, seed=seed, replicates=numbers, ticks=length,
        without=tuple(sorted(without)), setting=setting, worlds=tuple(worlds), saved=saved,
        recorded=Recording.joined(recordings),
        digest=provenance.digest(scenario, chosen, in_force, length, without, given),
    )  # fmt: skip


def chunks(runs: int, setting: Setting) -> Iterator[slice]:
    """Runs in parts of like size that are played one after the other: a small rest would cost as much as a part."""
    most = max(1, round(CHUNK_CELLS / setting.actor_count**2))
    parts = -(-runs // most)
    for part in range(parts):
        yield slice(part * runs // parts, (part + 1) * runs // parts)


def play(
    first: World,
    setting: Setting,
    replicates: Sequence[int],
    seed: int,
    ticks: int,
    watchers: Sequence[Callable[[World], None]] = (),
    given: Mapping[int, Ints] | None = None,
) -> World:
    """The last world of runs that have been started, one for each replicate number.

    ``watchers`` see the first world and that after every tick; ``given`` are alignments that people decide, by tick,
    [N] or [R, N].

    Raises
    ------
    sim.world.NotFiniteError
        Where a NaN or an infinity appears.
    """
    _keep_memory()
    names = setting.names
    noise = NoiseSource(
        seed, replicates, actors=len(names.actors), poles=len(names.poles), blocs=len(names.blocs)
    )

    def show(world: World) -> None:
        for watcher in watchers:
            watcher(world)

    show(first)
    return engine.run(first, setting, noise.ticks(ticks), show, given)


def _keep_memory() -> None:
    """Have the C library keep freed memory for the next arrays.

    glibc hands back to the system whatever is larger than the largest piece it has seen freed, and arrays of a chunk
    come and go by the thousand: to fetch each page anew costs a tenth of a run. Untouched, this one costs nothing.
    """
    np.empty(KEPT_BYTES, np.uint8)


class _History:
    """Arrays of a chunk for every tick, [R, ticks + 1, ...]; small codes are kept in one byte."""

    def __init__(self, first: World, save: tuple[str, ...], ticks: int) -> None:
        self.arrays: dict[str, NDArray[Any]] = {}
        for name in save:
            value = getattr(first, name)
            kind = np.int8 if name in ("alignment", "posture") else value.dtype
            self.arrays[name] = np.empty((value.shape[0], ticks + 1, *value.shape[1:]), kind)

    def keep(self, world: World) -> None:
        for name, array in self.arrays.items():
            array[:, world.tick] = getattr(world, name)
