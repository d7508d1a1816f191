"""What a chunk of a bulk transfer is decided on: its lines, the sender, every receiver and how the two stand.

Read under the locks of the movements themselves, taken in their order: the customer's money row, then the balances
by id. So nothing can go stale between the decision and the posting, whatever else moves meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from core_banking.kernel import clock
from core_banking.kernel.business_day import stored_date
from core_banking.kernel.db import date_from_sql
from core_banking.kernel.statements import engine
from transactions.behaviour import (
    BOOK_VERSION,
    NOTHING_KNOWN,
    PROFILE_COLUMNS,
    SIGNAL_COLUMNS,
    Behaviour,
    profile_of,
    signals_of,
)
from transactions.bulk_contracts import BulkLine, BulkLineStatus, ChunkFacts
from transactions.contracts import MovementFacts, TransactionType
from transactions.payment_rules import payment_rules
from transactions.reading import (
    LAST_BUSINESS_DATE,
    PARTY_COLUMNS,
    PARTY_WIDTH,
    PAYEE_COLUMNS,
    party_of,
    payee_of,
)

_PARTY_TABLES: Final = """
  FROM accounts_account {p}
  JOIN ledger_balance {p}b ON {p}b.account_id = {p}.ledger_account_id
  JOIN users_user {p}u ON {p}u.id = {p}.customer_id
  LEFT JOIN accounts_outgoingtotal {p}o ON {p}o.account_id = {p}.id
  LEFT JOIN accounts_moneyholder {p}h ON {p}h.customer_id = {p}.customer_id"""

_LINES_OF_CHUNK: Final = "bulk_transfer_id = %s AND line_number BETWEEN %s AND %s"

_NEXT_LINES: Final = """
SELECT line_number, to_account_number, amount_minor, description, reference, transaction_id
  FROM transactions_bulktransferline
 WHERE bulk_transfer_id = %s AND line_number > %s AND status = %s ORDER BY line_number LIMIT %s"""

_SENDER: Final = f"""
SELECT {PARTY_COLUMNS.format(p="s")}, fee.amount_minor, pin.user_id IS NOT NULL, {BOOK_VERSION}, {SIGNAL_COLUMNS},
       {PROFILE_COLUMNS.format(p="s")}
  {_PARTY_TABLES.format(p="s")}
  LEFT JOIN fraud_personsignal signal ON signal.user_id = s.customer_id
  LEFT JOIN fraud_accountprofile sf ON sf.account_id = s.id
  LEFT JOIN accounts_productfee fee ON fee.product_id = s.product_id AND fee.transaction_type = %s
  LEFT JOIN users_transactionpin pin ON pin.user_id = s.customer_id
 WHERE s.id = %s"""

_RECEIVERS: Final = f"""
SELECT {PARTY_COLUMNS.format(p="r")}, {PAYEE_COLUMNS}, {PROFILE_COLUMNS.format(p="r")}
  {_PARTY_TABLES.format(p="r")}
  LEFT JOIN fraud_accountprofile rf ON rf.account_id = r.id
  LEFT JOIN users_transactionpin pin ON pin.user_id = %s
  LEFT JOIN transactions_beneficiary payee ON payee.owner_id = %s AND payee.account_id = r.id
 WHERE r.account_number IN (SELECT to_account_number FROM transactions_bulktransferline WHERE {_LINES_OF_CHUNK})
"""  # noqa: S608 - built from constants

_LOCK_MONEY: Final = "SELECT 1 FROM accounts_moneyholder WHERE customer_id = %s FOR NO KEY UPDATE"
_LOCK_BALANCES: Final = f"""
SELECT count(*) FROM (
  SELECT 1 FROM ledger_balance WHERE account_id IN (
      SELECT ledger_account_id FROM accounts_account WHERE id = %s
       UNION SELECT ledger_account_id FROM accounts_account WHERE account_number IN (
          SELECT to_account_number FROM transactions_bulktransferline WHERE {_LINES_OF_CHUNK}))
   ORDER BY account_id FOR NO KEY UPDATE) locked
"""  # noqa: S608 - built from constants

_PAYEE: Final = slice(PARTY_WIDTH + 1, PARTY_WIDTH + 10)
_PROFILE: Final = slice(PARTY_WIDTH + 10, None)


def next_lines(bulk_transfer_id: int, after: int, at_most: int) -> list[BulkLine]:
    """Return the next lines that wait for their turn, at most `at_most`, beyond the line number `after`."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_LINES, [bulk_transfer_id, after, BulkLineStatus.PENDING.value, at_most])
        return [BulkLine(*row) for row in cursor.fetchall()]


def lock_parties(*, customer_id: int, account_id: int, bulk_transfer_id: int, first: int, last: int) -> None:
    """Take the locks of all movements of the lines from `first` to `last`, in the order of single movements."""
    if engine() != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_MONEY, [customer_id])
        cursor.execute(_LOCK_BALANCES, [account_id, bulk_transfer_id, first, last])


def read_chunk(
    *, customer_id: int, account_id: int, bulk_transfer_id: int, lines: Sequence[BulkLine]
) -> ChunkFacts:
    """Read the picture the lines are decided on."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_SENDER, [TransactionType.TRANSFER.value, account_id])
        sender_row = cursor.fetchone()
        cursor.execute(
            _RECEIVERS, [customer_id, customer_id, bulk_transfer_id, lines[0].number, lines[-1].number]
        )
        receiver_rows: list[tuple[Any, ...]] = cursor.fetchall()
    fee_minor, pin_is_set, book_version = sender_row[PARTY_WIDTH : PARTY_WIDTH + 3]
    base = MovementFacts(
        sender=party_of(sender_row),
        receiver=None,
        fee_minor=fee_minor or 0,
        business_date=_posting_date(now, [sender_row, *receiver_rows]),
        at=now,
        rules=payment_rules(),
        pin_is_set=bool(pin_is_set),
    )
    receivers = {row[2]: party for row in receiver_rows if (party := party_of(row)) is not None}
    behaviour = Behaviour(
        sender=profile_of(sender_row[PARTY_WIDTH + 8 :]),
        receiver=NOTHING_KNOWN.receiver,
        signals=signals_of(sender_row[PARTY_WIDTH + 3 : PARTY_WIDTH + 8]),
        book_version=book_version or 0,
    )
    return ChunkFacts(
        base=base,
        receivers=receivers,
        payees={row[2]: payee_of(row[_PAYEE]) for row in receiver_rows},
        behaviour=behaviour,
        profiles={row[2]: profile_of(row[_PROFILE]) for row in receiver_rows},
    )


def _posting_date(now: dt.datetime, rows: Sequence[tuple[Any, ...]]) -> dt.date:
    """Return the business date of the whole chunk: posting never goes back behind what an account already has."""
    known = (date_from_sql(row[LAST_BUSINESS_DATE]) for row in rows if row[LAST_BUSINESS_DATE])
    return max([clock.business_date_at(now, stored_date()), *known])
