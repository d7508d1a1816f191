"""The documentation as pages: Swagger UI, Redoc and the schema itself. Every asset is the bank's own."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from core_banking.api.error_answers import plain_error_response
from core_banking.kernel.errors import InvalidInput

# Both pages write styles (never scripts) into themselves. Redoc searches in a worker made from a blob.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self' blob:; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'none'"
)


@csrf_exempt
@require_safe
def swagger(request: HttpRequest) -> HttpResponse:
    """Show the API in Swagger UI, where it can be tried out."""
    options = {**settings.SPECTACULAR_SETTINGS.get("SWAGGER_UI_SETTINGS", {}), "validatorUrl": None}
    return _page(request, "docs/swagger.html", {"options": json.dumps(options)})


@csrf_exempt
@require_safe
def redoc(request: HttpRequest) -> HttpResponse:
    """Show the API in Redoc, for reading."""
    return _page(request, "docs/redoc.html", {})


@csrf_exempt
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Lead to the documentation."""
    return HttpResponseRedirect("/api/docs/swagger/")


@csrf_exempt
@require_safe
def schema_document(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document: JSON, or YAML with `?format=yaml`."""
    chosen = request.GET.get("format") or _format_preferred(request.META.get("HTTP_ACCEPT", ""))
    if chosen not in _WRITERS:
        choices = " or ".join(_WRITERS)
        return plain_error_response(InvalidInput({"format": [f"Give {choices}."]}), request)
    content_type, write = _WRITERS[chosen]
    response = HttpResponse(write(), content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="core-banking.{chosen}"'
    return response


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    title = settings.SPECTACULAR_SETTINGS["TITLE"]
    response = render(request, template, {"title": title, **context})
    response["Content-Security-Policy"] = _PAGE_POLICY
    return response


def _format_preferred(accept: str) -> str:
    return "yaml" if "yaml" in accept or "vnd.oai.openapi" in accept.replace("openapi+json", "") else "json"


@functools.cache
def _schema() -> Any:
    # It is the same for everybody and takes a while to build.
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


@functools.cache
def _schema_as_json() -> bytes:
    return bytes(OpenApiJsonRenderer().render(_schema(), renderer_context={}))


@functools.cache
def _schema_as_yaml() -> bytes:
    return bytes(OpenApiYamlRenderer().render(_schema(), renderer_context={}))  # type: ignore[no-untyped-call]


_WRITERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "json": ("application/json", _schema_as_json),
    "yaml": ("application/yaml", _schema_as_yaml),
}
