"""The book: ledger accounts, journal entries and lines, running balances, holds. Append-only."""
