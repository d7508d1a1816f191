"""What a request left in the audit trail, and which operations leave nothing there, with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from audit.models import AuditLog
from tests.builders import people

_PUBLIC: Final = "everybody may read or try it"
_OWN: Final = "one's own, whoever asks"
_REFUSED: Final = "refused before anything was read: no customer was named"

LEAVES_NO_ROW: Final[Mapping[str, str]] = {
    "GET /": _PUBLIC,
    "GET /api/errors/": _PUBLIC,
    "GET /api/errors/{code}/": _PUBLIC,
    "GET /api/account-products/": _PUBLIC,
    "GET /api/account-products/{product_id}/": _PUBLIC,
    "GET /api/loan-products/": _PUBLIC,
    "GET /api/loan-products/{loan_product_id}/": _PUBLIC,
    "POST /api/loan-products/{loan_product_id}/quote/": _PUBLIC,
    "GET /api/bank-holidays/": _PUBLIC,
    "GET /api/services/": _PUBLIC,
    "GET /api/services/{service_id}/": _PUBLIC,
    "GET /api/statements/keys/": _PUBLIC,
    "POST /api/statements/verify/": _PUBLIC,
    "GET /api/account-products/{product_id}/eligibility/": _REFUSED,
    "GET /api/loan-products/{loan_product_id}/eligibility/": _REFUSED,
    "GET /api/notifications/": _OWN,
    "POST /api/notifications/read-all/": _OWN,
    "GET /api/notifications/preferences/": _OWN,
    "GET /api/profile/": _OWN,
    "GET /api/auth/sessions/": _OWN,
    "POST /api/auth/refresh/": "a session goes on; its begin and its end are recorded",
    "POST /api/auth/verify/": "says only whether a token holds",
}
"""Operations that leave staff no row of the trail; each of them says why."""

# What the requests of the role matrix send, and the shapes of what may never be kept.
SECRETS: Final = ("219-09-9999", "Str0ng-Passage", "N3xt-Passage", "739264", people.PASSWORD, "eyJ")


def newest_entry() -> int:
    """Return the number of the newest entry, 0 for an empty trail."""
    newest = AuditLog.objects.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def traces_since(entry_id: int) -> list[dict[str, Any]]:
    """Return all columns of the entries after one."""
    return [dict(row) for row in AuditLog.objects.filter(id__gt=entry_id).order_by("id").values()]


def secrets_in(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the secrets that stand in any column of entries."""
    text = json.dumps(list(entries), default=str)
    return [secret for secret in SECRETS if secret in text]
