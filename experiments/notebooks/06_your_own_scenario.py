# %% [markdown]
# # Write your own scenario
#
# **Question.** How does a case of one's own get from a text file to an answer? The made-up case here: two rivals, a
# neighbour between them and a trading state far off. Does a border incident drive the neighbour to the weaker
# rival?
#
# **Method.** Write the case as YAML, let it be checked, run it under Walt's theory 500 times with the incident and
# 500 times without, under the same noise, and take one choice apart. docs/scenario-format.md describes the format.

# %%
import tempfile
from pathlib import Path

from IPython.display import Markdown

import sim

RUNS, SEED = 500, 7
folder = tempfile.TemporaryDirectory()
place = Path(folder.name) / "two_rivals.yaml"
text = """\
meta:
  name: two_rivals
  title: Two rivals and a neighbour
  summary: A made-up case.
  start: 2000-01-01
  step: month
  ticks: 24
  theory: walt
sources:
  almanac: {title: Made-up Almanac, published: "2000"}
poles:
  east: {title: East and friends, leaders: EAST, coding: made up}
  west: {title: West and friends, leaders: WEST, coding: made up}
actors:
  EAST: {name: Eastland, capability: 10, location: {lat: 50, lon: 30}, source: almanac}
  WEST: {name: Westland, capability: 8, location: {lat: 50, lon: 0}, source: almanac}
  NEAR: {name: Nearland, capability: 1, location: {lat: 50, lon: 25}, source: almanac}
  FAR: {name: Farland, capability: 3, location: {lat: -30, lon: 140}, source: almanac}
dyads:
  - {of: EAST, toward: WEST, hostility: 0.5, coding: old rivals}
  - {of: WEST, toward: EAST, hostility: 0.5, coding: old rivals}
  - {of: NEAR, toward: EAST, hostility: 1.5, contiguous: true, coding: a border dispute}
events:
  crisis:
    title: A border incident
    date: 2000-06-15
    coding: hostility rises to its highest class
    contested: true
    effects:
      - {do: change_dyad, relation: hostility, of: NEER, toward: EAST, to: 1}
"""
_ = place.write_text(text)

# %% [markdown]
# ## Checked before it runs
#
# The text has three mistakes. All are told at once, each with line and column, what is wrong and what is allowed.
# (`counterpoise validate FILE` does the same.)

# %%
try:
    sim.load_scenario(place)
except sim.InputError as error:
    print(str(error).replace(f"{folder.name}/", ""))

# %% [markdown]
# Hostility goes from 0 to 1; the code of the actor is NEAR; and what is contested wants claims: who says what. The
# software does not decide who fired first.

# %%
mended = text.replace("hostility: 1.5", "hostility: 0.25").replace("NEER", "NEAR")
mended = mended.replace(
    "    contested: true\n",
    "    contested: true\n"
    "    claims:\n"
    "      - {who: Nearland, says: Eastland fired first}\n"
    "      - {who: Eastland, says: Nearland fired first}\n",
)
_ = place.write_text(mended)
scenario = sim.load_scenario(place)

# %% [markdown]
# ## Run it, with and without the incident

# %%
compared = sim.compare(
    sim.Variation("no incident", scenario, without=("crisis",)),
    [sim.Variation("incident", scenario)],
    replicates=RUNS,
    seed=SEED,
)
calm, crisis = compared.baseline, compared.results["incident"]
sim.figures.balance(crisis, events=["crisis"])

# %%
sim.figures.comparison(compared)

# %% [markdown]
# ## Why?
#
# Who threatens whom at the end, and Nearland's choice in the last month of one run, term by term.

# %%
sim.figures.threat_matrix(sim.threats(crisis))

# %%
explanation = sim.explain(scenario, "NEAR", seed=SEED)
sim.figures.utility_waterfall(explanation)

# %% tags=["answer"]
last = scenario.meta.ticks
stands = {
    name: (result.trajectories["alignment"].xs((last, "NEAR"), level=("tick", "actor")) == "west").to_numpy(
        float
    )
    for name, result in {"calm": calm, "crisis": crisis}.items()
}
gap = stands["crisis"] - stands["calm"]
half = 1.96 * gap.std(ddof=1) / RUNS**0.5
far = (crisis.trajectories["alignment"].xs((last, "FAR"), level=("tick", "actor")) == "none").mean()
lowest, highest = gap.mean() - half, gap.mean() + half
said = (
    "It does"
    if lowest > 0
    else "It drives it away instead"
    if highest < 0
    else "Not in a way that these runs could show"
)
Markdown(
    f"""## Answer

{said}. With the incident Nearland ends on the side of the weaker rival, the West, in {stands["crisis"].mean():.0%}
of {RUNS} runs, without it in {stands["calm"].mean():.0%}: a paired difference of {100 * gap.mean():+.1f} percentage
points [{100 * lowest:+.1f}, {100 * highest:+.1f}] (95 %). Farland, which nobody threatens, keeps out in {far:.0%}
of the runs; the rest is the chance in every choice."""
)

# %% [markdown]
# ## Limits
#
# - The case is made up, and its classes are guesses: that is where a real case begins. Every number needs a
#   `source` or a `coding` note, and should be coded before one looks at results.
# - One theory. `sim.compare` with other theories, or `sim.sweep` over the hostility, says how far the answer hangs
#   on it (notebooks 02 and 03).
# - The interval covers chance between runs only.

# %%
folder.cleanup()
