"""Equilibria: the line-ups of a frozen world in which nobody gains by changing sides (docs/landscape.md).

>>> from sim.equilibria import find_equilibria
"""

from sim.equilibria.result import Configuration, Equilibria
from sim.equilibria.search import find_equilibria

__all__ = ["Configuration", "Equilibria", "find_equilibria"]
