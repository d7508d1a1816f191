"""Reads of accounts: who may see which, and what they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import F, Q, QuerySet

from accounts.contracts import (
    BOUND_TYPES,
    MANAGE_ANY_ACCOUNT,
    AccountCard,
    AccountStatus,
    AccountType,
    AccountWithBalance,
    InterestPostingPeriod,
    MaturityInstruction,
    PastOrPresentBalance,
    TermCard,
)
from accounts.models import Account, TermDeposit
from accounts.selectors.interest import owed_by_account
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.day_count import DayCount
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from ledger.selectors import balance_at, balances_of, end_of_day_balances


def account_card(account_id: int) -> AccountCard | None:
    """Return an account by its row number, whoever asks; None if there is none."""
    return _card_or_none(_accounts().filter(pk=account_id))


def account_cards(account_ids: Collection[int]) -> dict[int, AccountCard]:
    """Return accounts by their row numbers, in order of these, whoever asks; those that there are."""
    rows = _accounts().filter(pk__in=account_ids).order_by("id")
    return {account.pk: card_of_account(account) for account in rows}


def account_by_number(account_number: str) -> AccountCard | None:
    """Return an account by the number it was given at activation, whoever asks; None if there is none."""
    return _card_or_none(_accounts().filter(account_number=account_number))


def accounts_of(user_id: int) -> list[AccountCard]:
    """Return all accounts that one person has opened, closed ones included, oldest first; not the pots of his goals."""
    rows = _accounts().filter(customer_id=user_id).exclude(account_type=AccountType.POT).order_by("id")
    return [card_of_account(account) for account in rows]


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    """Return the accounts somebody may see: his own, or with the right to manage any account, all.

    Raises `NotAllowed` for people who are neither customers nor hold that right.
    """
    if actor.may(MANAGE_ANY_ACCOUNT):
        return _accounts().order_by("id")
    if actor.user_id is None or actor.customer_id is None:
        raise NotAllowed
    return _accounts().filter(customer_id=actor.user_id).order_by("id")


def listed_accounts(actor: Actor) -> QuerySet[Account]:
    """Return those of `visible_accounts` that somebody has opened: pots are shown with their goals."""
    return visible_accounts(actor).exclude(account_type=AccountType.POT)


def account_for(actor: Actor, account_id: int) -> AccountWithBalance:
    """Return one account with its balance. Raises `NotFound` if it is not there or not the caller's, `NotAllowed`."""
    account = visible_accounts(actor).filter(pk=account_id).first()
    if account is None:
        raise NotFound
    return with_balances([account])[0]


def with_balances(accounts: Iterable[Account]) -> list[AccountWithBalance]:
    """Return accounts with their balances and the interest they are owed; each of it takes one query together."""
    cards = [card_of_account(account) for account in accounts]
    balances = balances_of(card.ledger_account_id for card in cards)
    owed = owed_by_account([card.id for card in cards])
    return [
        AccountWithBalance(card, balances[card.ledger_account_id], owed.get(card.id, 0)) for card in cards
    ]


def account_with_balance(account_id: int) -> AccountWithBalance:
    """Return an account that is known to be there, with its balance, whoever asks."""
    return with_balances([_accounts().get(pk=account_id)])[0]


def balance_for(actor: Actor, account_id: int, at: dt.date | dt.datetime | None) -> PastOrPresentBalance:
    """Return what an account holds now, or held at a past instant or at the end of a past business date.

    What was available in the past is not known: minimum balance and holds are kept as they are now. Raises
    `InvalidInput` for a moment that has not come, and what `account_for` raises.
    """
    account = account_for(actor, account_id)
    present = clock.now()
    if at is None:
        facts = account.balance
        return PastOrPresentBalance(account.card, present, facts.balance_minor, facts.available_minor)
    moment, book = _moment_asked_for(at, present), account.card.ledger_account_id
    # A business date need not end when the clock's does: what it holds is said by the date of the entries.
    held_minor = (
        balance_at(book, moment)
        if isinstance(at, dt.datetime)
        else end_of_day_balances([book], at).get(book, 0)
    )
    return PastOrPresentBalance(account.card, moment, held_minor, None)


