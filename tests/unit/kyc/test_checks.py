"""What must hold of KYC's settings before the bank starts."""

from __future__ import annotations

import pytest
from django.test import override_settings

from kyc.checks import limits_are_positive, required_documents_exist


def test_sound_settings_pass():
    with override_settings(KYC_REQUIRED_DOCUMENTS=["PASSPORT", "PROOF_OF_ADDRESS"]):
        assert required_documents_exist(None) == limits_are_positive(None) == []


def test_a_required_document_that_does_not_exist_stops_the_start():
    with override_settings(KYC_REQUIRED_DOCUMENTS=["PASSPORT", "PASPORT"]):
        (error,) = required_documents_exist(None)

    assert (error.id, error.msg) == (
        "kyc.E001",
        "KYC_REQUIRED_DOCUMENTS names PASPORT: there is no such document type.",
    )


@pytest.mark.parametrize(
    "name",
    ["DOCUMENT_MAX_BYTES", "DOCUMENTS_PER_CUSTOMER", "DOCUMENT_MAX_PIXELS", "MINIMUM_CUSTOMER_AGE_YEARS"],
)
def test_a_limit_of_nothing_stops_the_start(name: str):
    with override_settings(**{name: 0}):
        (error,) = limits_are_positive(None)

    assert (error.id, error.msg) == ("kyc.E002", f"{name} must be at least 1.")
