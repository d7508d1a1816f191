"""May this movement be made? Pure rules on frozen facts: no database, no clock, no request.

The order of the checks is the order in which a caller learns of them: first what he may see at all, then
who he is, then the state of the accounts, then the limits, then the money.
"""

from __future__ import annotations

from typing import Final

from accounts.contracts import AccountStatus, AccountType
from accounts.errors import PotMovesByGoal, TermNotRunning
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.money import MAX_AMOUNT_MINOR, Currency, InvalidAmount, format_minor, minor_of
from ledger.errors import BalanceTooLarge, InsufficientFunds
from transactions.contracts import (
    ORDERABLE_TYPES,
    OUTGOING_TYPES,
    STAFF_ONLY_TYPES,
    SUBMIT_ANY,
    SUBMIT_OWN,
    TYPES_WITH_RECEIVER,
    TYPES_WITH_SENDER,
    ApprovedMovement,
    MovementCommand,
    MovementFacts,
    PartyFacts,
    PayeeBooking,
    PinPolicy,
    TransactionType,
)
from transactions.errors import (
    AccountNotActive,
    AmountInOtherCurrency,
    CurrencyMismatch,
    DailyLimitExceeded,
    KycRequiredToTransact,
    SameAccount,
    SingleLimitExceeded,
    TermDepositFunded,
    TermDepositLocked,
    UnknownAccount,
)
from transactions.payees import book_payment, check_confirmed
from users.errors import PinNotSet, PinRequired

_KYC_APPROVED = "APPROVED"
PAYING_OUT: Final = frozenset({AccountStatus.ACTIVE, AccountStatus.MATURED})
"""The states in which money may leave an account."""
FUNDING_TYPES: Final = frozenset({TransactionType.DEPOSIT, TransactionType.TRANSFER})
"""What funds a fixed deposit, once; interest is paid on it as often as it comes."""


def decide(
    actor: Actor, command: MovementCommand, facts: MovementFacts, *, amount_minor: int | None = None
) -> ApprovedMovement:
    """Return the movement with its amounts in minor units, or raise the refusal the caller is to read.

    `amount_minor` is the amount in minor units of the account's currency where it was read before; `command.amount`
    then counts for nothing.
    """
    kind = command.transaction_type
    if kind not in ORDERABLE_TYPES:
        raise NotAllowed
    own_side = facts.sender if kind in TYPES_WITH_SENDER else facts.receiver
    is_staff = _acts_as_staff(actor, own_side)
    _check_right(actor, kind, is_staff=is_staff)
    if own_side is None or not (is_staff or own_side.customer_id == actor.user_id):
        raise NotFound("There is no such account of yours." if not is_staff else "There is no such account.")
    _check_pots(actor, command, facts, is_staff=is_staff)
    if kind not in STAFF_ONLY_TYPES and (own_side.kyc_status != _KYC_APPROVED or own_side.is_suspended):
        raise KycRequiredToTransact
    if kind in OUTGOING_TYPES and not is_staff:
        _check_pin(command, facts)
    if kind is TransactionType.TRANSFER:
        _check_pair(facts.sender, facts.receiver)
        _check_not_into_own_pocket(actor, facts.receiver, is_staff=is_staff)
    if amount_minor is None:
        amount_minor = _amount_in_currency(command, own_side.currency)
    sender = facts.sender if kind in TYPES_WITH_SENDER else None
    receiver = facts.receiver if kind in TYPES_WITH_RECEIVER else None
    _check_states(sender, receiver, command, knows_all_of=None if is_staff else actor.user_id)
    # What the bank pays out of a fixed deposit, or a goal puts aside, is nothing that the customer takes out.
    outgoing = kind in OUTGOING_TYPES and not command.stays_with_its_owner
    if outgoing or (kind is TransactionType.DEPOSIT and not is_staff):
        _check_single_limit(own_side, amount_minor)
    if outgoing:
        _check_daily_limit(own_side, facts, amount_minor)
    payee = _check_payee(sender, receiver, facts, amount_minor)
    fee_minor = facts.fee_minor if outgoing else 0
    _check_money(sender, receiver, amount_minor, fee_minor)
    funds_deposit = _funds_deposit(kind, receiver)
    return ApprovedMovement(
        amount_minor, fee_minor, own_side.currency, sender, receiver, outgoing, payee, funds_deposit
    )


