"""Refusals that only HTTP knows: a body that is no JSON, a method that does not exist, a fault of our own.

Each has its own status; everything else gets the status of its category (`core_banking.api.errors`).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar, Final

from core_banking.kernel.errors import DomainError, ErrorCategory, NotFound, Unavailable

STATUS_OF_HTTP_CODE: Final[dict[str, HTTPStatus]] = {}
"""The codes whose status is not that of their category."""


class HttpRefusal(DomainError):
    """Base of the refusals with a status of their own."""

    code = "bad_request"
    category = ErrorCategory.INVALID
    sentence = "The request cannot be understood."
    http_status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        STATUS_OF_HTTP_CODE[cls.code] = cls.http_status


class MalformedJSON(HttpRefusal):
    """The body is not the JSON it says it is."""

    code = "malformed_json"
    category = ErrorCategory.INVALID
    sentence = "The body is not valid JSON."


class MalformedBody(HttpRefusal):
    """A form or multipart body that cannot be taken apart."""

    code = "malformed_body"
    category = ErrorCategory.INVALID
    sentence = "The form in the body cannot be read."


class TooManyParts(HttpRefusal):
    """A form with more fields or files than the bank takes apart."""

    code = "too_many_parts"
    category = ErrorCategory.INVALID
    sentence = "The form has too many fields or files."


class UnsupportedMediaType(HttpRefusal):
    """The body's content type is none that this address takes."""

    code = "unsupported_media_type"
    category = ErrorCategory.INVALID
    sentence = "This content type is not accepted here."
    http_status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class BodyTooLarge(HttpRefusal):
    """The body is longer than the bank reads."""

    code = "body_too_large"
    category = ErrorCategory.TOO_LARGE
    sentence = "The body is too large."
    http_status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class LengthRequired(HttpRefusal):
    """A body without a length, on a server that cannot tell where it ends."""

    code = "length_required"
    category = ErrorCategory.INVALID
    sentence = "Send the body's Content-Length."
    http_status = HTTPStatus.LENGTH_REQUIRED


class NothingHere(NotFound):
    """The address leads nowhere; its code is that of everything that is not there."""

    sentence = "There is nothing at this address."


class MethodNotAllowed(HttpRefusal):
    """The address exists and does not answer to this method."""

    code = "method_not_allowed"
    category = ErrorCategory.INVALID
    sentence = "This method is not allowed here."
    http_status = HTTPStatus.METHOD_NOT_ALLOWED
    audited = False


class NotAcceptable(HttpRefusal):
    """None of the formats asked for can be made."""

    code = "not_acceptable"
    category = ErrorCategory.INVALID
    sentence = "None of the formats you accept is available."
    http_status = HTTPStatus.NOT_ACCEPTABLE
    audited = False


class InternalFault(HttpRefusal):
    """A fault of the bank's own; what it was is in the log, never in the answer."""

    code = "internal_error"
    category = ErrorCategory.UNAVAILABLE
    sentence = "Something went wrong at the bank. It has been recorded."
    http_status = HTTPStatus.INTERNAL_SERVER_ERROR
    audited = False


class UnreadableValue(Unavailable):
    """A stored value cannot be deciphered with the keys at hand: an operator must look."""

    code = "unreadable_value"
    category = ErrorCategory.UNAVAILABLE
    sentence = "A stored value cannot be read at the moment. The bank has been told."


class NotReady(Unavailable):
    """The service is up and cannot work yet."""

    code = "not_ready"
    category = ErrorCategory.UNAVAILABLE
    sentence = "The bank is not ready yet."
