"""Formal coalitions, what is voted in them, and the ladder of measures."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Coded, Name, Names, Share

Rule = Literal["unanimity", "consensus", "simple_majority", "two_thirds", "majority_with_veto"]


class Bloc(Coded):
    """A named formal coalition; with a ``rule`` it is an institution that can vote on motions.

    Attributes
    ----------
    pole
        The pole it backs; none for a forum that backs no side.
    members, invitees
        Members at the start, and who may join (nobody else can).
    convener
        Who calls it together; its capability and reach draw others in.
    status
        ``active``, or ``proposed``: closed until an event proposes it (or its convener does, where
        the scenario says ``emergent_blocs: true``).
    rule, holders
        How it decides; ``holders`` of a veto under ``majority_with_veto``.
    obligation
        Commitment below which a member that stands with the bloc's pole does not fall.
    """

    title: str
    pole: Name | None = None
    members: Names = ()
    invitees: Names = ()
    convener: Name | None = None
    status: Literal["active", "proposed"] = "active"
    rule: Rule | None = None
    holders: Names = ()
    obligation: Share = 0.0

    @model_validator(mode="after")
    def _holders_need_a_veto(self) -> Bloc:
        if self.holders and self.rule != "majority_with_veto":
            raise ValueError("`holders` of a veto go with `rule: majority_with_veto`")
        if self.status == "proposed" and self.members:
            raise ValueError("is only `proposed`, so it has no `members` yet: list them as `invitees`")
        return self


class Motion(Coded):
    """A dated proposal put to an institution, or to all actors.

    Attributes
    ----------
    favours
        The pole that it favours.
    demand
        Commitment to that pole from which an actor votes yes: what the text asks of those who support it.
    date
        When it is voted; left out, an event must ``hold_vote``.
    institution
        A bloc with a ``rule``; left out, all actors vote by simple majority.
    if_passed, if_failed
        Events that follow in the next tick.
    """

    title: str
    favours: Name
    demand: Share
    date: datetime.date | None = None
    institution: Name | None = None
    if_passed: Names = ()
    if_failed: Names = ()


class Measure(Coded):
    """A rung of the ladder that an actor climbs as its commitment grows.

    Attributes
    ----------
    threshold
        Commitment from which it is in force.
    cost
        What climbing to it takes off the logit of commitment, for anybody.
    trade
        Share of the trade with the other side's targets that it cuts; costs both in proportion to dependence.
    poles
        Poles whose supporters can take it (default: all).
    """

    title: str
    threshold: Share
    cost: Annotated[float, Field(ge=0, le=10)] = 0.0
    trade: Share = 0.0
    poles: Names = ()
