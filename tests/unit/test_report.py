"""Reports: whole, accessible, closed to hostile text, and with the numbers that were stored."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim import figures
from sim.cli.app import app
from sim.designs import vary
from sim.indices import sensitivity
from sim.loading.bundled import bundled_scenarios
from sim.report import ReportError, report
from sim.report.parts import picture
from sim.scenario import describe_parameters
from tests.studies import design, ishigami, known_study

VOID = {"meta", "link", "img", "br", "hr", "input", "source"}
RUN = ["--replicates", "6", "--seed", "3"]
HOSTILE = "<script>alert('x')</script> & </title>"


class Reader(HTMLParser):
    """Elements with their attributes and text, in order, and whether all that were opened were closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[int] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(len(self.found) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.found[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.found[self.open[-1]][0] not in ("script", "style"):
            for place in self.open:
                self.found[place][2].append(data)
        elif self.open:
            self.found[self.open[-1]][2].append(data)

    def all(self, *tags: str) -> list[tuple[str, dict[str, str | None], str]]:
        return [(tag, attrs, "".join(text)) for tag, attrs, text in self.found if tag in tags]


def command(*words: str, code: int = 0) -> Any:
    got = CliRunner().invoke(app, list(words), catch_exceptions=True)
    assert got.exit_code == code, got.output
    return got


def read(folder: Path) -> Reader:
    return Reader(report(folder).file.read_text("utf-8"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose title, actor, claim and address want to be markup."""
    place = tmp_path_factory.mktemp("hostile") / "case.yaml"
    text = bundled_scenarios()["nato_veto"].read_text("utf-8")
    text = re.sub(r"^  title: .*$", f'  title: "{HOSTILE}"', text, count=1, flags=re.MULTILINE)
    place.write_text(text, "utf-8")
    return place


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("reports")
    command("run", "nato_veto", *RUN, "--set", "parameters.inertia=0.4", "--out", str(root / "run"))
    command(
        "compare", "nato_veto", "--theories", "full,walt", "--against", "parameters.inertia=0.9", *RUN,
        "--out", str(root / "comparison"),
    )  # fmt: skip
    plan = vary(
        "nato_veto", ["theory=full,walt", "parameters.inertia=0.1:0.9"], sampler="factorial", replicates=3
    )
    sim.sweep(plan, root / "sweep")
    return {name: root / name for name in ("run", "comparison", "sweep")}


@pytest.mark.parametrize("kind", ["run", "comparison", "sweep"])
def test_a_report_is_whole_and_accessible(kind: str, folders: dict[str, Path]) -> None:
    written = report(folders[kind])
    assert (written.kind, written.bytes) == (kind, written.file.stat().st_size)
    assert written.bytes < 8e6
    page = Reader(written.file.read_text("utf-8"))
    assert page.all("html")[0][1]["lang"] == "en"
    levels = [int(tag[1]) for tag, _, _ in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    plots = [attrs for _, attrs, _ in page.all("div") if attrs.get("class") == "plot"]
    assert len(plots) == len(page.all("figure")) == len(page.all("figcaption")) > 0
    assert all(attrs["role"] == "img" and len(attrs["aria-label"] or "") > 40 for attrs in plots)
    assert len(page.all("table")) == len(page.all("caption")) > 3
    assert all(attrs.get("scope") in ("col", "row") for _, attrs, _ in page.all("th"))
    assert len(page.all("a")) >= len(levels) - 1


@pytest.mark.parametrize("kind", ["run", "comparison", "sweep"])
def test_a_report_loads_nothing(kind: str, folders: dict[str, Path]) -> None:
    page = read(folders[kind])
    for tag, attrs, text in page.all(*{tag for tag, _, _ in page.found}):
        assert not any(
            name.startswith("on") or name in ("src", "srcset", "action", "data") for name in attrs
        ), tag
        if tag != "a":
            assert "href" not in attrs
        if tag == "style":
            assert "url(" not in text
            assert "@import" not in text
    assert all((a["href"] or "").startswith(("#", "https://", "http://")) for _, a, _ in page.all("a"))
    assert len([text for tag, attrs, text in page.all("script") if "plotly.js v" in text[:200]]) <= 1


def test_numbers_of_a_run_are_the_stored_ones(folders: dict[str, Path]) -> None:
    told = json.loads((folders["run"] / "summary.json").read_text())
    shown = {row[0]: row[1:] for row in _rows(read(folders["run"]), "Outcomes at the end over runs")}
    assert shown == {
        key: [own[name] for name in ("mean", "sd", "q05", "q50", "q95")]
        for key, own in told["outcomes"].items()
    }


def test_numbers_of_a_comparison_are_the_stored_ones(folders: dict[str, Path]) -> None:
    told = json.loads((folders["comparison"] / "comparison.json").read_text())["variations"]["walt"][
        "differences"
    ]
    shown = {row[0]: row[1:] for row in _rows(read(folders["comparison"]), "walt: all outcomes")}
    assert shown == {
        key: [d[name] for name in ("baseline", "variation", "mean", "low", "high", "more")]
        for key, d in told.items()
    }


def test_numbers_of_a_sweep_are_those_of_its_runs(folders: dict[str, Path]) -> None:
    frame = sim.open_results(folders["sweep"]).frame()
    page = read(folders["sweep"])
    shown = {row[0]: row[1:] for row in _rows(page, "All outcomes over runs")}
    for key in ("weight_share.israel", "balancing"):
        column = frame[key]
        wanted = [column.mean(), column.std(), *column.quantile([0.05, 0.5, 0.95])]
        assert np.allclose(shown[key], wanted, rtol=1e-12)
    levels = _rows(page, "Mean outcomes by theory")
    assert [row[0] for row in levels] == ["full", "walt"]
    assert levels[0][2] == pytest.approx(frame[frame["theory"] == "full"]["weight_share.israel"].mean())


def _rows(page: Reader, caption: str) -> list[list[Any]]:
    """Name and exact numbers of each row of the table with a caption that begins so."""
    rows: list[list[Any]] = []
    inside = False
    for tag, attrs, text in page.found:
        if tag == "caption":
            inside = "".join(text).startswith(caption)
        elif inside and tag == "th" and attrs.get("scope") == "row":
            rows.append(["".join(text)])
        elif inside and tag == "data":
            rows[-1].append(float(attrs["value"] or "nan"))
    assert rows, caption
    return rows


def test_hostile_text_stays_text(hostile: Path, tmp_path: Path) -> None:
    command("run", str(hostile), *RUN, "--out", str(tmp_path / "run"))
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    summary["actors"]["USA"]["name"] = HOSTILE
    (tmp_path / "run" / "summary.json").write_text(json.dumps(summary))
    page = read(tmp_path / "run")
    assert page.all("h1")[0][2] == HOSTILE
    assert any(HOSTILE in text for tag, _, text in page.all("th"))
    assert "alert" not in "".join(text for _, attrs, text in page.all("script") if "plotly.js v" not in text[:200]
                                  and attrs.get("type") is None)  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [(HOSTILE, "Another title", "changed since"), ("ticks: 18", "ticks: 1", "does not load any more")],
)
def test_a_changed_scenario_leaves_figures_out_and_says_so(
    old: str, new: str, why: str, hostile: Path, tmp_path: Path
) -> None:
    place = tmp_path / "case.yaml"
    place.write_text(hostile.read_text("utf-8"), "utf-8")
    command("run", str(place), *RUN, "--out", str(tmp_path / "run"))
    assert len(read(tmp_path / "run").all("figure")) > 4
    place.write_text(place.read_text("utf-8").replace(old, new), "utf-8")
    page = read(tmp_path / "run")
    assert page.all("figure") == []
    assert any("figures are left out" in text and why in text for _, _, text in page.all("p"))
    assert any("How to reproduce" in text for _, _, text in page.all("h2"))


def test_stored_outcomes_that_come_out_otherwise_leave_figures_out(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    import pandas as pd

    for name in ("summary.json", "outcomes.parquet"):
        (tmp_path / name).write_bytes((folders["run"] / name).read_bytes())
    frame = pd.read_parquet(tmp_path / "outcomes.parquet")
    frame.iloc[0, 0] += 1e-9
    frame.to_parquet(tmp_path / "outcomes.parquet")
    assert read(tmp_path).all("figure") == []


def test_sensitivity_is_that_of_the_method_of_the_design(tmp_path: Path) -> None:
    folder = known_study(tmp_path / "study", design(3, "sobol", samples=64), ishigami)
    table = sensitivity(folder).table
    total = table[table["index"] == "ST"].sort_values("value", ascending=False)
    rows = _rows(read(folder), "balancing: indices by sobol")[:3]
    assert [(row[0], row[1]) for row in rows] == list(zip(total["factor"], total["value"], strict=True))


def test_morris_over_groups_has_bars_where_it_has_no_sigma(tmp_path: Path) -> None:
    grouped = {
        f"parameters.{name}": {"group": "xxyy"[k]} for k, name in enumerate([*describe_parameters()][:4])
    }
    plan = design(4, "morris", samples=8, factors=grouped)
    page = read(known_study(tmp_path / "study", plan, lambda unit: unit.sum(axis=1)))
    assert any("what it depends on" in text for _, _, text in page.all("figcaption"))


def test_five_variations_have_two_figures(tmp_path: Path) -> None:
    against = [part for k in range(1, 6) for part in ("--against", f"parameters.inertia=0.{k}")]
    command("compare", "nato_veto", *against, *RUN, "--out", str(tmp_path))
    shown = [text for _, _, text in read(tmp_path).all("figcaption") if "Paired differences" in text]
    assert len(shown) == 2
    assert [f"inertia=0.{k}" in shown[k > 4] for k in range(1, 6)] == [True] * 5


def test_only_a_figure_without_anything_to_show_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(error: Exception) -> None:
        raise error

    monkeypatch.setattr(figures, "ladder", draw)
    assert picture("ladder", "Measures.", figures.NothingToShowError("no measures")) is None
    with pytest.raises(ValueError, match="tick 9 was not played"):
        picture("ladder", "Measures.", ValueError("tick 9 was not played"))


def test_a_list_of_points_says_which_design_would_tell(tmp_path: Path) -> None:
    first = "parameters.power_exponent"
    plan = design(1, "list", points=[{first: value} for value in (0.5, 1.0, 1.5)])
    page = read(known_study(tmp_path / "study", plan, lambda unit: np.arange(3.0)))
    assert any("no sample that sensitivity analysis could use" in text for _, _, text in page.all("p"))


def test_wrong_folders(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="holds nothing to report"):
        report(tmp_path)
    with pytest.raises(ReportError, match="no folder"):
        report(tmp_path / "nowhere")
    (tmp_path / "manifest.json").write_text('{"name": "an app", "icons": []}')
    got = command("report", str(tmp_path), code=2)
    assert "not a manifest" in got.output
    (tmp_path / "manifest.json").unlink()
    (tmp_path / "summary.json").write_text('{"digest": "x"}')
    with pytest.raises(ReportError, match="not written by counterpoise"):
        report(tmp_path)


def test_an_unfinished_sweep_says_how_to_finish(folders: dict[str, Path], tmp_path: Path) -> None:
    record = json.loads((folders["sweep"] / "manifest.json").read_text()) | {"state": "interrupted"}
    (tmp_path / "manifest.json").write_text(json.dumps(record))
    got = command("report", str(tmp_path), code=2)
    assert "0 of 30 runs" in got.output
    assert f"counterpoise sweep {tmp_path}" in got.output


def test_json_names_the_file(folders: dict[str, Path], tmp_path: Path) -> None:
    got = command("report", str(folders["run"]), "--out", str(tmp_path / "a.html"), "--json")
    told = json.loads(got.stdout)
    assert told == {
        "file": str(tmp_path / "a.html"),
        "bytes": (tmp_path / "a.html").stat().st_size,
        "kind": "run",
    }


def test_the_command_in_a_report_gives_the_digest_again(folders: dict[str, Path]) -> None:
    line = next(
        text for _, _, text in read(folders["run"]).all("code") if text.startswith("counterpoise run")
    )
    got = command(*line.split()[1:], "--json")
    stored = json.loads((folders["run"] / "summary.json").read_text())
    again = json.loads(got.stdout)
    assert (again["digest"], again["outcomes"]) == (stored["digest"], stored["outcomes"])
