"""The catalogue of stable error codes, as the page of the documentation that lists them."""

from __future__ import annotations

import importlib

from django.conf import settings
from django.utils.module_loading import import_string

from core_banking.api.error_answers import status_of_code
from core_banking.kernel.errors import ERROR_CODES

_PREFACE = """\
# Error codes

Every refusal carries a stable `code`; programs go by it, people read the sentence. Validation errors (400) name the
fields instead. `Accept: application/problem+json` gives each as RFC 9457 problem details.

This page is written by `manage.py document_error_codes`.

| code | status | sentence |
|---|---|---|
"""


def error_catalogue() -> str:
    """Return the page, in Markdown: every registered code with its HTTP status and its sentence, by code."""
    # With every view comes every error it can raise; with the handler, those that come of a bad form.
    importlib.import_module(settings.ROOT_URLCONF)
    import_string(settings.REST_FRAMEWORK["EXCEPTION_HANDLER"])
    rows = [
        f"| `{known.code}` | {status_of_code(known.code)} | {known.sentence} |\n"
        for known in sorted(ERROR_CODES.values(), key=lambda known: known.code)
    ]
    return _PREFACE + "".join(rows)
