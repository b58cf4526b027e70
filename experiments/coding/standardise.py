"""Print how far each term of utility spreads over the free actors of a case as it starts.

``python experiments/coding/standardise.py [SCENARIO] [THEORY]`` shows, term by term, the standard deviation of the
difference between the first two poles, and the autonomy cost under which as many actors prefer a pole to staying
out as start aligned (inertia left out). The weights of ``scenarios/theories/full.yaml`` were rounded from it.
"""

from __future__ import annotations

import sys

import numpy as np

from sim import engine, perception
from sim.compilation import compile_setting
from sim.loading import load_scenario, load_theory
from sim.rules.utility import utility_terms
from sim.scenario import effective_parameters
from sim.world import initial_world


def main(name: str = "humanity_alliance", theory_name: str = "full") -> None:
    """Print the table."""
    scenario, theory = load_scenario(name), load_theory(theory_name)
    neutral = {"autonomy_cost": 0.0, "inertia": 0.0}
    parameters = effective_parameters(scenario.parameters, theory.parameters, neutral)
    setting = compile_setting(scenario, parameters, theory.non_alignment)
    world = engine.start(initial_world(scenario, setting, 1), setting)
    case = perception.deliberate(world, setting, perception.perceive(world, setting))
    free = ~setting.anchored
    print(f"{name}, {theory_name}: {free.sum()} free actors")
    terms = utility_terms(case.considerations, world.alignment, parameters)
    for term, values in terms.items():
        spread = (values[0, free, 2] - values[0, free, 1]).std()
        print(f"{term:12s} standard deviation between the poles {spread:.3f}")
    gain = case.utility[0, free, 1:].max(axis=-1) - case.utility[0, free, 0]
    aligned = (world.alignment[0, free] > 0).mean()
    print(f"{aligned:.0%} of them start aligned; the better pole beats staying out by more than")
    print(
        f"{np.quantile(gain, 1 - aligned):.3f} for just as many, so that this autonomy cost keeps the share at rest"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
