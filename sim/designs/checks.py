"""What is wrong with a design for its scenario."""

from __future__ import annotations

from collections.abc import Iterator

from sim.designs.design import Design, settled_factors
from sim.designs.design_checks import design_faults
from sim.designs.outcome_checks import outcome_faults, trajectory_faults
from sim.designs.sampling import UnmetError, draw
from sim.designs.trials import scenario_faults
from sim.scenario import Scenario
from sim.scenario.checks import Fault, unknown


def check(design: Design, scenario: Scenario) -> list[Fault]:
    """Every fault of a design for a scenario.

    Only factors that are sound by themselves are tried in the scenario, and only constraints of a sound design by
    drawing its points.
    """
    found = list(design_faults(design))
    if design.constraints and not found:
        try:
            draw(design)
        except UnmetError as error:
            found.append((("constraints",), str(error)))
    if not any(path[0] == "points" for path, _ in found):
        unsound = {path[1] for path, _ in found if path[0] == "factors" and len(path) > 1}
        pairs = zip(design.factors, settled_factors(design), strict=True)
        found += scenario_faults(scenario, {path: factor for path, factor in pairs if path not in unsound})
    for index, name in enumerate(design.without):
        if name not in scenario.events:
            found.append((("without", index), unknown("event", name, scenario.events)))
    found += _until_outcome(design, scenario)
    found += outcome_faults(scenario, design.outcomes)
    if design.trajectories is not None:
        faults = trajectory_faults(scenario, design.trajectories)
        found += [(("trajectories", *place), message) for place, message in faults]
    return found


def _until_outcome(design: Design, scenario: Scenario) -> Iterator[Fault]:
    """Faults of the outcome whose mean is to be known."""
    if design.until is None:
        return
    outcome = design.until.outcome
    faults = [message for _, message in outcome_faults(scenario, (outcome,))]
    for message in faults:
        yield ("until", "outcome"), message
    if not faults and design.outcomes and outcome not in design.outcomes:
        yield ("until", "outcome"), f"`{outcome}` is not among the `outcomes` that are kept: add it"
