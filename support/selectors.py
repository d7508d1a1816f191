"""Reads of the service catalogue and of messages to the bank."""

from __future__ import annotations

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound
from support.contracts import MANAGE_SERVICES, READ_MESSAGES, MessageCard, MessageStatus, ServiceCard
from support.models import ContactMessage, Service


def visible_services(actor: Actor) -> QuerySet[Service]:
    """Return the services on offer, and for staff who manages them also those that were taken off."""
    services = Service.objects.order_by("id")
    return services if actor.may(MANAGE_SERVICES) else services.filter(is_active=True)


def service_for(actor: Actor, service_id: int) -> ServiceCard:
    """Return one service. Raises `NotFound` if it is not there or not on offer to the caller."""
    service = visible_services(actor).filter(pk=service_id).first()
    if service is None:
        raise NotFound
    return service_card(service)


def service_card(service: Service) -> ServiceCard:
    """Return a service as a frozen value."""
    return ServiceCard(
        id=service.pk,
        name=service.name,
        description=service.description,
        is_active=service.is_active,
        created_at=service.created_at,
    )


def messages_for(actor: Actor) -> QuerySet[ContactMessage]:
    """Return all messages to the bank, the newest first. Raises `NotAllowed`."""
    if not actor.may(READ_MESSAGES):
        raise NotAllowed
    return ContactMessage.objects.select_related("sender", "dealt_with_by").order_by("-id")


def message_for(actor: Actor, message_id: int) -> MessageCard:
    """Return one message. Raises `NotAllowed`, `NotFound`."""
    message = messages_for(actor).filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return message_card(message)


def message_card(message: ContactMessage) -> MessageCard:
    """Return a message as a frozen value; its people were fetched with it."""
    sender, staff = message.sender, message.dealt_with_by
    return MessageCard(
        id=message.pk,
        name=message.name,
        email=message.email,
        phone=message.phone,
        subject=message.subject,
        message=message.message,
        status=MessageStatus(message.status),
        customer_id=getattr(sender, "customer_id", None),
        answer=message.answer,
        note=message.note,
        dealt_with_by=getattr(staff, "username", None),
        created_at=message.created_at,
        dealt_with_at=message.dealt_with_at,
    )
