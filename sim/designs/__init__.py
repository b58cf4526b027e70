"""Designs of parameter sweeps: which points of the space of factors are run.

A design's points are a pure function of the design, so a study can be resumed on any machine. Samplers see the unit
cube only; ``sim.designs.factors`` maps it to values.
"""

from sim.designs.checks import check
from sim.designs.design import Design, Until, block_size
from sim.designs.design_checks import told
from sim.designs.factors import Factor, Value, yaml_text
from sim.designs.layouts import point_count
from sim.designs.reading import read_design
from sim.designs.sampling import Points, draw, salib_problem
from sim.designs.vary import vary

__all__ = [
    "Design", "Factor", "Points", "Until", "Value", "block_size", "check", "draw", "point_count", "read_design",
    "salib_problem", "told", "vary", "yaml_text",
]  # fmt: skip
