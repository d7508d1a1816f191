"""Bytes of an answer: one place where values become JSON, so that equal answers are equal bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import orjson
from django.utils.functional import Promise

from core_banking.kernel.clock import isoformat_utc

_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


def render_json(value: object) -> bytes:
    """Return JSON in UTF-8. Instants are written in UTC with a final `Z`, a `Decimal` as its exact text.

    Raises `TypeError` for a naive datetime and for types that have no JSON form.
    """
    return orjson.dumps(value, default=_plain_form, option=_OPTIONS)


def _plain_form(value: object) -> object:
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise TypeError("An instant without a time zone has no place in an answer.")
        return isoformat_utc(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | Promise):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form.")
