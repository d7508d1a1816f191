"""The refusals of the audit trail.

StateConflict
└── AuditRowNotSealed         no checkpoint covers the row yet: it has no proof
"""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, StateConflict


class AuditRowNotSealed(StateConflict):
    """A row can be proven once a signed checkpoint covers its seal, about a minute after it was written."""

    code = "audit_row_not_sealed"
    category = ErrorCategory.CONFLICT
    sentence = "No checkpoint covers this entry yet. Please try again in a minute."
    audited = False
