"""What must hold of KYC's settings before the bank starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from kyc.document_types import DocumentType

_POSITIVE = (
    "DOCUMENT_MAX_BYTES",
    "DOCUMENTS_PER_CUSTOMER",
    "DOCUMENT_MAX_PIXELS",
    "MINIMUM_CUSTOMER_AGE_YEARS",
)


@register()
def required_documents_exist(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A document type nobody can hand in would keep every customer from approval."""
    unknown = sorted(set(settings.KYC_REQUIRED_DOCUMENTS) - set(DocumentType))
    if not unknown:
        return []
    return [
        Error(
            f"KYC_REQUIRED_DOCUMENTS names {', '.join(unknown)}: there is no such document type.",
            hint=f"Choose from {', '.join(DocumentType)}.",
            id="kyc.E001",
        )
    ]


@register()
def limits_are_positive(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A limit of nothing would refuse everybody."""
    return [
        Error(f"{name} must be at least 1.", id="kyc.E002")
        for name in _POSITIVE
        if getattr(settings, name) < 1
    ]
