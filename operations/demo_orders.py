"""What the people of the demonstration have arranged beside their movements: one thing of each kind to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from accounts.contracts import AccountApplication, AccountCard, AccountType, OpeningFunds
from accounts.services import open_account
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, command_actor
from core_banking.kernel.money import Currency
from support.contracts import NewMessage
from support.services import write_to_the_bank
from transactions.contracts import PayeeTerms
from transactions.hold_contracts import HoldCommand
from transactions.services import authorise_hold, confirm_payee, place_standing_order, save_payee
from transactions.standing_order_contracts import StandingOrderCommand

FIXED_DEPOSIT_HUNDREDTHS: Final = 50_000
HOLD_HUNDREDTHS: Final = 6_000
_STANDING_ORDER_HUNDREDTHS: Final = 2_500
_QUESTION: Final = NewMessage(
    name="Rowan Pell",
    email="rowan.pell@bank.example",
    phone="+12025550177",
    subject="Opening hours",
    message="When is the branch in Port Ellery open on Saturdays?",
)


def arrange(actor: Actor, accounts: Mapping[str, AccountCard], begin: dt.datetime) -> None:
    """Let one customer save a payee, order transfers to him, put money away for a year and set some aside.

    `accounts` are those of the story, by their names there; everything was arranged in the weeks after `begin`, so
    that the payee is no new one any more.
    """
    own, friend = accounts["customer"], accounts["priya_raman"]
    assert own.account_number is not None
    assert friend.account_number is not None
    with clock.frozen_at(begin + dt.timedelta(days=5)):
        payee = save_payee(
            actor=actor, account_number=friend.account_number, terms=PayeeTerms(nickname="Priya")
        )
        confirm_payee(actor=actor, beneficiary_id=payee.id)
    with clock.frozen_at(begin + dt.timedelta(days=23)):
        place_standing_order(actor=actor, command=_monthly(own.account_number, friend.account_number, own))
        _put_away(actor, own)
    with clock.frozen_at(begin + dt.timedelta(days=27)):
        authorise_hold(
            actor=actor,
            command=HoldCommand(
                account_number=own.account_number,
                amount=_amount(HOLD_HUNDREDTHS, own),
                description="Deposit of a rented car",
                expires_at=clock.now() + dt.timedelta(days=7),
            ),
        )
        write_to_the_bank(actor=command_actor("load_demo_data"), message=_QUESTION)


def _monthly(sender: str, receiver: str, own: AccountCard) -> StandingOrderCommand:
    in_a_fortnight = clock.business_date() + dt.timedelta(days=14)
    return StandingOrderCommand(
        from_account_number=sender,
        to_account_number=receiver,
        amount=_amount(_STANDING_ORDER_HUNDREDTHS, own),
        description="Share of the allotment",
        start_date=in_a_fortnight,
        rrule="FREQ=MONTHLY",
    )


def _put_away(actor: Actor, own: AccountCard) -> None:
    open_account(
        actor=actor,
        application=AccountApplication(
            account_type=AccountType.FIXED_DEPOSIT,
            nickname="A year's notice",
            funds=OpeningFunds(
                amount=_amount(FIXED_DEPOSIT_HUNDREDTHS, own), from_account_number=own.account_number
            ),
            payout_account_number=own.account_number,
        ),
    )


def _amount(hundredths: int, own: AccountCard) -> Decimal:
    """Return an amount of the story in the account's currency, which may have other decimals."""
    decimals = Decimal(1).scaleb(-Currency.of(own.currency).exponent)
    return Decimal(hundredths).scaleb(-2).quantize(decimals)
