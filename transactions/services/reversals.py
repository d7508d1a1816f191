"""Taking a movement back: a new movement that mirrors it, once, and above an amount with four eyes.

The posting call's locks are taken in its order before anything is looked at: the money row of the customer who pays
back, then the balances by id, then the request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings

from accounts.contracts import AccountCard, AccountStatus, AccountType
from accounts.selectors import account_card
from accounts.services import lock_money_holder
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.once import once_for_key
from ledger.contracts import BalanceFacts, PostedEntry
from ledger.errors import InsufficientFunds
from ledger.services import lock_balances, reverse_entry
from notifications.services import notify, notify_holders
from transactions.contracts import OUTGOING_TYPES, REVERSE, TransactionStatus, TransactionType
from transactions.errors import AccountNotActive, AlreadyReversed, ReversalDecided, ReversalPending
from transactions.events import ReversalDecidedUpon, ReversalRequested, TransactionReversed
from transactions.models import Reversal, ReversalRequest, Transaction
from transactions.posting import take_off_days_total
from transactions.reversal_contracts import (
    ReversalFacts,
    ReversalParty,
    ReversalRequestCard,
    ReversalRequestStatus,
    ReversedMovement,
)
from transactions.reversal_decision import (
    check_funds,
    check_may_reverse,
    check_takes_no_part,
    needs_four_eyes,
)
from transactions.selectors.movements import card_of
from transactions.selectors.reversals import movement_to_reverse, reversal_request_card

Ordered = ReversedMovement | ReversalRequestCard


@use_case
def reverse_transaction(
    *,
    actor: Actor,
    key: str,
    reason: str,
    claim: IdempotencyClaim[Ordered] | None = None,
    dry_run: bool = False,
) -> Ordered | Answer:
    """Take a movement back by a new one that mirrors it, fee included; the original stays as it was.

    Above `REVERSAL_FOUR_EYES_ABOVE` it only leaves a request, which another member of staff approves. `key` is the
    movement's number or identifier. Raises `NotFound`, `InvalidInput` without a reason, `ReversalPending`, the
    refusals of `transactions.reversal_decision`, and `BalanceTooLarge`.
    """
    if dry_run:
        make_dry_run()

    def deed() -> Ordered:
        return _order(actor, key, reason)

    return once_for_key(actor=actor, claim=claim, name="transactions.reverse_transaction", deed=deed)


@use_case
def approve_reversal(
    *,
    actor: Actor,
    request_id: int,
    note: str = "",
    claim: IdempotencyClaim[ReversalRequestCard] | None = None,
    dry_run: bool = False,
) -> ReversalRequestCard | Answer:
    """Make the reversal that another member of staff asked for.

    Raises `NotFound`, `NotAllowed` for who asked for it, `ReversalDecided`, and the refusals of
    `transactions.reversal_decision`; after a refusal for want of funds the request still waits.
    """
    if dry_run:
        make_dry_run()

    def deed() -> ReversalRequestCard:
        request, facts = _open_request(actor, request_id)
        check_may_reverse(actor, facts)
        check_funds(facts)
        _decide(actor, request, ReversalRequestStatus.APPROVED, note)
        _post(actor, request.transaction, facts, request.reason, request)
        return reversal_request_card(actor, request_id)

    return once_for_key(actor=actor, claim=claim, name="transactions.approve_reversal", deed=deed)


@use_case
def reject_reversal(*, actor: Actor, request_id: int, note: str) -> ReversalRequestCard:
    """Turn a request for a reversal down, with a note that says why: never of one's own transaction.

    Raises `NotFound`, `NotAllowed`, `ReversalDecided`, and `InvalidInput` without a note.
    """
    request, facts = _open_request(actor, request_id)
    check_takes_no_part(actor, facts)
    if not note.strip():
        raise InvalidInput({"note": ["Say why."]})
    _decide(actor, request, ReversalRequestStatus.REJECTED, note)
    return reversal_request_card(actor, request_id)


@within_use_case
def mirror_movement(
    actor: Actor, original: Transaction, account_id: int, reason: str
) -> tuple[Transaction, PostedEntry, AccountCard]:
    """Take back a movement of the bank's on one account; whoever calls has seen to rights and four eyes.

    Raises `AlreadyReversed`, `AccountNotActive` for a closed account, `InsufficientFunds` and `BalanceTooLarge`.
    """
    facts = _facts_under_locks(original)
    party = facts.payer or facts.receiver
    assert party is not None
    assert party.account.id == account_id
    if facts.reversed_by is not None:
        raise AlreadyReversed(reversed_by=facts.reversed_by)
    if party.account.status is AccountStatus.CLOSED:
        raise AccountNotActive(account_number=party.account.account_number, status=party.account.status.value)
    back_minor = facts.amount_minor - facts.fee_minor
    if facts.payer is not None and back_minor > facts.payer.balance.available_minor:
        raise InsufficientFunds(
            available=_major(facts.payer.balance.available_minor, facts.currency),
            requested=_major(back_minor, facts.currency),
        )
    row, posted = _post(actor, original, facts, reason, None)
    return row, posted, party.account


def _order(actor: Actor, key: str, reason: str) -> Ordered:
    if not actor.may(REVERSE):
        raise NotAllowed
    if not reason.strip():
        raise InvalidInput({"reason": ["Give a reason."]})
    original = movement_to_reverse(key)
    facts = _facts_under_locks(original)
    check_may_reverse(actor, facts)
    waiting = ReversalRequest.objects.filter(
        transaction=original, status=ReversalRequestStatus.PENDING.value
    ).first()
    if waiting is not None:
        raise ReversalPending(request_id=waiting.pk)
    if needs_four_eyes(facts, settings.REVERSAL_FOUR_EYES_ABOVE):
        return _request(actor, original, reason.strip())
    check_funds(facts)
    reversal, _ = _post(actor, original, facts, reason.strip(), None)
    return ReversedMovement(card_of(actor, reversal), original.transaction_id, reason.strip())


def _facts_under_locks(original: Transaction) -> ReversalFacts:
    """Take the locks of both accounts, then look at them and at what became of the movement."""
    payer = account_card(original.to_account_id) if original.to_account_id else None
    receiver = account_card(original.from_account_id) if original.from_account_id else None
    holder = payer or receiver
    assert holder is not None
    lock_money_holder(holder.customer_id)
    balances = lock_balances(party.ledger_account_id for party in (payer, receiver) if party is not None)
    undone = Reversal.objects.select_related("reversal").filter(original=original).first()
    return ReversalFacts(
        transaction_id=original.transaction_id,
        transaction_type=original.transaction_type,
        status=original.status,
        amount_minor=original.amount_minor,
        fee_minor=original.fee_minor,
        currency=original.currency,
        initiated_by=original.initiated_by_id,
        payer=_party(original.to_account_id, balances),
        receiver=_party(original.from_account_id, balances),
        reversed_by=undone.reversal.transaction_id if undone else None,
    )


def _party(account_id: int | None, balances: dict[int, BalanceFacts]) -> ReversalParty | None:
    """Return a side as it is now that its balance is locked: a change of status takes the same lock."""
    account = account_card(account_id) if account_id is not None else None
    return ReversalParty(account, balances[account.ledger_account_id]) if account else None


def _request(actor: Actor, original: Transaction, reason: str) -> ReversalRequestCard:
    if actor.user_id is None:
        raise NotAllowed("A reversal of this amount is asked for by a person.")
    request = ReversalRequest.objects.create(
        transaction=original, reason=reason, requested_by_id=actor.user_id, requested_at=clock.now()
    )
    amount = _major(original.amount_minor, original.currency)
    emit(
        ReversalRequested(
            actor=actor,
            request_id=request.pk,
            transaction_id=original.transaction_id,
            reason=reason,
            amount=amount,
            currency=original.currency,
            customer_user_id=_customer_of(original),
        )
    )
    notify_holders(
        actor=actor,
        permission=REVERSE,
        kind="REVERSAL_REQUESTED",
        title=f"A reversal of {amount} {original.currency} waits for approval",
        body=f"Transaction {original.transaction_id}. Another member of staff than who asked for it decides.",
        data={"request_id": request.pk, "transaction_id": original.transaction_id},
    )
    return reversal_request_card(actor, request.pk)


def _open_request(actor: Actor, request_id: int) -> tuple[ReversalRequest, ReversalFacts]:
    """Return a request that waits, and its movement, under the locks. Refuses who asked for it himself."""
    if not actor.may(REVERSE):
        raise NotAllowed
    requests = ReversalRequest.objects.select_related("transaction__from_account", "transaction__to_account")
    request = requests.filter(pk=request_id).first()
    if request is None:
        raise NotFound("There is no such request.")
    if actor.user_id is None or request.requested_by_id == actor.user_id:
        raise NotAllowed("Another member of staff than who asked for it decides.")
    facts = _facts_under_locks(request.transaction)
    request.status = (
        ReversalRequest.objects.select_for_update(no_key=True)
        .values_list("status", flat=True)
        .get(pk=request_id)
    )
    if request.status != ReversalRequestStatus.PENDING:
        raise ReversalDecided(status=request.status)
    return request, facts


def _decide(actor: Actor, request: ReversalRequest, status: ReversalRequestStatus, note: str) -> None:
    request.status, request.note = status.value, note.strip()
    request.decided_by_id, request.decided_at = actor.user_id, clock.now()
    request.save(update_fields=["status", "note", "decided_by", "decided_at"])
    emit(
        ReversalDecidedUpon(
            actor=actor,
            request_id=request.pk,
            transaction_id=request.transaction.transaction_id,
            status=status.value,
            note=request.note,
            customer_user_id=_customer_of(request.transaction),
        )
    )


def _post(
    actor: Actor, original: Transaction, facts: ReversalFacts, reason: str, request: ReversalRequest | None
) -> tuple[Transaction, PostedEntry]:
    """Post the mirror of a movement's entry, record it, and give back what it took of the day's limit."""
    now = clock.now()
    assert original.journal_entry_id is not None
    transaction_id, description = ids.transaction_id(), f"Reversal of {original.transaction_id}"
    posted = reverse_entry(
        entry_id=original.journal_entry_id,
        reference=transaction_id,
        description=description,
        business_date=clock.business_date(),
        posted_at=now,
    )
    ordered_by = request.requested_by_id if request else actor.user_id
    row = Transaction.objects.create(
        transaction_id=transaction_id,
        transaction_type=TransactionType.REVERSAL.value,
        status=TransactionStatus.COMPLETED.value,
        amount_minor=original.amount_minor,
        fee_minor=original.fee_minor,
        currency=original.currency,
        from_account=original.to_account,
        to_account=original.from_account,
        from_customer_id=original.to_customer_id,
        to_customer_id=original.from_customer_id,
        from_balance_after_minor=_balance_after(facts.payer, posted.balances_minor),
        to_balance_after_minor=_balance_after(facts.receiver, posted.balances_minor),
        description=description,
        reference=original.transaction_id,
        initiated_by_id=ordered_by,
        on_behalf=True,
        journal_entry_id=posted.entry_id,
        business_date=posted.business_date,
        transaction_date=now,
        processed_date=posted.posted_at,
    )
    Reversal.objects.create(
        reversal=row,
        original=original,
        reason=reason,
        request=request,
        ordered_by_id=ordered_by,
        approved_by_id=actor.user_id if request else None,
    )
    _give_back_to_the_day(original, posted.business_date)
    _announce(actor, row, original, reason, request)
    return row, posted


def _give_back_to_the_day(original: Transaction, business_date: dt.date) -> None:
    """Take a movement off the day's total it was counted in; what went out on another day went out on that day."""
    if original.transaction_type not in OUTGOING_TYPES or original.business_date != business_date:
        return
    sides = (original.from_account, original.to_account)
    if any(side is not None and side.account_type == AccountType.POT for side in sides):
        return  # it was never counted
    assert original.from_account_id is not None
    take_off_days_total(original.from_account_id, original.amount_minor, business_date)


