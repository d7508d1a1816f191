"""Posting many transfers out of one account at once: the book, the records, the day's total and the payees.

On PostgreSQL it is one function call for a chunk (`transactions_post_bulk_v1`). On SQLite, alone in the database, it
is a few statements, each for many rows. Either way each line becomes an entry and a transaction of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.db import DatabaseError, connection

from core_banking.kernel.db import RetryUseCase, sql_instant, within_use_case
from core_banking.kernel.statements import array_text, engine
from ledger.contracts import EntryDraft
from ledger.services import ChartRole, bank_account_id, post_entries
from transactions.bulk_contracts import BulkLineStatus, ChunkFacts, LineRefusal
from transactions.bulk_decision import ApprovedLine, DecidedChunk
from transactions.contracts import (
    ApprovedMovement,
    PartyFacts,
    PayeeFacts,
    TransactionStatus,
    TransactionType,
)
from transactions.entry_templates import entry_lines

_POST: Final = (
    "SELECT transactions_post_bulk_v1(%s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s, %s::bigint,"
    " %s::bigint, %s, %s::date, %s::timestamptz, %s::bigint[], %s::bigint[])"
)
_STALE_SQLSTATES: Final = frozenset({"BK001", "BK002", "BK003"})

_KEEP_PAYEE: Final = """
INSERT INTO transactions_beneficiary AS payee
    (owner_id, account_id, version, nickname, holder_name, first_paid_at, paid_while_new_minor, paid_on, paid_minor)
{values}
ON CONFLICT (owner_id, account_id) DO UPDATE
   SET version = payee.version + 1, first_paid_at = excluded.first_paid_at,
       paid_while_new_minor = excluded.paid_while_new_minor, paid_on = excluded.paid_on,
       paid_minor = excluded.paid_minor
"""
_KEEP_PAYEES_AT_ONCE: Final = _KEEP_PAYEE.format(
    values="SELECT %s::bigint, account, 1, '', '', first_paid_at, paid_while_new, paid_on, paid"
    " FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::date[], %s::bigint[])"
    " AS sums(account, first_paid_at, paid_while_new, paid_on, paid) ORDER BY account"
)
_KEEP_PAYEES_EACH: Final = _KEEP_PAYEE.format(values="VALUES (%s, %s, 1, '', '', %s, %s, %s, %s)")

_REFUSE_AT_ONCE: Final = f"""
UPDATE transactions_bulktransferline line
   SET status = '{BulkLineStatus.REFUSED}', error_code = refused.code, error = refused.error,
       error_details = refused.details
  FROM jsonb_to_recordset(%s::jsonb) AS refused(number bigint, code text, error text, details jsonb)
 WHERE line.bulk_transfer_id = %s AND line.line_number = refused.number
"""  # noqa: S608 - built from constants
_REFUSE_EACH: Final = f"""
UPDATE transactions_bulktransferline
   SET status = '{BulkLineStatus.REFUSED}', error_code = %s, error = %s, error_details = %s
 WHERE line_number = %s AND bulk_transfer_id = %s
