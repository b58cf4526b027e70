"""The outcomes that a run records, that triggers may test and that sweeps explain.

The vocabulary is here, on the lowest floor, because scenario files speak it; ``sim.outcomes`` computes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Subject = Literal["none", "pole", "actor", "bloc", "motion", "measure"]


@dataclass(frozen=True, slots=True)
class OutcomeInfo:
    """An outcome's description: what it speaks ``of``, its unit and its meaning."""

    name: str
    of: Subject
    unit: str
    meaning: str


OUTCOMES: dict[str, OutcomeInfo] = {
    info.name: info
    for info in (
        OutcomeInfo("weight", "pole", "capability share", "Weight of the pole: committed, coordinated power."),
        OutcomeInfo("weight_share", "pole", "share", "The pole's share of the weight of all poles."),
        OutcomeInfo("supporters", "pole", "actors", "Actors aligned with the pole."),
        OutcomeInfo("effective_poles", "none", "poles", "Effective number of poles (Laakso & Taagepera 1979)."),
        OutcomeInfo("concentration", "none", "0 to 1", "Concentration of capability (Ray & Singer 1973 CON)."),
        OutcomeInfo("frustration", "none", "0 to 1", "Share of size-weighted affinity that the line-up violates."),
        OutcomeInfo("balancing", "none", "share of actors", "Aligned against the pole that threatens them most."),
        OutcomeInfo("bandwagoning", "none", "share of actors", "Aligned with the pole that threatens them most."),
        OutcomeInfo("hedging", "none", "share of actors", "Threatened, aligned with none, nobody to carry it."),
        OutcomeInfo("buck_passing", "none", "share of actors", "Threatened, aligned with none, others carry it."),
        OutcomeInfo("mobilisation", "none", "0 to 1", "Internal balancing, mean weighted by capability."),
        OutcomeInfo("commitment", "actor", "0 to 1", "How strongly the actor stands by its pole."),
        OutcomeInfo("dissent", "actor", "0 to 1", "Domestic threat to the actor's government."),
        OutcomeInfo("harm_suffered", "actor", "0 and up", "Harm that others do to the actor, summed."),
        OutcomeInfo("restraint", "actor", "0 to 1", "Restraint on the harm the actor inflicts (mean of its victims)."),
        OutcomeInfo("members", "bloc", "actors", "Members of the bloc."),
        OutcomeInfo("cohesion", "bloc", "0 to 1", "1 minus half the mean difference of members' stances."),
        OutcomeInfo("decisions", "bloc", "motions", "Motions that the institution has passed so far."),
        OutcomeInfo("passed", "motion", "0 or 1", "1 once the motion has passed."),
        OutcomeInfo("yes", "motion", "actors", "Votes for the motion (0 before the vote)."),
        OutcomeInfo("no", "motion", "actors", "Votes against the motion (0 before the vote)."),
        OutcomeInfo("abstain", "motion", "actors", "Abstentions on the motion (0 before the vote)."),
        OutcomeInfo("adopters", "measure", "actors", "Actors that have the measure in force."),
    )
}  # fmt: skip
"""Every outcome by name, as it stands at the end of a tick."""
