"""Who may call a view: a right is a Django permission held through a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from core_banking.api.principals import actor_of
from core_banking.kernel.errors import NotAllowed, NotSignedIn

if TYPE_CHECKING:
    # REST framework's settings name this module, so it must not need the views while it loads.
    from rest_framework.views import APIView


class Anyone(BasePermission):
    """Lets everybody in; a bad token is still refused."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        actor_of(request)
        return True


class IsSignedIn(BasePermission):
    """Lets every signed-in person in. Raises `NotSignedIn`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if actor_of(request).is_anonymous:
            raise NotSignedIn
        return True


class _HoldsARight(IsSignedIn):
    """Lets in who holds any of `rights`. Raises `NotSignedIn` or `NotAllowed`."""

    rights: ClassVar[tuple[str, ...]] = ()

    def has_permission(self, request: Request, view: APIView) -> bool:
        super().has_permission(request, view)
        actor = actor_of(request)
        if not any(actor.may(right) for right in self.rights):
            raise NotAllowed
        return True


class _AnyoneReads(_HoldsARight):
    """Lets everybody read, and who holds any of `rights` write."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method in SAFE_METHODS:
            return Anyone().has_permission(request, view)
        return super().has_permission(request, view)


def Holds(*rights: str) -> type[BasePermission]:
    """Return a permission class that lets in who holds any of the named rights (`"kyc.review_kyc"`)."""
    return _permission_class("Holds", _HoldsARight, rights)


def AnyoneReadsHolderWrites(*rights: str) -> type[BasePermission]:
    """Return a permission class for public lists that only holders of any of the named rights change."""
    return _permission_class("AnyoneReadsHolderWrites", _AnyoneReads, rights)


def _permission_class(name: str, base: type[_HoldsARight], rights: tuple[str, ...]) -> type[BasePermission]:
    if not rights or not all("." in right for right in rights):
        raise ValueError("Name the rights in full: 'kyc.review_kyc'.")
    members: dict[str, Any] = {"rights": rights, "__doc__": f"{name}: {' or '.join(rights)}."}
    return type(name, (base,), members)


def reads_are_open(permission: object) -> bool:
    """Whether a permission lets everybody read."""
    return isinstance(permission, _AnyoneReads)
