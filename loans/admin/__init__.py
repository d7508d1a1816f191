"""Lending: its admin, one module for each subject."""
