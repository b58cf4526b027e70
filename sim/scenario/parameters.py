"""The model's parameters, each described once.

Everything that needs to know a parameter (schema, docs table, sweep ranges, sliders, error messages)
reads the description here: symbol as in docs/model.md, unit, bounds, default, meaning and source.

Weights of utility terms default to 0: a theory is the list of terms that it switches on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def _parameter(
    default: float,
    low: float,
    high: float,
    symbol: str,
    meaning: str,
    *,
    unit: str = "",
    source: str = "",
) -> Any:
    """One described parameter: a pydantic field with bounds and the facts that people ask for."""
    extra: dict[str, Any] = {"symbol": symbol, "unit": unit, "source": source}
    return Field(default, ge=low, le=high, description=meaning, json_schema_extra=extra)


_PER_TICK = "per tick"
_UTILITY = "utility"
_CHOSEN = "modelling choice"


class Parameters(BaseModel):
    """Every number that steers the rules, none that describes a case.

    Attributes are named as in docs/model.md and addressed as ``parameters.NAME``.

    Examples
    --------
    >>> Parameters(logit_precision=5).logit_precision
    5.0
    >>> describe_parameters()["inertia"].high
    2.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    # Threat (docs/model.md section 3)
    power_exponent: float = _parameter(
        1, 0, 3, "θ_P", "How strongly a state's power makes it a threat.", source="Waltz 1979, ch. 6"
    )
    offence_exponent: float = _parameter(
        0, 0, 3, "θ_O", "How strongly offensive capability makes a state a threat.",
        source="Walt 1987, pp. 24-25",
    )  # fmt: skip
    proximity_exponent: float = _parameter(
        0, 0, 3, "θ_D", "How strongly nearness makes a state a threat.", source="Walt 1987, pp. 23-24"
    )
    hostility_exponent: float = _parameter(
        0, 0, 3, "θ_H", "How strongly perceived hostile intent makes a state a threat.",
        source="Walt 1987, pp. 25-26",
    )  # fmt: skip
    distance_scale_km: float = _parameter(
        2000, 100, 20000, "d₀", "Distance at which proximity has halved (loss-of-strength gradient).",
        unit="km", source="Boulding 1962, ch. 4",
    )  # fmt: skip
    vicarious_threat: float = _parameter(
        0, 0, 20, "σ", "How far harm done to those one identifies with is felt as a threat to oneself.",
        source=_CHOSEN,
    )  # fmt: skip
    threat_half_saturation: float = _parameter(
        0, 0, 1, "T₀", "Total threat at which security reaches half its full weight; 0 switches this off.",
        unit="capability share", source=_CHOSEN,
    )  # fmt: skip

    # Power
    mobilisation_effect: float = _parameter(
        0.3, 0, 1, "η", "Effective capability gained by full mobilisation.", unit="share of capability",
        source="internal balancing: Waltz 1979, p. 118",
    )  # fmt: skip
    dissent_effect: float = _parameter(
        0.3, 0, 1, "δ", "Effective capability lost to full dissent.", unit="share of capability",
        source=_CHOSEN,
    )  # fmt: skip
    mobilisation_rate: float = _parameter(
        0.1, 0, 1, "ρ_m", "Speed at which mobilisation moves toward its target.", unit=_PER_TICK,
        source=_CHOSEN,
    )  # fmt: skip
    mobilisation_cost: float = _parameter(
        0.002, 0, 0.1, "χ", "Economic component moved to the military one by full mobilisation.",
        unit="log points per tick", source=_CHOSEN,
    )  # fmt: skip
    growth_volatility: float = _parameter(
        0.02, 0, 0.5, "ς", "Standard deviation of yearly growth around each actor's own rate.",
        unit="log points per square-root year", source=_CHOSEN,
    )  # fmt: skip
    trade_loss: float = _parameter(
        0.01, 0, 0.5, "ζ", "Economic loss to both sides from a full cut of trade, times dependence.",
        unit="log points per tick", source=_CHOSEN,
    )  # fmt: skip

    # Weight of the poles and deterrence (section 4)
    coordination_bonus: float = _parameter(
        0, 0, 3, "ω", "Weight added by a fully cohesive bloc to each of its members.",
        unit="share of the member's weight", source="the articles' 'power centre'",
    )  # fmt: skip
    contest_decisiveness: float = _parameter(
        1, 0.1, 8, "γ", "How sharply the heavier side prevails in a contest.",
        source="Hirshleifer 1989, pp. 103-104",
    )  # fmt: skip
    accommodation: float = _parameter(
        0, 0, 1, "α", "How far siding with the source of danger placates it.", source="Walt 1987, pp. 19-21"
    )
    free_riding: float = _parameter(
        0, 0, 1, "φ", "Share of others' deterrence that a bystander enjoys.",
        source="Christensen & Snyder 1990, pp. 140-144",
    )  # fmt: skip
    neutral_safety: float = _parameter(
        0, 0, 1, "ν₀", "Share of every threat that keeping out averts.", source=_CHOSEN
    )

    # Utility (section 5)
    weight_security: float = _parameter(
        0, 0, 10, "β_sec", "Weight of residual threat.", unit=_UTILITY, source="Waltz 1979; Walt 1987"
    )
    weight_affinity: float = _parameter(
        0, 0, 50, "β_aff", "Weight of size-weighted affinity.", unit=_UTILITY,
        source="Axelrod & Bennett 1993, pp. 214-216",
    )  # fmt: skip
    weight_opinion: float = _parameter(
        0, 0, 10, "β_op", "Weight of public opinion, times responsiveness.", unit=_UTILITY,
        source="Putnam 1988",
    )  # fmt: skip
    weight_profit: float = _parameter(
        0, 0, 10, "β_gain", "Weight of gain from the stronger side, times revisionism.", unit=_UTILITY,
        source="Schweller 1994, pp. 93-95",
    )  # fmt: skip
    weight_dependence: float = _parameter(
        0, 0, 10, "β_dep", "Weight of patronage and of what the other side can withhold.", unit=_UTILITY,
        source="Snyder 1984; Walt 1987, ch. 7",
    )  # fmt: skip
    weight_pact: float = _parameter(
        0, 0, 10, "β_pact", "Weight of treaty obligations.", unit=_UTILITY, source="Snyder 1984, pp. 466-468"
    )
    weight_peers: float = _parameter(
        0, 0, 10, "β_peer", "Weight of what the reference group does.", unit=_UTILITY,
        source="Granovetter 1978; Finnemore & Sikkink 1998",
    )  # fmt: skip
    weight_regime: float = _parameter(
        0, 0, 10, "β_dom", "Weight of help to (or against) the government at home, times dissent.",
        unit=_UTILITY, source="David 1991, pp. 235-238",
    )  # fmt: skip
    autonomy_cost: float = _parameter(
        0, 0, 2, "κ", "Loss of autonomy from any alignment.", unit=_UTILITY, source="Morrow 1991"
    )
    inertia: float = _parameter(0, 0, 2, "ι", "Premium on staying as one is.", unit=_UTILITY, source=_CHOSEN)
    logit_precision: float = _parameter(
        10, 0, 1000, "λ", "How reliably the better option is chosen (0: at random).", unit="1 / utility",
        source="McKelvey & Palfrey 1995",
    )  # fmt: skip
    revision_rate: float = _parameter(
        0.2, 0, 1, "ρ", "Chance that an actor reconsiders its alignment.", unit=_PER_TICK, source=_CHOSEN
    )
    buck_passing_share: float = _parameter(
        0.5, 0, 2, "-", "A bystander passes the buck when the other poles together reach this share of the "
        "most threatening pole's weight; below it, it hedges.", source="model.md section 5",
    )  # fmt: skip

    # Commitment (section 5)
    commitment_rate: float = _parameter(
        0.2, 0, 1, "ρ_c", "Speed at which commitment moves toward its target.", unit=_PER_TICK, source=_CHOSEN
    )
    commitment_precision: float = _parameter(
        5, 0, 100, "λ_c", "How steeply commitment rises with the advantage of one's side.",
        unit="1 / utility", source=_CHOSEN,
    )  # fmt: skip

    # Opinion and dissent (section 6)
    opinion_rate: float = _parameter(
        0.2, 0, 1, "φ_o", "Speed of opinion change.", unit=_PER_TICK, source="Friedkin & Johnsen 1990"
    )
    outrage: float = _parameter(
        0.05, 0, 1, "m₀", "Fall of opinion of a pole from seeing full harm done to one's own kind.",
        unit="opinion per tick", source=_CHOSEN,
    )  # fmt: skip
    dissent_rate: float = _parameter(
        0.1, 0, 1, "ρ_q", "Speed at which dissent moves toward its pressure.", unit=_PER_TICK, source=_CHOSEN
    )
    dissent_isolation: float = _parameter(
        0.5, 0, 2, "q_w", "Dissent from a full loss of one's pole's share of weight.", source=_CHOSEN
    )
    dissent_harm: float = _parameter(
        0.1, 0, 2, "q_x", "Dissent from the cost of full harm inflicted on one victim.", source=_CHOSEN
    )
    dissent_opinion: float = _parameter(
        0.5, 0, 2, "q_o", "Dissent from opinion fully against one's own pole.", source="Putnam 1988"
    )
    dissent_hostility: float = _parameter(
        0.3, 0, 1, "δ_H", "Share of the hostile intent others see that full dissent takes away.",
        source=_CHOSEN,
    )  # fmt: skip

    # Harm (section 8)
    harm_rate: float = _parameter(
        0.3, 0, 1, "κ_x", "Speed at which harm moves toward its restrained level.", unit=_PER_TICK,
        source=_CHOSEN,
    )  # fmt: skip
    restraint_strength: float = _parameter(
        0.5, 0, 1, "ψ", "Restraint from the victim's pole when it outweighs the perpetrator's by far.",
        source=_CHOSEN,
    )  # fmt: skip
    restraint_dissent: float = _parameter(
        0.2, 0, 1, "ψ_q", "Restraint from full dissent in the perpetrator.", source=_CHOSEN
    )
    restraint_patron: float = _parameter(
        0.5, 0, 1, "ψ_p", "Restraint from full loss of the patrons' commitment.", source=_CHOSEN
    )

    # Blocs and institutions (section 7)
    bloc_influence: float = _parameter(
        0.2, 0, 2, "μ", "Raise in influence for each bloc that two actors share.", source=_CHOSEN
    )
    entry_base: float = _parameter(
        -6, -15, 5, "v₀", "Log-odds of entering a bloc, nothing else said.", unit="log-odds per tick",
        source=_CHOSEN,
    )  # fmt: skip
    entry_commitment: float = _parameter(
        4, 0, 20, "v_c", "Pull of one's commitment.", unit="log-odds", source=_CHOSEN
    )
    entry_affinity: float = _parameter(
        2, 0, 20, "v_F", "Pull of mean affinity for the members.", unit="log-odds", source=_CHOSEN
    )
    entry_momentum: float = _parameter(
        2, 0, 20, "v_s", "Pull of the share of invitees that have joined.", unit="log-odds",
        source="Finnemore & Sikkink 1998, p. 901",
    )  # fmt: skip
    entry_convener: float = _parameter(
        2, 0, 20, "v_conv", "Pull of the convener's capability and diplomatic reach.", unit="log-odds",
        source=_CHOSEN,
    )  # fmt: skip
    entry_rivalry: float = _parameter(
        3, 0, 20, "v_r", "Push of the worst rivalry with a member.", unit="log-odds", source=_CHOSEN
    )
    entry_incoherence: float = _parameter(
        2, 0, 20, "v_h", "Push of the members' disagreement.", unit="log-odds", source=_CHOSEN
    )
    exit_threshold: float = _parameter(
        8, 0, 30, "v_x", "A member leaves when its argument for entering falls below minus this.",
        unit="log-odds", source=_CHOSEN,
    )  # fmt: skip
    proposal_rate: float = _parameter(
        0.2, 0, 1, "-", "Chance that a fully committed convener with full convening power proposes its bloc.",
        unit=_PER_TICK, source=_CHOSEN,
    )  # fmt: skip
    resistance: float = _parameter(
        0.5, 0, 1, "-", "Commitment to the other side from which an actor votes no.", source=_CHOSEN
    )
    acquiescence: float = _parameter(
        0.25, 0, 2, "-", "Under consensus, how far a text may go beyond a member's own stance before it objects.",
        unit="commitment", source="UNCLOS art. 161(8)(e): consensus is the absence of any formal objection; size: "
        + _CHOSEN,
    )  # fmt: skip
    vote_noise: float = _parameter(
        0.2, 0, 1, "σ_v", "What the occasion adds to an actor's stance in a vote (standard deviation).",
        unit="stance", source="near the maximum of the likelihood of the two 2023 roll calls (0.2 to 0.25)",
    )  # fmt: skip
    text_noise: float = _parameter(
        0.1, 0, 1, "ω", "What a text adds to the stance of all alike (standard deviation).", unit="stance",
        source="between the two 2023 roll calls stances rose by 0.18 beyond what their demands explain",
    )  # fmt: skip
    absence_rate: float = _parameter(
        0.1, 0, 1, "-", "Chance that a powerless actor misses a vote.", source="193 members, 14 and 7 "
        "absent in the two 2023 roll calls",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """What people ask about a parameter.

    Attributes
    ----------
    name, symbol, unit, meaning, source
        Texts. ``source`` says "modelling choice" where no reading supports the number.
    default, low, high
        The default and the inclusive bounds, in ``unit``.
    """

    name: str
    symbol: str
    unit: str
    default: float
    low: float
    high: float
    meaning: str
    source: str


def describe_parameters() -> dict[str, ParameterInfo]:
    """All parameters by name, in the order of docs/model.md.

    Examples
    --------
    >>> describe_parameters()["contest_decisiveness"].symbol
    'γ'
    """
    table = {}
    for name, field in Parameters.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict)  # every field is made by _parameter
        low, high = (next(getattr(m, key) for m in field.metadata if hasattr(m, key)) for key in ("ge", "le"))
        table[name] = ParameterInfo(
            name, str(extra["symbol"]), str(extra["unit"]), float(field.default), float(low), float(high),
            field.description or "", str(extra["source"]),
        )  # fmt: skip
    return table
