"""From parts to one HTML page: escaped by the template, plotly.js once, the figures as data."""

from __future__ import annotations

import json
from importlib.resources import files

import plotly.io as pio
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from sim.figures.saving import CONFIG
from sim.report.parts import Figure, Page

DRAW = """
const config = JSON.parse(document.getElementById('plot-config').textContent);
const pictures = [...document.querySelectorAll('.plot')];
Promise.all(pictures.map((place) => {
  const told = JSON.parse(document.getElementById(place.id + '-data').textContent);
  return Plotly.newPlot(place, told.data, told.layout, config);
})).then(() => { document.documentElement.dataset.drawn = String(pictures.length); });
const fit = (width) => pictures.forEach((place) => Plotly.relayout(place, width ? {width} : {width: null, autosize: true}));
addEventListener('beforeprint', () => fit(660));
addEventListener('afterprint', () => fit(0));
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
        numbers={id(figure): place for place, figure in enumerate(figures, start=1)},
        data={id(figure): Markup(_inert(str(pio.to_json(figure.plot)))) for figure in figures},
        id=id,
    )


def _inert(text: str) -> str:
    """JSON that cannot end the element it stands in, nor begin another.

    Examples
    --------
    >>> print(_inert('{"name": "</script>"}'))
    {"name": "\\u003c/script\\u003e"}
    """
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
