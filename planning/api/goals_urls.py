"""Addresses of savings goals."""

from __future__ import annotations

from django.urls import URLPattern, path

from planning.api.goals import (
    ContributeView,
    GoalsView,
    GoalView,
    ReleaseView,
    RulesView,
    RuleView,
    SavingsView,
    WithdrawView,
)

urlpatterns: list[URLPattern] = [
    path("api/savings-goals/", GoalsView.as_view()),
    path("api/savings-goals/<int:goal_id>/", GoalView.as_view()),
    path("api/savings-goals/<int:goal_id>/contribute/", ContributeView.as_view()),
    path("api/savings-goals/<int:goal_id>/withdraw/", WithdrawView.as_view()),
    path("api/savings-goals/<int:goal_id>/release/", ReleaseView.as_view()),
    path("api/savings-goals/<int:goal_id>/rules/", RulesView.as_view()),
    path("api/savings-goals/<int:goal_id>/rules/<int:rule_id>/", RuleView.as_view()),
    path("api/savings-goals/<int:goal_id>/savings/", SavingsView.as_view()),
]
