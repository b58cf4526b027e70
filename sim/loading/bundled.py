"""Scenarios and theories that come with the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
THEORIES = "theories"
FRAGMENTS = "figures"


def bundled_folder() -> Path:
    """Folder of the bundled scenarios: inside an installed package, else the repository's ``scenarios/``."""
    inside = _PACKAGE / "bundled"
    return inside if inside.is_dir() else _PACKAGE.parent / "scenarios"


def bundled_scenarios() -> dict[str, Path]:
    """Bundled scenarios by name (the file's name without its ending), sorted."""
    folder = bundled_folder()
    files = (path for path in folder.rglob("*.yaml") if path.parent.name not in (THEORIES, FRAGMENTS))
    return {path.stem: path for path in sorted(files, key=lambda path: path.stem)}


def bundled_theories() -> dict[str, Path]:
    """Bundled theories by name, sorted."""
    return {path.stem: path for path in sorted((bundled_folder() / THEORIES).glob("*.yaml"))}
