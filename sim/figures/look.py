"""The common look: one plotly template, colours that are never alone, and text that keeps its place at any width.

Widths follow the window and heights are fixed, so whatever stands above and below a plot is placed in pixels: title
and subtitle hang from the top edge, the legend has a known number of rows, the caption hangs from the plot. Text is
wrapped for the narrowest window, 400 px.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
from numpy.typing import ArrayLike

from sim.figures import sketch

INK, MUTED, GRID, LAND = "#1F1F1F", "#555555", "#E3E3E3", "#EFEFEF"
FONT = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 16, 13, 11
EDGE = 12
"""Pixels between the window and the text at its edges."""

CAPTION_LINE = 15
"""Pixels of a line of the caption."""
_HEADING_LINE, _LEGEND_ROW = 21, 20
_TITLE_WIDTH, _SUBTITLE_WIDTH, _CAPTION_WIDTH = 38, 56, 62
"""Characters that fit beside each other at 400 px."""

NARROWEST = 400
_SWATCH, _CHARACTER = 44, 6.2
"""Pixels of a legend's swatch and of a character of its text or of an axis label."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one thing is told from others: a colour, and what replaces it where there is none.

    Attributes
    ----------
    colour
        At least 3:1 against white; no two of a set alike in grey or to a colour-blind eye (tested).
    dash, symbol, pattern
        Of lines, markers and filled areas.
    """

    colour: str
    dash: str
    symbol: str
    pattern: str

    def pale(self, share: float = 0.3) -> str:
        """The colour mixed with white: 1 is the colour itself, 0 white."""
        return mix(self.colour, share)

    def fill(self, share: float = 1.0) -> dict[str, Any]:
        """``fillpattern`` or ``marker.pattern`` of an area of this colour, paler for a lesser ``share``."""
        if not self.pattern:
            return {"shape": "", "bgcolor": mix(self.colour, share)}
        return {
            "shape": self.pattern, "fgcolor": mix(self.colour, share),
            "bgcolor": mix(self.colour, 0.25 * share),
            "size": 7, "solidity": 0.35, "fillmode": "replace",
        }  # fmt: skip


SIDES = (
    Style("#003F7D", "solid", "circle", ""),
    Style("#D55E00", "dash", "diamond", "/"),
    Style("#00805F", "dashdot", "square", "x"),
    Style("#4C1A00", "longdash", "triangle-up", "\\"),
)
"""Of the poles, in the order of the scenario, and of any other short series."""

NOBODY = Style("#8A8A8A", "dot", "circle-open", ".")
"""Of the non-aligned, of abstention, of what is neither one nor the other."""

SHADES = ((0.0, "#FFFFFF"), (0.25, "#C3D3E3"), (0.5, "#7E9FC0"), (0.75, "#39699A"), (1.0, "#002A54"))
"""From nothing to much, evenly lighter to darker, so that it prints in grey."""


def mix(colour: str, share: float) -> str:
    """A colour (#rrggbb) mixed with white.

    Examples
    --------
    >>> mix("#003F7D", 1), mix("#003F7D", 0)
    ('#003F7D', '#FFFFFF')
    """
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02X}" for part in parts)


def lines_of(text: str, width: int) -> str:
    """Plain text wrapped for a figure, with nothing in it read as markup.

    Examples
    --------
    >>> lines_of("bands: 5 to 95 % of 200 runs", 16)
    'bands: 5 to 95 %<br>of 200 runs'
    """
    return "<br>".join(escaped(line) for line in wrap(text, width))


def escaped(text: str) -> str:
    """Text in which nothing is read as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def percent(share: float) -> str:
    """A share for people; what is not quite nothing or all says so.

    Examples
    --------
    >>> [percent(share).replace("\u00a0", " ") for share in (0.5, 0.004, 0.999, 0)]
    ['50 %', '<1 %', '>99 %', '0 %']
    """
    number = "<1" if 0 < share < 0.005 else ">99" if 0.995 <= share < 1 else f"{100 * share:.0f}"
    return f"{number}\u00a0%"  # never parted at the end of a line


def template() -> go.layout.Template:
    """The template ``counterpoise``, which plotly knows by that name once ``sim.figures`` is imported."""
    axis = {
        "gridcolor": GRID, "linecolor": MUTED, "ticks": "outside", "tickcolor": MUTED, "ticklen": 4,
        "showline": True,
        "zeroline": False, "title": {"font": {"size": TEXT_SIZE}, "standoff": 8}, "tickfont": {"size": 12},
    }  # fmt: skip
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": TEXT_SIZE, "color": INK},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "colorway": [style.colour for style in SIDES],
            "xaxis": axis,
            "yaxis": axis,
            "hoverlabel": {"font": {"family": FONT, "size": 12}, "align": "left", "namelength": -1},
            "legend": {"orientation": "h", "font": {"size": 12}, "itemsizing": "constant"},
            "modebar": {"orientation": "v", "color": MUTED, "activecolor": INK, "bgcolor": "rgba(0,0,0,0)"},
        }
    )


