"""Of a transfer the receiver sees what concerns him, not how the sender files it."""

from __future__ import annotations

import pytest

from tests.builders.money import body, holder, post

pytestmark = pytest.mark.django_db


def test_the_senders_category_is_his_own_affair() -> None:
    sender, receiver = holder(10_000), holder()
    sent = post(
        sender.client(),
        body("TRANSFER", "20.00", sender=sender, receiver=receiver, category="Alimony", description="June"),
    ).json()

    address = f"/api/transactions/{sent['transaction_id']}/"
    seen_by_sender = sender.client().get(address).json()
    seen_by_receiver = receiver.client().get(address).json()
    assert seen_by_sender["category"] == "Alimony"
    assert seen_by_receiver["category"] == ""
    assert seen_by_receiver["description"] == "June"
    assert seen_by_receiver["from_account"] == {"account_number": sender.number, "balance": None}
