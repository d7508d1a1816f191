"""What scoring found in the demonstration: a false alarm, an account taken over, and a payment that waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.conf import settings

from accounts.contracts import AccountCard
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.money import Currency
from fraud.contracts import Disposition
from fraud.errors import FraudBlocked
from fraud.selectors.alerts import visible_alerts
from fraud.services import resolve_alert
from transactions.contracts import MovementCommand, TransactionCard, TransactionStatus, TransactionType
from transactions.services import submit_transaction
from users.services import record_failed_sign_in, record_wrong_pin, sign_in


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody orders from: addresses for documentation, and invented devices."""

    ip_address: str
    user_agent: str

    def of(self, actor: Actor) -> Actor:
        """Return somebody as he acts from here."""
        return replace(actor, ip_address=self.ip_address, user_agent=self.user_agent)


_HOME: Final = _Place("192.0.2.24", "Lighthouse Bank App/3.2 (phone)")
_ABROAD: Final = _Place("198.51.100.8", "Lighthouse Bank App/3.2 (tablet)")
_ELSEWHERE: Final = _Place("203.0.113.77", "curl/8.5.0")
_NOBODY: Final = Actor(username="")


def at_home(actor: Actor) -> Actor:
    """Return a customer as he usually acts, so that another device is seen to be another."""
    return _HOME.of(actor)


def tell(
    people: Mapping[str, Actor], clerk: Actor, accounts: Mapping[str, AccountCard], begin: dt.datetime
) -> None:
    """Let three things happen in the last days of the story; in a bank whose rules only watch, none of them would.

    `people` and `accounts` go by their names in the story.
    """
    if settings.FRAUD_SHIPPED_RULES != "ON":
        return
    day = begin + dt.timedelta(days=26)
    with clock.frozen_at(day):
        _pay_from_abroad(people["tomas_lindqvist"], clerk, accounts["tomas_lindqvist"])
    with clock.frozen_at(_night_after(day)):
        _take_over(people["priya_raman"], accounts["priya_raman"])
    with clock.frozen_at(day + dt.timedelta(hours=30)):
        _wait_for_staff(people["customer"], accounts["customer"])


def _night_after(day: dt.datetime) -> dt.datetime:
    """Return two in the morning of the next day, by the bank's clocks."""
    tomorrow = clock.business_date(day) + dt.timedelta(days=1)
    return clock.start_of_business_date(tomorrow) + dt.timedelta(hours=2)


def _pay_from_abroad(actor: Actor, clerk: Actor, account: AccountCard) -> None:
    """A forgotten PIN, a borrowed tablet and a dear holiday: suspicious, and harmless."""
    abroad = _ABROAD.of(actor)
    for attempts_left in (4, 3):
        record_wrong_pin(actor=abroad, attempts_left=attempts_left)
    made = _pay(abroad, account, 210_000, "Fjord Lodge", "Two weeks in a cabin")
    if made is None or made.status != TransactionStatus.HELD:
        return
    alert = visible_alerts(clerk).get(transaction_id=made.transaction_id)
    resolve_alert(
        actor=clerk,
        key=alert.alert_id,
        disposition=Disposition.FALSE_POSITIVE,
        note="Called back on the number we have: he is on holiday and had forgotten his PIN.",
    )


def _take_over(actor: Actor, account: AccountCard) -> None:
    """Somebody guesses a password at night, gets in, and sends away what there is."""
    assert actor.user_id is not None
    thief = _ELSEWHERE.of(_NOBODY)
    for _ in range(6):
        record_failed_sign_in(actor=thief, user_id=actor.user_id, reason="wrong_password")
    sign_in(actor=thief, name=actor.username, password=settings.DEMO_PASSWORD)
    _pay(_ELSEWHERE.of(actor), account, 280_000, "Quick Coin Exchange", "Invoice")


def _wait_for_staff(actor: Actor, account: AccountCard) -> None:
    """A payment that nobody has looked at yet."""
    abroad = _ABROAD.of(actor)
    for attempts_left in (4, 3, 2):
        record_wrong_pin(actor=abroad, attempts_left=attempts_left)
    _pay(abroad, account, 100_000, "Summit Invest", "First instalment")


def _pay(
    actor: Actor, account: AccountCard, hundredths: int, payee_name: str, description: str
) -> TransactionCard | None:
    """Order a payment and return it, None if scoring refused it. The story is told in hundredths."""
    decimals = Decimal(1).scaleb(-Currency.of(account.currency).exponent)
    command = MovementCommand(
        transaction_type=TransactionType.PAYMENT,
        amount=Decimal(hundredths).scaleb(-2).quantize(decimals),
        from_account_number=account.account_number,
        payee_name=payee_name,
        description=description,
    )
    try:
        made = submit_transaction(actor=actor, command=command)
    except FraudBlocked:
        return None
    assert isinstance(made, TransactionCard)
    return made
