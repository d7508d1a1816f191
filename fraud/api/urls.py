"""Addresses of fraud."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fraud.api.alerts import AlertViewSet
from fraud.api.learned import LearnedModelViewSet
from fraud.api.names import NameListViewSet, NameMatchViewSet
from fraud.api.risk import CustomerRiskView
from fraud.api.rules import (
    FraudRulesView,
    FraudRuleVersionsView,
    FraudRuleVersionView,
    FraudRuleView,
    FraudThresholdsView,
)

_ALERT = "api/fraud-alerts/<str:key>/"
_LEARNED_MODEL = "api/fraud-rules/learned-models/<int:version>/"
_NAME_MATCH = "api/name-matches/<int:match_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/fraud-alerts/", AlertViewSet.as_view({"get": "list"}), name="fraud-alerts"),
    path(_ALERT, AlertViewSet.as_view({"get": "retrieve"}), name="fraud-alert"),
    path(f"{_ALERT}assign/", AlertViewSet.as_view({"post": "assign"}), name="fraud-alert-assign"),
    path(f"{_ALERT}resolve/", AlertViewSet.as_view({"post": "resolve"}), name="fraud-alert-resolve"),
    path("api/fraud-risk/<str:reference>/", CustomerRiskView.as_view(), name="fraud-risk"),
    path("api/name-lists/", NameListViewSet.as_view({"get": "list"})),
    path("api/name-matches/", NameMatchViewSet.as_view({"get": "list"})),
    path(_NAME_MATCH, NameMatchViewSet.as_view({"get": "retrieve"})),
    path(f"{_NAME_MATCH}propose/", NameMatchViewSet.as_view({"post": "propose"})),
    path(f"{_NAME_MATCH}confirm/", NameMatchViewSet.as_view({"post": "confirm"})),
    path(f"{_NAME_MATCH}send-back/", NameMatchViewSet.as_view({"post": "send_back"})),
    path("api/fraud-rules/", FraudRulesView.as_view()),
    path("api/fraud-rules/thresholds/", FraudThresholdsView.as_view()),
    path("api/fraud-rules/versions/", FraudRuleVersionsView.as_view()),
    path("api/fraud-rules/versions/<int:version>/", FraudRuleVersionView.as_view()),
    path("api/fraud-rules/learned-models/", LearnedModelViewSet.as_view({"get": "list"})),
    path(f"{_LEARNED_MODEL}activate/", LearnedModelViewSet.as_view({"post": "activate"})),
    path(f"{_LEARNED_MODEL}deactivate/", LearnedModelViewSet.as_view({"post": "deactivate"})),
    path("api/fraud-rules/<str:kind>/", FraudRuleView.as_view()),
]
