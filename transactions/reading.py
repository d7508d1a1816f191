"""The first trip: one statement reads all that the decision on a movement needs.

Caller's sign-in, both accounts with their balances, the day's total, the customers' standing, the fee, the
idempotency key, and what fraud scoring looks at come together, so they are one consistent picture. Nothing is locked
by it on the first attempt: what the decision rests on is checked again under the locks of the second trip. When that
finds the picture stale, the use case runs again and `lock_parties` takes the same locks before reading.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import attempt_number, date_from_sql, instant_from_sql, sql_instant
from core_banking.kernel.errors import NotSignedIn
from core_banking.kernel.idempotency import IdempotencyClaim, IdempotencyInProgress
from core_banking.kernel.statements import engine, fetch_row
from transactions.behaviour import (
    BOOK_VERSION,
    PROFILE_COLUMNS,
    PROFILE_WIDTH,
    SIGNAL_COLUMNS,
    Behaviour,
    profile_of,
    signals_of,
)
from transactions.contracts import (
    MovementCommand,
    MovementFacts,
    PartyFacts,
    PayeeFacts,
    TransactionCard,
)
from transactions.errors import IdempotencyKeyExpired
from transactions.payment_rules import payment_rules

PARTY_COLUMNS = """
    {p}.id, {p}.customer_id, {p}.account_number, {p}.status, {p}.currency, {p}.single_limit_minor,
    {p}.daily_limit_minor, {p}.ledger_account_id, {p}b.balance_minor, {p}b.held_minor, {p}b.floor_minor,
    {p}o.business_date, {p}o.total_minor, {p}u.kyc_status, {p}h.is_suspended, {p}.account_type,
    {p}b.last_business_date"""

_PARTY_JOINS = """
    LEFT JOIN accounts_account {p} ON {p}.account_number = %s
    LEFT JOIN ledger_balance {p}b ON {p}b.account_id = {p}.ledger_account_id
    LEFT JOIN accounts_outgoingtotal {p}o ON {p}o.account_id = {p}.id
    LEFT JOIN users_user {p}u ON {p}u.id = {p}.customer_id
    LEFT JOIN accounts_moneyholder {p}h ON {p}h.customer_id = {p}.customer_id"""

PAYEE_COLUMNS = """
    pin.user_id IS NOT NULL, payee.version, payee.saved_at IS NOT NULL, payee.confirmed_at, payee.payment_limit_minor,
    payee.daily_limit_minor, payee.first_paid_at, payee.paid_while_new_minor, payee.paid_on, payee.paid_minor"""

_CALLER_COLUMNS = """
    caller.is_active, caller.token_version,
    session.id IS NOT NULL AND session.revoked_at IS NULL AND session.expires_at > %s, day.date"""

_READ = f"""
SELECT {_CALLER_COLUMNS}, fee.amount_minor, {{key_columns}},
       {PARTY_COLUMNS.format(p="s")},
       {PARTY_COLUMNS.format(p="r")},
       {PAYEE_COLUMNS},
       {BOOK_VERSION},
       {SIGNAL_COLUMNS},
       {PROFILE_COLUMNS.format(p="s")},
       {PROFILE_COLUMNS.format(p="r")}
  FROM (SELECT 1 AS one) always
  LEFT JOIN kernel_businessday day ON day.id = 1
  LEFT JOIN users_user caller ON caller.id = %s
  LEFT JOIN users_session session ON session.id = %s AND session.user_id = caller.id
  {_PARTY_JOINS.format(p="s")}
  {_PARTY_JOINS.format(p="r")}
  LEFT JOIN accounts_productfee fee ON fee.product_id = s.product_id AND fee.transaction_type = %s
  LEFT JOIN users_transactionpin pin ON pin.user_id = s.customer_id
  LEFT JOIN transactions_beneficiary payee ON payee.owner_id = s.customer_id AND payee.account_id = r.id
  LEFT JOIN fraud_personsignal signal ON signal.user_id = coalesce(s.customer_id, r.customer_id)
  LEFT JOIN fraud_accountprofile sf ON sf.account_id = s.id
  LEFT JOIN fraud_accountprofile rf ON rf.account_id = r.id
  {{key_join}}
