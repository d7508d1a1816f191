"""What happens on a day before it is closed: money comes, loans are applied for, paid, paid late, taken back, lost.

Every deed has a key of its own and is done once, also when the day is lived again after the process was killed: what
was done is not decided anew. A refusal is part of the story.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.models import IdempotencyRecord
from loans.allocation import LoanState, brought_up_to, payoff_on, standings
from loans.contracts import Installment, LoanApplication, LoanStatus
from loans.life_contracts import RecoverCommand, RepayCommand, RescheduleCommand
from loans.models import Loan, LoanMovement, LoanRequest
from loans.selectors.life import schedules_in_force, totals_of
from loans.services import (
    apply_for_loan,
    approve_loan,
    approve_loan_request,
    recover_loan,
    repay_loan,
    request_reschedule,
    request_write_off,
    reverse_loan_movement,
)
from tests.builders.money import TELLER
from tests.two_years.people import FIRST_DAY, LOANS, Customer, Habit
from transactions.contracts import MovementCommand, TransactionType
from transactions.services import submit_transaction

SMALL: Final = 1_000_00
"""What one member of staff may take back alone, in minor units."""
_ENDED: Final = frozenset({LoanStatus.CLOSED, LoanStatus.REJECTED, LoanStatus.WITHDRAWN})
_BY_TWO: Final = frozenset({"reschedule", "write off"})
_NOT_ABOUT_LOANS: Final = frozenset({TransactionType.DEPOSIT.value, TransactionType.WITHDRAWAL.value})


@dataclass
class Day:
    """One day of the story: who lives it, and what came of the deeds that were done now."""

    date: dt.date
    seed: int
    lenders: tuple[Actor, Actor]
    done: set[str]
    """The keys of deeds that were done before, when this day was lived and interrupted."""
    deeds: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    schedules: Mapping[int, Sequence[Installment]] = field(default_factory=dict)
    """The repayments of each running loan, as the day found them: about a loan one thing is done in a day."""

    def deeds_about_loan(self, customer: Customer) -> set[str]:
        """Return the names of what was done about a customer's loan when this day was lived before."""
        begins = f"{self.date}/{customer.place}/"
        names = {key.removeprefix(begins) for key in self.done if key.startswith(begins)}
        return names - _NOT_ABOUT_LOANS

    def do(self, principal: int, name: str, deed: Callable[[IdempotencyClaim[Any]], object]) -> None:
        """Do something once, under a key made of the day and its name."""
        key = f"{self.date}/{name}"
        if key in self.done:
            return
        claim: IdempotencyClaim[Any] = IdempotencyClaim(
            principal, key, sha256(key.encode()).digest(), _remembered, _remembered
        )
        try:
            deed(claim)
            self.deeds += 1
        except DomainError as refusal:
            self.refusals[refusal.code] = self.refusals.get(refusal.code, 0) + 1


def live(date: dt.date, seed: int, customers: list[Customer], lenders: tuple[Actor, Actor]) -> Day:
    """Let everybody do what he does on a day."""
    started = IdempotencyRecord.objects.filter(key__startswith=f"{date}/").values_list("key", flat=True)
    day = Day(date, seed, lenders, set(started))
    loans = _loans_of(customers)
    day.schedules = schedules_in_force([loan for loan in loans.values() if loan.status == LoanStatus.ACTIVE])
    for customer in customers:
        luck = customer.chance(seed, date)
        _earn_and_spend(day, customer, luck)
        _borrow(day, customer, luck, loans.get(customer.user_id))
    return day


def _loans_of(customers: list[Customer]) -> dict[int, Loan]:
    """Return the newest loan of each customer."""
    rows = Loan.objects.filter(customer_id__in=[each.user_id for each in customers]).order_by("id")
    return {loan.customer_id: loan for loan in rows}


