"""The rules of fraud scoring over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fraud.models import RuleBookVersion
from tests.builders import people

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

RULES = "/api/fraud-rules/"


def test_every_rule_is_shown_with_its_thresholds_and_their_meaning() -> None:
    body = people.signed_in_client(people.auditor()).get(RULES).json()

    assert (body["version"], body["hold_at"], body["block_at"], len(body["rules"])) == (1, 60, 90, 17)
    by_kind = {rule["kind"]: rule for rule in body["rules"]}
    assert by_kind["NEW_DEVICE"] == {
        "kind": "NEW_DEVICE",
        "meaning": "A device that was never used for this account, or only since a short while.",
        "mode": "SHADOW",
        "weight": 15,
        "highest_weight": 100,
        "origins": ["CUSTOMER", "BULK"],
        "valid_from": None,
        "valid_until": None,
        "parameters": [
            {
                "name": "settled_hours",
                "value": 24,
                "shipped": 24,
                "unit": "hours",
                "meaning": "How long a device must be known to be one of the customer's.",
                "lowest": 0,
                "highest": 8760,
            }
        ],
        "precision": {"fired": 0, "confirmed": 0, "false_positives": 0, "precision": None},
    }


def test_a_rule_is_changed_by_itself() -> None:
    client = people.signed_in_client(people.bank_admin())
    change = {
        "reason": "Travellers.",
        "mode": "ON",
        "weight": 10,
        "parameters": {"settled_hours": 12},
        "version": 1,
    }

    answer = client.patch(f"{RULES}NEW_DEVICE/", change, format="json")

    assert answer.status_code == 200
    assert (answer.json()["mode"], answer.json()["weight"], answer.json()["parameters"][0]["value"]) == (
        "ON",
        10,
        12,
    )
    assert client.get(f"{RULES}NEW_DEVICE/").json() == answer.json()
    again = client.patch(f"{RULES}NEW_DEVICE/", change, format="json")
    assert (again.status_code, again.json()["code"], again.json()["version"]) == (
        409,
        "fraud_rules_changed",
        2,
    )


def test_several_rules_and_a_threshold_are_one_version() -> None:
    client = people.signed_in_client(people.bank_admin())
    change = {
        "reason": "A quieter night.",
        "hold_at": 65,
        "rules": [
            {"kind": "ODD_HOUR", "weight": 4},
            {"kind": "NEW_PAYEE", "valid_from": "2026-04-01T00:00:00Z"},
        ],
    }

    body = client.patch(RULES, change, format="json").json()

    by_kind = {rule["kind"]: rule for rule in body["rules"]}
    assert (body["version"], body["hold_at"], by_kind["ODD_HOUR"]["weight"]) == (2, 65, 4)
    assert by_kind["NEW_PAYEE"]["valid_from"] == "2026-04-01T00:00:00Z"


def test_thresholds_are_changed_by_themselves() -> None:
    client = people.signed_in_client(people.bank_admin())

    answer = client.patch(f"{RULES}thresholds/", {"reason": "More.", "block_at": 101}, format="json")

    assert (
        answer.json()
        == {"version": 2, "hold_at": 60, "block_at": 101}
        == client.get(f"{RULES}thresholds/").json()
    )


def test_every_version_says_who_wrote_it_and_why() -> None:
    admin = people.bank_admin()
    client = people.signed_in_client(admin)
    client.patch(f"{RULES}thresholds/", {"reason": "More.", "hold_at": 70}, format="json")

    listed = client.get(f"{RULES}versions/").json()["results"]
    second = client.get(f"{RULES}versions/2/").json()

    assert [(row["version"], row["hold_at"], row["created_by"], row["reason"]) for row in listed] == [
        (2, 70, admin.username, "More."),
        (1, 60, None, "Shipped with the bank."),
    ]
    assert second == {**listed[0], "rules": RuleBookVersion.objects.get(pk=2).rules}
    assert client.get(f"{RULES}versions/3/").status_code == 404


@pytest.mark.parametrize(
    ("path", "change", "status", "fields"),
    [
        ("NEW_DEVICE/", {"weight": 10}, 400, {"reason"}),
        ("NEW_DEVICE/", {"reason": "x", "weight": 101}, 400, {"weight"}),
        ("NEW_DEVICE/", {"reason": "x", "mode": "LOUD"}, 400, {"mode"}),
        (
            "NEW_DEVICE/",
            {"reason": "x", "parameters": {"settled_hours": 9000}},
            400,
            {"parameters.settled_hours"},
        ),
        ("NEW_DEVICE/", {"reason": "x", "parameters": {"settled_hours": "soon"}}, 400, {"parameters"}),
        ("NEW_DEVICE/", {"reason": "x", "origins": ["MOON"]}, 400, {"origins"}),
        ("NEW_DEVICE/", {"reason": "x"}, 400, {"rules"}),
        ("NO_SUCH_RULE/", {"reason": "x", "weight": 1}, 404, None),
        ("thresholds/", {"reason": "x", "hold_at": 0}, 400, {"hold_at"}),
        ("", {"reason": "x", "rules": [{"kind": "MOON", "weight": 1}]}, 400, {"rules"}),
        (
            "",
            {"reason": "x", "rules": [{"kind": "NEW_DEVICE", "weight": each} for each in (1, 2)]},
            400,
            {"rules"},
        ),
    ],
)
def test_a_wrong_change_is_refused_by_field(
    path: str, change: dict[str, Any], status: int, fields: set[str] | None
) -> None:
    answer = people.signed_in_client(people.bank_admin()).patch(f"{RULES}{path}", change, format="json")

    assert answer.status_code == status, answer.json()
    assert fields is None or set(answer.json()) == fields
    assert RuleBookVersion.objects.count() == 1


def test_the_rules_cost_the_same_however_many_versions_there_are() -> None:
    client = people.signed_in_client(people.bank_admin())
    statements = []
    for hold_at in (70, 71, 72):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(RULES).status_code == 200
        statements.append(len(captured))
        client.patch(f"{RULES}thresholds/", {"reason": "More.", "hold_at": hold_at}, format="json")

    assert len(set(statements)) == 1


def test_the_staff_site_shows_the_versions_to_who_sees_alerts_and_changes_none() -> None:
    site, path = Client(), "/admin/fraud/rulebookversion/"
    site.force_login(get_user_model().objects.get(pk=people.bank_admin().id))

    assert b"Shipped with the bank." in site.get(path).content
    assert b"NEW_DEVICE" in site.get(f"{path}1/change/").content
    assert site.post(f"{path}1/change/", {"hold_at": 1}).status_code == 403
    assert site.get(f"{path}add/").status_code == 403
