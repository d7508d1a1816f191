"""The work on a bulk transfer: safe to repeat, and to be killed anywhere.

Best effort is committed chunk by chunk; all-or-nothing is one transaction. Whoever works on a bulk transfer holds it
until his transaction ends, so two workers never decide on one line. What is still to be done is told by the lines:
those that are PENDING. And each line carries the identifier of its transaction, which is unique in the book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db import connection

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.db import emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.jobs import job
from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.statements import engine
from ledger.services import ChartRole, bank_account_id
from notifications.services import notify
from transactions.bulk_contracts import (
    CHUNK_LINES,
    UNFINISHED,
    BulkLine,
    BulkLineStatus,
    BulkMode,
    BulkStatus,
    BulkTransferCard,
    LineRefusal,
)
from transactions.bulk_decision import DecidedChunk, decide_lines
from transactions.bulk_posting import BulkRun, keep_refusals, post_lines, posting_ahead
from transactions.bulk_progress import Report, progress_told
from transactions.bulk_reading import lock_parties, next_lines, read_chunk
from transactions.bulk_scores import keep_scores
from transactions.contracts import PartyFacts
from transactions.events import BulkLinesPosted, BulkTransferChanged
from transactions.models import BulkTransfer, BulkTransferLine
from transactions.screening import ScoredMovement
from transactions.selectors.bulk import card_of_bulk_transfer
from transactions.services.bulk_scoring import ChunkScoring, keep_blocked_lines
from users.selectors import permissions_of, person_card

_HOLD: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


class _NotAll(Exception):
    """Leaves the one transaction of an all-or-nothing bulk transfer: nothing of it stays, and these lines are why."""

    def __init__(self, refused: Sequence[LineRefusal], blocked: Sequence[ScoredMovement]) -> None:
        super().__init__("some lines were refused")
        self.refused, self.blocked = refused, blocked


@job
def run_bulk_transfer(bulk_transfer_id: int) -> None:
    """Do what is still to be done for a bulk transfer; nothing if it is finished, or somebody else is at it."""
    actor = _orderer(bulk_transfer_id)
    mode = begin_bulk_transfer(actor=actor, bulk_transfer_id=bulk_transfer_id)
    if mode is BulkMode.BEST_EFFORT:
        done: int | None = 0
        while done is not None:
            done = post_next_bulk_lines(actor=actor, bulk_transfer_id=bulk_transfer_id, after=done)
    elif mode is BulkMode.ALL_OR_NOTHING:
        try:
            with progress_told(bulk_transfer_id) as report:
                post_all_bulk_lines(actor=actor, bulk_transfer_id=bulk_transfer_id, report=report)
        except _NotAll as outcome:
            reject_bulk_transfer(
                actor=actor,
                bulk_transfer_id=bulk_transfer_id,
                refused=outcome.refused,
                blocked=outcome.blocked,
            )


@use_case
def begin_bulk_transfer(*, actor: Actor, bulk_transfer_id: int) -> BulkMode | None:
    """Say that work begins, or begins again; return the mode, or None if there is nothing to do here."""
    transfer = held(bulk_transfer_id)
    if transfer is None:
        return None
    now = clock.now()
    transfer.status, transfer.runs, transfer.progressed_at = BulkStatus.RUNNING.value, transfer.runs + 1, now
    transfer.started_at = transfer.started_at or now
    if transfer.mode == BulkMode.ALL_OR_NOTHING:
        transfer.processed_count = 0  # what an earlier run told of was taken back with its transaction
    transfer.save(update_fields=["status", "runs", "progressed_at", "started_at", "processed_count"])
    emit(change_of(actor, transfer))
    return BulkMode(transfer.mode)


@use_case
def post_next_bulk_lines(*, actor: Actor, bulk_transfer_id: int, after: int) -> int | None:
    """Decide on and post the next lines beyond the number `after`; return the last one's number.

    None when there are no more, and the bulk transfer is finished; or when somebody else is at it.
    """
    transfer = held(bulk_transfer_id)
    if transfer is None:
        return None
    lines = next_lines(transfer.pk, after, CHUNK_LINES)
    if lines:
        _lock(transfer, lines[0].number, lines[-1].number)
        decided = _carry_out(actor, transfer, lines)
        keep_blocked_lines(actor=actor, blocked=decided.blocked)
    if len(lines) < CHUNK_LINES:
        finish(actor, transfer, BulkStatus.COMPLETED)
        return None
    transfer.save()
    return lines[-1].number


@use_case
def post_all_bulk_lines(*, actor: Actor, bulk_transfer_id: int, report: Report) -> None:
    """Post every line, or none: raises, with every refused line, what takes the whole transaction back."""
    transfer = held(bulk_transfer_id)
    if transfer is None:
        return
    refused, blocked = _carry_out_all(actor, transfer, report)
    if refused:
        raise _NotAll(refused, blocked)
    finish(actor, transfer, BulkStatus.COMPLETED)


@use_case
def reject_bulk_transfer(
    *,
    actor: Actor,
    bulk_transfer_id: int,
    refused: Sequence[LineRefusal],
    blocked: Sequence[ScoredMovement] = (),
) -> None:
    """Keep that an all-or-nothing bulk transfer came to nothing, and with each refused line why."""
    transfer = held(bulk_transfer_id)
    if transfer is None:
        return
    keep_refusals(transfer.pk, refused)
    keep_blocked_lines(actor=actor, blocked=blocked)
    transfer.refused_count, transfer.processed_count = len(refused), transfer.total_count
    finish(actor, transfer, BulkStatus.REJECTED)


def rehearse_lines(actor: Actor, transfer: BulkTransfer) -> BulkTransferCard:
    """Carry out a whole order inside the running dry run; return what it would come to, with what it would refuse."""
    transfer.status = BulkStatus.RUNNING.value
    refused, _ = _carry_out_all(actor, transfer, lambda processed: None)
    if transfer.mode == BulkMode.ALL_OR_NOTHING and refused:
        transfer.status = BulkStatus.REJECTED.value
        transfer.succeeded_count = transfer.succeeded_minor = transfer.fees_minor = 0
    else:
        transfer.status = BulkStatus.COMPLETED.value
    return card_of_bulk_transfer(transfer, tuple(refused))


def _carry_out_all(
    actor: Actor, transfer: BulkTransfer, report: Report
) -> tuple[list[LineRefusal], list[ScoredMovement]]:
    """Post chunk after chunk in the open transaction, every lock taken first.

    Returns what was refused, and the scores of what was refused for them.
    """
    refused: list[LineRefusal] = []
    blocked: list[ScoredMovement] = []
    _lock(transfer, 1, transfer.total_count)
    after = 0
    while lines := next_lines(transfer.pk, after, CHUNK_LINES):
        decided = _carry_out(actor, transfer, lines)
        refused.extend(decided.refused)
        blocked.extend(decided.blocked)
        after = lines[-1].number
        report(transfer.processed_count)
    return refused, blocked


@within_use_case
def held(bulk_transfer_id: int, *, stalled_before: dt.datetime | None = None) -> BulkTransfer | None:
    """Hold an unfinished bulk transfer until the transaction ends; None, and nothing is to be written, otherwise.

    With `stalled_before` only one that has made no progress since then.

    By a lock of its own and not by its row: an all-or-nothing one tells its progress there meanwhile.
    """
    if engine() == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [f"bulk transfer {bulk_transfer_id}"])
            (is_mine,) = cursor.fetchone()
    else:
        is_mine = True  # SQLite has one writer, and it is this one
    transfer = (
        BulkTransfer.objects.filter(pk=bulk_transfer_id, status__in=UNFINISHED).first() if is_mine else None
    )
    if transfer is None:
        make_dry_run()
    return transfer


def _orderer(bulk_transfer_id: int) -> Actor:
    """Return who ordered a bulk transfer, with the rights he holds now, as the actor of what is posted for him."""
    transfer = BulkTransfer.objects.get(pk=bulk_transfer_id)
    assert transfer.initiated_by_id is not None
    person = person_card(transfer.initiated_by_id)
    return Actor(
        user_id=person.id,
        username=transfer.username,
        customer_id=person.customer_id,
        permissions=permissions_of(person.id) if person.is_active else frozenset(),
        ip_address=transfer.ip_address,
        user_agent=transfer.user_agent,
        request_id=transfer.request_id,
        channel=Channel.API,
    )


def _lock(transfer: BulkTransfer, first: int, last: int) -> None:
    lock_parties(
        customer_id=transfer.from_customer_id,
        account_id=transfer.from_account_id,
        bulk_transfer_id=transfer.pk,
        first=first,
        last=last,
    )


def _carry_out(actor: Actor, transfer: BulkTransfer, lines: Sequence[BulkLine]) -> DecidedChunk:
    """Decide on lines, under the locks that the caller has taken, and post what is approved."""
    facts = read_chunk(
        customer_id=transfer.from_customer_id,
        account_id=transfer.from_account_id,
        bulk_transfer_id=transfer.pk,
        lines=lines,
    )
    sender = facts.base.sender
    assert sender is not None
    run = BulkRun(
        bulk_transfer_id=transfer.pk,
        sender=sender,
        initiated_by=transfer.initiated_by_id,
        on_behalf=transfer.on_behalf,
    )
    # Remembered before, since what asks the database in the block waits for all that was sent.
    bank_account_id(ChartRole.FEE_INCOME, transfer.currency)
    scoring = ChunkScoring(actor, facts)
    decided = decide_lines(actor, facts, lines, pin_proven=transfer.pin_proven, scoring=scoring)
    state = scoring.state if decided.approved else ""
    with posting_ahead():
        post_lines(run, facts, decided)
        keep_scores(decided, state)
        emit(_posted(actor, transfer, sender, decided) if decided.approved else change_of(actor, transfer))
    _add_up(transfer, decided)
    return decided


def _posted(
    actor: Actor, transfer: BulkTransfer, sender: PartyFacts, decided: DecidedChunk
) -> BulkLinesPosted:
    exponent = Currency.of(transfer.currency).exponent
    return BulkLinesPosted(
        actor=actor,
        bulk_transfer_id=transfer.pk,
        lines=[
            (
                each.line.transaction_id,
                format_minor(each.line.amount_minor, exponent),
                each.line.to_account_number,
            )
            for each in decided.approved
        ],
        fee=format_minor(decided.approved[0].fee_minor, exponent),
        currency=transfer.currency,
        from_account_number=sender.account_number,
        customer_user_id=transfer.from_customer_id,
        on_behalf=transfer.on_behalf,
    )


def _add_up(transfer: BulkTransfer, decided: DecidedChunk) -> None:
    """Add a chunk to the counts and sums of its order."""
    transfer.succeeded_count += len(decided.approved)
    transfer.refused_count += len(decided.refused)
    transfer.processed_count += len(decided.approved) + len(decided.refused)
    transfer.succeeded_minor += sum(each.line.amount_minor for each in decided.approved)
    transfer.fees_minor += sum(each.fee_minor for each in decided.approved)
    transfer.progressed_at = clock.now()


@within_use_case
def finish(actor: Actor, transfer: BulkTransfer, status: BulkStatus) -> None:
    """End a bulk transfer, and tell the customer."""
    transfer.status, transfer.finished_at = status.value, clock.now()
    transfer.save()
    if status is not BulkStatus.COMPLETED:
        BulkTransferLine.objects.filter(
            bulk_transfer_id=transfer.pk, status=BulkLineStatus.PENDING.value
        ).update(status=BulkLineStatus.NOT_POSTED.value)
    emit(change_of(actor, transfer))
    notify(
        actor=actor,
        user_id=transfer.from_customer_id,
        kind="BULK_TRANSFER",
        title=f"Bulk transfer {status.value.lower()}",
        body=f"{transfer.succeeded_count} of {transfer.total_count} transfers were made,"
        f" {transfer.refused_count} were refused.",
        data={"bulk_transfer_id": transfer.pk, "status": status.value},
    )


def change_of(actor: Actor, transfer: BulkTransfer) -> BulkTransferChanged:
    """Return where a bulk transfer stands as an event."""
    exponent = Currency.of(transfer.currency).exponent
    return BulkTransferChanged(
        actor=actor,
        bulk_transfer_id=transfer.pk,
        customer_user_id=transfer.from_customer_id,
        status=transfer.status,
        succeeded_count=transfer.succeeded_count,
        refused_count=transfer.refused_count,
        runs=transfer.runs,
        succeeded=format_minor(transfer.succeeded_minor, exponent),
        fees=format_minor(transfer.fees_minor, exponent),
        currency=transfer.currency,
    )
