"""Figures of sweeps and analyses show the data that they were given: values, units, words; not pixels."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from sim import figures
from sim.designs import draw
from sim.discovery import Cases, Discovery, find_regions, grow
from sim.figures import look, sweeps
from sim.figures.scores import pooled
from sim.figures.spreads import binned
from sim.forecasting import MotionScore
from sim.indices import Sensitivity, over_time, sensitivity
from sim.results import StoredStudy, open_results
from sim.scoring import SCORES, Interval, calibration_table
from sim.sweeping import sweep
from tests.studies import design, ishigami, known_study, morris_function, write_study

LONG = "blocs.istanbul_conference_of_all_the_founders.invitees"


class Data(NamedTuple):
    """What figures are given here."""

    sobol: Sensitivity
    morris: Sensitivity
    tornado: Sensitivity
    pawn: Sensitivity
    regional: Sensitivity
    course: pd.DataFrame
    found: Discovery
    tree: Discovery
    study: StoredStudy
    recorded: StoredStudy
    scored: list[MotionScore]
    ranked: pd.DataFrame


def _discovery(method: str) -> Discovery:
    rng = np.random.default_rng(3)
    points = pd.DataFrame(
        {
            "parameters.inertia": rng.random(300) * 2,
            LONG: rng.choice(["[TUR]", "[TUR, MYS]", "[founders]"], 300),
            "events.truce": rng.random(300) < 0.5,
            "events.summit.date": rng.choice(["2024-01-01", "2024-02-01", "2024-03-01"], 300),
        }
    )
    inside = (points["parameters.inertia"] < 0.9) & points["events.truce"] & (points[LONG] != "[TUR]")
    share = np.where(inside, 0.9, 0.05)
    cases = Cases(points, share, "members.oic >= 40", 600, 3, 0, 0, 0)
    if method == "prim":
        return Discovery(cases, "random", "prim", regions=find_regions(points, share, resamples=5))
    return Discovery(cases, "random", "cart", leaves=grow(points, share))


def _motion(name: str, seed: int) -> MotionScore:
    rng = np.random.default_rng(seed)
    chance = rng.random(90)
    happened = (rng.random(90) < chance).astype(float)
    told = {
        who: {score: Interval(value + shift, value + shift - 0.05, value + shift + 0.05) for score in SCORES}
        for who, value, shift in (("model", 0.2, seed / 100), ("base_rate", 0.25, 0.0))
    }
    return MotionScore(name, "2024-05-10", 90, int(happened.sum()), told, calibration_table(chance, happened))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    folder = tmp_path_factory.mktemp("studies")
    plan = design(4, "sobol", samples=512, second_order=True)
    grown = np.stack([ishigami(draw(plan).unit), ishigami(draw(plan).unit[:, ::-1])], axis=-1)
    given = design(3, "latin_hypercube", samples=200)
    given_to = known_study(folder / "given", given, ishigami)
    alone = design(3, "one_at_a_time", replicates=4)
    unit = draw(alone).unit
    noisy = ishigami(unit)[:, None] + unit[:, :1] * np.random.default_rng(1).normal(size=(len(unit), 4))
    small = design(
        1, "factorial", levels=2, replicates=3, ticks=4, factors={"theory": {"values": ["full", "walt"]}},
        trajectories={"outcomes": ["balancing"]},
    )  # fmt: skip
    return Data(
        sensitivity(known_study(folder / "sobol", plan, ishigami)),
        sensitivity(known_study(folder / "morris", design(20, "morris", samples=20), morris_function)),
        sensitivity(write_study(folder / "alone", alone, noisy)),
        sensitivity(given_to),
        sensitivity(given_to, method="regional"),
        over_time(plan, grown, ticks=[0, 6]),
        _discovery("prim"),
        _discovery("cart"),
        open_results(given_to),
        sweep(small, folder / "recorded"),
        [_motion("ES-10/21", 1), _motion("embargo_conference", 2)],
        pd.DataFrame(
            {
                "theory": ["walt", "waltz", "full", "schweller"], "score": [0.2, 0.3, 0.1, 0.22],
                "low": [0.18, 0.28, 0.08, 0.2], "high": [0.22, 0.32, 0.12, 0.24],
            }
        ),
    )  # fmt: skip


DRAWN: dict[str, Callable[[Data], go.Figure]] = {
    "boxes": lambda d: figures.boxes(d.found),
    "convergence": lambda d: figures.convergence(d.sobol),
    "fan": lambda d: figures.fan(d.recorded, "balancing", "theory"),
    "interactions": lambda d: figures.interactions(d.sobol),
    "leaves": lambda d: figures.leaves(d.tree),
    "mu_star_sigma": lambda d: figures.mu_star_sigma(d.morris),
    "parallel_coordinates": lambda d: figures.parallel_coordinates(d.study, "balancing"),
    "peeling": lambda d: figures.peeling(d.found),
    "ranking": lambda d: figures.ranking(d.ranked, score="Brier score"),
    "reliability": lambda d: figures.reliability(d.scored),
    "scatter": lambda d: figures.scatter(d.study, "balancing", _first(d.study)),
    "scores": lambda d: figures.scores(d.scored),
    "sensitivity_bars": lambda d: figures.sensitivity_bars(d.sobol),
    "sensitivity_over_time": lambda d: figures.sensitivity_over_time(d.course, "balancing"),
    "tornado": lambda d: figures.tornado(d.tornado),
}


def _first(study: StoredStudy) -> str:
    return str(next(iter(study.manifest["design"]["factors"])))


def trace(figure: go.Figure, name: str) -> Any:
    found = [t for t in figure.data if t.name == name]
    assert len(found) == 1, f"{name} in {[t.name for t in figure.data]}"
    return found[0]


def said(figure: go.Figure) -> str:
    return str(figure.layout.title.text).replace("<br>", " ").replace("\u00a0", " ")


def caption(figure: go.Figure) -> str:
    (text,) = [a.text.replace("<br>", " ") for a in figure.layout.annotations if a.name == "caption"]
    return str(text)


def ends(bars: Any, values: Any) -> np.ndarray:
    """Lower and upper ends of error bars."""
    return np.stack([np.asarray(values) - bars.arrayminus, np.asarray(values) + bars.array], axis=-1)


def of(table: pd.DataFrame, index: str) -> pd.DataFrame:
    return table[(table["index"] == index) & (table["of"] == "mean")].set_index("factor")


# ------------------------------------------------------------------- what all figures share


def test_every_figure_of_sweeps_is_drawn_here_and_told_in_the_docs() -> None:
    assert set(DRAWN) <= set(figures.__all__)
    docs = Path(__file__).parents[2] / "docs"
    told = "".join(page.read_text(encoding="utf-8") for page in docs.glob("figures*.md"))
    for name in DRAWN:
        assert f"`{name}(" in told, name
        assert (inspect.getdoc(getattr(figures, name)) or "").strip(), name


@pytest.mark.parametrize("name", DRAWN)
def test_figures_say_what_they_show(name: str, data: Data) -> None:
    figure = DRAWN[name](data)
    assert figure.layout.template == look.TEMPLATE
    assert len(caption(figure)) > 40
    alt = figures.alternative_text(figure)
    assert len(re.findall(r"\d", alt)) >= 3
    assert alt.endswith(".")
    assert "nan" not in alt
    assert "<br>" not in alt
    content = figure.to_json()
    assert len(content) < 130_000
    json.loads(content)


UNCERTAINTY = {
    "convergence": "95 % interval", "fan": "5 to 95 % of runs", "leaves": "95 % interval over points (Wilson)",
    "mu_star_sigma": "95 % interval", "parallel_coordinates": "without intervals",
    "peeling": "95 % interval over points",
    "ranking": "interval of the score", "reliability": "95 % interval (Wilson)", "scatter": "95 % interval of the mean",
    "scores": "90 % bootstrap interval", "sensitivity_bars": "95 % interval", "tornado": "95 % interval",
    "sensitivity_over_time": "bands: 95 % interval",
}  # fmt: skip


@pytest.mark.parametrize("name", UNCERTAINTY)
def test_uncertainty_is_named(name: str, data: Data) -> None:
    assert UNCERTAINTY[name] in said(DRAWN[name](data))


@pytest.mark.parametrize(
    ("name", "axis", "unit"),
    [
        ("convergence", "xaxis", "N, blocks or points"), ("fan", "yaxis", "balancing (share of actors)"),
        ("leaves", "xaxis", "% cases in the leaf"), ("mu_star_sigma", "xaxis", "share of actors"),
        ("mu_star_sigma", "yaxis", "share of actors"), ("peeling", "xaxis", "% of all cases"),
        ("peeling", "yaxis", "% cases in the box"), ("ranking", "xaxis", "Brier score, lower is better"),
        ("reliability", "xaxis", "chance of yes, %"), ("reliability", "yaxis", "% of votes"),
        ("scatter", "yaxis", "balancing (share of actors)"), ("scores", "xaxis", "Brier score"),
        ("sensitivity_bars", "xaxis", "share of variance"), ("sensitivity_over_time", "yaxis", "share of variance"),
        ("tornado", "xaxis", "share of actors"), ("sensitivity_over_time", "xaxis", "tick"),
    ],
)  # fmt: skip
def test_axes_name_their_units(name: str, axis: str, unit: str, data: Data) -> None:
    assert unit in getattr(DRAWN[name](data).layout, axis).title.text


def test_long_paths_fit_their_margin() -> None:
    lines = sweeps.broken(LONG).split("<br>")
    assert "".join(lines) == LONG
    assert max(map(len, lines)) <= 20
    figure = look.canvas()
    assert sweeps.rows_axis(figure, [LONG, "a"]) <= 170
    assert "".join(figure.layout.yaxis.ticktext[0].split("<br>")) == LONG
    assert "".join(sweeps.broken("x" * 45).split("<br>")) == "x" * 45


# ------------------------------------------------------------------- what each shows


@pytest.mark.parametrize(("index", "name"), [("S1", "S1, alone"), ("ST", "ST, with interplay")])
def test_bars_are_the_indices_with_their_intervals(index: str, name: str, data: Data) -> None:
    figure = DRAWN["sensitivity_bars"](data)
    bars, table = trace(figure, name), of(data.sobol.table, index)
    rows = [row[0] for row in bars.customdata]
    own = table.loc[rows]
    np.testing.assert_allclose(bars.x, own["value"], atol=1e-6)
    np.testing.assert_allclose(ends(bars.error_x, bars.x), own[["low", "high"]], atol=3e-6)
    order = list(of(data.sobol.table, "ST")["value"].sort_values(ascending=False).index)
    assert [order[place] for place in bars.y] == rows
    assert list(figure.layout.yaxis.ticktext) == [sweeps.broken(sweeps.labels(order)[p]) for p in order]


def test_bars_of_other_methods(data: Data) -> None:
    (bars,) = figures.sensitivity_bars(data.pawn).data
    assert sorted(bars.x) == pytest.approx(sorted(of(data.pawn.table, "pawn_median")["value"]), abs=1e-6)
    low, high = figures.sensitivity_bars(data.regional).data
    assert low.name.startswith("outcome &lt;=")
    assert high.name.startswith("outcome &gt;=")
    star, sigma = figures.sensitivity_bars(data.morris, ["mu_star", "sigma"]).data
    assert (star.name, sigma.name) == ("mu_star", "sigma")
    assert sorted(sigma.x) == pytest.approx(sorted(of(data.morris.table, "sigma")["value"]), abs=1e-6)


def test_bars_without_intervals_have_no_whiskers(data: Data) -> None:
    bare = replace(data.sobol, table=data.sobol.table.assign(low=np.nan, high=np.nan))
    figure = figures.sensitivity_bars(bare)
    assert not any(bars.error_x.visible for bars in figure.data)
    assert "no interval" in said(figure)


def test_interactions_are_the_pairs_and_doubt_is_marked(data: Data) -> None:
    unsure, sure = DRAWN["interactions"](data).data
    names = list(of(data.sobol.table, "ST")["value"].sort_values(ascending=False).index)
    pairs = data.sobol.table[data.sobol.table["index"] == "S2"]
    seen = 0
    for row in pairs.itertuples():
        j, i = sorted((names.index(row.factor), names.index(row.factor_2)))
        grid, other = (unsure, sure) if row.low <= 0 <= row.high else (sure, unsure)
        assert grid.z[i][j] == pytest.approx(row.value, abs=1e-6)
        assert np.isnan(other.z[i][j])
        assert grid.text[i][j].startswith("(") == (grid is unsure)
        seen += 1
    assert seen == 6
    assert np.isfinite(sure.z.astype(float)).sum() >= 1  # Ishigami's x1 and x3


def test_indices_over_time_are_lines_with_bands(data: Data) -> None:
    figure = DRAWN["sensitivity_over_time"](data)
    own = data.course[data.course["index"] == "ST"]
    for factor in own["factor"].unique():
        name, rows = sweeps.labels([factor])[factor], own[own["factor"] == factor].sort_values("tick")
        assert list(trace(figure, name).x) == [0, 6]
        np.testing.assert_allclose(trace(figure, name).y, rows["value"], atol=1e-6)
        np.testing.assert_allclose(trace(figure, f"{name}, low").y, rows["low"], atol=1e-6)
        np.testing.assert_allclose(trace(figure, f"{name}, high").y, rows["high"], atol=1e-6)


def test_ticks_at_which_nothing_varies_are_left_out(data: Data) -> None:
    gaps = data.course.copy()
    gaps.loc[gaps["tick"] == 0, ["value", "low", "high"]] = np.nan
    figure = figures.sensitivity_over_time(gaps, "balancing", index="S1")
    assert {tuple(line.x) for line in figure.data if line.name} == {(6,)}


def test_other_factors_are_grey_lines(data: Data) -> None:
    chosen = list(data.course["factor"].unique()[:1])
    figure = figures.sensitivity_over_time(data.course, "balancing", factors=chosen)
    assert [line.name for line in figure.data if line.showlegend is not False] == [
        "others (3)", sweeps.labels(chosen)[chosen[0]],
    ]  # fmt: skip


def test_convergence_has_every_part_of_the_sample(data: Data) -> None:
    figure = DRAWN["convergence"](data)
    table = data.sobol.convergence
    for factor in table["factor"].unique():
        line = trace(figure, sweeps.labels([factor])[factor])
        rows = table[table["factor"] == factor].sort_values("units")
        assert [row[0] for row in line.customdata] == list(rows["units"])
        np.testing.assert_allclose(line.y, rows["value"], atol=1e-6)
        np.testing.assert_allclose(ends(line.error_y, line.y), rows[["low", "high"]], atol=3e-6)
        np.testing.assert_allclose(line.x, rows["units"], rtol=0.06)


def test_elementary_effects_lie_at_mu_star_and_sigma(data: Data) -> None:
    figure = DRAWN["mu_star_sigma"](data)
    star, sigma = of(data.morris.table, "mu_star"), of(data.morris.table, "sigma")
    order = list(star["value"].sort_values(ascending=False, kind="stable").index)
    points = trace(figure, "factors")
    np.testing.assert_allclose(points.x, star.loc[order, "value"], atol=1e-6)
    np.testing.assert_allclose(points.y, sigma.loc[order, "value"], atol=1e-6)
    np.testing.assert_allclose(ends(points.error_x, points.x), star.loc[order, ["low", "high"]], atol=3e-6)
    np.testing.assert_allclose(ends(points.error_y, points.y), sigma.loc[order, ["low", "high"]], atol=3e-6)
    for ratio in (0.1, 0.5, 1):
        line = trace(figure, f"sigma / mu* = {ratio:g}")
        assert line.y[1] / line.x[1] == pytest.approx(ratio)
    assert f"1 {sweeps.labels(order)[order[0]]}" in caption(figure)


def test_the_mu_star_of_noise_is_a_line(data: Data) -> None:
    like = data.morris.table.iloc[[0]].assign(index="mu_star_noise", value=7.5)
    noisy = replace(data.morris, table=pd.concat([data.morris.table, like], ignore_index=True))
    shapes = figures.mu_star_sigma(noisy).layout.shapes
    assert [shape.x0 for shape in shapes] == [7.5]


def test_tornado_shows_the_extremes_and_every_level(data: Data) -> None:
    figure = DRAWN["tornado"](data)
    steps = data.tornado.table[
        (data.tornado.table["index"] == "difference") & (data.tornado.table["of"] == "mean")
    ]
    levels = trace(figure, "each level")
    np.testing.assert_allclose(levels.x, steps["value"], atol=1e-6)
    assert [tuple(row[:2]) for row in levels.customdata] == list(
        zip(steps["factor"], steps["at"], strict=True)
    )
    most = steps[steps["value"] > 0].groupby("factor")["value"].max()
    raised = trace(figure, "raises it most")
    assert sorted(raised.x) == pytest.approx(sorted(most), abs=1e-6)
    best = steps.loc[steps["value"].idxmax()]
    np.testing.assert_allclose(
        ends(raised.error_x, raised.x)[np.argmax(raised.x)], [best["low"], best["high"]], atol=3e-6
    )
    assert best["at"] in [a.text for a in figure.layout.annotations]


def test_peeling_is_the_trajectory(data: Data) -> None:
    figure, region = DRAWN["peeling"](data), data.found.regions[0]
    way = trace(figure, "boxes on the way")
    np.testing.assert_allclose(way.x, [100 * s.coverage for s in region.trajectory], atol=1e-3)
    np.testing.assert_allclose(way.y, [100 * s.density for s in region.trajectory], atol=1e-3)
    assert list(way.marker.color) == [s.dimensions for s in region.trajectory]
    step = region.trajectory[region.chosen]
    assert trace(figure, "step chosen").x[0] == pytest.approx(100 * step.coverage, abs=1e-3)
    tidy = trace(figure, "box, tidied")
    assert (tidy.x[0], tidy.y[0]) == pytest.approx((100 * region.coverage, 100 * region.density), abs=1e-3)
    assert figure.layout.shapes[0].y0 == pytest.approx(100 * data.found.density)


def test_boxes_lie_where_their_limits_are(data: Data) -> None:
    figure, region = DRAWN["boxes"](data), data.found.regions[0]
    assert {r.factor for r in region.restrictions} == {"parameters.inertia", LONG, "events.truce"}
    column = data.found.cases.factors["parameters.inertia"]
    (limit,) = [r for r in region.restrictions if r.factor == "parameters.inertia"]
    bar = trace(figure, "parameters.inertia")
    place = (limit.bound - column.min()) / (column.max() - column.min())
    assert (bar.base[0], bar.x[0]) == (0, pytest.approx(place))
    assert trace(figure, "events.truce").base == (0.5,)  # left out, happens
    listed = trace(figure, LONG)  # [TUR, MYS], [TUR], [founders] in the order of texts
    assert list(listed.base) == pytest.approx([0, 2 / 3])
    texts = " ".join(a.text.replace("<br>", " ") for a in figure.layout.annotations)
    for r in region.restrictions:
        assert look.percent(r.reproduced) in texts
    assert "happens" in texts
    assert limit.bounds is not None
    spread = trace(figure, f"{limit.text}, 90 %")
    inside = [(bound - column.min()) / (column.max() - column.min()) for bound in limit.bounds]
    np.testing.assert_allclose(ends(spread.error_x, spread.x)[0], inside, atol=1e-9)


def test_leaves_are_bars_of_density(data: Data) -> None:
    bars = trace(DRAWN["leaves"](data), "density")
    np.testing.assert_allclose(bars.x, [100 * leaf.density for leaf in data.tree.leaves], atol=1e-3)
    known = [[100 * leaf.density_low, 100 * leaf.density_high] for leaf in data.tree.leaves]
    np.testing.assert_allclose(ends(bars.error_x, bars.x), known, atol=2e-3)


def test_fan_is_the_quantiles_by_level(data: Data) -> None:
    figure = DRAWN["fan"](data)
    table = data.recorded.trajectories().reset_index()
    runs = data.recorded.frame(["run", "theory"]).reset_index()
    whole = table.merge(runs[["run", "theory"]], on="run")
    for level, own in whole.groupby("theory"):
        by_tick = own.groupby("tick")["balancing"]
        for name, quantile in ((level, 0.5), (f"{level}, low", 0.05), (f"{level}, high", 0.95)):
            line = trace(figure, name)
            np.testing.assert_allclose(line.y, by_tick.quantile(quantile).loc[list(line.x)], atol=1e-6)
    assert trace(figures.fan(data.recorded, "balancing"), "all runs").x[-1] == 4


def test_scatter_is_the_points_and_the_means_of_bins(data: Data) -> None:
    figure, factor = DRAWN["scatter"](data), _first(data.study)
    table = data.study.frame([factor, "balancing", "point"]).sort_values("point")
    points, means = trace(figure, "points"), trace(figure, "mean of a bin")
    np.testing.assert_allclose(points.x, table[factor], atol=1e-6)
    np.testing.assert_allclose(points.y, table["balancing"], atol=1e-6)
    bins = binned(table[factor].to_numpy(float), table["balancing"].to_numpy(float))
    assert len(bins) == 10
    assert bins["points"].sum() == 200
    np.testing.assert_allclose(means.y, bins["mean"], atol=1e-6)
    np.testing.assert_allclose(ends(means.error_y, means.y), bins[["low", "high"]], atol=3e-6)


def test_scatter_of_a_list_has_a_place_for_each_level(data: Data) -> None:
    figure = figures.scatter(data.recorded, "balancing", "theory")
    assert figure.layout.xaxis.ticktext == ("full", "walt")
    mean = data.recorded.frame(["theory", "balancing"]).groupby("theory")["balancing"].mean()
    np.testing.assert_allclose(trace(figure, "mean of a bin").y, mean, atol=1e-6)


def test_parallel_coordinates_have_every_point_darker_for_more(data: Data) -> None:
    figure = DRAWN["parallel_coordinates"](data)
    factors = list(data.study.manifest["design"]["factors"])
    table = data.study.frame([*factors, "balancing"])
    scaled = (table[factors] - table[factors].min()) / (table[factors].max() - table[factors].min())
    lines = [np.asarray(t.y, object).reshape(-1, len(factors) + 1)[:, :-1] for t in figure.data]
    drawn = np.concatenate(lines).astype(float)
    drawn = drawn[~np.isnan(drawn).any(axis=1)]
    np.testing.assert_allclose(
        drawn[np.lexsort(drawn.T)], scaled.to_numpy()[np.lexsort(scaled.to_numpy().round(5).T)], atol=1e-5
    )
    tops = [max(t.customdata, default=-np.inf) for t in figure.data]
    assert [top for top in tops if np.isfinite(top)] == sorted(top for top in tops if np.isfinite(top))
    grey = [int(t.line.color[1:3], 16) for t in figure.data]
    assert grey == sorted(grey, reverse=True)
    assert figure.data[0].marker.cmax == pytest.approx(table["balancing"].max())


def test_reliability_pools_motions(data: Data) -> None:
    figure = DRAWN["reliability"](data)
    points = trace(figure, "votes given about this chance")
    bins = pooled([row for motion in data.scored for row in motion.calibration])
    assert bins["cases"].sum() == 180
    assert [int(text) for text in points.text] == list(bins["cases"])
    np.testing.assert_allclose(points.x, 100 * bins["mean_chance"], atol=1e-3)
    np.testing.assert_allclose(ends(points.error_y, points.y), 100 * bins[["low", "high"]], atol=2e-3)
    one = trace(figures.reliability(data.scored[0]), "votes given about this chance")
    np.testing.assert_allclose(
        one.y, [100 * row["happened"] for row in data.scored[0].calibration], atol=1e-3
    )


def test_scores_are_those_of_model_and_baselines(data: Data) -> None:
    figure = DRAWN["scores"](data)
    model = trace(figure, "model")
    np.testing.assert_allclose(model.x, [0.21, 0.22])
    np.testing.assert_allclose(ends(model.error_x, model.x), [[0.16, 0.26], [0.17, 0.27]])
    assert list(trace(figure, "base rate").x) == [0.25, 0.25]
    assert "higher is better" in caption(figures.scores(data.scored, "auc"))


def test_scores_without_a_number_are_left_out(data: Data) -> None:
    nothing = {
        who: own | {"auc": Interval(np.nan, np.nan, np.nan)} for who, own in data.scored[0].scores.items()
    }
    mixed = [replace(data.scored[0], scores=nothing), data.scored[1]]
    assert len(trace(figures.scores(mixed, "auc"), "model").x) == 1
    with pytest.raises(ValueError, match="nothing to show"):
        figures.scores(mixed[:1], "auc")


def test_ranking_joins_what_cannot_be_told_apart(data: Data) -> None:
    figure = DRAWN["ranking"](data)
    (points,) = figure.data
    assert list(points.x) == [0.1, 0.2, 0.22, 0.3]
    assert figure.layout.yaxis.ticktext[0] == "1. full"
    assert [shape.name for shape in figure.layout.shapes] == ["walt to schweller"]
    assert "Brier score, 4 entrants" in figure.layout.title.text.replace("<br>", " ")
    assert "Conditional on how the cases were coded." in figure.layout.annotations[0].text.replace(
        "<br>", " "
    )
    assert figures.ranking(data.ranked, better="higher").data[0].x[0] == 0.3
    names = ["full", "walt", "schweller", "waltz"]
    pairs = [(a, b, -1.0, 0.5 if {a, b} <= {"full", "walt"} else -0.5) for a in names for b in names if a < b]
    told = pd.DataFrame(pairs, columns=["first", "second", "low", "high"])
    paired = figures.ranking(data.ranked, told)
    assert [shape.name for shape in paired.layout.shapes] == ["full to walt"]
    assert "Pairs within error: full and walt." in figures.alternative_text(paired)
    with pytest.raises(ValueError, match="lacks"):
        figures.ranking(data.ranked, told.iloc[1:])


# ------------------------------------------------------------------- what cannot be drawn


def empty(found: Sensitivity) -> Sensitivity:
    return replace(found, table=found.table.iloc[:0], convergence=found.convergence.iloc[:0])


def gone(found: Sensitivity) -> Sensitivity:
    lost = dict.fromkeys(("value", "low", "high"), np.nan)
    return replace(found, table=found.table.assign(**lost), convergence=found.convergence.assign(**lost))


FAULTS: list[tuple[Callable[[Data], object], str]] = [
    (lambda d: figures.sensitivity_bars(empty(d.sobol)), "no indices of `mean`"),
    (lambda d: figures.sensitivity_bars(gone(d.sobol)), "nothing to show"),
    (lambda d: figures.sensitivity_bars(d.sobol, ["S3"]), "not a known index"),
    (lambda d: figures.sensitivity_bars(d.sobol, of="sd"), "no indices of `sd`"),
    (lambda d: figures.interactions(d.morris), "gave no S2"),
    (lambda d: figures.interactions(gone(d.sobol)), "nothing to show"),
    (lambda d: figures.sensitivity_over_time(d.course.iloc[:0], "balancing"), "nothing to show"),
    (lambda d: figures.sensitivity_over_time(d.course.assign(value=np.nan), "balancing"), "none with a number"),
    (lambda d: figures.sensitivity_over_time(d.course.drop(columns="tick"), "balancing"), "missing: tick"),
    (lambda d: figures.sensitivity_over_time(d.course, "balancing", factors=["nobody"]), "not a known factor"),
    (lambda d: figures.convergence(empty(d.sobol)), "not worked out for parts"),
    (lambda d: figures.convergence(gone(d.sobol)), "nothing to show"),
    (lambda d: figures.mu_star_sigma(d.sobol), "method morris"),
    (lambda d: figures.mu_star_sigma(gone(d.morris)), "nothing to show"),
    (lambda d: figures.tornado(d.sobol), "one_at_a_time"),
    (lambda d: figures.tornado(gone(d.tornado)), "nothing to show"),
    (lambda d: figures.peeling(d.tree), "draw it with leaves"),
    (lambda d: figures.peeling(d.found, 9), "no box 9"),
    (lambda d: figures.boxes(replace(d.found, regions=())), "no box was found"),
    (lambda d: figures.leaves(d.found), "method cart"),
    (lambda d: figures.fan(d.study, "balancing"), "kept no outcomes over time"),
    (lambda d: figures.fan(d.study, "balancing", _first(d.study)), "200 levels"),
    (lambda d: figures.fan(d.recorded, "balancing", "nobody"), "not a known factor"),
    (lambda d: figures.scatter(d.study, "nothing", _first(d.study)), "not a known outcome"),
    (lambda d: figures.scatter(d.study, "balancing", "nothing"), "not a known factor"),
    (lambda d: figures.parallel_coordinates(d.study, "balancing", [_first(d.study)]), "two to 8"),
    (lambda d: figures.reliability([]), "no scored motion"),
    (lambda d: figures.reliability(replace(d.scored[0], calibration=[])), "missing"),
    (lambda d: figures.scores(d.scored, "f1"), "not a known score"),
    (lambda d: figures.ranking(d.ranked.iloc[:0]), "nothing to show"),
    (lambda d: figures.ranking(d.ranked.assign(score=np.nan)), "nothing to show"),
    (lambda d: figures.ranking(d.ranked.drop(columns="low")), "missing: low"),
    (lambda d: figures.ranking(pd.concat([d.ranked, d.ranked])), "each entrant once"),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(FAULTS)))
def test_what_cannot_be_drawn_is_said_in_words(place: int, data: Data) -> None:
    draw_it, words = FAULTS[place]
    with pytest.raises(ValueError, match=words) as told:
        draw_it(data)
    empty_handed = re.search("nothing to show|none with a number|no box was found|no scored motion", words)
    assert isinstance(told.value, figures.NothingToShowError) == bool(empty_handed)


def test_a_sweep_of_failed_runs_is_said_in_words(tmp_path: Path) -> None:
    plan = design(2, "random", samples=20)
    folder = write_study(tmp_path, plan, np.full(20, np.nan), status=np.full(20, "failed", object))
    with pytest.raises(figures.NothingToShowError, match="no run of this study finished"):
        figures.scatter(open_results(folder), "balancing", _first(open_results(folder)))


def test_one_point_or_one_value_is_drawn(tmp_path: Path) -> None:
    plan = design(2, "random", samples=1)
    one = open_results(write_study(tmp_path, plan, np.array([0.5]), parts=1))
    figures.parallel_coordinates(one, "balancing")
    assert list(trace(figures.scatter(one, "balancing", _first(one)), "mean of a bin").y) == [0.5]
