"""Templates of pages: HTML in which everything is escaped."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader


@cache
def template(name: str) -> Any:
    """The template of a file beside this one."""
    loader = PackageLoader("sim.server", "pages")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        name
    )
