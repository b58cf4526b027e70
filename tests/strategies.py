"""Random small scenarios and parameters, shared by the property tests.

Hypothesis draws the structure (how many of what, which features); the numbers come from a drawn seed, rounded
to three digits, with exact 0 and 1 mixed in. So an example is quick to make and shrinks to few actors and
features.
"""

from __future__ import annotations

import json
import random

from hypothesis import strategies as st

from sim.scenario import OUTCOMES, RELATIONS, Meta, Parameters, Scenario, describe_parameters

RULES = ("unanimity", "consensus", "simple_majority", "two_thirds", "majority_with_veto")
STEPS = ("day", "week", "month", "quarter", "year")
ATTRIBUTES = (
    "capability", "offence", "responsiveness", "revisionism", "dissent", "mobilisation", "media_exposure",
    "commitment",
)  # fmt: skip
EFFECTS = (
    "change_actor", "change_dyad", "change_opinion", "align", "join", "leave", "propose_bloc", "hold_vote",
    "adopt_measure",
)  # fmt: skip
FEATURES = (
    "ideal_points", "dyads", "harm", "locations", "distances", "components", "targets", "traits", "opinion",
    "anchors", "blocs", "motions", "measures", "events",
)  # fmt: skip
COUNTS = {"supporters", "members", "decisions", "yes", "no", "abstain", "adopters"}
SIGNED = {"affinity", "regime_support"}
TICKS = 4
LOGIT_CAP = 50


class Dice(random.Random):
    """Numbers of a scenario, from a seed."""

    def real(self, low: float, high: float) -> float:
        return round(self.uniform(low, high), 3)

    def share(self) -> float:
        return self.choice([0, 1, *[self.real(0, 1)] * 6]) * 1.0

    def signed(self) -> float:
        return self.choice([-1, 0, 1, *[self.real(-1, 1)] * 9]) * 1.0

    def yes(self, chance: float = 0.5) -> bool:
        return self.random() < chance

    def some(self, names: list[str], least: int = 0) -> list[str]:
        return self.sample(names, self.randint(min(least, len(names)), len(names)))


@st.composite
def scenarios(draw: st.DrawFn, *, ticks: int = TICKS) -> Scenario:
    """A small scenario with any of the features."""
    features = draw(st.sets(st.sampled_from(FEATURES)) | st.just(set(FEATURES)))
    n = draw(st.integers(2, 7))
    k = draw(st.integers(1, min(4, n)))
    dice = Dice(draw(st.integers(0, 2**32 - 1)))
    counts = {
        section: draw(st.integers(1, most)) if section in features else 0
        for section, most in (("blocs", 3), ("motions", 3), ("measures", 4), ("events", 8))
    }
    step = dice.choice(STEPS)
    meta = {
        "name": "random",
        "title": "t",
        "summary": "s",
        "start": "2023-10-01",
        "step": step,
        "ticks": ticks,
    }
    meta |= {"non_alignment": draw(st.booleans()), "emergent_blocs": draw(st.booleans())}
    parts = _Parts(dice, features, n, k, counts, Meta.model_validate_json(json.dumps(meta)))
    document = {
        "meta": meta,
        "poles": parts.make_poles(),
        "actors": {code: parts.make_actor(code) for code in parts.actors},
        "groups": {"few": parts.actors[:2]},
        "dyads": parts.make_dyads(),
        "measures": {name: parts.make_measure() for name in parts.measures},
        "blocs": {name: parts.make_bloc() for name in parts.blocs},
    }
    document["motions"] = {name: parts.make_motion(document["blocs"]) for name in parts.motions}
    if "ideal_points" in features:
        document["ideal_points"] = {"zero_at": dice.choice([0.5, 1.0, 2.0]), "coding": "c"}
    document["events"] = parts.make_events(document["motions"])
    return Scenario.model_validate_json(json.dumps(document))


