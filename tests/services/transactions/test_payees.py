"""Who may keep payees, and what each change leaves on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from audit.models import AuditLog
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed
from kyc.services import reject_kyc
from tests.builders import people
from tests.builders.money import Holder, holder, second_account, submit
from transactions.contracts import PayeeCard, PayeeTerms
from transactions.errors import KycRequiredToTransact
from transactions.models import Beneficiary
from transactions.services import change_payee, confirm_payee, remove_payee, save_payee

pytestmark = pytest.mark.django_db

TERMS = PayeeTerms(nickname="Rent", payment_limit=Decimal("50.00"), daily_limit=Decimal("80.00"))


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def payee(ann: Holder) -> PayeeCard:
    return save_payee(actor=ann.actor, account_number=holder().number, terms=TERMS)


CHANGES: dict[str, Callable[[Actor, PayeeCard], object]] = {
    "save": lambda actor, card: save_payee(
        actor=actor, account_number=card.account_number, terms=PayeeTerms()
    ),
    "confirm": lambda actor, card: confirm_payee(actor=actor, beneficiary_id=card.id),
    "change": lambda actor, card: change_payee(actor=actor, beneficiary_id=card.id, terms=PayeeTerms()),
    "remove": lambda actor, card: remove_payee(actor=actor, beneficiary_id=card.id),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_payees_are_kept_by_verified_customers_alone(
    change: Callable[[Actor, PayeeCard], object], ann: Holder, payee: PayeeCard
) -> None:
    before = Beneficiary.objects.values().get()
    with pytest.raises(NotAllowed):
        change(replace(ann.actor, permissions=frozenset()), payee)
    with pytest.raises(NotAllowed):
        change(Actor(permissions=ann.actor.permissions), payee)
    reject_kyc(actor=people.REVIEWER, user_id=ann.person.id, reason="Expired.")
    with pytest.raises(KycRequiredToTransact):
        change(ann.actor, payee)
    assert Beneficiary.objects.values().get() == before


def test_each_change_is_counted_and_on_record(ann: Holder, payee: PayeeCard) -> None:
    confirm_payee(actor=ann.actor, beneficiary_id=payee.id)
    change_payee(
        actor=ann.actor,
        beneficiary_id=payee.id,
        terms=PayeeTerms(nickname="House", given=frozenset({"nickname"})),
    )
    submit(ann.actor, "TRANSFER", "5.00", sender=ann, to_account_number=payee.account_number)
    assert Beneficiary.objects.get().version == 4
    remove_payee(actor=ann.actor, beneficiary_id=payee.id)
    row = Beneficiary.objects.get()
    assert (row.version, row.nickname, row.holder_name) == (5, "", "")
    assert (row.payment_limit_minor, row.daily_limit_minor, row.confirmed_at) == (None, None, None)
    assert (row.paid_while_new_minor, row.first_paid_at is not None) == (500, True)
    trail = AuditLog.objects.filter(target_model="Beneficiary", target_id=str(payee.id)).order_by("id")
    assert [entry.action_type for entry in trail] == ["CREATE", "CONFIRM", "UPDATE", "DELETE"]
    assert {entry.subject_id for entry in trail} == {ann.person.id}
    assert trail[2].details["changes"] == {"nickname": {"old": "Rent", "new": "House"}}


def test_whoever_was_paid_before_there_were_payees_is_known_since_then(ann: Holder, settings: Any) -> None:
    settings.NEW_PAYEE_LIMIT = None
    ben, other = holder(), second_account(ann)
    first = submit(ann.actor, "TRANSFER", "5.00", sender=ann, receiver=ben)
    submit(ann.actor, "TRANSFER", "7.00", sender=ann, receiver=ben)
    submit(ann.actor, "TRANSFER", "9.00", sender=ann, receiver=other)
    submit(ann.actor, "WITHDRAWAL", "1.00", sender=ann)
    assert not Beneficiary.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(import_module("transactions.migrations.0004_payees").KNOWN_SO_FAR)
    row = Beneficiary.objects.get()
    assert (row.owner_id, row.account_id) == (ann.person.id, ben.account.id)
    assert (row.first_paid_at, row.paid_while_new_minor) == (first.transaction_date, 1_200)
    assert (row.saved_at, row.version) == (None, 1)
