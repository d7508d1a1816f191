"""Payments in two steps: money is set aside now, and captured, voided or expired later, whichever comes first.

Everything that changes a hold takes the posting call's locks in its order before it looks: the customer's money row,
the balances by id, then the hold. Releasing what is held and moving what is captured is one transaction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from django.conf import settings

from accounts.selectors import account_by_number
from accounts.services import lock_money_holder
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound, Unavailable
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import Currency, InvalidAmount, format_minor, minor_of
from core_banking.kernel.once import once_for_key
from fraud.contracts import Origin
from ledger.contracts import HoldStatus
from ledger.errors import HoldAlreadyResolved
from ledger.services import lock_balances
from ledger.services import place_hold as place_hold_on_the_book
from ledger.services import resolve_hold as resolve_hold_on_the_book
from notifications.services import notify
from transactions.contracts import SUBMIT_ANY, SUBMIT_OWN, MovementCommand, TransactionCard, TransactionType
from transactions.decision import decide
from transactions.errors import CaptureExceedsHold, HoldExpired, IdempotencyKeyExpired
from transactions.events import HoldPlaced, HoldResolved
from transactions.hold_contracts import CaptureCommand, CapturedHold, HoldCard, HoldCommand
from transactions.models import HoldOrder, HoldResolution
from transactions.reading import read_movement
from transactions.selectors.holds import card_of_hold, due_holds, visible_hold, visible_holds
from transactions.services.submission import carry_out

_EXPIRY_BATCH_ROWS = 500


@use_case
def authorise_hold(
    *, actor: Actor, command: HoldCommand, claim: IdempotencyClaim[HoldCard] | None = None
) -> HoldCard | Answer:
    """Set money of an account aside: it lowers what is available, never the balance.

    What a payment of the amount would be refused for is refused here, its fee apart. Raises the refusals of
    `transactions.decision`, `InvalidInput` for an expiry in the past or too far away, `IdempotencyKeyExpired`.
    """
    if command.dry_run:
        make_dry_run()

    def deed() -> HoldCard:
        return _authorise(actor, command, claim)

    return once_for_key(actor=actor, claim=claim, name="transactions.authorise_hold", deed=deed)


@use_case
def capture_hold(
    *, actor: Actor, key: str, command: CaptureCommand, claim: IdempotencyClaim[CapturedHold] | None = None
) -> CapturedHold | Answer:
    """Move money that was set aside, all of it or a part; the rest is released, and the hold is at its end.

    The money moves as any transfer or payment does: on the day's limits, and with the product's fee. `key` is the
    hold's number or identifier. Raises `NotFound`, `NotAllowed`, `HoldExpired`, `HoldAlreadyResolved`,
    `CaptureExceedsHold`, the refusals of `transactions.decision`, and `FraudBlocked` for what fraud scoring would hold
    or block; the hold stays open then.
    """
    if command.dry_run:
        make_dry_run()

    def deed() -> CapturedHold:
        return _capture(actor, key, command)

    return once_for_key(actor=actor, claim=claim, name="transactions.capture_hold", deed=deed)


@use_case
def void_hold(
    *, actor: Actor, key: str, claim: IdempotencyClaim[HoldCard] | None = None, dry_run: bool = False
) -> HoldCard | Answer:
    """Release a hold; `key` is its number or identifier. Raises `NotFound`, `NotAllowed`, `HoldAlreadyResolved`."""
    if dry_run:
        make_dry_run()

    def deed() -> HoldCard:
        order = _orderable(actor, key)
        _lock(order)
        card = _resolve(actor, order, HoldStatus.VOIDED)
        _tell_owner(actor, order, f"Hold {card.hold_id} was released")
        return card

    return once_for_key(actor=actor, claim=claim, name="transactions.void_hold", deed=deed)


@use_case
def expire_hold(*, actor: Actor, hold_id: int, now: dt.datetime | None = None) -> bool:
    """Release a hold whose time is over; return whether it was this call that did it.

    For jobs and commands of the bank. A hold that is resolved already, or whose time is not over, is left as it is.
    Raises `NotAllowed` for people and `NotFound`.
    """
    if actor.channel not in {Channel.SYSTEM, Channel.COMMAND}:
        raise NotAllowed
    order = HoldOrder.objects.select_related("hold", "account").filter(pk=hold_id).first()
    if order is None:
        raise NotFound("There is no such hold.")
    _lock(order)
    expires_at = order.hold.expires_at
    if order.hold.status != HoldStatus.OPEN or expires_at is None or expires_at > (now or clock.now()):
        make_dry_run()  # nothing is written, so nothing is announced
        return False
    card = _resolve(actor, order, HoldStatus.EXPIRED)
    _tell_owner(actor, order, f"Hold {card.hold_id} has expired")
    return True


def expire_due_holds(*, actor: Actor, now: dt.datetime | None = None) -> int:
    """Release every hold whose time is over, each in a transaction of its own; return how many were.

    Can be stopped anywhere and run again. What is too busy just now is left to the next run. Raises `NotAllowed`.
    """
    moment = now or clock.now()
    expired, last = 0, 0
    while batch := due_holds(moment, after_id=last, limit=_EXPIRY_BATCH_ROWS):
        last = batch[-1]
        for hold_id in batch:
            try:
                expired += expire_hold(actor=actor, hold_id=hold_id, now=moment)
            except Unavailable:
                continue
    return expired


def _authorise(actor: Actor, command: HoldCommand, claim: IdempotencyClaim[HoldCard] | None) -> HoldCard:
    _refuse_spent_key(claim)
    expires_at = _expiry(command.expires_at)
    account = account_by_number(command.account_number)
    if account is not None:
        lock_money_holder(account.customer_id)
        lock_balances([account.ledger_account_id])
    payment = MovementCommand(
        transaction_type=TransactionType.PAYMENT,
        amount=command.amount,
        currency=command.currency,
        from_account_number=command.account_number,
        pin_proven=command.pin_proven,
    )
    facts = read_movement(actor, payment, None).facts
    # The fee is asked for when the money moves: which movement it will be is not known yet.
    approved = decide(actor, payment, replace(facts, fee_minor=0))
    assert approved.sender is not None
    hold = place_hold_on_the_book(
        account_id=approved.sender.ledger_account_id,
        amount_minor=approved.amount_minor,
        reference=ids.prefixed_id("HLD"),
        description=command.description,
        expires_at=expires_at,
    )
    order = HoldOrder.objects.create(
        hold_id=hold.hold_id,
        account_id=approved.sender.account_id,
        customer_id=approved.sender.customer_id,
        ordered_by_id=actor.user_id,
        on_behalf=approved.sender.customer_id != actor.user_id,
        pin_proven=command.pin_proven,
        idempotency_principal_id=claim.principal_id if claim else None,
        idempotency_key=claim.key if claim else None,
    )
    card = card_of_hold(visible_holds(actor).get(pk=order.pk))
    emit(
        HoldPlaced(
            actor=actor,
            hold_id=card.hold_id,
            amount=_major(card.amount_minor, card.currency),
            currency=card.currency,
            account_number=card.account_number,
            customer_user_id=order.customer_id,
            expires_at=expires_at,
            on_behalf=order.on_behalf,
        )
    )
    _tell_owner(actor, order, f"{_major(card.amount_minor, card.currency)} {card.currency} was set aside")
    return card


def _capture(actor: Actor, key: str, command: CaptureCommand) -> CapturedHold:
    order = _orderable(actor, key)
    _lock(order, command.to_account_number)
    _refuse_unless_open(order)
    currency = order.account.currency
    amount_minor = _captured_minor(order, command, currency)
    hold = resolve_hold_on_the_book(
        hold_id=order.hold_id, status=HoldStatus.CAPTURED, captured_minor=amount_minor
    )
    transfer = command.to_account_number is not None
    transaction = carry_out(
        actor=actor,
        command=MovementCommand(
            transaction_type=TransactionType.TRANSFER if transfer else TransactionType.PAYMENT,
            amount=Decimal(amount_minor).scaleb(-Currency.of(currency).exponent),
            from_account_number=order.account.account_number,
            to_account_number=command.to_account_number,
            payee_name="" if transfer else command.payee_name or hold.description[:140],
            reference=command.reference or hold.reference,
            description=hold.description,
            # Only now is it said who gets the money: a PIN proven for the hold does not answer for that.
            pin_proven=command.pin_proven,
        ),
        # What the customer captures he pays by his own hand, and any account may be named only now.
        origin=Origin.CUSTOMER if order.customer_id == actor.user_id else Origin.HOLD_CAPTURE,
    )
    return CapturedHold(_record_end(actor, order, HoldStatus.CAPTURED, transaction), transaction)


def _resolve(actor: Actor, order: HoldOrder, outcome: HoldStatus) -> HoldCard:
    resolve_hold_on_the_book(hold_id=order.hold_id, status=outcome)
    return _record_end(actor, order, outcome, None)


def _record_end(
    actor: Actor, order: HoldOrder, outcome: HoldStatus, transaction: TransactionCard | None
) -> HoldCard:
    """Write the one resolution a hold can have, announce it, and return the hold as it is now."""
    HoldResolution.objects.create(
        order=order,
        outcome=outcome.value,
        transaction_id=transaction.id if transaction else None,
        resolved_by_id=actor.user_id,
        resolved_at=clock.now(),
    )
    order.hold.refresh_from_db()
    card = replace(card_of_hold(order), transaction_id=transaction.transaction_id if transaction else None)
    emit(
        HoldResolved(
            actor=actor,
            hold_id=card.hold_id,
            status=card.status,
            amount=_major(card.amount_minor, card.currency),
            captured=_major(card.captured_minor, card.currency),
            currency=card.currency,
            account_number=card.account_number,
            customer_user_id=order.customer_id,
            transaction_id=card.transaction_id,
        )
    )
    return card


def _orderable(actor: Actor, key: str) -> HoldOrder:
    """Return a hold that the actor may resolve: his own as a customer, anybody else's as staff who move money."""
    order = visible_hold(actor, key)
    right = SUBMIT_OWN if order.customer_id == actor.user_id else SUBMIT_ANY
    if not actor.may(right):
        raise NotAllowed
    return order


