"""A world in which only the choice of sides is open, priced by the engine itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from sim import perception
from sim.ensemble import chunks
from sim.setting import Floats, Ints, Setting
from sim.world import World

TOLERANCE = 1e-12
"""A gain in utility below this is rounding: nobody moves for it."""


@dataclass(frozen=True, slots=True)
class FrozenWorld:
    """Everything stands still but the sides of actors that are not anchored.

    Who takes a side does so in full (commitment 1), so that what a line-up is worth does not depend on how it came
    about; the anchored keep alignment and commitment. Letters: M movable actors, C options each.

    Attributes
    ----------
    world, setting
        One run that has been started; the setting without inertia, which ``inertia`` holds.
    movable
        Positions of the movable actors, [M].
    options
        Their options as alignments, ascending, [C]: 0 (staying out) where that is allowed, then the poles.
    inertia
        What leaving its own option costs an actor, ι.
    """

    world: World
    setting: Setting
    movable: Ints
    options: Ints
    inertia: float

    @property
    def line_ups(self) -> int:
        """How many line-ups there are, C to the power of M."""
        return int(len(self.options) ** len(self.movable))

    def alignments(self, choices: Ints) -> Ints:
        """Alignments of all actors, [R, N], from the movable actors' choices among their options, [R, M]."""
        alignment = np.broadcast_to(self.world.alignment, (len(choices), self.setting.actor_count)).copy()
        alignment[:, self.movable] = self.options[choices]
        return alignment

    def utilities(self, choices: Ints) -> Floats:
        """U of each option for each movable actor, inertia left out, [R, M, C].

        Every line-up is a run of its own on the engine's run axis, with its weights read anew.

        Parameters
        ----------
        choices
            Places in ``options``, [R, M].
        """
        priced = np.empty((*choices.shape, len(self.options)))
        for part in chunks(len(choices), self.setting):
            priced[part] = self._priced(self.alignments(choices[part]))
        return priced

    def _priced(self, alignment: Ints) -> Floats:
        world = replace(_spread(self.world, len(alignment)), alignment=alignment)
        commitment = world.commitment.copy()
        commitment[:, self.movable] = alignment[:, self.movable] > 0
        world = perception.weigh(replace(world, commitment=commitment), self.setting)
        seen = perception.perceive(world, self.setting)
        utility = perception.deliberate(world, self.setting, seen).utility
        return np.asarray(utility[:, self.movable][..., self.options])


def freeze(world: World, setting: Setting) -> FrozenWorld:
    """Freeze one run of a started world.

    Raises
    ------
    ValueError
        Where nobody can move, or nobody has a choice.
    """
    movable = np.flatnonzero(~setting.anchored)
    if not movable.size:
        raise ValueError(
            "every actor is anchored, so there is one line-up and nothing to find: "
            "free one, e.g. --set actors.CODE.anchored=false"
        )
    options = np.arange(0 if setting.non_alignment else 1, setting.pole_count + 1)
    if len(options) < 2:
        raise ValueError("there is one pole and nobody may stay out, so nobody has a choice: add a pole")
    still = {"inertia": 0.0}
    return FrozenWorld(
        world=world,
        setting=replace(
            setting,
            parameters=setting.parameters.model_copy(update=still),
            per_option=setting.per_option.model_copy(update=still),
        ),
        movable=movable,
        options=options,
        inertia=float(setting.parameters.inertia),
    )


def _spread(world: World, runs: int) -> World:
    """The same run many times over, without copies; traits and relations fit any number of runs as they are."""
    return replace(world, **dict(_run_arrays(world, runs)))


def _run_arrays(world: World, runs: int) -> Iterator[tuple[str, Any]]:
    for field in fields(World):
        value = getattr(world, field.name)
        if isinstance(value, np.ndarray):
            yield field.name, np.broadcast_to(value, (runs, *value.shape[1:]))
