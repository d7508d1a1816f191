"""Standing orders as the bank carries them out: each due date once, whoever comes and however often.

The order is locked first, then the row of the due date is written, which the database takes once; then the money
moves as any other of the customer's. A refusal undoes the movement and leaves the row, to be tried again.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError

from accounts.contracts import AccountStatus
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, emit, make_dry_run, savepoint, use_case
from core_banking.kernel.errors import DomainError, ErrorCategory, NotAllowed
from core_banking.kernel.money import Currency, format_minor
from fraud.contracts import Origin
from notifications.services import notify
from transactions.contracts import MovementCommand, TransactionCard, TransactionType
from transactions.errors import StandingOrderNotActive, StandingOrderNotDue
from transactions.events import StandingOrderPostponed, StandingOrderRun
from transactions.models import StandingOrder, StandingOrderExecution
from transactions.selectors.standing_orders import bank_calendar, card_of_execution, plan_of
from transactions.services.hands import hand_of_the_customer
from transactions.services.scoring import OrderedMovementBlocked, keep_attempt
from transactions.services.standing_orders import end_standing_order, lock_standing_order, plan_next
from transactions.services.submission import carry_out
from transactions.standing_order_contracts import ExecutionCard, ExecutionStatus, OrderStatus

_PASSING = frozenset({ErrorCategory.UNAVAILABLE, ErrorCategory.THROTTLED})
"""Refusals that say nothing about the payment: the due date is left as it was."""


@use_case
def run_standing_order(*, actor: Actor, order_id: int, due_date: dt.date) -> ExecutionCard | None:
    """Deal with one due date of an order and return what became of it; the second time nothing is done.

    Paid, or refused and to be tried again on `STANDING_ORDER_RETRIES` further days, of which the customer hears at
    the first and at the last. None where the date is not paid today after all: its account is closed (the order is
    then cancelled), or the bank's holidays have changed. Raises `NotAllowed` for anybody but the bank itself,
    `NotFound`, `StandingOrderNotActive`, `StandingOrderNotDue`.
    """
    if not actor.is_the_bank:
        raise NotAllowed
    today = clock.business_date()
    order = lock_standing_order(order_id)
    execution = StandingOrderExecution.objects.filter(order=order, due_date=due_date).first()
    if execution is not None and not _is_to_be_tried(execution, today):
        make_dry_run()  # it was dealt with before
        return card_of_execution(execution)
    if execution is None:
        _refuse_what_is_not_due(order, due_date)
    if order.from_account.status == AccountStatus.CLOSED:
        _end_for_want_of_an_account(actor, order)
        return None
    if execution is None:
        execution = _begin(actor, order, due_date, today)
    if execution is None or execution.status == ExecutionStatus.SKIPPED:
        return card_of_execution(execution) if execution else None
    return _try_to_pay(actor, order, execution, today)


def _is_to_be_tried(execution: StandingOrderExecution, today: dt.date) -> bool:
    tried_on = execution.last_tried_on
    return execution.status == ExecutionStatus.RETRYING and (tried_on is None or tried_on < today)


def _refuse_what_is_not_due(order: StandingOrder, due_date: dt.date) -> None:
    if order.status != OrderStatus.ACTIVE:
        raise StandingOrderNotActive(status=order.status)
    if order.next_due_date != due_date:
        raise StandingOrderNotDue(due_date=due_date.isoformat())


def _begin(
    actor: Actor, order: StandingOrder, due_date: dt.date, today: dt.date
) -> StandingOrderExecution | None:
    """Write the row of a due date and plan the next one; None if it is not paid today after all."""
    plan = plan_of(order, bank_calendar())
    run_on = plan.calendar.paid_on(due_date, plan.holiday_rule)
    if run_on is not None and run_on > today:
        if run_on == order.next_run_on:
            raise StandingOrderNotDue(due_date=due_date.isoformat())
        order.next_run_on = run_on
        order.save(update_fields=["next_run_on"])
        emit(
            StandingOrderPostponed(
                actor=actor,
                order_id=order.pk,
                customer_user_id=order.customer_id,
                due_date=due_date,
                run_on=run_on,
            )
        )
        return None
    status = ExecutionStatus.RETRYING if run_on else ExecutionStatus.SKIPPED
    execution = StandingOrderExecution(
        order=order,
        due_date=due_date,
        amount_minor=order.amount_minor,
        to_account_id=order.to_account_id,
        status=status,
    )
    try:
        with savepoint():
            execution.save(force_insert=True)
    except IntegrityError as error:
        raise RetryUseCase from error  # somebody else was first: look what came of it
    plan_next(order, due_date)
    order.save()
    if status is ExecutionStatus.SKIPPED:
        _announce(actor, execution)
    return execution


def _try_to_pay(
    actor: Actor, order: StandingOrder, execution: StandingOrderExecution, today: dt.date
) -> ExecutionCard:
    execution.attempts += 1
    execution.last_tried_on = today
    try:
        with savepoint():
            paid = carry_out(
                actor=hand_of_the_customer(actor, order.customer_id),
                command=_movement(order, execution),
                origin=Origin.STANDING_ORDER,
            )
    except DomainError as refusal:
        if refusal.category in _PASSING:
            raise
        if isinstance(refusal, OrderedMovementBlocked):
            keep_attempt(actor=actor, scored=refusal.scored)
        _keep_refusal(actor, order, execution, refusal)
    else:
        _keep_payment(actor, execution, paid)
    return card_of_execution(execution)


def _movement(order: StandingOrder, execution: StandingOrderExecution) -> MovementCommand:
    return MovementCommand(
        transaction_type=TransactionType.TRANSFER,
        amount=Decimal(format_minor(execution.amount_minor, Currency.of(order.currency).exponent)),
        currency=order.currency,
        from_account_number=order.from_account.account_number,
        to_account_number=execution.to_account.account_number,
        description=order.description,
        pin_proven=True,
    )


def _keep_payment(actor: Actor, execution: StandingOrderExecution, paid: TransactionCard) -> None:
    execution.status, execution.transaction_id = ExecutionStatus.EXECUTED, paid.id
    execution.code = execution.sentence = ""
    execution.save()
    _announce(actor, execution, transaction_id=paid.transaction_id)


def _keep_refusal(
    actor: Actor, order: StandingOrder, execution: StandingOrderExecution, refusal: DomainError
) -> None:
    is_last = execution.attempts > settings.STANDING_ORDER_RETRIES
    execution.status = ExecutionStatus.FAILED if is_last else ExecutionStatus.RETRYING
    execution.code, execution.sentence = refusal.code, refusal.sentence[:300]
    execution.save()
    _announce(actor, execution)
    if is_last or execution.attempts == 1:
        _tell_of_refusal(actor, order, execution, is_last=is_last)


def _announce(actor: Actor, execution: StandingOrderExecution, *, transaction_id: str | None = None) -> None:
    emit(
        StandingOrderRun(
            actor=actor,
            order_id=execution.order_id,
            customer_user_id=execution.order.customer_id,
            due_date=execution.due_date,
            status=str(execution.status),
            attempt=execution.attempts,
            transaction_id=transaction_id,
            code=execution.code,
        )
    )


def _tell_of_refusal(
    actor: Actor, order: StandingOrder, execution: StandingOrderExecution, *, is_last: bool
) -> None:
    amount = format_minor(execution.amount_minor, Currency.of(order.currency).exponent)
    what_now = (
        "It is not tried again; later payments of the order are."
        if is_last
        else f"It is tried again on the next {settings.STANDING_ORDER_RETRIES} days at most."
    )
    notify(
        actor=actor,
        user_id=order.customer_id,
        kind="STANDING_ORDER_FAILED" if is_last else "STANDING_ORDER_REFUSED",
        title="A standing order was not paid",
        body=(
            f"{amount} {order.currency} to {execution.to_account.account_number}, due on {execution.due_date}:"
            f" {execution.sentence} {what_now}"
        ),
        data={
            "standing_order_id": order.pk,
            "due_date": execution.due_date.isoformat(),
            "code": execution.code,
        },
    )


def _end_for_want_of_an_account(actor: Actor, order: StandingOrder) -> None:
    end_standing_order(actor, order, "The account it was paid from is closed")
    notify(
        actor=actor,
        user_id=order.customer_id,
        kind="STANDING_ORDER_CANCELLED",
        title="A standing order was cancelled",
        body=f"Account {order.from_account.account_number}, which it was paid from, is closed.",
        data={"standing_order_id": order.pk},
    )
