"""Sensitivity analysis: what an outcome of a sweep depends on, how far, and whether the sample suffices to say so.

Designs are sampled in the unit cube (``sim.designs``), and so are they analysed: an index is of the factor's
distribution, whatever values it maps to. Estimators see no number that is missing, not finite or out of place.
"""

from sim.indices.analysis import over_time, sensitivity
from sim.indices.methods import DEFAULTS, METHODS
from sim.indices.result import Sensitivity

__all__ = ["DEFAULTS", "METHODS", "Sensitivity", "over_time", "sensitivity"]
