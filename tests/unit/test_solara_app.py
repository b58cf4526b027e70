"""The app for Mesa's users: it renders, and each page has a model of its own. Skipped where Solara is not installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

solara = pytest.importorskip(
    "solara", reason="solara is not installed: experiments/solara_app/requirements.txt"
)
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # Solara's, of Mesa's components
FILE = Path(__file__).parents[2] / "experiments" / "solara_app" / "app.py"


@pytest.fixture(scope="module")
def app() -> Any:
    spec = importlib.util.spec_from_file_location("solara_app", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_page_has_a_model_of_its_own(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    @solara.component
    def Keeper(model: Any, **_: object) -> None:
        seen.append(model)

    monkeypatch.setattr(app, "SolaraViz", Keeper)
    for _ in range(2):
        solara.render(app.Page(), handle_error=False)[1].close()
    first, second = seen[0], seen[-1]
    assert first is not second
    first.step()
    assert (first.world.tick, second.world.tick) == (1, 0)


def test_the_page_renders(app: Any) -> None:
    import ipyvuetify

    _, context = solara.render(app.Page(), handle_error=False)
    titles = [str(title.children) for title in context.find(ipyvuetify.CardTitle).widgets]
    context.close()
    assert any("Who stands where, 01 Oct 2023" in title for title in titles), titles


def test_the_controls_make_the_model_that_the_page_begins_with(app: Any) -> None:
    values = {
        name: one["value"] if isinstance(one, dict) else one.value for name, one in app.controls().items()
    }
    asked, plain = app.Case(**values), app.Case()
    for model in (asked, plain):
        model.step()
    stands = [[agent.alignment for agent in model.agents] for model in (asked, plain)]
    assert stands[0] == stands[1]
