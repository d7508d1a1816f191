"""Standing orders as their customer places, changes and cancels them. Nothing is paid here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from accounts.contracts import AccountCard, AccountStatus, AccountType
from accounts.errors import PotMovesByGoal
from accounts.selectors import account_by_number
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import Currency, InvalidAmount, format_minor, minor_of
from core_banking.kernel.once import once_for_key
from transactions.contracts import SUBMIT_OWN
from transactions.errors import (
    AccountNotActive,
    CurrencyMismatch,
    KycRequiredToTransact,
    SameAccount,
    SingleLimitExceeded,
    StandingOrderNotActive,
    TooManyStandingOrders,
    UnknownAccount,
)
from transactions.events import StandingOrderCancelled, StandingOrderChanged, StandingOrderPlaced
from transactions.models import StandingOrder, StandingOrderExecution
from transactions.payment_plan import PlannedPayment
from transactions.recurrence import InvalidRule, read_rule
from transactions.selectors.standing_orders import bank_calendar, card_of_standing_order, plan_of
from transactions.services.authorisation import refuse_without_pin
from transactions.standing_order_contracts import (
    ExecutionStatus,
    OrderStatus,
    StandingOrderCard,
    StandingOrderChange,
    StandingOrderCommand,
)
from users.contracts import PersonCard
from users.selectors import person_card

ORDERS_PER_CUSTOMER: Final = 200
"""Running orders of one customer; what is due is looked for every day."""
MOST_YEARS_AHEAD: Final = 100
_NEVER_DUE: Final = "No payment would come of this: none falls on a day from today on, within ten years."
_SCHEDULE: Final = frozenset({"rrule", "end_date", "holiday_rule"})


@use_case
def place_standing_order(
    *, actor: Actor, command: StandingOrderCommand, claim: IdempotencyClaim[StandingOrderCard] | None = None
) -> StandingOrderCard | Answer:
    """Order a transfer in advance, once or by a rule; return the order with the days of its next payments.

    The PIN is asked for here, once for all its payments. Raises `InvalidInput` for a rule or dates that come to no
    payment, `NotFound` for an account that is not the customer's, `KycRequiredToTransact`, `PinRequired`,
    `UnknownAccount`, `SameAccount`, `CurrencyMismatch`, `AccountNotActive`, `SingleLimitExceeded`,
    `TooManyStandingOrders`. With a claim whose key was used before, the first `Answer` is returned.
    """
    if command.dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor,
        claim=claim,
        name="transactions.place_standing_order",
        deed=lambda: _place(actor, command),
    )


@use_case
def change_standing_order(*, actor: Actor, order_id: int, change: StandingOrderChange) -> StandingOrderCard:
    """Change what is still to come of an order: payee, amount, description, rule, last day, holiday rule.

    Anything but another description needs the PIN again. Raises `NotFound`, `StandingOrderNotActive`, and what
    placing it raises.
    """
    order = lock_standing_order(order_id, customer_id=_customer(actor).id)
    if order.status != OrderStatus.ACTIVE:
        raise StandingOrderNotActive(status=order.status)
    before = _terms(order)
    _set_fields(actor, order, change)
    changes = {name: (before[name], new) for name, new in _terms(order).items() if new != before[name]}
    order.save()
    emit(
        StandingOrderChanged(
            actor=actor, order_id=order.pk, customer_user_id=order.customer_id, changes=changes
        )
    )
    return card_of_standing_order(order, bank_calendar())


@use_case
def cancel_standing_order(*, actor: Actor, order_id: int) -> StandingOrderCard:
    """Cancel an order for ever, with the payments that were to be tried again. Raises `NotFound`,
    `StandingOrderNotActive` for one that was cancelled before.
    """
    order = lock_standing_order(order_id, customer_id=_customer(actor).id)
    if order.status == OrderStatus.CANCELLED:
        raise StandingOrderNotActive(status=order.status)
    end_standing_order(actor, order, "Cancelled by the customer")
    return card_of_standing_order(order, bank_calendar())


@within_use_case
def lock_standing_order(order_id: int, *, customer_id: int | None = None) -> StandingOrder:
    """Take an order until the use case ends: what changes it and what pays it come one after the other.

    Raises `NotFound`, also for an order of somebody else than `customer_id`, if that is given.
    """
    rows = StandingOrder.objects.select_for_update(no_key=True).filter(pk=order_id)
    order = (rows if customer_id is None else rows.filter(customer_id=customer_id)).first()
    if order is None:
        raise NotFound("There is no such standing order.")
    return order


@within_use_case
def end_standing_order(actor: Actor, order: StandingOrder, reason: str) -> None:
    """Cancel a locked order: its rows stay, nothing more is paid."""
    order.status, order.cancelled_at, order.cancel_reason = OrderStatus.CANCELLED, clock.now(), reason
    order.next_due_date = order.next_run_on = None
    order.save()
    StandingOrderExecution.objects.filter(order=order, status=ExecutionStatus.RETRYING.value).update(
        status=ExecutionStatus.CANCELLED.value
    )
    emit(
        StandingOrderCancelled(
            actor=actor, order_id=order.pk, customer_user_id=order.customer_id, reason=reason
        )
    )


@within_use_case
def plan_next(order: StandingOrder, after: dt.date | None) -> PlannedPayment | None:
    """Set the next payment of an order, the first that is due after a date; FINISHED if there is none."""
    payment = plan_of(order, bank_calendar()).next_after(after)
    order.next_due_date = payment.due_date if payment else None
    order.next_run_on = payment.run_on if payment else None
    order.status = OrderStatus.ACTIVE if payment else OrderStatus.FINISHED
    return payment


def _place(actor: Actor, command: StandingOrderCommand) -> StandingOrderCard:
    customer = _customer(actor)
    sender = _own_account(actor, command.from_account_number)
    if not customer.is_account_verified:
        raise KycRequiredToTransact
    refuse_without_pin(customer, pin_proven=command.pin_proven)
    receiver = _payee(sender, command.to_account_number)
    amount_minor = _amount_minor(sender, command.amount)
    order = StandingOrder(
        customer_id=customer.id,
        from_account_id=sender.id,
        to_account_id=receiver.id,
        amount_minor=amount_minor,
        currency=sender.currency,
        description=command.description,
        start_date=command.start_date,
        end_date=command.end_date,
        rrule=_rule(command.rrule),
        holiday_rule=command.holiday_rule,
    )
    _refuse_backward_dates(order, clock.business_date())
    if plan_next(order, None) is None:
        raise InvalidInput({"rrule" if order.rrule else "start_date": [_NEVER_DUE]})
    _refuse_too_many(customer)
    order.save()
    emit(
        StandingOrderPlaced(actor=actor, order_id=order.pk, customer_user_id=customer.id, terms=_terms(order))
    )
    return card_of_standing_order(order, bank_calendar())


def _set_fields(actor: Actor, order: StandingOrder, change: StandingOrderChange) -> None:
    fields: Mapping[str, Any] = change.fields
    sender = account_by_number(order.from_account.account_number or "")
    assert sender is not None
    # How often and until when is as much money as how much at a time.
    if set(fields) - {"description"}:
        refuse_without_pin(_customer(actor), pin_proven=change.pin_proven)
    if "to_account_number" in fields:
        order.to_account_id = _payee(sender, fields["to_account_number"]).id
    if "amount" in fields:
        order.amount_minor = _amount_minor(sender, fields["amount"])
    order.description = fields.get("description", order.description)
    if not _SCHEDULE & set(fields):
        return
    assert order.next_due_date is not None
    # What is overdue stays due, unless the rule itself is another one: that one counts from today.
    after = order.next_due_date - dt.timedelta(days=1)
    order.end_date = fields.get("end_date", order.end_date)
    order.holiday_rule = fields.get("holiday_rule", order.holiday_rule)
    if "rrule" in fields and _rule(fields["rrule"]) != order.rrule:
        order.rrule = _rule(fields["rrule"])
        after = _dealt_with_until(order)
    _refuse_backward_dates(order, order.start_date)
    if plan_next(order, after) is None:
        raise InvalidInput({name: [_NEVER_DUE] for name in sorted(_SCHEDULE & set(fields))})


def _dealt_with_until(order: StandingOrder) -> dt.date:
    """Return the day after which a new rule counts: yesterday, or the last due date that was dealt with."""
    yesterday = clock.business_date() - dt.timedelta(days=1)
    last = order.executions.order_by("-due_date").values_list("due_date", flat=True).first()
    return max(yesterday, last) if last else yesterday


def _customer(actor: Actor) -> PersonCard:
    if actor.user_id is None or actor.customer_id is None or not actor.may(SUBMIT_OWN):
        raise NotAllowed
    return person_card(actor.user_id)


def _own_account(actor: Actor, number: str) -> AccountCard:
    account = account_by_number(number)
    if account is None or account.customer_id != actor.user_id:
        raise NotFound("There is no such account of yours.")
    _refuse_pot(account, account)
    if account.account_type is AccountType.FIXED_DEPOSIT:
        raise InvalidInput({"from_account_number": ["A fixed deposit pays no standing orders."]})
    if account.status is not AccountStatus.ACTIVE:
        raise AccountNotActive(account_number=number, status=account.status.value)
    return account


def _payee(sender: AccountCard, number: str) -> AccountCard:
    payee = account_by_number(number)
    if payee is None:
        raise UnknownAccount
    _refuse_pot(payee, sender)
    if payee.id == sender.id:
        raise SameAccount
    if payee.currency != sender.currency:
        raise CurrencyMismatch
    return payee


def _refuse_pot(account: AccountCard, sender: AccountCard) -> None:
    """Leave pots to their goals, and tell nobody that a stranger's number is a pot's."""
    if account.account_type is not AccountType.POT:
        return
    if account.customer_id == sender.customer_id:
        raise PotMovesByGoal(account_number=account.account_number)
    raise UnknownAccount


def _amount_minor(sender: AccountCard, amount: Any) -> int:
    exponent = Currency.of(sender.currency).exponent
    try:
        amount_minor = minor_of(amount, exponent)
    except InvalidAmount as error:
        raise InvalidInput({"amount": [str(error)]}) from None
    if amount_minor > sender.single_limit_minor:
        raise SingleLimitExceeded(
            limit=format_minor(sender.single_limit_minor, exponent),
            requested=format_minor(amount_minor, exponent),
        )
    return amount_minor


def _rule(text: str) -> str:
    try:
        return read_rule(text) if text else ""
    except InvalidRule as error:
        raise InvalidInput({"rrule": [str(error)]}) from None


def _refuse_backward_dates(order: StandingOrder, earliest_start: dt.date) -> None:
    if order.start_date < earliest_start:
        raise InvalidInput({"start_date": ["The first day must not be in the past."]})
    if order.start_date.year > earliest_start.year + MOST_YEARS_AHEAD:
        raise InvalidInput({"start_date": ["The first day is too far away."]})
    if order.end_date is not None and order.end_date < order.start_date:
        raise InvalidInput({"end_date": ["The last day must not be before the first."]})


def _refuse_too_many(customer: PersonCard) -> None:
    running = StandingOrder.objects.filter(customer_id=customer.id, status=OrderStatus.ACTIVE.value)
    if running.count() >= ORDERS_PER_CUSTOMER:
        raise TooManyStandingOrders(limit=ORDERS_PER_CUSTOMER)


def _terms(order: StandingOrder) -> dict[str, object]:
    """Return an order's terms under the names of the API, for the audit trail."""
    order_now = StandingOrder(
        from_account_id=order.from_account_id, to_account_id=order.to_account_id
    )  # its accounts as they are, not as they were fetched
    return {
        "from_account_number": order_now.from_account.account_number,
        "to_account_number": order_now.to_account.account_number,
        "amount": format_minor(order.amount_minor, Currency.of(order.currency).exponent),
        "currency": order.currency,
        "description": order.description,
        "start_date": order.start_date.isoformat(),
        "end_date": order.end_date.isoformat() if order.end_date else None,
        "rrule": order.rrule,
        "holiday_rule": str(order.holiday_rule),
    }
