"""The second trip: lock in order, check again what the decision rested on, post, record.

On PostgreSQL it is one function call: `transactions_post_v3`, which also keeps what scoring found, or for what is not
scored `transactions_post_v2`. On SQLite the transaction has held the only
write lock since it began, so the facts cannot have changed and plain statements do the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, IntegrityError, connection

from core_banking.kernel import ids
from core_banking.kernel.db import RetryUseCase, instant_from_sql, sql_instant
from core_banking.kernel.statements import array_text, engine, fetch_row
from fraud.contracts import ProfileRow
from ledger.contracts import EntryDraft, Line
from ledger.services import post_entry
from transactions.contracts import (
    ApprovedMovement,
    MovementCommand,
    PartyFacts,
    PayeeBooking,
    PayeeFacts,
    TransactionStatus,
)
from transactions.models import Transaction
from transactions.screening import ScoredMovement, is_received_from_another
from transactions.screening_records import buckets_of, facts_text, hits_text, keep_score, learn, receive

_MOVEMENT: Final = (
    "%s, %s, %s::bigint, %s::bigint, %s, %s::bigint, %s::bigint, %s::bigint,"
    " %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s, %s, %s, %s, %s, %s::bigint, %s, %s::date,"
    " %s::timestamptz, %s::bigint, %s, %s::bigint[], %s::bigint[], %s::text[], %s, %s, %s, %s::bigint,"
    " %s, %s::timestamptz, %s::bigint, %s::date, %s::bigint"
)
_POST: Final = f"SELECT * FROM transactions_post_v2({_MOVEMENT})"  # noqa: S608 - built from constants
_POST_SCORED: Final = (
    f"SELECT * FROM transactions_post_v3({_MOVEMENT},"  # noqa: S608 - built from constants
    " %s::bigint, %s, %s, %s::bigint, %s::bigint, %s::bigint, %s, %s, %s::bigint, %s, %s::bigint, %s, %s)"
)
_STALE_SQLSTATES = frozenset({"BK001", "BK002", "BK003"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementOrder:
    """Everything the posting call writes; amounts in minor units."""

    transaction_id: str
    command: MovementCommand
    movement: ApprovedMovement
    lines: tuple[Line, ...]
    initiated_by: int | None
    on_behalf: bool
    business_date: dt.date
    requested_at: dt.datetime
    idempotency_principal_id: int | None
    idempotency_key: str | None
    scored: ScoredMovement | None = None


@dataclass(frozen=True, slots=True)
class PostedMovement:
    """What the posting call answers; balances in minor units, None for a side that is not there."""

    row_id: int
    from_balance_minor: int | None
    to_balance_minor: int | None
    processed_at: dt.datetime
    business_date: dt.date


def post_movement(order: MovementOrder) -> PostedMovement:
    """Post and record a movement.

    Raises `RetryUseCase` when the facts changed since the decision, or when a request with the same idempotency
    key was first: the next run reads what came of it.
    """
    try:
        if engine() == "postgresql":
            return _post_by_function(order)
        return _post_by_statements(order)
    except IntegrityError as error:
        if "idempotency_key" in str(error):
            raise RetryUseCase from error
        raise
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) in _STALE_SQLSTATES:
            raise RetryUseCase from error
        raise


def _post_by_function(order: MovementOrder) -> PostedMovement:
    command, movement = order.command, order.movement
    row_id, from_balance, to_balance, processed_at, business_date = fetch_row(
        _POST if order.scored is None else _POST_SCORED,
        [
            order.transaction_id,
            command.transaction_type.value,
            movement.amount_minor,
            movement.fee_minor,
            movement.currency,
            movement.holder_id,
            *_row_ids(movement.sender),
            *_row_ids(movement.receiver),
            movement.counts_against_daily_limit,
            command.description,
            command.payee_name,
            command.reference,
            command.category,
            order.initiated_by,
            order.on_behalf,
            order.business_date,
            order.requested_at,
            order.idempotency_principal_id,
            order.idempotency_key,
            array_text(line.account_id for line in order.lines),
            array_text(line.amount_minor for line in order.lines),
            array_text(line.kind for line in order.lines),
            movement.sender.status if movement.sender else None,
            movement.funds_term_deposit,
            *_payee_arguments(movement.payee),
            *(_score_arguments(order.scored, movement) if order.scored is not None else ()),
        ],
    )
    return PostedMovement(row_id, from_balance, to_balance, instant_from_sql(processed_at), business_date)


def _post_by_statements(order: MovementOrder) -> PostedMovement:
    command, movement = order.command, order.movement
    sender, receiver = movement.sender, movement.receiver
    posted = post_entry(
        EntryDraft(
            kind=command.transaction_type.value,
            currency=movement.currency,
            reference=order.transaction_id,
            description=command.description,
            business_date=order.business_date,
            value_date=order.business_date,
            posted_at=order.requested_at,
            lines=order.lines,
        )
    )
    if movement.counts_against_daily_limit and sender is not None:
        add_to_days_total(sender.account_id, movement.amount_minor, posted.business_date)
    if movement.payee is not None and receiver is not None:
        keep_payee(movement.holder_id, receiver.account_id, movement.payee)
    if order.scored is not None:
        teach_profiles(order.scored, movement)
        keep_score(order.scored, order.transaction_id)
    from_balance = posted.balances_minor[sender.ledger_account_id] if sender else None
    to_balance = posted.balances_minor[receiver.ledger_account_id] if receiver else None
    row = record_of(order, TransactionStatus.COMPLETED, posted.business_date)
    row.from_balance_after_minor, row.to_balance_after_minor = from_balance, to_balance
    row.journal_entry_id, row.processed_date = posted.entry_id, posted.posted_at
    row.save(force_insert=True)
    return PostedMovement(row.pk, from_balance, to_balance, posted.posted_at, posted.business_date)


def record_of(order: MovementOrder, status: TransactionStatus, business_date: dt.date) -> Transaction:
    """Return the record of a movement that is not in the book yet, not saved."""
    command, movement = order.command, order.movement
    from_account_id, from_customer_id, _ = _row_ids(movement.sender)
    to_account_id, to_customer_id, _ = _row_ids(movement.receiver)
    return Transaction(
        transaction_id=order.transaction_id,
        transaction_type=command.transaction_type.value,
        status=status.value,
        amount_minor=movement.amount_minor,
        fee_minor=movement.fee_minor,
        currency=movement.currency,
        from_account_id=from_account_id,
        to_account_id=to_account_id,
        from_customer_id=from_customer_id,
        to_customer_id=to_customer_id,
        description=command.description,
        payee_name=command.payee_name,
        reference=command.reference,
        category=command.category,
        initiated_by_id=order.initiated_by,
        on_behalf=order.on_behalf,
        business_date=business_date,
        transaction_date=order.requested_at,
        idempotency_principal_id=order.idempotency_principal_id,
        idempotency_key=order.idempotency_key,
    )


def teach_profiles(scored: ScoredMovement, movement: ApprovedMovement) -> None:
    """Keep what a movement teaches its own side's profile, and count it in the one of who receives it from another.

    Under the locks of both accounts. Raises `RetryUseCase` if the own side's profile is not the one that was scored.
    """
    request = scored.request
    learn(request.account_id, request.own, scored.screening.state_after)
    if is_received_from_another(movement) and request.other_account_id is not None:
        receive(request.other_account_id, request.other or ProfileRow(), request)


def _score_arguments(scored: ScoredMovement, movement: ApprovedMovement) -> list[Any]:
    request, screening = scored.request, scored.screening
    hour, day, bit = buckets_of(request)
    return [
        request.own.version or 0,
        screening.state_after,
        is_received_from_another(movement),
        bit,
        hour,
        day,
        ids.prefixed_id("SCR"),
        request.origin.value,
        screening.score,
        screening.verdict.value,
        screening.book_version,
        facts_text(screening.facts),
        hits_text(screening.hits),
    ]


def _row_ids(party: PartyFacts | None) -> tuple[int | None, int | None, int | None]:
    """Return the numbers of a side's account, customer and ledger account; nothing for a side that is not there."""
    return (party.account_id, party.customer_id, party.ledger_account_id) if party else (None, None, None)


