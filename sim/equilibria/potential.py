"""Energy: one number for a whole line-up that falls whenever an actor gains, where there is such a number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.equilibria.frozen import TOLERANCE
from sim.equilibria.pulls import Pulls
from sim.setting import Floats, Ints


@dataclass(frozen=True, slots=True)
class Potential:
    """A weighted potential of the game of sides.

    When actor i changes sides and gains g, energy falls by 2·w_i·g.

    Attributes
    ----------
    weights
        w > 0, [M].
    base, links
        w_i times i's utility of each option less that of its first, [M, C], where all have their first option; and
        what two choices other than the first add to that together, the same for both, [M, C, M, C].

    Source: Axelrod & Bennett 1993, pp. 215-216 (energy, and why it falls); Monderer & Shapley 1996 (weighted).
    """

    weights: Floats
    base: Floats
    links: Floats

    def energy(self, choices: Ints) -> Floats:
        """E of line-ups, [R], from choices [R, M]; 0 where every movable actor has its first option.

        For Axelrod and Bennett's theory without anchored actors this is Σ_i Σ_j s_i s_j p_ij d_ij, where d is 1 for
        those apart, as their equation 3 has it.
        """
        actors, options = self.base.shape
        chosen = (choices[..., None] == np.arange(options)).reshape(len(choices), -1).astype(float)
        linked = chosen @ self.links.reshape(actors * options, -1)
        return np.asarray(-2 * (chosen @ self.base.reshape(-1)) - (linked * chosen).sum(axis=-1))


def find_potential(pulls: Pulls, sizes: Floats, scale: float) -> Potential | None:
    """The potential, or None where no positive weights make the pulls mutual.

    Parameters
    ----------
    sizes
        Capability of the movable actors: the weights that are tried first, [M].
    scale
        Weights are sizes times this, or others with the same sum (where that is not 0).
    """
    links = pulls.pull - pulls.pull[:, :1]
    mutual = links.transpose(2, 3, 0, 1)
    weights = sizes * scale
    if not (weights > 0).all() or not _symmetric(links, weights):
        solved = _balanced(np.abs(links).max(axis=(1, 3)), links, mutual)
        if solved is None or not _symmetric(links, solved):
            return None
        weights = solved * ((weights.sum() or solved.sum()) / solved.sum())
    linked = links * weights[:, None, None, None]
    linked = (linked + linked.transpose(2, 3, 0, 1)) / 2
    return Potential(weights, (pulls.base - pulls.base[:, :1]) * weights[:, None], linked)


def _symmetric(links: Floats, weights: Floats) -> bool:
    """Whether w_i·links_ij is w_j·links_ji, and nobody's utility depends on its own choice."""
    weighed = links * (weights / weights.max())[:, None, None, None]
    apart = np.abs(weighed - weighed.transpose(2, 3, 0, 1)).max()
    own = np.abs(np.einsum("ikil->ikl", links)).max()
    return bool(max(apart, own) <= TOLERANCE * max(1.0, np.abs(links).max()))


def _balanced(strength: Floats, links: Floats, mutual: Floats) -> Floats | None:
    """Weights by going from actor to actor along the links: w_j = w_i · links_ij / links_ji, where that is positive."""
    weights = np.zeros(len(strength))
    while (weights == 0).any():
        waiting = [int(np.flatnonzero(weights == 0)[0])]
        weights[waiting[0]] = 1.0
        while waiting:
            i = waiting.pop()
            for j in np.flatnonzero((strength[i] > TOLERANCE) & (weights == 0)):
                k, l = np.unravel_index(np.abs(links[i, :, j]).argmax(), links[i, :, j].shape)
                back = mutual[i, k, j, l]
                if back * links[i, k, j, l] <= 0:
                    return None
                weights[j] = weights[i] * links[i, k, j, l] / back
                waiting.append(int(j))
    return weights
