"""Fixed deposits: funded once, matured once, renewed or paid out as their owner says, or withdrawn early."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from accounts.contracts import MaturityInstruction, OpeningFunds, TermCard
from accounts.errors import AccountStateConflict, TermNotDue, TermNotRunning
from accounts.models import Account, TermOutcome
from accounts.selectors import maturities_to_announce, terms_due
from accounts.services import (
    announce_maturity,
    change_account,
    change_product,
    close_account,
    freeze_account,
    unfreeze_account,
)
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.idempotency import Answer
from kyc.services import approve_kyc, reject_kyc, resubmit_kyc
from notifications.models import Notification
from operations.verification import verify_books
from tests.builders.accounts import STAFF, offer_product, present, take_money
from tests.builders.bulk import worked_off
from tests.builders.money import TELLER, Holder, holder, second_account, submit
from tests.builders.people import REVIEWER
from tests.builders.term_deposits import announce, deposit_product, fixed_deposit, mature
from transactions.errors import AccountNotActive, TermDepositFunded, TermDepositLocked
from transactions.models import Transaction
from transactions.services import mature_term_deposit, withdraw_early
from transactions.term_deposit_contracts import EarlyWithdrawal
from users.errors import PinNotSet

pytestmark = pytest.mark.django_db

OPENED = dt.date(2027, 1, 31)
MATURITY = dt.date(2028, 1, 31)
TELLER_AT_DESK = replace(TELLER, permissions=TELLER.permissions | STAFF.permissions)
INTEREST = 3_650
"""Of 1,000.00 at 3.65 % over 365 days."""


@contextmanager
def on(date: dt.date) -> Iterator[None]:
    with clock.frozen_at(dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC)):
        yield


@pytest.fixture(autouse=True)
def _opened() -> Iterator[None]:
    with on(OPENED):
        deposit_product()
        yield


@pytest.fixture
def ann() -> Holder:
    return holder()


def term(deposit: Holder) -> TermCard:
    card = present(deposit.account).term
    assert card is not None
    return card


def resume_kyc_of(of: Holder) -> None:
    resubmit_kyc(actor=of.actor)
    approve_kyc(actor=REVIEWER, user_id=of.person.id)


def status(deposit: Holder) -> str:
    return present(deposit.account).status.value


def kinds(deposit: Holder) -> list[tuple[str, int, int]]:
    """The movements of a deposit: kind, amount and fee, in order."""
    rows = Transaction.objects.filter(from_account_id=deposit.account.id) | Transaction.objects.filter(
        to_account_id=deposit.account.id
    )
    return list(rows.order_by("id").values_list("transaction_type", "amount_minor", "fee_minor"))


def test_the_first_money_begins_the_term(ann: Holder) -> None:
    deposit = fixed_deposit(ann, None)
    assert (term(deposit).started_on, term(deposit).maturity_date) == (None, None)

    submit(ann.actor, "DEPOSIT", "1000.00", receiver=deposit)

    begun = term(deposit)
    assert (begun.started_on, begun.maturity_date, begun.principal_minor) == (OPENED, MATURITY, 100_000)
    assert (begun.annual_rate_ppm, begun.penalty_ppm, begun.term_months) == (36_500, 10_000, 12)
    assert AuditLog.objects.get(action_type="FUND").details["maturity_date"] == "2028-01-31"


def test_a_deposit_is_funded_once_and_its_money_stays(ann: Holder) -> None:
    other = second_account(ann, 50_000)
    deposit = fixed_deposit(ann)

    with pytest.raises(TermDepositFunded):
        submit(ann.actor, "DEPOSIT", "1.00", receiver=deposit)
    with pytest.raises(TermDepositFunded):
        submit(ann.actor, "TRANSFER", "1.00", sender=other, receiver=deposit)
    with pytest.raises(TermDepositLocked):
        submit(ann.actor, "WITHDRAWAL", "1.00", sender=deposit)
    assert (deposit.balance_minor, other.balance_minor, term(deposit).principal_minor) == (
        100_000,
        50_000,
        100_000,
    )


def test_no_interest_is_paid_before_the_term_has_begun(ann: Holder) -> None:
    deposit = fixed_deposit(ann, None)

    with pytest.raises(TermNotRunning):
        submit(TELLER, "INTEREST", "1.00", receiver=deposit)

    assert deposit.balance_minor == 0
    submit(ann.actor, "DEPOSIT", "1000.00", receiver=deposit)
    submit(TELLER, "INTEREST", "1.00", receiver=deposit)
    assert deposit.balance_minor == 100_100


def test_however_the_money_comes_the_term_begins_with_it(ann: Holder) -> None:
    rich = second_account(ann, 500_000)
    by_transfer, by_bulk, again = (fixed_deposit(ann, None) for _ in range(3))
    opened_with_it = fixed_deposit(
        ann, None, actor=ann.actor, funds=OpeningFunds(amount="70.00", from_account_number=rich.number)
    )

    submit(ann.actor, "TRANSFER", "50.00", sender=rich, receiver=by_transfer)
    worked_off(rich, [(by_bulk, "60.00"), (again, "10.00"), (by_bulk, "60.00")])

    principals = [term(each).principal_minor for each in (by_transfer, by_bulk, again, opened_with_it)]
    assert principals == [5_000, 6_000, 1_000, 7_000]
    assert [term(each).maturity_date for each in (by_transfer, by_bulk, again, opened_with_it)] == [
        MATURITY
    ] * 4


def test_at_maturity_the_interest_is_paid_and_all_of_it_paid_out_without_a_fee(ann: Holder) -> None:
    deposit = fixed_deposit(ann, "9999.99")

    with on(MATURITY):
        matured = mature(deposit, MATURITY)

    assert matured is not None
    # 9,999.99 at 3.65 % over 365 days is 364.999635.
    assert (matured.payout.interest_minor, matured.paid_minor) == (36_500, 999_999 + 36_500)
    assert kinds(deposit) == [("DEPOSIT", 999_999, 0), ("INTEREST", 36_500, 0), ("TRANSFER", 1_036_499, 0)]
    assert (status(deposit), deposit.balance_minor, ann.balance_minor) == ("MATURED", 0, 1_036_499)
    told = Notification.objects.get(user_id=ann.person.id, kind="TERM_DEPOSIT_MATURED")
    assert told.body == f"The interest of the term was 365.00 USD. 10364.99 USD went to account {ann.number}."
    assert verify_books().is_clean


def test_a_term_ends_once(ann: Holder) -> None:
    deposit = fixed_deposit(ann)
    with on(MATURITY):
        mature(deposit, MATURITY)
        traces = AuditLog.objects.count()

        assert mature(deposit, MATURITY) is None

    assert (TermOutcome.objects.count(), AuditLog.objects.count()) == (1, traces)
    assert ann.balance_minor == 100_000 + INTEREST


def test_a_term_ends_on_its_day_and_by_the_bank_alone(ann: Holder) -> None:
    deposit = fixed_deposit(ann)

    with pytest.raises(TermNotDue):
        mature(deposit, MATURITY)
    with on(MATURITY), pytest.raises(TermNotDue):
        mature(deposit, OPENED)
    with on(MATURITY), pytest.raises(NotAllowed):
        mature_term_deposit(actor=ann.actor, account_id=deposit.account.id, maturity_date=MATURITY)
    with pytest.raises(TermNotRunning):
        mature(fixed_deposit(ann, None), MATURITY)
    assert (status(deposit), deposit.balance_minor) == ("ACTIVE", 100_000)


def test_renewed_with_its_interest_a_deposit_begins_anew_at_the_present_terms(ann: Holder) -> None:
    deposit = fixed_deposit(ann, maturity_instruction=MaturityInstruction.RENEW_ALL)
    product_id = present(deposit.account).product_id
    change_product(actor=STAFF, product_id=product_id, terms={"interest_rate": "1.00", "term_months": 1})

    with on(MATURITY + dt.timedelta(days=3)):  # three days late: the terms follow each other without a gap
        matured = mature(deposit, MATURITY)

    assert matured is not None
    assert matured.renewed_until == dt.date(2028, 2, 29)
    begun = term(deposit)
    assert (begun.started_on, begun.maturity_date) == (MATURITY, dt.date(2028, 2, 29))
    assert (begun.principal_minor, begun.annual_rate_ppm) == (100_000 + INTEREST, 10_000)
    assert (status(deposit), present(deposit.account).annual_rate_ppm) == ("ACTIVE", 10_000)


def test_renewed_without_its_interest_a_deposit_pays_that_out(ann: Holder) -> None:
    deposit = fixed_deposit(ann, maturity_instruction=MaturityInstruction.RENEW_PRINCIPAL)

    with on(MATURITY):
        mature(deposit, MATURITY)

    assert (deposit.balance_minor, ann.balance_minor) == (100_000, INTEREST)
    assert (term(deposit).principal_minor, term(deposit).maturity_date) == (100_000, dt.date(2029, 1, 31))


@pytest.mark.parametrize("instruction", [MaturityInstruction.PAY_OUT, MaturityInstruction.RENEW_PRINCIPAL])
def test_what_cannot_be_paid_out_waits_on_the_matured_deposit(
    ann: Holder, instruction: MaturityInstruction
) -> None:
    deposit = fixed_deposit(ann, maturity_instruction=instruction)
    freeze_account(actor=STAFF, account_id=ann.account.id, reason="Lost card")

    with on(MATURITY):
        mature(deposit, MATURITY)
        unfreeze_account(actor=STAFF, account_id=ann.account.id, reason="Found")
        submit(ann.actor, "TRANSFER", "100.00", sender=deposit, receiver=ann)

    assert (status(deposit), ann.balance_minor) == ("MATURED", 10_000)
    assert deposit.balance_minor == 100_000 + INTEREST - 10_000 - Transaction.objects.latest("id").fee_minor
    assert verify_books().is_clean


def test_a_frozen_deposit_matures_when_it_is_free_again(ann: Holder) -> None:
    deposit = fixed_deposit(ann)
    freeze_account(actor=STAFF, account_id=deposit.account.id, reason="Court order")
    with on(MATURITY):
        with pytest.raises(TermNotRunning):
            mature(deposit, MATURITY)
        assert (terms_due(MATURITY), TermOutcome.objects.count()) == ([], 0)
        unfreeze_account(actor=STAFF, account_id=deposit.account.id, reason="Lifted")
        assert terms_due(MATURITY) == [(deposit.account.id, MATURITY)]

        mature(deposit, MATURITY)

    assert ann.balance_minor == 100_000 + INTEREST


def test_a_deposit_of_a_suspended_owner_waits_until_his_banking_is_resumed(ann: Holder) -> None:
    deposit = fixed_deposit(ann)
    reject_kyc(actor=REVIEWER, user_id=ann.person.id, reason="Papers expired")
    with on(MATURITY):
        assert terms_due(MATURITY) == []
        with pytest.raises(AccountNotActive):
            mature(deposit, MATURITY)
        resume_kyc_of(ann)
        assert terms_due(MATURITY) == [(deposit.account.id, MATURITY)]

    assert (status(deposit), deposit.balance_minor, TermOutcome.objects.count()) == ("ACTIVE", 100_000, 0)


def test_an_early_withdrawal_pays_interest_so_far_less_the_penalty_and_closes(ann: Holder) -> None:
    deposit = fixed_deposit(ann, minimum_balance="500.00")

    with on(OPENED + dt.timedelta(days=100)):
        withdrawn = withdraw_early(actor=ann.actor, account_id=deposit.account.id)

    assert isinstance(withdrawn, EarlyWithdrawal)
    # 1,000.00 at 3.65 % over 100 days, less 1 % of the principal.
    assert (withdrawn.payout.interest_minor, withdrawn.payout.penalty_minor) == (1_000, 1_000)
    assert (withdrawn.paid_minor, ann.balance_minor) == (100_000, 100_000)
    assert kinds(deposit) == [
        ("DEPOSIT", 100_000, 0),
        ("INTEREST", 1_000, 0),
        ("FEE", 1_000, 0),
        ("TRANSFER", 100_000, 0),
    ]
    assert (status(deposit), deposit.balance_minor) == ("CLOSED", 0)
    assert TermOutcome.objects.get().how == "WITHDRAWN_EARLY"
    assert verify_books().is_clean
    with pytest.raises(TermNotRunning):
        withdraw_early(actor=ann.actor, account_id=deposit.account.id)
    with on(MATURITY):
        assert mature(deposit, MATURITY) is None


def test_on_the_day_it_is_funded_a_penalty_above_the_interest_comes_off_the_principal(ann: Holder) -> None:
    deposit_product("HARSH", early_withdrawal_penalty="100")
    mild, harsh = fixed_deposit(ann), fixed_deposit(ann, product_code="HARSH")

    withdrawn = [withdraw_early(actor=TELLER_AT_DESK, account_id=each.account.id) for each in (mild, harsh)]

    assert [outcome.paid_minor for outcome in withdrawn if not isinstance(outcome, Answer)] == [99_000, 0]
    assert ann.balance_minor == 99_000


def test_rehearsed_an_early_withdrawal_leaves_everything_as_it_is(ann: Holder) -> None:
    deposit = fixed_deposit(ann)
    before = AuditLog.objects.count(), Transaction.objects.count()

    withdrawn = withdraw_early(actor=ann.actor, account_id=deposit.account.id, dry_run=True)

    assert isinstance(withdrawn, EarlyWithdrawal)
    assert withdrawn.paid_minor == 99_000
    assert (AuditLog.objects.count(), Transaction.objects.count()) == before
    assert (status(deposit), deposit.balance_minor) == ("ACTIVE", 100_000)


def test_an_early_withdrawal_needs_its_owner_his_pin_and_an_account_to_pay_to(
    ann: Holder, settings: Any
) -> None:
    deposit, homeless = fixed_deposit(ann), fixed_deposit(ann, payout_account_number=None)

    with pytest.raises(NotFound):
        withdraw_early(actor=holder().actor, account_id=deposit.account.id)
    with pytest.raises(NotAllowed):
        withdraw_early(actor=STAFF, account_id=deposit.account.id)
    with pytest.raises(InvalidInput):
        withdraw_early(actor=ann.actor, account_id=homeless.account.id)
    with pytest.raises(TermNotRunning):
        withdraw_early(actor=ann.actor, account_id=ann.account.id)
    with on(MATURITY), pytest.raises(TermNotDue):
        withdraw_early(actor=ann.actor, account_id=deposit.account.id)
    settings.TRANSACTION_PIN_POLICY = "always"
    with pytest.raises(PinNotSet):
        withdraw_early(actor=ann.actor, account_id=deposit.account.id)
    assert (deposit.balance_minor, homeless.balance_minor, ann.balance_minor) == (100_000, 100_000, 0)


def test_when_the_account_it_pays_to_refuses_nothing_is_withdrawn(ann: Holder) -> None:
    deposit = fixed_deposit(ann)
    freeze_account(actor=STAFF, account_id=ann.account.id, reason="Lost card")

    with pytest.raises(AccountNotActive):
        withdraw_early(actor=ann.actor, account_id=deposit.account.id)

    assert (status(deposit), deposit.balance_minor, TermOutcome.objects.count()) == ("ACTIVE", 100_000, 0)


def test_interest_is_paid_on_what_is_left_where_some_was_taken_back(ann: Holder) -> None:
    deposit = fixed_deposit(ann)
    take_money(deposit.account, 40_000)

    with on(MATURITY):
        mature(deposit, MATURITY)

    assert ann.balance_minor == 60_000 + 2_190


def test_the_owner_is_told_once_in_the_week_before(ann: Holder) -> None:
    deposit = fixed_deposit(ann)
    week_before = MATURITY - dt.timedelta(days=7)
    assert maturities_to_announce(week_before - dt.timedelta(days=1)) == []
    assert maturities_to_announce(week_before) == [deposit.account.id]

    with on(week_before):
        assert announce(deposit) is True
        assert announce(deposit) is False

    assert maturities_to_announce(week_before) == []
    told = Notification.objects.get(kind="TERM_DEPOSIT_MATURES_SOON")
    assert told.title == f"Fixed deposit {deposit.number} matures on 2028-01-31"
    with pytest.raises(NotAllowed):
        announce_maturity(actor=ann.actor, account_id=deposit.account.id)


def test_the_instruction_may_be_changed_until_maturity(ann: Holder) -> None:
    deposit = fixed_deposit(ann)
    other = second_account(ann)

    change_account(
        actor=ann.actor,
        account_id=deposit.account.id,
        terms={"maturity_instruction": "RENEW_PRINCIPAL", "payout_account_number": other.number},
    )

    assert term(deposit).maturity_instruction is MaturityInstruction.RENEW_PRINCIPAL
    assert term(deposit).payout_account_number == other.number
    changes = AuditLog.objects.get(target_model="Account", action_type="UPDATE").details["changes"]
    assert changes["payout_account_number"] == {"old": ann.number, "new": other.number}
    change_account(actor=ann.actor, account_id=deposit.account.id, terms={"maturity_instruction": "PAY_OUT"})
    with on(MATURITY):
        mature(deposit, MATURITY)
        with pytest.raises(AccountStateConflict):
            change_account(
                actor=ann.actor, account_id=deposit.account.id, terms={"maturity_instruction": "RENEW_ALL"}
            )


def test_a_deposit_is_paid_out_to_another_open_account_of_its_owner_in_its_currency(ann: Holder) -> None:
    offer_product("EURO", currency="EUR")
    strangers, euro = holder(), second_account(ann, product_code="EURO")
    closed, deposit = second_account(ann), fixed_deposit(ann, None)
    close_account(actor=STAFF, account_id=closed.account.id, reason="Done")

    for account in (strangers, euro, closed, deposit):
        with pytest.raises(InvalidInput) as refusal:
            fixed_deposit(ann, None, payout_account_number=account.number)
        assert list(refusal.value.fields) == ["payout_account_number"]
    with pytest.raises(InvalidInput) as refusal:
        fixed_deposit(
            ann, None, payout_account_number=None, maturity_instruction=MaturityInstruction.RENEW_PRINCIPAL
        )
    assert list(refusal.value.fields) == ["payout_account_number"]
    with pytest.raises(InvalidInput) as refusal:
        second_account(ann, payout_account_number=ann.number)
    assert list(refusal.value.fields) == ["payout_account_number"]
    assert Account.objects.filter(account_type="FIXED_DEPOSIT").count() == 1
