"""Ordering many transfers at once: the order is stored whole, and the work on it is a job."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import orjson
from django.db import IntegrityError, connection

from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import DomainError, ErrorCategory, NotSignedIn
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import Currency, InvalidAmount, format_minor, minor_of
from core_banking.kernel.once import once_for_key
from core_banking.kernel.statements import engine
from transactions.bulk_contracts import (
    CHUNK_LINES,
    BulkLine,
    BulkOrder,
    BulkTransferCard,
    RawLine,
)
from transactions.contracts import MovementCommand, PartyFacts, TransactionType
from transactions.decision import decide
from transactions.errors import IdempotencyKeyExpired, MalformedLines
from transactions.events import BulkTransferOrdered
from transactions.models import BulkTransfer
from transactions.reading import read_movement
from transactions.selectors.bulk import card_of_bulk_transfer
from transactions.services.bulk_work import rehearse_lines, run_bulk_transfer

Claim = IdempotencyClaim[BulkTransferCard]

_LINE_COLUMNS: Final = (
    "bulk_transfer_id, line_number, to_account_number, amount_minor, description, reference, transaction_id, status,"
    " error_code, error, error_details"
)
_INSERT_AT_ONCE: Final = (
    f"INSERT INTO transactions_bulktransferline ({_LINE_COLUMNS})"  # noqa: S608
    " SELECT %s::bigint, line.number, line.to_account_number, line.amount_minor, line.description, line.reference,"
    " line.transaction_id, 'PENDING', '', '', '{}'::jsonb"
    " FROM jsonb_to_recordset(%s::jsonb) AS line(number bigint, to_account_number text, amount_minor bigint,"
    " description text, reference text, transaction_id text)"
)
_INSERT_EACH: Final = (
    f"INSERT INTO transactions_bulktransferline ({_LINE_COLUMNS})"  # noqa: S608
    " VALUES (%s, %s, %s, %s, %s, %s, %s, 'PENDING', '', '', '{}')"
)


@use_case
def order_bulk_transfer(
    *, actor: Actor, order: BulkOrder, claim: Claim | None = None
) -> BulkTransferCard | Answer:
    """Store an order of many transfers and have the work on it done as a job that begins once it is committed.

    Raises what refuses the order as a whole: `NotFound` for an account that is not the caller's, `NotAllowed`, the
    refusals about identity and PIN (403), `MalformedLines`, `IdempotencyKeyReused`, `IdempotencyKeyExpired`. What
    speaks against a line is found when its turn comes, and kept with it.
    """

    def deed() -> BulkTransferCard:
        _refuse_spent_key(claim)
        transfer = _store(actor, order, claim)
        run_bulk_transfer.enqueue(transfer.pk)
        return card_of_bulk_transfer(transfer)

    return once_for_key(actor=actor, claim=claim, name="transactions.order_bulk_transfer", deed=deed)


@use_case
def rehearse_bulk_transfer(*, actor: Actor, order: BulkOrder) -> BulkTransferCard:
    """Return what an order would come to, with every line it would refuse, and leave nothing behind.

    Raises what `order_bulk_transfer` raises.
    """
    make_dry_run()
    return rehearse_lines(actor, _store(actor, order, None))


def _refuse_spent_key(claim: Claim | None) -> None:
    """Refuse a key whose stored answer was purged: its bulk transfer is in the books all the same."""
    if claim is None:
        return
    spent = BulkTransfer.objects.filter(
        idempotency_principal_id=claim.principal_id, idempotency_key=claim.key
    ).first()
    if spent is not None:
        raise IdempotencyKeyExpired(bulk_transfer_id=spent.pk)


def _store(actor: Actor, order: BulkOrder, claim: Claim | None) -> BulkTransfer:
    sender = _sender_of(actor, order)
    lines = _read_lines(order.lines, sender.currency)
    transfer = _write_order(actor, order, sender, lines, claim)
    for first in range(0, len(lines), CHUNK_LINES):
        _write_lines(transfer.pk, lines[first : first + CHUNK_LINES])
    emit(
        BulkTransferOrdered(
            actor=actor,
            bulk_transfer_id=transfer.pk,
            mode=transfer.mode,
            from_account_number=sender.account_number,
            total_count=transfer.total_count,
            total=format_minor(transfer.total_minor, Currency.of(sender.currency).exponent),
            currency=sender.currency,
            customer_user_id=sender.customer_id,
            on_behalf=transfer.on_behalf,
        )
    )
    return transfer


def _sender_of(actor: Actor, order: BulkOrder) -> PartyFacts:
    """Return the sending account, once nothing speaks against the order as a whole.

    The rules are those of a single transfer, asked about one that names no receiver yet. What depends on amounts,
    on receivers or on the account's state is a matter of each line in its turn.
    """
    if actor.user_id is None:
        raise NotSignedIn
    command = MovementCommand(
        transaction_type=TransactionType.TRANSFER,
        amount=Decimal(1),
        from_account_number=order.from_account_number,
        pin_proven=order.pin_proven,
    )
    facts = read_movement(actor, command, None).facts
    try:
        decide(actor, command, facts)
    except DomainError as refusal:
        if refusal.category is not ErrorCategory.REFUSED:
            raise
    assert facts.sender is not None, "the decision has let an order through without its account"
    return facts.sender


def _read_lines(lines: Sequence[RawLine], currency: str) -> list[BulkLine]:
    """Return the lines with their amounts in minor units. Raises `MalformedLines`."""
    exponent = Currency.of(currency).exponent
    problems: dict[int, dict[str, list[str]]] = {}
    read: list[BulkLine] = []
    for line, transaction_id in zip(lines, ids.transaction_ids(len(lines)), strict=True):
        try:
            amount_minor = minor_of(line.amount, exponent)
        except InvalidAmount as error:
            problems[line.number] = {"amount": [str(error)]}
            continue
        read.append(
            BulkLine(
                line.number,
                line.to_account_number,
                amount_minor,
                line.description,
                line.reference,
                transaction_id,
            )
        )
    if problems:
        raise MalformedLines(problems)
    return read


def _write_order(
    actor: Actor, order: BulkOrder, sender: PartyFacts, lines: Sequence[BulkLine], claim: Claim | None
) -> BulkTransfer:
    now = clock.now()
    try:
        return BulkTransfer.objects.create(
            mode=order.mode.value,
            from_account_id=sender.account_id,
            from_customer_id=sender.customer_id,
            initiated_by_id=actor.user_id,
            on_behalf=sender.customer_id != actor.user_id,
            pin_proven=order.pin_proven,
            currency=sender.currency,
            total_count=len(lines),
            total_minor=sum(line.amount_minor for line in lines),
            created_at=now,
            progressed_at=now,
            username=actor.username[:150],
            ip_address=actor.ip_address,
            user_agent=actor.user_agent[:400],
            request_id=actor.request_id[:128],
            idempotency_principal_id=claim.principal_id if claim else None,
            idempotency_key=claim.key if claim else None,
        )
    except IntegrityError as error:
        if "idempotency" in str(error):
            raise RetryUseCase from error
        raise


@within_use_case
def _write_lines(bulk_transfer_id: int, lines: Sequence[BulkLine]) -> None:
    with connection.cursor() as cursor:
        if engine() == "postgresql":
            # One text for all rows, and no conversion for each value.
            cursor.execute(_INSERT_AT_ONCE, [bulk_transfer_id, orjson.dumps(lines).decode()])
        else:
            cursor.executemany(
                _INSERT_EACH,
                [
                    [
                        bulk_transfer_id,
                        line.number,
                        line.to_account_number,
                        line.amount_minor,
                        line.description,
                        line.reference,
                        line.transaction_id,
                    ]
                    for line in lines
                ],
            )
