"""How a client in a browser carries its refresh token: in a cookie that no script can read.

The client asks for it by a header, which is also what makes the cookie safe to believe: a page of another site can
neither send that header nor, for `SameSite=Strict`, have the cookie sent with its requests.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core_banking.kernel.errors import InvalidInput
from users.errors import ForeignOrigin, TokenNotValid

HEADER: Final = "X-Refresh-Token"
BY_COOKIE: Final = "cookie"
COOKIE: Final = "refresh_token"
PATH: Final = "/api/auth/"


def travels_by_cookie(request: HttpRequest) -> bool:
    """Whether the caller wants its refresh token in a cookie.

    Raises `InvalidInput` for a header that says anything else, and `ForeignOrigin` for a page of another site.
    """
    wanted = request.headers.get(HEADER)
    if wanted is None:
        return False
    if wanted != BY_COOKIE:
        raise InvalidInput({HEADER: [f"Send `{BY_COOKIE}`, or leave this header out."]})
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.get_host().lower():
        raise ForeignOrigin
    return True


def presented_refresh_token(request: HttpRequest) -> str:
    """Return the refresh token of the cookie. Raises `TokenNotValid` where there is none."""
    token = kept_refresh_token(request)
    if token is None:
        raise TokenNotValid
    return token


def kept_refresh_token(request: HttpRequest) -> str | None:
    """Return the refresh token of the cookie; None where there is none. To be asked only where it travels so."""
    return request.COOKIES.get(COOKIE) or None


def hand_out_refresh_token(request: HttpRequest, response: HttpResponseBase, token: str) -> None:
    """Put a refresh token into the cookie, for as long as such a token is good."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.REFRESH_TOKEN_LIFETIME,
        path=PATH,
        httponly=True,
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def take_refresh_token_back(response: HttpResponseBase) -> None:
    """Have the cookie removed."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
