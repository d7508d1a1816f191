"""Payments that fraud scoring holds: the money is set aside, and staff makes them after all or not, exactly once.

A payment is held under the posting call's locks. Whoever decides on it takes them in their order before he looks: the
customer's money row, the balances by id, then the payment.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError

from accounts.selectors import account_card
from accounts.services import lock_money_holder
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.once import once_for_key
from fraud.contracts import DECIDE_ALERTS, Disposition
from fraud.services import raise_alert, require_cleared_payee, settle_alert_of
from ledger.services import lock_balances, place_hold
from notifications.services import notify
from transactions.contracts import TransactionCard, TransactionStatus
from transactions.errors import TransactionNotHeld
from transactions.events import HeldPaymentDecided, PaymentHeld
from transactions.held_contracts import HeldOutcome
from transactions.models import HeldPayment, Transaction
from transactions.posting import MovementOrder, add_to_days_total, keep_payee, record_of
from transactions.screening import ScoredMovement
from transactions.screening_records import keep_score
from transactions.selectors.movements import card_of
from transactions.selectors.reversals import movement_to_reverse
from transactions.services.held_outcomes import decline_held, release_held

_DESCRIPTION = "Payment under review"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a customer is told of a payment that is looked at: never why."""

    kind: str
    title: str
    body: str


_UNDER_REVIEW = _Told(
    kind="PAYMENT_UNDER_REVIEW",
    title="A payment is under review",
    body="The bank is looking at it and will tell you what comes of it. Until then its money is set aside.",
)
_DEPOSIT_UNDER_REVIEW = _Told(
    kind="PAYMENT_UNDER_REVIEW",
    title="A deposit is under review",
    body="The bank is looking at it and will tell you what comes of it. Until then it is not in your account.",
)
_TOLD = {
    HeldOutcome.RELEASED: _Told(
        kind="PAYMENT_RELEASED",
        title="A payment was made",
        body="The bank has looked at the payment that was under review, and made it.",
    ),
    HeldOutcome.DECLINED: _Told(
        kind="PAYMENT_DECLINED",
        title="A payment was declined",
        body="The bank has not made the payment that was under review. Its money is available to you again.",
    ),
}
_DEPOSIT_TOLD = {
    HeldOutcome.RELEASED: _Told(
        kind="PAYMENT_RELEASED",
        title="A deposit was made",
        body="The bank has looked at the deposit that was under review, and has put it into your account.",
    ),
    HeldOutcome.DECLINED: _Told(
        kind="PAYMENT_DECLINED",
        title="A deposit was declined",
        body="The bank has not taken the deposit that was under review. What you handed over is given back to you.",
    ),
}


@within_use_case
def hold_payment(*, actor: Actor, order: MovementOrder, scored: ScoredMovement) -> TransactionCard:
    """Record a movement as held: nothing is posted, amount and fee are set aside, and limits count it as if paid.

    The caller has taken the posting call's locks and decided under them. Raises `RetryUseCase` when a request with the
    same idempotency key was first.
    """
    movement = order.movement
    row = record_of(order, TransactionStatus.HELD, order.business_date)
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        if "idempotency_key" in str(error):
            raise RetryUseCase from error
        raise
    _set_aside(order, row, scored)
    if movement.counts_against_daily_limit and movement.sender is not None:
        add_to_days_total(movement.sender.account_id, movement.amount_minor, order.business_date)
    if movement.payee is not None and movement.receiver is not None:
        keep_payee(movement.holder_id, movement.receiver.account_id, movement.payee)
    raise_alert(
        actor=actor,
        screening=scored.screening,
        screening_record_id=keep_score(scored, order.transaction_id),
        request=scored.request,
        transaction_id=order.transaction_id,
    )
    card = card_of(actor, row)
    exponent = Currency.of(card.currency).exponent
    emit(
        PaymentHeld(
            actor=actor,
            transaction_id=card.transaction_id,
            transaction_type=card.transaction_type,
            amount=format_minor(card.amount_minor, exponent),
            fee=format_minor(card.fee_minor, exponent),
            currency=card.currency,
            from_account_number=card.from_account.account_number if card.from_account else None,
            to_account_number=card.to_account.account_number if card.to_account else None,
            customer_user_id=movement.holder_id,
            on_behalf=order.on_behalf,
        )
    )
    _tell(actor, row, _UNDER_REVIEW if movement.sender is not None else _DEPOSIT_UNDER_REVIEW)
    return card


