"""What is said about an error: its status, its headers, and its body in both formats.

`ErrorAnswer` is plain data, so the same refusal is the same bytes wherever it is written: by the exception
handler, by a middleware, or as the stored answer of an idempotency key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from core_banking.api.http_errors import STATUS_OF_HTTP_CODE
from core_banking.api.renderers import PROBLEM_MEDIA_TYPE, wants_problem_details
from core_banking.api.rendering import render_json
from core_banking.kernel.errors import ERROR_CODES, DomainError, ErrorCategory, InvalidInput

STATUS_OF_CATEGORY: Final[Mapping[ErrorCategory, HTTPStatus]] = {
    ErrorCategory.INVALID: HTTPStatus.BAD_REQUEST,
    ErrorCategory.NOT_SIGNED_IN: HTTPStatus.UNAUTHORIZED,
    ErrorCategory.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    ErrorCategory.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorCategory.CONFLICT: HTTPStatus.CONFLICT,
    ErrorCategory.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ErrorCategory.REFUSED: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErrorCategory.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCategory.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}

NON_FIELD_ERRORS: Final = "non_field_errors"
_RETRY_AFTER_IF_UNSAID: Final = {"idempotency_in_progress": 1, "temporarily_unavailable": 1}

FieldProblem = dict[str, Any] | list[Any]


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An error as HTTP says it. `fields` holds the field errors of a validation error, possibly nested."""

    status: int
    code: str
    sentence: str
    details: Mapping[str, object] = field(default_factory=dict)
    fields: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """Return the body in the bank's own shape: field errors as they are, all else sentence and code."""
        if self.fields is not None:
            return dict(self.fields)
        return {"error": self.sentence, "code": self.code, **self.details}

    def problem(self, *, instance: str, request_id: str) -> dict[str, Any]:
        """Return the body as RFC 9457 problem details."""
        status = HTTPStatus(self.status)
        document: dict[str, Any] = {
            "type": f"/api/errors/{self.code}/",
            "title": ERROR_CODES[self.code].sentence if self.code in ERROR_CODES else status.phrase,
            "status": self.status,
            "detail": self.sentence,
            "instance": instance,
            "code": self.code,
            "request_id": request_id,
        }
        document.update((name, value) for name, value in self.details.items() if name not in document)
        if self.fields is not None:
            document["errors"] = field_problems(self.fields)
        return document


def answer_of_refusal(refusal: DomainError) -> ErrorAnswer:
    """Return what is said about a refusal."""
    fields: Mapping[str, Any] | None = None
    if isinstance(refusal, InvalidInput):
        fields = refusal.fields or {NON_FIELD_ERRORS: [refusal.sentence]}
    return ErrorAnswer(
        status=status_of(refusal),
        code=refusal.code,
        sentence=refusal.sentence,
        details=refusal.details,
        fields=fields,
        headers=_headers_of(refusal),
    )


def status_of(refusal: DomainError) -> int:
    """Return the HTTP status of a refusal: its own, or that of its category."""
    return int(STATUS_OF_HTTP_CODE.get(refusal.code) or STATUS_OF_CATEGORY[refusal.category])


def status_of_code(code: str) -> int:
    """Return the HTTP status of a registered code."""
    return int(STATUS_OF_HTTP_CODE.get(code) or STATUS_OF_CATEGORY[ERROR_CODES[code].category])


def plain_error_response(refusal: DomainError, request: HttpRequest) -> HttpResponse:
    """Return the response to a refusal outside of REST framework's views."""
    answer = answer_of_refusal(refusal)
    body, content_type = body_for(answer, request)
    response = HttpResponse(render_json(body), status=answer.status, content_type=content_type)
    for name, value in answer.headers.items():
        response[name] = value
    return response


def body_for(answer: ErrorAnswer, request: HttpRequest) -> tuple[dict[str, Any], str]:
    """Return body and content type in the format that the request's `Accept` header asks for."""
    if not wants_problem_details(request.META.get("HTTP_ACCEPT", "")):
        return answer.body(), "application/json"
    problem = answer.problem(instance=request.path, request_id=getattr(request, "request_id", ""))
    return problem, PROBLEM_MEDIA_TYPE


def field_problems(fields: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return one `{pointer, code, detail}` for each message; pointers are JSON pointers (RFC 6901)."""
    found: list[dict[str, str]] = []
    waiting: list[tuple[str, object]] = [("", fields)]
    while waiting:
        pointer, messages = waiting.pop(0)
        if isinstance(messages, Mapping):
            for name, inner in messages.items():
                here = pointer if name == NON_FIELD_ERRORS else f"{pointer}/{_escaped(str(name))}"
                waiting.append((here, inner))
        elif isinstance(messages, list | tuple):
            texts = [message for message in messages if isinstance(message, str)]
            found.extend(_field_problem(pointer, text) for text in texts)
            for index, inner in enumerate(messages):
                if not isinstance(inner, str):
                    waiting.append((f"{pointer}/{index}", inner))
        else:
            found.append(_field_problem(pointer, str(messages)))
    return found


def _field_problem(pointer: str, message: str) -> dict[str, str]:
    return {
        "pointer": f"#{pointer}",
        "code": getattr(message, "code", None) or "invalid",
        "detail": str(message),
    }


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _headers_of(refusal: DomainError) -> dict[str, str]:
    headers: dict[str, str] = {}
    retry_after = getattr(refusal, "retry_after", None) or _RETRY_AFTER_IF_UNSAID.get(refusal.code)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if refusal.category is ErrorCategory.NOT_SIGNED_IN:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return headers