def _lock(order: HoldOrder, to_account_number: str | None = None) -> None:
    """Take the locks in the bank's one order, then read the hold as it is under them."""
    lock_money_holder(order.customer_id)
    receiver = account_by_number(to_account_number) if to_account_number else None
    lock_balances({order.hold.account_id} | ({receiver.ledger_account_id} if receiver else set()))
    order.hold.refresh_from_db()


def _refuse_unless_open(order: HoldOrder) -> None:
    hold = order.hold
    expired = hold.expires_at is not None and hold.expires_at <= clock.now()
    if hold.status == HoldStatus.EXPIRED or (hold.status == HoldStatus.OPEN and expired):
        assert hold.expires_at is not None
        raise HoldExpired(expires_at=clock.isoformat_utc(hold.expires_at))
    if hold.status != HoldStatus.OPEN:
        raise HoldAlreadyResolved(status=hold.status)


def _captured_minor(order: HoldOrder, command: CaptureCommand, currency: str) -> int:
    if command.amount is None:
        return order.hold.amount_minor
    try:
        amount_minor = minor_of(command.amount, Currency.of(currency).exponent)
    except InvalidAmount as error:
        raise InvalidInput({"amount": [str(error)]}) from error
    if amount_minor > order.hold.amount_minor:
        raise CaptureExceedsHold(
            held=_major(order.hold.amount_minor, currency), requested=_major(amount_minor, currency)
        )
    return amount_minor


