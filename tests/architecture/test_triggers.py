"""The triggers that the bank relies on are there, on the engine that runs: a rebuilt table would lose them."""

from __future__ import annotations

import pytest
from django.db import connection

# Table → the triggers of each engine. A migration that adds or drops a trigger changes this list.
POSTGRESQL_TRIGGERS = {
    "accounts_interestaccrual": {
        "accounts_interestaccrual_append_only",
        "accounts_interestaccrual_no_truncate",
    },
    "accounts_interestposting": {
        "accounts_interestposting_append_only",
        "accounts_interestposting_no_truncate",
    },
    "audit_auditcheckpoint": {"audit_auditcheckpoint_append_only", "audit_auditcheckpoint_no_truncate"},
    "audit_auditlog": {"audit_auditlog_append_only", "audit_auditlog_no_truncate"},
    "audit_auditseal": {"audit_auditseal_append_only", "audit_auditseal_no_truncate"},
    "audit_chainhead": {"audit_chainhead_forward", "audit_chainhead_no_truncate"},
    "fraud_alert": {"fraud_alert_decided_once", "fraud_alert_no_delete", "fraud_alert_no_truncate"},
    "fraud_alerthit": {"fraud_alerthit_append_only", "fraud_alerthit_no_truncate"},
    "fraud_learnedmodel": {"fraud_learnedmodel_append_only", "fraud_learnedmodel_no_truncate"},
    "fraud_riskassessment": {"fraud_riskassessment_append_only", "fraud_riskassessment_no_truncate"},
    "kyc_datakey": {"kyc_datakey_no_delete", "kyc_datakey_no_truncate", "kyc_datakey_stays_destroyed"},
    "kyc_erasure": {"kyc_erasure_no_delete", "kyc_erasure_no_truncate", "kyc_erasure_stays"},
    "fraud_rulebookversion": {"fraud_rulebookversion_append_only", "fraud_rulebookversion_no_truncate"},
    "fraud_screeningrecord": {"fraud_screeningrecord_append_only", "fraud_screeningrecord_no_truncate"},
    "ledger_dayrollup": {"ledger_dayrollup_append_only", "ledger_dayrollup_no_truncate"},
    "ledger_hold": {"ledger_hold_resolved_once", "ledger_hold_no_delete", "ledger_hold_no_truncate"},
    "ledger_journalentry": {
        "ledger_entry_balanced",
        "period_open_for_entry",
        "ledger_journalentry_append_only",
        "ledger_journalentry_no_truncate",
        "operations_entry_of_open_day",
    },
    "ledger_journalline": {
        "ledger_line_has_its_entry",
        "ledger_line_not_late",
        "ledger_journalline_append_only",
        "ledger_journalline_no_truncate",
    },
    "ledger_ledgeraccount": {
        "ledger_ledgeraccount_keeps_its_number",
        "ledger_ledgeraccount_no_truncate",
        "ledger_ledgeraccount_stays",
    },
    "ledger_periodlock": {"ledger_periodlock_append_only", "ledger_periodlock_no_truncate"},
    "loans_interestaccrual": {"loans_interestaccrual_append_only", "loans_interestaccrual_no_truncate"},
    "loans_loanmovement": {"loans_loanmovement_append_only", "loans_loanmovement_no_truncate"},
    "loans_loanrequest": {
        "loans_request_decided_once",
        "loans_request_no_delete",
        "loans_request_no_truncate",
    },
    "loans_scheduledinstallment": {
        "loans_scheduledinstallment_append_only",
        "loans_scheduledinstallment_no_truncate",
    },
    "transactions_holdorder": {"transactions_holdorder_stays", "transactions_holdorder_no_truncate"},
    "transactions_holdresolution": {
        "transactions_holdresolution_stays",
        "transactions_holdresolution_no_truncate",
    },
    "transactions_reversal": {"transactions_reversal_stays", "transactions_reversal_no_truncate"},
    "transactions_reversalrequest": {
        "transactions_request_decided_once",
        "transactions_request_no_delete",
        "transactions_request_no_truncate",
    },
    "transactions_transaction": {
        "transactions_no_delete",
        "transactions_no_truncate",
        "transactions_terms_stay",
    },
}
SQLITE_TRIGGERS = {
    "accounts_interestaccrual": {
        "accounts_interestaccrual_append_only_delete",
        "accounts_interestaccrual_append_only_update",
    },
    "accounts_interestposting": {
        "accounts_interestposting_append_only_delete",
        "accounts_interestposting_append_only_update",
    },
    "audit_auditcheckpoint": {"audit_auditcheckpoint_no_delete", "audit_auditcheckpoint_no_update"},
    "audit_auditlog": {"audit_auditlog_no_update", "audit_auditlog_no_delete"},
    "audit_auditseal": {"audit_auditseal_no_delete", "audit_auditseal_no_update"},
    "audit_chainhead": {"audit_chainhead_forward", "audit_chainhead_no_delete"},
    "fraud_alert": {"fraud_alert_decided_once", "fraud_alert_no_delete"},
    "fraud_alerthit": {"fraud_alerthit_append_only_delete", "fraud_alerthit_append_only_update"},
    "fraud_learnedmodel": {
        "fraud_learnedmodel_append_only_delete",
        "fraud_learnedmodel_append_only_update",
    },
    "fraud_riskassessment": {
        "fraud_riskassessment_append_only_delete",
        "fraud_riskassessment_append_only_update",
    },
    "kyc_datakey": {"kyc_datakey_no_delete", "kyc_datakey_stays_destroyed"},
    "kyc_erasure": {"kyc_erasure_no_delete", "kyc_erasure_stays"},
    "fraud_rulebookversion": {
        "fraud_rulebookversion_append_only_delete",
        "fraud_rulebookversion_append_only_update",
    },
    "fraud_screeningrecord": {
        "fraud_screeningrecord_append_only_delete",
        "fraud_screeningrecord_append_only_update",
    },
    "ledger_dayrollup": {"ledger_dayrollup_append_only_delete", "ledger_dayrollup_append_only_update"},
    "ledger_hold": {"ledger_hold_resolved_once", "ledger_hold_no_delete"},
    "ledger_journalentry": {
        "ledger_entry_balanced",
        "ledger_entry_one_currency",
        "period_open_for_entry",
        "ledger_journalentry_append_only_delete",
        "ledger_journalentry_append_only_update",
        "operations_entry_of_open_day",
    },
    "ledger_journalline": {
        "ledger_line_not_late",
        "ledger_journalline_append_only_delete",
        "ledger_journalline_append_only_update",
    },
    "ledger_periodlock": {"ledger_periodlock_append_only_delete", "ledger_periodlock_append_only_update"},
    "loans_interestaccrual": {
        "loans_interestaccrual_append_only_delete",
        "loans_interestaccrual_append_only_update",
    },
    "loans_loanmovement": {
        "loans_loanmovement_append_only_delete",
        "loans_loanmovement_append_only_update",
    },
    "loans_loanrequest": {"loans_request_decided_once", "loans_request_no_delete"},
    "loans_scheduledinstallment": {
        "loans_scheduledinstallment_append_only_delete",
        "loans_scheduledinstallment_append_only_update",
    },
    "transactions_holdorder": {"transactions_holdorder_no_update", "transactions_holdorder_no_delete"},
    "transactions_holdresolution": {
        "transactions_holdresolution_no_update",
        "transactions_holdresolution_no_delete",
    },
    "transactions_reversal": {"transactions_reversal_no_update", "transactions_reversal_no_delete"},
    "transactions_reversalrequest": {"transactions_request_decided_once", "transactions_request_no_delete"},
    "transactions_transaction": {"transactions_no_delete", "transactions_terms_stay"},
}

_QUERIES = {
    "postgresql": (
        "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
    ),
    "sqlite": "SELECT tbl_name, name, 'O' FROM sqlite_master WHERE type = 'trigger'",
}


@pytest.mark.django_db
def test_the_declared_triggers_exist_and_no_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_QUERIES[connection.vendor])
        rows = cursor.fetchall()
    found: dict[str, set[str]] = {}
    for table, trigger, _ in rows:
        found.setdefault(table, set()).add(trigger)

    assert found == (POSTGRESQL_TRIGGERS if connection.vendor == "postgresql" else SQLITE_TRIGGERS)
    assert {enabled for _, _, enabled in rows} == {"O"}, "a trigger is disabled"
