"""The audit trail's seal and its auditors, as an operator sets them by environment."""

from __future__ import annotations

from core_banking.settings.components.environment import BASE_DIR, env

# A signed checkpoint of the sealed chain is made after so many rows, and after so many seconds if there was any row.
AUDIT_CHECKPOINT_EVERY_ROWS = env.int("AUDIT_CHECKPOINT_EVERY_ROWS", default=1_000)
AUDIT_CHECKPOINT_EVERY_SECONDS = env.int("AUDIT_CHECKPOINT_EVERY_SECONDS", default=60)

# The file outside the database that checkpoints are appended to; empty for none.
AUDIT_CHECKPOINT_FILE = env(
    "AUDIT_CHECKPOINT_FILE", default=str(BASE_DIR / "var" / "audit-checkpoints.jsonl")
)

# A row of the trail that has waited longer for its seal is an alarm: no sealer runs, or a transaction stays open.
AUDIT_SEALED_WITHIN_SECONDS = env.int("AUDIT_SEALED_WITHIN_SECONDS", default=60)

# How many rows `GET /api/audit-logs/verify/` looks at while somebody waits.
AUDIT_ROWS_VERIFIED_AT_ONCE = env.int("AUDIT_ROWS_VERIFIED_AT_ONCE", default=50_000)

# A write to a table of the bank outside of any use case: "report" it, or "raise" an error instead of writing.
WRITES_OUTSIDE_USE_CASES = env("WRITES_OUTSIDE_USE_CASES", default="report")
WRITES_EXPECTED_FROM: tuple[str, ...] = ()

# The hours of the bank's own day in which staff is at work; what it reads outside of them stands out in a report.
STAFF_DAY_BEGINS_AT_HOUR = env.int("STAFF_DAY_BEGINS_AT_HOUR", default=7)
STAFF_DAY_ENDS_AT_HOUR = env.int("STAFF_DAY_ENDS_AT_HOUR", default=20)

# When reading customers stands out: so many different ones, and so many times what is usual for this person and for
# colleagues (in tenths); so many readings outside of working hours; so many refusals in a day.
STAFF_READS_WITHIN_HOUR = env.int("STAFF_READS_WITHIN_HOUR", default=20)
STAFF_READS_WITHIN_DAY = env.int("STAFF_READS_WITHIN_DAY", default=60)
STAFF_READS_TIMES_USUAL_TENTHS = env.int("STAFF_READS_TIMES_USUAL_TENTHS", default=30)
STAFF_READS_OUTSIDE_HOURS = env.int("STAFF_READS_OUTSIDE_HOURS", default=5)
STAFF_REFUSALS_WITHIN_DAY = env.int("STAFF_REFUSALS_WITHIN_DAY", default=10)

# How far back a member of staff's usual day is looked for, and how many days a pattern is searched in.
STAFF_USUAL_DAYS = env.int("STAFF_USUAL_DAYS", default=28)

# The longest range of an export of the audit trail, in days, and how long a search in words may take.
AUDIT_EXPORT_LONGEST_DAYS = env.int("AUDIT_EXPORT_LONGEST_DAYS", default=366)
AUDIT_SEARCH_SECONDS = env.int("AUDIT_SEARCH_SECONDS", default=5)
