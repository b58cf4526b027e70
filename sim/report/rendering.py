"""From parts to one HTML page: escaped by the template, plotly.js once, the figures as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from importlib.resources import files

import plotly.io as pio
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from sim.figures.look import CAPTION_LINE
from sim.figures.saving import CONFIG
from sim.report.parts import Figure, Page

DRAW = """
const config = JSON.parse(document.getElementById('plot-config').textContent);
const pictures = [...document.querySelectorAll('.plot')];
Promise.all(pictures.map((place) => {
  const told = JSON.parse(document.getElementById(place.id + '-data').textContent);
  return Plotly.newPlot(place, told.data, told.layout, config);
})).then(() => { document.documentElement.dataset.drawn = String(pictures.length); });
const heights = pictures.map((place) => place.clientHeight);
const fit = (size) => pictures.forEach((place, k) => {
  place.style.minHeight = '0';
  Plotly.relayout(place, size(heights[k]));
});
addEventListener('beforeprint', () => fit((height) => ({width: 660, height: Math.min(height, 820)})));
addEventListener('afterprint', () => fit((height) => ({width: null, height, autosize: true})));
"""
"""Draws every figure from the data beside it, at the width of a printed page while it is printed."""


def render(page: Page) -> str:
    """The page as HTML that loads nothing."""
    here = files("sim.report")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(here.joinpath("page.html.j2").read_text("utf-8"))
    figures = [block for part in page.sections for block in part.blocks if isinstance(block, Figure)]
    return template.render(
        page=page,
        style=Markup(here.joinpath("style.css").read_text("utf-8")),
        plotly=Markup(get_plotlyjs()) if figures else "",
        draw=Markup(DRAW),
        config=Markup(_inert(json.dumps(CONFIG | {"displayModeBar": False}))),
        drawn={id(figure): each for figure, each in zip(figures, _drawn(figures), strict=True)},
        id=id,
    )


@dataclass(frozen=True)
class Drawn:
    """A figure as the page takes it: its place among them, data for plotly.js, height and the words under it."""

    place: int
    data: Markup
    height: int
    caption: str


def _drawn(figures: Sequence[Figure]) -> Iterator[Drawn]:
    """Figures with their captions taken out of the picture, each sentence told under the first figure that has it."""
    seen: set[str] = set()
    for place, figure in enumerate(figures, start=1):
        told = json.loads(str(pio.to_json(figure.plot)))
        layout = told["layout"]
        notes = [note for note in layout.get("annotations", ()) if note.get("name") == "caption"]
        text = " ".join(note["text"] for note in notes)
        room = CAPTION_LINE * (text.count("<br>") + 1) * len(notes)
        layout["annotations"] = [note for note in layout.get("annotations", ()) if note not in notes]
        layout["height"] = layout.get("height", 450) - room
        if room:
            layout["margin"]["b"] -= room
        sentences = re.split(r"(?<=\.) (?=[A-Z])", unescape(text.replace("<br>", " ")))
        caption = " ".join(sentence for sentence in sentences if sentence not in seen)
        seen.update(sentences)
        yield Drawn(place, Markup(_inert(json.dumps(told))), layout["height"], caption)


def _inert(text: str) -> str:
    r"""JSON that cannot end the element it stands in, nor begin another.

    Examples
    --------
    >>> print(_inert('{"name": "</script>"}'))
    {"name": "\u003c/script\u003e"}
    """
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
