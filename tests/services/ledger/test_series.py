"""Many entries at once are what one after the other would be, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from ledger.contracts import PostedEntry
from ledger.entries import EntryDraft, credit, debit
from ledger.errors import BalanceTooLarge, InsufficientFunds
from ledger.models import MAX_BALANCE_MINOR, Balance, JournalEntry, JournalLine
from ledger.services import post_entries
from ledger.verification import verify
from tests.services.ledger.books import NOON, TELLER, BookTouched, account, entry, pay_in

pytestmark = pytest.mark.django_db


@use_case
def post_all(*, actor: Actor, drafts: Sequence[EntryDraft]) -> list[PostedEntry]:
    emit(BookTouched(actor=actor))
    return post_entries(drafts)


def transfer(sender: int, receiver: int, amount_minor: int) -> EntryDraft:
    return entry(debit(sender, amount_minor, "TRANSFER"), credit(receiver, amount_minor, "TRANSFER"))


def lines_of(account_id: int) -> list[tuple[int, int | None, int | None]]:
    rows = JournalLine.objects.filter(account_id=account_id).order_by("version")
    return [(row.amount_minor, row.balance_after_minor, row.version) for row in rows]


def test_balances_and_versions_run_from_entry_to_entry() -> None:
    ann, ben = account(balance_minor=1_000), account()

    posted = post_all(
        actor=TELLER, drafts=[transfer(ann, ben, 300), transfer(ben, ann, 100), transfer(ann, ben, 50)]
    )

    assert [each.balances_minor for each in posted] == [
        {ann: 700, ben: 300},
        {ben: 200, ann: 800},
        {ann: 750, ben: 250},
    ]
    assert lines_of(ann) == [(-1_000, 1_000, 1), (300, 700, 2), (-100, 800, 3), (50, 750, 4)]
    assert lines_of(ben) == [(-300, 300, 1), (100, 200, 2), (-50, 250, 3)]
    assert Balance.objects.get(pk=ann).version == 4
    assert verify().is_clean


def test_nothing_is_written_when_a_later_entry_is_not_covered() -> None:
    ann, ben = account(balance_minor=1_000), account()
    before = JournalEntry.objects.count()

    with pytest.raises(InsufficientFunds):
        post_all(actor=TELLER, drafts=[transfer(ann, ben, 600), transfer(ann, ben, 401)])

    assert JournalEntry.objects.count() == before
    assert (Balance.objects.get(pk=ann).balance_minor, Balance.objects.get(pk=ben).balance_minor) == (
        1_000,
        0,
    )


def test_an_account_that_would_hold_too_much_is_refused_though_it_pays_out_later() -> None:
    ann, ben = account(balance_minor=10), account(balance_minor=MAX_BALANCE_MINOR)

    with pytest.raises(BalanceTooLarge):
        post_all(actor=TELLER, drafts=[transfer(ann, ben, 1), transfer(ben, ann, 1)])

    assert Balance.objects.get(pk=ben).balance_minor == MAX_BALANCE_MINOR


def test_no_entries_at_all_are_no_entries() -> None:
    assert post_all(actor=TELLER, drafts=[]) == []


def test_a_series_never_goes_back_behind_what_an_account_already_has() -> None:
    ann, ben = account(), account()
    later = NOON + dt.timedelta(days=1)
    pay_in(ann, 1_000, at=later)

    posted = post_all(actor=TELLER, drafts=[transfer(ann, ben, 1)])

    assert (posted[0].posted_at, posted[0].business_date) == (later, later.date())
