"""Lending: products, applications, and a loan's life on the ledger."""
