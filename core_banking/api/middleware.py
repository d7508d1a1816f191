"""What every request passes through: an identifier, headers that limit the browser, and an address that
answers with and without its final slash. Bodies are limited in `core_banking.api.body_limits`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import is_valid_path

from core_banking.api.body_limits import BodySizeLimit
from core_banking.api.error_answers import plain_error_response
from core_banking.api.http_errors import HttpRefusal, MethodNotAllowed, NothingHere
from core_banking.api.renderers import PROBLEM_MEDIA_TYPE
from core_banking.api.request_log import current_request_id
from core_banking.kernel.errors import DomainError, NotFound
from core_banking.kernel.ids import request_id

__all__ = ["BodySizeLimit", "OptionalTrailingSlash", "RequestIdentity", "SecurityHeaders"]

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_WELL_FORMED_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}\Z", re.ASCII)
_JSON_TYPES: Final = ("application/json", PROBLEM_MEDIA_TYPE)

_NOTHING_ALLOWED: Final = "default-src 'none'; frame-ancestors 'none'"
_OWN_ASSETS_ONLY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_REFUSALS_OF_DJANGO: Final[Mapping[int, type[DomainError]]] = {
    HTTPStatus.NOT_FOUND: NothingHere,
    HTTPStatus.METHOD_NOT_ALLOWED: MethodNotAllowed,
}


class RequestIdentity:
    """Gives each request an identifier, on its log lines and on its response (`X-Request-ID`).

    A well-formed one that came with the request is kept; anything else is replaced.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request under its identifier."""
        offered = request.META.get("HTTP_X_REQUEST_ID", "")
        identifier = offered if _WELL_FORMED_ID.match(offered) else request_id()
        request.request_id = identifier  # type: ignore[attr-defined]
        # Not taken back here: the server still has lines to write about this request. The next one replaces it.
        current_request_id.set(identifier)
        response = self.get_response(request)
        response["X-Request-ID"] = identifier
        return response


class SecurityHeaders:
    """Tells browsers to load nothing from elsewhere, and everybody in between to keep no copy of an answer.

    A view that needs a wider policy sets `Content-Security-Policy` itself.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with the headers added."""
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        response.headers.setdefault(
            "Content-Security-Policy", _OWN_ASSETS_ONLY if is_page else _NOTHING_ALLOWED
        )
        if is_page:
            response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class OptionalTrailingSlash:
    """Lets every address answer with and without its final slash, and errors under `/api/` be JSON.

    Addresses under `/api/` are all declared with the slash, so it is simply added there. NUL characters,
    which no database column can hold, are refused here once for all.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request at its declared address."""
        is_api = request.path_info.startswith("/api/")
        if "\x00" in request.path_info:
            return plain_error_response(NotFound(), request)
        if "%00" in request.META.get("QUERY_STRING", ""):
            return plain_error_response(HttpRefusal("The query holds a NUL character."), request)
        if is_api and not request.path_info.endswith("/"):
            _move_to(request, request.path_info + "/")
        elif not is_api:
            _move_to_declared_form(request)
        response = self.get_response(request)
        return _as_json(response, request) if is_api or _is_api_root(request) else response


def _move_to_declared_form(request: HttpRequest) -> None:
    path = request.path_info
    if path.startswith(settings.STATIC_URL) or is_valid_path(path):
        return
    other = path.rstrip("/") if path.endswith("/") else path + "/"
    if other and is_valid_path(other):
        _move_to(request, other)


def _move_to(request: HttpRequest, path_info: str) -> None:
    request.path = request.path.removesuffix(request.path_info) + path_info
    request.path_info = path_info


def _is_api_root(request: HttpRequest) -> bool:
    return request.path_info == "/api"


def _as_json(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """Replace Django's own pages for an unknown address and a wrong method.

    With DEBUG on, its page for an unknown address would list every address there is.
    """
    refusal = _REFUSALS_OF_DJANGO.get(response.status_code)
    is_json = response.get("Content-Type", "").partition(";")[0] in _JSON_TYPES
    if refusal is None or is_json or not isinstance(response, HttpResponse):
        return response
    replacement = plain_error_response(refusal(), request)
    if "Allow" in response:
        replacement["Allow"] = response["Allow"]
    return replacement
