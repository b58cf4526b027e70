"""Scenario discovery: the regions of a sweep's factors in which something happens.

PRIM gives boxes, CART a tree; both see points, each with the share of its replicates in which it happened.
"""

from sim.discovery.cases import Cases, DiscoveryError, read_cases
from sim.discovery.regions import Discovery, Region, Restriction, Step, discover, find_regions
from sim.discovery.tree import Leaf, grow

__all__ = [
    "Cases", "Discovery", "DiscoveryError", "Leaf", "Region", "Restriction", "Step", "discover", "find_regions",
    "grow", "read_cases",
]  # fmt: skip
