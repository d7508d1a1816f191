"""Approving a loan, which fixes its terms: done at once where the product allows it, or by staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.selectors import account_card
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, within_use_case
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import Currency, format_minor
from loans.contracts import LoanProductCard, LoanStatus, Schedule
from loans.events.applications import LoanDecided
from loans.models import Loan
from loans.selectors.eligibility import can_take, planned
from loans.services.disbursement import disburse
from loans.terms import agreed_as_written, schedule_terms_of, terms_as_json, with_overrides
from loans.underwriting import Check, burden_of_month
from notifications.services import notify


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What is agreed: the amount (minor units), the plan it makes, and what was found of each requirement."""

    amount_minor: int
    schedule: Schedule
    checks: Sequence[Check]
    reason: str
    at_once: bool = False


def plan_of(
    product: LoanProductCard,
    *,
    amount_minor: int,
    term: int,
    overrides: Mapping[str, Any],
    start_date: dt.date,
    staff: bool,
    field_of_amount: str = "amount",
) -> Schedule:
    """Return the schedule a loan would have. Raises `InvalidInput` by field, the amount under the name it was given."""
    try:
        return planned(
            schedule_terms_of(
                product,
                amount_minor=amount_minor,
                term=term,
                start_date=start_date,
                overrides=overrides,
                staff=staff,
            )
        )
    except InvalidInput as refused:
        renamed = {
            field_of_amount if name in {"amount", "amount_minor"} else name: messages
            for name, messages in refused.fields.items()
        }
        raise InvalidInput(renamed) from None


@within_use_case
def approve_and_pay_out(actor: Actor, loan: Loan, product: LoanProductCard, approval: Approval) -> None:
    """Fix the terms of a locked loan, and pay it out where its account can take the money; the row is saved.

    Without such an account it is APPROVED, and its borrower names one. So it is where its terms are not those it was
    applied for on: its borrower takes it, or does not. Raises what `disburse` raises.
    """
    before, asked_on = loan.status, loan.decision_facts.get("terms")
    _agree(actor, loan, product, approval)
    emit(
        LoanDecided(
            actor=actor,
            loan_id=loan.pk,
            reference=loan.reference,
            customer_user_id=loan.customer_id,
            old_status=before,
            new_status=LoanStatus.APPROVED.value,
            reason=loan.decision_reason,
            at_once=approval.at_once,
            amount_requested=_major(loan, loan.amount_requested_minor),
            amount_approved=_major(loan, approval.amount_minor),
            currency=loan.currency,
            terms={
                **agreed_as_written(loan.agreed_terms, loan.currency),
                "late_penalty": _major(loan, loan.late_penalty_minor),
                "late_penalty_after_days": loan.late_penalty_after_days,
                "prepayment_effect": loan.prepayment_effect,
            },
            requirements={check.name: check.outcome.value for check in approval.checks},
        )
    )
    if asked_on not in (None, loan.decision_facts["terms"]):
        tell_of_approval(
            actor,
            loan,
            "Its terms have changed since it was applied for: look at them, and take it if you agree.",
        )
        return
    account = account_card(loan.disbursement_account_id) if loan.disbursement_account_id else None
    if account is not None and can_take(account, loan.currency):
        disburse(actor=actor, loan=loan, on=clock.business_date())
        tell_of_approval(actor, loan, f"It was paid to account {account.account_number}.")
        return
    tell_of_approval(actor, loan, "Name the account that it is to be paid to.")


def _agree(actor: Actor, loan: Loan, product: LoanProductCard, approval: Approval) -> None:
    agreed = with_overrides(product, loan.overrides, staff=True)
    loan.status = LoanStatus.APPROVED.value
    loan.amount_minor = approval.amount_minor
    loan.annual_rate_ppm = agreed.annual_rate_ppm
    loan.agreed_terms = terms_as_json(approval.schedule.terms)
    loan.late_penalty_minor = agreed.late_penalty_minor
    loan.late_penalty_after_days = agreed.late_penalty_after_days
    loan.prepayment_effect = agreed.prepayment_effect.value
    loan.decided_at = clock.now()
    loan.decided_by_id = None if approval.at_once else actor.user_id
    loan.decided_instantly = approval.at_once
    loan.decision_reason = approval.reason
    loan.decision_facts = facts_of(loan, agreed, approval.checks, approval.schedule)
    loan.save()


def facts_of(
    loan: Loan, product: LoanProductCard, checks: Sequence[Check], schedule: Schedule
) -> dict[str, Any]:
    """Return what a decision rests on, as it is kept with the loan; `product` has the terms that the loan changed."""
    terms = terms_as_json(schedule.terms)
    del terms["amount_minor"], terms["start_date"]
    terms |= {
        "late_penalty_minor": product.late_penalty_minor,
        "late_penalty_after_days": product.late_penalty_after_days,
        "prepayment_effect": product.prepayment_effect.value,
    }
    return {
        "terms": terms,
        "requirements": [
            {"name": check.name, "outcome": check.outcome.value, "reason": check.reason} for check in checks
        ],
        "monthly_repayments": _major(loan, burden_of_month(schedule)),
    }


@within_use_case
def tell_of_approval(actor: Actor, loan: Loan, what_next: str) -> None:
    """Tell the borrower that his loan was approved, and what becomes of it."""
    assert loan.amount_minor is not None
    notify(
        actor=actor,
        user_id=loan.customer_id,
        kind="LOAN_APPROVED",
        title="Your loan was approved",
        body=f"Loan {loan.reference} over {_major(loan, loan.amount_minor)} {loan.currency}. {what_next}",
        data={"loan_id": loan.pk, "reference": loan.reference},
    )


def _major(loan: Loan, amount_minor: int) -> str:
    return format_minor(amount_minor, Currency.of(loan.currency).exponent)
