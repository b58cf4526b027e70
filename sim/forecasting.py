"""Chances of every vote, bloc entry and newly taken measure of a scenario, and how good they were."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.assimilation import assimilate, vote_chances
from sim.ensemble import Result, simulate
from sim.scenario import Scenario, Theory
from sim.scenario.events import ProposeBloc
from sim.scoring import SCORES, Interval, calibration_table, cross_validated, with_interval
from sim.setting import Floats

COLUMNS = ("kind", "name", "date", "actor", "p_yes", "p_abstain", "p_no")


@dataclass(frozen=True)
class Chance:
    """One line of a forecast; for bloc entries and measures only ``p_yes`` is filled.

    For a motion the chances are those of an actor that votes, and sum to one.
    """

    kind: str
    name: str
    date: str
    actor: str
    p_yes: float
    p_abstain: float | None = None
    p_no: float | None = None


def forecast(
    scenario: Scenario,
    theory: Theory | str | None = None,
    *,
    replicates: int = 200,
    seed: int = 0,
    parameters: Mapping[str, float] | None = None,
) -> list[Chance]:
    """Chances for every motion and every actor, every bloc proposed in the scenario, and every measure.

    Votes are averaged over replicates with their noise integrated out, so that chances are not counts. A leaning
    (``sim.assimilation.assimilate``) is carried forward with its error.
    """
    result = simulate(scenario, theory, replicates=replicates, seed=seed, parameters=parameters)
    return [*_motions(result), *_blocs(result), *_measures(result)]


def motion_chances(result: Result) -> tuple[Floats, Floats]:
    """Chances of yes and no of each actor on each motion, given that it votes, [N, Q] each."""
    p, setting = result.parameters, result.setting
    noise = np.sqrt(p.vote_noise**2 + p.text_noise**2 + setting.leaning_error**2)[:, None]
    yes, no = vote_chances(np.asarray(result.final("vote_stance"), float), noise, setting.motions.demand, p)
    return yes.mean(axis=0), no.mean(axis=0)


def _motions(result: Result) -> list[Chance]:
    yes, no = motion_chances(result)
    return [
        Chance(
            "motion",
            name,
            _iso(motion.date),
            code,
            float(yes[i, q]),
            float(1 - yes[i, q] - no[i, q]),
            float(no[i, q]),
        )
        for q, (name, motion) in enumerate(result.scenario.motions.items())
        for i, code in enumerate(result.setting.names.actors)
    ]


def _blocs(result: Result) -> list[Chance]:
    """Chance of being in a proposed bloc at the end of the tick in which it was proposed, or later at the end."""
    members = np.asarray(result.saved["membership"], float).mean(axis=0)
    opened = {
        effect.bloc: event.date
        for event in result.scenario.events.values()
        for effect in event.effects
        if isinstance(effect, ProposeBloc)
    }
    told = []
    for b, (name, bloc) in enumerate(result.scenario.blocs.items()):
        if bloc.status != "proposed":
            continue
        date = opened.get(name)
        tick = result.ticks if date is None else min(result.scenario.meta.tick_of(date) + 1, result.ticks)
        told += [
            Chance("bloc", name, _iso(date), code, float(members[tick, i, b]))
            for i, code in enumerate(result.setting.names.actors)
        ]
    return told


def _measures(result: Result) -> list[Chance]:
    """Chance that an actor that had not taken a measure before the start takes it."""
    adopted = np.asarray(result.final("adopted"))
    end = result.scenario.meta.date_of(result.ticks - 1)
    return [
        Chance("measure", name, _iso(end), code, float((adopted[:, i, m] >= 0).mean()))
        for m, name in enumerate(result.scenario.measures)
        for i, code in enumerate(result.setting.names.actors)
        if (adopted[:, i, m] != -2).all()
    ]


def _iso(date: datetime.date | None) -> str:
    return "" if date is None else date.isoformat()


@dataclass(frozen=True)
class MotionScore:
    """How a forecast of one motion did on those present and voting, yes against not yes.

    ``scores`` has each score by forecaster: the model, and baselines.
    """

    motion: str
    date: str
    voters: int
    yes: int
    scores: dict[str, dict[str, Interval]]
    calibration: list[dict[str, float]]


def hindcast(
    scenario: Scenario,
    votes: dict[str, dict[str, str]],
    theory: Theory | str | None = None,
    *,
    replicates: int = 200,
    seed: int = 0,
    parameters: dict[str, float] | None = None,
) -> list[MotionScore]:
    """Forecast each recorded motion from the votes recorded before it only, and score it.

    Baselines: ``base_rate``, the motion's own share of yes for everybody; ``persistence``, a logistic regression on the
    actor's last recorded vote; ``neighbours``, one on that and on the mean last vote of the ten with the nearest ideal
    points. The regressions are cross-validated within the scored motion. So all three know its general outcome, which
    the model does not.
    """
    told = []
    dated = list(votes)
    for position, name in enumerate(dated):
        earlier = {other: votes[other] for other in dated[:position]}
        case = scenario
        if earlier:
            case = assimilate(scenario, earlier, theory, parameters=parameters, seed=seed)
        result = simulate(case, theory, replicates=replicates, seed=seed, parameters=parameters, save=())
        told.append(_score(result, name, votes[name], earlier, seed))
    return told


def _score(
    result: Result, name: str, record: dict[str, str], earlier: dict[str, dict[str, str]], seed: int
) -> MotionScore:
    codes = result.setting.names.actors
    rows = [i for i, code in enumerate(codes) if record.get(code) in ("yes", "no", "abstain")]
    happened = np.array([record[codes[i]] == "yes" for i in rows], float)
    model = motion_chances(result)[0][rows, result.setting.names.motions.index(name)]
    chances: dict[str, Floats] = {"model": model, "base_rate": np.full(len(rows), happened.mean())}
    for baseline, features in _features(result, rows, earlier).items():
        chances[baseline] = cross_validated(features, happened, seed=seed)
    return MotionScore(
        motion=name,
        date=_iso(result.scenario.motions[name].date),
        voters=len(rows),
        yes=int(happened.sum()),
        scores={
            who: {score: with_interval(rule, p, happened, seed=seed) for score, rule in SCORES.items()}
            for who, p in chances.items()
        },
        calibration=calibration_table(model, happened),
    )


def _features(result: Result, rows: list[int], earlier: dict[str, dict[str, str]]) -> dict[str, Floats]:
    """What each regression looks at, [n, f]; nothing where no vote was recorded before."""
    if not earlier:
        return {}
    codes = result.setting.names.actors
    value = {"yes": 1.0, "abstain": 0.0, "no": -1.0}
    last = np.zeros(len(codes))
    for record in earlier.values():
        last = np.array([value.get(record.get(code, ""), last[i]) for i, code in enumerate(codes)])
    features = {"persistence": last[rows, None]}
    known = [result.scenario.actors[code].ideal_point for code in codes]
    points = np.array([np.nan if point is None else point for point in known])
    if np.isfinite(points).all():
        gap = np.abs(points[:, None] - points) + 1e9 * np.eye(len(codes))
        nearest = np.argsort(gap, axis=1)[:, :10]
        features["neighbours"] = np.column_stack([last, last[nearest].mean(axis=1)])[rows]
    return features


def as_rows(chances: list[Chance]) -> list[dict[str, Any]]:
    """Lines for a CSV, numbers to six places, empty where nothing applies."""

    def shown(value: float | None) -> str:
        return "" if value is None else f"{value:.6f}"

    return [
        {
            "kind": c.kind, "name": c.name, "date": c.date, "actor": c.actor, "p_yes": shown(c.p_yes),
            "p_abstain": shown(c.p_abstain), "p_no": shown(c.p_no),
        }
        for c in chances
    ]  # fmt: skip
