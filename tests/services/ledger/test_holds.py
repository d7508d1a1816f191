"""Holds on the book: what is held is not available, a hold is resolved once, and the database sees to both."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from ledger.contracts import HoldFacts, HoldStatus
from ledger.errors import HoldAlreadyResolved, InsufficientFunds
from ledger.models import Hold
from ledger.selectors import balance_of
from ledger.services import place_hold, resolve_hold
from ledger.verification import verify
from tests.services.ledger.books import NOON, TELLER, BookTouched, account, pay_out

pytestmark = pytest.mark.django_db


@use_case
def hold(*, actor: Actor, account_id: int, amount_minor: int, reference: str = "HLD1") -> HoldFacts:
    emit(BookTouched(actor=actor))
    return place_hold(
        account_id=account_id,
        amount_minor=amount_minor,
        reference=reference,
        description="A room",
        expires_at=NOON + dt.timedelta(days=7),
    )


@use_case
def resolve(*, actor: Actor, hold_id: int, status: HoldStatus, captured_minor: int = 0) -> HoldFacts:
    emit(BookTouched(actor=actor))
    return resolve_hold(hold_id=hold_id, status=status, captured_minor=captured_minor)


def test_a_hold_lowers_what_is_available_and_not_the_balance() -> None:
    ann = account(balance_minor=1_000, floor_minor=100)

    placed = hold(actor=TELLER, account_id=ann, amount_minor=300)

    facts = balance_of(ann)
    assert (facts.balance_minor, facts.held_minor, facts.available_minor) == (1_000, 300, 600)
    assert (placed.status, placed.amount_minor, placed.captured_minor) == (HoldStatus.OPEN, 300, 0)
    assert verify().is_clean


def test_the_last_available_cent_can_be_held_and_no_more() -> None:
    ann = account(balance_minor=1_000, floor_minor=100)
    hold(actor=TELLER, account_id=ann, amount_minor=300)

    with pytest.raises(InsufficientFunds):
        hold(actor=TELLER, account_id=ann, amount_minor=601, reference="HLD2")
    assert Hold.objects.count() == 1
    hold(actor=TELLER, account_id=ann, amount_minor=600, reference="HLD3")

    assert balance_of(ann).held_minor == 900
    with pytest.raises(InsufficientFunds):
        pay_out(ann, 1)


@pytest.mark.parametrize(
    ("status", "captured_minor"),
    [(HoldStatus.CAPTURED, 300), (HoldStatus.CAPTURED, 1), (HoldStatus.VOIDED, 0), (HoldStatus.EXPIRED, 0)],
)
def test_a_resolution_releases_the_whole_hold_and_is_the_last(
    status: HoldStatus, captured_minor: int
) -> None:
    ann = account(balance_minor=1_000)
    placed = hold(actor=TELLER, account_id=ann, amount_minor=300)

    resolved = resolve(actor=TELLER, hold_id=placed.hold_id, status=status, captured_minor=captured_minor)

    assert (resolved.status, resolved.captured_minor) == (status, captured_minor)
    assert resolved.resolved_at is not None
    assert balance_of(ann).held_minor == 0
    with pytest.raises(HoldAlreadyResolved) as refusal:
        resolve(actor=TELLER, hold_id=placed.hold_id, status=HoldStatus.VOIDED)
    assert refusal.value.details == {"status": status}
    assert balance_of(ann).held_minor == 0


@pytest.mark.parametrize(
    "change",
    [
        "amount_minor = 299",
        "reference = 'HLD9'",
        "description = 'Another room'",
        "expires_at = NULL",
        "created_at = '2026-05-02 12:00:00'",
        "status = 'OPEN'",
        "status = 'LOST', resolved_at = '2026-05-02 12:00:00'",
        "status = 'VOIDED'",
        "status = 'VOIDED', resolved_at = '2026-05-02 12:00:00', captured_minor = 1",
        "status = 'CAPTURED', resolved_at = '2026-05-02 12:00:00'",
        "status = 'CAPTURED', resolved_at = '2026-05-02 12:00:00', captured_minor = 301",
    ],
)
def test_the_database_keeps_the_terms_of_an_open_hold(change: str) -> None:
    placed = hold(actor=TELLER, account_id=account(balance_minor=1_000), amount_minor=300)

    refused(f"UPDATE ledger_hold SET {change} WHERE id = {placed.hold_id}")


def test_the_database_resolves_a_hold_once_and_lets_none_go() -> None:
    placed = hold(actor=TELLER, account_id=account(balance_minor=1_000), amount_minor=300)
    resolve(actor=TELLER, hold_id=placed.hold_id, status=HoldStatus.VOIDED)

    refused(f"UPDATE ledger_hold SET status = 'EXPIRED' WHERE id = {placed.hold_id}")
    refused(f"UPDATE ledger_hold SET status = 'OPEN', resolved_at = NULL WHERE id = {placed.hold_id}")
    refused(f"DELETE FROM ledger_hold WHERE id = {placed.hold_id}")


def refused(statement: str, parameters: list[Any] | None = None) -> None:
    before = list(Hold.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    assert list(Hold.objects.values()) == before
