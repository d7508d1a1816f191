"""The sealed chain for its auditors: having it verified, and taking away the proof of one entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from audit import selectors
from audit.chain_events import AuditChainVerified, AuditRowProven
from audit.chain_faults import ChainReport
from audit.contracts import VIEW_AUDIT_TRAIL
from audit.proofs import proof_of
from audit.sealing import HeadMissing, read_head
from audit.sealing_work import checkpoint_path
from audit.verification import CHAIN_CHECK, verify_chain
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotAllowed, NotFound
from ledger.contracts import CheckResult
from ledger.selectors import kept_book_checks


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """What was found now, and what the last verification of the whole chain by the worker found, if there was one."""

    report: ChainReport
    last_full_check: CheckResult | None

    @property
    def next_seq(self) -> int | None:
        """Where to go on; null at the chain's end."""
        report = self.report
        return report.through_seq + 1 if report.through_seq < report.head_seq else None


def verify_audit_chain(*, actor: Actor, from_seq: int | None = None) -> ChainAnswer:
    """Verify AUDIT_ROWS_VERIFIED_AT_ONCE rows of the chain from a seal on, by default those at its end.

    A chain that is not longer is verified whole, and held against the journal. Nothing is locked meanwhile; that it
    was done is recorded after. Raises `NotAllowed`.
    """
    _require_right(actor)
    most = settings.AUDIT_ROWS_VERIFIED_AT_ONCE
    path = checkpoint_path()
    report = verify_chain(
        from_seq=_first_of_the_last(most) if from_seq is None else from_seq,
        most_rows=most,
        outside=path if path is not None and path.exists() else None,
    )
    note_chain_verified(actor=actor, report=report)
    kept = {result.name: result for result in kept_book_checks()}
    return ChainAnswer(report, kept.get(CHAIN_CHECK))


@use_case
def note_chain_verified(*, actor: Actor, report: ChainReport) -> None:
    """Record that somebody had the chain verified, and what was found. Raises `NotAllowed`."""
    _require_right(actor)
    emit(
        AuditChainVerified(
            actor=actor,
            from_seq=report.from_seq,
            through_seq=report.through_seq,
            holds=report.holds,
            first_fault=report.faults[0].sentence if report.faults else "",
        )
    )


@use_case
def prove_audit_row(*, actor: Actor, key: str) -> dict[str, Any]:
    """Return the proof that an entry was sealed, by row number or `LOG…` identifier, and record that it was taken.

    Raises `NotAllowed`, `NotFound` and `AuditRowNotSealed`.
    """
    _require_right(actor)
    found = selectors.entry(key)
    if found is None:
        raise NotFound
    proof = proof_of(found.pk)
    emit(AuditRowProven(actor=actor, log_id=found.log_id, seq=proof["seq"]))
    return proof


def _require_right(actor: Actor) -> None:
    if not actor.may(VIEW_AUDIT_TRAIL):
        raise NotAllowed


def _first_of_the_last(rows: int) -> int:
    try:
        return max(1, read_head().seq - rows + 1)
    except HeadMissing:
        return 1
