"""What a visitor reads where a request is refused or fails: a page for people, JSON for scripts."""

from __future__ import annotations

import json
import logging
import secrets
from concurrent.futures import BrokenExecutor, CancelledError

import flask
from dash.exceptions import DependencyException
from markupsafe import escape
from werkzeug.exceptions import HTTPException, TooManyRequests

from sim.server.setup import LANGUAGES
from sim.server.words import Words

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
"""Of a request's body; a scenario text has a smaller cap of its own."""


def tell_errors(server: flask.Flask) -> None:
    """Have a server tell its errors in words; what went wrong inside is for the log."""

    @server.errorhandler(HTTPException)
    def told(error: HTTPException) -> flask.Response:
        status = error.code or 500
        if status < 400:
            return flask.Response(error.get_body(), status, error.get_headers())
        response = _answer(status, _told(status, error.description or ""))
        if isinstance(error, TooManyRequests) and error.retry_after is not None:
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    @server.errorhandler(DependencyException)
    def missing(_: DependencyException) -> flask.Response:
        """A file of a package that is no part of the page."""
        return _answer(404, _told(404, ""))

    @server.errorhandler(BrokenExecutor)
    @server.errorhandler(CancelledError)
    def lost(error: Exception) -> flask.Response:
        """A process that computes was ended, with this server or alone; the next request begins another."""
        log.warning("a computation was lost at %s: %s", flask.request.path, type(error).__name__)
        response = _answer(503, _words().say("This was interrupted. The page tries again by itself."))
        response.headers["Retry-After"] = "1"
        return response

    @server.errorhandler(Exception)
    def failed(error: Exception) -> flask.Response:
        """What went wrong is for the log; the visitor gets its number."""
        number = secrets.token_hex(4)
        log.exception("error %s at %s", number, flask.request.path, exc_info=error)
        text = _words().say(
            "Something went wrong here (number {number}). Load the page again.", number=number
        )
        return _answer(500, text)


def _told(status: int, description: str) -> str:
    say = _words().say
    if status == 404:
        return say("There is no such page here.")
    if status == 413:
        return say("That is too much: at most {kilobytes} kB at a time.", kilobytes=MOST_BYTES // 1024)
    if status == 429 and description == "full":
        return say(
            "There are as many visitors here as this server can serve. The page tries again by itself."
        )
    if status == 429:
        return say("That was a lot at once. Wait a moment: the page tries again by itself.")
    return say("This request cannot be answered: {reason}", reason=description)


def _answer(status: int, text: str) -> flask.Response:
    """A message as a page for people and as JSON for scripts."""
    if flask.request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        refresh = '<meta http-equiv="refresh" content="20">' if status in (429, 503) else ""
        words = _words()
        page = (
            f'<!DOCTYPE html><html lang="{words.language}" dir="{words.direction}"><meta charset="utf-8">{refresh}'
            '<meta name="viewport" content="width=device-width"><title>counterpoise</title>'
            f'<body style="font: 1.2rem system-ui; max-width: 34em; margin: 3em auto"><p>{escape(text)}</p>'
        )
        return flask.Response(page, status, mimetype="text/html")
    return flask.Response(json.dumps({"faults": [text]}), status, mimetype="application/json")


def _words() -> Words:
    asked = flask.request.args.get("language", "")
    return Words(asked if asked in LANGUAGES else flask.request.accept_languages.best_match(LANGUAGES, "en"))
