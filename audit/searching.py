"""Keeping the trail searchable: words and accounts of entries, taken up in the order in which they were sealed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet

from accounts.selectors import account_cards
from audit.chain_models import AuditSeal
from audit.models import AuditLog
from audit.sealing import HeadMissing, TrailFromAnotherCluster, seal_waiting_rows
from audit.search_models import AccountMention, SearchEntry, SearchHead
from audit.search_words import words_of
from core_banking.kernel.db import short_transaction

logger = logging.getLogger(__name__)

ROWS_AT_ONCE: Final = 1_000
LONGEST_TEXT: Final = 4_000
_CAUGHT_UP_AT_MOST: Final = 5_000

_ACCOUNT_NUMBER: Final = re.compile(r"[A-Z]{3}[0-9]{9}\Z", re.ASCII)
_ROW_NUMBER: Final = re.compile(r"[0-9]{1,18}\Z", re.ASCII)


def keep_trail_searchable(*, goes_on: Callable[[], bool] = lambda: True, most: int | None = None) -> int:
    """Take up what was sealed since, at most `most` entries; return how many. Periodic work of the worker.

    It is no use case, as sealing is none: a row about it would have to be taken up in turn.
    """
    done = 0
    while goes_on() and (most is None or done < most):
        taken = _take_up()
        done += taken
        if taken < ROWS_AT_ONCE:
            break
    return done


def catch_up() -> None:
    """Take up what was written a moment ago, before somebody searches; no more than he can wait for."""
    try:
        seal_waiting_rows(goes_on=_only_once())
    except (HeadMissing, TrailFromAnotherCluster):
        logger.exception("The trail cannot be sealed; a search finds what was sealed before.")
    keep_trail_searchable(most=_CAUGHT_UP_AT_MOST)


def _only_once() -> Callable[[], bool]:
    answers = iter([True])
    return lambda: next(answers, False)


def text_of(row: AuditLog) -> str:
    """Return the words that an entry is found by, a space before each."""
    parts = [
        row.log_id,
        row.action_type,
        row.username,
        row.customer_id,
        row.target_model,
        row.target_id,
        row.description,
        row.code,
        row.ip_address or "",
        row.request_id,
        *_texts(row.details),
    ]
    words = dict.fromkeys(words_of(" ".join(parts)))
    return "".join(f" {word}" for word in words)[:LONGEST_TEXT]


def accounts_of_entry(row: AuditLog, numbers_by_row: Mapping[int, str]) -> set[str]:
    """Return the numbers of the accounts that an entry names; `numbers_by_row` has those named by their rows."""
    named = {text for text in _texts(row.details) if _ACCOUNT_NUMBER.match(text)}
    if _ACCOUNT_NUMBER.match(row.target_id):
        named.add(row.target_id)
    number = numbers_by_row.get(_account_row(row))
    return named | {number} if number else named


def _take_up() -> int:
    with short_transaction():
        # Whoever comes second waits, and then finds the rest.
        head = SearchHead.objects.select_for_update().get(pk=1)
        seals = AuditSeal.objects.filter(seq__gt=head.seq).order_by("seq")[:ROWS_AT_ONCE]
        places = list(seals.values_list("seq", "audit_log_id"))
        if not places:
            return 0
        rows = list(_rows([entry_id for _, entry_id in places]))
        SearchEntry.objects.bulk_create(
            [SearchEntry(entry_id=row.pk, words=text_of(row)) for row in rows], ignore_conflicts=True
        )
        numbers = _numbers_by_row(rows)
        AccountMention.objects.bulk_create(
            [
                AccountMention(entry_id=row.pk, account_number=number)
                for row in rows
                for number in sorted(accounts_of_entry(row, numbers))
            ],
            ignore_conflicts=True,
        )
        SearchHead.objects.filter(pk=1).update(seq=places[-1][0])
        return len(places)


def _rows(entry_ids: list[int]) -> QuerySet[AuditLog]:
    return AuditLog.objects.filter(pk__in=entry_ids).order_by("id")


def _account_row(row: AuditLog) -> int:
    return int(row.target_id) if row.target_model == "Account" and _ROW_NUMBER.match(row.target_id) else 0


def _numbers_by_row(rows: list[AuditLog]) -> dict[int, str]:
    wanted = {_account_row(row) for row in rows} - {0}
    if not wanted:
        return {}
    cards = account_cards(wanted)
    return {number: card.account_number for number, card in cards.items() if card.account_number}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
