"""Fraud: movements scored inside their own transaction, alerts, names on lists, and a customer's risk."""