"""  # noqa: S608 - built from constants

_KEY_JOIN = """LEFT JOIN kernel_idempotencyrecord used ON used.principal_id = %s AND used.key = %s
  LEFT JOIN transactions_transaction spent ON spent.idempotency_principal_id = %s AND spent.idempotency_key = %s"""
_KEY_COLUMNS = "used.fingerprint, used.http_status, used.answer, spent.transaction_id"
READ_WITHOUT_KEY = _READ.format(key_columns="NULL, NULL, NULL, NULL, TRUE", key_join="")
READ_WITH_KEY = _READ.format(key_columns=f"{_KEY_COLUMNS}, TRUE", key_join=_KEY_JOIN)
READ_WITH_KEY_POSTGRESQL = _READ.format(
    key_columns=f"{_KEY_COLUMNS}, pg_try_advisory_xact_lock(%s)", key_join=_KEY_JOIN
)

# Where the columns stand in the row.
_DAY, _FEE, _KEY, _SPENT_ON, _HOLDS_KEY, _PARTIES = 3, 4, slice(5, 8), 8, 9, slice(10, None)
PARTY_WIDTH = 17
LAST_BUSINESS_DATE = 16
_PIN_IS_SET, _PAYEE = 2 * PARTY_WIDTH, slice(2 * PARTY_WIDTH + 1, 2 * PARTY_WIDTH + 10)
_BOOK_VERSION = 2 * PARTY_WIDTH + 10
_SIGNALS = slice(_BOOK_VERSION + 1, _BOOK_VERSION + 6)
_SENDERS_PROFILE = slice(_BOOK_VERSION + 6, _BOOK_VERSION + 6 + PROFILE_WIDTH)
_RECEIVERS_PROFILE = slice(_BOOK_VERSION + 6 + PROFILE_WIDTH, None)
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What an idempotency key already answered, as stored."""

    fingerprint: bytes
    http_status: int
    answer: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """The picture a movement is decided and scored on, its moment, and the answer its key already has, if any."""

    at: dt.datetime
    facts: MovementFacts
    stored_answer: StoredAnswer | None
    behaviour: Behaviour


def read_movement(
    actor: Actor, command: MovementCommand, claim: IdempotencyClaim[TransactionCard] | None
) -> Reading:
    """Read the picture.

    Raises `NotSignedIn` for a dead session, `IdempotencyInProgress` for a busy key, and `IdempotencyKeyExpired`
    when the key's transaction is in the books but its stored answer was purged.
    """
    row = (_read_row if attempt_number() == 1 else _read_row_under_locks)(actor, command, claim)
    _check_session(actor, row)
    fee_minor, key, parties = row[_FEE], row[_KEY], row[_PARTIES]
    if key[0] is None and row[_SPENT_ON] is not None:
        raise IdempotencyKeyExpired(transaction_id=row[_SPENT_ON])
    # One look at the clock: around midnight a second one may belong to another day.
    now = clock.now()
    sides = parties[:PARTY_WIDTH], parties[PARTY_WIDTH : 2 * PARTY_WIDTH]
    facts = MovementFacts(
        sender=party_of(sides[0]),
        receiver=party_of(sides[1]),
        fee_minor=fee_minor or 0,
        business_date=_posting_date(now, row[_DAY], sides),
        at=now,
        rules=payment_rules(),
        pin_is_set=bool(parties[_PIN_IS_SET]),
        payee=payee_of(parties[_PAYEE]),
    )
    stored = StoredAnswer(bytes(key[0]), key[1], bytes(key[2])) if key[0] is not None else None
    behaviour = Behaviour(
        profile_of(parties[_SENDERS_PROFILE]),
        profile_of(parties[_RECEIVERS_PROFILE]),
        signals_of(parties[_SIGNALS]),
        parties[_BOOK_VERSION] or 0,
    )
    return Reading(now, facts, stored, behaviour)


def _read_row(
    actor: Actor, command: MovementCommand, claim: IdempotencyClaim[TransactionCard] | None
) -> tuple[Any, ...]:
    statement, parameters = _statement(actor, command, claim)
    deadline = time.monotonic() + settings.IDEMPOTENCY_WAIT_SECONDS
    while True:
        row: tuple[Any, ...] = fetch_row(statement, parameters)
        if row[_HOLDS_KEY] or row[_KEY][0] is not None:
            return row
        if time.monotonic() > deadline:
            raise IdempotencyInProgress(retry_after=1)
        time.sleep(_POLL_SECONDS)


