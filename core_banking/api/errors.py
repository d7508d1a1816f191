"""The exception handler: every exception of a view becomes a refusal with a registered code, or a 500 that
says nothing. What a signed-in caller was refused is left in the audit trail unless it is there already.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    ObjectDoesNotExist,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from rest_framework import exceptions as rest
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api import http_errors
from core_banking.api.error_answers import (
    NON_FIELD_ERRORS,
    ErrorAnswer,
    answer_of_refusal,
    body_for,
    status_of,
)
from core_banking.api.principals import actor_known_so_far
from core_banking.api.renderers import BankJSONRenderer
from core_banking.kernel.db import is_contention, record_refusal
from core_banking.kernel.encryption import UndecipherableValue
from core_banking.kernel.errors import (
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Throttled,
    Unavailable,
)
from core_banking.kernel.idempotency import Replayed

logger = logging.getLogger(__name__)

_RECORDED_STATUSES = frozenset({400, 403, 404, 409, 411, 413, 415, 422})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_RETRY_AFTER_LOST_DATABASE = 5


class FormErrors(InvalidInput):
    """Field errors as a serializer made them: nested, and each message with a code of its own."""

    code = "invalid_fields"
    category = InvalidInput.category
    sentence = InvalidInput.sentence

    def __init__(self, detail: object) -> None:
        super().__init__({})
        nested: Any = detail if isinstance(detail, Mapping) else {NON_FIELD_ERRORS: detail}
        self.fields = dict(nested)


def exception_handler(exception: Exception, context: Mapping[str, Any]) -> Response | HttpResponse:
    """Answer for an exception that a view raised. Registered as REST framework's `EXCEPTION_HANDLER`."""
    request: Request = context["request"]
    if isinstance(exception, Replayed):
        from core_banking.api.idempotency import replayed_response

        return replayed_response(exception.answer)
    refusal = refusal_of(exception)
    if isinstance(refusal, http_errors.InternalFault | http_errors.UnreadableValue):
        logger.error("Unhandled %s", type(exception).__name__, exc_info=exception)
        got_request_exception.send(sender=type(context.get("view")), request=request._request)
    _leave_in_audit_trail(refusal, request, context.get("view"))
    return _response(answer_of_refusal(refusal), request)


def refusal_of(exception: BaseException) -> DomainError:
    """Return the refusal that an exception amounts to; `InternalFault` for one that nobody foresaw."""
    if isinstance(exception, DomainError):
        return exception
    if isinstance(exception, rest.APIException):
        return _refusal_of_framework(exception)
    if isinstance(exception, DatabaseError | InterfaceError):
        return _refusal_of_database(exception)
    for family, refusal in _PLAIN_EXCEPTIONS:
        if isinstance(exception, family):
            return refusal()
    if isinstance(exception, DjangoValidationError):
        return _refusal_of_model(exception)
    return http_errors.InternalFault()


_PLAIN_EXCEPTIONS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], type[DomainError]], ...] = (
    ((Http404, ObjectDoesNotExist), NotFound),
    (DjangoPermissionDenied, NotAllowed),
    (RequestDataTooBig, http_errors.BodyTooLarge),
    ((TooManyFieldsSent, TooManyFilesSent), http_errors.TooManyParts),
    ((SuspiciousOperation, UnreadablePostError), http_errors.HttpRefusal),
    (UndecipherableValue, http_errors.UnreadableValue),
)


def _refusal_of_framework(exception: rest.APIException) -> DomainError:
    if isinstance(exception, rest.ValidationError):
        return FormErrors(exception.detail)
    if isinstance(exception, rest.Throttled):
        return Throttled(retry_after=max(1, int(getattr(exception, "wait", None) or 1)))
    if isinstance(exception, rest.MethodNotAllowed):
        return http_errors.MethodNotAllowed(str(exception.detail))
    if isinstance(exception, rest.UnsupportedMediaType):
        return http_errors.UnsupportedMediaType()
    by_status: dict[int, type[DomainError]] = {
        HTTPStatus.BAD_REQUEST: http_errors.HttpRefusal,
        HTTPStatus.UNAUTHORIZED: NotSignedIn,
        HTTPStatus.FORBIDDEN: NotAllowed,
        HTTPStatus.NOT_FOUND: NotFound,
        HTTPStatus.NOT_ACCEPTABLE: http_errors.NotAcceptable,
    }
    return by_status.get(exception.status_code, http_errors.InternalFault)()


def _refusal_of_database(exception: Exception) -> DomainError:
    if is_contention(exception):
        return Unavailable()
    if isinstance(exception, OperationalError | InterfaceError):
        logger.error("The database cannot be used: %s", type(exception).__name__, exc_info=exception)
        return Unavailable(
            "The bank cannot reach its books at the moment.", retry_after=_RETRY_AFTER_LOST_DATABASE
        )
    return http_errors.InternalFault()


def _refusal_of_model(exception: DjangoValidationError) -> DomainError:
    if not hasattr(exception, "error_dict"):
        return FormErrors(exception.messages)
    fields = exception.message_dict
    if "__all__" in fields:
        fields[NON_FIELD_ERRORS] = fields.pop("__all__")
    return FormErrors(fields)


def _response(answer: ErrorAnswer, request: Request) -> Response:
    body, content_type = body_for(answer, request._request)
    # An error is JSON even where the view would have sent a file.
    request.accepted_renderer = BankJSONRenderer()
    request.accepted_media_type = "application/json"
    return Response(body, status=answer.status, headers=dict(answer.headers), content_type=content_type)


def _leave_in_audit_trail(refusal: DomainError, request: Request, view: object) -> None:
    actor = actor_known_so_far(request)
    status = status_of(refusal)
    writes = request.method not in _SAFE_METHODS
    if actor.is_anonymous or refusal.already_recorded or not refusal.audited:
        return
    if status not in _RECORDED_STATUSES or not (writes or status == HTTPStatus.FORBIDDEN):
        return
    if _is_rehearsal(request, view) and status != HTTPStatus.FORBIDDEN:
        return
    try:
        record_refusal(actor, _name_of(view), refusal)
    except (DatabaseError, InterfaceError, Unavailable):
        logger.exception("A refusal with code %s could not be recorded.", refusal.code)
    else:
        refusal.already_recorded = True


def _is_rehearsal(request: Request, view: object) -> bool:
    """Whether it is a dry run, which leaves no trace of what is wrong with it, only of who may not try it."""
    return bool(getattr(view, "money_movement", False)) and request.query_params.get("dry_run") == "true"


def _name_of(view: object) -> str:
    return f"{type(view).__module__.partition('.')[0]}.{type(view).__name__}"
