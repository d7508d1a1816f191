"""Lending: its use cases and reads."""
