"""What may go to whom: cooling-off of a new payee and the customer's own limits, to the cent and to the instant."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from core_banking.kernel.money import Currency
from tests.unit.transactions.test_decision import (
    BEN,
    CUSTOMER,
    NOON,
    RECEIVER,
    RULES,
    SENDER,
    STAFF,
    TODAY,
    YESTERDAY,
    facts,
    order,
)
from transactions.contracts import ApprovedMovement, PayeeFacts, PinPolicy, TransactionType
from transactions.decision import decide
from transactions.errors import (
    PayeeCoolingOff,
    PayeeLimitExceeded,
    PayeeNotConfirmed,
    TermDepositLocked,
)
from transactions.payees import new_payee_limit_minor
from users.errors import PinNotSet, PinRequired

TRANSFER = TransactionType.TRANSFER
LIMITED = replace(RULES, new_payee_limit=Decimal("10000.00"))
DAY = dt.timedelta(hours=24)
INSTANT = dt.timedelta(microseconds=1)
STRANGER = PayeeFacts()
PAID = PayeeFacts(version=1, first_paid_at=NOON - DAY + INSTANT, paid_while_new_minor=400_000)
SAVED = PayeeFacts(version=1, is_saved=True)
CONFIRMED = PayeeFacts(version=2, is_saved=True, confirmed_at=NOON - DAY + INSTANT)
KNOWN = PayeeFacts(version=2, is_saved=True, confirmed_at=NOON - DAY)


def pay(
    payee: PayeeFacts, amount: str, *, actor: Actor = CUSTOMER, rules: Any = LIMITED, **changed: Any
) -> ApprovedMovement:
    changed.setdefault("receiver", replace(RECEIVER, currency=changed.get("currency", "USD")))
    known = replace(facts(TRANSFER, single_limit_minor=10**15, daily_limit_minor=10**15, balance_minor=10**15,
                          **changed), payee=payee, rules=rules)  # fmt: skip
    return decide(actor, order(TRANSFER, amount), known)


def refusal(payee: PayeeFacts, amount: str, **changed: Any) -> DomainError:
    with pytest.raises(DomainError) as raised:
        pay(payee, amount, **changed)
    return raised.value


@pytest.mark.parametrize("payee", [STRANGER, CONFIRMED])
@pytest.mark.parametrize("actor", [CUSTOMER, STAFF])
def test_a_new_payee_gets_the_limit_and_not_a_cent_more(payee: PayeeFacts, actor: Actor) -> None:
    booked = pay(payee, "10000.00", actor=actor).payee
    assert booked is not None
    assert booked.seen == payee
    assert booked.after == replace(payee, first_paid_at=NOON, paid_while_new_minor=1_000_000)
    assert type(refusal(payee, "10000.01", actor=actor)) is PayeeCoolingOff


def test_payments_to_a_new_payee_add_up() -> None:
    booked = pay(PAID, "6000.00").payee
    assert booked is not None
    assert booked.after == replace(PAID, paid_while_new_minor=1_000_000)
    told = refusal(PAID, "6000.01")
    assert type(told) is PayeeCoolingOff
    assert told.details == {
        "limit": "10000.00",
        "remaining": "6000.00",
        "requested": "6000.01",
        "until": "2026-05-01T12:00:00.000001Z",
    }


def test_whoever_was_never_paid_has_no_moment_yet_from_which_he_is_known() -> None:
    assert refusal(STRANGER, "10000.01").details["until"] is None


@pytest.mark.parametrize(
    "payee",
    [
        KNOWN,
        replace(PAID, first_paid_at=NOON - DAY),
        replace(PAID, is_saved=True, confirmed_at=NOON, first_paid_at=NOON - DAY),
        replace(PAID, is_saved=True, confirmed_at=NOON - DAY, first_paid_at=NOON),
    ],
)
def test_after_the_cooling_off_he_is_known_to_the_instant_and_nothing_is_counted(payee: PayeeFacts) -> None:
    booked = pay(payee, "10000.01").payee
    assert booked is not None
    assert (booked.seen, booked.after) == (payee, None)


def test_a_bank_may_let_a_new_payee_get_anything_or_nothing() -> None:
    booked = pay(STRANGER, "10000.01", rules=replace(LIMITED, new_payee_limit=None)).payee
    assert booked is not None
    assert booked.after is None
    nothing = replace(LIMITED, new_payee_limit=Decimal(0))
    assert type(refusal(STRANGER, "0.01", rules=nothing)) is PayeeCoolingOff


@pytest.mark.parametrize(("currency", "minor"), [("USD", 1_000_050), ("JPY", 10_000), ("KWD", 10_000_500)])
def test_the_limit_of_new_payees_is_in_the_accounts_own_currency(currency: str, minor: int) -> None:
    rules = replace(LIMITED, new_payee_limit=Decimal("10000.50"))
    assert new_payee_limit_minor(rules, Currency.of(currency)) == minor


def test_a_saved_payee_is_paid_only_after_his_name_was_confirmed() -> None:
    assert type(refusal(SAVED, "0.01")) is PayeeNotConfirmed
    assert type(refusal(SAVED, "0.01", actor=STAFF)) is PayeeNotConfirmed


def test_one_s_own_other_account_is_no_payee() -> None:
    movement = pay(SAVED, "10000.01", receiver=replace(RECEIVER, customer_id=SENDER.customer_id))
    assert movement.payee is None


def test_a_payment_may_be_as_high_as_the_customer_lets_it() -> None:
    payee = replace(KNOWN, payment_limit_minor=5_000)
    booked = pay(payee, "50.00").payee
    assert booked is not None
    assert booked.after is None
    told = refusal(payee, "50.01")
    assert type(told) is PayeeLimitExceeded
    assert told.details == {"kind": "payment", "limit": "50.00", "requested": "50.01"}


def test_a_day_s_payments_may_reach_the_customer_s_limit_and_yesterday_s_do_not_count() -> None:
    payee = replace(KNOWN, daily_limit_minor=5_000, paid_on=TODAY, paid_minor=2_000)
    booked = pay(payee, "30.00").payee
    assert booked is not None
    assert booked.after == replace(payee, paid_minor=5_000)
    told = refusal(payee, "30.01")
    assert told.details == {"kind": "daily", "limit": "50.00", "remaining": "30.00", "requested": "30.01"}
    yesterday = replace(payee, paid_on=YESTERDAY)
    booked = pay(yesterday, "50.00").payee
    assert booked is not None
    assert booked.after == replace(payee, paid_minor=5_000)
    assert type(refusal(yesterday, "50.01")) is PayeeLimitExceeded


def test_limits_and_cooling_off_hold_together() -> None:
    payee = replace(CONFIRMED, daily_limit_minor=2_000_000, paid_while_new_minor=999_999)
    booked = pay(payee, "0.01").payee
    assert booked is not None
    assert booked.after == replace(
        payee, first_paid_at=NOON, paid_while_new_minor=1_000_000, paid_on=TODAY, paid_minor=1
    )
    assert type(refusal(payee, "0.02")) is PayeeCoolingOff


OUT = [TransactionType.WITHDRAWAL, TransactionType.TRANSFER, TransactionType.PAYMENT]


def decide_with(
    kind: TransactionType, policy: PinPolicy, *, is_set: bool, actor: Actor = CUSTOMER, **said: Any
) -> object:
    known = replace(facts(kind, customer_id=7), rules=replace(RULES, pin_policy=policy), pin_is_set=is_set)
    return decide(actor, order(kind, **said), known)


@pytest.mark.parametrize("kind", OUT)
@pytest.mark.parametrize(
    ("policy", "is_set", "refused"),
    [
        (PinPolicy.WHEN_SET, False, None),
        (PinPolicy.WHEN_SET, True, PinRequired),
        (PinPolicy.ALWAYS, False, PinNotSet),
        (PinPolicy.ALWAYS, True, PinRequired),
        (PinPolicy.NEVER, False, None),
        (PinPolicy.NEVER, True, None),
    ],
)
def test_a_pin_is_asked_for_as_the_bank_has_it(
    kind: TransactionType, policy: PinPolicy, is_set: bool, refused: type[DomainError] | None
) -> None:
    if refused is None:
        decide_with(kind, policy, is_set=is_set)
    else:
        with pytest.raises(DomainError) as raised:
            decide_with(kind, policy, is_set=is_set)
        assert type(raised.value) is refused
        assert raised.value.code == "pin_required"
    decide_with(kind, policy, is_set=is_set, pin_proven=True)
    decide_with(kind, policy, is_set=is_set, actor=STAFF)


def test_paying_in_needs_no_pin() -> None:
    decide_with(TransactionType.DEPOSIT, PinPolicy.ALWAYS, is_set=True)


def test_whoever_may_not_see_an_account_is_not_asked_for_a_pin_either() -> None:
    known = replace(facts(TRANSFER, customer_id=BEN), pin_is_set=True)
    with pytest.raises(DomainError) as raised:
        decide(CUSTOMER, order(TRANSFER), known)
    assert raised.value.code == "not_found"


@pytest.mark.parametrize("actor", [CUSTOMER, STAFF])
@pytest.mark.parametrize("kind", OUT)
def test_a_running_fixed_deposit_pays_out_by_the_bank_s_hand_alone(
    kind: TransactionType, actor: Actor
) -> None:
    terms: dict[str, Any] = {"account_type": "FIXED_DEPOSIT", "single_limit_minor": 1, "daily_limit_minor": 1}
    running = facts(kind, fee_minor=100, **terms)
    with pytest.raises(TermDepositLocked) as raised:
        decide(actor, order(kind), running)
    assert raised.value.details == {"account_number": SENDER.account_number}
    released = decide(actor, order(kind, releases_term_deposit=True), running)
    assert (released.amount_minor, released.fee_minor) == (10_000, 0)
    assert not released.counts_against_daily_limit


@pytest.mark.parametrize("kind", OUT)
def test_a_matured_deposit_pays_out_like_any_account(kind: TransactionType) -> None:
    movement = decide(CUSTOMER, order(kind), facts(kind, account_type="FIXED_DEPOSIT", status="MATURED"))
    assert movement.counts_against_daily_limit


def test_a_fee_may_be_charged_to_a_running_fixed_deposit() -> None:
    running = facts(TransactionType.FEE, account_type="FIXED_DEPOSIT")
    assert decide(STAFF, order(TransactionType.FEE), running).amount_minor == 10_000
