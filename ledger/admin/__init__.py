"""The book and its reports in the admin: to be read, never to be written."""

from ledger.admin.books import BookCheckAdmin, BooksAdmin, PeriodLockAdmin
from ledger.admin.journal import HoldAdmin, JournalEntryAdmin, LedgerAccountAdmin

__all__ = [
    "BookCheckAdmin",
    "BooksAdmin",
    "HoldAdmin",
    "JournalEntryAdmin",
    "LedgerAccountAdmin",
    "PeriodLockAdmin",
]
