"""Which KYC status may follow which: the whole table."""

from __future__ import annotations

import pytest

from kyc.review_rules import why_not
from users.contracts import KycStatus

PENDING, APPROVED, REJECTED = KycStatus.PENDING, KycStatus.APPROVED, KycStatus.REJECTED
ALLOWED = {(PENDING, APPROVED), (PENDING, REJECTED), (APPROVED, REJECTED), (REJECTED, PENDING)}


@pytest.mark.parametrize("present", KycStatus)
@pytest.mark.parametrize("wanted", KycStatus)
def test_a_status_follows_only_where_the_table_says_so(present: KycStatus, wanted: KycStatus):
    reason = why_not(present, wanted)

    assert (reason is None) == ((present, wanted) in ALLOWED)
    if reason is not None:
        assert reason.endswith(".")