def _expiry(asked: dt.datetime | None) -> dt.datetime:
    now = clock.now()
    if asked is None:
        return now + dt.timedelta(days=settings.HOLD_DEFAULT_DAYS)
    if asked <= now:
        raise InvalidInput({"expires_at": ["Give a moment that has not passed."]})
    if asked > now + dt.timedelta(days=settings.HOLD_MAX_DAYS):
        raise InvalidInput({"expires_at": [f"A hold lasts at most {settings.HOLD_MAX_DAYS} days."]})
    return asked


def _refuse_spent_key(claim: IdempotencyClaim[HoldCard] | None) -> None:
    """Refuse a key whose hold is there though its stored answer was purged. Raises `IdempotencyKeyExpired`."""
    if claim is None:
        return
    spent = HoldOrder.objects.filter(
        idempotency_principal_id=claim.principal_id, idempotency_key=claim.key
    ).values_list("hold__reference", flat=True)
    if reference := spent.first():
        raise IdempotencyKeyExpired(hold_id=reference)


def _tell_owner(actor: Actor, order: HoldOrder, title: str) -> None:
    """Tell the customer of what somebody else did to his money."""
    if actor.user_id == order.customer_id:
        return
    notify(
        actor=actor,
        user_id=order.customer_id,
        kind="HOLD",
        title=title,
        body=f"On account {order.account.account_number}. Ask the bank if you have questions.",
        data={"hold_id": order.hold.reference},
    )


def _major(amount_minor: int, currency: str) -> str:
    return format_minor(amount_minor, Currency.of(currency).exponent)
