"""Amounts end to end: what the API takes is what answer, list, balance and statement say, to the cent."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from core_banking.kernel.money import MAX_AMOUNT_MINOR, format_minor
from ledger.models import Balance, JournalLine
from ledger.verification import verify
from tests.amounts import (
    JSON_NUMBERS_READ_EXACTLY,
    NOT_JSON_NUMBERS,
    READ_EXACTLY,
    REFUSED_JSON_NUMBERS,
    REFUSED_JSON_VALUES,
    REFUSED_TEXTS,
)
from tests.builders import people
from tests.builders.money import Holder, holder, post
from tests.proof_plugin import ProofRecord, at_scale
from tests.rolled_back import rolled_back
from tests.whole_database import picture_of_money
from transactions.models import Transaction

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

any_amount = st.integers(min_value=1, max_value=MAX_AMOUNT_MINOR)
CASES = at_scale(small=60, full=400)
hypothesis_settings = settings(
    max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def ann() -> Holder:
    return holder()


@pytest.fixture
def staff() -> APIClient:
    """Somebody whose deposits know no limit."""
    return people.signed_in_client(people.bank_admin())


def deposit(client: APIClient, to: Holder, amount_text: str) -> Any:
    """Send a deposit whose amount stands in the body exactly as given."""
    return post(
        client,
        f'{{"transaction_type": "DEPOSIT", "to_account_number": "{to.number}", "amount": {amount_text}}}',
    )


def written(minor: int) -> str:
    return format_minor(minor, 2)


def check_everywhere(client: APIClient, ann: Holder, answer: Any, minor: int) -> None:
    """The amount is the same wherever it is shown, and in the rows themselves."""
    assert answer.status_code == 201, answer.content
    sent = json.loads(answer.content)
    assert sent["amount"] == written(minor)
    assert sent["to_account"]["balance"] == written(minor)
    assert client.get(f"/api/transactions/{sent['id']}/").json()["amount"] == written(minor)
    found = client.get(f"/api/transactions/?amount_min={written(minor)}&amount_max={written(minor)}").json()
    assert [row["amount"] for row in found["results"]] == [written(minor)]
    assert client.get(f"/api/accounts/{ann.account.id}/").json()["balance"] == written(minor)
    statement = client.get(f"/api/accounts/{ann.account.id}/statement/").json()
    assert statement["closing_balance"] == statement["total_credits"] == written(minor)
    assert Transaction.objects.get(pk=sent["id"]).amount_minor == minor
    assert Balance.objects.get(account_id=ann.account.ledger_account_id).balance_minor == minor
    line = JournalLine.objects.get(account_id=ann.account.ledger_account_id)
    assert (line.amount_minor, line.balance_after_minor) == (-minor, minor)


@pytest.mark.parametrize(
    ("text", "minor"),
    [(json.dumps(text), minor) for text, minor in READ_EXACTLY.items()]
    + [*JSON_NUMBERS_READ_EXACTLY.items()],
)
def test_an_amount_is_taken_to_the_cent(text: str, minor: int, ann: Holder, staff: APIClient) -> None:
    check_everywhere(staff, ann, deposit(staff, ann, text), minor)
    assert verify().is_clean


REFUSED = [
    *(json.dumps(text) for text in REFUSED_TEXTS),
    *REFUSED_JSON_NUMBERS,
    *NOT_JSON_NUMBERS,
    *REFUSED_JSON_VALUES,
]


def test_what_is_no_amount_is_a_400_and_changes_nothing(
    ann: Holder, staff: APIClient, proof_record: ProofRecord
) -> None:
    clients = (staff, ann.client())
    before = picture_of_money()
    for text in REFUSED:
        for client in clients:
            answer = deposit(client, ann, text)
            assert answer.status_code == 400, (text, answer.status_code, answer.content)
    assert picture_of_money() == before
    proof_record(
        "amounts of the table: taken to the cent, or 400 with nothing changed",
        engine=connection.vendor,
        taken=len(READ_EXACTLY) + len(JSON_NUMBERS_READ_EXACTLY),
        refused=len(REFUSED),
    )


def test_every_amount_survives_the_way_through_the_bank(
    ann: Holder, staff: APIClient, proof_record: ProofRecord
) -> None:
    @hypothesis_settings
    @given(minor=any_amount, as_number=st.booleans(), short=st.booleans())
    def survives(minor: int, as_number: bool, short: bool) -> None:
        text = written(minor)
        if short and text.endswith("0"):
            text = text.rstrip("0").rstrip(".")
        with rolled_back():
            check_everywhere(staff, ann, deposit(staff, ann, text if as_number else json.dumps(text)), minor)

    survives()
    proof_record(
        "random amounts up to 10^15 minor units: the same in answer, list, balance, statement and rows",
        engine=connection.vendor,
        cases=CASES,
    )


def test_no_text_whatever_breaks_the_bank_or_becomes_another_amount(
    ann: Holder, staff: APIClient, proof_record: ProofRecord
) -> None:
    @hypothesis_settings
    @given(
        text=st.one_of(
            st.text(max_size=45),
            st.from_regex(r"[0-9+\-., _eExX٠-٩]{1,20}", fullmatch=True),
            st.decimals(allow_nan=True, allow_infinity=True).map(str),
        ),
        quoted=st.booleans(),
    )
    def holds(text: str, quoted: bool) -> None:
        with rolled_back():
            answer = deposit(staff, ann, json.dumps(text) if quoted else text)
            assert answer.status_code in {201, 400}, (text, answer.content)
            if answer.status_code == 201:
                assert Decimal(json.loads(answer.content)["amount"]) == Decimal(text)
            else:
                assert not Transaction.objects.exists()

    holds()
    proof_record(
        "random texts and numbers as amounts: taken exactly or 400, never a 500",
        engine=connection.vendor,
        cases=CASES,
    )
