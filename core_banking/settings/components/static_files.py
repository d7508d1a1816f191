"""How browsers keep the bank's own static files."""

from __future__ import annotations

from wsgiref.headers import Headers


def _never_stale(headers: Headers, _path: str, url: str) -> None:
    """Have browsers ask whether a module of the web client has changed, before they use the one they keep.

    Modules import each other by their plain names, which are the same after an upgrade; what has a digest in its
    name is kept for ever.
    """
    if url.startswith("/static/web/") and "immutable" not in headers.get("Cache-Control", ""):
        headers["Cache-Control"] = "no-cache"


WHITENOISE_ADD_HEADERS_FUNCTION = _never_stale
