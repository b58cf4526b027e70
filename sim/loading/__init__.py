"""Floor 4: YAML files → checked scenarios and theories."""

from sim.loading.bundled import bundled_scenarios, bundled_theories
from sim.loading.faults import Fault, InputError
from sim.loading.load import load_scenario, load_theory, scenario_reader

__all__ = [
    "Fault", "InputError", "bundled_scenarios", "bundled_theories", "load_scenario", "load_theory", "scenario_reader",
]  # fmt: skip
