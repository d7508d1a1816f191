"""Alerts: raised with what scoring found, settled once, and never by whom they are about."""

from __future__ import annotations

import datetime as dt

import pytest

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import use_case
from fraud.contracts import Disposition
from fraud.errors import AlertAlreadyResolved, OwnAlert
from fraud.models import Alert
from fraud.services import report_failed_screening, settle_alert_of
from notifications.models import Notification
from tests.builders import fraud, people

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@use_case
def settle(*, actor: Actor, transaction_id: str, disposition: Disposition, note: str = "Asked her.") -> None:
    settle_alert_of(actor=actor, transaction_id=transaction_id, disposition=disposition, note=note)


def test_an_alert_keeps_every_hit_and_tells_who_decides_but_not_the_customer():
    customer, admin, auditor = people.approved_customer(), people.bank_admin(), people.auditor()
    told_before = Notification.objects.filter(user_id=customer.id).count()

    alert = fraud.alert_about(customer.id, transaction_id="TXN1", actor=people.actor_for(customer))

    assert alert.alert_id.startswith("ALERT")
    assert len(alert.alert_id) == 17
    assert (alert.alert_type, alert.severity, alert.status, alert.risk_score, alert.verdict) == (
        "SUSPICIOUS_TRANSACTION",
        "HIGH",
        "OPEN",
        75,
        "HOLD",
    )
    assert (alert.title, alert.subject_id, alert.initiated_by_id, alert.account_id) == (
        "Large Unusual Transaction",
        customer.id,
        customer.id,
        1,
    )
    assert list(alert.hits.order_by("id").values_list("rule", "points", "counted", "why")) == [
        ("UNUSUAL_AMOUNT", 75, True, {"times_usual": 12}),
        ("ODD_HOUR", 10, False, {"hour": 3}),
    ]
    message = Notification.objects.get(kind="FRAUD_ALERT")
    assert (message.user_id, message.title) == (admin.id, "Large Unusual Transaction (HIGH)")
    assert Notification.objects.filter(user_id=customer.id).count() == told_before
    assert not Notification.objects.filter(user_id=auditor.id).exists()
    row = AuditLog.objects.get(action_type="FRAUD_ALERT_RAISED")
    assert (row.target_id, row.subject_id) == (alert.alert_id, customer.id)
    assert "UNUSUAL_AMOUNT" not in f"{row.description}{row.details}"


def test_who_is_refused_again_and_again_fills_no_inboxes():
    """Each refusal has its alert; staff is told of the first in each hour, and of every payment that waits."""
    customer = people.approved_customer()
    people.bank_admin()
    told = Notification.objects.filter(kind="FRAUD_ALERT")

    for minutes, messages in ((0, 1), (1, 1), (59, 1), (61, 2), (62, 2)):
        with clock.frozen_at(NOON + dt.timedelta(minutes=minutes)):
            fraud.alert_about(customer.id)
        assert told.count() == messages
    fraud.alert_about(customer.id, transaction_id="TXN1")
    assert (Alert.objects.count(), told.count()) == (6, 3)


def test_a_member_of_staff_hears_nothing_of_an_alert_about_himself():
    """He is a customer as well, and holds the right to decide on the alerts of others."""
    suspect, colleague = people.bank_admin(), people.bank_admin()

    fraud.alert_about(suspect.id)

    assert list(Notification.objects.filter(kind="FRAUD_ALERT").values_list("user_id", flat=True)) == [
        colleague.id
    ]


def test_settling_with_the_payment_resolves_its_alert_once():
    customer, admin = people.approved_customer(), people.actor_for(people.bank_admin())
    alert = fraud.alert_about(customer.id, transaction_id="TXN1")

    settle(actor=admin, transaction_id="TXN1", disposition=Disposition.FALSE_POSITIVE)

    alert.refresh_from_db()
    assert (alert.status, alert.disposition, alert.note, alert.resolved_by_id) == (
        "RESOLVED",
        "FALSE_POSITIVE",
        "Asked her.",
        admin.user_id,
    )
    with pytest.raises(AlertAlreadyResolved):
        settle(actor=admin, transaction_id="TXN1", disposition=Disposition.CONFIRMED_FRAUD)
    alert.refresh_from_db()
    assert alert.disposition == "FALSE_POSITIVE"
    assert AuditLog.objects.filter(action_type="FRAUD_ALERT_RESOLVED").count() == 1


def test_nobody_settles_what_he_ordered_or_what_is_about_him():
    customer, admin = people.approved_customer(), people.actor_for(people.bank_admin())
    fraud.alert_about(customer.id, transaction_id="TXN1", actor=admin)

    for own in (admin, people.actor_for(customer)):
        with pytest.raises(OwnAlert):
            settle(actor=own, transaction_id="TXN1", disposition=Disposition.FALSE_POSITIVE)

    assert Alert.objects.get().status == "OPEN"


def test_a_broken_scorer_raises_one_alert_for_each_account_and_tells_once():
    customer, admin = people.approved_customer(), people.bank_admin()
    actor = people.actor_for(customer)

    first = report_failed_screening(actor=actor, user_id=customer.id, account_id=1, what="rules.velocity")
    again = report_failed_screening(actor=actor, user_id=customer.id, account_id=1, what="rules.velocity")
    other = report_failed_screening(actor=actor, user_id=customer.id, account_id=2, what="rules.velocity")

    assert first == again != other
    assert list(Alert.objects.order_by("id").values_list("alert_type", "severity", "description")) == 2 * [
        ("SCREENING_FAILED", "CRITICAL", "Scoring a movement failed and nothing was moved: rules.velocity")
    ]
    assert Notification.objects.filter(user_id=admin.id, kind="FRAUD_ALERT").count() == 1
    assert AuditLog.objects.filter(action_type="FRAUD_SCREENING_FAILED").count() == 3
