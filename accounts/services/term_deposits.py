"""The terms of fixed deposits: agreed at the opening, begun by the first money, ended at maturity or before.

No money moves here. Whoever moves it for a term (`transactions.services.term_deposits`) takes the term first
(`lock_term`), so that a term is ended once whoever comes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F

from accounts.contracts import (
    BOUND_TYPES,
    AccountApplication,
    AccountCard,
    AccountStatus,
    AccountType,
    MaturityInstruction,
    ProductCard,
    TermCard,
    TermEnd,
    TermPayout,
)
from accounts.errors import TermNotRunning
from accounts.events import MaturityAnnounced, TermBegun, TermEnded
from accounts.models import Account, TermDeposit, TermOutcome
from accounts.selectors import account_card
from accounts.term_deposits import maturity_date_of, payout_at_maturity, payout_before_maturity
from accounts.terms import format_rate
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.money import Money
from ledger.selectors import balance_of
from ledger.services import set_floor
from notifications.services import notify


@dataclass(frozen=True, slots=True)
class RunningTerm:
    """A term that has begun and not ended, under its lock; amounts in minor units.

    `principal_minor` is what bears interest: what the deposit was funded with, or less where some was taken back.
    """

    account: AccountCard
    term: TermCard
    started_on: dt.date
    maturity_date: dt.date
    principal_minor: int
    balance_minor: int

    def payout_at_maturity(self) -> TermPayout:
        """Return what the term comes to on its last day."""
        return payout_at_maturity(
            self.principal_minor,
            self.term.annual_rate_ppm,
            self.account.day_count,
            self.started_on,
            self.maturity_date,
        )

    def payout_on(self, date: dt.date) -> TermPayout:
        """Return what the term comes to if it ends before its time."""
        return payout_before_maturity(
            self.principal_minor,
            self.term.annual_rate_ppm,
            self.account.day_count,
            self.term.penalty_ppm,
            self.started_on,
            date,
        )


@within_use_case
def agree_term(account: Account, product: ProductCard, application: AccountApplication) -> None:
    """Agree the term of a new fixed deposit. Raises `InvalidInput` for an instruction that cannot be followed.

    Other accounts have none, and an application for one that names a term's fields is refused.
    """
    number = application.payout_account_number
    if product.account_type is not AccountType.FIXED_DEPOSIT:
        given = {
            "maturity_instruction": application.maturity_instruction,
            "payout_account_number": number,
        }
        wrong = {
            name: ["Only a fixed deposit matures."] for name, value in given.items() if value is not None
        }
        if wrong:
            raise InvalidInput(wrong)
        return
    assert product.term_months is not None
    assert product.maturity_instruction is not None
    instruction = application.maturity_instruction or product.maturity_instruction
    payout_account_id = payout_account_of(account, number).id if number is not None else None
    refuse_without_payout_account(instruction, payout_account_id)
    TermDeposit.objects.create(
        account=account,
        term_months=product.term_months,
        annual_rate_ppm=product.annual_rate_ppm,
        penalty_ppm=product.early_withdrawal_penalty_ppm,
        maturity_instruction=instruction,
        payout_account_id=payout_account_id,
    )


def payout_account_of(deposit: Account, number: str) -> AccountCard:
    """Return the account that a deposit is paid out to: another one of its owner. Raises `InvalidInput`."""
    number = number.upper()
    found = Account.objects.filter(account_number=number, customer_id=deposit.customer_id).first()
    card = account_card(found.pk) if found else None
    if card is None:
        raise InvalidInput({"payout_account_number": ["You have no account with this number."]})
    if card.account_type in BOUND_TYPES or card.status is AccountStatus.CLOSED:
        raise InvalidInput({"payout_account_number": ["Name an open savings or current account."]})
    if card.currency != deposit.currency:
        raise InvalidInput({"payout_account_number": [f"Name an account kept in {deposit.currency}."]})
    return card


def refuse_without_payout_account(instruction: str | None, payout_account_id: int | None) -> None:
    """Raise `InvalidInput` where the interest is to be paid out and it is not said to which account."""
    if instruction == MaturityInstruction.RENEW_PRINCIPAL and payout_account_id is None:
        raise InvalidInput({"payout_account_number": ["Say to which account the interest is to be paid."]})


@within_use_case
def begin_term(*, actor: Actor, account_number: str) -> None:
    """Begin the term of a fixed deposit that has just been funded: its balance is the principal.

    Money comes into an empty deposit only, so what had begun before (and was taken back) begins anew.
    """
    terms = TermDeposit.objects.select_for_update(of=("self",))
    term = terms.filter(account__account_number=account_number).first()
    if term is None:
        return
    balance = balance_of(Account.objects.values_list("ledger_account_id", flat=True).get(pk=term.pk))
    _start(actor, term, clock.business_date(), balance.balance_minor, is_renewal=False)


@within_use_case
def lock_term(account_id: int) -> None:
    """Take the term of a fixed deposit until the use case ends: before its money and its status."""
    TermDeposit.objects.select_for_update().filter(pk=account_id).first()


@within_use_case
def running_term(account_id: int) -> RunningTerm:
    """Return a term that has begun and not ended, as it is under `lock_term`. Raises `TermNotRunning`."""
    card = account_card(account_id)
    term = card.term if card else None
    if card is None or term is None or term.started_on is None or card.status is not AccountStatus.ACTIVE:
        raise TermNotRunning(status=card.status.value if card else None)
    assert term.maturity_date is not None
    assert term.principal_minor is not None
    balance_minor = balance_of(card.ledger_account_id).balance_minor
    principal_minor = min(term.principal_minor, balance_minor)
    return RunningTerm(card, term, term.started_on, term.maturity_date, principal_minor, balance_minor)


@within_use_case
def end_term(
    *, actor: Actor, running: RunningTerm, how: TermEnd, payout: TermPayout, ended_on: dt.date
) -> None:
    """Record how a term ended; the database takes one outcome for each account and maturity date."""
    card = running.account
    TermOutcome.objects.create(
        account_id=card.id,
        started_on=running.started_on,
        maturity_date=running.maturity_date,
        ended_on=ended_on,
        annual_rate_ppm=running.term.annual_rate_ppm,
        how=how,
        principal_minor=payout.principal_minor,
        interest_minor=payout.interest_minor,
        penalty_minor=payout.penalty_minor,
    )
    emit(
        TermEnded(
            actor=actor,
            account_id=card.id,
            owner_id=card.customer_id,
            account_number=card.account_number,
            how=how,
            maturity_date=running.maturity_date,
            principal=_major(card, payout.principal_minor),
            interest=_major(card, payout.interest_minor),
            penalty=_major(card, payout.penalty_minor),
        )
    )


@within_use_case
def release_minimum(account_id: int, ledger_account_id: int) -> None:
    """Let the whole of a deposit be paid out whose term is over: what had to stay need not stay any more."""
    Account.objects.filter(pk=account_id).update(minimum_balance_minor=0)
    set_floor(ledger_account_id, 0)


@within_use_case
def renew_term(*, actor: Actor, running: RunningTerm, principal_minor: int) -> dt.date:
    """Begin the next term on the day the last one ended, at the product's present terms; return its end."""
    term = TermDeposit.objects.select_related("account__product").get(pk=running.account.id)
    product = term.account.product
    assert product.term_months is not None
    term.term_months = product.term_months
    term.annual_rate_ppm = product.annual_rate_ppm
    term.penalty_ppm = product.early_withdrawal_penalty_ppm
    Account.objects.filter(pk=term.pk).update(
        annual_rate_ppm=product.annual_rate_ppm,
        day_count=product.day_count,
        interest_posting=product.interest_posting,
    )
    _start(actor, term, running.maturity_date, principal_minor, is_renewal=True)
    assert term.maturity_date is not None
    return term.maturity_date


