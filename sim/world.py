"""The state of R runs side by side: frozen arrays, the run axis first.

A relation or trait that no triggered event has touched is the same in all runs and stays ``[N, N]``, ``[N]``
or ``[H]``; one that differs between runs is ``[R, N, N]``, ``[R, N]`` or ``[R, H]``. Every rule takes both.
Direction: ``affinity[i, j]`` is what i feels for j, ``hostility[i, j]`` the hostile intent i perceives in j,
``dependence[i, j]`` how much i needs j, ``regime_support[i, j]`` how far j props up i's government,
``harm`` of pair h what ``of[h]`` does to ``toward[h]``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.columns import by_column
from sim.compilation import dyad_pairs
from sim.scenario import Scenario
from sim.setting import Bools, Floats, Ints, Setting

NEVER = -1
BEFORE_START = -2
PENDING, FAILED, PASSED = -1, 0, 1


@dataclass(frozen=True, slots=True)
class Traits:
    """Attributes of actors that only events change, [N] or [R, N]."""

    offence: Floats
    responsiveness: Floats
    revisionism: Floats
    media_exposure: Floats
    dissent_level: Floats


@dataclass(frozen=True, slots=True)
class Relations:
    """How actors stand to each other, [N, N] or [R, N, N]; harm at its unrestrained level [H] and rivalry [Y]."""

    affinity: Floats
    hostility: Floats
    dependence: Floats
    pact: Floats
    regime_support: Floats
    harm: Floats
    rivalry: Floats


@dataclass(frozen=True, slots=True)
class Lens:
    """What traits and relations imply for the rules, kept with them so that it is worked out once per change.

    Attributes
    ----------
    proximity
        ``sim.rules.threat.proximity``, [..., N, N].
    kernel, hostile_kernel
        ``sim.rules.threat.threat_kernel``, and that times hostility, [..., N, N].
    felt, hostile_felt
        ``sim.rules.threat.identification``, and that times hostility toward the perpetrator, [..., N, H].
    ties, has_peers
        max(F, 0)·prox with a zero diagonal [..., N, N], and whether a row of it is not zero [..., N].
    obligation
        Treaty obligations, each row shared out so that it sums to at most one, [..., N, N].
    needs, need
        Dependence on the targets of each pole [..., N, K], and on all others together [..., N].
    """

    proximity: Floats
    kernel: Floats
    hostile_kernel: Floats
    felt: Floats
    hostile_felt: Floats
    ties: Floats
    has_peers: Bools
    obligation: Floats
    needs: Floats
    need: Floats


@dataclass(frozen=True, slots=True)
class World:
    """The state at the end of a tick.

    Attributes
    ----------
    tick
        Ticks played so far.
    components, capability
        Military, economic and demographic levels [R, 3, N], and the capability share they give [R, N].
    mobilisation, dissent, commitment
        [R, N] in [0, 1].
    opinion
        Opinion of each pole, [R, N, K] in [-1, 1].
    alignment
        [R, N] in 0 … K.
    posture
        What each actor's alignment meant given the threat it perceived, [R, N]; see ``sim.rules.choice``.
    harm, restraint
        Harm of each harmed pair now and the restraint on it, [R, H].
    membership, open_blocs
        Who is in which bloc [R, N, B], and which blocs can be entered [R, B].
    votes, vote_stance, motion_outcome
        Votes cast (see ``sim.rules.motions``) and the stances they came from, without the occasion's noise, [R, N, Q];
        outcomes [R, Q] (pending -1, failed 0, passed 1).
    decreed, adopted
        Measures in force by decree [R, N, M]; the tick in which each was first
        adopted (-1 never, -2 before the start).
    event_due, event_fired, trigger_streak
        Events that follow in the next tick [R, E], whether they have fired, and for how many ticks in a row
        each trigger's condition has held.
    weights, strength, cohesion
        Weight of each pole [R, K], what each actor adds to its pole's [R, N], and cohesion of each bloc [R, B].
    reference_share
        Each pole's share of weight when the scenario starts, [R, K].
    """

    tick: int
    traits: Traits
    relations: Relations
    components: Floats
    capability: Floats
    mobilisation: Floats
    dissent: Floats
    opinion: Floats
    alignment: Ints
    commitment: Floats
    posture: Ints
    harm: Floats
    restraint: Floats
    membership: Bools
    open_blocs: Bools
    votes: NDArray[np.int8]
    vote_stance: Floats
    motion_outcome: NDArray[np.int8]
    decreed: Bools
    adopted: Ints
    event_due: Bools
    event_fired: Bools
    trigger_streak: Ints
    weights: Floats
    strength: Floats
    cohesion: Floats
    reference_share: Floats
    lens: Lens | None = None

    @property
    def runs(self) -> int:
        """R."""
        return int(self.alignment.shape[0])


def logistic(x: Floats) -> Floats:
    """1 / (1 + e⁻ˣ), written so that nothing overflows; scipy's costs a quarter of a second to import.

    Examples
    --------
    >>> logistic(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * x))


def capability_share(components: Floats) -> Floats:
    """P_i: the mean of the actor's shares of the three components, [R, N]; sums to one.

    Source: COW CINC is a mean of shares in the same way (Singer, Bremer & Stuckey 1972, pp. 25-27).
    """
    shares = components / components.sum(axis=-1, keepdims=True)
    return np.asarray(shares.mean(axis=-2))


