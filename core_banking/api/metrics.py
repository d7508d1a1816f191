"""Figures for Prometheus: what this process has answered, and what the apps add to that.

Each process counts for itself. Where several serve one address, and for the worker beside them, give them a folder in
`PROMETHEUS_MULTIPROC_DIR` that is empty when they begin (`make run` does): then each scrape shows all of them together.

The labels are bounded: routes are the templates of the addresses, never what a caller wrote.
"""

from __future__ import annotations

import ipaddress
import os
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core_banking.api.request_facts import client_address

GetResponse = Callable[[HttpRequest], HttpResponseBase]

REGISTRY: Final = CollectorRegistry()
"""What this process shows; an app adds its own when it is ready."""
_collectors: Final[list[Collector]] = []

_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_NO_ROUTE: Final = "none"
_STATIC: Final = "static"
_BEARER: Final = "Bearer "
_BUCKETS_IN_MILLISECONDS: Final = (5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)

REQUESTS: Final = Counter(
    "bank_http_requests", "Requests answered.", ["method", "route", "status"], registry=REGISTRY
)
SECONDS: Final = Histogram(
    "bank_http_request_seconds",
    "How long requests took to answer.",
    ["route"],
    buckets=[milliseconds / 1000 for milliseconds in _BUCKETS_IN_MILLISECONDS],
    registry=REGISTRY,
)
ProcessCollector(registry=REGISTRY)


def show(collector: Collector) -> None:
    """Show from now on what a collector reads at each scrape; called once for each, when the apps are ready."""
    _collectors.append(collector)
    REGISTRY.register(collector)


def figures_as_text() -> bytes:
    """Return all figures: of this process, or of all that share a folder, and what collectors read just now."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    for collector in _collectors:
        together.register(collector)
    return generate_latest(together)


class CountRequests:
    """Counts each request by method, route and status, and measures how long it took."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request and count it."""
        begun = time.perf_counter()
        response = self.get_response(request)
        route = _route_of(request)
        SECONDS.labels(route).observe(time.perf_counter() - begun)
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(method, route, response.status_code).inc()
        return response


@csrf_exempt
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Show all figures to whoever has the token or calls from an allowed address; there is no such page for others."""
    if not _may_see(request):
        raise Http404
    return HttpResponse(figures_as_text(), content_type=CONTENT_TYPE_LATEST)


def _may_see(request: HttpRequest) -> bool:
    offered = request.META.get("HTTP_AUTHORIZATION", "")
    token: str = settings.METRICS_TOKEN
    if token and offered.startswith(_BEARER) and constant_time_compare(offered[len(_BEARER) :], token):
        return True
    allowed: list[str] = settings.METRICS_ALLOWED_ADDRESSES
    address = client_address(request) if allowed else None
    if address is None:
        return False
    caller = ipaddress.ip_address(address)
    return any(caller in ipaddress.ip_network(network, strict=False) for network in allowed)


def _route_of(request: HttpRequest) -> str:
    match: Any = getattr(request, "resolver_match", None)
    if match is not None:
        return "/" + str(match.route)
    return _STATIC if request.path_info.startswith(settings.STATIC_URL) else _NO_ROUTE
