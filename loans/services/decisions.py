"""What staff decides on an application, and paying out what was approved.

The locks are taken in the order of every movement: the customer's money row, the balance, the loan.
"""

from __future__ import annotations

from typing import Any, Final

from accounts.selectors import account_card
from accounts.services import lock_money_holder
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.once import once_for_key
from loans.contracts import MANAGE_ANY_LOAN, LoanProductCard, LoanStatus
from loans.errors.applications import KycRequiredToBorrow
from loans.errors.life import LoanStateConflict
from loans.events.applications import LoanDecided, LoanPayoutNamed
from loans.loan_cards import LoanCard
from loans.models import Loan, LoanProduct
from loans.selectors.eligibility import judged, read_loan_amount
from loans.selectors.life import loan_to_look_at
from loans.selectors.loans import card_of_loan
from loans.selectors.products import card_of_loan_product
from loans.services.applications import account_of, refuse_unmet
from loans.services.approval import Approval, approve_and_pay_out, plan_of
from loans.services.disbursement import disburse
from loans.services.locking import lock_loan
from loans.underwriting import LoanAsked, burden_of_month
from notifications.services import notify
from users.selectors import person_card

NOT_APPROVED: Final = "Not approved"
"""The reason of a rejection that gives none."""


@use_case
def approve_loan(
    *,
    actor: Actor,
    loan_id: int,
    amount_approved: Any = None,
    claim: IdempotencyClaim[LoanCard] | None = None,
    dry_run: bool = False,
) -> LoanCard | Answer:
    """Approve an application over what was asked for or less (major units as written), and pay it out.

    Its terms are the product's of this moment, with what the application changed. The requirements are judged again.
    Raises `NotFound`, `NotAllowed` without the right, on one's own, and on what one applied for on a customer's behalf,
    `LoanStateConflict`, `InvalidInput`, `LoanRequirementsNotMet`, and what `disburse` raises.
    """
    if dry_run:
        make_dry_run()

    def deed() -> LoanCard:
        loan = _locked_for_decision(actor, loan_id)
        if loan.applied_by_id == actor.user_id:
            raise NotAllowed(
                "Who applied on a customer's behalf does not approve it: another member of staff does."
            )
        approve_and_pay_out(actor, loan, _product_of(loan), _approval(loan, amount_approved))
        return card_of_loan(loan_id)

    return once_for_key(actor=actor, claim=claim, name="loans.approve_loan", deed=deed)


@use_case
def reject_loan(*, actor: Actor, loan_id: int, reason: str = "") -> LoanCard:
    """Turn an application down; the customer is told why.

    Raises `NotFound`, `NotAllowed` without the right and on one's own, and `LoanStateConflict`.
    """
    loan = _locked_for_decision(actor, loan_id)
    before, loan.status = loan.status, LoanStatus.REJECTED.value
    loan.decision_reason = reason.strip() or NOT_APPROVED
    loan.decided_at, loan.decided_by_id = clock.now(), actor.user_id
    loan.closed_on = clock.business_date()
    loan.save(update_fields=["status", "decision_reason", "decided_at", "decided_by", "closed_on"])
    emit(
        LoanDecided(
            actor=actor,
            loan_id=loan.pk,
            reference=loan.reference,
            customer_user_id=loan.customer_id,
            old_status=before,
            new_status=loan.status,
            reason=loan.decision_reason,
        )
    )
    notify(
        actor=actor,
        user_id=loan.customer_id,
        kind="LOAN_REJECTED",
        title="Your loan was not approved",
        body=f"Loan {loan.reference}: {loan.decision_reason}",
        data={"loan_id": loan.pk, "reference": loan.reference},
    )
    return card_of_loan(loan_id)


@use_case
def take_approved_loan(
    *,
    actor: Actor,
    loan_id: int,
    disbursement_account_number: str | None = None,
    claim: IdempotencyClaim[LoanCard] | None = None,
    dry_run: bool = False,
) -> LoanCard | Answer:
    """Have an approved loan paid out, to the account named, or to the one that was named before.

    Only the borrower himself can. Raises `NotFound`, `NotAllowed`, `LoanStateConflict`, `InvalidInput`, and what
    `disburse` raises.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor,
        claim=claim,
        name="loans.take_approved_loan",
        deed=lambda: _taken(actor, loan_id, disbursement_account_number),
    )


def _taken(actor: Actor, loan_id: int, account_number: str | None) -> LoanCard:
    found = loan_to_look_at(actor, loan_id)
    if actor.user_id != found.customer_id:
        raise NotAllowed("A loan is paid out to who borrows it, when he asks for it.")
    lock_money_holder(found.customer_id)
    if not person_card(found.customer_id).is_account_verified:
        raise KycRequiredToBorrow
    named = account_card(found.disbursement_account_id) if found.disbursement_account_id else None
    number = account_number or (named.account_number if named else None)
    account = account_of(found.customer_id, number, found.currency)
    if account is None:
        raise InvalidInput({"disbursement_account_number": ["Name the account that the loan is paid to."]})
    loan = lock_loan(loan_id, account)
    if loan.status != LoanStatus.APPROVED:
        raise LoanStateConflict(status=loan.status)
    if loan.disbursement_account_id != account.id:
        loan.disbursement_account_id = account.id
        loan.save(update_fields=["disbursement_account"])
        emit(
            LoanPayoutNamed(
                actor=actor,
                loan_id=loan.pk,
                reference=loan.reference,
                customer_user_id=loan.customer_id,
                old_account_number=named.account_number if named else None,
                account_number=account.account_number or "",
            )
        )
    disburse(actor=actor, loan=loan, on=clock.business_date())
    return card_of_loan(loan_id)


def _locked_for_decision(actor: Actor, loan_id: int) -> Loan:
    """Return a pending loan under its lock, that the actor may decide on."""
    if not actor.may(MANAGE_ANY_LOAN) or actor.user_id is None:
        raise NotAllowed
    found = Loan.objects.filter(pk=loan_id).first()
    if found is None:
        raise NotFound("There is no such loan.")
    if found.customer_id == actor.user_id:
        raise NotAllowed("Nobody decides on a loan of his own.")
    lock_money_holder(found.customer_id)
    account = account_card(found.disbursement_account_id) if found.disbursement_account_id else None
    loan = lock_loan(loan_id, account)
    if loan.status != LoanStatus.PENDING:
        raise LoanStateConflict(status=loan.status)
    return loan


def _approval(loan: Loan, amount_approved: Any) -> Approval:
    product, amount_minor = _product_of(loan), loan.amount_requested_minor
    if amount_approved is not None:
        amount_minor = read_loan_amount("amount_approved", amount_approved, loan.currency)
    if amount_minor > loan.amount_requested_minor:
        raise InvalidInput({"amount_approved": ["This is more than was asked for."]})
    schedule = plan_of(
        product,
        amount_minor=amount_minor,
        term=loan.term,
        overrides=loan.overrides,
        start_date=clock.business_date(),
        staff=True,
        field_of_amount="amount_approved",
    )
    owner = person_card(loan.customer_id)
    if product.kyc_required and not owner.is_account_verified:
        raise KycRequiredToBorrow
    asked = LoanAsked(burden_minor=burden_of_month(schedule), income_minor=loan.monthly_income_minor)
    checks = judged(owner, product, asked, beside=loan.pk)
    refuse_unmet(checks)
    return Approval(
        amount_minor=amount_minor, schedule=schedule, checks=checks, reason="Approved by the bank."
    )


def _product_of(loan: Loan) -> LoanProductCard:
    return card_of_loan_product(LoanProduct.objects.get(pk=loan.product_id))
