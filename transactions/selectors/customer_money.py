"""The lines of the book on one customer's accounts, with the movements they belong to: for whoever adds them up.

Read from the book itself, so that what is added up is what was posted.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from transactions.contracts import LOAN_TYPES
from transactions.models import Transaction

_LINE: Final = "journal_entry__lines"


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One line on an account of a customer, in minor units as he sees it: positive came in, negative went out."""

    ledger_account_id: int
    kind: str
    amount_minor: int
    business_date: dt.date


@dataclass(frozen=True, slots=True)
class PostedMovement:
    """A movement that is in the book, with all that its parties know of it together.

    `reversed_by_row` is the row number of the movement that took it back, None while it stands.
    """

    row: int
    transaction_id: str
    transaction_type: str
    currency: str
    amount_minor: int
    from_account_id: int | None
    to_account_id: int | None
    from_customer_id: int | None
    to_customer_id: int | None
    from_account_number: str | None
    to_account_number: str | None
    description: str
    payee_name: str
    reference: str
    category: str
    business_date: dt.date
    entry_id: int
    reversed_by_row: int | None


@dataclass(frozen=True, slots=True)
class CustomersMovement:
    """A movement and its lines on the accounts of one of its parties."""

    movement: PostedMovement
    lines: tuple[MoneyLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedSince:
    """A movement of the book by its entry: whose it is, of which date, and when it was posted."""

    entry_id: int
    customer_ids: tuple[int, ...]
    business_date: dt.date
    posted_at: dt.datetime


_MOVEMENT_COLUMNS: Final = (
    "pk",
    "transaction_id",
    "transaction_type",
    "currency",
    "amount_minor",
    "from_account_id",
    "to_account_id",
    "from_customer_id",
    "to_customer_id",
    "from_account__account_number",
    "to_account__account_number",
    "description",
    "payee_name",
    "reference",
    "category",
    "business_date",
    "journal_entry_id",
    "undone__reversal_id",
)
"""In the order of the fields of `PostedMovement`."""
_LINE_COLUMNS: Final = (
    f"{_LINE}__account_id",
    f"{_LINE}__kind",
    f"{_LINE}__amount_minor",
    f"{_LINE}__business_date",
)


def money_of_customer(
    ledger_account_ids: Collection[int], first: dt.date, last: dt.date
) -> list[CustomersMovement]:
    """Return what was posted on a customer's accounts on business dates, both inclusive, in the order of posting.

    One query, by account and date. Entries that no customer's movement stands behind are not among it.
    """
    return _with_lines(
        Transaction.objects.filter(
            **{
                f"{_LINE}__account_id__in": list(ledger_account_ids),
                f"{_LINE}__business_date__gte": first,
                f"{_LINE}__business_date__lte": last,
            }
        )
    )


def movements_in_the_book(user_id: int) -> QuerySet[Transaction]:
    """Return the rows of all of a customer's movements that are in the book, the newest first."""
    theirs = Q(from_customer_id=user_id) | Q(to_customer_id=user_id)
    return Transaction.objects.filter(theirs, journal_entry__isnull=False).order_by("-id")


def money_of_movements(rows: Collection[int], ledger_account_ids: Collection[int]) -> list[CustomersMovement]:
    """Return movements by their row numbers with the lines of theirs on a customer's accounts, in order of posting."""
    return _with_lines(
        Transaction.objects.filter(
            **{"pk__in": list(rows), f"{_LINE}__account_id__in": list(ledger_account_ids)}
        )
    )


def loan_parts(entry_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return what entries of loans' money moved on the loans, by entry and by the code of the account of the chart.

    As the customer sees it, in minor units: what he paid is negative.
    """
    parts: dict[int, dict[str, int]] = {}
    rows = Transaction.objects.filter(
        journal_entry_id__in=list(entry_ids),
        transaction_type__in=[kind.value for kind in LOAN_TYPES],
        journal_entry__lines__account__is_customer_account=False,
    ).values_list(
        "journal_entry_id",
        "journal_entry__lines__account__code",
        "journal_entry__lines__account__control_account__code",
        "journal_entry__lines__amount_minor",
    )
    for entry_id, code, control_code, amount_minor in rows:
        of_entry = parts.setdefault(entry_id, {})
        role = (control_code or code).partition("-")[0]
        of_entry[role] = of_entry.get(role, 0) + amount_minor
    return parts


def posted_since(entry_id: int, limit: int) -> list[PostedSince]:
    """Return the movements whose entries come after one, in the order of their entries."""
    rows = (
        Transaction.objects.filter(journal_entry_id__gt=entry_id)
        .order_by("journal_entry_id")
        .values_list(
            "journal_entry_id",
            "from_customer_id",
            "to_customer_id",
            "business_date",
            "journal_entry__posted_at",
        )[:limit]
    )
    return [
        PostedSince(
            entry_id=entry,
            customer_ids=tuple({sender, receiver} - {None}),
            business_date=date,
            posted_at=posted_at,
        )
        for entry, sender, receiver, date, posted_at in rows
    ]


def newest_posted_entry(*, until: dt.datetime) -> int:
    """Return the highest entry of a movement that was posted up to a moment, 0 where there is none."""
    newest: int | None = (
        Transaction.objects.filter(journal_entry__posted_at__lte=until)
        .order_by("-journal_entry_id")
        .values_list("journal_entry_id", flat=True)
        .first()
    )
    return newest or 0


def _with_lines(rows: QuerySet[Transaction]) -> list[CustomersMovement]:
    """Return movements with those of their lines that the filter of the query is about."""
    found: list[CustomersMovement] = []
    columns = rows.order_by("journal_entry_id", f"{_LINE}__position").values_list(
        *_MOVEMENT_COLUMNS, *_LINE_COLUMNS
    )
    width = len(_MOVEMENT_COLUMNS)
    for _, group in itertools.groupby(columns, key=lambda row: row[0]):
        of_movement = list(group)
        lines = tuple(_line(row[width:]) for row in of_movement)
        found.append(CustomersMovement(PostedMovement(*of_movement[0][:width]), lines))
    return found


def _line(columns: tuple[Any, ...]) -> MoneyLine:
    account_id, kind, ledger_minor, date = columns
    return MoneyLine(account_id, kind, -ledger_minor, date)
