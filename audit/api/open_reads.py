"""What staff reads without leaving a row: all that everybody may read, and what is one's own.

An operation that is not listed here is recorded; so is one that is added later.
"""

from __future__ import annotations

from typing import Final

_PUBLIC: Final = "everybody may read it"
_OWN: Final = "one's own, whoever asks"
_SELF: Final = "the staff site itself, no row of the bank"

NOT_RECORDED: Final[dict[str, str]] = {
    "api/docs/swagger/": _PUBLIC,
    "api/docs/redoc/": _PUBLIC,
    "api/schema/": _PUBLIC,
    "api/errors/": _PUBLIC,
    "api/errors/<slug:code>/": _PUBLIC,
    "api/account-products/": _PUBLIC,
    "api/account-products/<int:product_id>/": _PUBLIC,
    "api/loan-products/": _PUBLIC,
    "api/loan-products/<int:loan_product_id>/": _PUBLIC,
    "api/statements/keys/": _PUBLIC,
    "api/bank-holidays/": _PUBLIC,
    "api/services/": _PUBLIC,
    "api/services/<int:service_id>/": _PUBLIC,
    "api/notifications/": _OWN,
    "api/notifications/preferences/": _OWN,
    "api/profile/": _OWN,
    "api/auth/sessions/": _OWN,
    "admin/": _SELF,
    "admin/login/": _SELF,
    "admin/logout/": _SELF,
    "admin/password_change/": _SELF,
    "admin/password_change/done/": _SELF,
    "admin/jsi18n/": _SELF,
}
"""Why a route leaves no row when it is read."""
