"""Utilities that are sums of what each other actor's choice adds: measured at the engine, then quick to add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.columns import switched_on
from sim.equilibria.frozen import TOLERANCE, FrozenWorld
from sim.setting import Floats, Ints

CHECKED = 64
MOST_COLUMNS = 3_000
"""Above this many options of all actors together the table of pulls would not fit well into memory."""


@dataclass(frozen=True, slots=True)
class Pulls:
    """U_i(k) = base_ik + Σ_j pull_ikj(l), l being what j chooses.

    Attributes
    ----------
    base
        U where every movable actor has its first option, [M, C].
    pull
        What j's choice of option l in place of its first adds to i's utility of option k, [M, C, M, C].
    """

    base: Floats
    pull: Floats

    def utilities(self, choices: Ints) -> Floats:
        """U of each option for each movable actor, [R, M, C], from choices [R, M]."""
        actors, options = self.base.shape
        table = self.pull.reshape(actors * options, actors * options)
        chosen = (choices[..., None] == np.arange(options)).reshape(len(choices), -1).astype(float)
        return np.asarray(self.base + (chosen @ table.T).reshape(-1, actors, options))


def measure_pulls(frozen: FrozenWorld, rng: np.random.Generator) -> Pulls | None:
    """The pulls of a frozen world, or None where utilities are not sums of them.

    Security and profit depend on the weights of the poles, which enter through contests: with them there are no
    pulls. For all other terms the sums are compared with the engine at random line-ups.
    """
    p, actors, options = frozen.setting.parameters, len(frozen.movable), len(frozen.options)
    if switched_on(p.weight_security) or switched_on(p.weight_profit) or actors * options > MOST_COLUMNS:
        return None
    movers, turns = np.divmod(np.arange(actors * (options - 1)), options - 1)
    probes = np.zeros((1 + len(movers), actors), int)
    probes[1 + np.arange(len(movers)), movers] = turns + 1
    told = frozen.utilities(probes)
    pull = np.zeros((actors, options, actors, options))
    pull[:, :, movers, turns + 1] = np.moveaxis(told[1:] - told[0], 0, -1)
    pulls = Pulls(told[0], pull)
    trial = rng.integers(options, size=(CHECKED, actors))
    exact = frozen.utilities(trial)
    apart = np.abs(pulls.utilities(trial) - exact).max()
    return pulls if apart <= TOLERANCE * max(1.0, np.abs(exact).max()) else None