def _read_row_under_locks(
    actor: Actor, command: MovementCommand, claim: IdempotencyClaim[TransactionCard] | None
) -> tuple[Any, ...]:
    """Take the posting call's locks before reading; the key before them.

    Whoever waited for a key with balances in his hands could keep the key's holder from ever letting go of it.
    """
    if claim is not None:
        row = _read_row(actor, command, claim)
        if row[_KEY][0] is not None:
            return row
    lock_parties(command)
    return _read_row(actor, command, claim)


def _statement(
    actor: Actor, command: MovementCommand, claim: IdempotencyClaim[TransactionCard] | None
) -> tuple[str, list[Any]]:
    head: list[Any] = [sql_instant(clock.now())]
    body: list[Any] = [
        actor.user_id,
        actor.session_id,
        command.from_account_number,
        command.to_account_number,
        command.transaction_type.value,
    ]
    if claim is None:
        return READ_WITHOUT_KEY, head + body
    key = [claim.principal_id, claim.key] * 2
    if engine() == "postgresql":
        return READ_WITH_KEY_POSTGRESQL, [*head, _lock_number(claim), *body, *key]
    return READ_WITH_KEY, [*head, *body, *key]


def _lock_number(claim: IdempotencyClaim[TransactionCard]) -> int:
    """Return a signed 64-bit number for the key: PostgreSQL's advisory locks are numbers."""
    digest = sha256(f"{claim.principal_id}:{claim.key}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _check_session(actor: Actor, row: tuple[Any, ...]) -> None:
    is_active, token_version, session_alive = row[:3]
    if actor.user_id is not None and not is_active:
        raise NotSignedIn
    if actor.unchecked_token_version is None:
        return
    if not session_alive or token_version != actor.unchecked_token_version:
        raise NotSignedIn


def _posting_date(now: dt.datetime, stored: Any, sides: Iterable[tuple[Any, ...]]) -> dt.date:
    """Return the business date the movement will have in the book, so that it is the one the limits are kept by.

    Posting never goes back behind what an account already has, though another server's clock may.
    """
    known = (date_from_sql(side[LAST_BUSINESS_DATE]) for side in sides if side[LAST_BUSINESS_DATE])
    today = clock.business_date_at(now, date_from_sql(stored) if stored else None)
    return max([today, *known])


def party_of(columns: tuple[Any, ...]) -> PartyFacts | None:
    """Return a side by its `PARTY_COLUMNS`, None for one that is not there."""
    if columns[0] is None:
        return None
    spent_on: dt.date | None = date_from_sql(columns[11]) if columns[11] is not None else None
    kyc_status, is_suspended, account_type = columns[13:16]
    terms: tuple[Any, ...] = (
        *columns[:11],
        spent_on,
        columns[12] or 0,
        kyc_status,
        bool(is_suspended),
        account_type,
    )
    return PartyFacts(*terms)


def payee_of(columns: tuple[Any, ...]) -> PayeeFacts:
    """Return how a customer stands with a receiver, by `PAYEE_COLUMNS` without the first."""
    version, is_saved, confirmed_at, payment_limit, daily_limit, first_paid_at, while_new, paid_on, paid = (
        columns
    )
    if version is None:
        return PayeeFacts()
    return PayeeFacts(
        version=version,
        is_saved=bool(is_saved),
        confirmed_at=instant_from_sql(confirmed_at) if confirmed_at else None,
        payment_limit_minor=payment_limit,
        daily_limit_minor=daily_limit,
        first_paid_at=instant_from_sql(first_paid_at) if first_paid_at else None,
        paid_while_new_minor=while_new,
        paid_on=date_from_sql(paid_on) if paid_on else None,
        paid_minor=paid,
    )


def lock_parties(command: MovementCommand) -> None:
    """Take the posting call's locks, in its order, before looking: customer's money row, then balances by id."""
    if engine() != "postgresql":
        return
    own_number = command.from_account_number or command.to_account_number
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM accounts_moneyholder WHERE customer_id ="
            " (SELECT customer_id FROM accounts_account WHERE account_number = %s) FOR NO KEY UPDATE",
            [own_number],
        )
        cursor.execute(
            "SELECT 1 FROM ledger_balance WHERE account_id IN (SELECT ledger_account_id FROM accounts_account"
            " WHERE account_number IN (%s, %s)) ORDER BY account_id FOR NO KEY UPDATE",
            [command.from_account_number, command.to_account_number],
        )
