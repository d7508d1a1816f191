"""Alerts on the staff site: read with their rules, dealt with once by the use cases."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from audit.models import AuditLog
from fraud.models import Alert, RiskAssessment
from tests.builders import fraud, people

# What a page shows and refuses, no engine changes; what it does is tested on both with its use cases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

ALERTS, RISKS, SIGNALS = (f"/admin/fraud/{model}/" for model in ("alert", "riskassessment", "personsignal"))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


def page_of(alert: Alert) -> str:
    return f"{ALERTS}{alert.pk}/change/"


def state_of(alert: Alert) -> tuple[str, str, str, int | None]:
    alert.refresh_from_db()
    return alert.status, alert.disposition, alert.note, alert.assigned_to_id


def test_an_alert_is_taken_and_resolved_once_on_its_page() -> None:
    alert, admin = fraud.alert_about(people.approved_customer().id), people.bank_admin()
    staff = signed_in(admin)

    shown = staff.get(page_of(alert)).content.decode()
    staff.post(page_of(alert), {"outcome": "TAKE_IT", "note": ""})
    taken = state_of(alert)
    staff.post(page_of(alert), {"outcome": "CONFIRMED_FRAUD", "note": "A mule."})

    assert "UNUSUAL_AMOUNT: 75" in shown
    assert "ODD_HOUR: 10 (shadow, not counted)" in shown
    assert taken == ("IN_REVIEW", "", "", admin.id)
    assert state_of(alert) == ("RESOLVED", "CONFIRMED_FRAUD", "A mule.", admin.id)
    assert AuditLog.objects.filter(target_id=alert.alert_id, channel="admin").count() == 2
    assert staff.post(page_of(alert), {"outcome": "FALSE_POSITIVE", "note": "No."}).status_code == 403
    assert state_of(alert)[1] == "CONFIRMED_FRAUD"


def test_pressing_save_alone_decides_nothing_and_nobody_decides_on_his_own() -> None:
    admin = people.bank_admin()
    alert = fraud.alert_about(people.approved_customer().id, actor=people.actor_for(admin))

    for sent in ({}, {"outcome": "FALSE_POSITIVE", "note": " "}, {"outcome": "TAKE_IT", "note": "Mine."}):
        assert signed_in(people.bank_admin()).post(page_of(alert), sent).status_code == 200
    own = signed_in(admin).post(page_of(alert), {"outcome": "FALSE_POSITIVE", "note": "Mine."}, follow=True)

    assert "Nobody decides on an alert about himself" in own.content.decode()
    assert state_of(alert) == ("OPEN", "", "", None)


def test_auditors_read_and_change_nothing_and_nobody_reads_about_himself() -> None:
    admin = people.bank_admin()
    alert = fraud.alert_about(people.approved_customer().id)
    about_staff = fraud.alert_about(admin.id)
    auditor = signed_in(people.auditor())

    pages = (ALERTS, page_of(alert), RISKS, f"{RISKS}{RiskAssessment.objects.get().pk}/change/", SIGNALS)
    assert [auditor.get(page).status_code for page in pages] == [200] * 5
    assert auditor.post(page_of(alert), {"outcome": "TAKE_IT"}).status_code == 403
    assert signed_in(admin).get(page_of(about_staff)).status_code == 302
    assert about_staff.alert_id not in signed_in(admin).get(ALERTS).content.decode()
    assert state_of(alert)[0] == "OPEN"
