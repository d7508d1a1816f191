"""An auditor's own profile: shown, and the look at it recorded (`record_profile_read`)."""

from __future__ import annotations

import pytest

from audit.models import AuditLog
from tests.builders.people import approved_customer, auditor, signed_in_client

pytestmark = pytest.mark.django_db


def test_an_auditors_look_at_his_own_profile_is_in_the_trail() -> None:
    person = auditor()
    answer = signed_in_client(person).get("/api/profile/")
    assert answer.status_code == 200
    assert answer.json()["username"] == person.username
    row = AuditLog.objects.get(description="Profile read by its auditor")
    assert (row.action_type, row.user_id, row.target_id) == ("READ", person.id, str(person.id))


def test_a_customers_look_at_his_own_profile_is_his_own_business() -> None:
    client = signed_in_client(approved_customer())
    before = AuditLog.objects.count()
    assert client.get("/api/profile/").status_code == 200
    assert AuditLog.objects.count() == before
