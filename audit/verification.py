"""The sealed chain proven from its rows: everything is computed again, and the first thing wrong is named.

It finds a row that was changed, deleted, put in or put elsewhere; a seal that was changed or is gone; a head or a
checkpoint that was edited; a tail that was cut off; and, by the checkpoints kept outside, a chain that was made anew
with every key in hand. Rows are read in pieces of one moment of the database, so memory stays flat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.db import connection

from audit.chain_faults import MOST_NAMED_FAULTS, ChainFault, ChainReport, Fault
from audit.chain_links import Links
from audit.chain_waiting import Waiting, faults_of_waiting, lateness, waiting_rows
from audit.checkpoint_checks import OutsideCheckpoints, faults_of_checkpoints
from audit.checkpoint_file import problem_of_file
from audit.checkpoints import Checkpoint, kept_checkpoints
from audit.coverage import faults_of_coverage
from audit.sealing import Head, HeadMissing, read_head
from audit.sealing_work import checkpoint_path
from core_banking.kernel.db import reading_snapshot

CHAIN_CHECK: Final = "audit_chain"
"""The name under which the books' health keeps what a verification of the whole chain found."""
_LAST_SEAL: Final = "SELECT seq, mac, audit_log_id FROM audit_auditseal ORDER BY seq DESC LIMIT 1"


def verify_chain(
    *,
    from_seq: int = 1,
    most_rows: int | None = None,
    outside: Path | None = None,
    with_journal: bool = True,
) -> ChainReport:
    """Verify the chain from a seal on, at most so many rows of it, and return what was found.

    `outside` is the file of checkpoints; without one nobody can tell a chain that was cut or made anew by somebody
    who holds all keys. `with_journal` also holds the trail against the journal, entry by entry and back.
    Raises `OSError` for a file that cannot be read.
    """
    # Read before the database's moment: what it says must be there.
    file = None if outside is None else OutsideCheckpoints.of(outside, from_seq)
    with reading_snapshot():
        kept = kept_checkpoints(from_seq)
        return _verified(Links(from_seq, most_rows, kept), kept, file, with_journal=with_journal)


def _verified(
    links: Links, kept: Sequence[Checkpoint], file: OutsideCheckpoints | None, *, with_journal: bool
) -> ChainReport:
    faults = links.verify()
    head, head_faults = _head_and_its_faults()
    faults += head_faults
    if head is not None:
        faults += faults_of_waiting(head, links.from_seq)
    if file is not None:
        faults += file.faults
    faults += faults_of_checkpoints(kept, file, links.last_seq, links.from_seq)
    report = ChainReport(
        from_seq=links.from_seq,
        through_seq=links.through_seq,
        head_seq=head.seq if head else links.last_seq,
        rows=links.rows,
        waiting_rows=waiting_rows(head).count if head else 0,
        checkpoints=links.checkpoints,
        outside_checkpoints=file.count if file else None,
        faults=(),
    )
    if with_journal and report.is_complete:
        faults += faults_of_coverage()
    return replace(report, faults=in_order(faults))


def in_order(faults: Sequence[ChainFault]) -> tuple[ChainFault, ...]:
    """Return the faults in the order of the chain, those without a place last, cut to what anybody reads."""
    ordered = sorted(faults, key=lambda fault: (fault.seq is None, fault.seq or 0))
    return tuple(ordered[:MOST_NAMED_FAULTS])


def chain_problems() -> list[str]:
    """Return what is wrong with the whole chain as sentences, without what lies outside; of the caller's moment."""
    kept = kept_checkpoints()
    report = _verified(Links(1, None, kept), kept, None, with_journal=False)
    return [fault.sentence for fault in report.faults if fault.kind is not Fault.SEALING_IS_LATE]


def sealing_problems() -> list[str]:
    """Return whether rows wait too long for their seal or have no chain to go to, and whether the file outside ends in
    another chain; a look into an index, and one at the end of the file.
    """
    try:
        late = lateness()
    except HeadMissing as error:
        late = str(error)
    path = checkpoint_path()
    return [found for found in (late, problem_of_file(path) if path is not None else "") if found]


def waiting_for_seals() -> Waiting:
    """Return how many rows wait for their seal, and for how long; none where the chain has lost its head."""
    try:
        return waiting_rows()
    except HeadMissing:
        return Waiting(0, 0.0)


def _head_and_its_faults() -> tuple[Head | None, list[ChainFault]]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST_SEAL)
        last = cursor.fetchone()
    seq, mac, audit_log_id = (last[0], bytes(last[1]), last[2]) if last else (0, bytes(32), 0)
    try:
        head = read_head()
    except HeadMissing:
        return None, [ChainFault(Fault.HEAD_MISSING, "The head of the chain is gone.")]
    if head.seq > seq:
        sentence = f"The head says that the chain reaches seal {head.seq}; it ends at {seq}."
        return head, [ChainFault(Fault.TAIL_CUT, sentence, seq + 1)]
    if (head.seq, head.mac) != (seq, mac) or (head.after_id == 0 and head.audit_log_id != audit_log_id):
        sentence = f"The head of the chain (at {head.seq}) does not say what its last seal ({seq}) says."
        return head, [ChainFault(Fault.HEAD_CHANGED, sentence, head.seq or None)]
    return head, []
