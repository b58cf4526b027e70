"""counterpoise: a balance-of-power simulator.

>>> import sim
>>> result = sim.simulate(sim.load_scenario("humanity_alliance"), theory="walt", replicates=8, seed=7)
>>> result.outcomes.shape[0]
8
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.ensemble import Result, simulate
    from sim.explanation import Explanation, explain
    from sim.loading import InputError, load_scenario, load_theory
    from sim.model import BalanceOfPower
    from sim.scenario import Event, Parameters, Scenario, Theory, describe_parameters

__version__ = "0.1.0"

_WHERE = {
    "BalanceOfPower": "sim.model",
    "Event": "sim.scenario",
    "Explanation": "sim.explanation",
    "InputError": "sim.loading",
    "Parameters": "sim.scenario",
    "Result": "sim.ensemble",
    "Scenario": "sim.scenario",
    "Theory": "sim.scenario",
    "describe_parameters": "sim.scenario",
    "explain": "sim.explanation",
    "load_scenario": "sim.loading",
    "load_theory": "sim.loading",
    "simulate": "sim.ensemble",
}
__all__ = [
    "BalanceOfPower", "Event", "Explanation", "InputError", "Parameters", "Result", "Scenario", "Theory",
    "describe_parameters", "explain", "load_scenario", "load_theory", "simulate",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import public names on first use, so that ``import sim`` costs nothing that is not asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
