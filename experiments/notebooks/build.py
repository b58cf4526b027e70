"""Execute the notebooks beside this file and write each as a page that needs no network.

``python experiments/notebooks/build.py [NAME ...]`` (all, without a name; ``01`` is enough of one) writes
``results/notebooks/NAME.html``. It needs ``pip install 'counterpoise[notebooks]'``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import jupytext
import plotly.io as pio
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from plotly.offline import get_plotlyjs
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from sim.figures.saving import CONFIG

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "results" / "notebooks"
PLOTLY, HTML = "application/vnd.plotly.v1+json", "text/html"
SECONDS = 600
"""Of one cell. The notebooks take far less; a kernel that hangs is to be found out."""

ANSWER = "answer"
"""Tag of cells that only put numbers into sentences: the page shows what they say, not their code."""

_STYLE = """
body { margin: 0 auto; padding: 1rem; max-width: 54rem; color: #1f1f1f }
body { font: 1rem/1.55 Georgia, 'Liberation Serif', serif }
h1, h2, h3, table, figure { font-family: Arial, 'Liberation Sans', sans-serif; line-height: 1.25 }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem } a { color: #003f7d } .anchor-link { display: none }
pre, code { font: .8rem/1.45 'DejaVu Sans Mono', 'Liberation Mono', monospace } code { overflow-wrap: anywhere }
.highlight, .output pre { background: #f6f6f4; padding: .1rem .7rem; overflow-x: auto }
.output pre { white-space: pre-wrap; overflow-wrap: anywhere } .prompt { display: none }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: .85rem; margin: .8rem 0 }
table, th, td { border: 0 } th { text-align: left }
th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
figure { margin: 1rem 0; position: relative }
figcaption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media print { .highlight { white-space: pre-wrap } figure { break-inside: avoid } }
"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
<script>{script}</script></head>
<body><main>
{body}
</main></body>
</html>
"""


def names() -> list[str]:
    """The notebooks, in order."""
    return sorted(path.stem for path in HERE.glob("[0-9][0-9]_*.py"))


def execute(source: Path, environment: Mapping[str, str] = os.environ) -> NotebookNode:
    """Run a percent script as a notebook in its own folder; one that exits is cut off there.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        Where a cell fails.
    """
    notebook = jupytext.read(source, fmt="py:percent")
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=SECONDS, allow_error_names=["SystemExit"],
        extra_arguments=["--IPKernelApp.log_level=40"],  # it warns that it listens, on this machine alone
        resources={"metadata": {"path": str(source.parent)}},
    )  # fmt: skip
    with client.setup_kernel(env={**environment, "PLOTLY_RENDERER": "plotly_mimetype"}):
        for place, cell in enumerate(notebook.cells):
            client.execute_cell(cell, place)
            reason = stopped(cell)
            if reason is not None:
                told = {"output_type": "stream", "name": "stdout", "text": reason + "\n"}
                cell.outputs = [NotebookNode(told)]
                del notebook.cells[place + 1 :]
                break
    return notebook


def stopped(cell: NotebookNode) -> str | None:
    """What a cell said as it left the notebook; None for one that did not."""
    errors = [output for output in cell.get("outputs", ()) if output.output_type == "error"]
    return str(errors[0].evalue) if errors else None


def page(notebook: NotebookNode) -> str:
    """An executed notebook as a whole page: plotly.js once, figures as plotly draws them, and no other script."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if PLOTLY in output.get("data", ()):
                output.data = NotebookNode({HTML: drawn(output.data[PLOTLY])})
    # `basic` is the bare body: the other templates name require.js, MathJax, jquery and mermaid on other machines.
    exporter = HTMLExporter(
        template_name="basic",
        config=Config(
            TagRemovePreprocessor={"enabled": True, "remove_input_tags": {ANSWER}},
            HTMLExporter={"preprocessors": ["nbconvert.preprocessors.TagRemovePreprocessor"]},
        ),
    )
    body, _ = exporter.from_notebook_node(notebook)
    body = body.replace("<table", '<div class="scroll"><table').replace("</table>", "</table></div>")
    first = next((c.source for c in notebook.cells if c.cell_type == "markdown"), "counterpoise")
    return _PAGE.format(
        title=escape(first.splitlines()[0].lstrip("# ")),
        style=_STYLE + HtmlFormatter(style="default").get_style_defs(".highlight"),
        script=get_plotlyjs(),
        body=body,
    )


def drawn(figure: Mapping[str, Any]) -> str:
    """A figure's HTML, with its alternative text."""
    plain = {"data": figure["data"], "layout": figure["layout"]}
    plot = pio.to_html(plain, config=CONFIG, include_plotlyjs=False, include_mathjax=False, full_html=False)
    alt = escape(str(figure["layout"].get("meta", {}).get("alt", "")), quote=True)
    return f'<figure role="img" aria-label="{alt}">{plot}<figcaption>{alt}</figcaption></figure>'


def write(text: str, place: Path) -> None:
    """Write a file whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f".{place.name}.part")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(place)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what is asked for; 1 where a notebook failed, and its page is left as it was."""
    parser = argparse.ArgumentParser(description="Execute notebooks and write them as pages.")
    parser.add_argument("name", nargs="*", help="beginning of a name; left out: all")
    parser.add_argument(
        "--out", type=Path, default=OUT, help="folder of the pages (default: results/notebooks)"
    )
    asked = parser.parse_args(arguments)
    for name in asked.name:
        if not any(known.startswith(name) for known in names()):
            parser.error(f"no notebook begins with {name!r}; there are {', '.join(names())}")
    chosen = [known for known in names() if not asked.name or known.startswith(tuple(asked.name))]
    failed = 0
    for name in chosen:
        try:
            write(page(execute(HERE / f"{name}.py")), asked.out / f"{name}.html")
        except CellExecutionError as error:
            failed = 1
            print(f"{name}: {strip_ansi(str(error))}", file=sys.stderr)
        else:
            print(asked.out / f"{name}.html")
    return failed


if __name__ == "__main__":
    sys.exit(main())
