"""Alerts and risk profiles over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core_banking.kernel import clock
from fraud.contracts import Hit, RuleKind, Verdict
from fraud.models import Alert, ScreeningRecord
from tests.builders import fraud, people

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


def velocity(score: int) -> Any:
    hit = Hit(rule=RuleKind.VELOCITY_COUNT, points=score, counted=True, why={"count": 9})
    return fraud.found(score=score, verdict=Verdict.BLOCK, hits=(hit,))


def listed(client: Any, query: str) -> list[str]:
    answer = client.get(f"/api/fraud-alerts/?{query}")
    assert answer.status_code == 200, answer.json()
    assert answer.json()["count"] == len(answer.json()["results"])
    return [row["title"] for row in answer.json()["results"]]


def test_the_list_has_the_promised_shape() -> None:
    customer = people.approved_customer()
    with clock.frozen_at(NOON):
        alert = fraud.alert_about(customer.id, actor=people.actor_for(customer))
    person = {"id": customer.id, "username": customer.username, "customer_id": customer.customer_id}

    answer = people.signed_in_client(people.auditor()).get("/api/fraud-alerts/")

    assert answer.json() == {
        "count": 1,
        "count_is_exact": True,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": alert.pk,
                "alert_id": alert.alert_id,
                "alert_type": "SUSPICIOUS_TRANSACTION",
                "severity": "HIGH",
                "status": "OPEN",
                "title": "Large Unusual Transaction",
                "description": "Transaction amount exceeds normal pattern. It was refused.",
                "risk_score": 75,
                "created_at": "2026-03-02T12:00:00Z",
                "verdict": "BLOCK",
                "customer": person,
                "account": 1,
                "transaction_id": None,
                "initiated_by": person,
                "assigned_to": None,
                "disposition": None,
                "note": "",
                "resolved_by": None,
                "resolved_at": None,
            }
        ],
    }


def test_the_list_is_filtered_ordered_and_never_about_the_reader() -> None:
    one, two, admin = people.approved_customer(), people.approved_customer(), people.bank_admin()
    with clock.frozen_at(NOON):
        large = fraud.alert_about(one.id)
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        fraud.alert_about(two.id, screening=velocity(95))
        fraud.alert_about(admin.id, screening=velocity(50))
    client = people.signed_in_client(admin)
    client.post(f"/api/fraud-alerts/{large.pk}/assign/", {})

    many, unusual = "Many Transactions in a Short Time", "Large Unusual Transaction"
    for query, titles in {
        "": [many, unusual],
        "ordering=risk_score": [unusual, many],
        "status=IN_REVIEW": [unusual],
        "severity=CRITICAL": [many],
        "alert_type=VELOCITY": [many],
        f"customer={one.customer_id}": [unusual],
        f"customer={two.id}": [many],
        "assigned=me": [unusual],
        f"assigned={admin.username}": [unusual],
        "assigned=nobody": [many],
        "date_to=2026-03-02": [unusual],
        "date_from=2026-03-03": [many],
    }.items():
        assert (query, listed(client, query)) == (query, titles)
    assert client.get("/api/fraud-alerts/?status=SHUT").status_code == 400
    assert client.get("/api/fraud-alerts/?who=me").status_code == 400
    about_himself = Alert.objects.get(subject_id=admin.id)
    assert client.get(f"/api/fraud-alerts/{about_himself.alert_id}/").status_code == 404


def test_one_alert_shows_its_rules_its_facts_and_what_the_account_did_lately() -> None:
    customer = people.approved_customer()
    facts = {"movement": "TRANSFER", "amount": 90_000, "currency": "USD"}
    record = ScreeningRecord.objects.create(
        screening_id="SCR1",
        account_id=1,
        user_id=customer.id,
        origin="CUSTOMER",
        score=75,
        verdict="BLOCK",
        book_version=4,
        facts=facts,
        hits=[],
        screened_at=NOON,
    )
    alert = fraud.alert_about(customer.id, screening_record_id=record.pk)

    shown = people.signed_in_client(people.auditor()).get(f"/api/fraud-alerts/{alert.alert_id}/").json()

    movement = {
        "screening_id": "SCR1", "transaction_id": None, "screened_at": "2026-03-02T12:00:00Z",
        "movement": "TRANSFER", "amount": "900.00", "currency": "USD", "score": 75, "verdict": "BLOCK",
    }  # fmt: skip
    assert shown["hits"] == [
        {"rule": "UNUSUAL_AMOUNT", "points": 75, "counted": True, "why": {"times_usual": 12}},
        {"rule": "ODD_HOUR", "points": 10, "counted": False, "why": {"hour": 3}},
    ]
    assert (shown["facts"], shown["rule_book_version"]) == (facts, 4)
    assert (shown["movement"], shown["recent_screenings"]) == (movement, [movement])
    assert shown["customer_risk_profile"] == "MEDIUM"


def test_resolving_answers_once_and_names_what_is_wrong() -> None:
    alert = fraud.alert_about(people.approved_customer().id)
    client = people.signed_in_client(people.bank_admin())
    path = f"/api/fraud-alerts/{alert.alert_id}/resolve/"

    missing = client.post(path, {"disposition": "MAYBE"})
    done = client.post(path, {"disposition": "CONFIRMED_FRAUD", "note": "A mule."})
    again = client.post(path, {"disposition": "FALSE_POSITIVE", "note": "No mule."})

    assert (missing.status_code, sorted(missing.json())) == (400, ["disposition", "note"])
    assert (done.status_code, done.json()["disposition"], done.json()["note"]) == (
        200,
        "CONFIRMED_FRAUD",
        "A mule.",
    )
    assert (again.status_code, again.json()["code"]) == (409, "alert_already_resolved")


def test_nobody_decides_on_what_he_ordered() -> None:
    admin = people.bank_admin()
    alert = fraud.alert_about(people.approved_customer().id, actor=people.actor_for(admin))

    answer = people.signed_in_client(admin).post(
        f"/api/fraud-alerts/{alert.alert_id}/resolve/", {"disposition": "FALSE_POSITIVE", "note": "Mine."}
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "own_alert")
    assert Alert.objects.get().status == "OPEN"


def test_staff_reads_why_a_customer_has_his_profile_and_the_customer_only_which() -> None:
    customer, admin = people.approved_customer(), people.bank_admin()
    with clock.frozen_at(NOON):
        fraud.alert_about(customer.id)
    reasons = [{"reason": "OPEN_ALERTS", "count": 1, "raises_to": "MEDIUM"}]

    shown = people.signed_in_client(admin).get(f"/api/fraud-risk/{customer.customer_id}/")
    own = people.signed_in_client(customer).get("/api/profile/")

    assert shown.json() == {
        "customer": {"id": customer.id, "username": customer.username, "customer_id": customer.customer_id},
        "risk_profile": "MEDIUM",
        "reasons": reasons,
        "due_at": "2027-03-02T12:00:00Z",
        "open_alerts": 1,
        "history": [
            {
                "risk_profile": "MEDIUM",
                "previous_profile": "LOW",
                "reasons": reasons,
                "assessed_at": "2026-03-02T12:00:00Z",
                "assessed_by": None,
                "due_at": "2027-03-02T12:00:00Z",
            }
        ],
    }
    assert (own.json()["risk_profile"], "OPEN_ALERTS" in own.content.decode()) == ("MEDIUM", False)
    assert people.signed_in_client(admin).get(f"/api/fraud-risk/{admin.id}/").status_code == 404


def test_a_longer_list_takes_no_more_statements() -> None:
    customer, client = people.approved_customer(), people.signed_in_client(people.auditor())
    costs = []
    for _ in range(2):
        for _ in range(3):
            fraud.alert_about(customer.id)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/fraud-alerts/").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