def _payee_arguments(booking: PayeeBooking | None) -> list[Any]:
    """Return whether somebody else is paid, the version of him that was seen, and what is to be kept of it."""
    if booking is None:
        return [False, None, False, None, None, None, None]
    after = booking.after
    if after is None:
        return [True, booking.seen.version, False, None, None, None, None]
    return [True, booking.seen.version, True, *_sums_of(after)]


def _sums_of(payee: PayeeFacts) -> list[Any]:
    return [payee.first_paid_at, payee.paid_while_new_minor, payee.paid_on, payee.paid_minor]


def keep_payee(owner_id: int, account_id: int, booking: PayeeBooking) -> None:
    """Keep what goes to a payee who is new or has a limit of the day, under the locks of the payer's money."""
    if booking.after is None:
        return
    first_paid_at, *sums = _sums_of(booking.after)
    first_paid_at = sql_instant(first_paid_at) if first_paid_at else None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO transactions_beneficiary AS payee (owner_id, account_id, version, nickname, holder_name,"
            " first_paid_at, paid_while_new_minor, paid_on, paid_minor) VALUES (%s, %s, 1, '', '', %s, %s, %s, %s)"
            " ON CONFLICT (owner_id, account_id) DO UPDATE SET version = payee.version + 1,"
            " first_paid_at = excluded.first_paid_at, paid_while_new_minor = excluded.paid_while_new_minor,"
            " paid_on = excluded.paid_on, paid_minor = excluded.paid_minor",
            [owner_id, account_id, first_paid_at, *sums],
        )


def add_to_days_total(account_id: int, amount_minor: int, business_date: dt.date) -> None:
    """Add what goes out, in minor units, to the total of its business date."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_outgoingtotal SET business_date = %s,"
            " total_minor = %s + CASE WHEN business_date = %s THEN total_minor ELSE 0 END WHERE account_id = %s",
            [business_date, amount_minor, business_date, account_id],
        )


def take_off_days_total(account_id: int, amount_minor: int, business_date: dt.date) -> None:
    """Take what has not gone out after all off the total of its business date, unless a later one has begun."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_outgoingtotal SET total_minor = total_minor - %s"
            " WHERE account_id = %s AND business_date = %s",
            [amount_minor, account_id, business_date],
        )
