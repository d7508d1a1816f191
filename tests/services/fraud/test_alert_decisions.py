"""Staff takes an alert, resolves it once, and decides with it on the payment that waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from audit.models import AuditLog
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound, StateConflict
from fraud.contracts import Disposition
from fraud.errors import AlertAlreadyResolved, OwnAlert
from fraud.models import Alert
from fraud.services import assign_alert, resolve_alert
from notifications.models import Notification
from tests.builders import fraud, payment_carrier, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def payments(settings: Settings) -> Iterator[None]:
    settings.HELD_PAYMENT_CARRIER = "tests.builders.payment_carrier.decide_held_payment"
    yield
    payment_carrier.decided.clear()
    payment_carrier.refused.clear()


def test_an_alert_is_taken_and_given_on_until_it_is_resolved():
    alert = fraud.alert_about(people.approved_customer().id)
    admin, colleague = people.bank_admin(), people.bank_admin()

    taken = assign_alert(actor=people.actor_for(admin), key=str(alert.pk)).card
    given = assign_alert(actor=people.actor_for(admin), key=alert.alert_id, assignee=colleague.id).card

    assert (taken.status, taken.assigned_to and taken.assigned_to.id) == ("IN_REVIEW", admin.id)
    assert (given.status, given.assigned_to and given.assigned_to.id) == ("IN_REVIEW", colleague.id)
    titles = Notification.objects.filter(user_id=colleague.id).order_by("id").values_list("title", flat=True)
    assert list(titles) == ["A fraud alert is yours"]
    rows = AuditLog.objects.filter(action_type="FRAUD_ALERT_ASSIGNED").order_by("id")
    assert [row.details for row in rows] == [
        {"assignee": admin.id, "before": None},
        {"assignee": colleague.id, "before": admin.id},
    ]


def test_an_alert_is_given_only_to_who_may_decide_on_it():
    customer, admin, colleague = people.approved_customer(), people.bank_admin(), people.bank_admin()
    alert = fraud.alert_about(customer.id, actor=people.actor_for(colleague))

    for nobody in (customer.id, people.auditor().id, 10**9, colleague.id):
        with pytest.raises(InvalidInput) as refusal:
            assign_alert(actor=people.actor_for(admin), key=alert.alert_id, assignee=nobody)
        assert list(refusal.value.fields) == ["assignee"]
    with pytest.raises(OwnAlert):
        assign_alert(actor=people.actor_for(colleague), key=alert.alert_id)
    with pytest.raises(NotAllowed):
        assign_alert(actor=people.actor_for(people.auditor()), key=alert.alert_id)
    with pytest.raises(NotFound):
        assign_alert(actor=people.actor_for(admin), key="ALERT0")

    alert.refresh_from_db()
    assert (alert.status, alert.assigned_to_id) == ("OPEN", None)


@pytest.mark.parametrize(
    ("disposition", "released"), [(Disposition.FALSE_POSITIVE, True), (Disposition.CONFIRMED_FRAUD, False)]
)
def test_a_resolution_decides_on_the_payment_that_waits(disposition: Disposition, released: bool):
    alert = fraud.alert_about(people.approved_customer().id, transaction_id="TXN1")
    admin = people.actor_for(people.bank_admin())

    card = resolve_alert(actor=admin, key=alert.alert_id, disposition=disposition, note=" Called back. ").card

    assert payment_carrier.decided == [("TXN1", released, "Called back.")]
    assert (card.status, card.disposition, card.note) == ("RESOLVED", disposition.value, "Called back.")
    assert card.resolved_by is not None
    assert card.resolved_by.id == admin.user_id


def test_what_was_refused_at_once_holds_no_payment_and_is_resolved_once():
    alert = fraud.alert_about(people.approved_customer().id)
    first, second = people.actor_for(people.bank_admin()), people.actor_for(people.bank_admin())

    resolve_alert(actor=first, key=alert.alert_id, disposition=Disposition.CONFIRMED_FRAUD, note="Mule.")
    for late in (first, second):
        with pytest.raises(AlertAlreadyResolved):
            resolve_alert(actor=late, key=alert.alert_id, disposition=Disposition.FALSE_POSITIVE, note="No.")
        with pytest.raises(AlertAlreadyResolved):
            assign_alert(actor=late, key=alert.alert_id)

    alert.refresh_from_db()
    assert (alert.disposition, alert.note, alert.resolved_by_id) == (
        "CONFIRMED_FRAUD",
        "Mule.",
        first.user_id,
    )
    assert payment_carrier.decided == []


def test_a_payment_that_cannot_be_decided_leaves_its_alert_open():
    alert = fraud.alert_about(people.approved_customer().id, transaction_id="TXN1")
    payment_carrier.refused.add("TXN1")

    with pytest.raises(StateConflict) as refusal:
        resolve_alert(
            actor=people.actor_for(people.bank_admin()),
            key=alert.alert_id,
            disposition=Disposition.FALSE_POSITIVE,
            note="Fine.",
        )

    assert not isinstance(refusal.value, AlertAlreadyResolved)
    assert Alert.objects.get().status == "OPEN"


def test_nobody_resolves_without_the_right_or_a_note_or_on_his_own():
    customer, admin = people.approved_customer(), people.actor_for(people.bank_admin())
    alert = fraud.alert_about(customer.id, transaction_id="TXN1", actor=admin)
    other = people.actor_for(people.bank_admin())

    for actor, note, expected in (
        (people.actor_for(people.auditor()), "Fine.", NotAllowed),
        (people.actor_for(customer), "Fine.", NotAllowed),
        (admin, "Fine.", OwnAlert),
        (other, "  ", InvalidInput),
        (other, "x" * 1001, InvalidInput),
    ):
        with pytest.raises(expected):
            resolve_alert(actor=actor, key=alert.alert_id, disposition=Disposition.FALSE_POSITIVE, note=note)

    assert Alert.objects.get().status == "OPEN"
    assert payment_carrier.decided == []
