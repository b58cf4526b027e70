"""The application: routes for what the page fetches, and the shell that Dash keeps around the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import dash
import flask
from dash import ClientsideFunction, Input, Output, dcc, html
from pydantic import ValidationError

from sim.loading import Fault, InputError
from sim.loading.bundled import bundled_scenarios
from sim.server import exports
from sim.server.address import language_of, read_address, write_address
from sim.server.answers import told as _told
from sim.server.blocks import Block, compute, compute_base
from sim.server.kitchen import Kitchen
from sim.server.lessons import cases_beside, lessons
from sim.server.pages import explore, lenses, shell, why
from sim.server.pairs import compute_pair
from sim.server.playing import load
from sim.server.setup import PAGES, Address, Cases, Setup, View
from sim.server.words import Words
from sim.server.words import words as words_of

YEAR = 365 * 24 * 3600
_MODULES = {"why": "why", "lenses": "lenses", "lessons": "lessons", "class": "classroom"}
"""Page and module under ``sim.server.pages``, which says what a module has to have."""

_INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{%title%}</title>
<link rel="icon" href="data:,">
{%css%}
<script src="SHAPES" defer></script>
</head>
<body>
{%app_entry%}
{%config%}{%scripts%}{%renderer%}
</body>
</html>"""


def offered(named: Cases) -> Cases:
    """The named cases first, then all that are bundled, of these the one that an address without a case means first."""
    known = bundled_scenarios()
    return {**named, **{name: known[name] for name in (Setup().case, *known) if name not in named}}


@dataclass(frozen=True)
class Config:
    """What is served.

    Attributes
    ----------
    cases
        Scenarios that may be chosen, by name; the first is shown unless the address says otherwise.
    workers
        Processes that compute; 0 computes in the web server itself.
    lessons
        A folder with a teacher's own lessons, offered beside those that come with the package.
    """

    cases: Cases = field(default_factory=lambda: offered({}))
    workers: int = 2
    lessons: Path | None = None


def create_app(config: Config | None = None) -> dash.Dash:
    """The application, without a server to run it: ``create_app().server`` is its WSGI application.

    Raises
    ------
    InputError
        Where a scenario's file is faulty.
    """
    chosen = _with_lessons(config or Config())
    for case, file in chosen.cases.items():  # a faulty file is told now, with its lines
        load(_opened(case, file), chosen.cases)
    kitchen = Kitchen(chosen.cases, chosen.workers)
    app = dash.Dash(
        "sim.server", assets_folder=str(files("sim.server") / "assets"), serve_locally=True, title="counterpoise",
        update_title="", suppress_callback_exceptions=True,
        index_string=_INDEX.replace("SHAPES", f"/plotly.js?{_plotly()[1]}"),
    )  # fmt: skip
    app.layout = html.Div(
        [
            dcc.Location(id="address", refresh=False),
            dcc.Store(id="place"),
            html.Div(id="shell", role="presentation"),
        ]
    )
    app.server.extensions["kitchen"] = kitchen
    _routes(app.server, kitchen, chosen)
    _callbacks(app, chosen)
    return app


def _opened(case: str, file: Path) -> Setup:
    try:
        return Setup(case=case)
    except ValidationError:
        message = (
            "an address has no room for this name: rename the file, with letters, digits, - and _ (up to 60)"
        )
        raise InputError([Fault(str(file), 1, 1, message)]) from None


def _with_lessons(config: Config) -> Config:
    """With the cases that a teacher's own lessons are about; a faulty lesson is told now, with its lines."""
    if config.lessons is None:
        return config
    lessons(folder=config.lessons)
    beside = cases_beside(config.lessons)
    return replace(
        config, cases={**config.cases, **{n: p for n, p in beside.items() if n not in config.cases}}
    )


def _callbacks(app: dash.Dash, config: Config) -> None:
    app.clientside_callback(
        ClientsideFunction("counterpoise", "arrive"), Output("place", "data"), Input("address", "search")
    )
    app.clientside_callback(
        ClientsideFunction("counterpoise", "shown"), Output("shell", "title"), Input("shell", "children")
    )

    @app.callback(Output("shell", "children"), Input("place", "data"))  # type: ignore[untyped-decorator]
    def show(place: object) -> Any:
        """Header, page and footer; asked for again only when page or language change."""
        words = words_of(language_of(str(place or "")))
        try:
            address = read_address(str(place or ""))
        except InputError as error:
            view = View.model_validate({"language": words.language})
            return shell.around(Address(view=view), words, shell.faults(error, words))
        return shell.around(address, words, _page(address.view.page)(address, words))

    for page in PAGES:
        if (module := _module(page)) is not None and hasattr(module, "register"):
            module.register(app, config)


