"""What binds payments to somebody else's account: pure rules on how payer and payee stand.

A payee is new until the cooling-off time has passed since the payer confirmed or first paid him, whichever came
first. While he is new, all that goes to him together stays within one limit: whoever has talked a customer into a
payment, or taken over his sign-in, cannot empty the account at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from core_banking.kernel import clock
from core_banking.kernel.money import Currency, format_minor
from transactions.contracts import MovementFacts, PayeeBooking, PayeeFacts, PaymentRules
from transactions.errors import PayeeCoolingOff, PayeeLimitExceeded, PayeeNotConfirmed


def check_confirmed(payee: PayeeFacts) -> None:
    """Raise `PayeeNotConfirmed` for a saved payee whose name the customer has not confirmed yet."""
    if payee.is_saved and payee.confirmed_at is None:
        raise PayeeNotConfirmed


def book_payment(facts: MovementFacts, amount_minor: int, currency: Currency) -> PayeeBooking:
    """Return what a payment changes about its payee.

    Raises `PayeeLimitExceeded` for the customer's own limits on him, and `PayeeCoolingOff` while he is new.
    """
    payee = facts.payee
    _check_payment_limit(payee, amount_minor, currency)
    after = payee
    if payee.daily_limit_minor is not None:
        after = _with_days_total(after, facts, amount_minor, currency)
    limit_minor = new_payee_limit_minor(facts.rules, currency)
    if limit_minor is not None and is_new(payee, facts.rules, facts.at):
        after = _with_cooling_off(after, facts, amount_minor, limit_minor, currency)
    return PayeeBooking(seen=payee, after=after if after != payee else None)


def known_from(payee: PayeeFacts, rules: PaymentRules) -> dt.datetime | None:
    """Return the moment from which the payee is not new any more; None while he was neither confirmed nor paid."""
    met = [moment for moment in (payee.confirmed_at, payee.first_paid_at) if moment is not None]
    return min(met) + rules.cooling_off if met else None


def is_new(payee: PayeeFacts, rules: PaymentRules, at: dt.datetime) -> bool:
    """Whether the payee is in his cooling-off time, which ends with the moment `known_from`."""
    known = known_from(payee, rules)
    return known is None or at < known


def new_payee_limit_minor(rules: PaymentRules, currency: Currency) -> int | None:
    """Return what may go to a new payee, in minor units of a currency; None if the operator sets no limit."""
    if rules.new_payee_limit is None:
        return None
    return int(rules.new_payee_limit.scaleb(currency.exponent))


def _check_payment_limit(payee: PayeeFacts, amount_minor: int, currency: Currency) -> None:
    limit_minor = payee.payment_limit_minor
    if limit_minor is not None and amount_minor > limit_minor:
        raise PayeeLimitExceeded(
            kind="payment", limit=_major(limit_minor, currency), requested=_major(amount_minor, currency)
        )


def _with_days_total(
    payee: PayeeFacts, facts: MovementFacts, amount_minor: int, currency: Currency
) -> PayeeFacts:
    assert payee.daily_limit_minor is not None
    paid_minor = payee.paid_on_day_minor(facts.business_date)
    remaining_minor = payee.daily_limit_minor - paid_minor
    if amount_minor > remaining_minor:
        raise PayeeLimitExceeded(
            kind="daily",
            limit=_major(payee.daily_limit_minor, currency),
            remaining=_major(max(0, remaining_minor), currency),
            requested=_major(amount_minor, currency),
        )
    return replace(payee, paid_on=facts.business_date, paid_minor=paid_minor + amount_minor)


def _with_cooling_off(
    payee: PayeeFacts, facts: MovementFacts, amount_minor: int, limit_minor: int, currency: Currency
) -> PayeeFacts:
    remaining_minor = limit_minor - payee.paid_while_new_minor
    if amount_minor > remaining_minor:
        until = known_from(payee, facts.rules)
        raise PayeeCoolingOff(
            limit=_major(limit_minor, currency),
            remaining=_major(max(0, remaining_minor), currency),
            requested=_major(amount_minor, currency),
            until=clock.isoformat_utc(until) if until else None,
        )
    return replace(
        payee,
        first_paid_at=payee.first_paid_at or facts.at,
        paid_while_new_minor=payee.paid_while_new_minor + amount_minor,
    )


def _major(amount_minor: int, currency: Currency) -> str:
    return format_minor(amount_minor, currency.exponent)
