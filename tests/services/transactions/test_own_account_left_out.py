"""An account that is left out is found only where that changes no answer already given and tells nobody anything."""

from __future__ import annotations

import json

import pytest

from core_banking.kernel.models import IdempotencyRecord
from tests.builders.money import Holder, holder, post, second_account
from tests.whole_database import picture_of_money
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

SHORT = ["/api/deposit/", "/api/withdrawal/", "/api/balance-transfer/"]


def sent(path: str, receiver: Holder) -> dict[str, str]:
    return {"amount": "5.00"} | ({"to_account_number": receiver.number} if "transfer" in path else {})


@pytest.mark.parametrize("path", SHORT)
def test_a_repetition_is_answered_as_before_though_a_second_account_was_opened_since(path: str) -> None:
    ann, ben = holder(100_000), holder()
    client = ann.client()
    first = post(client, sent(path, ben), path=path, key="k")
    assert first.status_code == 201
    second_account(ann)

    again = post(client, sent(path, ben), path=path, key="k")

    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert Transaction.objects.count() == 1


@pytest.mark.parametrize("path", SHORT)
def test_the_question_which_account_is_not_kept_under_a_key(path: str) -> None:
    ann, ben = holder(100_000), holder()
    second_account(ann)
    client = ann.client()
    before = picture_of_money()

    answer = post(client, sent(path, ben), path=path, key="k")

    assert answer.status_code == 400
    assert json.loads(answer.content) == {
        "account_number": ["Say which account: you do not have exactly one."]
    }
    assert picture_of_money() == before
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.parametrize("path", SHORT)
def test_a_token_whose_sign_in_has_ended_does_not_learn_how_many_accounts_there_are(path: str) -> None:
    ann, ben = holder(100_000), holder()
    second_account(ann)
    client = ann.client()
    assert client.post("/api/auth/logout/").status_code == 204

    answer = post(client, sent(path, ben), path=path)

    assert (answer.status_code, json.loads(answer.content)["code"]) == (401, "not_signed_in")
