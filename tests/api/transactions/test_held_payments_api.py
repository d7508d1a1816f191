"""Payments under review over HTTP: 202 and the same 202 again, never the reason, and staff's decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fraud.models import Alert, ScreeningRecord
from ledger.models import JournalEntry
from tests.builders import people
from tests.builders.held_payments import holding_round_amounts, rule, rules_in_force
from tests.builders.money import Holder, body, holder, post, submit
from tests.whole_database import picture
from transactions.models import Transaction
from transactions.services import scoring
from users.models import User

__all__ = ["holding_round_amounts"]

pytestmark = pytest.mark.django_db

UNDER_REVIEW = pytest.mark.usefixtures("holding_round_amounts")


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@UNDER_REVIEW
def test_a_held_payment_is_a_202_and_the_same_again_under_its_key(ann: Holder) -> None:
    client, sent = ann.client(), body("TRANSFER", "500.00", sender=ann, receiver=holder())
    entries = JournalEntry.objects.count()
    first = post(client, sent, key="k")
    assert (first.status_code, first.json()["status"], first.json()["processed_date"]) == (202, "HELD", None)
    assert "fraud" not in first.content.decode().casefold()
    before = picture()
    again = post(client, sent, key="k")
    assert (again.status_code, again.content) == (202, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert picture() == before
    assert (Transaction.objects.count(), JournalEntry.objects.count()) == (1, entries)
    assert (Alert.objects.count(), ScreeningRecord.objects.count()) == (1, 1)


@UNDER_REVIEW
def test_it_is_listed_and_read_and_lowers_what_is_available_and_is_on_no_statement(ann: Holder) -> None:
    client = ann.client()
    made = post(client, body("PAYMENT", "500.00", sender=ann, payee_name="City Power")).json()
    listed = client.get("/api/transactions/?status=HELD").json()
    assert [row["transaction_id"] for row in listed["results"]] == [made["transaction_id"]]
    assert client.get(f"/api/transactions/{made['transaction_id']}/").json()["status"] == "HELD"
    account = client.get(f"/api/accounts/{ann.account.id}/balance/").json()
    assert (account["balance"], account["available_balance"]) == ("1000.00", "500.00")
    statement = client.get(f"/api/accounts/{ann.account.id}/statement/").content.decode()
    assert made["transaction_id"] not in statement


@UNDER_REVIEW
def test_a_rehearsal_says_held_and_leaves_nothing(ann: Holder) -> None:
    client, before = ann.client(), picture()
    answer = post(client, body("WITHDRAWAL", "500.00", sender=ann), path="/api/transactions/?dry_run=true")
    assert (answer.status_code, answer.json()["status"]) == (200, "HELD")
    assert {table for table, rows in picture().items() if rows != before[table]} <= {"users_session"}


def test_a_blocked_payment_is_a_422_without_the_reason_and_the_same_again_under_its_key(ann: Holder) -> None:
    client, sent = ann.client(), body("WITHDRAWAL", "500.00", sender=ann)
    with rules_in_force(rule(), hold_at=60, block_at=90):
        first = post(client, sent, key="k")
        assert (first.status_code, first.json()["code"]) == (422, "fraud_blocked")
        assert "ROUND" not in first.content.decode().upper()
        again = post(client, sent, key="k")
        rehearsed = post(client, sent, path="/api/transactions/?dry_run=true")
    assert (again.status_code, again.content) == (422, first.content)
    assert (rehearsed.status_code, rehearsed.json()["code"]) == (422, "fraud_blocked")
    assert (Alert.objects.count(), ScreeningRecord.objects.count(), Transaction.objects.count()) == (1, 1, 0)


@UNDER_REVIEW
@pytest.mark.parametrize(
    ("word", "status", "left", "said", "found"),
    [
        ("release", "COMPLETED", "500.00", {}, "FALSE_POSITIVE"),
        ("decline", "DECLINED", None, {}, "CONFIRMED_FRAUD"),
        ("decline", "DECLINED", None, {"disposition": "FALSE_POSITIVE"}, "FALSE_POSITIVE"),
    ],
)
def test_staff_decides_once_and_hears_the_same_again_under_its_key(
    word: str, status: str, left: str | None, said: dict[str, str], found: str, ann: Holder
) -> None:
    made = post(ann.client(), body("PAYMENT", "500.00", sender=ann, payee_name="City Power")).json()
    staff, path = (
        people.signed_in_client(people.bank_admin()),
        f"/api/transactions/{made['transaction_id']}/{word}/",
    )
    missing = post(staff, {}, path=path)
    assert (missing.status_code, list(missing.json())) == (400, ["note"])
    sent: dict[str, Any] = {"note": "Asked him on the telephone", **said}
    first = post(staff, sent, path=path, key="k")
    assert (first.status_code, first.json()["status"]) == (200, status)
    assert first.json()["from_account"]["balance"] == left
    again = post(staff, sent, path=path, key="k")
    assert (again.status_code, again.content, again["Idempotency-Replayed"]) == (200, first.content, "true")
    other = post(staff, sent, path=path)
    assert (other.status_code, other.json()["code"]) == (409, "transaction_not_held")
    assert other.json()["status"] == status
    assert Alert.objects.get().disposition == found


def test_a_scorer_that_raises_is_a_503_and_the_key_goes_on(
    ann: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise KeyError("a fact that nobody took")

    client, sent = ann.client(), body("WITHDRAWAL", "5.00", sender=ann)
    with monkeypatch.context() as sabotage:
        sabotage.setattr(scoring, "screen", broken)
        refused = post(client, sent, key="k")
    assert (refused.status_code, refused.json()["code"]) == (503, "screening_unavailable")
    assert int(refused["Retry-After"]) >= 1
    assert (Alert.objects.get().alert_type, Transaction.objects.count()) == ("SCREENING_FAILED", 0)
    assert post(client, sent, key="k").status_code == 201
    assert ann.balance_minor == 99_500


def test_the_staff_site_shows_nobody_what_was_noted_about_his_own_payment(ann: Holder) -> None:
    own = holder(100_000)
    User.objects.filter(pk=own.person.id).update(is_staff=True, is_superuser=True)
    with rules_in_force(rule()):
        held = [submit(each.actor, "WITHDRAWAL", "500.00", sender=each).id for each in (own, ann)]
    site = Client()
    site.force_login(User.objects.get(pk=own.person.id))

    pages = [site.get(f"/admin/transactions/heldpayment/{row_id}/change/") for row_id in held]

    assert [page.status_code for page in pages] == [302, 200]
