"""Addresses of support."""

from __future__ import annotations

from django.urls import path

from support.api.views import ContactViewSet, ServiceViewSet

_SERVICE = "api/services/<int:service_id>/"
_MESSAGE = "api/contact/<int:message_id>/"

urlpatterns = [
    path("api/services/", ServiceViewSet.as_view({"get": "list", "post": "create"})),
    path(
        _SERVICE,
        ServiceViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
    path("api/contact/", ContactViewSet.as_view({"get": "list", "post": "create"})),
    path(_MESSAGE, ContactViewSet.as_view({"get": "retrieve"})),
    path(f"{_MESSAGE}answer/", ContactViewSet.as_view({"post": "answer"})),
    path(f"{_MESSAGE}handled/", ContactViewSet.as_view({"post": "handled"})),
]
