"""May this movement be made? Each refusal, its details, and the order in which a caller learns of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.contracts import AccountStatus
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from core_banking.kernel.money import format_minor
from ledger.errors import BalanceTooLarge, InsufficientFunds
from transactions.contracts import (
    ORDERABLE_TYPES,
    STAFF_ONLY_TYPES,
    SUBMIT_ANY,
    SUBMIT_OWN,
    TYPES_WITH_RECEIVER,
    TYPES_WITH_SENDER,
    MovementCommand,
    MovementFacts,
    PartyFacts,
    PayeeFacts,
    PaymentRules,
    PinPolicy,
    TransactionType,
)
from transactions.decision import decide
from transactions.errors import (
    AccountNotActive,
    CurrencyMismatch,
    DailyLimitExceeded,
    KycRequiredToTransact,
    SameAccount,
    SingleLimitExceeded,
    UnknownAccount,
)

TODAY = dt.date(2026, 5, 1)
YESTERDAY = dt.date(2026, 4, 30)
NOON = dt.datetime(2026, 5, 1, 12, 0, tzinfo=dt.UTC)
RULES = PaymentRules(PinPolicy.WHEN_SET, dt.timedelta(hours=24), None)
ANN, BEN = 7, 8
CUSTOMER = Actor(user_id=ANN, permissions=frozenset({SUBMIT_OWN}))
STAFF = Actor(user_id=99, permissions=frozenset({SUBMIT_ANY}))
BYSTANDER = Actor(user_id=ANN, permissions=frozenset({"audit.view_audit_trail"}))

SENDER = PartyFacts(
    account_id=1,
    customer_id=ANN,
    account_number="SAV000000018",
    status="ACTIVE",
    currency="USD",
    single_limit_minor=1_000_000,
    daily_limit_minor=5_000_000,
    ledger_account_id=101,
    balance_minor=2_000_000,
    held_minor=0,
    floor_minor=0,
    spent_on=None,
    spent_minor=0,
    kyc_status="APPROVED",
    is_suspended=False,
    account_type="SAVINGS",
)
RECEIVER = replace(
    SENDER,
    account_id=2,
    customer_id=BEN,
    account_number="CUR000000026",
    ledger_account_id=102,
    balance_minor=0,
)

OUT = (TransactionType.WITHDRAWAL, TransactionType.TRANSFER, TransactionType.PAYMENT)
ALL = ORDERABLE_TYPES


def order(kind: TransactionType, amount: str = "100.00", **fields: Any) -> MovementCommand:
    return MovementCommand(transaction_type=kind, amount=Decimal(amount), **fields)


def facts(
    kind: TransactionType, *, fee_minor: int = 0, sender: Any = SENDER, receiver: Any = RECEIVER, **own: Any
) -> MovementFacts:
    """What is read for a movement of this kind; `own` changes the side that belongs to the caller."""
    if kind in TYPES_WITH_SENDER:
        sender = sender and replace(sender, **own)
    else:
        receiver = receiver and replace(receiver, **{"customer_id": ANN, **own})
    return MovementFacts(
        sender=sender if kind in TYPES_WITH_SENDER else None,
        receiver=receiver if kind in TYPES_WITH_RECEIVER else None,
        fee_minor=fee_minor,
        business_date=TODAY,
        at=NOON,
        rules=RULES,
        pin_is_set=False,
    )


def who_may(kind: TransactionType) -> Actor:
    return STAFF if kind in STAFF_ONLY_TYPES else CUSTOMER


def refusal(actor: Actor, command: MovementCommand, known: MovementFacts) -> DomainError:
    with pytest.raises(DomainError) as raised:
        decide(actor, command, known)
    return raised.value


@pytest.mark.parametrize("kind", ALL)
def test_a_sound_movement_is_allowed_in_minor_units(kind: TransactionType) -> None:
    movement = decide(who_may(kind), order(kind), facts(kind))
    assert movement.amount_minor == 10_000
    assert movement.currency == "USD"
    assert (movement.sender is not None) == (kind in TYPES_WITH_SENDER)
    assert (movement.receiver is not None) == (kind in TYPES_WITH_RECEIVER)
    assert movement.counts_against_daily_limit == (kind in OUT)
    assert movement.holder_id == ANN


@pytest.mark.parametrize(("kind", "fee"), [(kind, 100 if kind in OUT else 0) for kind in ALL])
def test_only_what_a_customer_takes_out_costs_the_fee(kind: TransactionType, fee: int) -> None:
    assert decide(who_may(kind), order(kind), facts(kind, fee_minor=100)).fee_minor == fee


@pytest.mark.parametrize("kind", ALL)
def test_somebody_without_the_right_is_not_allowed(kind: TransactionType) -> None:
    assert type(refusal(BYSTANDER, order(kind), facts(kind))) is NotAllowed
    assert type(refusal(Actor(), order(kind), facts(kind))) is NotAllowed


@pytest.mark.parametrize("kind", sorted(STAFF_ONLY_TYPES))
def test_fee_and_interest_are_booked_by_staff_alone(kind: TransactionType) -> None:
    assert type(refusal(CUSTOMER, order(kind), facts(kind))) is NotAllowed
    assert decide(STAFF, order(kind), facts(kind)).amount_minor == 10_000


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind not in STAFF_ONLY_TYPES])
def test_another_s_account_is_not_found_as_if_it_were_not_there(kind: TransactionType) -> None:
    foreign = refusal(CUSTOMER, order(kind), facts(kind, customer_id=BEN))
    missing = refusal(CUSTOMER, order(kind), facts(kind, sender=None, receiver=None))
    assert type(foreign) is type(missing) is NotFound
    assert (foreign.sentence, foreign.details) == (missing.sentence, missing.details)
    assert foreign.sentence == "There is no such account of yours."


@pytest.mark.parametrize("kind", ALL)
def test_staff_may_use_any_account_that_is_there(kind: TransactionType) -> None:
    assert decide(STAFF, order(kind), facts(kind, customer_id=BEN)).holder_id == BEN
    assert type(refusal(STAFF, order(kind), facts(kind, sender=None, receiver=None))) is NotFound


@pytest.mark.parametrize("kyc_status", ["PENDING", "REJECTED"])
@pytest.mark.parametrize("actor", [CUSTOMER, STAFF])
@pytest.mark.parametrize("kind", [kind for kind in ALL if kind not in STAFF_ONLY_TYPES])
def test_nobody_banks_before_his_identity_is_approved(
    kind: TransactionType, actor: Actor, kyc_status: str
) -> None:
    raised = refusal(actor, order(kind), facts(kind, kyc_status=kyc_status))
    assert type(raised) is KycRequiredToTransact
    assert raised.code == "kyc_required"
    assert raised.sentence == (
        "KYC verification required to perform transactions. Please complete KYC verification."
    )


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind not in STAFF_ONLY_TYPES])
def test_suspended_banking_is_suspended_even_with_an_approved_identity(kind: TransactionType) -> None:
    assert type(refusal(CUSTOMER, order(kind), facts(kind, is_suspended=True))) is KycRequiredToTransact


def test_a_payee_that_does_not_exist_is_unknown() -> None:
    kind = TransactionType.TRANSFER
    raised = refusal(CUSTOMER, order(kind), facts(kind, receiver=None))
    assert (type(raised), raised.code) == (UnknownAccount, "unknown_account")


def test_an_account_cannot_pay_itself() -> None:
    kind = TransactionType.TRANSFER
    raised = refusal(CUSTOMER, order(kind), facts(kind, receiver=SENDER))
    assert (type(raised), raised.code) == (SameAccount, "same_account")


def test_two_currencies_do_not_meet_in_one_transfer() -> None:
    kind = TransactionType.TRANSFER
    raised = refusal(CUSTOMER, order(kind), facts(kind, receiver=replace(RECEIVER, currency="EUR")))
    assert (type(raised), raised.code) == (CurrencyMismatch, "currency_mismatch")


@pytest.mark.parametrize("kind", ALL)
def test_an_amount_named_in_another_currency_is_not_taken_for_the_accounts_own(kind: TransactionType) -> None:
    raised = refusal(STAFF, order(kind, currency="JPY"), facts(kind))
    assert (raised.code, raised.details) == ("currency_mismatch", {"currency": "USD"})
    assert decide(STAFF, order(kind, currency="USD"), facts(kind)).amount_minor == 10_000


@pytest.mark.parametrize(
    ("currency", "amount", "minor"), [("JPY", "100", 100), ("KWD", "1.001", 1_001), ("USD", "0.01", 1)]
)
def test_the_amount_is_read_in_the_currency_of_the_account(currency: str, amount: str, minor: int) -> None:
    kind = TransactionType.WITHDRAWAL
    movement = decide(CUSTOMER, order(kind, amount), facts(kind, currency=currency))
    assert (movement.amount_minor, movement.currency) == (minor, currency)


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "100.5"), ("KWD", "1.0001"), ("USD", "0.001")])
def test_more_decimals_than_the_currency_has_are_a_mistake_in_the_amount(currency: str, amount: str) -> None:
    kind = TransactionType.WITHDRAWAL
    raised = refusal(CUSTOMER, order(kind, amount), facts(kind, currency=currency))
    assert type(raised) is InvalidInput
    assert list(raised.fields) == ["amount"]


NOT_ACTIVE = [status for status in AccountStatus if status is not AccountStatus.ACTIVE]


NO_PART = [
    (kind, status)
    for kind in ALL
    for status in NOT_ACTIVE
    if status is not AccountStatus.MATURED or kind not in TYPES_WITH_SENDER
]


@pytest.mark.parametrize(("kind", "status"), NO_PART)
def test_an_account_that_is_not_active_takes_no_part(kind: TransactionType, status: AccountStatus) -> None:
    raised = refusal(who_may(kind), order(kind), facts(kind, status=status.value))
    own = SENDER if kind in TYPES_WITH_SENDER else RECEIVER
    assert (type(raised), raised.code) == (AccountNotActive, "account_not_active")
    assert raised.details == {"account_number": own.account_number, "status": status.value}


@pytest.mark.parametrize("status", NOT_ACTIVE)
def test_a_receiver_that_is_not_active_gets_nothing(status: AccountStatus) -> None:
    kind = TransactionType.TRANSFER
    known = facts(kind, receiver=replace(RECEIVER, status=status.value))
    raised = refusal(STAFF, order(kind), known)
    assert raised.details == {"account_number": RECEIVER.account_number, "status": status.value}


@pytest.mark.parametrize("changed", [{"status": "FROZEN"}, {"status": "DORMANT"}, {"is_suspended": True}])
def test_why_another_s_account_is_not_active_is_not_the_sender_s_business(changed: dict[str, Any]) -> None:
    kind = TransactionType.TRANSFER
    raised = refusal(CUSTOMER, order(kind), facts(kind, receiver=replace(RECEIVER, **changed)))
    assert type(raised) is AccountNotActive
    assert raised.details == {"account_number": RECEIVER.account_number}


@pytest.mark.parametrize("kind", sorted(STAFF_ONLY_TYPES))
def test_staff_books_nothing_on_a_suspended_customer(kind: TransactionType) -> None:
    assert type(refusal(STAFF, order(kind), facts(kind, is_suspended=True))) is AccountNotActive


@pytest.mark.parametrize("actor", [CUSTOMER, STAFF])
@pytest.mark.parametrize("kind", OUT)
def test_the_single_limit_may_be_reached_and_not_passed(kind: TransactionType, actor: Actor) -> None:
    known = facts(kind, single_limit_minor=10_000)
    assert decide(actor, order(kind, "100.00"), known).amount_minor == 10_000
    raised = refusal(actor, order(kind, "100.01"), known)
    assert (type(raised), raised.code) == (SingleLimitExceeded, "single_limit_exceeded")
    assert raised.details == {"limit": "100.00", "requested": "100.01"}


def test_a_customer_s_own_deposit_is_bound_by_the_single_limit_and_staff_s_is_not() -> None:
    kind = TransactionType.DEPOSIT
    known = facts(kind, single_limit_minor=10_000)
    assert decide(CUSTOMER, order(kind, "100.00"), known).amount_minor == 10_000
    assert type(refusal(CUSTOMER, order(kind, "100.01"), known)) is SingleLimitExceeded
    assert decide(STAFF, order(kind, "100.01"), known).amount_minor == 10_001


@pytest.mark.parametrize("kind", sorted(STAFF_ONLY_TYPES))
def test_fee_and_interest_have_no_limit(kind: TransactionType) -> None:
    known = facts(kind, single_limit_minor=0, daily_limit_minor=0)
    assert decide(STAFF, order(kind, "100.00"), known).amount_minor == 10_000


@pytest.mark.parametrize("kind", OUT)
def test_the_daily_limit_may_be_reached_and_not_passed(kind: TransactionType) -> None:
    known = facts(kind, daily_limit_minor=30_000, spent_on=TODAY, spent_minor=20_000)
    assert decide(CUSTOMER, order(kind, "100.00"), known).amount_minor == 10_000
    raised = refusal(CUSTOMER, order(kind, "100.01"), known)
    assert (type(raised), raised.code) == (DailyLimitExceeded, "daily_limit_exceeded")
    assert raised.details == {"limit": "300.00", "remaining": "100.00", "requested": "100.01"}


def test_what_left_yesterday_does_not_count_today() -> None:
    kind = TransactionType.WITHDRAWAL
    known = facts(kind, daily_limit_minor=10_000, spent_on=YESTERDAY, spent_minor=10_000)
    assert decide(CUSTOMER, order(kind, "100.00"), known).amount_minor == 10_000


def test_a_limit_lowered_below_what_has_left_leaves_nothing() -> None:
    kind = TransactionType.WITHDRAWAL
    known = facts(kind, daily_limit_minor=5_000, spent_on=TODAY, spent_minor=20_000)
    assert refusal(CUSTOMER, order(kind, "0.01"), known).details["remaining"] == "0.00"


def test_neither_deposits_nor_fees_count_against_the_daily_limit() -> None:
    for kind in (TransactionType.DEPOSIT, TransactionType.FEE, TransactionType.INTEREST):
        known = facts(kind, daily_limit_minor=0, spent_on=TODAY, spent_minor=1)
        assert not decide(who_may(kind), order(kind), known).counts_against_daily_limit


@pytest.mark.parametrize("kind", [*OUT, TransactionType.FEE])
def test_the_last_available_cent_may_leave_fee_included(kind: TransactionType) -> None:
    fee = 0 if kind is TransactionType.FEE else 100
    exact = facts(kind, fee_minor=100, balance_minor=10_000 + fee + 700, floor_minor=500, held_minor=200)
    assert decide(who_may(kind), order(kind), exact).fee_minor == fee
    short = facts(kind, fee_minor=100, balance_minor=10_000 + fee + 699, floor_minor=500, held_minor=200)
    raised = refusal(who_may(kind), order(kind), short)
    assert (type(raised), raised.code) == (InsufficientFunds, "insufficient_funds")
    assert raised.details == {
        "available": format_minor(9_999 + fee, 2),
        "requested": format_minor(10_000 + fee, 2),
    }


def test_nothing_is_available_below_the_minimum() -> None:
    kind = TransactionType.WITHDRAWAL
    raised = refusal(CUSTOMER, order(kind, "0.01"), facts(kind, balance_minor=50, floor_minor=100))
    assert raised.details == {"available": "0.00", "requested": "0.01"}


@pytest.mark.parametrize("kind", sorted(TYPES_WITH_RECEIVER))
def test_an_account_cannot_hold_more_than_ten_to_the_fifteen(kind: TransactionType) -> None:
    full = replace(RECEIVER, balance_minor=10**15 - 10_000)
    assert decide(who_may(kind), order(kind, "100.00"), facts(kind, receiver=full)).amount_minor == 10_000
    raised = refusal(who_may(kind), order(kind, "100.01"), facts(kind, receiver=full))
    assert (type(raised), raised.code) == (BalanceTooLarge, "balance_too_large")
    assert raised.details == {}


IN_ORDER: list[tuple[type[DomainError], dict[str, Any]]] = [
    (NotFound, {"customer_id": 12}),
    (KycRequiredToTransact, {"kyc_status": "REJECTED"}),
    (UnknownAccount, {}),
    (InvalidInput, {"currency": "JPY"}),
    (AccountNotActive, {"status": "FROZEN"}),
    (SingleLimitExceeded, {"single_limit_minor": 0}),
    (DailyLimitExceeded, {"daily_limit_minor": 0}),
    (InsufficientFunds, {"balance_minor": 0}),
]


def test_everything_wrong_at_once_is_told_in_order() -> None:
    kind = TransactionType.TRANSFER
    wrong: dict[str, Any] = {}
    for _, fault in IN_ORDER:
        wrong |= fault
    told = [type(refusal(BYSTANDER, order(kind, "100.5"), facts(kind, receiver=None, **wrong)))]
    receiver: Any = None
    for expected, fault in IN_ORDER:
        told.append(type(refusal(CUSTOMER, order(kind, "100.5"), facts(kind, receiver=receiver, **wrong))))
        assert told[-1] is expected
        for name in fault:
            del wrong[name]
        receiver = None if expected in {NotFound, KycRequiredToTransact} else _payee(wrong)
    assert told == [NotAllowed, *(expected for expected, _ in IN_ORDER)]
    assert decide(CUSTOMER, order(kind, "100.5"), facts(kind, **wrong)).amount_minor == 10_050


def _payee(wrong: dict[str, Any]) -> PartyFacts:
    return replace(RECEIVER, currency=wrong.get("currency", "USD"))


party = st.builds(
    replace,
    st.just(SENDER),
    status=st.sampled_from([status.value for status in AccountStatus]),
    single_limit_minor=st.integers(0, 10**15),
    daily_limit_minor=st.integers(0, 10**15),
    balance_minor=st.integers(0, 10**15),
    held_minor=st.integers(0, 10**15),
    floor_minor=st.integers(0, 10**15),
    spent_on=st.sampled_from([None, TODAY, YESTERDAY]),
    spent_minor=st.integers(0, 10**15),
    kyc_status=st.sampled_from(["APPROVED", "PENDING"]),
    is_suspended=st.booleans(),
    account_type=st.sampled_from(["SAVINGS", "FIXED_DEPOSIT"]),
)
payees = st.builds(
    PayeeFacts,
    is_saved=st.booleans(),
    confirmed_at=st.sampled_from([None, NOON - dt.timedelta(hours=30), NOON]),
    first_paid_at=st.sampled_from([None, NOON - dt.timedelta(hours=30), NOON]),
    payment_limit_minor=st.none() | st.integers(1, 10**15),
    daily_limit_minor=st.none() | st.integers(1, 10**15),
    paid_while_new_minor=st.integers(0, 10**15),
    paid_on=st.sampled_from([None, TODAY, YESTERDAY]),
    paid_minor=st.integers(0, 10**15),
)


@given(
    kind=st.sampled_from(ALL),
    sender=party,
    receiver=party,
    fee_minor=st.integers(0, 10**6),
    minor=st.integers(1, 10**15),
    actor=st.sampled_from([CUSTOMER, STAFF]),
    payee=payees,
    limit=st.none() | st.integers(0, 10**13),
)
def test_whatever_is_allowed_leaves_every_account_within_its_bounds(
    kind: TransactionType,
    sender: PartyFacts,
    receiver: PartyFacts,
    fee_minor: int,
    minor: int,
    actor: Actor,
    payee: PayeeFacts,
    limit: int | None,
) -> None:
    receiver = replace(receiver, account_id=2, customer_id=BEN)
    rules = replace(RULES, new_payee_limit=None if limit is None else Decimal(limit))
    known = replace(
        facts(kind, sender=sender, receiver=receiver, fee_minor=fee_minor), payee=payee, rules=rules
    )
    try:
        movement = decide(actor, order(kind, format_minor(minor, 2)), known)
    except DomainError:
        return
    assert movement.amount_minor == minor
    if movement.sender is not None:
        left = movement.sender.balance_minor - minor - movement.fee_minor
        assert left >= movement.sender.floor_minor + movement.sender.held_minor >= 0
        assert movement.sender.status in {"ACTIVE", "MATURED"}
    if movement.receiver is not None:
        assert movement.receiver.balance_minor + minor <= 10**15
        assert movement.receiver.status == "ACTIVE"
    if movement.payee is not None and movement.payee.after is not None:
        after = movement.payee.after
        assert after.daily_limit_minor is None or after.paid_minor <= after.daily_limit_minor
        if after.paid_while_new_minor != payee.paid_while_new_minor:
            assert limit is not None
            assert after.paid_while_new_minor <= limit * 100
    if movement.counts_against_daily_limit:
        assert movement.sender is not None
        spent = movement.sender.spent_on_day_minor(TODAY)
        assert spent + minor <= movement.sender.daily_limit_minor
        assert minor <= movement.sender.single_limit_minor