def _announce(
    actor: Actor, row: Transaction, original: Transaction, reason: str, request: ReversalRequest | None
) -> None:
    emit(
        TransactionReversed(
            actor=actor,
            transaction_id=row.transaction_id,
            reverses=original.transaction_id,
            reason=reason,
            amount=_major(row.amount_minor, row.currency),
            fee=_major(row.fee_minor, row.currency),
            currency=row.currency,
            from_account_number=row.from_account.account_number if row.from_account else None,
            to_account_number=row.to_account.account_number if row.to_account else None,
            customer_user_id=_customer_of(original),
            ordered_by=row.initiated_by_id,
            approved_by=actor.user_id if request else None,
        )
    )
    # What was done, not why: the reason may be an investigation's.
    parties = {original.from_customer_id, original.to_customer_id}
    for customer_id in sorted(party for party in parties if party is not None):
        notify(
            actor=actor,
            user_id=customer_id,
            kind="TRANSACTION_REVERSED",
            title=f"Transaction {original.transaction_id} was reversed",
            body="The bank has taken it back. Ask the bank if you have questions.",
            data={"transaction_id": row.transaction_id, "reverses": original.transaction_id},
        )


def _balance_after(party: ReversalParty | None, balances_minor: Mapping[int, int]) -> int | None:
    return balances_minor[party.account.ledger_account_id] if party else None


def _customer_of(original: Transaction) -> int:
    customer_id = original.from_customer_id or original.to_customer_id
    assert customer_id is not None
    return customer_id


def _major(amount_minor: int, currency: str) -> str:
    return format_minor(amount_minor, Currency.of(currency).exponent)
