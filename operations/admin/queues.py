"""What waits for staff: each queue with how many wait, since when, and where they are dealt with.

A queue is shown to who may read it; to who may also decide, it says that it waits for him. What somebody asked for
himself, or what is about himself, never waits for him: a second pair of eyes is somebody else's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from accounts.contracts import MANAGE_ANY_ACCOUNT, AccountStatus
from accounts.selectors import visible_accounts
from core_banking.kernel.actors import Actor
from fraud.contracts import DECIDE_ALERTS, DECIDE_NAME_MATCHES, VIEW_ALERTS, AlertStatus
from fraud.selectors.alerts import visible_alerts
from fraud.selectors.names import visible_matches
from fraud.selectors.waiting import waiting_decisions
from kyc.selectors import review_queue
from loans.contracts import MANAGE_ANY_LOAN, LoanStatus
from loans.selectors import loan_requests, visible_loans
from notifications.contracts import MANAGE_WEBHOOKS
from notifications.selectors import waiting_messages
from operations.closing_contracts import VIEW_CLOSINGS
from operations.models import ClosingFailure
from support.contracts import READ_MESSAGES, MessageStatus
from support.selectors import messages_for
from transactions.contracts import REVERSE, TransactionStatus
from transactions.selectors import visible_reversal_requests, visible_transactions

COUNTED_AT_MOST: Final = 10_000
REVIEW_KYC: Final = "kyc.review_kyc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A kind of work: who reads and who decides it, what waits for an actor, and since when a row has waited.

    `asked` is the query of a page that lists everything where nothing is asked; a review page begins with what waits.
    """

    title: str
    read_by: str
    decided_by: str | None
    rows: Callable[[Actor], QuerySet[Any]]
    since: str
    page: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue as it stands for one member of staff."""

    title: str
    count: int
    oldest: dt.datetime | None
    address: str
    is_mine: bool

    @property
    def counted(self) -> str:
        """The number, or the bound where there are more: `10,000+`."""
        return f"{COUNTED_AT_MOST:,}+" if self.count > COUNTED_AT_MOST else f"{self.count:,}"


def queues_of(actor: Actor) -> list[Waiting]:
    """Return what waits, as far as the actor may see it, one query for each queue; what waits for him comes first."""
    found = [_as_it_stands(queue, actor) for queue in QUEUES if actor.may(queue.read_by)]
    return sorted(found, key=lambda each: (not each.is_mine, not each.count))


def _as_it_stands(queue: Queue, actor: Actor) -> Waiting:
    # Oldest first, so that the bound keeps them, and in the order of an index: numbers are given in order of time.
    bounded = queue.rows(actor).select_related(None).order_by("pk")[: COUNTED_AT_MOST + 1]
    figures = bounded.aggregate(number=Count("pk"), oldest=Min(queue.since))
    return Waiting(
        title=queue.title,
        count=figures["number"],
        oldest=figures["oldest"],
        address=reverse(queue.page) + queue.asked,
        is_mine=queue.decided_by is not None and actor.may(queue.decided_by),
    )


def _pending_accounts(actor: Actor) -> QuerySet[Any]:
    return visible_accounts(actor).filter(status=AccountStatus.PENDING.value)


def _applications(actor: Actor) -> QuerySet[Any]:
    return visible_loans(actor).filter(status=LoanStatus.PENDING.value).exclude(customer_id=actor.user_id)


def _second_eyes_of_loans(actor: Actor) -> QuerySet[Any]:
    return loan_requests(actor).filter(status="PENDING").exclude(requested_by_id=actor.user_id)


def _second_eyes_of_reversals(actor: Actor) -> QuerySet[Any]:
    return visible_reversal_requests(actor).filter(status="PENDING").exclude(requested_by_id=actor.user_id)


def _held_payments(actor: Actor) -> QuerySet[Any]:
    held = visible_transactions(actor).filter(status=TransactionStatus.HELD.value)
    return held.exclude(from_customer_id=actor.user_id).exclude(to_customer_id=actor.user_id)


def _alerts(actor: Actor) -> QuerySet[Any]:
    return visible_alerts(actor).filter(status__in=[AlertStatus.OPEN.value, AlertStatus.IN_REVIEW.value])


def _name_matches(actor: Actor) -> QuerySet[Any]:
    waiting = waiting_decisions()["name_matches"].values("pk")
    return visible_matches(actor).filter(pk__in=waiting).exclude(proposed_by_id=actor.user_id)


def _messages(actor: Actor) -> QuerySet[Any]:
    return messages_for(actor).filter(status=MessageStatus.NEW.value)


QUEUES: Final = (
    Queue(
        title="KYC reviews",
        read_by=REVIEW_KYC,
        decided_by=REVIEW_KYC,
        rows=lambda _actor: review_queue(),
        since="submitted_at",
        page="admin:kyc_identityrecord_changelist",
    ),
    Queue(
        title="Accounts to activate",
        read_by=MANAGE_ANY_ACCOUNT,
        decided_by=MANAGE_ANY_ACCOUNT,
        rows=_pending_accounts,
        since="created_at",
        page="admin:accounts_account_changelist",
        asked="?status__exact=PENDING",
    ),
    Queue(
        title="Loan applications",
        read_by=MANAGE_ANY_LOAN,
        decided_by=MANAGE_ANY_LOAN,
        rows=_applications,
        since="applied_at",
        page="admin:loans_loan_changelist",
    ),
    Queue(
        title="Loan requests for a second pair of eyes",
        read_by=MANAGE_ANY_LOAN,
        decided_by=MANAGE_ANY_LOAN,
        rows=_second_eyes_of_loans,
        since="requested_at",
        page="admin:loans_loanrequest_changelist",
    ),
    Queue(
        title="Reversals for a second pair of eyes",
        read_by=REVERSE,
        decided_by=REVERSE,
        rows=_second_eyes_of_reversals,
        since="requested_at",
        page="admin:transactions_reversalrequest_changelist",
    ),
    Queue(
        title="Held payments",
        read_by=DECIDE_ALERTS,
        decided_by=DECIDE_ALERTS,
        rows=_held_payments,
        since="transaction_date",
        page="admin:transactions_heldpayment_changelist",
    ),
    Queue(
        title="Open alerts",
        read_by=VIEW_ALERTS,
        decided_by=DECIDE_ALERTS,
        rows=_alerts,
        since="created_at",
        page="admin:fraud_alert_changelist",
    ),
    Queue(
        title="Names on a list",
        read_by=VIEW_ALERTS,
        decided_by=DECIDE_NAME_MATCHES,
        rows=_name_matches,
        since="found_at",
        page="admin:fraud_namematch_changelist",
    ),
    Queue(
        title="Contact messages",
        read_by=READ_MESSAGES,
        decided_by=READ_MESSAGES,
        rows=_messages,
        since="created_at",
        page="admin:support_contactmessage_changelist",
    ),
    Queue(
        title="Set aside by a close of business",
        read_by=VIEW_CLOSINGS,
        decided_by=None,
        rows=lambda _actor: ClosingFailure.objects.filter(resolved_at__isnull=True),
        since="last_failed_at",
        page="admin:operations_closingfailure_changelist",
        asked="?resolved_at__isempty=1",
    ),
    Queue(
        title="Deliveries to webhooks",
        read_by=MANAGE_WEBHOOKS,
        decided_by=None,
        rows=lambda _actor: waiting_messages()["webhook_deliveries"],
        since="created_at",
        page="admin:notifications_delivery_changelist",
        asked="?status__exact=PENDING",
    ),
)
