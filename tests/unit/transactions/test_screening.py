"""What fraud scoring is told of a movement: by whose hand, from where, to whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from core_banking.kernel.actors import Actor
from fraud.contracts import Origin, PersonSignals, ProfileRow
from tests.unit.transactions.test_decision import CUSTOMER, NOON, RECEIVER, RULES, SENDER, STAFF, TODAY
from transactions.behaviour import Behaviour
from transactions.contracts import (
    ApprovedMovement,
    MovementCommand,
    MovementFacts,
    PayeeFacts,
    TransactionType,
)
from transactions.screening import (
    counterparty_of,
    device_digest,
    is_received_from_another,
    is_screened,
    network_digest,
    origin_of,
    screening_request,
)

OWN, OTHER = ProfileRow(version=3, state="own"), ProfileRow(version=8, state="other")
BEHAVIOUR = Behaviour(OWN, OTHER, PersonSignals(failed_pins=2), 7)
FACTS = MovementFacts(
    sender=SENDER,
    receiver=RECEIVER,
    fee_minor=100,
    business_date=TODAY,
    at=NOON,
    rules=RULES,
    pin_is_set=False,
    payee=PayeeFacts(is_saved=True),
)
AT_HOME = replace(CUSTOMER, user_agent="Bank/3.1 (Android 15)", ip_address="203.0.113.9")


def command(kind: str, **fields: str) -> MovementCommand:
    return MovementCommand(transaction_type=TransactionType(kind), amount=Decimal(5), **fields)  # type: ignore[arg-type]


def moved(sender: bool = True, receiver: bool = True) -> ApprovedMovement:
    return ApprovedMovement(
        500, 100, "USD", SENDER if sender else None, RECEIVER if receiver else None, sender
    )


def test_a_transfer_is_told_with_both_sides() -> None:
    spent = replace(SENDER, spent_on=TODAY, spent_minor=900)
    movement = replace(moved(), sender=spent)
    asked = screening_request(AT_HOME, command("TRANSFER"), movement, FACTS, BEHAVIOUR)
    assert (asked.origin, asked.movement, asked.amount_minor) == (Origin.CUSTOMER, "TRANSFER", 500)
    assert (asked.account_id, asked.customer_user_id) == (SENDER.account_id, SENDER.customer_id)
    assert (asked.other_account_id, asked.other_customer_user_id) == (2, RECEIVER.customer_id)
    assert asked.counterparty == "account:2"
    assert (asked.own, asked.other) == (OWN, OTHER)
    assert (asked.spent_today_minor, asked.available_minor, asked.payee_is_saved) == (900, 2_000_000, True)
    assert (asked.signals.failed_pins, asked.book_version, asked.at) == (2, 7, NOON)


def test_a_deposit_s_own_side_is_its_receiver() -> None:
    receiver = replace(RECEIVER, customer_id=SENDER.customer_id)
    movement = replace(moved(sender=False), receiver=receiver)
    asked = screening_request(AT_HOME, command("DEPOSIT"), movement, FACTS, BEHAVIOUR)
    assert (asked.account_id, asked.own, asked.other, asked.other_account_id) == (2, OTHER, None, None)
    assert (asked.counterparty, asked.origin) == ("", Origin.CUSTOMER)
    assert not is_received_from_another(movement)


@pytest.mark.parametrize(
    ("actor", "origin", "expected"),
    [
        (AT_HOME, None, Origin.CUSTOMER),
        (STAFF, None, Origin.STAFF),
        (Actor(), None, Origin.STAFF),
        (AT_HOME, Origin.STANDING_ORDER, Origin.STANDING_ORDER),
    ],
)
def test_whose_hand_it_is(actor: Actor, origin: Origin | None, expected: Origin) -> None:
    asked = screening_request(actor, command("TRANSFER"), moved(), FACTS, BEHAVIOUR, origin)
    assert asked.origin is expected
    assert origin_of(CUSTOMER, SENDER.customer_id) is Origin.CUSTOMER


def test_device_and_network_are_the_customer_s_own_and_no_one_can_read_them() -> None:
    mine = screening_request(AT_HOME, command("TRANSFER"), moved(), FACTS, BEHAVIOUR)
    assert (mine.device, mine.network) == (device_digest(AT_HOME.user_agent), network_digest("203.0.113.200"))
    assert len(mine.device) == len(mine.network) == 16
    assert int(mine.device, 16) >= 0
    clerk = replace(STAFF, user_agent="Bank/3.1 (Android 15)", ip_address="203.0.113.9")
    theirs = screening_request(clerk, command("TRANSFER"), moved(), FACTS, BEHAVIOUR)
    assert (theirs.device, theirs.network) == ("", "")


@pytest.mark.parametrize(
    ("address", "same_as", "same"),
    [
        ("203.0.113.9", "203.0.113.255", True),
        ("203.0.113.9", "203.0.114.9", False),
        ("2001:db8:1:2::9", "2001:db8:1:ffff::1", True),
        ("2001:db8:1:2::9", "2001:db8:2:2::9", False),
    ],
)
def test_a_network_is_a_24_or_a_48(address: str, same_as: str, same: bool) -> None:
    assert (network_digest(address) == network_digest(same_as)) is same


@pytest.mark.parametrize("nothing", [None, "", "no address"])
def test_nobody_s_network_is_none(nothing: str | None) -> None:
    assert (network_digest(nothing), device_digest("")) == ("", "")


def test_a_biller_is_known_by_his_name_however_it_is_written() -> None:
    kind = TransactionType.PAYMENT
    name = counterparty_of(kind, moved(receiver=False), "City  Power ")
    assert name == counterparty_of(kind, moved(receiver=False), "CITY power")
    assert name.startswith("name:")
    assert "city" not in name
    assert counterparty_of(TransactionType.WITHDRAWAL, moved(receiver=False), "") == ""


@pytest.mark.parametrize(
    ("kind", "releases", "screened"),
    [("TRANSFER", False, True), ("DEPOSIT", False, True), ("TRANSFER", True, False), ("FEE", False, False)],
)
def test_the_bank_s_own_movements_are_not_scored(kind: str, releases: bool, screened: bool) -> None:
    assert is_screened(replace(command(kind), releases_term_deposit=releases)) is screened


def test_what_goes_between_one_s_own_accounts_is_received_from_nobody() -> None:
    own = replace(moved(), receiver=replace(RECEIVER, customer_id=SENDER.customer_id))
    assert is_received_from_another(moved())
    assert not is_received_from_another(own)
    assert NOON.tzinfo is dt.UTC
