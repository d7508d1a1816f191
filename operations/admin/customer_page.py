"""Everything about one customer on one page, as far as the reader's rights go; reading it stands in the trail."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.contracts import MANAGE_ANY_ACCOUNT
from accounts.selectors import accounts_of
from audit.contracts import VIEW_AUDIT_TRAIL
from audit.services import record_staff_read
from core_banking.api.staff_pages import acting_staff, looks_after_the_system, shown_amount
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, NotFound
from fraud.contracts import VIEW_ALERTS
from fraud.selectors.alerts import cards_of_alerts, visible_alerts
from fraud.selectors.risk import risk_of_customer
from kyc.services import read_standing
from ledger.selectors import balances_of
from loans.contracts import MANAGE_ANY_LOAN
from loans.selectors import loan_cards, visible_loans
from notifications.selectors import inbox_of
from operations.admin.finding import VIEW_PEOPLE
from operations.admin.queues import REVIEW_KYC
from planning.selectors import pots_of
from support.contracts import READ_MESSAGES
from support.selectors import messages_for
from transactions.contracts import SUBMIT_ANY
from transactions.selectors import visible_transactions
from users.contracts import PersonCard
from users.selectors import customer_by_reference, live_sessions

_MOST: Final = 10
_MOST_ACCOUNTS: Final = 50

GOOD: Final = frozenset({"APPROVED", "ACTIVE", "COMPLETED", "LOW", "RESOLVED", "ANSWERED", "HANDLED"})
WARN: Final = frozenset({"PENDING", "HELD", "MEDIUM", "IN_REVIEW", "DORMANT", "NEW", "OPEN", "WARNING"})
BAD: Final = frozenset({"REJECTED", "FROZEN", "HIGH", "DECLINED", "FAILED", "CRITICAL", "WRITTEN_OFF"})


@require_safe
def customer_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a customer. Raises `Http404` for one there is not, `PermissionDenied` without the right to see people."""
    actor = acting_staff(request)
    if not actor.may(VIEW_PEOPLE):
        raise PermissionDenied
    person = customer_by_reference(reference)
    if person is None:
        raise Http404
    panels = _panels(request, actor, person)
    record_staff_read(
        actor=actor,
        target_model="Customer",
        target_id=person.customer_id or str(person.id),
        route="/admin/customer/<str:reference>/",
        export=False,
        subject_user_id=person.id,
        details={"panels": sorted(name for name, shown in panels.items() if shown is not None)},
    )
    context = {
        **admin.site.each_context(request),
        **panels,
        "title": f"{person.first_name} {person.last_name}".strip() or person.username,
        "subtitle": None,
        "person": person,
        "kyc_tone": tone_of(person.kyc_status),
        "risk_tone": tone_of(person.risk_profile),
        "sign_in_address": reverse("admin:users_user_change", args=[person.id]),
        "trail_address": reverse("admin:audit_auditlog_changelist") if actor.may(VIEW_AUDIT_TRAIL) else None,
    }
    return TemplateResponse(request, "admin/bank/customer.html", context)


def tone_of(state: str) -> str:
    """Return the tone of a badge for a state, by its name."""
    for tone, states in (("good", GOOD), ("warn", WARN), ("bad", BAD)):
        if state in states:
            return tone
    return "neutral"


def _panels(request: HttpRequest, actor: Actor, person: PersonCard) -> dict[str, Any]:
    """Return what each panel shows; None where the reader has no right to it."""
    sees_accounts = actor.may(MANAGE_ANY_ACCOUNT) or looks_after_the_system(request)
    return {
        "standing": _standing(actor, person) if actor.may(REVIEW_KYC) else None,
        "accounts": _accounts(person) if sees_accounts else None,
        "pots": _pots(person) if sees_accounts else None,
        "movements": _movements(actor, person) if actor.may(SUBMIT_ANY) else None,
        "loans": _loans(actor, person) if actor.may(MANAGE_ANY_LOAN) else None,
        "risk": _risk(actor, person) if actor.may(VIEW_ALERTS) else None,
        "alerts": _alerts(actor, person) if actor.may(VIEW_ALERTS) else None,
        "sessions": list(live_sessions(person.id)[:_MOST]),
        "notices": list(inbox_of(person.id)[:_MOST]),
        "messages_sent": _messages(actor, person) if actor.may(READ_MESSAGES) else None,
    }


def _standing(actor: Actor, person: PersonCard) -> dict[str, Any] | None:
    address = reverse("admin:kyc_identityrecord_change", args=[person.id])
    try:
        standing = read_standing(actor=actor, user_id=person.id)
    except NotFound:
        return None
    except DomainError as refusal:
        return {"refusal": refusal.sentence, "address": address}
    numbers = standing.identity
    return {
        "address": address,
        "submitted_at": standing.submitted_at,
        "decided_at": standing.decided_at,
        "reason": standing.reason,
        "missing": standing.missing,
        "documents": standing.documents,
        "numbers": [
            (name, number)
            for name, number in (
                ("SSN", numbers.ssn),
                ("Aadhaar number", numbers.aadhaar_number),
                ("PAN", numbers.pan_number),
            )
            if number
        ],
    }


