"""A theory is a setting of the one model: the terms it switches on and the numbers it gives them."""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.base import Name, Part
from sim.scenario.parameters import Parameters

UTILITY_TERMS: dict[str, str] = {
    "security": "weight_security",
    "affinity": "weight_affinity",
    "opinion": "weight_opinion",
    "profit": "weight_profit",
    "dependence": "weight_dependence",
    "pact": "weight_pact",
    "peers": "weight_peers",
    "regime": "weight_regime",
}
"""The terms of utility that a theory may switch on, and the weight of each."""

TERMS = UTILITY_TERMS | {
    "vicarious_threat": "vicarious_threat",
    "coordination": "coordination_bonus",
    "accommodation": "accommodation",
    "free_riding": "free_riding",
    "neutral_safety": "neutral_safety",
}
"""The terms that can be switched off alone, and the parameter whose zero does it."""


class Theory(Part):
    """A theory of alignment.

    Attributes
    ----------
    sources
        The works it restates, with pages.
    terms
        The terms it switches on, each with the reason; exactly those whose parameter it sets above zero.
    parameters
        The numbers it sets; they override a scenario's.
    non_alignment
        Whether actors may stay out; left out, the scenario decides.
    """

    name: Name
    title: str
    summary: str
    sources: tuple[str, ...]
    terms: dict[str, str]
    parameters: Parameters = Parameters()
    non_alignment: bool | None = None

    @model_validator(mode="after")
    def _switches_on_what_it_says(self) -> Theory:
        from sim.scenario.checks import theory_faults

        faults = [f"{path[1]} {message}" for path, message in theory_faults(self)]
        if faults:
            raise ValueError("; ".join(faults))
        return self


def effective_parameters(
    scenario: Parameters, theory: Parameters, overrides: dict[str, float] | None = None
) -> Parameters:
    """Parameters in force: defaults, then the scenario's, then the theory's, then what was asked for.

    A theory overrides a scenario so that a case can be put to several theories; a request overrides both.

    Examples
    --------
    >>> case, waltz = Parameters(inertia=0.4), Parameters(weight_security=1)
    >>> effective_parameters(case, waltz, {"inertia": 0.1}).inertia
    0.1
    """
    chosen = scenario.model_dump(exclude_unset=True) | theory.model_dump(exclude_unset=True)
    return Parameters.model_validate(chosen | (overrides or {}))
