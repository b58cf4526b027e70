"""What is wrong with the outcomes and the trajectories that a design is to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.recording import ACTOR_VARIABLES, Trajectories
from sim.scenario import OUTCOMES, OutcomeInfo, Scenario
from sim.scenario.checks import Fault, unknown


def outcome_faults(scenario: Scenario, keys: tuple[str, ...]) -> Iterator[Fault]:
    """Faults of keys such as ``members.oic``, each with its place in the list."""
    for index, key in enumerate(keys):
        yield from _key_faults(("outcomes", index), "outcome", key, OUTCOMES, scenario)
    yield from _twice("outcomes", keys)


def trajectory_faults(scenario: Scenario, wanted: Trajectories) -> Iterator[Fault]:
    """Faults of what is to be kept over time, by their place in it."""
    if not wanted.outcomes and not wanted.variables:
        yield (), "keeps nothing: give `outcomes`, or `variables` of actors, or leave it out"
    yield from outcome_faults(scenario, wanted.outcomes)
    for index, key in enumerate(wanted.variables):
        yield from _key_faults(("variables", index), "variable of actors", key, ACTOR_VARIABLES, scenario)
    yield from _twice("variables", wanted.variables)
    if not wanted.actors:
        yield ("actors",), "names nobody: give an actor, a group, a bloc or `all`"
    if "actors" in wanted.model_fields_set and not wanted.variables:
        yield ("actors",), "goes with `variables`: which of the actors' are to be kept?"
    selectable = (*scenario.actors, *scenario.groups, *scenario.blocs, "all")
    for index, name in enumerate(wanted.actors):
        if name not in selectable:
            yield ("actors", index), unknown("actor, group or bloc", name, selectable)


def _key_faults(
    place: tuple[str | int, ...], what: str, key: str, known: Mapping[str, OutcomeInfo], scenario: Scenario
) -> Iterator[Fault]:
    name, _, subject = key.partition(".")
    info = known.get(name)
    if info is None:
        yield place, unknown(what, name, known)
    elif info.of == "none":
        if subject:
            whole = "the whole system" if known is OUTCOMES else "every actor"
            yield place, f"`{name}` is of {whole}: write `{name}` alone"
    elif not subject:
        yield place, f"`{name}` is of one {info.of}: write `{name}.NAME`"
    elif subject not in (subjects := getattr(scenario, f"{info.of}s")):
        yield place, unknown(info.of, subject, subjects)


def _twice(field: str, keys: tuple[str, ...]) -> Iterator[Fault]:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield (field, index), f"`{key}` is named twice"
