"""Every row of the trail gets its place in the chain, once, in the order of the commits."""

from __future__ import annotations

import pytest

from audit.chain_models import AuditSeal
from audit.sealing import BATCH, read_head
from core_banking.kernel.statements import engine
from tests.builders.audit import leave_entry
from tests.builders.audit_chain import many_rows, seal_everything

pytestmark = pytest.mark.django_db


def test_rows_are_sealed_in_order_and_without_a_gap() -> None:
    rows = [leave_entry(target=f"TXN{number}") for number in range(5)]

    seal_everything()

    assert list(AuditSeal.objects.order_by("seq").values_list("seq", "audit_log_id")) == [
        (number, row.pk) for number, row in enumerate(rows, start=1)
    ]
    head, last = read_head(), AuditSeal.objects.get(seq=5)
    assert (head.seq, head.mac, head.audit_log_id) == (5, bytes(last.mac), rows[-1].pk)


def test_what_is_sealed_is_not_sealed_again() -> None:
    leave_entry()
    seal_everything()

    assert seal_everything() == 0
    assert AuditSeal.objects.count() == 1


def test_on_sqlite_a_deed_seals_all_that_it_wrote_and_on_postgresql_nothing() -> None:
    many_rows(BATCH + 1)

    leave_entry()

    assert AuditSeal.objects.count() == (BATCH + 2 if engine() == "sqlite" else 0)
