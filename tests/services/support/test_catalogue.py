"""The catalogue of services: shipped once, then the staff's own."""

from __future__ import annotations

import pytest

from audit.models import AuditLog
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from support.contracts import MANAGE_SERVICES
from support.models import Service
from support.services import add_service, change_service, ship_services, withdraw_service
from support.services.catalogue import SHIPPED_SERVICES
from tests.builders import people

pytestmark = pytest.mark.django_db

STAFF = Actor(username="branch", permissions=frozenset({MANAGE_SERVICES}))


def test_the_shipped_services_are_there_and_shipping_again_changes_nothing() -> None:
    shipped = dict(Service.objects.values_list("name", "description"))
    Service.objects.filter(name="Accounts").update(is_active=False)
    Service.objects.filter(name="Statements").update(name="Papers")

    ship_services(Service)

    assert shipped == SHIPPED_SERVICES
    assert Service.objects.count() == len(SHIPPED_SERVICES)
    assert not Service.objects.get(name="Accounts").is_active
    assert not Service.objects.filter(name="Statements").exists()


def test_staff_adds_changes_and_withdraws() -> None:
    service = add_service(actor=STAFF, name="Vault", description="A box.")
    change_service(actor=STAFF, service_id=service.id, terms={"description": "Two boxes."})
    withdraw_service(actor=STAFF, service_id=service.id)

    row = Service.objects.get(pk=service.id)
    assert (row.name, row.description, row.is_active) == ("Vault", "Two boxes.", False)
    assert [
        (entry.action_type, entry.details.get("changes"))
        for entry in AuditLog.objects.filter(target_model="Service").order_by("id")
    ] == [
        ("CREATE", None),
        ("UPDATE", {"description": {"old": "A box.", "new": "Two boxes."}}),
        ("UPDATE", {"is_active": {"old": True, "new": False}}),
    ]


def test_two_services_never_have_the_same_name() -> None:
    vault = add_service(actor=STAFF, name="Vault", description="A box.")

    with pytest.raises(InvalidInput) as refusal:
        add_service(actor=STAFF, name="VAULT", description="Another.")
    with pytest.raises(InvalidInput):
        change_service(actor=STAFF, service_id=vault.id, terms={"name": "accounts"})

    assert refusal.value.fields == {"name": ["There is already a service of this name."]}
    assert Service.objects.get(pk=vault.id).name == "Vault"


def test_without_the_right_the_catalogue_stays() -> None:
    service_id = Service.objects.order_by("id")[0].pk
    before = list(Service.objects.values())

    with pytest.raises(NotAllowed):
        add_service(actor=people.ANYONE, name="Vault", description="A box.")
    with pytest.raises(NotAllowed):
        change_service(actor=people.ANYONE, service_id=service_id, terms={"name": "Vault"})
    with pytest.raises(NotAllowed):
        withdraw_service(actor=people.ANYONE, service_id=service_id)
    with pytest.raises(NotFound):
        withdraw_service(actor=STAFF, service_id=987_654)

    assert list(Service.objects.values()) == before
