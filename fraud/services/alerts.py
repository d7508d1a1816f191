"""Alerts: raised in the transaction of what they are about, and settled with the payment they hold."""

from __future__ import annotations

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.ids import prefixed_id
from fraud.alert_texts import describe
from fraud.contracts import (
    DECIDE_ALERTS,
    AlertStatus,
    AlertType,
    Disposition,
    Screening,
    ScreeningRequest,
    Severity,
    Verdict,
)
from fraud.errors import AlertAlreadyResolved, OwnAlert
from fraud.events import AlertRaised, AlertResolved, ScreeningFailureReported
from fraud.models import Alert, AlertHit
from fraud.services.risk import reassess_risk
from notifications.services import notify_holders

_FAILURE_SCORE = 100
_LONGEST_CAUSE = 200


@within_use_case
def raise_alert(
    *,
    actor: Actor,
    screening: Screening,
    screening_record_id: int | None,
    request: ScreeningRequest,
    transaction_id: str,
) -> str:
    """Raise the alert about a movement that was held (`transaction_id`) or refused (empty), and tell who decides.

    Keeps every rule that found something, those of the shadow too. Of payments that are refused to one account again
    and again staff is told once in each hour: whoever tries a thousand times fills no inboxes. Returns the alert's
    `ALERT…` identifier.
    """
    text, tell = describe(screening), not _is_refused_again(screening, request.account_id)
    alert = Alert.objects.create(
        alert_id=new_alert_id(),
        alert_type=text.alert_type.value,
        severity=text.severity.value,
        title=text.title,
        description=text.description,
        risk_score=screening.score,
        verdict=screening.verdict.value,
        subject_id=request.customer_user_id,
        account_id=request.account_id,
        transaction_id=transaction_id,
        screening_id=screening_record_id,
        initiated_by_id=actor.user_id,
    )
    AlertHit.objects.bulk_create(
        AlertHit(alert=alert, rule=hit.rule.value, points=hit.points, counted=hit.counted, why=dict(hit.why))
        for hit in screening.hits
    )
    announce(actor=actor, alert=alert, tell=tell)
    reassess_risk(actor=actor, user_id=request.customer_user_id)
    return alert.alert_id


def _is_refused_again(screening: Screening, account_id: int) -> bool:
    """Whether an earlier refusal of the account in this hour has been told of, and nobody has looked at it yet."""
    if screening.verdict is not Verdict.BLOCK:
        return False
    this_hour = clock.now().replace(minute=0, second=0, microsecond=0)
    refused = Alert.objects.filter(account_id=account_id, verdict=Verdict.BLOCK.value)
    return refused.filter(created_at__gte=this_hour, status=AlertStatus.OPEN.value).exists()


@within_use_case
def raise_failure_alert(*, actor: Actor, user_id: int | None, account_id: int | None, what: str) -> str:
    """Raise the alert that scoring itself failed; `what` says where, never with data of the movement.

    An account whose last failure nobody has looked at gets no second alert, and staff is told of the first one only:
    a scorer that is broken fails for everybody. Returns the identifier of the alert there is.
    """
    unresolved = Alert.objects.filter(alert_type=AlertType.SCREENING_FAILED.value).exclude(
        status=AlertStatus.RESOLVED.value
    )
    known = unresolved.filter(account_id=account_id).values_list("alert_id", flat=True).first()
    if known is not None:
        return known
    is_first = not unresolved.exists()
    alert = Alert.objects.create(
        alert_id=new_alert_id(),
        alert_type=AlertType.SCREENING_FAILED.value,
        severity=Severity.CRITICAL.value,
        title="Screening Failed",
        description=f"Scoring a movement failed and nothing was moved: {what[:_LONGEST_CAUSE]}",
        risk_score=_FAILURE_SCORE,
        subject_id=user_id,
        account_id=account_id,
        initiated_by_id=actor.user_id,
    )
    announce(actor=actor, alert=alert, tell=is_first)
    return alert.alert_id


@use_case
def report_failed_screening(*, actor: Actor, user_id: int | None, account_id: int | None, what: str) -> str:
    """Raise the alert that scoring failed, in a transaction of its own, once the movement's was rolled back."""
    alert_id = raise_failure_alert(actor=actor, user_id=user_id, account_id=account_id, what=what)
    emit(ScreeningFailureReported(actor=actor, alert_id=alert_id, subject_user_id=user_id))
    return alert_id


@within_use_case
def settle_alert_of(*, actor: Actor, transaction_id: str, disposition: Disposition, note: str) -> None:
    """Resolve the alert about a held payment that the caller has just decided; without one, do nothing.

    The caller holds the payment, and has checked that the actor may decide. Raises `OwnAlert`, and
    `AlertAlreadyResolved` if somebody else has decided.
    """
    alert = Alert.objects.select_for_update(no_key=True).filter(transaction_id=transaction_id).first()
    if transaction_id and alert is not None:
        settle(actor=actor, alert=alert, disposition=disposition, note=note)


@within_use_case
def settle(*, actor: Actor, alert: Alert, disposition: Disposition, note: str) -> None:
    """Note what a locked alert was found to be, once; the same finding by the same person again is none.

    Raises `OwnAlert` and `AlertAlreadyResolved`.
    """
    forbid_own(actor, alert)
    if alert.status == AlertStatus.RESOLVED.value:
        if (alert.disposition, alert.resolved_by_id) == (disposition.value, actor.user_id):
            return
        raise AlertAlreadyResolved
    alert.status, alert.disposition, alert.note = AlertStatus.RESOLVED.value, disposition.value, note
    alert.resolved_by_id, alert.resolved_at = actor.user_id, clock.now()
    alert.save(update_fields=["status", "disposition", "note", "resolved_by", "resolved_at"])
    emit(
        AlertResolved(
            actor=actor,
            alert_id=alert.alert_id,
            disposition=disposition.value,
            transaction_id=alert.transaction_id,
            subject_user_id=alert.subject_id,
        )
    )
    if alert.subject_id is not None:
        reassess_risk(actor=actor, user_id=alert.subject_id)


def forbid_own(actor: Actor, alert: Alert) -> None:
    """Refuse who decides on an alert about himself or about his own order. Raises `OwnAlert`."""
    if actor.user_id is not None and actor.user_id in (alert.subject_id, alert.initiated_by_id):
        raise OwnAlert


@within_use_case
def announce(*, actor: Actor, alert: Alert, tell: bool = True) -> None:
    """Tell the audit trail of a new alert, and, if they are to be told, the people who decide: never its subject."""
    emit(
        AlertRaised(
            actor=actor,
            alert_id=alert.alert_id,
            severity=alert.severity,
            risk_score=alert.risk_score,
            verdict=alert.verdict,
            transaction_id=alert.transaction_id,
            subject_user_id=alert.subject_id,
        )
    )
    if tell:
        notify_holders(
            actor=actor,
            permission=DECIDE_ALERTS,
            kind="FRAUD_ALERT",
            title=f"{alert.title} ({alert.severity})",
            body=f"{alert.alert_id}: {alert.description}",
            data={"alert_id": alert.alert_id, "transaction_id": alert.transaction_id},
            but_not=alert.subject_id,
        )


def new_alert_id() -> str:
    """Return a new `ALERT…` identifier."""
    return prefixed_id("ALERT")
