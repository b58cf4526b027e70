"""What was found: stable line-ups with their energy and basin, and how they compare with history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.scenario.checks import NO_POLE


@dataclass(frozen=True)
class Configuration:
    """A stable line-up.

    Attributes
    ----------
    alignment
        Pole of every actor, ``none`` for the non-aligned; the anchored included.
    energy
        None where the game has no potential.
    basin
        How many starts end here.
    right
        How many of the movable actors that the scenario's ``expected`` names stand where history had them; None where
        it names none.
    """

    alignment: dict[str, str]
    energy: float | None
    basin: float
    right: int | None


@dataclass(frozen=True)
class Equilibria:
    """The stable line-ups of a frozen world.

    Attributes
    ----------
    tick, seed
        When the world was frozen; chance of the run until then, and of the search where it is one.
    capability
        Share of each actor when frozen.
    movable, options
        Who could choose, and between what.
    line_ups
        How many line-ups there are.
    exhaustive
        Whether each of them was looked at; else there may be more stable ones than were found.
    mirrored
        Whether poles are told apart by name only, so that mirror images count once.
    starts
        Line-ups from which moves were followed: all of them, once per set of mirror images, or a random sample.
    cycling
        Starts from which moves go round in a circle.
    potential
        Whether moves follow energy; else they follow the greatest gain.
    count
        Stable line-ups found; ``configurations`` holds the first of them, ordered by energy, then basin.
    scored
        Movable actors that ``expected`` names.
    """

    scenario: str
    title: str
    theory: str
    parameters: dict[str, float]
    tick: int
    seed: int
    capability: dict[str, float]
    movable: tuple[str, ...]
    options: tuple[str, ...]
    line_ups: int
    exhaustive: bool
    mirrored: bool
    starts: float
    cycling: float
    potential: bool
    count: int
    configurations: tuple[Configuration, ...]
    scored: int
    digest: str

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "scenario": self.scenario, "theory": self.theory, "parameters": self.parameters, "tick": self.tick,
            "seed": self.seed, "movable": list(self.movable), "options": list(self.options),
            "line_ups": self.line_ups, "exhaustive": self.exhaustive, "mirror_images_once": self.mirrored,
            "starts": plain(self.starts), "cycling": plain(self.cycling), "potential": self.potential,
            "count": self.count, "scored": self.scored,
            "configurations": [self._told(configuration) for configuration in self.configurations],
            "digest": self.digest,
        }  # fmt: skip

    def _told(self, found: Configuration) -> dict[str, Any]:
        return {
            "alignment": found.alignment,
            "energy": found.energy,
            "basin": plain(found.basin),
            "basin_share": found.basin / self.starts,
            "capability": {pole: self.share(found, pole) for pole in (*self.sides(found),)},
            "right": found.right,
        }

    def sides(self, found: Configuration) -> dict[str, list[str]]:
        """Actors by pole, the non-aligned last if there are any, each by capability."""
        by_size = sorted(found.alignment, key=lambda actor: (-self.capability[actor], actor))
        poles = [*(pole for pole in self.options if pole != NO_POLE), NO_POLE]
        told = {pole: [actor for actor in by_size if found.alignment[actor] == pole] for pole in poles}
        return {pole: members for pole, members in told.items() if members or pole != NO_POLE}

    def share(self, found: Configuration, pole: str) -> float:
        """Capability that stands with a pole, as a share of all."""
        return sum(size for actor, size in self.capability.items() if found.alignment[actor] == pole)


def plain(number: float) -> float:
    """A count without a point where it is whole."""
    return int(number) if number == int(number) else number