TEMPLATE = template()
_PLAIN = TEMPLATE.to_plotly_json()
pio.templates["counterpoise"] = TEMPLATE


def canvas() -> go.Figure:
    """An empty figure with the template; a sketch inside ``sim.figures.sketch.sketching``."""
    return sketch.canvas(lambda: go.Figure(layout={"template": TEMPLATE}), _PLAIN)


def frame(
    figure: go.Figure,
    *,
    title: str,
    subtitle: str,
    caption: Iterable[str],
    alt: str,
    height: int = 320,
    left: int = 66,
    right: int = 16,
    below: int = 64,
) -> go.Figure:
    """Give a figure its title, legend, caption and alternative text, each in a place of its own.

    Parameters
    ----------
    subtitle
        What is shown, of what, with which uncertainty.
    caption
        Sentences under the plot: what the numbers rest on.
    alt
        What a reader who cannot see it should know, with numbers; kept in ``layout.meta["alt"]``.
    height, left, right, below
        Pixels of the plot, and of the axis labels around it.
    """
    shown = [str(t.name) for t in figure.data if t.name and t.showlegend is not False]
    room = (NARROWEST - left - right) / 2 - _SWATCH
    columns = 2 if all(_CHARACTER * len(name) <= room for name in shown) else 1
    rows = -(-len(shown) // columns) if len(shown) > 1 else 0
    heading, told = lines_of(title, _TITLE_WIDTH), lines_of(subtitle, _SUBTITLE_WIDTH)
    top = EDGE + _HEADING_LINE * (_count(heading) + _count(told)) + _LEGEND_ROW * rows + 10
    foot = lines_of(" ".join(caption), _CAPTION_WIDTH)
    bottom = below + CAPTION_LINE * _count(foot) + EDGE
    figure.update_layout(
        title={
            "text": f'<b>{heading}</b><br><span style="font-size:12px;color:{MUTED}">{told}</span>',
            "font": {"size": TITLE_SIZE}, "x": 0, "xref": "container", "xanchor": "left", "y": 1,
            "yref": "container",
            "yanchor": "top", "pad": {"l": EDGE, "t": EDGE + 6},
        },
        legend={
            "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "entrywidthmode": "fraction",
            "entrywidth": 0.98 / columns, "traceorder": "normal",
        },
        showlegend=rows > 0,
        margin={"l": left, "r": right, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
        height=top + height + bottom,
        meta={"alt": alt},
    )  # fmt: skip
    figure.add_annotation(
        text=foot, xref="paper", yref="paper", x=0, y=0, xanchor="left", yanchor="top", xshift=EDGE - left,
        yshift=-below,
        showarrow=False, align="left", font={"size": SMALL_SIZE, "color": MUTED}, name="caption", borderpad=0,
    )  # fmt: skip
    return figure


def _count(text: str) -> int:
    return text.count("<br>") + 1 if text else 0


def time_axis(figure: go.Figure, title: str, *, fine: bool = False, **where: int) -> None:
    """A time axis whose labels fit beside each other at 400 px; ``fine`` labels name the day."""
    figure.update_xaxes(
        title_text=title, tickformat="%d %b<br>%Y" if fine else "%b<br>%Y", tickangle=0, nticks=8, **where
    )


def room_for(labels: Sequence[str], *, most: int = 170) -> int:
    """Pixels of left margin that axis labels of this length need."""
    return min(most, 24 + round(_CHARACTER * max((len(label) for label in labels), default=0)))


def alternative_text(figure: go.Figure) -> str:
    """What is seen, in a sentence or two with numbers, for those who cannot see it."""
    return str(figure.layout.meta["alt"])


def band(
    figure: go.Figure,
    x: ArrayLike | Sequence[date],
    low: ArrayLike,
    high: ArrayLike,
    name: str,
    style: Style,
    **place: str,
) -> None:
    """An area between two lines, in a pale colour with edges dashed as the style is; ``place`` names its axes."""
    edge = {"width": 0.6, "color": style.colour, "dash": style.dash}
    rgb = ",".join(str(int(style.colour[at : at + 2], 16)) for at in (1, 3, 5))
    filled = {"fill": "tonexty", "fillcolor": f"rgba({rgb},0.15)"}
    for end, values, more in (("high", high, {}), ("low", low, filled)):
        figure.add_scatter(
            x=x, y=values, mode="lines", line=edge, showlegend=False, hoverinfo="skip", name=f"{name}, {end}",
            **more, **place,
        )  # fmt: skip
