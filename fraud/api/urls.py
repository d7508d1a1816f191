"""Addresses of fraud."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fraud.api.names import NameListViewSet, NameMatchViewSet

_NAME_MATCH = "api/name-matches/<int:match_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/name-lists/", NameListViewSet.as_view({"get": "list"})),
    path("api/name-matches/", NameMatchViewSet.as_view({"get": "list"})),
    path(_NAME_MATCH, NameMatchViewSet.as_view({"get": "retrieve"})),
    path(f"{_NAME_MATCH}propose/", NameMatchViewSet.as_view({"post": "propose"})),
    path(f"{_NAME_MATCH}confirm/", NameMatchViewSet.as_view({"post": "confirm"})),
    path(f"{_NAME_MATCH}send-back/", NameMatchViewSet.as_view({"post": "send_back"})),
]
