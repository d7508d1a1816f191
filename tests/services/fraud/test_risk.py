"""A customer's profile follows what was found, with its reasons, and fades with them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import use_case
from fraud.contracts import Disposition
from fraud.models import Alert, RiskAssessment
from fraud.selectors.risk import risks_to_review
from fraud.services import review_risk
from fraud.services.alerts import settle
from tests.builders import fraud, people

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
NIGHT = system_actor("close of business")


@use_case
def decide(*, actor: Actor, alert: Alert, disposition: Disposition) -> None:
    settle(actor=actor, alert=alert, disposition=disposition, note="Looked at it.")


def review_all() -> int:
    """Look again at whom the morning's step of the close would; return of how many the profile changed."""
    changed = [review_risk(actor=NIGHT, user_id=user_id) for user_id in risks_to_review(clock.now())]
    return changed.count(True)


def history(user_id: int) -> list[tuple[str, str, list[dict[str, object]]]]:
    rows = RiskAssessment.objects.filter(user_id=user_id).order_by("id")
    return [(row.previous_profile, row.risk_profile, row.reasons) for row in rows]


def test_the_profile_follows_alerts_and_fades_with_their_reasons():
    customer, admin = people.approved_customer(), people.actor_for(people.bank_admin())
    open_alert = {"reason": "OPEN_ALERTS", "count": 1, "raises_to": "MEDIUM"}
    fresh = {"reason": "CONFIRMED_FRAUD", "count": 1, "raises_to": "HIGH"}
    old = {"reason": "CONFIRMED_FRAUD", "count": 1, "raises_to": "MEDIUM"}

    with clock.frozen_at(NOON):
        alert = fraud.alert_about(customer.id)
        assert people.present(customer).risk_profile == "MEDIUM"
        decide(actor=admin, alert=alert, disposition=Disposition.CONFIRMED_FRAUD)
        assert people.present(customer).risk_profile == "HIGH"
        assert review_all() == 0
    with clock.frozen_at(NOON + dt.timedelta(days=90)):
        assert review_all() == 1
        assert people.present(customer).risk_profile == "MEDIUM"
        assert review_all() == 0
    with clock.frozen_at(NOON + dt.timedelta(days=365)):
        assert review_all() == 1
        assert people.present(customer).risk_profile == "LOW"
        assert review_all() == 0

    assert history(customer.id) == [
        ("LOW", "MEDIUM", [open_alert]),
        ("MEDIUM", "HIGH", [fresh]),
        ("HIGH", "MEDIUM", [old]),
        ("MEDIUM", "LOW", []),
    ]
    told = AuditLog.objects.filter(action_type="RISK_ASSESSED", subject_id=customer.id).order_by("id")
    assert told[1].details == {"before": "MEDIUM", "after": "HIGH", "reasons": ["CONFIRMED_FRAUD"]}


def test_a_false_alarm_leaves_the_profile_as_it_was():
    customer, admin = people.approved_customer(), people.actor_for(people.bank_admin())
    alert = fraud.alert_about(customer.id)

    decide(actor=admin, alert=alert, disposition=Disposition.FALSE_POSITIVE)

    assert people.present(customer).risk_profile == "LOW"
    assert [step[:2] for step in history(customer.id)] == [("LOW", "MEDIUM"), ("MEDIUM", "LOW")]


def test_the_morning_of_a_business_day_ahead_of_the_clock_counts():
    customer, admin = people.approved_customer(), people.actor_for(people.bank_admin())
    with clock.frozen_at(NOON):
        decide(actor=admin, alert=fraud.alert_about(customer.id), disposition=Disposition.CONFIRMED_FRAUD)
        morning = NOON + dt.timedelta(days=365)
        assert risks_to_review(morning) == [customer.id]
        assert risks_to_review(morning, after=customer.id) == []

        assert review_risk(actor=NIGHT, user_id=customer.id, at=morning) is True

        assert people.present(customer).risk_profile == "LOW"
        assert risks_to_review(morning) == []


def test_nothing_found_leaves_no_trace_and_staff_has_no_profile_to_find():
    customer, admin = people.approved_customer(), people.bank_admin()

    review_risk(actor=NIGHT, user_id=customer.id)
    fraud.alert_about(admin.id)

    assert not RiskAssessment.objects.exists()
    assert people.present(admin).risk_profile == "LOW"


def test_what_was_found_stays_as_it_was_written():
    customer = people.approved_customer()
    alert = fraud.alert_about(customer.id)
    written = RiskAssessment.objects.get()

    for change in (
        lambda: RiskAssessment.objects.update(risk_profile="LOW"),
        written.delete,
        lambda: alert.hits.update(points=0),
        lambda: Alert.objects.update(risk_score=0),
        lambda: Alert.objects.update(subject=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert history(customer.id)[0][1] == "MEDIUM"
    assert Alert.objects.get().risk_score == 75
