"""Every error code has a sentence for a person, and stands in the documentation."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from core_banking.kernel.errors import ERROR_CODES, DomainError
from operations.error_catalogue import error_catalogue


def every_kind_of_refusal(base: type[DomainError] = DomainError) -> list[type[DomainError]]:
    return [kind for child in base.__subclasses__() for kind in (child, *every_kind_of_refusal(child))]


def test_every_code_has_a_sentence() -> None:
    error_catalogue()

    assert ERROR_CODES
    assert [code for code, known in ERROR_CODES.items() if not known.sentence.endswith((".", "?"))] == []


def test_every_kind_of_refusal_has_a_registered_code() -> None:
    error_catalogue()
    of_the_bank = [kind for kind in every_kind_of_refusal() if not kind.__module__.startswith("tests.")]

    assert [kind for kind in of_the_bank if kind.code not in ERROR_CODES] == []


def test_the_documentation_lists_every_code() -> None:
    page = Path(settings.BASE_DIR) / "docs" / "errors.md"

    assert page.read_text() == error_catalogue(), "run manage.py document_error_codes"
