"""Interest that is posted on many accounts at once is what it would be one account after the other."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.contracts import AccountStatus
from accounts.models import Account, InterestPosting
from accounts.selectors import accounts_to_post_interest
from accounts.services import freeze_account, post_interest, post_interest_of_accounts, suspend_banking
from audit.models import AuditLog
from core_banking.api.metrics import REGISTRY
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from ledger.models import Balance, JournalEntry, JournalLine
from operations.closing_chunks import do_chunk
from operations.closing_steps import step_named
from operations.verification import verify_books
from tests.builders.accounts import STAFF, CashMoved, offer_product
from tests.builders.interest import accrue, accrue_through, on
from tests.builders.money import Holder, holder, second_account
from tests.builders.people import actor_for, bank_admin
from tests.builders.standing_orders import THE_BANK
from tests.builders.term_deposits import deposit_product, fixed_deposit
from tests.rolled_back import rolled_back
from transactions.contracts import TransactionType
from transactions.models import Transaction
from transactions.services import bank_movements, reverse_transaction

pytestmark = pytest.mark.django_db

OPENED = dt.date(2027, 3, 30)
APRIL, MAY = dt.date(2027, 4, 1), dt.date(2027, 5, 1)
NIGHT = dt.timedelta(days=1)

Post = Callable[[Sequence[int], dt.date], int]


def at_once(account_ids: Sequence[int], date: dt.date) -> int:
    with on(date):
        return post_interest_of_accounts(actor=THE_BANK, account_ids=account_ids, date=date)


def one_by_one(account_ids: Sequence[int], date: dt.date) -> int:
    with on(date):
        posted = [post_interest(actor=THE_BANK, account_id=each, date=date) for each in account_ids]
    return len(posted) - posted.count(None)


@pytest.fixture(autouse=True)
def _products() -> Iterator[None]:
    with on(OPENED):
        offer_product("TAXED", interest_rate="3.65", withholding_tax_rate="25")
        offer_product("UNTAXED", interest_rate="7.3", minimum_balance="0")
        offer_product("HALVED", interest_rate="3.65", withholding_tax_rate="50")
        offer_product("NOTHING", interest_rate="0")
        offer_product("KUWAIT", interest_rate="3.65", withholding_tax_rate="10", currency="KWD")
        offer_product("QUARTERLY", interest_rate="3.65", interest_posting="QUARTERLY")
        deposit_product("PAYS", interest_posting="MONTHLY")
        deposit_product("KEEPS", interest_posting="AT_MATURITY")
        yield


def little_bank(chance: random.Random) -> list[int]:
    """Open accounts of every kind and state, with two nights of interest; return all their numbers."""
    held: list[Holder] = []
    for product in ("TAXED", "UNTAXED", "HALVED", "NOTHING", "KUWAIT", "QUARTERLY", "TAXED", "UNTAXED"):
        held.append(holder(chance.randrange(1, 10_000_000), product_code=product))
    ann, ben, *_ = held
    held.append(second_account(ann, chance.randrange(10**6, 10**7), product_code="UNTAXED"))
    held += [fixed_deposit(held[-1], product_code=code) for code in ("PAYS", "KEEPS")]
    accrue_through(OPENED, APRIL - NIGHT)
    freeze_account(actor=STAFF, account_id=ben.account.id, reason="Court order")
    Account.objects.filter(pk=held[6].account.id).update(status="DORMANT")
    suspend(held[7].person.id)
    one_by_one([ann.account.id], APRIL)  # is there already
    return [each.account.id for each in held]


@use_case
def _suspend(*, actor: Actor, user_id: int) -> None:
    suspend_banking(user_id)
    emit(CashMoved(actor=actor, reference="suspended"))


def suspend(user_id: int) -> None:
    _suspend(actor=STAFF, user_id=user_id)


def books() -> dict[str, list[str]]:
    """Return every row that a posting writes, with the account in place of what is drawn anew."""
    number_of = dict(Transaction.objects.values_list("transaction_id", "to_account__account_number"))
    left_out = {"id", "log_id", "journal_entry_id", "entry_id", "xid"}

    def plain(row: dict[str, Any]) -> str:
        text = repr({name: value for name, value in row.items() if name not in left_out})
        return re.sub(r"TXN\w{12}", lambda found: number_of.get(found[0]) or found[0], text)

    entries = JournalEntry.objects.filter(kind="INTEREST").order_by("id")
    lines = JournalLine.objects.filter(entry__kind="INTEREST").order_by("entry_id", "position")
    trail = AuditLog.objects.order_by("action_type", "target_model", "id")
    sources: dict[str, Any] = {
        "entries": entries.values(),
        "lines": lines.values(),
        "records": Transaction.objects.order_by("id").values(),
        "postings": InterestPosting.objects.order_by("id").values(),
        "balances": Balance.objects.order_by("account_id").values(),
        "trail": trail.values(),
    }
    return {name: [plain(row) for row in rows] for name, rows in sources.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bank_posted_at_once_is_the_bank_posted_one_by_one_row_for_row(seed: int) -> None:
    accounts = little_bank(random.Random(seed))
    outcomes: list[tuple[int, dict[str, list[str]]]] = []
    for post in (one_by_one, at_once):
        with rolled_back():
            posted = post(accounts, APRIL)
            assert accounts_to_post_interest(APRIL) == []
            assert verify_books().problems == ()
            outcomes.append((posted, books()))

    (number, alone), (same_number, together) = outcomes
    # All but what is posted already, bears nothing, or is paid at maturity.
    assert number == same_number == 8
    for name, rows in alone.items():
        assert together[name] == rows, name
    assert len(alone["postings"]) == 9


def test_the_second_time_nothing_is_done() -> None:
    accounts = little_bank(random.Random(3))
    at_once(accounts, APRIL)
    before = books()

    assert at_once(accounts, APRIL) == 0
    assert books() == before


def test_a_month_telescopes_and_what_is_reversed_comes_with_the_next() -> None:
    ann, ben = holder(100_333, product_code="TAXED"), holder(100_333, product_code="TAXED")
    both = [ann.account.id, ben.account.id]
    accrue(APRIL - NIGHT)
    assert at_once(both, APRIL) == 2
    taken_back = InterestPosting.objects.get(account_id=ann.account.id)
    with on(APRIL + NIGHT):
        reverse_transaction(
            actor=actor_for(bank_admin()), key=taken_back.transaction_id, reason="Wrong account"
        )
    accrue(MAY - NIGHT)

    assert at_once(both, MAY) == 2
    rows = InterestPosting.objects.order_by("id").values_list("account_id", "gross_minor", "tax_minor")
    # Two nights of 10.0333, then thirty more; those of the reversed posting come again.
    assert list(rows) == [(both[0], 20, 5), (both[1], 20, 5), (both[0], 321, 80), (both[1], 301, 75)]
    assert verify_books().problems == ()


def test_a_failing_account_keeps_only_itself_from_its_interest(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = [holder(100_000, product_code="TAXED").account.id for _ in range(3)]
    accrue(APRIL - NIGHT)
    Account.objects.filter(pk=accounts[1]).update(status="DORMANT")
    monkeypatch.setitem(bank_movements._STATES, TransactionType.INTEREST, frozenset({AccountStatus.ACTIVE}))

    with on(APRIL):
        outcome = do_chunk(THE_BANK, step_named("post deposit interest"), accounts, APRIL, APRIL)

    assert outcome.tally.done == 2
    assert [(number, sentence.split(":")[0]) for number, sentence in outcome.set_aside] == [
        (accounts[1], "account_not_active")
    ]
    posted = InterestPosting.objects.order_by("id").values_list("account_id", flat=True)
    assert list(posted) == [accounts[0], accounts[2]]


def test_only_the_bank_posts_and_no_day_that_has_not_come() -> None:
    ann = holder(100_000, product_code="TAXED")
    accrue(OPENED)
    for actor, account_id, date, refusal in (
        (ann.actor, ann.account.id, OPENED, NotAllowed),
        (THE_BANK, ann.account.id, OPENED + NIGHT, InvalidInput),
        (THE_BANK, ann.account.id + 10**6, OPENED, NotFound),
    ):
        with pytest.raises(refusal):
            post_interest_of_accounts(actor=actor, account_ids=[account_id], date=date)

    assert InterestPosting.objects.count() == 0


def test_more_accounts_are_no_more_questions_but_for_their_entries() -> None:
    held = [holder(100_000, product_code="TAXED").account.id for _ in range(7)]
    accrue(APRIL - NIGHT)
    statements = []
    for accounts in (held[:1], held[1:3], held[3:]):
        with CaptureQueriesContext(connection) as asked:
            at_once(accounts, APRIL)
        statements.append(len(asked))

    # The first looks up the chart as well.
    entries = 2 if connection.vendor == "postgresql" else 0
    assert statements[2] - statements[1] == entries


def test_each_posting_is_counted_among_the_movements(django_capture_on_commit_callbacks: Any) -> None:
    accounts = [holder(100_000, product_code="TAXED").account.id for _ in range(2)]
    accrue(APRIL - NIGHT)

    def counted() -> float:
        return REGISTRY.get_sample_value("bank_money_movements_total", {"type": "INTEREST"}) or 0

    before = counted()
    with django_capture_on_commit_callbacks(execute=True):
        at_once(accounts, APRIL)

    assert counted() - before == 2
