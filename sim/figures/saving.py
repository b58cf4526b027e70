"""Figures on disk: a page that needs nothing from elsewhere, a picture, or data."""

from __future__ import annotations

import os
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
from plotly.offline import get_plotlyjs

from sim.figures.look import alternative_text
from sim.whole import whole_file

WIDTH, SCALE = 1000, 2
"""Of pictures: pixels across, and how many dots a pixel gets."""

CONFIG: dict[str, Any] = {
    "responsive": True, "displaylogo": False, "showTips": False, "plotlyServerURL": "", "topojsonURL": "",
    "modeBarButtonsToRemove": ["sendDataToCloud", "lasso2d", "select2d", "autoScale2d"],
}  # fmt: skip
"""For plotly.js, here and wherever a figure is shown: nothing is fetched, nothing is sent."""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 0; background: white }} figure {{ margin: 0 }}
figcaption {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }}</style>
<script>{script}</script></head>
<body><figure role="img" aria-label="{alt}">{plot}<figcaption>{alt}</figcaption></figure></body>
</html>
"""


def save(figure: go.Figure, path: str | os.PathLike[str]) -> Path:
    """Write a figure by the suffix of its path: ``.html``, ``.png``, ``.svg`` or ``.json``; gives the path.

    The page holds plotly.js once and asks no server for anything. Pictures need kaleido (the extra ``images``) and a
    Chrome or Chromium.

    Raises
    ------
    ValueError
        For any other suffix.
    RuntimeError
        For a picture, where kaleido or a browser is missing; it says how to get them.
    """
    place = Path(path)
    writers: dict[str, Callable[[go.Figure], bytes]] = {
        ".html": lambda f: page(f).encode(),
        ".json": lambda f: str(f.to_json()).encode(),
        ".png": lambda f: _picture(f, "png"),
        ".svg": lambda f: _picture(f, "svg"),
    }
    if place.suffix.lower() not in writers:
        raise ValueError(f"{place}: a figure is saved as {', '.join(writers)}; the path has `{place.suffix}`")
    content = writers[place.suffix.lower()](figure)
    with whole_file(place) as file:
        file.write(content)
    return place


def page(figure: go.Figure) -> str:
    """The figure as a whole HTML page."""
    plot = pio.to_html(figure, config=CONFIG, include_plotlyjs=False, include_mathjax=False, full_html=False)
    title = (
        str(figure.layout.title.text or "counterpoise")
        .split("</b>")[0]
        .replace("<b>", "")
        .replace("<br>", " ")
    )
    return _PAGE.format(
        title=title, script=get_plotlyjs(), plot=plot, alt=escape(alternative_text(figure), quote=True)
    )


def _picture(figure: go.Figure, kind: str) -> bytes:
    try:
        import kaleido  # noqa: F401  # plotly would look for it too, and say less
    except ImportError:
        raise RuntimeError(
            "a picture needs kaleido: pip install 'counterpoise[images]', or save the figure as .html"
        ) from None
    try:
        return bytes(figure.to_image(format=kind, width=WIDTH, scale=SCALE if kind == "png" else 1))
    except Exception as error:
        if "chrom" not in f"{type(error).__name__} {error}".lower():
            raise
        raise RuntimeError(
            "a picture needs a Chrome or Chromium that kaleido can start: install one (on Debian: apt-get install "
            "chromium), or name it in the environment as BROWSER_PATH; or save the figure as .html"
        ) from error
