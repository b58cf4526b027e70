# %% [markdown]
# # Two ways to balance: lighten the heavy side, or add weight to the light one
#
# **Question.** Öztop (2025) names two ways to restrain the stronger side in the war in Gaza: its patron's support
# lessens, or those around Palestine stand together, as in a conference that he proposes for Istanbul. He holds the
# first to be hard and the second to be possible. What would each bring under the theory `full` in the case
# *humanity_alliance*, alone and together? How much less commitment of the patron brings as much as the conference?
#
# **Method.** Counterfactuals: the same history, run again with one thing changed. The baseline is history as coded,
# *without* the conference, which never took place. Variations call it in June 2025, or take a part off the
# commitment of the United States (1 as coded for a pole's leader), or both. Each of 200 runs sees the same noise in
# all variations, so differences are taken run by run; intervals are 95 %. Two outcomes at the end of 2025: the
# *restraint* on the harm that Israel does (0 none, 1 full), and the harm done to Palestine (1 is the gravest class
# coded).

# %%
import numpy as np
import pandas as pd
from IPython.display import Markdown

import sim

RUNS, SEED = 200, 7
CONFERENCE = "istanbul_peace_conference"
CASE = "humanity_alliance"
coded = sim.load_scenario(CASE)
lighter = {c: sim.load_scenario(CASE, {"actors.USA.commitment": str(c)}) for c in (0.95, 0.9, 0.85, 0.8)}
compared = sim.compare(
    sim.Variation("neither", coded, without=(CONFERENCE,)),
    [
        sim.Variation("conference", coded),
        sim.Variation("patron at 0.9", lighter[0.9], without=(CONFERENCE,)),
        sim.Variation("both", lighter[0.9]),
    ],
    replicates=RUNS,
    seed=SEED,
)

# %% [markdown]
# ## What each brings

# %%
OUTCOMES = ["restraint.ISR", "harm_suffered.PSE", "weight_share.palestine"]
sim.figures.comparison(compared, outcomes=["restraint.ISR"])

# %%
differ = {
    name: {difference.outcome: difference for difference in rows}
    for name, rows in compared.differences.items()
}
pd.DataFrame(
    {
        name: {
            "as coded, without": compared.baseline.outcome_arrays[name].mean().round(3),
            **{
                way: f"{rows[name].mean:+.4f} [{rows[name].low:+.4f}, {rows[name].high:+.4f}]"
                for way, rows in differ.items()
            },
        }
        for name in OUTCOMES
    }
).T

# %% [markdown]
# The weight of both sides over time, with the conference (the line) and the patron as coded:

# %%
sim.figures.balance(compared.results["conference"], events=[CONFERENCE])

# %% [markdown]
# ## How much of the patron's commitment is the conference worth?
#
# The patron's commitment is lowered step by step. Where the mean restraint crosses that of the conference, the two
# are worth the same. The crossing is read off by linear interpolation, and its interval is that of 1,000 bootstrap
# samples of the 200 runs.

# %%
steps = sim.compare(
    sim.Variation("1", coded, without=(CONFERENCE,)),
    [sim.Variation(str(c), case, without=(CONFERENCE,)) for c, case in lighter.items()],
    replicates=RUNS,
    seed=SEED,
)
less = np.array([0.0, *(1 - c for c in lighter)])  # how much commitment is taken off
gained = np.stack(
    [
        result.outcome_arrays["restraint.ISR"] - steps.baseline.outcome_arrays["restraint.ISR"]
        for result in (steps.baseline, *steps.results.values())
    ]
)
called = (
    compared.results["conference"].outcome_arrays["restraint.ISR"]
    - compared.baseline.outcome_arrays["restraint.ISR"]
)
samples = np.random.default_rng(SEED).integers(RUNS, size=(1000, RUNS))
crossings = [np.interp(called[rows].mean(), gained[:, rows].mean(axis=1), less) for rows in samples]
worth, (least, most) = (
    np.interp(called.mean(), gained.mean(axis=1), less),
    np.quantile(crossings, [0.025, 0.975]),
)
pd.DataFrame({"commitment taken off": less, "restraint gained": gained.mean(axis=1)}).round(4)

