"""The moment a sign-in ends, it moves no more money: the money path checks it in its own first statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from core_banking.kernel import clock
from core_banking.kernel.models import IdempotencyRecord
from tests.builders import people
from tests.builders.money import Holder, body, holder, post
from tests.whole_database import picture_of_money
from users.models import Session, User
from users.services.access import AccessChange, change_access, change_role_rights
from users.tokens import forget_verified_tokens

pytestmark = pytest.mark.django_db

Ending = Callable[[Holder, APIClient], object]


def disable(of: Holder, client: APIClient) -> None:
    administrator = people.actor_for(people.system_administrator())
    change_access(actor=administrator, user_id=of.person.id, change=AccessChange(is_active=False))


def change_password(of: Holder, client: APIClient) -> None:
    elsewhere = people.signed_in_client(of.person)
    words = {
        "current_password": people.PASSWORD,
        "new_password": "Quay9Lantern",
        "confirm_password": "Quay9Lantern",
    }
    assert elsewhere.put("/api/auth/password/", words, format="json").status_code == 200


def end_from_another_device(of: Holder, client: APIClient) -> None:
    elsewhere = people.signed_in_client(of.person)
    session_id = Session.objects.filter(user_id=of.person.id).earliest("id").pk
    assert elsewhere.delete(f"/api/auth/sessions/{session_id}/").status_code == 204


def change_the_role(of: Holder, client: APIClient) -> None:
    administrator = people.actor_for(people.system_administrator())
    role = User.objects.get(pk=of.person.id).groups.get()
    kept = role.permissions.exclude(codename="submit_own_transaction").values_list("pk", flat=True)
    change_role_rights(actor=administrator, role_id=role.pk, permission_ids=list(kept))


ENDINGS: dict[str, Ending] = {
    "logout": lambda of, client: client.post("/api/auth/logout/"),
    "session ended from another device": end_from_another_device,
    "password changed": change_password,
    "person disabled": disable,
    "rights of the role changed": change_the_role,
    "session row revoked": lambda of, client: Session.objects.filter(user_id=of.person.id).update(
        revoked_at=clock.now(), revoke_reason="LOGOUT"
    ),
    "session expired": lambda of, client: Session.objects.filter(user_id=of.person.id).update(
        expires_at=clock.now() - dt.timedelta(seconds=1)
    ),
    "token version raised": lambda of, client: User.objects.filter(pk=of.person.id).update(token_version=99),
    "person's row disabled": lambda of, client: User.objects.filter(pk=of.person.id).update(is_active=False),
}


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_a_token_whose_sign_in_has_ended_moves_no_money_at_once(end: Ending) -> None:
    ann = holder(100_000)
    client = ann.client()
    sent = body("WITHDRAWAL", "5.00", sender=ann)
    assert post(client, sent, key="before").status_code == 201
    end(ann, client)
    before = picture_of_money()
    for key in (None, "before", "after"):
        answer = post(client, sent, key=key)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
        assert "Idempotency-Replayed" not in answer
    assert post(client, sent, path="/api/withdrawal/?dry_run=true").status_code == 401
    assert picture_of_money() == before
    assert IdempotencyRecord.objects.count() == 1
    assert client.get("/api/transactions/").status_code == 401


def test_another_session_of_the_same_person_goes_on() -> None:
    ann = holder(100_000)
    first, second = ann.client(), ann.client()
    assert first.post("/api/auth/logout/").status_code == 204
    assert post(first, body("WITHDRAWAL", "5.00", sender=ann)).status_code == 401
    assert post(second, body("WITHDRAWAL", "5.00", sender=ann)).status_code == 201


def test_a_token_ends_by_the_clock() -> None:
    ann = holder(100_000)
    client = ann.client()
    sent = body("WITHDRAWAL", "5.00", sender=ann)
    assert post(client, sent).status_code == 201
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=61)):
        assert post(client, sent).status_code == 401
    assert ann.balance_minor == 99_500


def test_the_rights_are_those_of_the_token_and_end_with_it() -> None:
    """Nobody gains by the short cut: a token without the right to move money is told so before any query."""
    ann, auditor = holder(100_000), people.signed_in_client(people.auditor())
    assert post(auditor, body("WITHDRAWAL", "5.00", sender=ann)).status_code == 403


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_that_was_tampered_with_is_nobody_s(part: int) -> None:
    ann = holder(100_000)
    forget_verified_tokens()
    pieces = people.tokens_of(ann.person).access.split(".")
    middle = len(pieces[part]) // 2
    flipped = "A" if pieces[part][middle] != "A" else "B"
    pieces[part] = pieces[part][:middle] + flipped + pieces[part][middle + 1 :]
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {'.'.join(pieces)}")
    answer = post(client, body("WITHDRAWAL", "5.00", sender=ann))
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert ann.balance_minor == 100_000


def test_a_refresh_token_moves_no_money() -> None:
    ann = holder(100_000)
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {people.tokens_of(ann.person).refresh}")
    assert post(client, body("WITHDRAWAL", "5.00", sender=ann)).status_code == 401
