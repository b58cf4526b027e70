"""Runs that differ in parameters and in actors' first state, made ready to be played side by side.

A design point that changes parameters, or numbers that actors start with, has the same actors, blocs and events as
its neighbours. So runs of many points fit on one run axis, and a sweep with one replicate a point is as fast as an
ensemble of one point. What a run gives does not depend on the runs beside it, to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

import numpy as np

from sim.scenario import Parameters
from sim.setting import Floats, Setting
from sim.world import Traits, World

STATE = ("commitment", "mobilisation", "dissent")
TRAITS = tuple(field.name for field in fields(Traits) if field.name != "dissent_level")
FIRST_STATE = (*STATE, *TRAITS)
"""Attributes of actors that runs side by side can start with different numbers of."""


def stack_parameters(setting: Setting, parameters: Sequence[Parameters]) -> Setting:
    """The setting with the parameters of each run, length R; those equal in all runs stay plain numbers.

    Examples
    --------
    >>> from sim.loading import load_scenario
    >>> from sim.compilation import compile_setting
    >>> two = [Parameters(inertia=0.1), Parameters(inertia=0.2)]
    >>> stacked = stack_parameters(compile_setting(load_scenario("nato_veto"), two[0]), two)
    >>> stacked.parameters.inertia.tolist(), stacked.per_option.inertia.shape, stacked.parameters.logit_precision
    ([[0.1], [0.2]], (2, 1, 1), 10)
    """
    first, same = parameters[0], all(each is parameters[0] for each in parameters)
    if same:
        return replace(setting, parameters=first, per_option=first)
    names = tuple(Parameters.model_fields)
    table = np.array(list(map(attrgetter(*names), parameters)), float)
    varied = {names[c]: table[:, c].copy() for c in np.flatnonzero((table != table[0]).any(axis=0))}

    def shaped(*shape: int) -> Parameters:
        columns = {name: values.reshape(-1, *shape) for name, values in varied.items()}
        return Parameters.model_construct(**{**dict(first), **columns})

    return replace(setting, parameters=shaped(1), per_option=shaped(1, 1))


def put_first_state(world: World, numbers: Mapping[tuple[int, str], Floats]) -> World:
    """The world before its first tick with numbers of its own in each run.

    Parameters
    ----------
    world
        From ``initial_world``, R runs.
    numbers
        By actor's position and attribute (``FIRST_STATE``), [R].
    """
    for (actor, attribute), values in numbers.items():
        if attribute in STATE:
            state: dict[str, Any] = {attribute: _put(getattr(world, attribute), actor, values)}
            world = replace(world, **state)
        trait = "dissent_level" if attribute == "dissent" else attribute
        if attribute not in ("commitment", "mobilisation"):
            traits = replace(world.traits, **{trait: _put(getattr(world.traits, trait), actor, values)})
            world = replace(world, traits=traits)
    return world


def _put(column: Floats, actor: int, values: Floats) -> Floats:
    """A copy [R, N] with one actor's column replaced."""
    changed = np.array(np.broadcast_to(column, (len(values), column.shape[-1])), order="C")
    changed[:, actor] = values
    return changed