# %% [markdown]
# ## Does the order hold if the numbers are others?
#
# The case sits near a tipping point in the cost of being bound (`autonomy_cost`, 0.45 in `full`). The comparison is
# run again on both sides of it, with 100 runs each.

# %%
again = {
    cost: sim.compare(
        sim.Variation("neither", coded, parameters={"autonomy_cost": cost}, without=(CONFERENCE,)),
        [
            sim.Variation("conference", coded, parameters={"autonomy_cost": cost}),
            sim.Variation(
                "patron at 0.9", lighter[0.9], parameters={"autonomy_cost": cost}, without=(CONFERENCE,)
            ),
        ],
        replicates=100,
        seed=SEED,
    )
    for cost in (0.3, 0.45, 0.6)
}
restraint = {
    cost: {
        way: next(d for d in rows if d.outcome == "restraint.ISR") for way, rows in each.differences.items()
    }
    for cost, each in again.items()
}
pd.DataFrame(
    {
        f"autonomy_cost {cost}": {
            way: f"{d.mean:+.4f} [{d.low:+.4f}, {d.high:+.4f}]" for way, d in ways.items()
        }
        for cost, ways in restraint.items()
    }
)

# %% tags=["answer"]
conference, patron, both = (differ[way]["restraint.ISR"] for way in ("conference", "patron at 0.9", "both"))
harm = {way: rows["harm_suffered.PSE"] for way, rows in differ.items()}
together = (
    compared.results["both"].outcome_arrays["restraint.ISR"]
    - compared.results["conference"].outcome_arrays["restraint.ISR"]
    - compared.results["patron at 0.9"].outcome_arrays["restraint.ISR"]
    + compared.baseline.outcome_arrays["restraint.ISR"]
)
half = 1.96 * together.std(ddof=1) / np.sqrt(RUNS)
order = [ways["patron at 0.9"].mean > ways["conference"].mean for ways in restraint.values()]
ratios = ", ".join(
    f"{ways['conference'].mean:+.3f} against {ways['patron at 0.9'].mean:+.3f} at {cost}"
    for cost, ways in restraint.items()
)
Markdown(
    f"""## Answer

The conference adds {conference.mean:+.4f} [{conference.low:+.4f}, {conference.high:+.4f}] to a restraint of
{conference.baseline:.3f}; a tenth off the patron's commitment adds {patron.mean:+.4f} [{patron.low:+.4f},
{patron.high:+.4f}]. In harm to Palestine that is {harm["conference"].mean:+.4f} [{harm["conference"].low:+.4f},
{harm["conference"].high:+.4f}] and {harm["patron at 0.9"].mean:+.4f} [{harm["patron at 0.9"].low:+.4f},
{harm["patron at 0.9"].high:+.4f}], from {harm["conference"].baseline:.3f}. The conference is worth {worth:.3f}
[{least:.3f}, {most:.3f}] of the patron's commitment.

Together they add {both.mean:+.4f} [{both.low:+.4f}, {both.high:+.4f}], which differs from the sum of the two by
{together.mean():+.4f} [{together.mean() - half:+.4f}, {together.mean() + half:+.4f}]. The order of the two
{"holds at every cost tried" if all(order) else "does not hold at every cost tried"}, but not their ratio: {ratios}."""
)

# %% [markdown]
# ## Limits
#
# - The direction of both is written into the rule: restraint adds a share of the contest between the sides and a
#   share of the support that the stronger one has lost (docs/model.md, section 8). What is measured is size under
#   coded weights, not whether it works.
# - A tenth of commitment and a conference are not equally hard to bring about. The model says what each would
#   bring, not what it costs, nor whether anybody would have come.
# - The conference works through a bonus for cohesive blocs, and nearly all of it comes from two invitees in no
#   other bloc (`experiments/patron_or_coalition/`, docs/articles.md).
# - The ceasefire of October 2025 is coded, so harm at the end is low in all variations. Intervals cover chance
#   only, not coding.