"""  # noqa: S608 - built from constants

_TRANSACTION_COLUMNS: Final = (
    "transaction_id, transaction_type, status, amount_minor, fee_minor, currency, from_account_id, to_account_id,"
    " from_customer_id, to_customer_id, from_balance_after_minor, to_balance_after_minor, description, payee_name,"
    " reference, category, initiated_by_id, on_behalf, journal_entry_id, business_date, transaction_date,"
    " processed_date"
)
_RECORD: Final = (
    f"INSERT INTO transactions_transaction ({_TRANSACTION_COLUMNS}) VALUES ({', '.join(['%s'] * 22)})"  # noqa: S608
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRun:
    """What all lines of a bulk transfer share when they are posted."""

    bulk_transfer_id: int
    sender: PartyFacts
    initiated_by: int | None
    on_behalf: bool


@contextmanager
def posting_ahead() -> Iterator[None]:
    """Send what is posted in the block without waiting for it, so that meanwhile the audit trail's rows can be made.

    What PostgreSQL refuses of it is raised at the end of the block, or earlier. Raises `RetryUseCase` when what a
    decision rests on no longer holds. SQLite has nobody to send it to.
    """
    if engine() != "postgresql":
        yield
        return
    try:
        with connection.wrap_database_errors, connection.connection.pipeline():
            yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) in _STALE_SQLSTATES:
            raise RetryUseCase from error
        raise


@within_use_case
def post_lines(run: BulkRun, facts: ChunkFacts, decided: DecidedChunk) -> None:
    """Post and record what was approved, and keep with each refused line why it was refused.

    To be called within `posting_ahead`, which raises what goes wrong.
    """
    if decided.approved:
        if engine() == "postgresql":
            _post_by_function(run, facts, decided.approved)
        else:
            _post_by_statements(run, facts, decided.approved)
        _keep_payees(run.sender.customer_id, decided.payees)
    keep_refusals(run.bulk_transfer_id, decided.refused)


@within_use_case
def keep_refusals(bulk_transfer_id: int, refused: Sequence[LineRefusal]) -> None:
    """Keep with each refused line why it was refused."""
    if not refused:
        return
    with connection.cursor() as cursor:
        if engine() == "postgresql":
            cursor.execute(_REFUSE_AT_ONCE, [orjson.dumps(refused).decode(), bulk_transfer_id])
        else:
            cursor.executemany(
                _REFUSE_EACH,
                [
                    [
                        each.code,
                        each.error,
                        orjson.dumps(each.details).decode(),
                        each.number,
                        bulk_transfer_id,
                    ]
                    for each in refused
                ],
            )


def _post_by_function(run: BulkRun, facts: ChunkFacts, approved: Sequence[ApprovedLine]) -> None:
    sender = run.sender
    with connection.cursor() as cursor:
        cursor.execute(
            _POST,
            [
                run.bulk_transfer_id,
                sender.account_id,
                sender.customer_id,
                sender.ledger_account_id,
                bank_account_id(ChartRole.FEE_INCOME, sender.currency),
                sender.currency,
                approved[0].fee_minor,
                run.initiated_by,
                run.on_behalf,
                facts.base.business_date,
                facts.base.at,
                array_text(each.line.number for each in approved),
                array_text(each.receiver.account_id for each in approved),
            ],
        )


def _post_by_statements(run: BulkRun, facts: ChunkFacts, approved: Sequence[ApprovedLine]) -> None:
    sender, base = run.sender, facts.base
    posted = post_entries([_draft(run, facts, each) for each in approved])
    rows = []
    for each, entry in zip(approved, posted, strict=True):
        line, receiver = each.line, each.receiver
        rows.append(
            [
                line.transaction_id,
                TransactionType.TRANSFER.value,
                TransactionStatus.COMPLETED.value,
                line.amount_minor,
                each.fee_minor,
                sender.currency,
                sender.account_id,
                receiver.account_id,
                sender.customer_id,
                receiver.customer_id,
                entry.balances_minor[sender.ledger_account_id],
                entry.balances_minor[receiver.ledger_account_id],
                line.description,
                "",
                line.reference,
                "",
                run.initiated_by,
                run.on_behalf,
                entry.entry_id,
                entry.business_date,
                sql_instant(base.at),
                sql_instant(entry.posted_at),
            ]
        )
    total_minor = sum(each.line.amount_minor for each in approved)
    with connection.cursor() as cursor:
        cursor.executemany(_RECORD, rows)
        cursor.executemany(
            "UPDATE transactions_bulktransferline SET status = %s WHERE line_number = %s AND bulk_transfer_id = %s",
            [[BulkLineStatus.POSTED.value, each.line.number, run.bulk_transfer_id] for each in approved],
        )
        cursor.execute(
            "UPDATE accounts_outgoingtotal SET business_date = %s,"
            " total_minor = %s + CASE WHEN business_date = %s THEN total_minor ELSE 0 END WHERE account_id = %s",
            [base.business_date, total_minor, base.business_date, sender.account_id],
        )


def _draft(run: BulkRun, facts: ChunkFacts, each: ApprovedLine) -> EntryDraft:
    movement = ApprovedMovement(
        each.line.amount_minor, each.fee_minor, run.sender.currency, run.sender, each.receiver, True
    )
    return EntryDraft(
        kind=TransactionType.TRANSFER.value,
        currency=run.sender.currency,
        reference=each.line.transaction_id,
        description=each.line.description,
        business_date=facts.base.business_date,
        value_date=facts.base.business_date,
        posted_at=facts.base.at,
        lines=entry_lines(TransactionType.TRANSFER, movement),
    )


def _keep_payees(owner_id: int, payees: Mapping[int, PayeeFacts]) -> None:
    if not payees:
        return
    rows = [
        (
            account_id,
            _instant(after.first_paid_at),
            after.paid_while_new_minor,
            after.paid_on,
            after.paid_minor,
        )
        for account_id, after in payees.items()
    ]
    with connection.cursor() as cursor:
        if engine() == "postgresql":
            cursor.execute(
                _KEEP_PAYEES_AT_ONCE, [owner_id, *(list(column) for column in zip(*rows, strict=True))]
            )
        else:
            cursor.executemany(_KEEP_PAYEES_EACH, [[owner_id, *row] for row in rows])


def _instant(moment: dt.datetime | None) -> Any:
    return None if moment is None else sql_instant(moment)
