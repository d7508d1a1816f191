"""Strict readers of bodies: what is ambiguous, oversized or only nearly right is refused, never repaired."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any, Final, NoReturn, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, FormParser, MultiPartParser
from rest_framework.utils.mediatypes import _MediaType

from core_banking.api.http_errors import (
    BodyTooLarge,
    MalformedBody,
    MalformedJSON,
    TooManyParts,
    UnsupportedMediaType,
)

# A number longer than this is nobody's amount, and its conversions would cost more than linear time.
_LONGEST_NUMBER: Final = 1_000
_LARGEST_EXPONENT: Final = 1_000

# Strings are skipped whole, so that brackets inside them do not count; the last branch is a string that never ends.
_STRUCTURE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]|"', re.DOTALL)
_SURROGATE_OR_NUL = re.compile("[\ud800-\udfff\x00]")


class StrictJSONParser(BaseParser):
    """Reads JSON exactly: numbers as `int` or `Decimal`, no repeated keys, bounded depth, real Unicode text."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the value of the body. Raises `MalformedJSON`, `BodyTooLarge` or `UnsupportedMediaType`."""
        _refuse_foreign_charset(media_type)
        return parse_strict_json(stream.read())


def parse_strict_json(content: bytes) -> object:
    """Return the value of a JSON text in UTF-8. Raises `MalformedJSON` with a sentence that says why."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedJSON("The body is not valid UTF-8.") from None
    _refuse_deep_nesting(text, settings.JSON_MAX_DEPTH)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object_without_repeated_keys,
            parse_float=_exact_number,
            parse_int=_exact_integer,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise MalformedJSON(
            f"The body is not valid JSON: line {error.lineno}, column {error.colno}."
        ) from None
    if "\\u" in text:
        _refuse_unstorable_text(value)
    return value


def _refuse_foreign_charset(media_type: str | None) -> None:
    charset = _MediaType(media_type or "").params.get("charset", "utf-8")
    if charset.strip('"').lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType("JSON must be sent as UTF-8.")


def _refuse_deep_nesting(text: str, deepest: int) -> None:
    if text.count("[") + text.count("{") <= deepest:
        return
    depth = 0
    for token in _STRUCTURE.finditer(text):
        match token[0]:
            case "[" | "{":
                depth += 1
                if depth > deepest:
                    raise MalformedJSON(f"The body is nested deeper than {deepest} levels.")
            case "]" | "}":
                depth -= 1
            case '"':
                raise MalformedJSON("The body is not valid JSON: a string does not end.")


def _object_without_repeated_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        repeated = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise MalformedJSON(f"The key {_quotable(repeated)} is given twice.")
    return members


def _exact_number(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise MalformedJSON("A number in the body has too many digits.")
    _mantissa, marker, exponent = text.lower().partition("e")
    if marker and (len(exponent) > 5 or abs(int(exponent)) > _LARGEST_EXPONENT):
        raise MalformedJSON("A number in the body is out of range.")
    return Decimal(text)


def _exact_integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise MalformedJSON("A number in the body has too many digits.")
    return int(text)


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedJSON(f"{name} is not a JSON number.")


def _refuse_unstorable_text(value: object) -> None:
    """Refuse lone surrogates (no UTF-8 form) and NUL (no PostgreSQL form) in any string of a parsed value."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            if _SURROGATE_OR_NUL.search(current):
                raise MalformedJSON("The body holds a character that cannot be stored (NUL or half a pair).")
        elif isinstance(current, dict):
            waiting.extend(current.keys())
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def _quotable(key: str) -> str:
    return json.dumps(key[:60])


class StrictFormParser(FormParser):
    """Reads `application/x-www-form-urlencoded` in UTF-8, with a bounded number of fields."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        _refuse_foreign_charset(media_type)
        try:
            return QueryDict(stream.read(), encoding="utf-8")
        except TooManyFieldsSent:
            raise TooManyParts from None
        except (UnicodeError, ValueError):
            raise MalformedBody from None


class StrictMultiPartParser(MultiPartParser):
    """Reads `multipart/form-data`, with a bounded number of fields and files."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> DataAndFiles[Any, Any]:
        try:
            parsed = super().parse(stream, media_type, parser_context)
        except RequestDataTooBig:
            raise BodyTooLarge from None
        except (TooManyFieldsSent, TooManyFilesSent):
            raise TooManyParts from None
        except (ParseError, SuspiciousOperation, UnicodeError, LookupError, ValueError):
            raise MalformedBody from None
        return cast("DataAndFiles[Any, Any]", parsed)


UPLOAD_PARSERS = [StrictMultiPartParser, StrictFormParser, StrictJSONParser]
"""For views that take files: JSON stays possible."""
