"""The money of fixed deposits: interest and pay-out at maturity, and what an early withdrawal gives.

The terms are the accounts' (`accounts.services`): a term is locked first, its end is recorded once for each account
and maturity date, and then its money moves as any other, by the bank's own hand.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial

from django.db import IntegrityError

from accounts.contracts import MaturityInstruction, TermEnd, TermPayout
from accounts.errors import TermNotDue
from accounts.selectors import (
    account_card,
    account_for,
    account_with_balance,
    banking_is_suspended,
    term_has_ended,
)
from accounts.services import (
    RunningTerm,
    close_emptied_account,
    end_term,
    lock_money_holder,
    lock_term,
    mature_account,
    release_minimum,
    renew_term,
    running_term,
    settle_term,
)
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, make_dry_run, savepoint, use_case
from core_banking.kernel.errors import DomainError, ErrorCategory, InvalidInput, NotAllowed
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.once import once_for_key
from ledger.services import lock_balances
from notifications.services import notify
from transactions.contracts import (
    SUBMIT_ANY,
    SUBMIT_OWN,
    MovementCommand,
    TransactionCard,
    TransactionType,
)
from transactions.errors import AccountNotActive
from transactions.services.authorisation import refuse_without_pin
from transactions.services.hands import hand_of_the_bank
from transactions.services.submission import carry_out
from transactions.term_deposit_contracts import EarlyWithdrawal, MaturedDeposit
from users.selectors import person_card


@use_case
def withdraw_early(
    *,
    actor: Actor,
    account_id: int,
    pin_proven: bool = False,
    claim: IdempotencyClaim[EarlyWithdrawal] | None = None,
    dry_run: bool = False,
) -> EarlyWithdrawal | Answer:
    """Pay a fixed deposit out before its time: principal and interest so far, less the penalty; then close it.

    By its owner, or by staff on his behalf. Raises `NotFound`, `NotAllowed`, `TermNotRunning`, `PinRequired`,
    `InvalidInput` while no account is named that it is paid out to, and the refusals of a transfer. With a claim
    whose key was used before, the first `Answer` is returned.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor,
        claim=claim,
        name="transactions.withdraw_early",
        deed=partial(_withdraw, actor, account_id, pin_proven),
    )


@use_case
def mature_term_deposit(*, actor: Actor, account_id: int, maturity_date: dt.date) -> MaturedDeposit | None:
    """End the term of a fixed deposit on its maturity date: pay the interest, then do as its owner has said.

    Pays out, or renews the principal or all of it at the product's present terms; what cannot be paid out stays on the
    deposit, which has matured, and its owner is told. The second time nothing is done and None returned. Raises
    `NotAllowed` for anybody but the bank itself, `TermNotRunning`, `TermNotDue`, and the refusal of the interest (of
    a frozen account, say): then nothing was done.
    """
    if not actor.is_the_bank:
        raise NotAllowed
    lock_term(account_id)
    if term_has_ended(account_id, maturity_date):
        make_dry_run()
        return None
    _lock_money(account_id)
    running = running_term(account_id)
    if running.maturity_date != maturity_date or maturity_date > clock.business_date():
        raise TermNotDue(maturity_date=running.maturity_date.isoformat())
    payout = running.payout_at_maturity()
    _end(actor, running, TermEnd.MATURED, payout)
    payout = _pay_interest(actor, running, payout)
    matured = _follow_instruction(actor, running, payout)
    _tell_of_maturity(actor, running, matured)
    return matured


def _withdraw(actor: Actor, account_id: int, pin_proven: bool) -> EarlyWithdrawal:
    card = account_for(actor, account_id).card
    if card.customer_id == actor.user_id:
        if not actor.may(SUBMIT_OWN):
            raise NotAllowed
        refuse_without_pin(person_card(card.customer_id), pin_proven=pin_proven)
    elif not actor.may(SUBMIT_ANY):
        raise NotAllowed
    lock_term(account_id)
    _lock_money(account_id)
    running, today = running_term(account_id), clock.business_date()
    if today >= running.maturity_date:
        raise TermNotDue(
            "It matures today: the bank pays it out.", maturity_date=running.maturity_date.isoformat()
        )
    number = running.term.payout_account_number
    if number is None:
        raise InvalidInput({"payout_account_number": ["Say first to which account the deposit is paid out."]})
    payout = running.payout_on(today)
    _end(actor, running, TermEnd.WITHDRAWN_EARLY, payout)
    release_minimum(account_id, card.ledger_account_id)
    payout = _pay_interest(actor, running, payout)
    _charge_penalty(actor, running, payout.penalty_minor)
    paid = _pay_out(actor, running, _balance_minor(running), pin_proven=pin_proven)
    closed = close_emptied_account(actor=actor, account_id=account_id, reason="Withdrawn early")
    return EarlyWithdrawal(
        account_id=account_id,
        account_number=card.account_number or "",
        currency=card.currency,
        status=closed.card.status,
        withdrawn_on=today,
        maturity_date=running.maturity_date,
        payout=payout,
        paid_minor=paid.amount_minor if paid else 0,
        payout_account_number=number,
        transaction_id=paid.transaction_id if paid else None,
    )


def _lock_money(account_id: int) -> None:
    """Take the locks of all that the end of a term moves, in their one order, before its money is looked at."""
    deposit = account_card(account_id)
    if deposit is None or deposit.term is None:
        return
    payout_id = deposit.term.payout_account_id
    payee = account_card(payout_id) if payout_id is not None else None
    lock_money_holder(deposit.customer_id)
    lock_balances({card.ledger_account_id for card in (deposit, payee) if card is not None})