def _module(page: str) -> Any:
    """The module of a page other than the first, if it is there."""
    name = _MODULES.get(page)
    try:
        return import_module(f"sim.server.pages.{name}") if name else explore
    except ModuleNotFoundError:
        return None


def _page(page: str) -> Callable[[Address, Words], Any]:
    module = _module(page)
    layout: Callable[[Address, Words], Any] = module.layout if module is not None else shell.missing
    return layout


def _routes(server: flask.Flask, kitchen: Kitchen, config: Config) -> None:
    @server.before_request
    def begin() -> Any:
        """Without an address, the first case of this server is shown."""
        first = next(iter(config.cases))
        if flask.request.path == "/" and not flask.request.query_string and first != Setup().case:
            return flask.redirect("/?" + write_address(Address(setup=Setup(case=first))))
        return None

    @server.get("/plotly.js")
    def plotly_js() -> flask.Response:
        return _kept(flask.Response(_plotly()[0], mimetype="text/javascript"))

    @server.get("/block.json")
    def block() -> flask.Response:
        return _told(lambda a: _packed(kitchen.get(compute, a.setup, a.view.language)))

    @server.get("/base.json")
    def base() -> flask.Response:
        return _told(lambda a: _packed(kitchen.get(compute_base, a.setup.case, a.view.language)))

    @server.get("/explore.html")
    def fragment() -> flask.Response:
        return _told(lambda a: flask.Response(explore.fragment(a, config.cases), mimetype="text/html"))

    @server.get("/why.html")
    def why_fragment() -> flask.Response:
        return _told(lambda a: flask.Response(why.fragment(a, config.cases), mimetype="text/html"))

    @server.get("/why.json")
    def why_answer() -> flask.Response:
        return _told(lambda a: _packed(kitchen.get(why.answer, a.setup, a.view.actor or "", *_seen(a))))

    @server.get("/course.json")
    def course() -> flask.Response:
        return _told(
            lambda a: _packed(
                why.course(
                    kitchen.get(compute, a.setup, a.view.language), a.view.actor or "", a.view.language
                )
            )
        )

    @server.get("/lenses.html")
    def lenses_fragment() -> flask.Response:
        return _told(lambda a: flask.Response(lenses.fragment(a, config.cases), mimetype="text/html"))

    @server.get("/lenses.json")
    def pair() -> flask.Response:
        return _told(lambda a: _packed(kitchen.get(compute_pair, a.setup, a.view.second, a.view.language)))

    @server.get("/export/trajectories.csv")
    def csv() -> flask.Response:
        return _told(
            lambda a: _file(kitchen.get(exports.trajectories_csv, a.setup, keep=False), a.setup, "csv")
        )

    @server.get("/export/scenario.yaml")
    def scenario() -> flask.Response:
        return _told(lambda a: _file(exports.scenario_yaml(a.setup, config.cases), a.setup, "yaml"))


def _seen(address: Address) -> tuple[int, str]:
    """Tick (the start where the address has none) and language."""
    return address.view.tick or 0, address.view.language


def _packed(block: Block) -> flask.Response:
    """A block, which the browser keeps and asks about by its tag."""
    response = flask.Response(block.packed, mimetype="application/json")
    response.content_encoding = "gzip"
    response.set_etag(block.tag)
    response.cache_control.no_cache = True
    response.make_conditional(flask.request)
    return response


def _kept(response: flask.Response) -> flask.Response:
    """What never changes under its address."""
    response.cache_control.max_age, response.cache_control.public = YEAR, True
    response.cache_control.immutable = True
    return response


def _file(text: str, setup: Setup, ending: str) -> flask.Response:
    response = flask.Response(text, mimetype="text/csv" if ending == "csv" else "application/yaml")
    response.headers["Content-Disposition"] = f'attachment; filename="{exports.file_name(setup, ending)}"'
    return response


@cache
def _plotly() -> tuple[bytes, str]:
    """plotly.js as the plotly package brings it, and its tag."""
    content = files("plotly").joinpath("package_data/plotly.min.js").read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]
