"""A sealed chain for tests, also inside a transaction that never commits."""

from __future__ import annotations

from django.db import connection

from audit.sealing import BATCH, seal_batch
from core_banking.kernel.db import short_transaction
from core_banking.kernel.statements import engine


def seal_everything() -> int:
    """Seal every row of the trail there is, those of the test's own transaction too; return how many were sealed.

    A test that runs in one transaction never commits its rows, so no sealer may take them; here it is told to.
    """
    total = 0
    with short_transaction():
        while sealed := seal_batch(limit=BATCH, own_rows=True):
            total += sealed
    return total


def many_rows(count: int) -> None:
    """Write many rows of the trail at once, each different from the others."""
    numbers = (
        "generate_series(1, %s) AS number(n)"
        if engine() == "postgresql"
        else "(WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < %s)"
        " SELECT n FROM number) AS number"
    )
    details = (
        "jsonb_build_object('amount', n || '.00', 'currency', 'USD', 'from_account_number', 'SAV' || n)"
        if engine() == "postgresql"
        else "json_object('amount', n || '.00', 'currency', 'USD', 'from_account_number', 'SAV' || n)"
    )
    address = "'192.0.2.1'::inet" if engine() == "postgresql" else "'192.0.2.1'"
    moment = (
        "timestamptz '2025-03-10 12:00:00+00' + n * interval '1 millisecond'"
        if engine() == "postgresql"
        else "strftime('%%Y-%%m-%%d %%H:%%M:%%f', '2025-03-10 12:00:00', (n / 1000.0) || ' seconds') || '000'"
    )
    with short_transaction(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_auditlog (log_id, action_type, username, customer_id, channel, target_model, target_id,"
            " description, outcome, code, details, ip_address, user_agent, request_id, timestamp)"
            " SELECT 'LOGBULK' || n, 'CREATE', 'mira_holm', 'CUST5550001234', 'api', 'Account', 'ACC' || n,"
            f" 'Account opened', 'SUCCESS', '', {details}, {address}, 'curl/8.5.0', 'request-' || n, {moment}"
            f" FROM {numbers}",
            [count],
        )
