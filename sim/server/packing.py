"""Compression, and files that a browser keeps.

Only gzip: over plain http, which is what a class uses, browsers ask for nothing else.
"""

from __future__ import annotations

import re

import flask
from flask_compress import Compress

YEAR = 365 * 24 * 3600
HOUR = 3600
_PRINT = re.compile(r"\.v[\w-]+m\d+(?=\.)")
"""Version and time in the name of a file of Dash, as ``deps/react.v4_4_1m1700000000.min.js``."""


class _Kept(dict[str, bytes]):
    """Compressed files; what has no name is another each time and not kept."""

    def set(self, key: str, value: bytes) -> None:
        if not key.endswith(";"):
            self[key] = value


def pack(server: flask.Flask) -> None:
    """Compress answers, static files once; and say how long a browser may keep them."""
    server.config.update(
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_ALGORITHM_STREAMING=["gzip"],
        COMPRESS_LEVEL=6,
        COMPRESS_CACHE_BACKEND=_Kept,
        COMPRESS_CACHE_KEY=lambda _: flask.g.get("file", ""),
    )
    Compress(server)

    @server.after_request
    def keep(response: flask.Response) -> flask.Response:
        request = flask.request
        if response.status_code != 200 or request.endpoint is None or request.method != "GET":
            return response
        assets = request.path.startswith("/assets/")
        if not (assets or request.path.startswith(("/_dash-component-suites/", "/plotly.js"))):
            return response
        if assets:
            response.direct_passthrough = False
            response.make_sequence()  # whole, so that it is compressed once and not each time
        if (assets and "m" in request.args) or _PRINT.search(request.path):
            response.cache_control.max_age, response.cache_control.public = YEAR, True
            response.cache_control.immutable = True
            response.cache_control.no_cache = None
        elif assets:
            response.cache_control.max_age, response.cache_control.no_cache = HOUR, None
        flask.g.file = _PRINT.sub("", request.path) + (response.get_etag()[0] or "" if assets else "")
        return response
