"""Who is in a scenario and how they stand to each other: poles, actors, dyads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Coded, Name, Names, Part, Share, Signed

Relation = Literal["affinity", "hostility", "dependence", "pact", "regime_support", "rivalry", "harm"]
RELATIONS: tuple[Relation, ...] = (
    "affinity", "hostility", "dependence", "pact", "regime_support", "rivalry", "harm",
)  # fmt: skip


class Pole(Coded):
    """A side of the contest that actors can align with.

    Attributes
    ----------
    leaders
        Actors that stand for the pole from the start, anchored to it and fully committed
        unless their own entry says otherwise.
    targets
        Actors at whom the other side's measures are aimed (default: the leaders).
    """

    title: str
    leaders: Names
    targets: Names = ()


class Components(Part):
    """Shares of the system's military, economic and demographic resources, any common unit."""

    military: Annotated[float, Field(ge=0)]
    economic: Annotated[float, Field(ge=0)]
    demographic: Annotated[float, Field(ge=0)]


class Location(Part):
    """Where an actor's capital lies, in degrees."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class Actor(Coded):
    """A state, movement or authority.

    Attributes
    ----------
    capability, components
        Size in any common unit (they are renormalised to sum to one over the scenario); exactly one of them.
    offence
        How far its forces can attack rather than only defend, (0, 1].
    responsiveness
        How far its government answers to its public.
    revisionism
        How far it wants the order changed rather than kept (Schweller's jackals and wolves near 1).
    dissent
        Domestic threat to its government at the start; also the level it returns to.
    media_exposure
        How much its public sees of harm done abroad.
    susceptibility
        Weight of others' opinions against one's own first opinion (Friedkin-Johnsen s_i).
    reach
        Diplomatic reach as a convener.
    ideal_point
        Position on the scale from which affinities are derived (``ideal_points`` of the scenario).
    growth
        Yearly growth of capability components, log points.
    opinion
        Opinion of each pole, -1 to 1 (poles left out: 0).
    alignment, commitment
        Pole at the start (none: non-aligned) and how strongly it stands by it.
    anchored
        True: never changes its alignment.
    measures
        Measures it had taken before the scenario starts.
    leaning, leaning_error
        Pull toward each pole in votes that the model does not explain, in units of stance, and its standard
        error; ``sim.assimilation`` estimates them from recorded votes.
    """

    name: str
    kind: Literal["state", "movement", "authority"] = "state"
    capability: Annotated[float, Field(ge=0)] | None = None
    components: Components | None = None
    location: Location | None = None
    offence: Annotated[float, Field(gt=0, le=1)] = 0.5
    responsiveness: Share = 0.5
    revisionism: Share = 0.0
    dissent: Share = 0.0
    mobilisation: Share = 0.0
    media_exposure: Share = 0.5
    susceptibility: Share = 0.5
    reach: Share = 0.0
    ideal_point: float | None = None
    growth: Annotated[float, Field(ge=-1, le=1)] = 0.0
    opinion: dict[Name, Signed] = {}
    alignment: Name | None = None
    commitment: Share | None = None
    anchored: bool | None = None
    measures: Names = ()
    leaning: dict[Name, Annotated[float, Field(ge=-3, le=3)]] = {}
    leaning_error: Annotated[float, Field(ge=0, le=3)] = 0.0

    @model_validator(mode="after")
    def _has_one_size(self) -> Actor:
        if (self.capability is None) == (self.components is None):
            raise ValueError("needs exactly one of `capability` and `components`")
        return self


class Dyads(Coded):
    """How some actors stand to others; a later entry overrides an earlier one.

    Say which pairs in exactly one way: ``pairs`` (a list of two-element lists), ``of`` and ``toward``
    (every pair of the two selections), or ``among`` (every ordered pair within a selection).
    ``of`` is the actor i and ``toward`` the actor j of model.md: the affinity i feels for j, the
    hostile intent i perceives in j, how much i needs j, how far j props up i's government (+) or its
    challengers (-), the harm i does to j. ``symmetric: true`` adds the same from j to i.
    """

    pairs: tuple[tuple[Name, Name], ...] | None = None
    of: Names | None = None
    toward: Names | None = None
    among: Names | None = None
    symmetric: bool = False
    affinity: Signed | None = None
    hostility: Share | None = None
    dependence: Share | None = None
    pact: Share | None = None
    regime_support: Signed | None = None
    rivalry: Share | None = None
    harm: Share | None = None
    contiguous: Literal[True] | None = None
    distance_km: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _names_pairs_one_way(self) -> Dyads:
        ways = (
            self.pairs is not None,
            self.of is not None or self.toward is not None,
            self.among is not None,
        )
        if sum(ways) != 1 or (self.of is None) != (self.toward is None):
            raise ValueError("needs its pairs in exactly one way: `pairs`, or `of` with `toward`, or `among`")
        numbers = (*RELATIONS, "contiguous", "distance_km")
        if all(getattr(self, name) is None for name in numbers):
            raise ValueError(f"says nothing about its pairs: give one of {', '.join(numbers)}")
        return self


class IdealPoints(Coded):
    """Affinity from ideal points: clip(1 - |x_i - x_j| / zero_at, -1, 1) for every pair that has both."""

    zero_at: Annotated[float, Field(gt=0)]
