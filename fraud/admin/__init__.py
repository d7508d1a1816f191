"""Fraud on the staff site."""
