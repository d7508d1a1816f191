"""Which KYC status may follow which: PENDING → APPROVED or REJECTED, REJECTED → PENDING by asking again.

An approved customer can be rejected later, which suspends his banking. From there the way back leads through
PENDING like from any rejection: a second look is always a look, never a switch.
"""

from __future__ import annotations

from typing import Final

from users.contracts import KycStatus

FOLLOWERS: Final[dict[KycStatus, frozenset[KycStatus]]] = {
    KycStatus.PENDING: frozenset({KycStatus.APPROVED, KycStatus.REJECTED}),
    KycStatus.APPROVED: frozenset({KycStatus.REJECTED}),
    KycStatus.REJECTED: frozenset({KycStatus.PENDING}),
}

_WHY_NOT: Final[dict[tuple[KycStatus, KycStatus], str]] = {
    (KycStatus.PENDING, KycStatus.PENDING): "This customer is waiting for a review already.",
    (KycStatus.APPROVED, KycStatus.APPROVED): "This customer is approved already.",
    (KycStatus.REJECTED, KycStatus.REJECTED): "This customer is rejected already.",
    (
        KycStatus.APPROVED,
        KycStatus.PENDING,
    ): "An approved customer is not reviewed again; reject him to suspend him.",
    (
        KycStatus.REJECTED,
        KycStatus.APPROVED,
    ): "A rejected customer is reviewed again after he has resubmitted.",
}


def why_not(present: KycStatus, wanted: KycStatus) -> str | None:
    """Return why `wanted` cannot follow `present`, as a sentence for a person, or None if it can."""
    return None if wanted in FOLLOWERS[present] else _WHY_NOT[present, wanted]
