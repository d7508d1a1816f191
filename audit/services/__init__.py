"""The audit trail: its use cases, one module for each subject."""

from audit.services.exporting import export_audit_trail, note_export
from audit.services.reading import note_trail_opened, read_audit_entry, read_audit_trail
from audit.services.recording import record_command, record_staff_read
from audit.services.staff import (
    read_staff_activity,
    read_staff_patterns,
    tell_of_pattern,
    tell_of_staff_patterns,
)

__all__ = [
    "export_audit_trail",
    "note_export",
    "note_trail_opened",
    "read_audit_entry",
    "read_audit_trail",
    "read_staff_activity",
    "read_staff_patterns",
    "record_command",
    "record_staff_read",
    "tell_of_pattern",
    "tell_of_staff_patterns",
]
