"""What becomes of a held payment's money: it moves now, or it is free again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, within_use_case
from core_banking.kernel.money import Currency
from fraud.contracts import Origin
from fraud.scoring import NO_RULES, screen
from ledger.contracts import EntryDraft, HoldStatus, PostedEntry
from ledger.services import post_entry, resolve_hold
from transactions.contracts import (
    OUTGOING_TYPES,
    ApprovedMovement,
    MovementCommand,
    TransactionStatus,
    TransactionType,
)
from transactions.decision import decide_release
from transactions.entry_templates import entry_lines
from transactions.models import Beneficiary, HeldPayment, Transaction
from transactions.posting import add_to_days_total, take_off_days_total, teach_profiles
from transactions.reading import Reading, read_movement
from transactions.screening import ScoredMovement, screening_request
from transactions.selectors.movements import card_of
from transactions.services.announcements import announcement_of
from transactions.services.scoring import failure_of


@within_use_case
def release_held(*, actor: Actor, row: Transaction, held: HeldPayment) -> None:
    """Post a held payment, whose locks the caller holds, and teach the profiles what it would have taught them.

    Raises `AccountNotActive`, `InsufficientFunds`, `BalanceTooLarge`, `TermDepositFunded` and `ScreeningFailed`.
    """
    if held.hold_id is not None:
        resolve_hold(
            hold_id=held.hold_id,
            status=HoldStatus.CAPTURED,
            captured_minor=row.amount_minor + row.fee_minor,
        )
    command = _command_of(row)
    reading = read_movement(actor, command, None)
    movement = decide_release(command, reading.facts, amount_minor=row.amount_minor, fee_minor=row.fee_minor)
    posted = post_entry(_draft(row, reading, movement))
    _count_on_another_day(row, posted.business_date)
    _write_as_posted(row, movement, posted)
    teach_profiles(_what_it_teaches(actor, command, movement, reading, held), movement)
    emit(
        announcement_of(
            actor, card_of(actor, row), customer_user_id=movement.holder_id, on_behalf=row.on_behalf
        )
    )


@within_use_case
def decline_held(*, row: Transaction, held: HeldPayment) -> None:
    """Give the money of a held payment free, and take it off the limits that it counts against."""
    if held.hold_id is not None:
        resolve_hold(hold_id=held.hold_id, status=HoldStatus.VOIDED)
    if row.transaction_type in OUTGOING_TYPES and row.from_account_id is not None:
        take_off_days_total(row.from_account_id, row.amount_minor, row.business_date)
    _take_off_payee(row, held)
    row.status = TransactionStatus.DECLINED.value
    row.save(update_fields=["status"])


def _what_it_teaches(
    actor: Actor,
    command: MovementCommand,
    movement: ApprovedMovement,
    reading: Reading,
    held: HeldPayment,
) -> ScoredMovement:
    """Score a payment by no rules: by them it was held, and now it only teaches. Raises `ScreeningFailed`."""
    try:
        request = screening_request(
            actor, command, movement, reading.facts, reading.behaviour, Origin(held.origin), came_by=held
        )
        return ScoredMovement(request, screen(request, NO_RULES))
    except Exception as error:
        raise failure_of(actor, command, movement, error) from error


def _command_of(row: Transaction) -> MovementCommand:
    return MovementCommand(
        transaction_type=TransactionType(row.transaction_type),
        amount=Decimal(row.amount_minor).scaleb(-Currency.of(row.currency).exponent),
        from_account_number=row.from_account.account_number if row.from_account else None,
        to_account_number=row.to_account.account_number if row.to_account else None,
        payee_name=row.payee_name,
        description=row.description,
        pin_proven=True,
    )


def _draft(row: Transaction, reading: Reading, movement: ApprovedMovement) -> EntryDraft:
    return EntryDraft(
        kind=row.transaction_type,
        currency=row.currency,
        reference=row.transaction_id,
        description=row.description,
        business_date=reading.facts.business_date,
        value_date=reading.facts.business_date,
        posted_at=reading.at,
        lines=entry_lines(TransactionType(row.transaction_type), movement),
    )


def _write_as_posted(row: Transaction, movement: ApprovedMovement, posted: PostedEntry) -> None:
    sides = {"from": movement.sender, "to": movement.receiver}
    for side, party in sides.items():
        if party is not None:
            setattr(row, f"{side}_balance_after_minor", posted.balances_minor[party.ledger_account_id])
    row.status = TransactionStatus.COMPLETED.value
    row.journal_entry_id = posted.entry_id
    row.business_date, row.processed_date = posted.business_date, posted.posted_at
    row.save(
        update_fields=[
            "status",
            "journal_entry",
            "business_date",
            "processed_date",
            "from_balance_after_minor",
            "to_balance_after_minor",
        ]
    )


def _count_on_another_day(row: Transaction, posted_on: dt.date) -> None:
    """Count a payment that is made on a later day than it was ordered on against the limits of that day."""
    if posted_on == row.business_date:
        return
    if row.transaction_type in OUTGOING_TYPES and row.from_account_id is not None:
        take_off_days_total(row.from_account_id, row.amount_minor, row.business_date)
        add_to_days_total(row.from_account_id, row.amount_minor, posted_on)
    payee = _payee_of(row)
    if payee is None or payee.daily_limit_minor is None:
        return
    already_minor = payee.paid_minor if payee.paid_on == posted_on else 0
    payee.paid_on, payee.paid_minor = posted_on, already_minor + row.amount_minor
    _save(payee)


def _take_off_payee(row: Transaction, held: HeldPayment) -> None:
    payee = _payee_of(row)
    if payee is None:
        return
    if payee.daily_limit_minor is not None and payee.paid_on == row.business_date:
        payee.paid_minor = max(0, payee.paid_minor - row.amount_minor)
    payee.paid_while_new_minor = max(0, payee.paid_while_new_minor - held.new_payee_minor)
    if (
        held.new_payee_minor
        and not payee.paid_while_new_minor
        and payee.first_paid_at == row.transaction_date
    ):
        payee.first_paid_at = None  # he was not paid: he is as new as before
    _save(payee)


def _payee_of(row: Transaction) -> Beneficiary | None:
    """Return how the customer stands with whom he pays, where that is somebody else; his money row is locked."""
    if row.transaction_type != TransactionType.TRANSFER or row.from_customer_id == row.to_customer_id:
        return None
    assert row.to_account_id is not None
    return Beneficiary.objects.filter(owner_id=row.from_customer_id, account_id=row.to_account_id).first()


def _save(payee: Beneficiary) -> None:
    payee.version += 1
    payee.save(update_fields=["version", "paid_on", "paid_minor", "paid_while_new_minor", "first_paid_at"])
