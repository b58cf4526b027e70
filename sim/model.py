"""The Mesa shell: one run of a scenario as a ``mesa.Model``.

For notebooks, AgentSet, DataCollector and SolaraViz. Sweeps do not use it: ``sim.simulate`` plays many runs
at once and gives the same numbers, bit for bit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import mesa
import numpy as np

from sim import engine, perception
from sim.agents import StateAgent
from sim.compilation import compile_setting, resolve_event
from sim.loading import load_scenario, load_theory
from sim.outcomes import measure
from sim.randomness import Noise, NoiseSource
from sim.rules.events import apply_effect
from sim.scenario import Event, Scenario, Theory, effective_parameters
from sim.scenario.checks import reference_faults
from sim.scenario.events import ChangeDyad, HoldVote
from sim.setting import ResolvedEvent
from sim.world import World, initial_world

SYSTEM_OUTCOMES = ("effective_poles", "balancing", "bandwagoning", "hedging", "buck_passing")


class BalanceOfPower(mesa.Model):
    """One run of a scenario.

    Parameters
    ----------
    scenario
        A scenario, a bundled name or a path.
    theory
        A theory, a bundled name or a path; left out, the scenario's own.
    rng
        Seed, generator or None (then a seed is drawn and kept in ``seed_used``).
    replicate
        Which replicate of the seed: the run equals row ``replicate`` of ``sim.simulate`` with that seed.
    parameters, without
        As in ``sim.simulate``.

    Attributes
    ----------
    case
        The scenario (Mesa keeps the name ``scenario`` for its own).
    world
        The state (``sim.world.World`` with one run), replaced each step.
    datacollector
        Weight shares of the poles and postures each step, and agents' alignment, posture and commitment.

    Examples
    --------
    >>> model = BalanceOfPower(scenario="humanity_alliance", rng=7)
    >>> model.step()
    >>> model.actor("ISR").alignment
    'israel'
    """

    def __init__(
        self,
        *,
        scenario: Scenario | str | Path = "humanity_alliance",
        theory: Theory | str | None = None,
        rng: int | np.random.Generator | None = None,
        replicate: int = 0,
        parameters: Mapping[str, float] | None = None,
        without: Collection[str] = (),
    ) -> None:
        super().__init__(rng=rng)
        self.case = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        chosen = theory if isinstance(theory, Theory) else load_theory(theory or self.case.meta.theory)
        in_force = effective_parameters(self.case.parameters, chosen.parameters, dict(parameters or {}))
        self.theory = chosen
        self.setting = compile_setting(self.case, in_force, chosen.non_alignment, without)
        is_seed = isinstance(rng, int | np.integer)
        self.seed_used = int(rng) if is_seed else int(self.rng.integers(2**31))  # type: ignore[arg-type]
        names = self.setting.names
        source = NoiseSource(
            self.seed_used,
            [replicate],
            actors=len(names.actors),
            poles=len(names.poles),
            blocs=len(names.blocs),
        )
        self._noise = source.ticks(10**9, block=1)
        self.world: World = engine.start(initial_world(self.case, self.setting, 1), self.setting)
        self._replicate = replicate
        self._last: tuple[World, Noise] | None = None
        for index, code in enumerate(names.actors):
            StateAgent(self, index, code, self.case.actors[code].name)
        self.datacollector = self._collector()
        self.datacollector.collect(self)

    def step(self) -> None:
        """Play one tick; ``running`` turns false at the scenario's last."""
        noise = next(self._noise)
        self._last = (self.world, noise)
        self.world = engine.run(self.world, self.setting, [noise])
        self.running = self.world.tick < self.case.meta.ticks
        self.datacollector.collect(self)

    def actor(self, code: str) -> StateAgent:
        """The agent of an actor's code; KeyError where there is none."""
        for agent in self.agents:
            if agent.code == code:
                return agent  # type: ignore[no-any-return]
        raise KeyError(code)

    def pole_name(self, alignment: int) -> str | None:
        """Name of the pole that an alignment means; None for non-aligned."""
        return None if alignment == 0 else self.setting.names.poles[alignment - 1]

    def threat_to(self, index: int) -> dict[str, float]:
        """Threat that the actor at ``index`` perceives from each pole now."""
        seen = perception.perceive(self.world, self.setting)
        return dict(zip(self.setting.names.poles, seen.pole_threat[0, index].tolist(), strict=True))

    def intervene(self, event: Event) -> None:
        """Change the world now, by an event as scenario files have them (without a date or a trigger).

        Raises
        ------
        ValueError
            Where the event refers to something unknown, or to harm or rivalry of a pair that the scenario
            does not have.
        """
        if event.date is not None or event.when is not None:
            raise ValueError("an intervention happens now: leave out `date` and `when`")
        trial = self.case.model_copy(update={"events": {**self.case.events, "intervention": event}})
        faults = [
            f"{p}: {m}" for p, m in reference_faults(trial) if p[:3] == ("events", "intervention", "effects")
        ]
        resolved = resolve_event(self.case, event) if not faults else ResolvedEvent(-1, None, -1, ())
        faults += [text for one in resolved.effects if (text := self._uncovered(one.effect, one.pairs))]
        if faults:
            raise ValueError("; ".join(faults))
        for one in resolved.effects:
            if isinstance(one.effect, HoldVote):
                ticks = self.setting.motions.tick.copy()
                ticks[one.motion] = self.world.tick
                self.setting = replace(self.setting, motions=replace(self.setting.motions, tick=ticks))
            self.world = apply_effect(self.world, self.setting, one, None)
        self.world = engine.read(perception.focus(self.world, self.setting), self.setting)

    def _uncovered(self, effect: object, pairs: object) -> str:
        """What is wrong with an effect on a pair whose harm or rivalry the scenario does not follow; else nothing."""
        if not isinstance(effect, ChangeDyad) or effect.relation not in ("harm", "rivalry"):
            return ""
        followed = self.setting.harmed if effect.relation == "harm" else self.setting.rivals
        known = set(zip(followed.of.tolist(), followed.toward.tolist(), strict=True))
        asked = set(zip(pairs.of.tolist(), pairs.toward.tolist(), strict=True))  # type: ignore[attr-defined]
        return (
            f"the scenario follows no {effect.relation} of that pair: give it a first value in `dyads`"
            if asked - known
            else ""
        )

    def explain(self, agent: StateAgent) -> object:
        """See ``StateAgent.explain``."""
        from sim.explanation import explain_tick

        if self._last is None:
            raise RuntimeError("nothing has been chosen yet: call model.step() first")
        before, noise = self._last
        return explain_tick(
            self.case,
            self.theory.name,
            self.setting,
            before,
            noise,
            agent.code,
            self.seed_used,
            self._replicate,
        )

    def _collector(self) -> mesa.DataCollector:
        def share(position: int):  # type: ignore[no-untyped-def]
            return lambda model: float(measure("weight_share", model.world, model.setting, position)[0])

        def system(name: str):  # type: ignore[no-untyped-def]
            return lambda model: float(measure(name, model.world, model.setting)[0])

        reporters = {f"weight_share.{pole}": share(k) for k, pole in enumerate(self.setting.names.poles)}
        reporters |= {name: system(name) for name in SYSTEM_OUTCOMES}
        return mesa.DataCollector(
            model_reporters=reporters, agent_reporters={n: n for n in ("alignment", "posture", "commitment")}
        )
