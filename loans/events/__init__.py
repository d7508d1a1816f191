"""Lending: its events, one module for each subject."""