def decide_release(
    command: MovementCommand, facts: MovementFacts, *, amount_minor: int, fee_minor: int
) -> ApprovedMovement:
    """Return a payment that was held as it is to be made now, or raise what speaks against it.

    Who the customer is, the states of the accounts and the money are looked at again; it kept the limits when it was
    ordered and has counted against them since.
    """
    kind = command.transaction_type
    sender = facts.sender if kind in TYPES_WITH_SENDER else None
    receiver = facts.receiver if kind in TYPES_WITH_RECEIVER else None
    own_side = sender or receiver
    assert own_side is not None, "a held payment has lost its account"
    if own_side.kyc_status != _KYC_APPROVED or own_side.is_suspended:
        raise AccountNotActive(account_number=own_side.account_number, kyc_status=own_side.kyc_status)
    _check_states(sender, receiver, command, knows_all_of=None)
    _check_money(sender, receiver, amount_minor, fee_minor)
    return ApprovedMovement(
        amount_minor,
        fee_minor,
        own_side.currency,
        sender,
        receiver,
        counts_against_daily_limit=False,
        funds_term_deposit=_funds_deposit(kind, receiver),
    )


def _acts_as_staff(actor: Actor, own_side: PartyFacts | None) -> bool:
    """Whether the right over customers' money applies: never to one's own, where staff is a customer like any."""
    return actor.may(SUBMIT_ANY) and (own_side is None or own_side.customer_id != actor.user_id)


def _check_right(actor: Actor, kind: TransactionType, *, is_staff: bool) -> None:
    if is_staff:
        return
    if kind in STAFF_ONLY_TYPES or not actor.may(SUBMIT_OWN):
        raise NotAllowed


def _check_pots(actor: Actor, command: MovementCommand, facts: MovementFacts, *, is_staff: bool) -> None:
    """Leave pots to their goals; that a stranger's number is a pot's is not the payer's business."""
    if command.moves_pot:
        return
    for party in (facts.sender, facts.receiver):
        if party is None or party.account_type != AccountType.POT:
            continue
        if is_staff or party.customer_id == actor.user_id:
            raise PotMovesByGoal(account_number=party.account_number)
        raise UnknownAccount


def _check_pin(command: MovementCommand, facts: MovementFacts) -> None:
    """Ask the customer for his PIN where he has one, or where the bank wants everybody to have one."""
    policy = facts.rules.pin_policy
    if command.pin_proven or policy is PinPolicy.NEVER:
        return
    if facts.pin_is_set:
        raise PinRequired
    if policy is PinPolicy.ALWAYS:
        raise PinNotSet


def _check_pair(sender: PartyFacts | None, receiver: PartyFacts | None) -> None:
    if receiver is None:
        raise UnknownAccount
    if sender is not None and sender.account_id == receiver.account_id:
        raise SameAccount
    if sender is not None and sender.currency != receiver.currency:
        raise CurrencyMismatch


def _check_not_into_own_pocket(actor: Actor, receiver: PartyFacts | None, *, is_staff: bool) -> None:
    if is_staff and receiver is not None and receiver.customer_id == actor.user_id:
        raise NotAllowed("Nobody moves a customer's money into an account of his own.")


def _amount_in_currency(command: MovementCommand, currency: str) -> int:
    if command.currency not in {None, currency}:
        raise AmountInOtherCurrency(currency=currency)
    try:
        return minor_of(command.amount, Currency.of(currency).exponent)
    except InvalidAmount as error:
        raise InvalidInput({"amount": [str(error)]}) from error