def _earn_and_spend(day: Day, customer: Customer, luck: random.Random) -> None:
    if day.date.day == customer.place % 28 + 1:
        wage = Decimal(luck.randint(60_000, 300_000)).scaleb(-2)
        _move(day, customer, TELLER, TransactionType.DEPOSIT, wage, to_account_number=customer.account_number)
    if luck.random() < 0.03:
        cash = Decimal(luck.randint(1_000, 20_000)).scaleb(-2)
        _move(
            day,
            customer,
            customer.actor,
            TransactionType.WITHDRAWAL,
            cash,
            from_account_number=customer.account_number,
        )


def _move(
    day: Day, customer: Customer, actor: Actor, kind: TransactionType, amount: Decimal, **sides: str
) -> None:
    command = MovementCommand(transaction_type=kind, amount=amount, **sides)  # type: ignore[arg-type]
    day.do(
        customer.user_id,
        f"{customer.place}/{kind.value}",
        lambda claim: submit_transaction(actor=actor, command=command, claim=claim),
    )


def _borrow(day: Day, customer: Customer, luck: random.Random, loan: Loan | None) -> None:
    """Do the one thing about his loan that a customer or a lender does on a day; finish what two had begun."""
    before = day.deeds_about_loan(customer)
    if before:
        for name in before & _BY_TWO:
            _approve_request(day, customer, loan, name)
        return
    if loan is None or loan.status in _ENDED:
        # The first loan comes in the first weeks, the next one some time after the last.
        first_on = FIRST_DAY + dt.timedelta(days=customer.place % 20)
        if luck.random() < 0.02 if loan else day.date >= first_on:
            _apply(day, customer, luck)
    elif loan.status == LoanStatus.PENDING:
        _approve(day, customer, loan)
    elif loan.status == LoanStatus.WRITTEN_OFF:
        if luck.random() < 0.05:
            _recover(day, customer, loan, luck)
    elif loan.status == LoanStatus.ACTIVE:
        _keep_to_it(day, customer, loan, luck)


def _apply(day: Day, customer: Customer, luck: random.Random) -> None:
    code, _ = LOANS[customer.place % len(LOANS)]
    application = LoanApplication(
        amount=str(luck.randrange(300, 3000, 25)),
        term=luck.randint(4, 36),
        product_code=code,
        monthly_income="3000.00",
        disbursement_account_number=customer.account_number,
    )
    day.do(
        customer.user_id,
        f"{customer.place}/apply",
        lambda claim: apply_for_loan(actor=customer.actor, application=application, claim=claim),
    )


def _approve(day: Day, customer: Customer, loan: Loan) -> None:
    lender = day.lenders[customer.place % 2]
    assert lender.user_id is not None
    day.do(
        lender.user_id,
        f"{customer.place}/approve",
        lambda claim: approve_loan(actor=lender, loan_id=loan.pk, claim=claim),
    )


def _keep_to_it(day: Day, customer: Customer, loan: Loan, luck: random.Random) -> None:
    fate = luck.random()
    if fate < 0.004 and _take_back(day, customer, loan):
        return
    if fate < 0.0045:
        _plan_anew(day, customer, loan, luck)
        return
    if loan.days_past_due > 120:
        _give_up(day, customer, loan)
        return
    state = LoanState(totals=totals_of(loan), installments=day.schedules[loan.pk], today=day.date)
    amount_minor = _payment(day.date, customer, state, luck)
    if amount_minor > 0:
        _pay(day, customer, loan, amount_minor)


