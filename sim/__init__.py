"""counterpoise: a balance-of-power simulator.

>>> import sim
>>> result = sim.simulate(sim.load_scenario("humanity_alliance"), theory="walt", replicates=8, seed=7)
>>> result.outcomes.shape[0]
8
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.version import __version__

if TYPE_CHECKING:
    from sim import figures
    from sim.comparison import Variation, compare
    from sim.designs import Design
    from sim.discovery import Discovery, discover
    from sim.ensemble import Result, simulate
    from sim.equilibria import Equilibria, find_equilibria
    from sim.explanation import Explanation, Threats, explain, threats
    from sim.forecasting import forecast, hindcast
    from sim.indices import Sensitivity, sensitivity
    from sim.loading import InputError, load_scenario, load_theory
    from sim.model import BalanceOfPower
    from sim.results import open_results
    from sim.scenario import Event, Parameters, Scenario, Theory, describe_parameters
    from sim.sweeping import sweep
    from sim.trial.calibration import Calibration, calibrate
    from sim.trial.tournament import Tournament, tournament

_WHERE = {
    "BalanceOfPower": "sim.model",
    "Calibration": "sim.trial.calibration",
    "Design": "sim.designs",
    "Discovery": "sim.discovery",
    "Equilibria": "sim.equilibria",
    "Event": "sim.scenario",
    "Explanation": "sim.explanation",
    "InputError": "sim.loading",
    "Parameters": "sim.scenario",
    "Result": "sim.ensemble",
    "Scenario": "sim.scenario",
    "Sensitivity": "sim.indices",
    "Theory": "sim.scenario",
    "Threats": "sim.explanation",
    "Tournament": "sim.trial.tournament",
    "Variation": "sim.comparison",
    "calibrate": "sim.trial.calibration",
    "compare": "sim.comparison",
    "describe_parameters": "sim.scenario",
    "discover": "sim.discovery",
    "explain": "sim.explanation",
    "find_equilibria": "sim.equilibria",
    "forecast": "sim.forecasting",
    "hindcast": "sim.forecasting",
    "load_scenario": "sim.loading",
    "load_theory": "sim.loading",
    "open_results": "sim.results",
    "sensitivity": "sim.indices",
    "simulate": "sim.ensemble",
    "sweep": "sim.sweeping",
    "threats": "sim.explanation",
    "tournament": "sim.trial.tournament",
}
__all__ = [
    "BalanceOfPower",
    "Calibration",
    "Design",
    "Discovery",
    "Equilibria",
    "Event",
    "Explanation",
    "InputError",
    "Parameters",
    "Result",
    "Scenario",
    "Sensitivity",
    "Theory",
    "Threats",
    "Tournament",
    "Variation",
    "__version__",
    "calibrate",
    "compare",
    "describe_parameters",
    "discover",
    "explain",
    "figures",
    "find_equilibria",
    "forecast",
    "hindcast",
    "load_scenario",
    "load_theory",
    "open_results",
    "sensitivity",
    "simulate",
    "sweep",
    "threats",
    "tournament",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import public names on first use, so that ``import sim`` costs nothing that is not asked for."""
    if name == "figures":
        return import_module("sim.figures")
    if name not in _WHERE:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