def _check_states(
    sender: PartyFacts | None,
    receiver: PartyFacts | None,
    command: MovementCommand,
    *,
    knows_all_of: int | None,
) -> None:
    """Let money out of an account that is active or has matured, and into one that is active.

    Out of a running fixed deposit it goes by the bank's own hand alone. `knows_all_of` is the customer who may know
    the state of his accounts only; None for staff, who may know that of all.
    """
    if sender is not None:
        if sender.is_suspended or sender.status not in PAYING_OUT:
            raise _not_active(sender, knows_all_of)
        is_running_deposit = _is_deposit(sender) and sender.status == AccountStatus.ACTIVE
        takes_out = command.transaction_type in OUTGOING_TYPES and not command.releases_term_deposit
        if is_running_deposit and takes_out:
            raise TermDepositLocked(account_number=sender.account_number)
    if receiver is not None:
        if receiver.is_suspended or receiver.status != AccountStatus.ACTIVE:
            raise _not_active(receiver, knows_all_of)
        if _funds_deposit(command.transaction_type, receiver) and receiver.balance_minor:
            raise TermDepositFunded
        if _is_deposit(receiver) and command.transaction_type is TransactionType.INTEREST:
            _check_term_bears_interest(receiver)


def _check_term_bears_interest(deposit: PartyFacts) -> None:
    """Pay no interest into a deposit that is still to be funded: it would pass for its principal, without a term."""
    if not deposit.balance_minor:
        raise TermNotRunning(status=deposit.status)


def _funds_deposit(kind: TransactionType, receiver: PartyFacts | None) -> bool:
    return receiver is not None and _is_deposit(receiver) and kind in FUNDING_TYPES


def _is_deposit(party: PartyFacts) -> bool:
    return party.account_type == AccountType.FIXED_DEPOSIT


def _not_active(party: PartyFacts, knows_all_of: int | None) -> AccountNotActive:
    # That a stranger's account is frozen or closed is not the payer's business.
    may_know_why = knows_all_of is None or party.customer_id == knows_all_of
    why = {"status": party.status} if may_know_why else {}
    return AccountNotActive(account_number=party.account_number, **why)


def _check_payee(
    sender: PartyFacts | None, receiver: PartyFacts | None, facts: MovementFacts, amount_minor: int
) -> PayeeBooking | None:
    """Return what a payment to somebody else changes about its payee; one's own other accounts are no payees."""
    if sender is None or receiver is None or sender.customer_id == receiver.customer_id:
        return None
    check_confirmed(facts.payee)
    return book_payment(facts, amount_minor, Currency.of(sender.currency))


def _check_single_limit(party: PartyFacts, amount_minor: int) -> None:
    if amount_minor > party.single_limit_minor:
        raise SingleLimitExceeded(
            limit=_major(party, party.single_limit_minor), requested=_major(party, amount_minor)
        )


def _check_daily_limit(party: PartyFacts, facts: MovementFacts, amount_minor: int) -> None:
    remaining_minor = party.daily_limit_minor - party.spent_on_day_minor(facts.business_date)
    if amount_minor > remaining_minor:
        raise DailyLimitExceeded(
            limit=_major(party, party.daily_limit_minor),
            remaining=_major(party, max(0, remaining_minor)),
            requested=_major(party, amount_minor),
        )


def _check_funds(party: PartyFacts, total_minor: int) -> None:
    if total_minor > party.available_minor:
        raise InsufficientFunds(
            available=_major(party, party.available_minor),
            requested=_major(party, min(total_minor, MAX_AMOUNT_MINOR)),
        )


def _check_money(
    sender: PartyFacts | None, receiver: PartyFacts | None, amount_minor: int, fee_minor: int
) -> None:
    if sender is not None:
        _check_funds(sender, amount_minor + fee_minor)
    if receiver is not None:
        _check_room(receiver, amount_minor)


def _check_room(party: PartyFacts, amount_minor: int) -> None:
    if party.balance_minor + amount_minor > MAX_AMOUNT_MINOR:
        raise BalanceTooLarge


def _major(party: PartyFacts, amount_minor: int) -> str:
    return format_minor(amount_minor, Currency.of(party.currency).exponent)
