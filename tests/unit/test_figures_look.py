"""The look of figures: colours that are told apart, and text that is never markup."""

from __future__ import annotations

import json

import numpy as np

import sim
from sim import figures
from sim.figures import look
from tests.arena import actor, arena


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def seen_by(colour: str, kind: str) -> np.ndarray:
    """Linear RGB as a dichromat sees it (Viénot, Brettel & Mollon 1999), taken to a perceptual scale."""
    keep = {
        "protan": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
        "deutan": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
        "normal": np.eye(3).tolist(),
    }[kind]
    linear = np.array([(int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5)])
    return np.cbrt(np.clip(np.array(keep) @ linear, 0, 1))


def test_colours_keep_their_distance_on_paper_in_grey_and_to_colour_blind_eyes() -> None:
    colours = [style.colour for style in look.SIDES]
    assert all(contrast(colour, "#FFFFFF") >= 3 for colour in [*colours, look.NOBODY.colour])
    assert all(contrast(text, "#FFFFFF") >= 4.5 for text in (look.INK, look.MUTED))
    for k, one in enumerate(colours):
        for other in colours[:k]:
            assert contrast(one, other) >= 1.25, (one, other)
            for kind in ("normal", "protan", "deutan"):
                gap = np.linalg.norm(seen_by(one, kind) - seen_by(other, kind))
                assert gap > 0.15, (one, other, kind)


def test_colour_is_never_alone() -> None:
    for part in ("dash", "symbol", "pattern"):
        assert len({getattr(style, part) for style in (*look.SIDES, look.NOBODY)}) == len(look.SIDES) + 1, (
            part
        )


def test_shades_darken_evenly() -> None:
    grey = [luminance(colour) ** (1 / 2.4) for _, colour in look.SHADES]
    assert np.all(np.diff(grey) < -0.1)


def test_what_people_name_is_never_markup() -> None:
    case = arena({"MID": actor(name="<script>alert(1)</script>")}, poles={"a<b": "EAST"} if False else None)
    drawn = figures.world_map(sim.simulate(case, "walt", replicates=2))
    assert "<script>" not in json.dumps(drawn.to_plotly_json(), default=str)
    assert "&lt;script&gt;" not in figures.alternative_text(drawn)
    page = figures.saving.page(
        look.frame(look.canvas(), title="a <b> & c", subtitle="", caption=["<i>"], alt='"><script>')
    )
    assert '"><script>' not in page