def _follow_instruction(actor: Actor, running: RunningTerm, payout: TermPayout) -> MaturedDeposit:
    instruction = running.term.maturity_instruction
    paid_minor = 0
    if instruction is MaturityInstruction.RENEW_PRINCIPAL:
        # More than the principal may be there only as interest; what cannot be paid out is not renewed either.
        interest_minor = _balance_minor(running) - running.principal_minor
        paid_minor = _try_to_pay_out(actor, running, interest_minor)
        if paid_minor < interest_minor:
            instruction = MaturityInstruction.PAY_OUT
    remaining_minor = _balance_minor(running)
    if instruction is MaturityInstruction.PAY_OUT or not remaining_minor:
        return _mature(actor, running, payout)
    return MaturedDeposit(
        account_id=running.account.id,
        maturity_date=running.maturity_date,
        payout=payout,
        paid_minor=paid_minor,
        renewed_until=renew_term(actor=actor, running=running, principal_minor=remaining_minor),
    )


def _mature(actor: Actor, running: RunningTerm, payout: TermPayout) -> MaturedDeposit:
    mature_account(actor=actor, account_id=running.account.id)
    release_minimum(running.account.id, running.account.ledger_account_id)
    paid_minor = _try_to_pay_out(actor, running, _balance_minor(running))
    return MaturedDeposit(
        account_id=running.account.id,
        maturity_date=running.maturity_date,
        payout=payout,
        paid_minor=paid_minor,
    )


def _try_to_pay_out(actor: Actor, running: RunningTerm, amount_minor: int) -> int:
    """Pay out what the owner is to get and return it; 0 where nobody takes it now (no account, a frozen one)."""
    if running.term.payout_account_number is None:
        return 0
    try:
        with savepoint():
            paid = _pay_out(hand_of_the_bank(actor), running, amount_minor, pin_proven=True)
    except DomainError as refusal:
        if refusal.category in {ErrorCategory.UNAVAILABLE, ErrorCategory.THROTTLED}:
            raise
        return 0
    return paid.amount_minor if paid else 0


def _end(actor: Actor, running: RunningTerm, how: TermEnd, payout: TermPayout) -> None:
    try:
        with savepoint():
            end_term(actor=actor, running=running, how=how, payout=payout, ended_on=clock.business_date())
    except IntegrityError as error:
        raise RetryUseCase from error  # somebody else was first: look what came of it


def _pay_interest(actor: Actor, running: RunningTerm, payout: TermPayout) -> TermPayout:
    """Pay the interest out of what has accrued, and return the payout with its tax."""
    account = running.account
    if banking_is_suspended(account.customer_id):
        raise AccountNotActive(account_number=account.account_number)
    return settle_term(
        actor=hand_of_the_bank(actor), running=running, payout=payout, ended_on=clock.business_date()
    )


def _charge_penalty(actor: Actor, running: RunningTerm, penalty_minor: int) -> None:
    if penalty_minor:
        _move(
            hand_of_the_bank(actor),
            running,
            TransactionType.FEE,
            penalty_minor,
            from_account_number=running.account.account_number,
            description="Penalty of an early withdrawal",
        )


def _pay_out(
    actor: Actor, running: RunningTerm, amount_minor: int, *, pin_proven: bool
) -> TransactionCard | None:
    """Transfer money of a deposit to the account it is paid out to, without fee and beyond limits."""
    if amount_minor == 0:
        return None
    return _move(
        actor,
        running,
        TransactionType.TRANSFER,
        amount_minor,
        from_account_number=running.account.account_number,
        to_account_number=running.term.payout_account_number,
        description=f"Fixed deposit {running.account.account_number}",
        pin_proven=pin_proven,
    )


def _move(
    actor: Actor,
    running: RunningTerm,
    kind: TransactionType,
    amount_minor: int,
    *,
    from_account_number: str | None = None,
    to_account_number: str | None = None,
    description: str,
    pin_proven: bool = False,
) -> TransactionCard:
    currency = running.account.currency
    command = MovementCommand(
        transaction_type=kind,
        amount=Decimal(format_minor(amount_minor, Currency.of(currency).exponent)),
        currency=currency,
        from_account_number=from_account_number,
        to_account_number=to_account_number,
        description=description,
        pin_proven=pin_proven,
        releases_term_deposit=True,
    )
    return carry_out(actor=actor, command=command)


def _balance_minor(running: RunningTerm) -> int:
    return account_with_balance(running.account.id).balance.balance_minor


def _tell_of_maturity(actor: Actor, running: RunningTerm, matured: MaturedDeposit) -> None:
    card = running.account
    exponent = Currency.of(card.currency).exponent
    paid = f"{format_minor(matured.paid_minor, exponent)} {card.currency}"
    if matured.renewed_until:
        what_now = f"It was renewed until {matured.renewed_until}; {paid} went to your account."
    elif matured.paid_minor:
        what_now = f"{paid} went to account {running.term.payout_account_number}."
    else:
        what_now = "Its money waits for you there and bears no more interest: transfer it when you like."
    interest = f"{format_minor(matured.payout.interest_minor, exponent)} {card.currency}"
    notify(
        actor=actor,
        user_id=card.customer_id,
        kind="TERM_DEPOSIT_MATURED",
        title=f"Fixed deposit {card.account_number} has matured",
        body=f"The interest of the term was {interest}. {what_now}",
        data={"account_id": card.id, "account_number": card.account_number},
    )
