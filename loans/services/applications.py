"""Applying for a loan, and taking an application back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from accounts.contracts import AccountCard
from accounts.services import lock_money_holder
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, savepoint, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.once import once_for_key
from ledger.services import lock_balances
from loans.contracts import MANAGE_ANY_LOAN, LoanApplication, LoanProductCard, LoanStatus, Schedule
from loans.errors.applications import KycRequiredToBorrow, LiveLoanExists, LoanRequirementsNotMet
from loans.errors.life import LoanStateConflict
from loans.events.applications import LoanAppliedFor, LoanDecided
from loans.loan_cards import LoanCard
from loans.models import Loan
from loans.selectors.eligibility import (
    accounts_that_take,
    borrower_for,
    judged,
    live_loan_of,
    loan_product_applied_for,
    read_income,
    read_loan_amount,
)
from loans.selectors.life import loan_to_look_at
from loans.selectors.loans import card_of_loan
from loans.services.approval import Approval, approve_and_pay_out, facts_of, plan_of
from loans.services.locking import lock_loan
from loans.terms import terms_as_written, with_overrides
from loans.underwriting import (
    Check,
    LoanAsked,
    Outcome,
    burden_of_month,
    is_decided_at_once,
    names_of,
    unmet,
)
from notifications.services import notify, notify_holders
from users.contracts import PersonCard
from users.selectors import person_card


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """An application that was read: amounts in minor units, and the plan it would make."""

    product: LoanProductCard
    amount_minor: int
    income_minor: int | None
    overrides: Mapping[str, Any]
    schedule: Schedule
    account: AccountCard | None


@use_case
def apply_for_loan(
    *,
    actor: Actor,
    application: LoanApplication,
    claim: IdempotencyClaim[LoanCard] | None = None,
    dry_run: bool = False,
) -> LoanCard | Answer:
    """Apply for a loan for oneself, or as staff for a customer; return it as it stands then.

    Where the product allows it and every requirement is met it is approved at once and paid out; else it waits for
    staff. Raises `NotAllowed`, `InvalidInput` by field, `KycRequiredToBorrow`, `LiveLoanExists`,
    `LoanRequirementsNotMet`, and where it is paid out the refusals of the movement: then nothing was applied for.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor, claim=claim, name="loans.apply_for_loan", deed=lambda: _applied(actor, application)
    )


@use_case
def withdraw_loan_application(*, actor: Actor, loan_id: int) -> LoanCard:
    """Take back one's own application, or decline an approved loan that was not paid out.

    Raises `NotFound` for what is not one's own, `NotAllowed` for staff, and `LoanStateConflict`.
    """
    found = loan_to_look_at(actor, loan_id)
    if actor.user_id != found.customer_id:
        raise NotAllowed("An application is taken back by who applied.")
    lock_money_holder(found.customer_id)
    loan = lock_loan(loan_id)
    if loan.status not in {LoanStatus.PENDING, LoanStatus.APPROVED}:
        raise LoanStateConflict(status=loan.status)
    before, loan.status = loan.status, LoanStatus.WITHDRAWN.value
    loan.closed_on = clock.business_date()
    loan.save(update_fields=["status", "closed_on"])
    emit(
        LoanDecided(
            actor=actor,
            loan_id=loan.pk,
            reference=loan.reference,
            customer_user_id=loan.customer_id,
            old_status=before,
            new_status=loan.status,
            reason="",
        )
    )
    return card_of_loan(loan_id)


def _applied(actor: Actor, application: LoanApplication) -> LoanCard:
    owner = borrower_for(actor, application.customer)
    asked = _read(actor, owner, application)
    lock_money_holder(owner.id)
    if asked.account is not None:
        lock_balances([asked.account.ledger_account_id])
    # A decision on his identity that was being made has committed by now, or waits for this application.
    owner = person_card(owner.id)
    checks = _checked(owner, asked)
    loan = _create(actor, owner, application, asked, checks)
    emit(
        LoanAppliedFor(
            actor=actor,
            loan_id=loan.pk,
            reference=loan.reference,
            customer_user_id=owner.id,
            product_code=asked.product.code,
            amount=_major(asked, asked.amount_minor),
            currency=asked.product.currency,
            term=application.term,
            overrides=asked.overrides,
            requirements={check.name: check.outcome.value for check in checks},
        )
    )
    if actor.user_id != owner.id:
        _tell_borrower(actor, loan)
    if _is_decided_at_once(asked, checks):
        limit = _major(asked, asked.product.instant_approval_up_to_minor or 0)
        reason = f"Every requirement is met, and up to {limit} {loan.currency} this loan is approved at once."
        approval = Approval(
            amount_minor=asked.amount_minor,
            schedule=asked.schedule,
            checks=checks,
            reason=reason,
            at_once=True,
        )
        approve_and_pay_out(actor, loan, asked.product, approval)
    else:
        _ask_for_decision(actor, owner, loan, _major(asked, asked.amount_minor))
    return card_of_loan(loan.pk)


