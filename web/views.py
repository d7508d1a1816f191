"""The one page of the web client."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from web.modules import modules_at_the_start

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@require_safe
def client(request: HttpRequest) -> HttpResponse:
    """Answer the page; it holds nothing of anybody, so everybody gets the same, and asks for it again each time."""
    modules = [f"{settings.STATIC_URL}web/{path}" for path in modules_at_the_start()]
    response = render(request, "web/client.html", {"bank_name": settings.BANK_NAME, "modules": modules})
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = "no-cache"
    return response
