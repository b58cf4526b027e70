"""Visits to the visual server: sizes of windows, patience, and pictures kept where ``SERVER_SHOTS`` names a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

LAPTOP, PHONE, PROJECTOR = (1366, 900), (360, 740), (1920, 1080)
NASTY = "<script>window.harmed=1</script><img src=x onerror=window.harmed=1>"
"""Name of an actor of the case ``own``."""

PATIENCE = 60_000
_SHOTS = os.environ.get("SERVER_SHOTS")


def shown(page: Any, part: str = "") -> None:
    """Wait until the pictures of the address are there."""
    page.wait_for_function(
        "part => { const at = document.querySelector('#explore, #why, #lenses');"
        " return at && at.dataset.shown && at.dataset.shown.includes(part) && !at.hasAttribute('aria-busy') }",
        arg=part,
    )


def keep(page: Any, name: str, **options: Any) -> None:
    if _SHOTS:
        Path(_SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(_SHOTS) / f"{name}.png", **options)
