"""A rehearsal leaves nothing behind, whatever is wrong with it; only who may not rehearse at all is on record."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import AuditLog
from tests.builders import people
from tests.builders.money import body, holder, post
from tests.whole_database import picture

pytestmark = pytest.mark.django_db

ALL, SHORT = "/api/transactions/?dry_run=true", "/api/deposit/?dry_run=true"

MISTAKES: dict[str, tuple[str, Any]] = {
    "an amount that is none": (SHORT, {"amount": "much"}),
    "a member that cannot be set": (SHORT, {"amount": "5.00", "fee": "0.00"}),
    "a kind that is none": (ALL, {"transaction_type": "GIFT", "amount": "5.00"}),
    "a body that is none": (ALL, "{"),
}


@pytest.mark.parametrize(("path", "sent"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_rehearsal_leaves_no_trace(path: str, sent: Any) -> None:
    client = holder().client()
    before = picture()

    assert post(client, sent, path=path).status_code == 400

    assert picture() == before


def test_the_same_mistake_in_earnest_does() -> None:
    client = holder().client()
    refused = AuditLog.objects.filter(outcome="REFUSED").count()

    assert post(client, {"amount": "much"}, path="/api/deposit/").status_code == 400

    assert AuditLog.objects.filter(outcome="REFUSED").count() == refused + 1


def test_somebody_without_the_right_to_move_money_is_on_record() -> None:
    ann, person = holder(), people.auditor()

    answer = post(people.signed_in_client(person), body("DEPOSIT", "5.00", receiver=ann), path=ALL)

    assert answer.status_code == 403
    assert AuditLog.objects.filter(user_id=person.id, outcome="REFUSED", code="not_allowed").count() == 1
