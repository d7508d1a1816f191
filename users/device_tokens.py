"""How a known device carries its token: a cookie for browsers, a header for programs that keep none."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER: Final = "X-Device-Token"
COOKIE: Final = "known_device"
_SECONDS_A_DAY: Final = 86_400


def presented_device_token(request: HttpRequest) -> str | None:
    """Return the token a request came with; the header counts before the cookie."""
    return request.headers.get(HEADER) or request.COOKIES.get(COOKIE)


def hand_out_device_token(request: HttpRequest, response: HttpResponseBase, token: str) -> None:
    """Give the device its token, out of reach of scripts and of requests that other sites cause."""
    response.headers[HEADER] = token
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.KNOWN_DEVICE_DAYS * _SECONDS_A_DAY,
        httponly=True,
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )
