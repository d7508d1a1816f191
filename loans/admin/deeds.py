"""The buttons on the pages of loans: each is a use case of the API, asked for with what it needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from core_banking.api.staff_deeds import Deed
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import InvalidAmount
from core_banking.kernel.percent import parse_percent_ppm
from loans.contracts import MANAGE_ANY_LOAN, LoanStatus
from loans.life_contracts import LoanRequestKind, LoanRequestStatus, RescheduleCommand
from loans.models import Loan, LoanRequest
from loans.services import (
    approve_loan,
    approve_loan_request,
    reject_loan,
    reject_loan_request,
    request_reschedule,
    request_write_off,
)
from loans.terms import HIGHEST_RATE_PPM, LONGEST_TERM


class ApprovalForm(forms.Form):
    """How much is approved."""

    amount_approved = forms.CharField(
        max_length=40,
        required=False,
        label="Amount approved",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="Empty: all that was asked for.",
    )


class RejectionForm(forms.Form):
    """Why an application is turned down."""

    reason = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The customer reads it; empty: “Not approved”.",
    )


class WriteOffForm(forms.Form):
    """Why a loan is given up."""

    reason = forms.CharField(max_length=255, widget=forms.Textarea(attrs={"rows": 2}))


class RescheduleForm(forms.Form):
    """The terms on which what is still owed is to be repaid."""

    term = forms.IntegerField(label="Repayments from now on", min_value=1, max_value=LONGEST_TERM)
    annual_interest_rate = forms.CharField(
        max_length=20,
        required=False,
        label="Percent a year",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="Empty: as it is.",
    )
    first_due_date = forms.DateField(
        required=False,
        label="First repayment on",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: the next due date stays.",
    )
    reason = forms.CharField(max_length=255, widget=forms.Textarea(attrs={"rows": 2}))


class NoteForm(forms.Form):
    """A word to what is signed; that a refusal needs one is the use case's rule."""

    note = forms.CharField(max_length=255, required=False, widget=forms.Textarea(attrs={"rows": 2}))


def _approve(actor: Actor, loan: Loan, given: Mapping[str, Any]) -> str:
    card: Any = approve_loan(
        actor=actor, loan_id=loan.pk, amount_approved=given["amount_approved"].strip() or None
    )
    return f"{card.reference} is now {card.status}."


def _reject(actor: Actor, loan: Loan, given: Mapping[str, Any]) -> str:
    card = reject_loan(actor=actor, loan_id=loan.pk, reason=given["reason"])
    return f"{card.reference} is now {card.status}."


def _ask_write_off(actor: Actor, loan: Loan, given: Mapping[str, Any]) -> str:
    card: Any = request_write_off(actor=actor, loan_id=loan.pk, reason=given["reason"])
    return f"Request {card.id} waits for a second member of staff."


def _ask_reschedule(actor: Actor, loan: Loan, given: Mapping[str, Any]) -> str:
    command = RescheduleCommand(
        term=given["term"],
        reason=given["reason"],
        annual_rate_ppm=_rate(given["annual_interest_rate"].strip()),
        first_due_date=given["first_due_date"],
    )
    card: Any = request_reschedule(actor=actor, loan_id=loan.pk, command=command)
    return f"Request {card.id} waits for a second member of staff."


def _rate(written: str) -> int | None:
    if not written:
        return None
    try:
        return parse_percent_ppm(written, highest_ppm=HIGHEST_RATE_PPM)
    except InvalidAmount as error:
        raise InvalidInput({"annual_interest_rate": [str(error)]}) from None


def _sign(actor: Actor, request: LoanRequest, given: Mapping[str, Any]) -> str:
    card: Any = approve_loan_request(actor=actor, request_id=request.pk, note=given["note"])
    return f"{_said(card)}: done."


def _refuse(actor: Actor, request: LoanRequest, given: Mapping[str, Any]) -> str:
    return (
        f"{_said(reject_loan_request(actor=actor, request_id=request.pk, note=given['note']))}: turned down."
    )


def _said(card: Any) -> str:
    kind: LoanRequestKind = card.kind
    return f"{kind.value.replace('_', '-').capitalize()} of {card.loan_reference}"


def _is_pending(actor: Actor, loan: Loan) -> bool:
    return loan.status == LoanStatus.PENDING.value and loan.customer_id != actor.user_id


def _may_approve(actor: Actor, loan: Loan) -> bool:
    return _is_pending(actor, loan) and loan.applied_by_id != actor.user_id


def _is_running(actor: Actor, loan: Loan) -> bool:
    return loan.status == LoanStatus.ACTIVE.value and loan.customer_id != actor.user_id


def _may_sign(actor: Actor, request: LoanRequest) -> bool:
    is_own = actor.user_id in (request.requested_by_id, request.loan.customer_id)
    return request.status == LoanRequestStatus.PENDING.value and not is_own


LOAN_DEEDS = (
    Deed(
        name="approve",
        label="Approve",
        act=_approve,
        right=MANAGE_ANY_LOAN,
        offered=_may_approve,
        form=ApprovalForm,
        tone="good",
        hint="On today's terms; paid out at once where its account can take it.",
    ),
    Deed(
        name="reject",
        label="Reject",
        act=_reject,
        right=MANAGE_ANY_LOAN,
        offered=_is_pending,
        form=RejectionForm,
        tone="bad",
    ),
    Deed(
        name="reschedule",
        label="Ask for a reschedule",
        act=_ask_reschedule,
        right=MANAGE_ANY_LOAN,
        offered=_is_running,
        form=RescheduleForm,
        hint="Another member of staff decides.",
    ),
    Deed(
        name="write-off",
        label="Ask for a write-off",
        act=_ask_write_off,
        right=MANAGE_ANY_LOAN,
        offered=_is_running,
        form=WriteOffForm,
        tone="bad",
        hint="All that is owed is booked as lost once another member of staff agrees.",
    ),
)
REQUEST_DEEDS = (
    Deed(
        name="approve",
        label="Approve and carry out",
        act=_sign,
        right=MANAGE_ANY_LOAN,
        offered=_may_sign,
        form=NoteForm,
        tone="good",
        hint="The second signature: it is done as of today.",
    ),
    Deed(
        name="reject",
        label="Reject",
        act=_refuse,
        right=MANAGE_ANY_LOAN,
        offered=_may_sign,
        form=NoteForm,
        tone="bad",
        hint="Say why.",
    ),
)
