"""Lending: its services, one module for each subject."""
