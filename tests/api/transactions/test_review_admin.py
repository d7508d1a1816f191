"""Held payments and requests for reversals on the staff site: decided once, by another, by the use cases of the API."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from audit.models import AuditLog
from fraud.models import Alert
from tests.api.transactions.test_admin import signed_in
from tests.builders import people
from tests.builders.held_payments import held_payment
from tests.builders.money import TELLER, holder, submit
from transactions.models import HeldPayment, ReversalRequest, Transaction

# What a page shows and refuses, no engine changes; what it does is tested on both with its use cases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

HELD, REVERSALS = "/admin/transactions/heldpayment/", "/admin/transactions/reversalrequest/"
TRANSACTIONS = "/admin/transactions/transaction/"


def press(client: Client, page: str, deed: str, **given: str) -> Any:
    return client.post(f"{page}do/{deed}/", given, follow=True)


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def offered(client: Client, page: str) -> list[str]:
    return [each.deed.name for each in client.get(f"{page}change/").context["offered_deeds"]]


def test_held_payments_are_released_and_declined_one_after_the_other() -> None:
    staff, ann = signed_in(people.bank_admin()), holder(500_000)
    first, second = (held_payment(ann.person, ann.number) for _ in range(2))
    pages = [f"{HELD}{card.id}/" for card in (first, second)]

    shown = staff.get(f"{pages[0]}change/").content.decode()
    silent = press(staff, pages[0], "release", note=" ")
    released = press(staff, pages[0], "release", note="He rang.")
    declined = press(staff, pages[1], "decline", note="A mule.", disposition="CONFIRMED_FRAUD")
    late = press(staff, pages[0], "decline", note="No.", disposition="CONFIRMED_FRAUD")

    assert ann.number in shown
    assert messages_of(silent) == ["Note: Say why."]
    assert released.redirect_chain == [(f"{pages[1]}change/", 302)]
    assert messages_of(declined)[0] == f"{second.transaction_id} was declined."
    assert late.status_code == 422
    assert list(HeldPayment.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "RELEASED",
        "DECLINED",
    ]
    assert AuditLog.objects.filter(channel="admin", target_id=first.transaction_id).exists()
    assert list(staff.get(HELD).context["cl"].result_list) == []


def test_nobody_sees_or_decides_on_a_payment_of_his_own_and_auditors_only_read() -> None:
    ann = holder(500_000)
    card = held_payment(ann.person, ann.number)
    page = f"{HELD}{card.id}/"
    auditor = signed_in(people.auditor())

    shown = auditor.get(f"{page}change/")
    assert (shown.status_code, shown.context["account_panel"]) == (200, None)
    assert offered(auditor, page) == []
    assert auditor.post(f"{page}do/release/", {"note": "x"}).status_code == 403
    assert signed_in(ann.person).get(f"{page}change/").status_code == 302
    assert HeldPayment.objects.get().outcome == ""


def test_auditors_read_an_alert_with_its_points_and_no_balances_or_movements() -> None:
    """They are refused `GET /api/transactions/`, and read no more beside an alert."""
    ann = holder(123_456)
    card = held_payment(ann.person, ann.number)
    page = f"/admin/fraud/alert/{Alert.objects.get(transaction_id=card.transaction_id).pk}/change/"

    by_auditor = signed_in(people.auditor()).get(page)
    by_clerk = signed_in(people.bank_admin()).get(page)

    texts = [answer.content.decode() for answer in (by_auditor, by_clerk)]
    assert [len(answer.context["panels"]) for answer in (by_auditor, by_clerk)] == [0, 1]
    assert ["Last movements of the account" in text for text in texts] == [False, True]
    assert [answer.context["counted"][0]["points"] for answer in (by_auditor, by_clerk)] == [100, 100]
    assert all(html.escape(by_clerk.context["counted"][0]["sentence"]) in text for text in texts)


def test_a_large_reversal_is_asked_for_by_one_and_signed_by_another() -> None:
    maker, checker = people.bank_admin(), people.bank_admin()
    ann = holder(500_000)
    moved = submit(TELLER, "WITHDRAWAL", "2345.60", sender=ann)
    movement = f"{TRANSACTIONS}{moved.id}/"

    asked = press(signed_in(maker), movement, "reverse", reason="Typed twice")
    page = f"{REVERSALS}{ReversalRequest.objects.get().pk}/"
    own = press(signed_in(maker), page, "approve", note="")
    silent = press(signed_in(checker), page, "reject", note=" ")
    signed = press(signed_in(checker), page, "approve", note="Seen the slip")
    late = press(signed_in(checker), page, "reject", note="Late")

    assert "waits for a second member of staff" in messages_of(asked)[0]
    assert messages_of(own) == ["Another member of staff than who asked for it decides."]
    assert own.context["offered_deeds"] == []
    assert messages_of(silent) == ["Note: Say why."]
    assert moved.transaction_id in messages_of(signed)[0]
    assert late.status_code == 422
    request = ReversalRequest.objects.get()
    assert (request.status, request.note, request.decided_by_id) == ("APPROVED", "Seen the slip", checker.id)
    assert Transaction.objects.filter(transaction_type="REVERSAL").count() == 1
    assert ann.balance_minor == 500_000
    assert offered(signed_in(checker), movement) == []


def test_a_small_movement_is_taken_back_at_once_and_system_administrators_only_read() -> None:
    ann = holder(500_000)
    moved = submit(TELLER, "WITHDRAWAL", "5.00", sender=ann)
    page = f"{TRANSACTIONS}{moved.id}/"
    reader = signed_in(people.system_administrator())

    assert reader.get(f"{page}change/").status_code == 200
    assert reader.post(f"{page}do/reverse/", {"reason": "Mine"}).status_code == 403
    press(signed_in(people.bank_admin()), page, "reverse", reason="Wrong account")

    assert ann.balance_minor == 500_000
