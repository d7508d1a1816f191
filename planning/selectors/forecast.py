"""The cash-flow forecast of a customer: what he has ordered, owes and is owed, and his habits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from accounts.contracts import AccountCard, AccountStatus, AccountType, MaturityInstruction
from accounts.selectors import accounts_of
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from ledger.selectors import balances_of
from loans.contracts import APPLY_FOR_OWN_LOAN, LoanStatus
from loans.selectors import loan_schedule, visible_loans
from planning.contracts import Direction
from planning.forecasting import ExpectedMovement, Forecast, ForecastSource, forecast
from planning.habits import LOOKED_BACK, Payment, habits_of
from planning.merchants import BANK_KEY, account_key
from planning.selectors.categories import planner_id
from planning.selectors.filed import Planner, filed_between, planner_of
from planning.selectors.goals_rules import savings_ahead
from planning.selectors.spending import chosen_currency, nicknames_of
from transactions.selectors import visible_standing_orders
from transactions.selectors.standing_orders import bank_calendar, plan_of
from transactions.standing_order_contracts import OrderStatus

_SPENDABLE: Final = frozenset({AccountType.SAVINGS, AccountType.CURRENT})
"""Money of other accounts is bound until a day or for a purpose."""
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ForecastAnswer:
    """A forecast and its currency."""

    forecast: Forecast
    currency: str


def forecast_for(actor: Actor, *, days: int, currency: str | None) -> ForecastAnswer:
    """Return what the caller's accounts of a currency will hold. Raises `NotAllowed`, `InvalidInput`."""
    planner = planner_of(planner_id(actor))
    chosen, today = chosen_currency(planner, currency), clock.business_date()
    last = today + dt.timedelta(days=days)
    accounts = [account for account in accounts_of(planner.user_id) if account.currency == chosen]
    spendable = [
        account
        for account in accounts
        if account.account_type in _SPENDABLE and account.status is not AccountStatus.CLOSED
    ]
    balances = balances_of(account.ledger_account_id for account in spendable)
    orders = list(_standing_orders(actor, chosen, spendable, today, last))
    expected = [
        *(movement for _, movement in orders),
        *_loans(actor, chosen, today),
        *_maturities(accounts, today),
        *_savings(actor, chosen, spendable, today, last),
    ]
    ordered = {key for key, _ in orders}
    habits = [
        habit
        for habit in habits_of(_payments(actor, planner, chosen, today), today)
        if habit.direction is Direction.IN or habit.merchant_key not in ordered
    ]
    start_minor = sum(balance.balance_minor for balance in balances.values())
    return ForecastAnswer(forecast(today, days, start_minor, expected, habits), chosen)


def _payments(actor: Actor, planner: Planner, currency: str, today: dt.date) -> Iterator[Payment]:
    """Yield what moved, cash that was taken out included, but for own transfers, loans, and what the bank charges."""
    nicknames = nicknames_of(actor)
    for filed in filed_between(planner, today - LOOKED_BACK, today):
        facts, movement = filed.facts, filed.movement
        if facts.is_reversed or movement.currency != currency:
            continue
        if facts.is_fixed and not facts.is_cash_taken_out:
            continue
        if facts.merchant_key in {BANK_KEY, ""}:
            continue  # interest and fees follow from the rest, and what has no name is no habit with anybody
        amount_minor = abs(sum(part.amount_minor for part in filed.parts))
        yield Payment(
            movement.business_date,
            facts.merchant_key,
            nicknames.get(facts.merchant_key, filed.merchant),
            facts.direction,
            amount_minor,
        )


def _standing_orders(
    actor: Actor, currency: str, spendable: list[AccountCard], today: dt.date, last: dt.date
) -> Iterator[tuple[str, ExpectedMovement]]:
    """Yield payments of standing orders with the merchant's key; those between spendable accounts change nothing."""
    own = {account.id for account in spendable}
    nicknames, calendar = nicknames_of(actor), bank_calendar()
    orders = visible_standing_orders(actor).filter(status=OrderStatus.ACTIVE.value, currency=currency)
    for order in orders:
        if order.from_account_id not in own or order.to_account_id in own or order.next_due_date is None:
            continue
        number = order.to_account.account_number or ""
        label = nicknames.get(account_key(number)) or order.description or number
        planned = plan_of(order, calendar).after(order.next_due_date - _DAY)
        for payment in takewhile(lambda each: each.due_date <= last, planned):
            yield (
                account_key(number),
                ExpectedMovement(
                    max(payment.run_on, today + _DAY),
                    -order.amount_minor,
                    ForecastSource.STANDING_ORDER,
                    label,
                    f"Your standing order to {number}, due on {payment.due_date}.",
                ),
            )


def _loans(actor: Actor, currency: str, today: dt.date) -> Iterator[ExpectedMovement]:
    if not actor.may(APPLY_FOR_OWN_LOAN):
        return
    running = visible_loans(actor).filter(
        customer_id=actor.user_id, status=LoanStatus.ACTIVE.value, currency=currency
    )
    for loan in running:
        for standing in loan_schedule(actor, loan.pk).repayments:
            due_date = standing.installment.due_date
            if standing.outstanding_minor > 0:
                yield ExpectedMovement(
                    max(due_date, today + _DAY),
                    -standing.outstanding_minor,
                    ForecastSource.LOAN,
                    loan.reference,
                    f"Repayment {standing.installment.number} of your loan, due on {due_date}.",
                )


def _savings(
    actor: Actor, currency: str, spendable: list[AccountCard], today: dt.date, last: dt.date
) -> Iterator[ExpectedMovement]:
    """Yield what leaves the accounts for goals on certain dates: in a pot it is put aside, not to be spent."""
    own = {account.id for account in spendable}
    for saving in savings_ahead(actor, last):
        if saving.account_id in own and saving.currency == currency:
            yield ExpectedMovement(
                max(saving.due_date, today + _DAY),
                -saving.amount_minor,
                ForecastSource.SAVINGS_GOAL,
                saving.goal_name,
                f"Saved for your goal “{saving.goal_name}” on {saving.due_date}.",
            )


def _maturities(accounts: list[AccountCard], today: dt.date) -> Iterator[ExpectedMovement]:
    for account in accounts:
        term = account.term
        if term is None or term.maturity_date is None or term.principal_minor is None:
            continue
        if (
            term.maturity_instruction is MaturityInstruction.PAY_OUT
            and account.status is not AccountStatus.CLOSED
        ):
            yield ExpectedMovement(
                max(term.maturity_date, today + _DAY),
                term.principal_minor,
                ForecastSource.FIXED_DEPOSIT,
                account.account_number or "",
                f"Your fixed deposit matures on {term.maturity_date}; its interest comes on top.",
            )
