"""Figures of results: one function, one figure; each takes results and gives a ``plotly.graph_objects.Figure``.

docs/figures.md lists them. Figures show what a result holds; they run nothing.
"""

from sim.figures.choosing import utility_waterfall
from sim.figures.comparing import comparison
from sim.figures.courses import convergence, sensitivity_over_time
from sim.figures.effects import mu_star_sigma, tornado
from sim.figures.guessing import guesses
from sim.figures.indices import interactions, sensitivity_bars
from sim.figures.lineups import alignment_ribbons, postures
from sim.figures.look import alternative_text
from sim.figures.maps import world_map
from sim.figures.matrices import membership, threat_matrix
from sim.figures.networks import alignment_network
from sim.figures.regions import boxes, peeling
from sim.figures.saving import save
from sim.figures.scores import ranking, reliability, scores
from sim.figures.series import balance, opinion
from sim.figures.spreads import fan, parallel_coordinates, scatter
from sim.figures.telling import NothingToShowError
from sim.figures.timelines import ladder
from sim.figures.trees import leaves
from sim.figures.voting import votes

__all__ = [
    "NothingToShowError", "alignment_network", "alignment_ribbons", "alternative_text", "balance", "boxes",
    "comparison", "convergence", "fan", "guesses", "interactions", "ladder", "leaves", "membership",
    "mu_star_sigma", "opinion", "parallel_coordinates", "peeling", "postures", "ranking", "reliability", "save",
    "scatter", "scores", "sensitivity_bars", "sensitivity_over_time", "threat_matrix", "tornado",
    "utility_waterfall", "votes", "world_map",
]  # fmt: skip