def _accounts(person: PersonCard) -> list[dict[str, Any]]:
    cards = accounts_of(person.id)[:_MOST_ACCOUNTS]
    balances = balances_of(card.ledger_account_id for card in cards)
    rows = []
    for card in cards:
        balance = balances.get(card.ledger_account_id)
        rows.append(
            {
                "name": card.account_number or "not numbered yet",
                "address": reverse("admin:accounts_account_change", args=[card.id]),
                "type": card.account_type.replace("_", " ").capitalize(),
                "nickname": card.nickname,
                "status": card.status,
                "tone": tone_of(card.status),
                "balance": shown_amount(balance.balance_minor if balance else None, card.currency),
                "available": shown_amount(balance.available_minor if balance else None, card.currency),
            }
        )
    return rows


def _pots(person: PersonCard) -> list[dict[str, Any]]:
    return [
        {
            "name": pot.account_number,
            "address": reverse("admin:accounts_account_change", args=[pot.account_id]),
            "goal": pot.goal_name,
            "status": pot.account_status,
            "tone": tone_of(pot.account_status),
            "balance": shown_amount(pot.saved_minor, pot.currency),
            "target": shown_amount(pot.target_minor, pot.currency),
            "locked_until": pot.locked_until,
        }
        for pot in pots_of(person.id, limit=_MOST_ACCOUNTS)
    ]


def _movements(actor: Actor, person: PersonCard) -> list[dict[str, Any]]:
    rows: QuerySet[Any] = visible_transactions(actor)
    # Two short looks into two indexes: one over both sides would read neither.
    out = list(rows.filter(from_customer_id=person.id)[:_MOST])
    into = list(rows.filter(to_customer_id=person.id)[:_MOST])
    newest = sorted({row.pk: row for row in (*out, *into)}.values(), key=_when, reverse=True)[:_MOST]
    return [
        {
            "id": row.transaction_id,
            "address": reverse("admin:transactions_transaction_change", args=[row.pk]),
            "at": row.transaction_date,
            "kind": row.transaction_type.replace("_", " ").capitalize(),
            "status": row.status,
            "tone": tone_of(row.status),
            "is_out": row.from_customer_id == person.id,
            "amount": shown_amount(row.amount_minor, row.currency),
            "from": getattr(row.from_account, "account_number", None) or "-",
            "to": getattr(row.to_account, "account_number", None) or row.payee_name or "-",
        }
        for row in newest
    ]


def _when(row: Any) -> tuple[dt.datetime, int]:
    return row.transaction_date, row.pk


def _loans(actor: Actor, person: PersonCard) -> list[dict[str, Any]]:
    rows = visible_loans(actor).filter(customer_id=person.id).order_by("-pk")[:_MOST]
    return [
        {
            "reference": card.reference,
            "address": reverse("admin:loans_loan_change", args=[card.id]),
            "status": card.status,
            "tone": tone_of(card.status),
            "amount": shown_amount(card.amount_minor or card.amount_requested_minor, card.currency),
            "outstanding": shown_amount(card.outstanding.total_minor, card.currency),
            "overdue": shown_amount(card.overdue_minor, card.currency) if card.overdue_minor else "",
            "days_past_due": card.days_past_due,
        }
        for card in loan_cards(rows)
    ]


def _risk(actor: Actor, person: PersonCard) -> dict[str, Any] | None:
    try:
        risk = risk_of_customer(actor, str(person.id))
    except NotFound:
        # Nobody reads what the bank thinks of him.
        return None
    return {
        "profile": risk.risk_profile,
        "tone": tone_of(risk.risk_profile),
        "open_alerts": risk.open_alerts,
        "due_at": risk.due_at,
        "reasons": [_reason_in_words(reason) for reason in risk.reasons],
        "history": risk.history[:_MOST],
    }


def _reason_in_words(reason: Any) -> str:
    facts = {name: value for name, value in dict(reason).items() if value not in (None, "", [])}
    head = str(facts.pop("reason", facts.pop("code", facts.pop("kind", "")))).replace("_", " ").capitalize()
    rest = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts.items())
    return f"{head}: {rest}" if head and rest else head or rest


def _alerts(actor: Actor, person: PersonCard) -> list[dict[str, Any]]:
    rows = visible_alerts(actor).filter(subject_id=person.id)[:_MOST]
    return [
        {
            "id": card.alert_id,
            "address": reverse("admin:fraud_alert_change", args=[card.id]),
            "at": card.created_at,
            "title": card.title,
            "severity": card.severity,
            "severity_tone": tone_of(card.severity),
            "status": card.status,
            "tone": tone_of(card.status),
            "score": card.risk_score,
        }
        for card in cards_of_alerts(rows)
    ]


def _messages(actor: Actor, person: PersonCard) -> list[dict[str, Any]]:
    rows = messages_for(actor).filter(sender_id=person.id)[:_MOST]
    return [
        {
            "subject": row.subject,
            "address": reverse("admin:support_contactmessage_change", args=[row.pk]),
            "at": row.created_at,
            "status": row.status,
            "tone": tone_of(row.status),
        }
        for row in rows
    ]
