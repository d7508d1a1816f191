"""The service catalogue and messages to the bank over HTTP: each view parses, makes one call, and renders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Anyone, AnyoneReadsHolderWrites, Holds
from core_banking.api.principals import actor_of
from core_banking.api.throttling import throttle
from support import selectors, services
from support.api import examples
from support.api.filters import MessageFilter
from support.api.serializers import (
    AnswerSerializer,
    MessageSerializer,
    NewMessageSerializer,
    NewServiceSerializer,
    NoteSerializer,
    ReceiptSerializer,
    ServiceChangeSerializer,
    ServiceSerializer,
)
from support.contracts import MANAGE_SERVICES, READ_MESSAGES
from support.models import ContactMessage, Service

_TAGS: Final = ["Support"]
_HOUR_SECONDS: Final = 3600


class ServiceViewSet(GenericViewSet[Service]):
    """The catalogue: everybody reads it, staff changes it."""

    permission_classes = [AnyoneReadsHolderWrites(MANAGE_SERVICES)]
    queryset = Service.objects.none()
    serializer_class = ServiceSerializer
    lookup_url_kwarg = "service_id"

    def get_queryset(self) -> QuerySet[Service]:
        return selectors.visible_services(actor_of(self.request))

    @extend_schema(
        operation_id="services_list",
        summary="List the bank's services",
        tags=_TAGS,
        responses=ServiceSerializer(many=True),
        examples=examples.SERVICE,
    )
    def list(self, request: Request) -> Response:
        """The services on offer; staff who manages them also sees those taken off."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        cards = [selectors.service_card(service) for service in page]
        return self.get_paginated_response(ServiceSerializer(cards, many=True).data)

    @extend_schema(
        operation_id="services_read", summary="Show a service", tags=_TAGS, examples=examples.SERVICE
    )
    def retrieve(self, request: Request, service_id: int) -> Response:
        """One service of the catalogue."""
        return Response(ServiceSerializer(selectors.service_for(actor_of(request), service_id)).data)

    @extend_schema(
        operation_id="services_create",
        summary="Add a service",
        tags=_TAGS,
        request=NewServiceSerializer,
        responses={201: ServiceSerializer},
        examples=examples.NEW_SERVICE,
    )
    def create(self, request: Request) -> Response:
        """Add a service to the catalogue; no two have the same name."""
        body = NewServiceSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        service = services.add_service(actor=actor_of(request), **body.validated_data)
        return Response(ServiceSerializer(service).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="services_change",
        summary="Change a service",
        tags=_TAGS,
        request=ServiceChangeSerializer,
        responses=ServiceSerializer,
        examples=examples.SERVICE_CHANGE,
    )
    def partial_update(self, request: Request, service_id: int) -> Response:
        """Set what is given; `is_active` takes a service off the catalogue and puts it back."""
        body = ServiceChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        service = services.change_service(
            actor=actor_of(request), service_id=service_id, terms=body.validated_data
        )
        return Response(ServiceSerializer(service).data)

    @extend_schema(
        operation_id="services_withdraw", summary="Take a service off", tags=_TAGS, responses={204: None}
    )
    def destroy(self, request: Request, service_id: int) -> Response:
        """Take a service off the catalogue. It is kept, and can be put back."""
        services.withdraw_service(actor=actor_of(request), service_id=service_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ContactViewSet(GenericViewSet[ContactMessage]):
    """Messages to the bank: anybody writes, staff reads and answers."""

    pagination_class = KeysetOrPages
    queryset = ContactMessage.objects.none()
    serializer_class = MessageSerializer
    filterset_class = MessageFilter
    lookup_url_kwarg = "message_id"

    def get_permissions(self) -> Sequence[Any]:
        return [Anyone()] if self.action == "create" else [Holds(READ_MESSAGES)()]

    def get_queryset(self) -> QuerySet[ContactMessage]:
        return selectors.messages_for(actor_of(self.request))

    @extend_schema(
        operation_id="contact_create",
        summary="Write to the bank",
        tags=_TAGS,
        request=NewMessageSerializer,
        responses={201: ReceiptSerializer},
        examples=examples.NEW_MESSAGE,
    )
    def create(self, request: Request) -> Response:
        """A message from anybody. The answer comes by e-mail; who is signed in also finds it in his inbox."""
        actor = actor_of(request)
        throttle("contact", actor.ip_address or "", settings.CONTACT_MESSAGES_PER_HOUR, _HOUR_SECONDS)
        body = NewMessageSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        message = services.write_to_the_bank(actor=actor, message=body.to_message())
        return Response(ReceiptSerializer(message).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="contact_list",
        summary="List messages to the bank",
        tags=_TAGS,
        responses=MessageSerializer(many=True),
        examples=examples.MESSAGE,
    )
    def list(self, request: Request) -> Response:
        """The newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        cards = [selectors.message_card(message) for message in page]
        return self.get_paginated_response(MessageSerializer(cards, many=True).data)

    @extend_schema(
        operation_id="contact_read",
        summary="Show a message to the bank",
        tags=_TAGS,
        examples=examples.MESSAGE,
    )
    def retrieve(self, request: Request, message_id: int) -> Response:
        """One message, and what became of it."""
        return Response(MessageSerializer(selectors.message_for(actor_of(request), message_id)).data)

    @extend_schema(
        operation_id="contact_answer",
        summary="Answer a message",
        tags=_TAGS,
        request=AnswerSerializer,
        responses=MessageSerializer,
        examples=examples.ANSWER,
    )
    def answer(self, request: Request, message_id: int) -> Response:
        """Answer once, by e-mail and in the inbox of a writer who was signed in."""
        body = AnswerSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        message = services.answer_message(
            actor=actor_of(request), message_id=message_id, **body.validated_data
        )
        return Response(MessageSerializer(message).data)

    @extend_schema(
        operation_id="contact_settle",
        summary="Settle a message without an answer",
        tags=_TAGS,
        request=NoteSerializer,
        responses=MessageSerializer,
        examples=examples.SETTLEMENT,
    )
    def handled(self, request: Request, message_id: int) -> Response:
        """For what needs no answer."""
        body = NoteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        message = services.settle_message(
            actor=actor_of(request), message_id=message_id, **body.validated_data
        )
        return Response(MessageSerializer(message).data)
