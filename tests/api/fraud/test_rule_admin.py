"""The rules of fraud scoring on the staff site: read as sentences, changed by the use case of the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audit.models import AuditLog
from fraud.contracts import RuleKind, RuleMode
from fraud.selectors.rulebook import fraud_rule, newest_book
from tests.api.fraud.test_alert_admin import signed_in
from tests.builders import people

# What a page shows and refuses, no engine changes; what it does is tested on both with its use cases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

BOOKS = "/admin/fraud/rulebookversion/"
RULE = f"{BOOKS}rules/NEW_PAYEE/"


@pytest.fixture
def manager() -> Client:
    return signed_in(people.bank_admin())


def form_of(page: Any) -> dict[str, Any]:
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def test_a_rule_is_changed_for_a_reason_and_its_page_says_old_and_new(manager: Client) -> None:
    before = newest_book().version
    form = form_of(manager.get(RULE))

    changed = manager.post(
        RULE,
        {**form, "mode": "OFF", "weight": "20", "parameter_start_percent": "7", "reason": "Too eager"},
    )

    assert changed.status_code == 302, changed.context["form"].errors
    rule = fraud_rule(newest_book(), RuleKind.NEW_PAYEE.value)
    assert (rule.mode, rule.weight, rule.parameters["start_percent"]) == (RuleMode.OFF, 20, 7)
    (row,) = AuditLog.objects.filter(channel="admin", target_model="RuleBookVersion")
    assert row.details["reason"] == "Too eager"
    shown = manager.get(f"{BOOKS}{before + 1}/change/")
    assert {(each["what"], each["new"]) for each in shown.context["changes"]} == {
        ("New payee: mode", "OFF"),
        ("New payee: weight", "20"),
        ("New payee: start percent", "7"),
    }
    assert "Too eager" in manager.get(RULE).content.decode()
    stale = manager.post(RULE, {**form, "weight": "21", "reason": "Late"})
    assert (stale.status_code, newest_book().version) == (422, before + 1)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"weight": "101"}, "weight"),
        ({"origins": []}, "origins"),
        ({"reason": ""}, "reason"),
        ({}, "__all__"),
    ],
    ids=["weight", "origins", "reason", "nothing"],
)
def test_what_cannot_be_is_said_at_its_field(manager: Client, sent: dict[str, Any], wrong: str) -> None:
    before = newest_book().version

    answer = manager.post(RULE, {**form_of(manager.get(RULE)), "reason": "Why", **sent})

    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert newest_book().version == before


def test_thresholds_are_changed_on_the_page_of_the_version_in_force(manager: Client) -> None:
    before = newest_book()
    page = f"{BOOKS}{before.version}/change/"
    deed = f"{BOOKS}{before.version}/do/thresholds/"
    body = {"hold_at": "55", "block_at": "95", "reason": "Fewer surprises", "version": str(before.version)}

    assert manager.get(page).context["offered_deeds"][0].form.initial["hold_at"] == before.hold_at
    assert manager.post(deed, body).status_code == 302
    assert (newest_book().hold_at, newest_book().block_at) == (55, 95)
    assert manager.get(page).context["offered_deeds"] == []
    assert manager.post(deed, body).status_code == 422


def test_an_auditor_reads_the_rules_and_changes_none() -> None:
    auditor, version = signed_in(people.auditor()), newest_book().version
    page = f"{BOOKS}{version}/change/"

    assert [auditor.get(each).status_code for each in (BOOKS, page, RULE)] == [200] * 3
    assert auditor.get(RULE).context["form"] is None
    assert auditor.post(RULE, {"reason": "x"}).status_code == 403
    assert auditor.post(f"{BOOKS}{version}/do/thresholds/", {}).status_code == 403
    assert auditor.get(f"{BOOKS}rules/NO_SUCH_RULE/").status_code == 404
    assert newest_book().version == version
