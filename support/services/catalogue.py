"""The catalogue of the bank's services, and its shipped entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypedDict

from django.db import IntegrityError

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, savepoint, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from support.contracts import MANAGE_SERVICES, ServiceCard
from support.events import ServiceAdded, ServiceChanged
from support.models import Service
from support.selectors import service_card

SHIPPED_SERVICES: Final[Mapping[str, str]] = {
    "Accounts": "Savings, current and fixed-deposit accounts, opened online or at the counter.",
    "Transfers and payments": "Money to other accounts of the bank and to billers, at once.",
    "Statements": "Account statements for any dates, signed so that others can check them.",
    "Customer support": "Questions and complaints, answered by people.",
}


class ServiceTerms(TypedDict, total=False):
    """What may be set on a service."""

    name: str
    description: str
    is_active: bool


@use_case
def add_service(*, actor: Actor, name: str, description: str) -> ServiceCard:
    """Add a service to the catalogue. Raises `NotAllowed`, and `InvalidInput` for a name that is taken."""
    _refuse_without_right(actor)
    service = Service(name=name, description=description)
    _save(service)
    emit(ServiceAdded(actor=actor, service_id=service.pk, name=service.name))
    return service_card(service)


@use_case
def change_service(*, actor: Actor, service_id: int, terms: ServiceTerms) -> ServiceCard:
    """Set what is given on a service. Raises `NotAllowed`, `NotFound`, `InvalidInput` for a name that is taken."""
    return _change(actor, service_id, terms)


@use_case
def withdraw_service(*, actor: Actor, service_id: int) -> ServiceCard:
    """Take a service off the catalogue; it can be put back. Raises `NotAllowed`, `NotFound`."""
    return _change(actor, service_id, {"is_active": False})


def ship_services(service_model: Any) -> None:
    """Fill an empty catalogue with the shipped services; whatever staff has made of it stays.

    Takes the model, since it runs after migrations, which may have gone to an older state.
    """
    if service_model.objects.exists():
        return
    service_model.objects.bulk_create(
        service_model(name=name, description=description) for name, description in SHIPPED_SERVICES.items()
    )


def _change(actor: Actor, service_id: int, terms: ServiceTerms) -> ServiceCard:
    _refuse_without_right(actor)
    service = Service.objects.select_for_update(no_key=True).filter(pk=service_id).first()
    if service is None:
        raise NotFound
    changes = {name: (getattr(service, name), new) for name, new in terms.items()}
    changes = {name: (old, new) for name, (old, new) in changes.items() if old != new}
    for name, (_, new) in changes.items():
        setattr(service, name, new)
    _save(service)
    emit(ServiceChanged(actor=actor, service_id=service.pk, name=service.name, changes=changes))
    return service_card(service)


def _save(service: Service) -> None:
    try:
        with savepoint():
            service.save()
    except IntegrityError:
        raise InvalidInput({"name": ["There is already a service of this name."]}) from None


def _refuse_without_right(actor: Actor) -> None:
    if not actor.may(MANAGE_SERVICES):
        raise NotAllowed