def _payment(date: dt.date, customer: Customer, state: LoanState, luck: random.Random) -> int:
    """Return what a customer pays on a day by his habit, in minor units; nothing on most days."""
    all_minor = payoff_on(state, date).total_minor
    due_minor = min(_due(state, date), all_minor)
    if luck.random() < 0.0008:
        return all_minor
    habit = customer.habit
    if habit is Habit.EARLY:
        soon = min(_due(state, date + dt.timedelta(days=3)), all_minor)
        return soon
    if habit is Habit.LATE:
        return due_minor if luck.random() < 0.06 else 0
    if habit is Habit.IN_PARTS:
        return min(due_minor, max(1, due_minor * luck.randint(20, 120) // 100)) if luck.random() < 0.15 else 0
    if habit is Habit.AHEAD and luck.random() < 0.02:
        return min(all_minor, due_minor + luck.randint(1_000, 30_000))
    if (
        habit is Habit.DEFAULTS
        and state.totals.principal_paid_minor * 4 > state.totals.principal_disbursed_minor
    ):
        return 0
    return due_minor


def _due(state: LoanState, date: dt.date) -> int:
    """Return what has fallen due by a day and is not paid, penalties included."""
    open_minor = sum(each.outstanding_minor for each in standings(state) if each.installment.due_date <= date)
    return open_minor + max(0, brought_up_to(state, state.today).penalties_minor)


def _pay(day: Day, customer: Customer, loan: Loan, amount_minor: int) -> None:
    command = RepayCommand(amount=str(Decimal(amount_minor).scaleb(-2)))
    day.do(
        customer.user_id,
        f"{customer.place}/pay",
        lambda claim: repay_loan(actor=customer.actor, loan_id=loan.pk, command=command, claim=claim),
    )


def _take_back(day: Day, customer: Customer, loan: Loan) -> bool:
    """Have a lender take back the newest movement of a loan, if it is a small payment or a penalty."""
    newest = (
        LoanMovement.objects.filter(loan=loan, reverses__isnull=True, reversed_by__isnull=True)
        .order_by("-number")
        .first()
    )
    if newest is None or newest.kind not in {"REPAYMENT", "PENALTY", "FEE"} or newest.amount_minor > SMALL:
        return False
    lender = day.lenders[customer.place % 2]
    assert lender.user_id is not None
    day.do(
        lender.user_id,
        f"{customer.place}/take back",
        lambda claim: reverse_loan_movement(
            actor=lender, loan_id=loan.pk, number=newest.number, reason="A slip", claim=claim
        ),
    )
    return True


def _plan_anew(day: Day, customer: Customer, loan: Loan, luck: random.Random) -> None:
    command = RescheduleCommand(term=luck.randint(6, 24), reason="Illness")
    _by_two(
        day,
        customer,
        loan,
        "reschedule",
        lambda lender, claim: request_reschedule(actor=lender, loan_id=loan.pk, command=command, claim=claim),
    )


def _give_up(day: Day, customer: Customer, loan: Loan) -> None:
    _by_two(
        day,
        customer,
        loan,
        "write off",
        lambda lender, claim: request_write_off(
            actor=lender, loan_id=loan.pk, reason="Four months late", claim=claim
        ),
    )


def _by_two(
    day: Day,
    customer: Customer,
    loan: Loan,
    name: str,
    ask: Callable[[Actor, IdempotencyClaim[Any]], object],
) -> None:
    """Have one lender ask for something and the other one approve it."""
    one = day.lenders[0]
    assert one.user_id is not None
    day.do(one.user_id, f"{customer.place}/{name}", lambda claim: ask(one, claim))
    _approve_request(day, customer, loan, name)


def _approve_request(day: Day, customer: Customer, loan: Loan | None, name: str) -> None:
    two = day.lenders[1]
    assert two.user_id is not None
    waiting = LoanRequest.objects.filter(loan=loan, status="PENDING").first()
    if waiting is not None:
        day.do(
            two.user_id,
            f"{customer.place}/approve {name}",
            lambda claim: approve_loan_request(actor=two, request_id=waiting.pk, claim=claim),
        )


def _recover(day: Day, customer: Customer, loan: Loan, luck: random.Random) -> None:
    command = RecoverCommand(amount=str(Decimal(luck.randint(100, 5_000)).scaleb(-2)))
    lender = day.lenders[0]
    assert lender.user_id is not None
    day.do(
        lender.user_id,
        f"{customer.place}/recover",
        lambda claim: recover_loan(actor=lender, loan_id=loan.pk, command=command, claim=claim),
    )


def _remembered(outcome: object) -> Answer:
    return Answer(200, b"{}")
