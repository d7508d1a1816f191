"""Who has business with accounts at all; whose account it is, is asked further in."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.contracts import MANAGE_ANY_ACCOUNT
from core_banking.api.permissions import IsSignedIn
from core_banking.api.principals import actor_of
from core_banking.kernel.errors import NotAllowed


class CustomersAndAccountStaff(IsSignedIn):
    """Lets in customers, and staff that manages accounts. Raises `NotSignedIn` or `NotAllowed`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        super().has_permission(request, view)
        actor = actor_of(request)
        if actor.customer_id is None and not actor.may(MANAGE_ANY_ACCOUNT):
            raise NotAllowed
        return True
