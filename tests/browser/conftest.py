"""A browser, a server of its own for each file, and tabs on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sim.loading.bundled import bundled_scenarios
from tests.browser.chromium import chromium
from tests.browser.visits import LAPTOP, NASTY, PATIENCE, shown
from tests.unit.test_server_setup import _scenario


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server with the bundled cases and one of its own whose actor's name wants to be markup."""
    waitress = pytest.importorskip("waitress", reason="waitress is not installed")
    from sim.server.app import Config, create_app

    file = tmp_path_factory.mktemp("cases") / "own.yaml"
    file.write_text(_scenario(name=NASTY), encoding="utf-8")
    application = create_app(Config(cases={**bundled_scenarios(), "own": file}, workers=0))
    server = waitress.create_server(application.server, host="127.0.0.1", port=0, threads=12)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a tab of its own browser context; at the end nothing may have been asked of others or gone wrong."""
    asked: list[str] = []
    said: list[str] = []
    contexts = []

    def heard(message: Any) -> None:
        if message.type in ("error", "warning") and "load resource" not in message.text:
            said.append(message.text)

    def opened(query: str = "", size: tuple[int, int] = LAPTOP, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", heard)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}/{query}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert said == []


@pytest.fixture
def opened(tab: Callable[..., Any]) -> Callable[..., Any]:
    """Opens a tab and waits for its pictures."""

    def to(*where: Any, **options: Any) -> Any:
        page = tab(*where, **options)
        shown(page)
        return page

    return to
