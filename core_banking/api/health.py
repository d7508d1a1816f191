"""`/healthz` and `/readyz`, for whoever decides whether this process gets requests."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from core_banking.api.error_answers import plain_error_response
from core_banking.api.http_errors import NotReady
from core_banking.api.readiness import reasons_not_ready

_ASK_AGAIN_SECONDS = 5


@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nobody else."""
    return JsonResponse({"status": "alive"})


@csrf_exempt
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the database is there and migrated; 503 with `Retry-After` if not."""
    reasons = reasons_not_ready()
    if reasons:
        refusal = NotReady(retry_after=_ASK_AGAIN_SECONDS, waiting_for=reasons)
        return plain_error_response(refusal, request)
    return JsonResponse({"status": "ready"})
