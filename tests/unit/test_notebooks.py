"""The notebooks of experiments/: they run, define nothing, and their pages ask nobody for anything.

Each is executed once here, in CI too; the pages of that one execution are parsed, and opened in a browser where there
is one (``BROWSER_PATH`` names it).
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jupytext
import pytest
from nbclient.exceptions import CellExecutionError

from tests.browser.chromium import chromium

FOLDER = Path(__file__).parents[2] / "experiments" / "notebooks"
SPEC = importlib.util.spec_from_file_location("build_notebooks", FOLDER / "build.py")
assert SPEC is not None
assert SPEC.loader is not None
build = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(build)

NAMES = build.names()
HINDCAST = "05_hindcast_un_votes"
DATA = Path(os.environ.get("COUNTERPOISE_DATA", FOLDER.parents[2] / "shared" / "data"))
FETCHES = {
    "src", "srcset", "data", "poster", "background", "action", "formaction", "manifest", "ping", "xlink:href",
}  # fmt: skip
"""Attributes by which a page loads something by itself or sends something; ``href`` of a link waits for a click."""


class Loaded(HTMLParser):
    """Addresses that a page would load, outside of scripts' text, and what its styles would."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.figures: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        given = {name: value or "" for name, value in attrs}
        self.addresses += [value for name, value in given.items() if name in FETCHES]
        if tag in ("link", "base", "use", "image"):
            self.addresses.append(given.get("href", ""))
        if tag == "meta" and "url" in given.get("content", "").lower():
            self.addresses.append(given["content"])
        if tag == "figure":
            self.figures.append(given.get("aria-label", ""))
        self._style(given.get("style", ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self._style(data)
        if self._inside == "script" and "plotly.js v" not in data[:500]:
            self.addresses += re.findall(
                r"(?:import\s*\(?|importScripts\(|fetch\(|require\()\s*['\"]([^'\"]+)", data
            )

    def _style(self, text: str) -> None:
        self.addresses += re.findall(r"@import[^;]*|url\([^)]*\)", text)


def external(page: str) -> list[str]:
    return [
        address
        for address in Loaded(page).addresses
        if not address.strip("url('\" ").startswith(("data:", "blob:", "#"))
    ]


def visible(page: str) -> str:
    return re.sub(r"<(script|style)>.*?</\1>|<script type.*?</script>", "", page, flags=re.DOTALL)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where each page lies once it is built."""
    folder = tmp_path_factory.mktemp("pages")
    return {name: folder / f"{name}.html" for name in NAMES}


def built(name: str, pages: dict[str, Path]) -> str:
    if name == HINDCAST and not (DATA / "unga_gaza_rollcalls_2023.csv").is_file():
        pytest.skip("the two 2023 roll calls are not in the repository: set COUNTERPOISE_DATA")
    if not pages[name].is_file():
        environment = {**os.environ, "COUNTERPOISE_DATA": str(DATA)}
        build.write(build.page(build.execute(FOLDER / f"{name}.py", environment)), pages[name])
    return pages[name].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


def notebook(tmp_path: Path, text: str) -> Path:
    place = tmp_path / "01_small.py"
    place.write_text(text)
    return place


def test_there_are_six() -> None:
    assert [name[:2] for name in NAMES] == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_defines_nothing_and_draws_through_sim(name: str) -> None:
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    kinds = {type(node) for node in ast.walk(tree)}
    assert not kinds & {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef}
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not any("plotly" in module or "matplotlib" in module for module in imported)


@pytest.mark.parametrize("name", NAMES)
def test_prose_holds_no_result(name: str) -> None:
    """Numbers with an interval or a decimal sign are computed: Markdown cells have none."""
    cells = jupytext.read(FOLDER / f"{name}.py", fmt="py:percent").cells
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    assert prose[0].startswith("# ")
    assert "**Question.**" in prose[0]
    assert "**Method.**" in prose[0]
    assert prose[-1].startswith("## Limits")
    assert not re.findall(r"[+-]\d+\.\d+|\[\d|\d ?% \[", "\n".join(prose))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_into_a_page_that_loads_nothing(name: str, pages: dict[str, Path]) -> None:
    page = built(name, pages)
    assert external(page) == []
    assert page.count("plotly.js v") == 1
    assert "## Answer" not in page
    assert '<h2 id="Answer">' in page
    figures = Loaded(page).figures
    assert figures
    assert all(len(alt) > 40 for alt in figures)
    assert not re.search(r"\bnan\b|Traceback|Warning:", visible(page))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_its_figures_draw_without_a_network(name: str, pages: dict[str, Path], browser: Any) -> None:
    figures = Loaded(built(name, pages)).figures
    asked: list[str] = []
    said: list[str] = []
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 800})
    tab = context.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    tab.goto(pages[name].as_uri())
    for width in (1000, 400):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.wait_for_function(
            f"document.querySelectorAll('figure .main-svg .cartesianlayer').length >= {len(figures)}"
        )
        tab.wait_for_function(
            f"document.documentElement.scrollWidth <= {width}"
        )  # nothing runs over, once drawn anew
    marks = (
        "figure => figure.querySelectorAll('.scatterlayer path, .barlayer path, .heatmaplayer image').length"
    )
    assert all(tab.evaluate(f"[...document.querySelectorAll('figure')].map({marks})"))
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


@pytest.mark.parametrize(
    "bad",
    [
        '<script src="https://cdn.example/x.js"></script>', '<link rel="stylesheet" href="//example.org/a.css">',
        '<img src="picture.png">', "<style>@import 'https://example.org/a.css';</style>",
        "<p style=\"background: url('https://example.org/a.png')\">", "<script>import('https://example.org/m.js')</script>",
        '<meta http-equiv="refresh" content="0; url=https://example.org">',
    ],
)  # fmt: skip
def test_what_a_page_would_load_is_found(bad: str) -> None:
    assert external(f"<html><head></head><body>{bad}</body></html>")


def test_a_page_may_link_and_embed() -> None:
    assert (
        external('<a href="https://example.org">x</a><img src="data:image/png;base64,AA=="><a href="#top">')
        == []
    )


@pytest.mark.slow
def test_a_notebook_that_exits_is_cut_off_there(tmp_path: Path) -> None:
    source = notebook(
        tmp_path, '# %%\nprint("before")\n\n# %%\nraise SystemExit("no data")\n\n# %%\nprint("after")\n'
    )
    said = visible(build.page(build.execute(source)))
    assert "before\n" in said
    assert "no data\n" in said
    assert "after" not in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_without_its_data_the_hindcast_says_so_and_stops(tmp_path: Path) -> None:
    executed = build.execute(FOLDER / f"{HINDCAST}.py", {**os.environ, "COUNTERPOISE_DATA": str(tmp_path)})
    told = executed.cells[-1].outputs[0].text
    assert "unga_gaza_rollcalls_2023.csv" in told
    assert "COUNTERPOISE_DATA" in told
    assert external(build.page(executed)) == []


@pytest.mark.slow
def test_a_cell_that_fails_leaves_the_old_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = notebook(tmp_path, "# %%\n1 / 0\n")
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        build.execute(source)
    monkeypatch.setattr(build, "HERE", tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "01_small.html").write_text("old")
    assert build.main(["--out", str(tmp_path / "out")]) == 1
    assert [(path.name, path.read_text()) for path in (tmp_path / "out").iterdir()] == [
        ("01_small.html", "old")
    ]


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        build.main(["99"])
    assert "01_first_steps" in capsys.readouterr().err
