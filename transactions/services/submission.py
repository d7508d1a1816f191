"""How money moves. `submit_transaction` reads from top to bottom as its own documentation."""

from __future__ import annotations

from dataclasses import replace

from core_banking.kernel import ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import (
    RetryUseCase,
    attempt_number,
    emit,
    keep_refusal,
    make_dry_run,
    use_case,
    within_use_case,
)
from core_banking.kernel.errors import DomainError, ErrorCategory, InvalidInput
from core_banking.kernel.events import UseCaseRefused
from core_banking.kernel.idempotency import Answer, IdempotencyClaim, answer_of, store_answer
from core_banking.kernel.statements import engine
from fraud.contracts import Origin, Verdict
from fraud.errors import FraudBlocked
from transactions.contracts import (
    SUBMIT_ANY,
    TYPES_WITH_SENDER,
    ApprovedMovement,
    MovementCommand,
    PartyFacts,
    PartyView,
    TransactionCard,
    TransactionStatus,
)
from transactions.decision import decide
from transactions.entry_templates import entry_lines
from transactions.posting import MovementOrder, PostedMovement, post_movement
from transactions.reading import Reading, read_movement
from transactions.screening import ScoredMovement
from transactions.selectors import only_account_number_of
from transactions.services.announcements import announcement_of
from transactions.services.held_payments import hold_payment
from transactions.services.scoring import keep_attempt, score, score_or_refuse

Claim = IdempotencyClaim[TransactionCard]


@use_case
def submit_transaction(
    *, actor: Actor, command: MovementCommand, claim: Claim | None = None
) -> TransactionCard | Answer:
    """Move money once: read, decide, post, announce.

    Returns the transaction, or the first `Answer` word for word when the claim's key was already used for the
    same request. Raises the refusals of `transactions.decision`, `NotSignedIn` for a session that has ended,
    `IdempotencyKeyReused`, `IdempotencyKeyExpired`, `IdempotencyInProgress`, and `Unavailable` under lasting
    contention. With a claim, a business refusal (422) is final: it is stored under the key, with its audit row,
    and then raised.

    What fraud scoring holds is returned as `HELD`, its money set aside until staff decides. Raises `FraudBlocked` for
    what it blocks, and `ScreeningFailed` if it cannot be scored.
    """
    if command.dry_run:
        make_dry_run()
    command = _with_own_account_number(actor, command)
    reading = read_movement(actor, command, claim)
    if claim is not None and reading.stored_answer is not None:
        stored = reading.stored_answer
        answer = answer_of(claim, stored.fingerprint, stored.http_status, stored.answer)
        make_dry_run()  # nothing is to be written: the first request did it all
        return answer
    _refuse_without_own_account(command)
    try:
        movement = decide(actor, command, reading.facts)
    except DomainError as refusal:
        return _refuse(actor, claim, refusal)
    scored = score(actor=actor, command=command, movement=movement, reading=reading)
    verdict = scored.screening.verdict if scored is not None else Verdict.ALLOW
    order = _order(actor, command, movement, claim, reading, scored)
    if scored is None or verdict is Verdict.ALLOW:
        return _post_and_announce(actor, order, claim)
    if verdict is Verdict.HOLD:
        return _hold(actor, order, scored, claim)
    return _block(actor, command, scored, claim)


@within_use_case
def carry_out(*, actor: Actor, command: MovementCommand, origin: Origin | None = None) -> TransactionCard:
    """Move money inside a use case that has its own claim on being run once: read, decide, post, announce.

    For what was ordered earlier or in bulk (a standing order, a hold, a deposit that matures). Raises the refusals of
    `transactions.decision` and leaves nothing behind then; on PostgreSQL a refusal by the ledger itself aborts the
    transaction, so whoever goes on after a refusal opens a savepoint.

    What was ordered so is not held: raises `OrderedMovementBlocked` for what fraud scoring would hold or block, and
    `ScreeningFailed`. `origin` says by which hand it comes, where it is not asked for directly.
    """
    reading = read_movement(actor, command, None)
    movement = decide(actor, command, reading.facts)
    scored = score_or_refuse(actor=actor, command=command, movement=movement, reading=reading, origin=origin)
    return _post_and_announce(actor, _order(actor, command, movement, None, reading, scored), None)


def _post_and_announce(actor: Actor, order: MovementOrder, claim: Claim | None) -> TransactionCard:
    posted = post_movement(order)
    card = _card(actor, order, posted)
    if claim is not None:
        store_answer(claim, claim.render_outcome(card))
    emit(announcement_of(actor, card, customer_user_id=order.movement.holder_id, on_behalf=order.on_behalf))
    return card