@use_case
def announce_maturity(*, actor: Actor, account_id: int) -> bool:
    """Tell the owner of a fixed deposit that it matures soon; return whether he had not been told before.

    Raises `NotAllowed` for anybody but the bank itself, and `TermNotRunning`.
    """
    if not actor.is_the_bank:
        raise NotAllowed
    lock_term(account_id)
    running = running_term(account_id)
    told = TermDeposit.objects.filter(pk=account_id, announced_for=running.maturity_date).exists()
    if told:
        make_dry_run()
        return False
    TermDeposit.objects.filter(pk=account_id).update(announced_for=F("maturity_date"))
    card = running.account
    emit(
        MaturityAnnounced(
            actor=actor,
            account_id=card.id,
            owner_id=card.customer_id,
            account_number=card.account_number,
            maturity_date=running.maturity_date,
        )
    )
    notify(
        actor=actor,
        user_id=card.customer_id,
        kind="TERM_DEPOSIT_MATURES_SOON",
        title=f"Fixed deposit {card.account_number} matures on {running.maturity_date}",
        body=(
            f"Your instruction is {running.term.maturity_instruction}. You can change it, and the account it is"
            " paid out to, until that day."
        ),
        data={"account_id": card.id, "account_number": card.account_number},
    )
    return True


def _start(
    actor: Actor, term: TermDeposit, started_on: dt.date, principal_minor: int, *, is_renewal: bool
) -> None:
    term.started_on = started_on
    term.maturity_date = maturity_date_of(started_on, term.term_months)
    term.principal_minor = principal_minor
    # By one statement whose count of rows nobody asks for: money in bulk comes in the middle of a pipeline.
    TermDeposit.objects.filter(pk=term.pk).update(
        term_months=term.term_months,
        annual_rate_ppm=term.annual_rate_ppm,
        penalty_ppm=term.penalty_ppm,
        started_on=term.started_on,
        maturity_date=term.maturity_date,
        principal_minor=term.principal_minor,
    )
    card = account_card(term.pk)
    assert card is not None
    emit(
        TermBegun(
            actor=actor,
            account_id=card.id,
            owner_id=card.customer_id,
            account_number=card.account_number,
            principal=_major(card, principal_minor),
            interest_rate=format_rate(term.annual_rate_ppm),
            started_on=started_on,
            maturity_date=term.maturity_date,
            is_renewal=is_renewal,
        )
    )


def _major(card: AccountCard, amount_minor: int) -> str:
    return str(Money.of_minor(amount_minor, card.currency))