def initial_world(scenario: Scenario, setting: Setting, runs: int) -> World:
    """The world before the first tick, the same in all runs.

    ``weights``, ``strength``, ``cohesion`` and ``reference_share`` are zero and ``lens`` is missing:
    ``sim.engine.start`` fills them in.
    """
    actors, names = list(scenario.actors.values()), setting.names
    size = (len(actors), len(names.poles), len(names.blocs), len(names.motions), len(names.measures))
    n, k, b, q, m = size
    e = len(names.events)

    def each(values: ArrayLike) -> Floats:
        array = np.asarray(values, float)
        return np.ascontiguousarray(np.broadcast_to(array, (runs, *array.shape)))

    components = np.array(_components(scenario)).T
    leads = {code: name for name, pole in scenario.poles.items() for code in pole.leaders}
    poles = [a.alignment or leads.get(code) for code, a in scenario.actors.items()]
    commitment = [
        (1.0 if code in leads else 0.0) if a.commitment is None else a.commitment
        for code, a in scenario.actors.items()
    ]
    decreed = np.array([[name in a.measures for name in names.measures] for a in actors], bool).reshape(n, m)
    relations = _relations(scenario, setting)
    first = [scenario.select(bloc.members) for bloc in scenario.blocs.values()]
    membership = np.array([[code in members for members in first] for code in scenario.actors]).reshape(n, b)
    return World(
        tick=0,
        traits=Traits(
            *(np.array([getattr(a, name) for a in actors]) for name in (
                "offence", "responsiveness", "revisionism", "media_exposure", "dissent",
            ))
        ),
        relations=relations,
        components=each(components),
        capability=each(capability_share(components)),
        mobilisation=each([a.mobilisation for a in actors]),
        dissent=each([a.dissent for a in actors]),
        opinion=by_column(each(setting.first_opinion)),
        alignment=each([0 if pole is None else names.poles.index(pole) + 1 for pole in poles]).astype(int),
        commitment=each(commitment),
        posture=np.zeros((runs, n), int),
        harm=each(relations.harm),
        restraint=np.zeros((runs, len(setting.harmed.of))),
        membership=by_column(each(membership).astype(bool)),
        open_blocs=each([bloc.status == "active" for bloc in scenario.blocs.values()]).astype(bool),
        votes=by_column(np.zeros((runs, n, q), np.int8)),
        vote_stance=by_column(np.zeros((runs, n, q))),
        motion_outcome=np.full((runs, q), PENDING, np.int8),
        decreed=by_column(each(decreed).astype(bool)),
        adopted=by_column(each(np.where(decreed, BEFORE_START, NEVER)).astype(int)),
        event_due=np.zeros((runs, e), bool),
        event_fired=np.zeros((runs, e), bool),
        trigger_streak=np.zeros((runs, e), int),
        weights=np.zeros((runs, k)),
        strength=np.zeros((runs, n)),
        cohesion=np.zeros((runs, b)),
        reference_share=np.zeros((runs, k)),
    )  # fmt: skip


def _components(scenario: Scenario) -> list[tuple[float, float, float]]:
    """Components per actor; a bare capability counts as an equal share of all three."""
    sizes = []
    for actor in scenario.actors.values():
        c = actor.components
        sizes.append((actor.capability,) * 3 if c is None else (c.military, c.economic, c.demographic))
    return sizes  # type: ignore[return-value]  # a scenario has one of the two


def _relations(scenario: Scenario, setting: Setting) -> Relations:
    n = setting.actor_count
    tables = {name: np.zeros((n, n)) for name in (f.name for f in fields(Relations))}
    if scenario.ideal_points is not None:
        points = np.array(
            [np.nan if a.ideal_point is None else a.ideal_point for a in scenario.actors.values()]
        )
        gap = np.abs(points[:, None] - points) / scenario.ideal_points.zero_at
        tables["affinity"] = np.nan_to_num(np.clip(1 - gap, -1, 1))
    for entry in scenario.dyads:
        numbers = {name: getattr(entry, name) for name in tables if getattr(entry, name) is not None}
        for i, j in dyad_pairs(scenario, entry) if numbers else ():
            for name, value in numbers.items():
                tables[name][i, j] = value
    for table in tables.values():
        np.fill_diagonal(table, 0)
    tables["harm"] = tables["harm"][setting.harmed.of, setting.harmed.toward]
    tables["rivalry"] = tables["rivalry"][setting.rivals.of, setting.rivals.toward]
    return Relations(**tables)


class NotFiniteError(ArithmeticError):
    """A NaN or an infinity appeared: says in which array, tick, run and for which actor."""


ACTOR_AXIS = {
    "capability": 1, "components": 2, "mobilisation": 1, "dissent": 1, "opinion": 1, "commitment": 1, "strength": 1,
    "vote_stance": 1,
}  # fmt: skip
"""Which axis of a world's array the actors lie along, where they do."""


def check_finite(world: World, setting: Setting) -> None:
    """Stop the run where an array holds NaN or infinity.

    Raises
    ------
    NotFiniteError
        Naming the array, the tick, the run and the actor or the pair of actors.
    """
    for field in fields(World):
        values = getattr(world, field.name)
        if not isinstance(values, np.ndarray) or values.dtype.kind != "f" or np.isfinite(values).all():
            continue
        place = np.argwhere(~np.isfinite(values))[0].tolist()
        who = _whose(field.name, place, setting)
        raise NotFiniteError(
            f"{field.name} is {values[tuple(place)]} at tick {world.tick}, run {place[0]}{who}: "
            "check the parameters and figures that feed it"
        )


def _whose(name: str, place: list[int], setting: Setting) -> str:
    """The actor, or the pair of actors, that an entry of an array belongs to."""
    actors = setting.names.actors
    if name in ACTOR_AXIS:
        return f", actor {actors[place[ACTOR_AXIS[name]]]}"
    if name in ("harm", "restraint"):
        of, toward = setting.harmed.of[place[1]], setting.harmed.toward[place[1]]
        return f", actor {actors[of]} toward {actors[toward]}"
    return ""
