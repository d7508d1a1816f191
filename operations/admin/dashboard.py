"""The first page of the staff site: what waits, how the books and the trail stand, and how the bank is doing."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from audit.contracts import VIEW_AUDIT_TRAIL
from audit.verification import waiting_for_seals
from core_banking.api.staff_pages import acting_staff
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.money import DEFAULT_CURRENCY_CODE
from ledger.contracts import VIEW_BOOKS
from ledger.selectors import currencies_of_the_book
from operations.admin.figures import charts_of
from operations.admin.finding import may_find
from operations.admin.queues import queues_of
from operations.books_health import BooksHealth, CheckState, Health, books_health, days_behind
from operations.closing_contracts import VIEW_CLOSINGS
from operations.selectors import business_day_state

_TONES: Final = {Health.HEALTHY: "good", Health.UNHEALTHY: "bad", Health.NOT_COMPUTED: "warn"}
_WORDS: Final = {
    Health.HEALTHY: "in order",
    Health.UNHEALTHY: "not in order",
    Health.NOT_COMPUTED: "not proven lately",
}


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show each member of staff what his rights let him see and do."""
    actor = acting_staff(request)
    currencies = currencies_of_the_book() if actor.may(VIEW_BOOKS) else []
    currency = _chosen(request.GET.get("currency", ""), currencies)
    queues = queues_of(actor)
    context = {
        **admin.site.each_context(request),
        "title": "Today",
        "subtitle": None,
        "queues": queues,
        "mine": [queue for queue in queues if queue.is_mine],
        "others": [queue for queue in queues if not queue.is_mine],
        "waiting_for_me": sum(queue.count for queue in queues if queue.is_mine),
        "books": _books_shown(actor),
        "business_day": business_day_state() if actor.may(VIEW_CLOSINGS) else None,
        "days_behind": days_behind(),
        "sealing": _sealing_shown(actor),
        "charts": charts_of(actor, currency),
        "currencies": currencies,
        "currency": currency,
        "may_find": may_find(actor),
        "today": clock.business_date(),
    }
    return TemplateResponse(request, "admin/bank/dashboard.html", context)


def _chosen(asked: str, currencies: list[str]) -> str:
    if asked in currencies:
        return asked
    return DEFAULT_CURRENCY_CODE if DEFAULT_CURRENCY_CODE in currencies else next(iter(currencies), "USD")


def _books_shown(actor: Actor) -> dict[str, Any] | None:
    if not actor.may(VIEW_BOOKS):
        return None
    health: BooksHealth = books_health()
    return {
        "tone": _TONES[health.result],
        "words": _WORDS[health.result],
        "checks": [_check_shown(check) for check in health.checks],
    }


def _check_shown(check: CheckState) -> dict[str, Any]:
    return {
        "name": check.name.replace("_", " ").capitalize(),
        "tone": _TONES[check.result],
        "words": _WORDS[check.result],
        "problems": check.problems,
        "computed_at": check.computed_at,
    }


def _sealing_shown(actor: Actor) -> dict[str, Any] | None:
    if not actor.may(VIEW_AUDIT_TRAIL):
        return None
    unsealed = waiting_for_seals()
    return {
        "count": unsealed.count,
        "oldest": clock.now() - dt.timedelta(seconds=round(unsealed.seconds)) if unsealed.count else None,
    }