class _Parts:
    """Makes each section; names are drawn before, so that sections can refer to one another."""

    def __init__(
        self, dice: Dice, features: set[str], n: int, k: int, counts: dict[str, int], meta: Meta
    ) -> None:
        self.dice, self.features, self.meta = dice, features, meta
        self.actors = [f"A{i}" for i in range(n)]
        self.poles = [f"p{i}" for i in range(k)]
        self.blocs, self.motions, self.measures, self.events = (
            [f"{section[:-1]}{i}" for i in range(counts[section])]
            for section in ("blocs", "motions", "measures", "events")
        )
        self.leaders = {pole: [self.actors[i]] for i, pole in enumerate(self.poles)}
        if n > k and dice.yes(0.3):
            self.leaders[self.poles[0]].append(self.actors[k])
        if k > 1 and dice.yes(0.1):
            self.leaders[self.poles[-1]] = []

    def make_poles(self) -> dict[str, object]:
        poles = {name: {"title": name, "leaders": self.leaders[name], "coding": "c"} for name in self.poles}
        if "targets" in self.features:
            for pole in poles.values():
                pole["targets"] = self.dice.some(self.actors)
        return poles

    def make_actor(self, code: str) -> dict[str, object]:
        dice, led = self.dice, [pole for pole, leaders in self.leaders.items() if code in leaders]
        actor: dict[str, object] = {"name": code, "coding": "c"}
        if "components" in self.features:
            sizes = [round(dice.lognormvariate(0, 1), 3) + 0.001 for _ in range(3)]
            actor["components"] = dict(zip(("military", "economic", "demographic"), sizes, strict=True))
            if code == "A1" and dice.yes(0.2):
                actor["components"]["military"] = 0.0
        else:
            actor["capability"] = round(dice.lognormvariate(0, 1), 3) + 0.001
            if code != "A0" and dice.yes(0.1):
                actor["capability"] = 0.0
        if "locations" in self.features:
            actor["location"] = {"lat": dice.real(-60, 60), "lon": dice.real(-180, 180)}
        if "ideal_points" in self.features and dice.yes(0.8):
            actor["ideal_point"] = dice.real(-2, 2)
        if "traits" in self.features:
            names = ("responsiveness", "revisionism", "dissent", "mobilisation", "media_exposure", "reach")
            actor |= {name: dice.share() for name in (*names, "susceptibility")}
            actor |= {"offence": dice.choice([1.0, dice.real(0.01, 1)]), "growth": dice.real(-0.3, 0.3)}
        if "opinion" in self.features:
            actor["opinion"] = {pole: dice.signed() for pole in dice.some(self.poles)}
        if "anchors" in self.features and dice.yes(0.3):
            actor["anchored"] = dice.yes()
        if dice.yes(0.3 if led else 0.7):
            actor |= {"alignment": dice.choice(led or self.poles), "commitment": dice.share()}
        if dice.yes(0.3):
            actor["measures"] = dice.some(self.measures)
        return actor

    def make_dyads(self) -> list[dict[str, object]]:
        dice, entries = self.dice, []
        if "dyads" in self.features:
            entries.append({"among": "all"} | self._numbers())
            entries.append({"of": "few", "toward": "all"} | self._numbers())
            for i in self.actors:
                entries += [
                    {"pairs": [[i, j]], "symmetric": dice.yes(0.2)} | self._numbers()
                    for j in dice.some(self.actors)
                    if i != j
                ]
        pairs = [[i, j] for i in self.actors for j in self.actors if i != j]
        if "harm" in self.features:
            for pair in dice.sample(pairs, min(len(pairs), dice.randint(1, 5))):
                entries.append({"pairs": [pair], "harm": dice.share()})
        if "distances" in self.features:
            pair, other = dice.choices(pairs, k=2)
            entries.append({"pairs": [pair], "distance_km": dice.real(0, 9000)})
            entries.append({"pairs": [other], "contiguous": True})
        return [entry | {"coding": "c"} for entry in entries]

    def _numbers(self) -> dict[str, float]:
        dice = self.dice
        chosen = dice.some([name for name in RELATIONS if name != "harm"], least=1)
        return {name: dice.signed() if name in SIGNED else dice.share() for name in chosen}

    def make_measure(self) -> dict[str, object]:
        dice = self.dice
        measure = {"title": "m", "threshold": dice.choice([0.5, dice.share()]), "coding": "c"}
        measure |= {"cost": dice.choice([0.0, dice.real(0, 3)]), "trade": dice.share()}
        return measure | {"poles": dice.some(self.poles)}

    def make_bloc(self) -> dict[str, object]:
        dice = self.dice
        bloc: dict[str, object] = {
            "title": "b",
            "coding": "c",
            "obligation": dice.choice([0.0, dice.share()]),
        }
        bloc |= {"pole": dice.choice([None, *self.poles]), "invitees": dice.some(self.actors)}
        if dice.yes(0.7):
            bloc["members"] = dice.some(self.actors)
        else:
            bloc["status"] = "proposed"
        if dice.yes(0.8):
            bloc["convener"] = dice.choice(self.actors)
        if dice.yes(0.8):
            bloc["rule"] = dice.choice(RULES)
        if bloc.get("rule") == "majority_with_veto":
            bloc["holders"] = dice.some(self.actors)
        return bloc

    def make_motion(self, blocs: dict[str, dict]) -> dict[str, object]:
        dice = self.dice
        institutions = [None, *(name for name, bloc in blocs.items() if "rule" in bloc)]
        motion: dict[str, object] = {"title": "q", "favours": dice.choice(self.poles), "coding": "c"}
        motion |= {"demand": dice.share(), "date": self._date(), "institution": dice.choice(institutions)}
        if dice.yes(0.5):
            motion["if_passed"] = dice.some(self.events)
        if dice.yes(0.5):
            motion["if_failed"] = dice.some(self.events)
        return motion

    def _date(self) -> str:
        return self.meta.date_of(self.dice.randrange(self.meta.ticks)).isoformat()

    def make_events(self, motions: dict[str, dict]) -> dict[str, object]:
        """Events of all kinds; a motion that an event may put loses its date now and then."""
        dice = self.dice
        follows = {e for m in motions.values() for key in ("if_passed", "if_failed") for e in m.get(key, [])}
        events: dict[str, object] = {}
        put: set[str] = set()
        for name in self.events:
            event: dict[str, object] = {"title": "e", "coding": "c"}
            way = dice.choice(["date", "when", "follows"])
            if way == "when":
                event["when"] = self._trigger()
            elif way == "date" or name not in follows:
                event["date"] = self._date()
            event["effects"] = [self._effect() for _ in range(dice.randint(1, 3))]
            put |= {effect["motion"] for effect in event["effects"] if effect["do"] == "hold_vote"}
            events[name] = event
        for name in sorted(put):
            if dice.yes():
                motions[name]["date"] = None
        return events

    def _trigger(self) -> dict[str, object]:
        dice = self.dice
        sections = {
            "none": [None], "pole": self.poles, "actor": self.actors, "bloc": self.blocs,
            "motion": self.motions, "measure": self.measures,
        }  # fmt: skip
        info = dice.choice([info for info in OUTCOMES.values() if sections[info.of]])
        value = float(dice.randint(0, 4)) if info.name in COUNTS else dice.real(0, 1) + 0.0001
        trigger = {"outcome": info.name, "compare": dice.choice(["<", "<=", ">", ">="]), "value": value}
        trigger |= {"for_ticks": dice.choice([1, 1, 2, 3]), "repeat": dice.yes()}
        return trigger if info.of == "none" else trigger | {"of": dice.choice(sections[info.of])}

    def _effect(self) -> dict[str, object]:
        dice = self.dice
        needs = {
            "join": self.blocs,
            "leave": self.blocs,
            "propose_bloc": self.blocs,
            "hold_vote": self.motions,
        }
        kinds = [do for do in EFFECTS if needs.get(do, True) and (do != "adopt_measure" or self.measures)]
        do = dice.choice(kinds)
        of: dict[str, object] = {
            "do": do,
            "of": dice.choice([["all"], ["few"], dice.some(self.actors, least=1)]),
        }
        if do == "change_actor":
            attribute = dice.choice(ATTRIBUTES)
            return of | {"attribute": attribute} | self._change(attribute)
        if do == "change_dyad":
            relation = dice.choice(RELATIONS)
            pair = dice.sample(self.actors, 2)
            ends = dice.choice([{"of": "all", "toward": "few"}, {"of": pair[0], "toward": pair[1]}])
            return of | ends | {"relation": relation, "symmetric": dice.yes(0.3)} | self._change(relation)
        if do == "change_opinion":
            way = dice.choice(["to", "by"])
            return of | {"pole": dice.choice(self.poles), way: dice.signed()}
        if do == "align":
            pole = dice.choice([None, *self.poles])
            return of | {"pole": pole} | ({} if pole is None else {"commitment": dice.share()})
        if do in ("join", "leave"):
            return of | {"bloc": dice.choice(self.blocs)}
        if do == "adopt_measure":
            return of | {"measure": dice.choice(self.measures)}
        if do == "propose_bloc":
            return {"do": do, "bloc": dice.choice(self.blocs)}
        return {"do": do, "motion": dice.choice(self.motions)}

    def _change(self, what: str) -> dict[str, float]:
        """One change; capability stays above zero, since a share that is nought cannot be scaled."""
        dice, way = self.dice, self.dice.choice(["to", "by", "times"])
        if what == "capability":
            return {"times": dice.real(0.1, 3)} if way == "times" else {way: dice.real(0.01, 1)}
        if way == "times":
            return {way: dice.real(0, 2)}
        return {way: dice.real(-1.2, 1.2) if way == "by" else dice.real(-0.1, 1.1)}


@st.composite
def parameters(draw: st.DrawFn) -> Parameters:
    """Parameters within their bounds: defaults, corners and numbers between; often everybody revises."""
    dice = Dice(draw(st.integers(0, 2**32 - 1)))
    spread = draw(st.sampled_from([0.0, 0.3, 0.8]))
    chosen: dict[str, float] = {}
    for name, info in describe_parameters().items():
        high = min(info.high, LOGIT_CAP) if name == "logit_precision" else info.high
        # a weight whose default is 0 is switched on more often than not
        if dice.yes(max(spread, 0.6 if info.default == 0 else 0)):
            corner = dice.choice([info.low, high]) if dice.yes(0.25) else None
            chosen[name] = dice.real(info.low, high) if corner is None else corner
    for often in ("revision_rate", "proposal_rate"):
        if draw(st.booleans()):
            chosen[often] = 1.0
    return Parameters.model_validate(chosen)
