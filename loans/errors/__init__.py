"""Lending: its errors, one module for each subject."""
