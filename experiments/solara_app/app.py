"""``BalanceOfPower`` in Mesa's SolaraViz, for those who know Mesa: ``solara run experiments/solara_app/app.py``.

The model is made in ``Page``: a module holds one model for all browsers, and each visitor would step the others' on.
"""

from __future__ import annotations

import os

os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")  # before solara reads it

import solara
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from sim.loading.bundled import bundled_scenarios, bundled_theories
from sim.model import SYSTEM_OUTCOMES, BalanceOfPower
from sim.scenario import describe_parameters, effective_parameters

SCENARIO, THEORY, SEED = "humanity_alliance", "full", 7
POSTURES = SYSTEM_OUTCOMES[1:]
SHOWN = ("inertia", "autonomy_cost")
"""Parameters with a slider."""

INTERVAL_MS = 500
"""Between two steps; at Mesa's 100 its thread that plays outruns the one that draws, and the page may freeze."""


class Case(BalanceOfPower):
    """A run whose parameters are named one by one, as SolaraViz asks for; those left out are the lens's own."""

    def __init__(
        self, *, scenario: str = SCENARIO, theory: str = THEORY, rng: int = SEED,
        inertia: float | None = None, autonomy_cost: float | None = None,
    ) -> None:  # fmt: skip
        chosen = {"inertia": inertia, "autonomy_cost": autonomy_cost}
        parameters = {name: value for name, value in chosen.items() if value is not None}
        super().__init__(scenario=scenario, theory=theory, rng=int(rng), parameters=parameters)


def controls() -> dict[str, object]:
    """Controls of the sidebar: case, lens, seed, and some parameters, which then hold under any lens."""
    known, model = describe_parameters(), Case()
    in_force = effective_parameters(model.case.parameters, model.theory.parameters, {})
    sliders = {
        name: Slider(name.replace("_", " "), getattr(in_force, name), known[name].low, known[name].high, 0.01)
        for name in SHOWN
    }
    return {
        "scenario": choice("Case", SCENARIO, bundled_scenarios()),
        "theory": choice("Theory lens", THEORY, bundled_theories()),
        "rng": Slider("Seed", SEED, 0, 1000, 1, dtype=int),
        **sliders,
    }


def choice(label: str, value: str, names: object) -> dict[str, object]:
    return {"type": "Select", "label": label, "value": value, "values": list(names)}  # type: ignore[call-overload]


@solara.component
def WhoStandsWhere(model: BalanceOfPower) -> None:  # noqa: N802 - Solara's components are named so
    """The actors of each pole, by code."""
    update_counter.get()  # drawn again after each step
    sides: dict[str, list[str]] = {}
    for agent in model.agents:
        sides.setdefault(agent.alignment or "non-aligned", []).append(agent.code)
    date = model.case.meta.date_of(model.world.tick)
    with solara.Card(f"Who stands where, {date:%d %b %Y}"):
        for side, codes in sorted(sides.items(), key=lambda pair: -len(pair[1])):
            solara.Text(
                f"{side} ({len(codes)}): {' '.join(codes)}", style={"display": "block", "padding": "4px"}
            )


@solara.component
def Weights(model: BalanceOfPower) -> None:  # noqa: N802
    """Weight shares of the poles of the case that is shown, which may be another after Reset."""
    shares = [name for name in model.datacollector.model_vars if name.startswith("weight_share.")]
    draw = solara.use_memo(lambda: make_plot_component(shares)[0], dependencies=[tuple(shares)])
    draw(model)


@solara.component
def Page() -> None:  # noqa: N802
    """One visitor's page, with a model of its own."""
    model = solara.use_memo(Case, dependencies=[])
    sidebar = solara.use_memo(controls, dependencies=[])
    SolaraViz(
        model,
        components=[Weights, make_plot_component(list(POSTURES)), WhoStandsWhere],
        model_params=sidebar,
        play_interval=INTERVAL_MS,
        name="counterpoise: balance of power",
    )
