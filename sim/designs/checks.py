"""What is wrong with a design for its scenario."""

from __future__ import annotations

from collections.abc import Iterator

from sim.designs.design import Design, settled_factors
from sim.designs.design_checks import design_faults
from sim.designs.sampling import UnmetError, draw
from sim.designs.trials import scenario_faults
from sim.scenario import OUTCOMES, Scenario
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
    for index, key in enumerate(design.outcomes):
        found += [(("outcomes", index), fault) for fault in _outcome_fault(scenario, key)]
    return found


def _until_outcome(design: Design, scenario: Scenario) -> Iterator[Fault]:
    """Faults of the outcome whose mean is to be known."""
    if design.until is None:
        return
    outcome = design.until.outcome
    faults = list(_outcome_fault(scenario, outcome))
    for fault in faults:
        yield ("until", "outcome"), fault
    if not faults and design.outcomes and outcome not in design.outcomes:
        yield ("until", "outcome"), f"`{outcome}` is not among the `outcomes` that are kept: add it"


def _outcome_fault(scenario: Scenario, key: str) -> Iterator[str]:
    name, _, subject = key.partition(".")
    info = OUTCOMES.get(name)
    if info is None:
        yield unknown("outcome", name, OUTCOMES)
    elif info.of == "none":
        if subject:
            yield f"`{name}` is of the whole system: write `{name}` alone"
    elif subject not in (known := getattr(scenario, f"{info.of}s")):
        yield (
            unknown(info.of, subject, known)
            if subject
            else f"`{name}` is of one {info.of}: write `{name}.NAME`"
        )
