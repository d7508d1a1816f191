"""What staff does with an alert: takes it, and finds out once what it was."""

from __future__ import annotations

from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import DomainError, ErrorCategory, InvalidInput, NotAllowed, NotFound
from fraud.alert_cards import LONGEST_NOTE, AlertDetail
from fraud.contracts import DECIDE_ALERTS, AlertStatus, Disposition, Verdict
from fraud.errors import AlertAlreadyResolved
from fraud.events import AlertAssigned
from fraud.models import Alert
from fraud.selectors.alerts import alert_detail, alert_named
from fraud.services.alerts import forbid_own, settle
from notifications.services import notify
from users.selectors import holders_of


class HeldPaymentCarrier(Protocol):
    """Releases or declines a held payment, within the use case that decided on it."""

    def __call__(self, *, actor: Actor, transaction_id: str, release: bool, note: str) -> object:
        """Decide on the payment once. Raises a `DomainError` if that is no longer possible."""


@use_case
def assign_alert(*, actor: Actor, key: str, assignee: int | None = None) -> AlertDetail:
    """Give an unresolved alert to somebody who may decide on it, by default to oneself; it is then in review.

    Raises `NotAllowed`, `NotFound`, `AlertAlreadyResolved`, and `InvalidInput` for who may not decide on it: without
    the right, or because it is about him or about his order.
    """
    _check_right(actor)
    alert = _locked_alert(key)
    if alert.status == AlertStatus.RESOLVED.value:
        raise AlertAlreadyResolved
    wanted = actor.user_id if assignee is None else assignee
    if wanted is None or wanted not in holders_of(DECIDE_ALERTS):
        raise InvalidInput({"assignee": ["This person may not decide on alerts."]})
    if wanted == actor.user_id:
        forbid_own(actor, alert)
    elif wanted in (alert.subject_id, alert.initiated_by_id):
        raise InvalidInput({"assignee": ["The alert is about this person or about his order."]})
    before = alert.assigned_to_id
    alert.assigned_to_id, alert.status = wanted, AlertStatus.IN_REVIEW.value
    alert.save(update_fields=["assigned_to", "status"])
    emit(
        AlertAssigned(
            actor=actor,
            alert_id=alert.alert_id,
            assignee_user_id=wanted,
            previous_assignee_user_id=before,
            subject_user_id=alert.subject_id,
        )
    )
    if wanted not in (actor.user_id, before):
        notify(
            actor=actor,
            user_id=wanted,
            kind="FRAUD_ALERT",
            title="A fraud alert is yours",
            body=f"{alert.alert_id}: {alert.title}",
            data={"alert_id": alert.alert_id},
        )
    return alert_detail(_read_again(alert))


@use_case
def resolve_alert(*, actor: Actor, key: str, disposition: Disposition, note: str) -> AlertDetail:
    """Note what an alert was found to be, exactly once, and decide on the payment that waits for it.

    A false positive releases the payment, a confirmed fraud declines it, in the same transaction. Raises `NotAllowed`,
    `OwnAlert`, `NotFound`, `InvalidInput` without a note, `AlertAlreadyResolved`, and what deciding on the payment
    raises.
    """
    _check_right(actor)
    said = note.strip()
    if not said or len(said) > LONGEST_NOTE:
        raise InvalidInput({"note": [f"Say why, in at most {LONGEST_NOTE} characters."]})
    alert = Alert.objects.filter(alert_named(key)).first()
    if alert is None:
        raise NotFound
    forbid_own(actor, alert)
    if alert.status == AlertStatus.RESOLVED.value:
        raise AlertAlreadyResolved
    if alert.transaction_id and alert.verdict == Verdict.HOLD.value:
        # The payment before its alert: whoever decides by way of the payment takes them in this order, too.
        _decide_payment(actor, alert, release=disposition is Disposition.FALSE_POSITIVE, note=said)
    settle(actor=actor, alert=_locked_alert(key), disposition=disposition, note=said)
    return alert_detail(_read_again(alert))


def _check_right(actor: Actor) -> None:
    if not actor.may(DECIDE_ALERTS):
        raise NotAllowed


def _decide_payment(actor: Actor, alert: Alert, *, release: bool, note: str) -> None:
    carrier = cast(HeldPaymentCarrier, import_string(settings.HELD_PAYMENT_CARRIER))
    try:
        carrier(actor=actor, transaction_id=alert.transaction_id, release=release, note=note)
    except DomainError as refusal:
        is_late = refusal.category is ErrorCategory.CONFLICT
        if is_late and Alert.objects.filter(pk=alert.pk, status=AlertStatus.RESOLVED.value).exists():
            raise AlertAlreadyResolved from refusal
        raise


def _locked_alert(key: str) -> Alert:
    alert = Alert.objects.select_for_update(no_key=True).filter(alert_named(key)).first()
    if alert is None:
        raise NotFound
    return alert


def _read_again(alert: Alert) -> Alert:
    people = ("subject", "initiated_by", "assigned_to", "resolved_by", "screening")
    return Alert.objects.select_related(*people).get(pk=alert.pk)