def customer_of_books(ledger_accounts: Collection[int]) -> int | None:
    """Return the row number of the customer whose account one of these ledger accounts is; of several the oldest's."""
    held = Account.objects.filter(ledger_account_id__in=ledger_accounts).order_by("pk")
    return held.values_list("customer_id", flat=True).first()


def accounts_in_use_since_before(instant: dt.datetime, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return active accounts that were opened, and woken if they ever slept, before an instant; none bound."""
    awake = Account.objects.filter(
        Q(reactivated_at__isnull=True) | Q(reactivated_at__lt=instant),
        status=AccountStatus.ACTIVE,
        activated_at__lt=instant,
        pk__gt=after_id,
    ).exclude(account_type__in=BOUND_TYPES)
    return list(awake.order_by("pk").values_list("pk", flat=True)[:limit])


def card_of_account(account: Account) -> AccountCard:
    """Return an account row as a frozen card; the row comes from one of this module's queries."""
    return AccountCard(
        id=account.pk,
        customer_id=account.customer_id,
        customer_reference=vars(account)["customer_reference"],
        product_id=account.product_id,
        product_code=account.product.code,
        account_type=AccountType(account.account_type),
        account_number=account.account_number,
        nickname=account.nickname,
        currency=account.currency,
        status=AccountStatus(account.status),
        status_reason=account.status_reason,
        ledger_account_id=account.ledger_account_id,
        minimum_balance_minor=account.minimum_balance_minor,
        single_limit_minor=account.single_limit_minor,
        daily_limit_minor=account.daily_limit_minor,
        annual_rate_ppm=account.annual_rate_ppm,
        created_at=account.created_at,
        activated_at=account.activated_at,
        closed_at=account.closed_at,
        reactivated_at=account.reactivated_at,
        term=card_of_term(account),
        day_count=DayCount(account.day_count),
        interest_posting=InterestPostingPeriod(account.interest_posting),
    )


def card_of_term(account: Account) -> TermCard | None:
    """Return the present term of a fixed deposit; None for other accounts."""
    term: TermDeposit | None = getattr(account, "term_deposit", None)
    if term is None:
        return None
    return TermCard(
        account_id=account.pk,
        term_months=term.term_months,
        annual_rate_ppm=term.annual_rate_ppm,
        penalty_ppm=term.penalty_ppm,
        maturity_instruction=MaturityInstruction(term.maturity_instruction),
        payout_account_id=term.payout_account_id,
        payout_account_number=term.payout_account.account_number if term.payout_account else None,
        started_on=term.started_on,
        maturity_date=term.maturity_date,
        principal_minor=term.principal_minor,
    )


def _moment_asked_for(at: dt.date | dt.datetime, present: dt.datetime) -> dt.datetime:
    if isinstance(at, dt.datetime):
        if at > present:
            raise InvalidInput({"at": ["This moment has not come yet."]})
        return at
    # The business date may be ahead of the clock (a tester's time machine) or behind it (a close that is late).
    if at > max(clock.business_date(present), clock.business_date()):
        raise InvalidInput({"at": ["This day has not come yet."]})
    end_of_day = clock.start_of_business_date(at + dt.timedelta(days=1)) - dt.timedelta(microseconds=1)
    return min(end_of_day, present)


def _accounts() -> QuerySet[Account]:
    rows = Account.objects.select_related("product", "term_deposit__payout_account")
    return rows.annotate(customer_reference=F("customer__customer_id"))


def _card_or_none(accounts: QuerySet[Account]) -> AccountCard | None:
    account = accounts.first()
    return card_of_account(account) if account else None
