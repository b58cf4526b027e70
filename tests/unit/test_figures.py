"""Figures show the data that they were given: values, units, words; not pixels."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

import sim
from sim import figures
from sim.comparison import Comparison, Variation, compare
from sim.ensemble import POSTURES, SAVED, VOTES, Result
from sim.figures import look, maps, networks, saving, telling
from tests.arena import actor, arena
from tests.unit import test_figures_sweeps

CASE = sim.load_scenario("humanity_alliance")
CODES = list(CASE.actors)
RUNS = 10


@pytest.fixture(scope="module")
def result() -> Result:
    return sim.simulate(CASE, replicates=RUNS, seed=7, save=(*SAVED, "opinion", "capability"))


@pytest.fixture(scope="module")
def compared() -> Comparison:
    variations = [
        Variation("walt", CASE, "walt"),
        Variation("short", CASE, without=("istanbul_peace_conference",)),
    ]
    return compare(Variation("full", CASE), variations, replicates=RUNS, seed=7)


DRAWN: dict[str, Callable[[Result, Comparison], go.Figure]] = {
    "alignment_network": lambda r, c: figures.alignment_network(r),
    "alignment_ribbons": lambda r, c: figures.alignment_ribbons(r),
    "balance": lambda r, c: figures.balance(r),
    "comparison": lambda r, c: figures.comparison(c),
    "guesses": lambda r, c: figures.guesses(r, "TUR", 9, {"palestine": 14, "none": 6}),
    "ladder": lambda r, c: figures.ladder(r),
    "membership": lambda r, c: figures.membership(r),
    "opinion": lambda r, c: figures.opinion(r, ["TUR", "USA"]),
    "postures": lambda r, c: figures.postures(r),
    "threat_matrix": lambda r, c: figures.threat_matrix(sim.threats(r)),
    "utility_waterfall": lambda r, c: figures.utility_waterfall(sim.explain(CASE, "TUR")),
    "votes": lambda r, c: figures.votes(r),
    "world_map": lambda r, c: figures.world_map(r),
}


def trace(figure: go.Figure, name: str) -> go.Scatter:
    found = [t for t in figure.data if t.name == name]
    assert len(found) == 1, f"{name} in {[t.name for t in figure.data]}"
    return found[0]


def numbers(values: object) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in np.asarray(values, object).ravel()], float)


# What all figures share


def test_every_figure_is_drawn_here_and_told_in_the_docs() -> None:
    helpers = {"save", "alternative_text", "NothingToShowError"}
    assert {*DRAWN, *test_figures_sweeps.DRAWN} == set(figures.__all__) - helpers
    told = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")
    assert "`figures.NothingToShowError`" in told
    for name in {*figures.__all__} - {"NothingToShowError"}:
        assert f"`{name}(" in told, name
        assert (inspect.getdoc(getattr(figures, name)) or "").strip(), name


@pytest.mark.parametrize("name", DRAWN)
def test_figures_say_what_they_show(name: str, result: Result, compared: Comparison) -> None:
    figure = DRAWN[name](result, compared)
    assert figure.layout.template == look.TEMPLATE
    said = figure.layout.title.text
    assert "humanity_alliance" in said
    assert "theory full" in said
    assert name == "utility_waterfall" or f"{RUNS} runs" in said
    (caption,) = [a.text.replace("<br>", " ") for a in figure.layout.annotations if a.name == "caption"]
    assert "Conditional on how the case was coded" in caption
    alt = figures.alternative_text(figure)
    assert len(re.findall(r"\d", alt)) >= 3
    assert alt.endswith(".")
    assert "<" not in re.sub(r"<1|>99", "", alt)
    assert len(figure.to_json()) < 130_000


@pytest.mark.parametrize(
    ("name", "axis", "unit"),
    [
        ("alignment_ribbons", "yaxis", "% of capability"), ("balance", "yaxis", "% of all poles' weight"),
        ("comparison", "xaxis", "percentage points"), ("guesses", "xaxis", "% of guesses, % of runs"),
        ("opinion", "yaxis", "-1 (against) to 1 (for)"),
        ("postures", "yaxis", "% of actors"), ("utility_waterfall", "xaxis", "utility"),
        ("votes", "xaxis", "% of those who may vote"), ("ladder", "xaxis", "start of month"),
    ],
)  # fmt: skip
def test_axes_name_their_units(name: str, axis: str, unit: str, result: Result, compared: Comparison) -> None:
    assert unit in getattr(DRAWN[name](result, compared).layout, axis).title.text


def test_uncertainty_is_named(result: Result, compared: Comparison) -> None:
    def said(name: str) -> str:
        return DRAWN[name](result, compared).layout.title.text.replace("<br>", " ").replace("\u00a0", " ")

    assert "bands: 5 to 95 % of runs" in said("balance")
    assert "5 to 95 % of runs (yes)" in said("votes")
    assert "95 % interval" in said("comparison")
    assert "mean over runs" in said("alignment_ribbons")


@pytest.mark.parametrize("name", DRAWN)
def test_text_stays_within_the_narrowest_window(name: str, result: Result, compared: Comparison) -> None:
    figure = DRAWN[name](result, compared)
    margin = figure.layout.margin
    assert margin.l + margin.r < look.NARROWEST * 0.65
    heading, *_ = figure.layout.title.text.split("<br><span")
    assert max(len(line) for line in re.sub("</?b>", "", heading).split("<br>")) <= 38
    (caption,) = [a for a in figure.layout.annotations if a.name == "caption"]
    lines = caption.text.split("<br>")
    assert max(len(unescape(line)) for line in lines) <= 62
    assert margin.b >= -caption.yshift + 15 * len(lines)


# What each shows


def test_balance_shows_means_bands_and_events(result: Result) -> None:
    weights = np.asarray(result.saved["weights"], float)
    share = 100 * weights / weights.sum(axis=-1, keepdims=True)
    figure = figures.balance(result, events=("istanbul_peace_conference",))
    for k, pole in enumerate(CASE.poles.values()):
        line = trace(figure, pole.title)
        np.testing.assert_allclose(line.y, share[..., k].mean(axis=0), atol=1e-3)
        np.testing.assert_allclose(
            trace(figure, f"{pole.title}, high").y, np.quantile(share[..., k], 0.95, axis=0), atol=1e-3
        )
        np.testing.assert_allclose(
            trace(figure, f"{pole.title}, low").y, np.quantile(share[..., k], 0.05, axis=0), atol=1e-3
        )
        assert line.x[0] == date(2023, 10, 1)
        assert line.x[-1] == date(2026, 1, 1)
    marks = trace(figure, "events")
    dated = [e.date for e in CASE.events.values() if e.date and CASE.meta.start <= e.date < date(2026, 1, 1)]
    assert list(marks.x) == dated
    assert len(figure.layout.shapes) == 1
    event = CASE.events["istanbul_peace_conference"]
    assert figure.layout.shapes[0].x0 == event.date.isoformat()
    assert f"1 {event.title}"[:40] in figure.layout.annotations[-1].text.replace("<br>", " ")
    absolute = figures.balance(result, share=False)
    np.testing.assert_allclose(
        trace(absolute, "Israel and its supporters").y, 100 * weights[..., 0].mean(0), atol=1e-3
    )


def test_ribbons_add_up_and_weigh_by_what_was_asked(result: Result) -> None:
    codes, capability = result.saved["alignment"], result.saved["capability"]
    by_size = figures.alignment_ribbons(result)
    by_head = figures.alignment_ribbons(result, size="actors")
    np.testing.assert_allclose(sum(np.asarray(t.y) for t in by_size.data), 100, atol=1e-2)
    pole = CASE.poles["palestine"].title
    np.testing.assert_allclose(
        trace(by_size, pole).y, 100 * (capability * (codes == 2)).sum(-1).mean(0), atol=1e-3
    )
    np.testing.assert_allclose(trace(by_head, pole).y, 100 * (codes == 2).mean((0, 2)), atol=1e-3)
    assert {t.stackgroup for t in by_size.data} == {"all"}


def test_ribbons_say_that_capability_is_the_last_where_only_that_is_known() -> None:
    plain = sim.simulate(CASE, replicates=2, ticks=3)
    figure = figures.alignment_ribbons(plain)
    assert "capability at the end" in figure.layout.title.text.replace("<br>", " ")
    expected = 100 * (plain.final("capability")[:, None] * (plain.saved["alignment"] == 0)).sum(-1).mean(0)
    np.testing.assert_allclose(trace(figure, "non-aligned").y, expected, atol=1e-3)


def test_postures_show_the_share_in_each_after_each_tick(result: Result) -> None:
    figure = figures.postures(result)
    for code, name in enumerate(POSTURES):
        expected = 100 * (result.saved["posture"][:, 1:] == code).mean((0, 2))
        np.testing.assert_allclose(trace(figure, name).y, expected, atol=1e-3)
    assert figure.data[0].x[0] == date(2023, 11, 1)


def test_the_map_fills_each_state_with_its_likely_side(result: Result) -> None:
    figure = figures.world_map(result, 5)
    chances = telling.chances(result.saved["alignment"][:, 5], 3)
    styles = (look.NOBODY, *look.SIDES[:2])
    for code in ("USA", "TUR", "FRA", "PSE"):
        area = trace(figure, code)
        mine = chances[CODES.index(code)]
        best = int(mine.argmax())
        share = 0.35 + 0.65 * max(0.0, 1.5 * (mine[best] - 1 / 3))
        assert area.fillcolor == look.mix(styles[best].colour, share)
        assert area.fillpattern.shape == styles[best].pattern
        side = ("none", *CASE.poles)[best]
        title = "non-aligned" if side == "none" else CASE.poles[side].title
        assert area.text.startswith(f"{CASE.actors[code].name}: {title} {look.percent(mine[best])}")
    dots = trace(figure, "dots")
    assert {"PSE", "HUTHI", "MLT", "BHR"} <= set(dots.customdata)
    assert not {"USA", "TUR"} & set(dots.customdata)
    at = list(dots.customdata).index("HUTHI")
    x, y = maps.equal_earth(44.20, 15.35)
    assert (dots.x[at], dots.y[at]) == (round(1000 * float(x)), round(1000 * float(y)))
    assert "Natural Earth" in figure.layout.annotations[0].text
    assert {"geo", "map"}.isdisjoint({t.type for t in figure.data} | set(figure.layout.to_plotly_json()))


def test_the_map_can_show_postures_and_names_who_has_no_place() -> None:
    drawn = sim.simulate(arena({"MID": actor()}), "walt", replicates=3)
    figure = figures.world_map(drawn, show="posture")
    assert len(trace(figure, "dots").x) == 0
    assert "Not on the map: EAST, WEST, MID." in figure.layout.annotations[0].text.replace("<br>", " ")
    here = {"location": {"lat": 0, "lon": 0}}
    case = arena({"MID": actor(**here)}, leaders={"EAST": actor(10.0, **here), "WEST": actor(10.0, **here)})
    drawn = sim.simulate(case, "walt", replicates=3)
    dots = trace(figures.world_map(drawn, show="posture"), "dots")
    assert list(dots.customdata) == ["EAST", "WEST", "MID"]
    code = int(np.bincount(drawn.saved["posture"][:, -1, 2]).argmax())
    assert POSTURES[code] in dots.text[2]


def test_outlines_cover_the_world_in_an_area_preserving_projection() -> None:
    outlines = maps.outlines()
    assert {"USA", "PSE", "ISR", "TUR", "FJI", "RUS"} <= set(outlines)
    for code, (xs, ys, _) in outlines.items():
        assert len(xs) == len(ys)
        parts = [
            part for part in np.split(numbers(xs), np.flatnonzero(np.isnan(numbers(xs)))) if part.size > 1
        ]
        assert all(np.nanmax(np.abs(np.diff(part))) < 1500 for part in parts), (
            f"{code} is drawn across the map"
        )
    # the quadrangle between the equator and 30 degrees north has half of a hemisphere's area
    lon, lat = np.meshgrid([0.0, 1.0], np.linspace(0, 90, 901))
    x, y = maps.equal_earth(lon, lat)
    area = np.cumsum((x[:-1, 1] + x[1:, 1]) / 2 * np.diff(y[:, 0]))
    assert area[299] / area[-1] == pytest.approx(0.5, abs=1e-4)


def test_the_network_places_actors_by_their_chances(result: Result) -> None:
    figure = figures.alignment_network(result)
    chances = telling.chances(result.saved["alignment"][:, -1], 3)
    place = {}
    for code, title in enumerate(["non-aligned", *(pole.title for pole in CASE.poles.values())]):
        nodes = trace(figure, title)
        assert set(nodes.customdata) == {CODES[i] for i in np.flatnonzero(chances.argmax(1) == code)}
        place |= dict(zip(nodes.customdata, nodes.x, strict=True))
    sure = [CODES[i] for i in np.flatnonzero(chances[:, 2] == 1)]
    split = np.flatnonzero(chances[:, 0] == 1)
    assert min(place[c] for c in sure) > max(place[CODES[i]] for i in split) > place["ISR"]
    solid, dashed = trace(figure, "friends on one side"), trace(figure, "friends apart")
    lines = (len(solid.x) + len(dashed.x)) // 3
    assert lines == (result.worlds[-1].relations.affinity.max(axis=-1) > 0).sum()
    assert figure.to_json() == figures.alignment_network(result).to_json()


def test_circles_are_moved_apart() -> None:
    radius = np.full(12, 0.05)
    place = networks.spread_out(np.zeros((12, 2)), radius)
    gap = np.hypot(*(place[:, None] - place).transpose(2, 0, 1)) + np.eye(12)
    assert gap.min() > 0.08
    np.testing.assert_allclose(place.mean(axis=0), 0, atol=0.01)


def test_threats_are_what_explain_tells(result: Result) -> None:
    found = sim.threats(sim.simulate(CASE, replicates=[3], seed=7, ticks=26))
    why = sim.explain(CASE, "LBN", seed=7, replicate=3)
    row = found.total[CODES.index("LBN")]
    # explain sees the world after the events of its tick, so only a tick without events compares
    assert not [e for e in CASE.events.values() if e.date and CASE.meta.tick_of(e.date) == 26]
    told = {source.actor: source.direct + source.vicarious for source in why.sources}
    np.testing.assert_allclose(row, [told.get(code, 0) for code in CODES], rtol=1e-9)
    assert row.sum() == pytest.approx(sum(why.threat.values()))


def test_the_threat_matrix_has_the_threatened_as_rows(result: Result) -> None:
    threats = sim.threats(result)
    names = ["LBN", "ISR", "USA", "RUS"]
    heat = figures.threat_matrix(threats, names).data[0]
    at = [CODES.index(name) for name in names]
    np.testing.assert_allclose(np.asarray(heat.customdata, float), threats.total[np.ix_(at, at)], atol=1e-7)
    assert list(heat.y) == list(heat.x) == names
    z, shown = np.asarray(heat.z, float), threats.total[np.ix_(at, at)]
    np.testing.assert_allclose(10 ** z[np.isfinite(z)], shown[np.isfinite(z)], rtol=1e-3)
    assert figures.threat_matrix(threats).layout.yaxis.title.text == "to"
    assert figures.threat_matrix(threats).layout.xaxis.title.text == "from"


def test_the_ladder_counts_likely_takers(result: Result) -> None:
    figure = figures.ladder(result)
    adopted = result.final("adopted")
    discs = trace(figure, "first taken")
    for m, (name, measure) in enumerate(CASE.measures.items()):
        label = f"{name} {measure.threshold:g}"
        new = adopted[..., m] >= 0
        likely = np.flatnonzero(new.mean(axis=0) >= 0.5)
        assert sum(n for n, y in zip(discs.customdata, discs.y, strict=True) if y == label) == likely.size
        (count,) = [a.text for a in figure.layout.annotations if a.y == label]
        assert count == f"{(adopted[0, :, m] == -2).sum()} + {likely.size}"
        days = {CASE.meta.date_of(round(float(np.median(adopted[new[:, i], i, m])))) for i in likely}
        assert days == {x for x, y in zip(discs.x, discs.y, strict=True) if y == label}
    thresholds = [CASE.measures[label.split()[0]].threshold for label in figure.layout.yaxis.categoryarray]
    assert thresholds == sorted(thresholds)


def test_membership_shows_chances(result: Result) -> None:
    heat = figures.membership(result, 20).data[0]
    saved = result.saved["membership"][:, 20].mean(axis=0)
    blocs = list(CASE.blocs)
    assert list(heat.x) == [name for name, bloc in CASE.blocs.items() if bloc.status == "proposed"]
    z = np.nan_to_num(np.asarray(heat.z, float))
    for r, code in enumerate(heat.y):
        expected = [100 * saved[CODES.index(code), blocs.index(name)] for name in heat.x]
        np.testing.assert_allclose(z[r], expected, atol=0.1)
    absent = [i for i, code in enumerate(CODES) if code not in heat.y]
    assert saved[np.ix_(absent, [blocs.index(name) for name in heat.x])].max() < 0.05
    assert list(figures.membership(result, blocs=["oic", "nato"]).data[0].x) == ["oic", "nato"]


def test_votes_add_up_and_know_who_voted(result: Result) -> None:
    figure = figures.votes(result)
    ballots = result.final("votes")
    q = list(CASE.motions).index("es_10_22")
    row = [label.split("<br>")[0] for label in trace(figure, "yes").y].index("es_10_22")
    for vote in ("yes", "no", "abstain", "absent"):
        share = (ballots[..., q] == VOTES.index(vote)).sum(1) / (ballots[..., q] > 0).sum(1)
        assert trace(figure, vote).x[row] == pytest.approx(100 * share.mean(), abs=1e-2)
        np.testing.assert_allclose(
            trace(figure, vote).customdata[row], 100 * np.quantile(share, [0.05, 0.95]), atol=1e-2
        )
    np.testing.assert_allclose(
        sum(trace(figure, v).x for v in ("yes", "no", "abstain", "absent")), 100, atol=1e-2
    )
    passed = (result.final("motion_outcome")[:, q] == 1).mean()
    assert f"passes {look.percent(passed)}" in trace(figure, "yes").y[row]


def test_guesses_stand_beside_the_shares_of_runs(result: Result) -> None:
    counts = {"none": 6, "palestine": 14}
    figure = figures.guesses(result, "TUR", 9, counts)
    sides = list(telling.sides(result))
    at = np.array(result.saved["alignment"][:, 9, CODES.index("TUR")])
    shares = [100 * float((at == code).mean()) for code in range(len(sides))]
    assert numbers(trace(figure, "the model").x).tolist() == pytest.approx(shares)
    assert numbers(trace(figure, "the class").x).tolist() == [100 * counts.get(s, 0) / 20 for s in sides]
    assert "20 guesses" in figures.alternative_text(figure)
    alone = figures.guesses(result, "TUR", 9, {})
    assert [t.name for t in alone.data] == ["the model"]


def test_votes_of_one_motion_by_group(result: Result) -> None:
    figure = figures.votes(result, "es_10_22")
    ballots = result.final("votes")[..., list(CASE.motions).index("es_10_22")]
    labels = [label.split("<br>")[0] for label in trace(figure, "yes").y]
    who = [CODES.index(code) for code in CASE.select(("gulf",))]
    expected = 100 * (ballots[:, who] == VOTES.index("yes")).sum(1) / (ballots[:, who] > 0).sum(1)
    assert trace(figure, "yes").x[labels.index("gulf")] == pytest.approx(expected.mean(), abs=1e-2)
    assert labels[0] == "all"


def test_the_waterfall_sums_to_the_difference() -> None:
    why = sim.explain(CASE, "TUR", tick=10)
    figure = figures.utility_waterfall(why)
    other = max((u, o) for o, u in why.utility.items() if u is not None and o != why.chosen)[1]
    steps = {y: x for t in figure.data[:2] for x, y in zip(t.x, t.y, strict=True)}
    for name, term in why.terms.items():
        assert steps.get(name, 0) == pytest.approx(term[why.chosen] - term[other], abs=1e-12)
    total = why.utility[why.chosen] - why.utility[other]
    assert sum(steps.values()) == pytest.approx(total, abs=1e-9)
    assert trace(figure, "in all").x[0] == pytest.approx(total)
    assert f"not {other}" in figure.layout.title.text
    against = figures.utility_waterfall(why, "israel")
    assert trace(against, "in all").x[0] == pytest.approx(why.utility[why.chosen] - why.utility["israel"])


def test_opinion_has_a_panel_for_each_actor(result: Result) -> None:
    figure = figures.opinion(result, ["TUR", "USA"])
    values = result.saved["opinion"]
    lines = [t for t in figure.data if t.name == CASE.poles["israel"].title]
    for line, code in zip(lines, ("TUR", "USA"), strict=True):
        np.testing.assert_allclose(line.y, values[:, :, CODES.index(code), 0].mean(0), atol=1e-3)
    (mean,) = [t for t in figures.opinion(result).data if t.name == CASE.poles["palestine"].title]
    np.testing.assert_allclose(mean.y, values[..., 1].mean((0, 2)), atol=1e-3)


def test_comparison_shows_the_paired_differences(compared: Comparison) -> None:
    figure = figures.comparison(compared)
    rows = list(figure.layout.yaxis.ticktext)
    for name, differences in compared.differences.items():
        points = trace(figure, name)
        for d in differences:
            if d.outcome in rows:
                k = rows.index(d.outcome)
                assert points.x[k] == pytest.approx(100 * d.mean)
                assert points.x[k] + points.error_x.array[k] == pytest.approx(100 * d.high)
                assert points.x[k] - points.error_x.arrayminus[k] == pytest.approx(100 * d.low)
    counted = figures.comparison(compared, ["supporters.israel", "supporters.palestine"])
    assert "actors" in counted.layout.xaxis.title.text
    mean = {d.outcome: d.mean for d in compared.differences["walt"]}["supporters.israel"]
    assert trace(counted, "walt").x[0] == pytest.approx(mean)


# Mistakes


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (lambda r, c: figures.world_map(r, 99), "tick 99 was not played: choose 0"),
        (lambda r, c: figures.balance(r, events=("istanbul_peace",)), "is not a known dated event of this run"),
        (lambda r, c: figures.opinion(r, ["TURK"]), "did you mean `TUR`"),
        (lambda r, c: figures.opinion(r, CODES[:7]), "choose up to six"),
        (lambda r, c: figures.membership(r, blocs=["oik"]), "did you mean `oic`"),
        (lambda r, c: figures.guesses(r, "TRU", 9, {}), "is not a known actor"),
        (lambda r, c: figures.guesses(r, "TUR", 9, {"east": 1}), "is not a known option"),
        (lambda r, c: figures.guesses(r, "TUR", 99, {}), "was not played"),
        (lambda r, c: figures.votes(r, "es_10_20"), "is not a known motion"),
        (lambda r, c: figures.threat_matrix(sim.threats(r), ["XX"]), "is not a known actor"),
        (lambda r, c: figures.comparison(c, ["frustration", "supporters.israel"]), "share one unit"),
        (lambda r, c: figures.utility_waterfall(sim.explain(CASE, "TUR"), "palestine"), "not a known other option"),
    ],
)  # fmt: skip
def test_mistakes_are_told(
    mistake: Callable[[Result, Comparison], object], said: str, result: Result, compared: Comparison
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as told:
        mistake(result, compared)
    assert not isinstance(told.value, figures.NothingToShowError), "a mistake is no empty figure"


def test_what_was_not_kept_is_asked_for() -> None:
    bare = sim.simulate(CASE, replicates=2, ticks=2, save=())
    for draw in (
        figures.balance,
        figures.postures,
        figures.opinion,
        figures.alignment_ribbons,
        figures.world_map,
    ):
        with pytest.raises(ValueError, match="simulate again with save="):
            draw(bare)


def test_cases_without_blocs_motions_or_measures() -> None:
    bare = sim.simulate(arena({"MID": actor()}), "walt", replicates=2)
    with pytest.raises(figures.NothingToShowError, match="has no blocs"):
        figures.membership(bare)
    with pytest.raises(figures.NothingToShowError, match="no motion was put to the vote"):
        figures.votes(bare)
    with pytest.raises(figures.NothingToShowError, match="has no measures"):
        figures.ladder(bare)
    for draw in (figures.balance, figures.alignment_network, figures.alignment_ribbons, figures.postures):
        draw(bare)


# On disk


def test_pages_hold_all_they_need(tmp_path: Path, result: Result) -> None:
    place = figures.save(figures.balance(result), tmp_path / "new" / "balance.html")
    text = place.read_text(encoding="utf-8")
    own = text.replace(saving.get_plotlyjs(), "", 1)
    assert len(text) - len(own) > 1_000_000, "plotly.js is in the page"
    assert "Plotly.newPlot" in own
    assert not re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", own)
    assert "MathJax" not in own
    assert figures.alternative_text(figures.balance(result)).split(":")[0] in own
    assert [p.name for p in place.parent.iterdir()] == ["balance.html"]


def test_data_can_be_read_back(tmp_path: Path, result: Result) -> None:
    figure = figures.votes(result)
    place = figures.save(figure, tmp_path / "votes.json")
    back = go.Figure(json.loads(place.read_text(encoding="utf-8")))
    assert back.data[0].x["bdata"] == json.loads(str(figure.to_json()))["data"][0]["x"]["bdata"]
    assert figures.alternative_text(back) == figures.alternative_text(figure)


def test_other_suffixes_are_refused(tmp_path: Path, result: Result) -> None:
    with pytest.raises(ValueError, match=r"\.html, \.json, \.png, \.svg"):
        figures.save(figures.balance(result), tmp_path / "balance.gif")
    assert not list(tmp_path.iterdir())


def test_a_picture_without_kaleido_says_what_to_do(
    tmp_path: Path, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "kaleido", None)
    with pytest.raises(RuntimeError, match=r"pip install 'counterpoise\[images\]'"):
        figures.save(figures.balance(result), tmp_path / "balance.png")
