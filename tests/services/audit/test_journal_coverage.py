"""The trail has one row for every journal entry, and an entry for every row that tells of one."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Account
from accounts.services import accrue_interest_of_day
from audit.chain_faults import Fault
from audit.coverage import faults_of_coverage
from core_banking.kernel import clock
from ledger.models import JournalEntry
from tests.append_only_tables import triggers_aside
from tests.builders.money import holder, submit
from tests.builders.standing_orders import THE_BANK
from tests.proof_plugin import at_scale

pytestmark = pytest.mark.django_db


def run(statement: str, *parameters: str) -> None:
    with triggers_aside(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def a_bank_at_work() -> None:
    """Money is paid in and bears interest; at full size loans are lent and repaid as well."""
    if at_scale(small=0, full=1):
        call_command("load_demo_data", verbosity=0)
    else:
        ann = holder()
        submit(ann.actor, "DEPOSIT", "1000.00", receiver=ann)
        submit(ann.actor, "WITHDRAWAL", "1.00", sender=ann)
    Account.objects.update(annual_rate_ppm=900_000)
    numbers = list(Account.objects.values_list("pk", flat=True))
    accrue_interest_of_day(actor=THE_BANK, account_ids=numbers, date=clock.business_date())


@pytest.mark.proof
def test_entries_and_rows_answer_each_other_until_one_is_gone() -> None:
    a_bank_at_work()
    references = list(JournalEntry.objects.order_by("id").values_list("reference", flat=True))
    first = {
        prefix: next(each for each in references if each.startswith(prefix)) for prefix in ("TXN", "ACR")
    }
    assert faults_of_coverage() == []

    run("UPDATE audit_auditlog SET target_id = 'TXNNEVERMOVED' WHERE target_id = %s", first["TXN"])
    run("DELETE FROM audit_auditlog WHERE action_type = 'ACCRUE'")

    found = [(fault.kind, fault.sentence) for fault in faults_of_coverage()]
    assert [kind for kind, _ in found] == [
        Fault.ENTRY_WITHOUT_ROW,
        Fault.ENTRY_WITHOUT_ROW,
        Fault.ROW_WITHOUT_ENTRY,
    ]
    assert [sentence for _, sentence in found[:2]] == [
        f"The trail has no row for journal entry {first['TXN']}.",
        f"The trail has no row for journal entry {first['ACR']}.",
    ]
    assert found[2][1].endswith("tells of TXNNEVERMOVED, which is not in the books.")