def _hold(actor: Actor, order: MovementOrder, scored: ScoredMovement, claim: Claim | None) -> TransactionCard:
    """Set the money of a payment aside until staff has looked at it: a good answer, kept under its key."""
    if engine() == "postgresql" and attempt_number() == 1:
        raise RetryUseCase  # once more under the locks, so that what is held is what stands then
    card = hold_payment(actor=actor, order=order, scored=scored)
    if claim is not None:
        store_answer(claim, claim.render_outcome(card))
    return card


def _block(
    actor: Actor, command: MovementCommand, scored: ScoredMovement, claim: Claim | None
) -> TransactionCard:
    """Refuse, and keep why for staff, with or without a key."""
    refusal = FraudBlocked()
    if command.dry_run:
        raise refusal
    keep_attempt(actor=actor, scored=scored)
    return _keep_refusal(actor, claim, refusal, scored.request.customer_user_id)


def _with_own_account_number(actor: Actor, command: MovementCommand) -> MovementCommand:
    """Fill in the number that a customer with exactly one account may leave out."""
    if not command.use_only_account:
        return command
    number = only_account_number_of(actor.user_id) if actor.user_id is not None else None
    if command.transaction_type in TYPES_WITH_SENDER:
        return replace(command, from_account_number=number)
    return replace(command, to_account_number=number)


def _refuse_without_own_account(command: MovementCommand) -> None:
    """Ask for the account that was left out. Only now: a repeated request is answered as the first one was,
    though its customer has opened a second account since, and a sign-in that has ended comes before it.
    """
    has_sender = command.transaction_type in TYPES_WITH_SENDER
    number = command.from_account_number if has_sender else command.to_account_number
    if command.use_only_account and number is None:
        raise InvalidInput({"account_number": ["Say which account: you do not have exactly one."]})


def _refuse(actor: Actor, claim: Claim | None, refusal: DomainError) -> TransactionCard:
    """Leave a final refusal under its key, together with its audit row; raise any other as it is."""
    if claim is None or refusal.category is not ErrorCategory.REFUSED:
        raise refusal
    return _keep_refusal(actor, claim, refusal)


def _keep_refusal(
    actor: Actor, claim: Claim | None, refusal: DomainError, subject_user_id: int | None = None
) -> TransactionCard:
    if claim is not None:
        store_answer(claim, claim.render_refusal(refusal))
    emit(
        UseCaseRefused(
            actor=actor,
            use_case="transactions.submit_transaction",
            code=refusal.code,
            sentence=refusal.sentence,
            subject_user_id=subject_user_id,
        )
    )
    keep_refusal(refusal)
    return None  # type: ignore[return-value]  # the kernel raises the refusal once it is committed


def _order(
    actor: Actor,
    command: MovementCommand,
    movement: ApprovedMovement,
    claim: Claim | None,
    reading: Reading,
    scored: ScoredMovement | None,
) -> MovementOrder:
    own_side = movement.sender or movement.receiver
    assert own_side is not None
    return MovementOrder(
        transaction_id=ids.transaction_id(),
        command=command,
        movement=movement,
        lines=entry_lines(command.transaction_type, movement),
        initiated_by=actor.user_id,
        on_behalf=own_side.customer_id != actor.user_id,
        business_date=reading.facts.business_date,
        requested_at=reading.at,
        idempotency_principal_id=claim.principal_id if claim else None,
        idempotency_key=claim.key if claim else None,
        scored=scored,
    )


def _card(actor: Actor, order: MovementOrder, posted: PostedMovement) -> TransactionCard:
    command, movement = order.command, order.movement
    return TransactionCard(
        id=posted.row_id,
        transaction_id=order.transaction_id,
        transaction_type=command.transaction_type.value,
        status=TransactionStatus.COMPLETED.value,
        amount_minor=movement.amount_minor,
        fee_minor=movement.fee_minor,
        currency=movement.currency,
        from_account=_party_view(actor, movement.sender, posted.from_balance_minor),
        to_account=_party_view(actor, movement.receiver, posted.to_balance_minor),
        description=command.description,
        payee_name=command.payee_name,
        reference=command.reference,
        category=command.category,
        transaction_date=order.requested_at,
        processed_date=posted.processed_at,
        business_date=posted.business_date,
        on_behalf=order.on_behalf,
        initiated_by=actor.username if actor.may(SUBMIT_ANY) and actor.user_id is not None else None,
    )


def _party_view(actor: Actor, party: PartyFacts | None, balance_minor: int | None) -> PartyView | None:
    if party is None:
        return None
    may_see = actor.may(SUBMIT_ANY) or party.customer_id == actor.user_id
    return PartyView(party.account_number, balance_minor if may_see else None)
