"""Floor 0: what a scenario, a theory and a parameter are. Frozen records; no files, no arrays."""

from sim.scenario.actors import RELATIONS, Actor, Dyads, Pole, Relation
from sim.scenario.base import Claim, Source
from sim.scenario.coalitions import Bloc, Measure, Motion, Rule
from sim.scenario.events import Effect, Event, Trigger
from sim.scenario.parameters import ParameterInfo, Parameters, describe_parameters
from sim.scenario.scenario import Expected, Meta, Scenario
from sim.scenario.theory import TERMS, UTILITY_TERMS, Theory, effective_parameters
from sim.scenario.vocabulary import OUTCOMES, OutcomeInfo

__all__ = [
    "OUTCOMES", "RELATIONS", "TERMS", "UTILITY_TERMS", "Actor", "Bloc", "Claim", "Dyads", "Effect", "Event", "Expected",
    "Measure", "Meta", "Motion", "OutcomeInfo", "ParameterInfo", "Parameters", "Pole", "Relation", "Rule",
    "Scenario", "Source", "Theory", "Trigger", "describe_parameters", "effective_parameters",
]  # fmt: skip
