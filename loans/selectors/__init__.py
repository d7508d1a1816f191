"""Lending: its selectors, one module for each subject."""
