"""The audit trail: its use cases, one module for each subject."""

from audit.services.reading import note_trail_opened, read_audit_entry, read_audit_trail
from audit.services.recording import record_staff_read

__all__ = [
    "note_trail_opened",
    "read_audit_entry",
    "read_audit_trail",
    "record_staff_read",
]
