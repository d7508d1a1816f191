"""The `Idempotency-Key` header: from a request to a claim, and from a stored answer back to a response."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from rest_framework.request import Request

from core_banking.api.error_answers import answer_of_refusal, body_for
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.http_errors import HttpRefusal
from core_banking.api.renderers import PROBLEM_MEDIA_TYPE
from core_banking.api.rendering import render_json
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import ErrorCategory, InvalidInput, NotSignedIn
from core_banking.kernel.idempotency import Answer, IdempotencyClaim, fingerprint

T = TypeVar("T")

SECRET_MEMBERS = frozenset({"pin", "otp"})
"""Members of a body that say who is asking, not what for: a retry may carry another code."""

_KEY = re.compile(r"[\x21-\x7e]{1,255}\Z")
_PROBLEM_OPENING = b'{"type":"/api/errors/'


class IdempotencyKeyRequired(HttpRefusal):
    """This bank demands a key on every movement of money."""

    code = "idempotency_key_required"
    category = ErrorCategory.INVALID
    sentence = "Send an Idempotency-Key header with this request."


class MalformedIdempotencyKey(HttpRefusal):
    """The key is empty, too long, or holds something else than visible ASCII."""

    code = "malformed_idempotency_key"
    category = ErrorCategory.INVALID
    sentence = "The Idempotency-Key must be 1 to 255 visible ASCII characters."


def claim_of(
    request: Request,
    actor: Actor,
    route: str,
    render_outcome: Callable[[T], Answer],
    render_refusal: Callable[[Exception], Answer] | None = None,
) -> IdempotencyClaim[T] | None:
    """Return the claim a request makes by its `Idempotency-Key`, or None if it makes none.

    `route` names the operation with its path parameters, the same with and without a final slash. A dry run
    makes no claim: it has no effect to repeat. Left out, `render_refusal` writes what the exception handler
    would. Raises `MalformedIdempotencyKey`, `IdempotencyKeyRequired` or `NotSignedIn`.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not _KEY.match(key):
        raise MalformedIdempotencyKey
    if is_dry_run(request):
        return None
    if key is None:
        if settings.IDEMPOTENCY_KEY_POLICY == "required":
            raise IdempotencyKeyRequired
        return None
    if actor.user_id is None:
        raise NotSignedIn
    return IdempotencyClaim(
        principal_id=actor.user_id,
        key=key,
        fingerprint=fingerprint(request.method or "", route.rstrip("/"), canonical_body(request.data)),
        render_outcome=render_outcome,
        render_refusal=render_refusal or (lambda error: refusal_answer(error, request)),
    )


def is_dry_run(request: Request) -> bool:
    """Whether `?dry_run=true` was asked for.

    Raises `InvalidInput` for anything but `true` and `false`, and for any other parameter: a rehearsal that is
    misspelt must not move money. A view whose orders have parameters themselves names them in `order_parameters`.
    """
    view = (request.parser_context or {}).get("view")
    refuse_unknown_parameters(request, {"dry_run", *getattr(view, "order_parameters", ())})
    match request.query_params.get("dry_run"):
        case None | "false":
            return False
        case "true":
            return True
    raise InvalidInput({"dry_run": ["Give true or false."]})


def refusal_answer(error: Exception, request: Request) -> Answer:
    """Return the answer that the exception handler gives for an error of this request."""
    from core_banking.api.errors import refusal_of

    answer = answer_of_refusal(refusal_of(error))
    body, _ = body_for(answer, request._request)
    return Answer(answer.status, render_json(body))


def json_answer(http_status: int, value: object) -> Answer:
    """Return an answer with a JSON value as its body."""
    return Answer(http_status, render_json(value))


def response_of(answer: Answer, *, replayed: bool = False) -> HttpResponse:
    """Return an answer's exact bytes as a response; a replayed one says so in `Idempotency-Replayed`."""
    is_problem = answer.http_status >= 400 and answer.body.startswith(_PROBLEM_OPENING)
    content_type = PROBLEM_MEDIA_TYPE if is_problem else "application/json"
    response = HttpResponse(answer.body, status=answer.http_status, content_type=content_type)
    if replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def replayed_response(answer: Answer) -> HttpResponse:
    """Return the first answer again, marked as a replay."""
    return response_of(answer, replayed=True)


def canonical_body(data: object) -> bytes:
    """Return the same bytes for bodies that say the same: key order, white space and PIN do not matter.

    Numbers are compared by value (`100`, `100.0` and `1e2` are one number); a number and a text differ.
    """
    if isinstance(data, QueryDict):
        data = {name: data.getlist(name) for name in data}
    if isinstance(data, Mapping):
        data = {name: value for name, value in data.items() if name not in SECRET_MEMBERS}
    return orjson.dumps(_canonical(data), option=orjson.OPT_SORT_KEYS)


def _canonical(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {str(name): _canonical(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(inner) for inner in value]
    if isinstance(value, UploadedFile):
        return {"file": value.name or "", "sha256": _digest_of(value)}
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return orjson.Fragment(_canonical_number(Decimal(value)))
    return value


def _canonical_number(number: Decimal) -> bytes:
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits)).lstrip("0")
    significant = text.rstrip("0")
    if not significant:
        return b"0"
    return f"{'-' if sign else ''}{significant}e{exponent + len(text) - len(significant)}".encode()


def _digest_of(upload: UploadedFile[bytes]) -> str:
    digest = sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
