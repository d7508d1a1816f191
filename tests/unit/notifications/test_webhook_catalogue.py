"""What webhooks tell of: events that exist, members that they have, and nothing about a person."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.utils.module_loading import import_string
from standardwebhooks import Webhook, WebhookVerificationError

from accounts.events import PAST_TENSE
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.events import DomainEvent, EventSeries
from ledger.contracts import HoldStatus
from notifications.webhooks.catalogue import EVENT_TYPES, PING, PUBLICATIONS, publication_of
from notifications.webhooks.signature import new_secret, signed_headers
from transactions.bulk_contracts import BulkStatus
from transactions.events import BankMovementsPosted, BulkLinesPosted, TransactionPosted
from transactions.standing_order_contracts import ExecutionStatus

PERSONAL = (
    "name",
    "email",
    "phone",
    "address",
    "reason",
    "description",
    "nickname",
    "note",
    "ip_",
    "user_agent",
)


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_an_event_that_is_told_exists_with_what_is_told_of_it(name: str) -> None:
    kind, publication = import_string(name), PUBLICATIONS[name]

    members = {field.name for field in dataclasses.fields(kind)}
    if issubclass(kind, EventSeries):
        members = {"target", "user_id", *row_of(kind)}
    assert issubclass(kind, DomainEvent)
    assert f"{kind.__module__}.{kind.__qualname__}" == name
    assert {*publication.members.values(), *([publication.by] if publication.by else [])} <= members
    assert publication.all_types()


def row_of(kind: type[EventSeries]) -> Mapping[str, object]:
    """The details of a deed of a series, made of empty members."""
    members: dict[str, Any] = {field.name: "" for field in dataclasses.fields(kind)}
    deeds: dict[str, Any] = {
        "lines": [("TXN1", "1.00", "SAV1")],
        "movements": [interest("TXN1", "1.00", "SAV1", 7)],
    }
    series = kind(**{name: deeds.get(name, empty) for name, empty in members.items()} | {"actor": Actor()})
    ((_, details),) = series.audit_rows()
    return details


def interest(number: str, amount: str, to: str, user_id: int) -> TransactionPosted:
    return TransactionPosted(
        actor=Actor(),
        transaction_id=number,
        transaction_type="INTEREST",
        amount=amount,
        fee="0.00",
        currency="USD",
        from_account_number=None,
        to_account_number=to,
        customer_user_id=user_id,
        on_behalf=False,
    )


def test_a_series_on_the_accounts_of_several_is_told_as_each_deed_alone_would_be() -> None:
    movements = [interest("TXN1", "1.00", "SAV1", 7), interest("TXN2", "2.00", "SAV2", 8)]
    series = BankMovementsPosted(actor=Actor(), movements=movements)
    together, alone = publication_of(series), publication_of(movements[0])
    assert together is not None
    assert alone is not None

    assert together.type_of(series) == alone.type_of(movements[0])
    assert together.data_of(series) == [told for each in movements for told in alone.data_of(each)]


def test_a_series_is_told_deed_by_deed() -> None:
    series = BulkLinesPosted(
        actor=Actor(),
        bulk_transfer_id=4,
        lines=[("TXN1", "1.00", "SAV1"), ("TXN2", "2.00", "SAV2")],
        fee="0.50",
        currency="USD",
        from_account_number="CUR9",
        customer_user_id=7,
        on_behalf=False,
    )
    publication = publication_of(series)
    assert publication is not None

    assert publication.data_of(series) == [
        {
            "transaction_id": number,
            "transaction_type": "TRANSFER",
            "amount": amount,
            "fee": "0.50",
            "currency": "USD",
            "from_account_number": "CUR9",
            "to_account_number": to,
            "user_id": 7,
        }
        for number, amount, to in (("TXN1", "1.00", "SAV1"), ("TXN2", "2.00", "SAV2"))
    ]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("transactions.events.holds.HoldResolved", set(HoldStatus) - {HoldStatus.OPEN}),
        ("transactions.events.bulk.BulkTransferChanged", set(BulkStatus) - {BulkStatus.ACCEPTED}),
        (
            "transactions.events.standing_orders.StandingOrderRun",
            set(ExecutionStatus) - {ExecutionStatus.CANCELLED},
        ),
    ],
)
def test_every_end_is_told(name: str, values: set[str]) -> None:
    assert set(PUBLICATIONS[name].types) == values


def test_no_person_is_told_of() -> None:
    told = {member for each in PUBLICATIONS.values() for pair in each.members.items() for member in pair}

    assert [member for member in told for part in PERSONAL if part in member] == []


def test_every_change_of_an_accounts_status_is_told() -> None:
    publication = PUBLICATIONS["accounts.events.AccountStatusChanged"]

    assert publication.types == {
        action: f"account.{past.replace(' ', '_')}" for action, past in PAST_TENSE.items()
    }


def test_every_type_has_its_meaning_and_one_source() -> None:
    types = {name for each in PUBLICATIONS.values() for name in each.all_types()}

    assert {PING, *types} == set(EVENT_TYPES)
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", name) for name in EVENT_TYPES)
    assert all(meaning.endswith(".") for meaning in EVENT_TYPES.values())


def test_the_specifications_own_library_accepts_a_signature_of_either_secret() -> None:
    old, new, other = new_secret(), new_secret(), new_secret()
    body = '{"type":"webhook.ping","data":{"name":"Zoë"}}'.encode()
    headers = signed_headers("msg_1", clock.now(), body, [new, old])

    assert headers["webhook-signature"].count("v1,") == 2
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)["data"] == {"name": "Zoë"}
    for forged, secret in ((body + b" ", new), (body, other)):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(forged, headers)


def test_a_signature_grows_old() -> None:
    secret = new_secret()
    headers = signed_headers("msg_1", clock.now() - dt.timedelta(minutes=6), b"{}", [secret])

    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify(b"{}", headers)
