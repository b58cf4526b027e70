# %% [markdown]
# # First steps with one case
#
# **Question.** The case *humanity_alliance* codes the coalitions around the war in Gaza from October 2023 to
# December 2025, after Öztop (2025). Under the theory `full`, on which side does the weight come to lie, who stands
# where, and why does one actor, Turkey, choose as it does?
#
# **Method.** A case is a file: actors with capability and ties, dated events with sources, and two or more *poles*
# that others may join. Each month every actor that reconsiders weighs joining a pole against staying out. What it
# chooses is partly chance, so the case is run 200 times, each with its own chance, and every number below is given
# with its spread over those runs.
#
# The subject is contested and people are dying in it. The case takes no side: it says who claims what. What follows
# says what these rules make of this coding. It is not a finding about the world.

# %%
import pandas as pd
from IPython.display import Markdown

import sim

RUNS = 200
scenario = sim.load_scenario("humanity_alliance")
result = sim.simulate(scenario, theory="full", replicates=RUNS, seed=7)

# %% tags=["answer"]
claimed = [event for event in scenario.events.values() if event.contested]
Markdown(
    f"The case has {len(scenario.actors)} actors, {len(scenario.poles)} poles "
    f"({' and '.join(pole.title for pole in scenario.poles.values())}), {len(scenario.events)} events of which "
    f"{len(claimed)} are marked as contested, and {len(scenario.sources)} sources. It is played for "
    f"{scenario.meta.ticks} months. One event, the conference in Istanbul in June 2025, is a proposal of the author's "
    "and never took place."
)

# %% [markdown]
# ## Where the weight lies
#
# The weight of a pole is the capability of those on its side, times their commitment, with a bonus where they are
# organised in cohesive blocs.

# %%
sim.figures.balance(result, events=["january_ceasefire", "istanbul_peace_conference", "gaza_plan"])

# %%
shown = ["weight_share.palestine", "supporters.palestine", "supporters.israel", "balancing", "restraint.ISR"]
low, middle, high = "5 %", "mean", "95 %"
table = pd.DataFrame(
    {
        low: result.outcomes[shown].quantile(0.05),
        middle: result.outcomes[shown].mean(),
        high: result.outcomes[shown].quantile(0.95),
    }
)
table.round(2)

# %% [markdown]
# ## Who stands where
#
# Weight is one thing and a headcount another. The first figure stacks the sides by capability; the second says how
# actors answer to the pole that threatens them most.

# %%
sim.figures.alignment_ribbons(result)

# %%
sim.figures.postures(result)

# %% [markdown]
# ## Why one actor chose what it chose
#
# `explain` takes one run and one actor apart, term by term. Positive bars speak for the side it chose, negative
# ones for the alternative.

# %%
explanation = sim.explain(scenario, "TUR", theory="full", seed=7)
sim.figures.utility_waterfall(explanation)

# %% tags=["answer"]
ends = result.trajectories["alignment"].xs(scenario.meta.ticks, level="tick")
turkey = (ends.xs("TUR", level="actor") == "palestine").mean()
terms = {name: by[explanation.chosen] - by["none"] for name, by in explanation.terms.items()}
first, second = sorted(terms, key=lambda name: -terms[name])[:2]
against = min(terms, key=terms.__getitem__)
share, backers = table.loc["weight_share.palestine"], table.loc["supporters.palestine"]
Markdown(
    f"""## Answer

Under `full` the side of Palestine and its supporters ends with {share[middle]:.0%} of the poles' weight
({share[low]:.0%} to {share[high]:.0%} in 90 % of {RUNS} runs), and {backers[middle]:.0f} of {len(scenario.actors)}
actors ({backers[low]:.0f} to {backers[high]:.0f}) stand on it. Turkey does in {turkey:.0%} of the runs. In the run
that is explained it would have chosen *{explanation.chosen}* with a chance of
{explanation.probability[explanation.chosen]:.1%} had it reconsidered. Against staying out, what speaks most for it
is `{first}` ({terms[first]:+.2f}) and `{second}` ({terms[second]:+.2f}), and most against it `{against}`
({terms[against]:+.2f})."""
)

# %% [markdown]
# ## Limits
#
# - The spread is chance between runs. It holds neither the coder's judgement nor the choice of rules, and both are
#   larger: notebook 02 changes the theory, 03 the numbers.
# - The weights of `full` are choices, not estimates.
# - One explanation is of one run. Over many runs and actors, `counterpoise run` prints which term decides how
#   often.
#
# **Next.** `sim.explain(scenario, "IRN", tick=3)`, another seed, another theory; or 02, *Waltz or Walt?*
