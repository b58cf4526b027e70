"""What stands around every page: navigation, language, theme, the place for errors, and the footer."""

from __future__ import annotations

from typing import Any

from dash import html

from sim.loading import InputError
from sim.server.address import write_address
from sim.server.faults import told
from sim.server.setup import Address
from sim.server.words import Words, languages
from sim.version import __version__


def around(address: Address, words: Words, page: Any) -> list[Any]:
    """Header, page and footer."""
    view = address.view
    return [
        html.A(words.say("Skip to the page"), href="#main", className="skip"),
        html.Header(
            [
                html.A(html.Strong("counterpoise"), href="/", className="brand"),
                html.Nav(
                    [_link(address, "page", name, text, name == view.page) for name, text in _pages(words).items()],
                    **{"aria-label": words.say("Pages")},
                ),
                html.Div(
                    [
                        _link(address, "language", name, own, name == view.language, lang=name)
                        for name, own in languages().items()
                    ],
                    className="languages",
                    **{"aria-label": words.say("Language")},
                    role="group",
                ),
                html.Button(
                    "◐", id="theme", className="quiet", type="button", title=words.say("Light or dark"),
                    **{"data-do": "theme", "aria-label": words.say("Light or dark")},
                ),
            ]
        ),
        html.Div(
            id="errors", role="alert", **{"data-away": words.say("The server does not answer; trying again.")}
        ),
        html.Section(id="class-bar", hidden=True, **{"aria-label": words.say("Class")}),
        html.Section(id="lesson-bar", hidden=True, **{"aria-label": words.say("Lesson")}),
        html.Main(page, id="main", tabIndex=-1),
        html.Footer(
            [
                html.Span(f"counterpoise {__version__}"), " · ",
                html.Span(id="digest"), " ",
                html.Span(
                    words.say(
                        "Results are conditional on how the case was coded and on the theory's numbers; any spread "
                        "shown is chance between runs only."
                    )
                ),
            ],
            className="foot",
        ),
        html.Div(id="tip", role="tooltip", hidden=True),
    ]  # fmt: skip


def _pages(words: Words) -> dict[str, str]:
    return {
        "explore": words.say("Explore"), "why": words.say("Why?"), "lenses": words.say("Two lenses"),
        "lessons": words.say("Lessons"), "class": words.say("Class"),
    }  # fmt: skip


def _link(address: Address, key: str, value: str, text: str, here: bool, **more: Any) -> html.A:
    """A link that changes one part of the address; the page's script keeps the rest of it current."""
    view = address.view.model_copy(update={key: value})
    current = {"aria-current": "page" if key == "page" else "true"} if here else {}
    href = "?" + write_address(Address(setup=address.setup, view=view))
    return html.A(text, href=href, **{"data-key": key, "data-value": value}, **current, **more)


def faults(error: InputError, words: Words) -> html.Section:
    """What is wrong with an address."""
    return html.Section(
        [
            html.H1(words.say("This address cannot be shown")),
            html.Ul([html.Li(told(fault, words), dir="auto") for fault in error.faults[:8]]),
            html.A(words.say("Begin anew"), href="/"),
        ],
        className="card",
    )


def missing(address: Address, words: Words) -> html.Section:
    """A page that this server does not have."""
    return html.Section(html.P(words.say("This page is not part of this server.")), className="card")
