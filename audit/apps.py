"""Application configuration of the audit trail."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit trail: who did what, when, from where; written with the deed, never changed."""

    name = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to every domain event."""
        from audit.api.staff_reads import note_row
        from audit.receivers import write_audit_row
        from core_banking.kernel.events import domain_event

        domain_event.connect(write_audit_row, dispatch_uid="audit.write_audit_row")
        domain_event.connect(note_row, dispatch_uid="audit.note_row")