@use_case
def release_payment(
    *,
    actor: Actor,
    key: str,
    note: str,
    claim: IdempotencyClaim[TransactionCard] | None = None,
    dry_run: bool = False,
) -> TransactionCard | Answer:
    """Make a held payment after all; `key` is its number or identifier.

    Never by its customer, its receiver or who ordered it. Raises `NotFound`, `NotAllowed`, `InvalidInput` without a
    note, `TransactionNotHeld`, and what speaks against the payment now: `PayeeNotCleared`, `AccountNotActive`,
    `InsufficientFunds`, `BalanceTooLarge`, `TermDepositFunded`; it stays held then.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor,
        claim=claim,
        name="transactions.release_payment",
        deed=lambda: _decide(actor, key, HeldOutcome.RELEASED, note, Disposition.FALSE_POSITIVE),
    )


@use_case
def decline_payment(
    *,
    actor: Actor,
    key: str,
    note: str,
    disposition: Disposition = Disposition.CONFIRMED_FRAUD,
    claim: IdempotencyClaim[TransactionCard] | None = None,
    dry_run: bool = False,
) -> TransactionCard | Answer:
    """Not make a held payment, and give its money free; `key` is its number or identifier.

    `disposition` is what its alert was found to be: a payment that was no fraud is declined where it cannot be made any
    more, or is not wanted. Never by its customer, its receiver or who ordered it. Raises `NotFound`, `NotAllowed`,
    `InvalidInput` without a note, and `TransactionNotHeld`.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor,
        claim=claim,
        name="transactions.decline_payment",
        deed=lambda: _decide(actor, key, HeldOutcome.DECLINED, note, disposition),
    )


@within_use_case
def decide_held_payment(*, actor: Actor, transaction_id: str, release: bool, note: str) -> None:
    """Release or decline a held payment whose alert is being resolved. Raises what `release_payment` raises."""
    _carry_out(actor, transaction_id, HeldOutcome.RELEASED if release else HeldOutcome.DECLINED, note.strip())


def _decide(
    actor: Actor, key: str, outcome: HeldOutcome, note: str, disposition: Disposition
) -> TransactionCard:
    if not note.strip():
        raise InvalidInput({"note": ["Say why."]})
    row = _carry_out(actor, key, outcome, note.strip())
    settle_alert_of(
        actor=actor, transaction_id=row.transaction_id, disposition=disposition, note=note.strip()
    )
    return card_of(actor, row)


def _carry_out(actor: Actor, key: str, outcome: HeldOutcome, note: str) -> Transaction:
    if not actor.may(DECIDE_ALERTS) or actor.user_id is None:
        raise NotAllowed
    row = movement_to_reverse(key)
    if actor.user_id in {row.initiated_by_id, row.from_customer_id, row.to_customer_id}:
        raise NotAllowed("Nobody decides on a payment he ordered or takes part in.")
    held = _locked(row)
    if outcome is HeldOutcome.RELEASED:
        require_cleared_payee(actor=actor, name=row.payee_name)
        release_held(actor=actor, row=row, held=held)
    else:
        decline_held(row=row, held=held)
    held.outcome, held.note = outcome.value, note
    held.decided_by_id, held.decided_at = actor.user_id, clock.now()
    held.save(update_fields=["outcome", "note", "decided_by", "decided_at"])
    emit(
        HeldPaymentDecided(
            actor=actor,
            transaction_id=row.transaction_id,
            outcome=outcome.value,
            note=note,
            amount=format_minor(row.amount_minor, Currency.of(row.currency).exponent),
            currency=row.currency,
            customer_user_id=_customer_of(row),
        )
    )
    _tell(actor, row, (_TOLD if row.from_account_id is not None else _DEPOSIT_TOLD)[outcome])
    return row


def _locked(row: Transaction) -> HeldPayment:
    """Take the locks of all that the payment would move, then look whether it is still held."""
    sides = [account_card(side) for side in (row.from_account_id, row.to_account_id) if side is not None]
    lock_money_holder(_customer_of(row))
    lock_balances(side.ledger_account_id for side in sides if side is not None)
    held = HeldPayment.objects.select_for_update(no_key=True).filter(transaction_id=row.pk).first()
    row.refresh_from_db(fields=["status"])
    if held is None or row.status != TransactionStatus.HELD:
        raise TransactionNotHeld(status=row.status)
    return held


def _set_aside(order: MovementOrder, row: Transaction, scored: ScoredMovement) -> None:
    """Set amount and fee aside, without a term: only who decides on the payment ends it."""
    movement, hold_id = order.movement, None
    if movement.sender is not None:
        hold_id = place_hold(
            account_id=movement.sender.ledger_account_id,
            amount_minor=movement.amount_minor + movement.fee_minor,
            reference=order.transaction_id,
            description=_DESCRIPTION,
            expires_at=None,
        ).hold_id
    payee = movement.payee
    after = payee.after if payee is not None else None
    new_payee_minor = after.paid_while_new_minor - payee.seen.paid_while_new_minor if payee and after else 0
    HeldPayment.objects.create(
        transaction=row,
        hold_id=hold_id,
        origin=scored.request.origin.value,
        device=scored.request.device,
        network=scored.request.network,
        new_payee_minor=new_payee_minor,
    )


def _tell(actor: Actor, row: Transaction, told: _Told) -> None:
    amount = f"{format_minor(row.amount_minor, Currency.of(row.currency).exponent)} {row.currency}"
    notify(
        actor=actor,
        user_id=_customer_of(row),
        kind=told.kind,
        title=told.title,
        body=f"{amount}, {row.transaction_id}. {told.body}",
        data={"transaction_id": row.transaction_id},
    )


def _customer_of(row: Transaction) -> int:
    customer_id = row.from_customer_id or row.to_customer_id
    assert customer_id is not None
    return customer_id