def _is_decided_at_once(asked: _Asked, checks: Sequence[Check]) -> bool:
    """Whether nobody needs to look: never where staff has changed a term that the product does not leave open."""
    on_offer = set(asked.overrides) <= set(asked.product.overridable)
    return on_offer and is_decided_at_once(asked.product, asked.amount_minor, checks)


def _read(actor: Actor, owner: PersonCard, application: LoanApplication) -> _Asked:
    product = _product_of(application)
    staff = actor.may(MANAGE_ANY_LOAN) and actor.user_id != owner.id
    amount_minor = read_loan_amount("amount", application.amount, product.currency)
    income_minor = read_income(application.monthly_income, product.currency)
    written = terms_as_written(with_overrides(product, application.overrides, staff=staff))
    overrides = {name: written[name] for name in application.overrides}
    schedule = plan_of(
        product,
        amount_minor=amount_minor,
        term=application.term,
        overrides=overrides,
        start_date=clock.business_date(),
        staff=staff,
    )
    return _Asked(
        product=product,
        amount_minor=amount_minor,
        income_minor=income_minor,
        overrides=overrides,
        schedule=schedule,
        account=account_of(owner.id, application.disbursement_account_number, product.currency),
    )


def _product_of(application: LoanApplication) -> LoanProductCard:
    if application.loan_type is None and application.product_code is None:
        raise InvalidInput({"loan_type": ["Name a loan type or a product."]})
    product = loan_product_applied_for(application.product_code, application.loan_type)
    if product is None:
        name = "loan_type" if application.product_code is None else "product"
        raise InvalidInput({name: ["There is no such product on offer."]})
    return product


def account_of(user_id: int, number: str | None, currency: str) -> AccountCard | None:
    """Return the account of a customer that a loan is to be paid to: the one named, or the only one that can take it.

    None where none was named and there is not exactly one. Raises `InvalidInput`.
    """
    able = accounts_that_take(user_id, currency)
    if number is None:
        return able[0] if len(able) == 1 else None
    for account in able:
        if account.account_number == number.upper():
            return account
    sentence = f"This is no active account of the customer, in {currency}, that a loan can be paid to."
    raise InvalidInput({"disbursement_account_number": [sentence]})


def _checked(owner: PersonCard, asked: _Asked) -> Sequence[Check]:
    if asked.product.kyc_required and not owner.is_account_verified:
        raise KycRequiredToBorrow
    live = live_loan_of(owner.id)
    if live is not None:
        raise LiveLoanExists(loan=live.reference, status=live.status)
    checks = judged(
        owner,
        asked.product,
        LoanAsked(burden_minor=burden_of_month(asked.schedule), income_minor=asked.income_minor),
    )
    refuse_unmet(checks)
    return checks


def refuse_unmet(checks: Sequence[Check]) -> None:
    """Raise `LoanRequirementsNotMet` where a requirement is not met."""
    missing = unmet(checks)
    if missing:
        raise LoanRequirementsNotMet(unmet=missing, met=names_of(checks, Outcome.MET))


def _create(
    actor: Actor, owner: PersonCard, application: LoanApplication, asked: _Asked, checks: Sequence[Check]
) -> Loan:
    loan = Loan(
        reference=ids.prefixed_id("LOAN"),
        customer_id=owner.id,
        product_id=asked.product.id,
        loan_type=asked.product.loan_type.value,
        status=LoanStatus.PENDING.value,
        currency=asked.product.currency,
        amount_requested_minor=asked.amount_minor,
        term=application.term,
        overrides=dict(asked.overrides),
        purpose=application.purpose.strip(),
        monthly_income_minor=asked.income_minor,
        disbursement_account_id=asked.account.id if asked.account else None,
        applied_at=clock.now(),
        applied_by_id=actor.user_id,
    )
    product = with_overrides(asked.product, asked.overrides, staff=True)
    loan.decision_facts = facts_of(loan, product, checks, asked.schedule)
    try:
        with savepoint():
            loan.save(force_insert=True)
    except IntegrityError:
        # The one place where the database's own rule speaks: another application was faster.
        live = live_loan_of(owner.id)
        if live is None:
            raise
        raise LiveLoanExists(loan=live.reference, status=live.status) from None
    return loan


def _ask_for_decision(actor: Actor, owner: PersonCard, loan: Loan, amount: str) -> None:
    notify_holders(
        actor=actor,
        permission=MANAGE_ANY_LOAN,
        kind="LOAN_APPLICATION",
        title="A loan application waits for a decision",
        body=f"{owner.customer_id} applied for {amount} {loan.currency}: loan {loan.reference}.",
        data={"loan_id": loan.pk, "customer_id": owner.customer_id},
    )


def _tell_borrower(actor: Actor, loan: Loan) -> None:
    notify(
        actor=actor,
        user_id=loan.customer_id,
        kind="LOAN_APPLIED_FOR",
        title="The bank has applied for a loan for you",
        body=f"A member of the bank's staff has applied for loan {loan.reference} on your behalf. If you did not ask"
        " for it, tell the bank.",
        data={"loan_id": loan.pk, "reference": loan.reference},
    )


def _major(asked: _Asked, amount_minor: int) -> str:
    return format_minor(amount_minor, Currency.of(asked.product.currency).exponent)
