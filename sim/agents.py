"""Mesa agents that are identities: everything they show is read from the model's world."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import mesa

from sim.rules.choice import POSTURES
from sim.world import World

if TYPE_CHECKING:
    from sim.explanation import Explanation


class FromWorld:
    """A read-only view into the model's world.

    Parameters
    ----------
    read
        Takes the world and the agent, returns the agent's value.
    meaning
        Shown as the attribute's documentation.
    """

    def __init__(self, read: Callable[[World, StateAgent], Any], meaning: str) -> None:
        self._read, self.__doc__ = read, meaning

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, agent: StateAgent | None, owner: type | None = None) -> Any:
        return self if agent is None else self._read(agent.model.world, agent)

    def __set__(self, agent: StateAgent, value: object) -> None:
        raise AttributeError(
            f"{self._name} is read from the world and cannot be set; change the world with model.intervene(event), "
            "an event as in scenario files"
        )


def _number(name: str, meaning: str) -> FromWorld:
    return FromWorld(lambda world, agent: float(getattr(world, name)[0, agent.index]), meaning)


class StateAgent(mesa.Agent):
    """An actor of the scenario, as a Mesa agent.

    It stores who it is and nothing else; its values are those of ``model.world``, so they never go stale.
    """

    index: int
    code: str
    name: str

    capability = _number("capability", "Share of the system's capability.")
    mobilisation = _number("mobilisation", "Internal balancing, 0 to 1.")
    dissent = _number("dissent", "Domestic threat to the government, 0 to 1.")
    commitment = _number("commitment", "How strongly it stands by its pole, 0 to 1.")
    opinion = FromWorld(
        lambda world, agent: dict(
            zip(agent.model.setting.names.poles, world.opinion[0, agent.index].tolist(), strict=True)
        ),
        "Public opinion of each pole, -1 to 1.",
    )
    threat = FromWorld(
        lambda world, agent: agent.model.threat_to(agent.index), "Threat perceived from each pole."
    )
    alignment = FromWorld(
        lambda world, agent: agent.model.pole_name(int(world.alignment[0, agent.index])),
        "The pole it stands with; None: non-aligned.",
    )
    posture = FromWorld(
        lambda world, agent: POSTURES[int(world.posture[0, agent.index])],
        "What its alignment means given the threat it perceived when it chose.",
    )

    def __init__(self, model: mesa.Model, index: int, code: str, name: str) -> None:
        super().__init__(model)
        self.index = index
        self.code = code
        self.name = name

    def explain(self) -> Explanation:
        """Why it stands where it stands: the last tick's utility terms, from the very rules."""
        explanation: Explanation = self.model.explain(self)
        return explanation
