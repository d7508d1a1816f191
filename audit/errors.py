"""The refusals of the audit trail.

StateConflict
└── AuditRowNotSealed         no checkpoint covers the row yet: it has no proof
Refused
└── SearchTooBroad            the search of the trail took too long
"""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, Refused, StateConflict


class AuditRowNotSealed(StateConflict):
    """A row can be proven once a signed checkpoint covers its seal, about a minute after it was written."""

    code = "audit_row_not_sealed"
    category = ErrorCategory.CONFLICT
    sentence = "No checkpoint covers this entry yet. Please try again in a minute."
    audited = False


class SearchTooBroad(Refused):
    """A search of the trail was stopped after `AUDIT_SEARCH_SECONDS`."""

    code = "search_too_broad"
    category = ErrorCategory.REFUSED
    sentence = "This search takes too long. Please narrow it, by dates or by another word."
