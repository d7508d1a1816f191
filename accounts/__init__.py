"""Customers' accounts and the products they are opened under; the money itself is in the ledger."""
