"""Alerts on the staff site: read with their rules, dealt with once by the use cases."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from accounts.models import Account
from audit.models import AuditLog
from fraud.models import Alert, RiskAssessment
from tests.builders import fraud, people
from tests.builders.money import TELLER, holder, submit

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


def press(client: Client, alert: Alert, deed: str, note: str = "") -> Any:
    return client.post(f"{ALERTS}{alert.pk}/do/{deed}/", {"note": note}, follow=True)


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_an_alert_is_taken_and_resolved_once_on_its_page() -> None:
    alert, admin = fraud.alert_about(people.approved_customer().id), people.bank_admin()
    staff = signed_in(admin)

    shown = staff.get(page_of(alert))
    press(staff, alert, "take")
    taken = state_of(alert)
    done = press(staff, alert, "confirmed-fraud", "A mule.")

    assert [(hit["name"], hit["points"]) for hit in shown.context["counted"]] == [("Unusual amount", 75)]
    assert [(hit["name"], hit["points"]) for hit in shown.context["shadow"]] == [("Odd hour", 10)]
    assert [each.deed.name for each in shown.context["offered_deeds"]] == [
        "take",
        "false-positive",
        "confirmed-fraud",
    ]
    assert taken == ("IN_REVIEW", "", "", admin.id)
    assert messages_of(done) == [f"{alert.alert_id} was found to be fraud.", "Nothing else waits here."]
    assert state_of(alert) == ("RESOLVED", "CONFIRMED_FRAUD", "A mule.", admin.id)
    assert AuditLog.objects.filter(target_id=alert.alert_id, channel="admin").count() == 2
    late = press(staff, alert, "false-positive", "No.")
    assert (late.status_code, messages_of(late)) == (422, ["This alert has been resolved already."])
    assert late.context["offered_deeds"] == []
    assert state_of(alert)[1] == "CONFIRMED_FRAUD"


def test_a_finding_needs_its_note_and_nobody_decides_on_his_own() -> None:
    admin = people.bank_admin()
    alert = fraud.alert_about(people.approved_customer().id, actor=people.actor_for(admin))

    without = press(signed_in(people.bank_admin()), alert, "false-positive", " ")
    own = press(signed_in(admin), alert, "false-positive", "Mine.")

    assert messages_of(without) == ["Note: Say why, in at most 1000 characters."]
    assert messages_of(own) == ["Nobody decides on an alert about himself or about his own order."]
    assert state_of(alert) == ("OPEN", "", "", None)


def test_the_account_of_an_alert_is_pictured_with_its_last_movements_and_days() -> None:
    """To who may read movements; an auditor, whom the interface refuses them, reads the alert without."""
    ann, ben = holder(500_000), holder()
    made = submit(TELLER, "TRANSFER", "1234.50", sender=ann, receiver=ben)
    alert = fraud.alert_about(ann.person.id)
    Alert.objects.filter(pk=alert.pk).update(account_id=Account.objects.get(account_number=ann.number).pk)

    shown = signed_in(people.bank_admin()).get(page_of(alert)).content.decode()
    read_only = signed_in(people.auditor()).get(page_of(alert)).content.decode()

    address = f"/admin/transactions/transaction/{made.id}/change/"
    for each in ("\N{MINUS SIGN}1234.50 USD", ben.number, "1235.50 USD went out", address):
        assert each in shown
        assert each not in read_only
    assert alert.alert_id in read_only


def test_auditors_read_and_change_nothing_and_nobody_reads_about_himself() -> None:
    admin = people.bank_admin()
    alert = fraud.alert_about(people.approved_customer().id)
    about_staff = fraud.alert_about(admin.id)
    auditor = signed_in(people.auditor())

    pages = (ALERTS, page_of(alert), RISKS, f"{RISKS}{RiskAssessment.objects.get().pk}/change/", SIGNALS)
    assert [auditor.get(page).status_code for page in pages] == [200] * 5
    assert auditor.post(page_of(alert), {"note": "Mine."}).status_code == 403
    assert auditor.post(f"{ALERTS}{alert.pk}/do/take/").status_code == 403
    assert auditor.get(page_of(alert)).context["offered_deeds"] == []
    assert signed_in(admin).get(page_of(about_staff)).status_code == 302
    assert about_staff.alert_id not in signed_in(admin).get(ALERTS).content.decode()
    assert state_of(alert)[0] == "OPEN"
