"""What webhooks tell of: events that exist, members that they have, and nothing about a person."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.utils.module_loading import import_string
from standardwebhooks import Webhook, WebhookVerificationError

from accounts.events import PAST_TENSE
from core_banking.kernel import clock
from core_banking.kernel.events import DomainEvent
from notifications.webhooks.catalogue import EVENT_TYPES, PING, PUBLICATIONS
from notifications.webhooks.signature import new_secret, signed_headers

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
    assert issubclass(kind, DomainEvent)
    assert f"{kind.__module__}.{kind.__qualname__}" == name
    assert {*publication.members.values(), *([publication.by] if publication.by else [])} <= members
    assert publication.all_types()


def test_no_person_is_told_of() -> None:
    told = {member for each in PUBLICATIONS.values() for pair in each.members.items() for member in pair}

    assert [member for member in told for part in PERSONAL if part in member] == []


def test_every_change_of_an_accounts_status_is_told() -> None:
    publication = PUBLICATIONS["accounts.events.AccountStatusChanged"]

    assert publication.types == {
        action: f"account.{past.replace(' ', '_')}" for action, past in PAST_TENSE.items()
    }


def test_every_type_has_its_meaning_and_one_source() -> None:
    types = [name for each in PUBLICATIONS.values() for name in each.all_types()]

    assert sorted([PING, *types]) == sorted(EVENT_TYPES)
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
