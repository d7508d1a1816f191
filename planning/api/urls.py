"""Addresses of planning, each part in a module of its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from planning.api.budgets import BudgetsView, BudgetView
from planning.api.categories import CategoriesView, CategoryView, LearnedRulesView, LearnedRuleView
from planning.api.expenses import CashExpensesView, CashExpenseView
from planning.api.forecast import ForecastView
from planning.api.goals_urls import urlpatterns as goals
from planning.api.spending import FiledMovementsView, FilingView, SpendingView

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/categories/", CategoriesView.as_view()),
    path("api/categories/<int:category_id>/", CategoryView.as_view()),
    path("api/category-rules/", LearnedRulesView.as_view()),
    path("api/category-rules/<int:rule_id>/", LearnedRuleView.as_view()),
    path("api/expenses/", CashExpensesView.as_view()),
    path("api/expenses/<int:expense_id>/", CashExpenseView.as_view()),
    path("api/budgets/", BudgetsView.as_view()),
    path("api/budgets/<int:budget_id>/", BudgetView.as_view()),
    path("api/spending/", SpendingView.as_view()),
    path("api/spending/movements/", FiledMovementsView.as_view()),
    path("api/spending/movements/<str:transaction_id>/category/", FilingView.as_view()),
    path("api/cash-flow-forecast/", ForecastView.as_view()),
    *goals,
]
