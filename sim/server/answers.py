"""Answers of routes: what was asked for, or what is wrong with the request in words, as JSON."""

from __future__ import annotations

from collections.abc import Callable

import flask

from sim.loading import InputError
from sim.server.address import language_of, read_address
from sim.server.faults import told as in_words
from sim.server.setup import Address
from sim.server.words import Words
from sim.server.words import words as words_of


def told(answer: Callable[[Address], flask.Response]) -> flask.Response:
    """The answer to the request's address; what is wrong with it, in words, with status 400."""
    return mended(lambda: answer(read_address(flask.request.query_string.decode("utf-8", "replace"))))


def mended(answer: Callable[[], flask.Response]) -> flask.Response:
    """An answer; faults of what was asked for with status 400, too much work with 503."""
    try:
        return answer()
    except InputError as error:
        return faults([in_words(one, _words()) for one in error.faults[:8]], 400)
    except TimeoutError:
        return faults(
            [_words().say("The server is busy: try again in a minute, or ask for fewer runs.")], 503
        )


def _words() -> Words:
    """Of the language that the request names, whatever else is wrong with it."""
    return words_of(language_of(flask.request.query_string.decode("utf-8", "replace")))


def faults(texts: list[str], status: int) -> flask.Response:
    """What is wrong, for the page to show."""
    return flask.Response(flask.json.dumps({"faults": texts}), status, mimetype="application/json")
