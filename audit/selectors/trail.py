"""Reading the audit trail."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet, Subquery

from audit.contracts import TrailFilters
from audit.models import AuditLog
from audit.search_models import AccountMention, SearchEntry
from audit.search_words import MOST_WORDS_ASKED, words_of
from core_banking.kernel.statements import engine

_ROW_NUMBER: Final = re.compile(r"[0-9]{1,18}\Z", re.ASCII)
_MATCHES: Final = "to_tsvector('simple', words) @@ to_tsquery('simple', %s)"
_CUSTOMER_ID: Final = re.compile(r"CUST[0-9]{10}\Z", re.ASCII)


def trail(filters: TrailFilters) -> QuerySet[AuditLog]:
    """Return the entries that match every filter, newest first; the order and each filter have an index."""
    return AuditLog.objects.filter(*conditions_of(filters)).order_by("-timestamp", "-id")


def conditions_of(filters: TrailFilters) -> list[Q]:
    """Return the conditions of the filters, for a reader who has entries of his own to narrow."""
    return [
        _by_actor(filters.user),
        _by_subject(filters.subject),
        _equal("action_type", filters.action),
        _equal("target_model", filters.model),
        _equal("target_id", filters.target),
        _equal("outcome", filters.outcome),
        _equal("request_id", filters.request_id),
        _by_actor(filters.person) | _by_subject(filters.person),
        _by_account(filters.account),
        _by_words(filters.words),
        _equal("timestamp__gte", filters.since),
        _equal("timestamp__lt", filters.until),
    ]


def piece_of_trail(
    filters: TrailFilters, *, after: tuple[dt.datetime, int] | None, limit: int
) -> list[AuditLog]:
    """Return the next matching entries, oldest first, after a moment and row number; each piece is one index range."""
    rows = trail(filters).order_by("timestamp", "id")
    if after is not None:
        moment, number = after
        rows = rows.filter(Q(timestamp__gte=moment) & (Q(timestamp__gt=moment) | Q(id__gt=number)))
    return list(rows[:limit])


def entry(key: str) -> AuditLog | None:
    """Return one entry by its row number or its `LOG…` identifier, None if there is none."""
    wanted = Q(pk=int(key)) if _ROW_NUMBER.match(key) else Q(log_id=key)
    return AuditLog.objects.filter(wanted).first()


def _equal(lookup: str, value: object) -> Q:
    return Q() if value is None else Q(**{lookup: value})


def _by_actor(person: str | None) -> Q:
    if person is None:
        return Q()
    if _ROW_NUMBER.match(person):
        return Q(user_id=int(person))
    if _CUSTOMER_ID.match(person):
        return Q(user_id=_number_of(customer_id=person))
    # The name as the trail kept it: it also finds sign-ins that failed under a name nobody has.
    return Q(username=person)


def _by_subject(person: str | None) -> Q:
    if person is None:
        return Q()
    if _ROW_NUMBER.match(person):
        return Q(subject_id=int(person))
    if _CUSTOMER_ID.match(person):
        return Q(subject_id=_number_of(customer_id=person))
    return Q(subject_id=_number_of(username=person))


def _by_account(account_number: str | None) -> Q:
    if account_number is None:
        return Q()
    named = AccountMention.objects.filter(account_number=account_number.upper())
    return Q(pk__in=named.values("entry_id"))


def _by_words(text: str | None) -> Q:
    if text is None:
        return Q()
    words = words_of(text)[:MOST_WORDS_ASKED]
    if not words:
        return Q(pk__in=[])
    found = SearchEntry.objects.all()
    if engine() == "postgresql":
        # The words hold letters and digits only, so nothing in them is a sign of the query's language.
        asked = " & ".join(f"{word}:*" for word in words)
        found = found.extra(where=[_MATCHES], params=[asked])  # noqa: S610 - a constant, with a parameter
    else:
        for word in words:
            found = found.filter(words__contains=f" {word}")
    return Q(pk__in=found.values("entry_id"))


def _number_of(**identity: str) -> Subquery:
    # A scalar subquery, not a join: the database sees one value and walks one range of the index in order.
    return Subquery(get_user_model().objects.filter(**identity).values("pk")[:1])
