# %% [markdown]
# # Calibrate on October, forecast December: two votes in the United Nations
#
# **Question.** The General Assembly voted twice on the war in Gaza in 2023: ES-10/21 on 27 October and ES-10/22 on 12 December. With two
# parameters fitted to October alone, how well does the model forecast who votes yes in December, and does it beat simple forecasts?
#
# **Method.** The case *world_2023* has all members and Palestine. First a likelihood scan of two parameters on October: `vote_noise`,
# what the occasion adds to a stance, and `resistance`, the commitment to the other side from which an actor votes no. Then December
# is forecast with the numbers as they stand and as fitted, each once without October's votes and once with what they reveal about each
# actor's leaning. Nothing dated after 27 October enters a forecast with leanings. Scored is yes against not yes among those present, with 90 %
# bootstrap intervals over states.
#
# **Data.** The roll calls are the UN's and not part of this software. The notebook looks for `unga_gaza_rollcalls_2023.csv`
# (`resolution,date,iso3,vote`) in the folder that the environment variable `COUNTERPOISE_DATA` names, or in `../shared/data` beside the
# repository.

# %%
import os
from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import Markdown

import sim
from sim.forecasting import motion_chances
from sim.loading.observed import read_votes

RUNS, SEED = 40, 7
OCTOBER, DECEMBER = "ES-10/21", "ES-10/22"
folder = Path(os.environ.get("COUNTERPOISE_DATA", "../../../shared/data"))
roll_calls = folder / "unga_gaza_rollcalls_2023.csv"
if not roll_calls.is_file():
    raise SystemExit(f"Stopped here: {roll_calls.name} is not in {folder}. Set COUNTERPOISE_DATA to the folder that has it.")
world = sim.load_scenario("world_2023")
record = read_votes(roll_calls, world).votes
pd.DataFrame({name: pd.Series(votes).value_counts() for name, votes in record.items()})

# %% [markdown]
# ## Fitting two numbers to October
#
# For each pair of values the case is played to the end of October in 40 runs, and the chances it gives are set against October's votes:
# the sum over states of the logarithm of the chance given to yes, abstention or no, whichever was cast (at least 0.001, so that no
# single sure miss decides). Shown is how far each pair falls short of the best.

# %%
noises, resistances = (0.1, 0.2, 0.3, 0.4, 0.5), (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
column = list(world.motions).index(OCTOBER)
cast = pd.Series(record[OCTOBER]).map({"yes": 0, "abstain": 1, "no": 2}).reindex(list(world.actors)).to_numpy()
voted = np.flatnonzero(~np.isnan(cast))
likelihood = pd.DataFrame(index=pd.Index(noises, name="vote_noise"), columns=resistances, dtype=float)
likelihood.columns.name = "resistance"
for noise in noises:
    for resistance in resistances:
        numbers = {"vote_noise": noise, "resistance": resistance}
        played = sim.simulate(world, replicates=RUNS, seed=SEED, ticks=1, parameters=numbers, save=())
        yes, no = (chances[:, column] for chances in motion_chances(played))
        given = np.stack([yes, 1 - yes - no, no])[cast[voted].astype(int), voted]
        likelihood.loc[noise, resistance] = np.log(np.maximum(given, 1e-3)).sum()
(likelihood - likelihood.to_numpy().max()).round(1)

# %%
noise, resistance = likelihood.stack().idxmax()
fitted = {"vote_noise": noise, "resistance": resistance}
near = likelihood.stack()[lambda every: every > every.max() - 3.0]  # 95 % region of two parameters
default = played.parameters.model_copy(update=sim.Parameters().model_dump(include=set(fitted)))

# %% tags=["answer"]
Markdown(
    f"The best of {likelihood.size} pairs is `vote_noise` {noise} and `resistance` {resistance}. Pairs within 3.0 of it, a 95 % region if votes "
    f"were independent, have `vote_noise` {near.index.get_level_values(0).min()} to {near.index.get_level_values(0).max()} and "
    f"`resistance` {near.index.get_level_values(1).min()} to {near.index.get_level_values(1).max()}. The numbers as they stand are "
    f"{default.vote_noise} and {default.resistance}; they had been set with sight of *both* votes, and for the two together. Votes are not "
    "independent, as blocs vote alike: the region is too narrow."
)

# %% [markdown]
# ## Forecasting December
#
# `hindcast` forecasts each vote from those before it. The baselines know more than the model: the base rate is December's own; the two
# regressions, on a state's vote in October and on that of its ten neighbours in ideal points, are fitted to December by cross-validation.

# %%
both = {"as they stand": {}, "fitted to October": fitted}
blind = {
    name: sim.hindcast(world, {DECEMBER: record[DECEMBER]}, replicates=RUNS, seed=SEED, parameters=numbers)[0]
    for name, numbers in both.items()
}
informed = {
    name: sim.hindcast(world, record, replicates=RUNS, seed=SEED, parameters=numbers)[1]
    for name, numbers in both.items()
}
forecasts = {
    **{f"model, {name}, without October's votes": score.scores["model"] for name, score in blind.items()},
    **{f"model, {name}, with leanings": score.scores["model"] for name, score in informed.items()},
    **{f"baseline: {name}": by for name, by in informed["as they stand"].scores.items() if name != "model"},
}
pd.DataFrame(
    {
        who: {score: f"{each.value:.3f} [{each.low:.3f}, {each.high:.3f}]" for score, each in by.items()}
        for who, by in forecasts.items()
    }
).T

# %% [markdown]
# Brier and log score: less is better. AUC: the chance that a state that voted yes had been given a greater chance of it than one
# that did not; 0.5 is a coin.

# %%
sim.figures.scores([informed["fitted to October"]])

# %%
sim.figures.reliability([informed["fitted to October"]])

# %% tags=["answer"]
ours = informed["fitted to October"].scores
before, unfitted = blind["as they stand"].scores["model"], informed["as they stand"].scores["model"]
model, base, best = (ours[name]["brier"] for name in ("model", "base_rate", "neighbours"))
Markdown(
    f"""## Answer

With two numbers fitted to October and each state's leaning read off its vote, December's forecast has a Brier score of {model.value:.3f}
[{model.low:.3f}, {model.high:.3f}] on {informed["fitted to October"].voters} votes ({informed["fitted to October"].yes} yes), against
{base.value:.3f} [{base.low:.3f}, {base.high:.3f}] of the base rate. The regression on neighbours, which has seen December, has {best.value:.3f}
[{best.low:.3f}, {best.high:.3f}]: {"the intervals overlap, so neither can be called better" if best.low < model.value < best.high or
model.low < best.value < model.high else "the intervals part the two"}.

Fitting moves the score from {unfitted["brier"].value:.3f} to {model.value:.3f} with leanings, and from {before["brier"].value:.3f} to
{blind["fitted to October"].scores["model"]["brier"].value:.3f} without. Reading leanings off October moves it from
{blind["fitted to October"].scores["model"]["brier"].value:.3f} to {model.value:.3f}."""
)

# %% [markdown]
# ## Limits
#
# - One forecast vote is one text. Its outcome, far more yes than in October, is a single draw of what a text adds to all stances alike;
#   intervals over states do not hold that.
# - December is not wholly out of sample: what its text demands was coded by people who knew the vote, and so were the numbers as they
#   stand. Only the fit of the two parameters and the leanings are October's alone.
# - Two parameters on a grid are no calibration of the model. All else, from weights to codings, was held.
# - Present and voting only; who stays away is not forecast.
