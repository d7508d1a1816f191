"""Alerts on the staff site: read with all that led to them, and dealt with by the use cases of the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_protect

from core_banking.kernel.errors import DomainError
from core_banking.kernel.money import Money
from fraud.admin.alert_form import TAKE_IT, DealWithAlertForm
from fraud.admin.staff import ReadByAlertStaff, sentence_of, staff_actor
from fraud.alert_cards import ScreeningCard
from fraud.contracts import DECIDE_ALERTS, AlertStatus, Disposition
from fraud.models import Alert
from fraud.selectors.alerts import alert_detail, visible_alerts
from fraud.services import assign_alert, resolve_alert

_RAISED = (
    "alert_id",
    "created_at",
    "alert_type",
    "severity",
    "status",
    "title",
    "description",
    "risk_score",
    "verdict",
    "subject",
    "account_id",
    "held_payment",
    "initiated_by",
    "assigned_to",
    "rules_that_hit",
    "facts",
    "recent_screenings",
)
_TO_DECIDE = ("outcome", "note")
_DECIDED = ("disposition", "note", "resolved_by", "resolved_at")


@admin.register(Alert)
class AlertAdmin(ReadByAlertStaff):
    """What staff has to look at, the newest first. Nobody sees what is about himself."""

    form = DealWithAlertForm
    list_display = (
        "alert_id",
        "created_at",
        "severity",
        "status",
        "title",
        "risk_score",
        "subject",
        "transaction_id",
        "assigned_to",
    )
    list_filter = ("status", "severity", "alert_type", "disposition")
    list_select_related = ("subject", "assigned_to")
    search_fields = ("=alert_id", "=transaction_id", "=subject__customer_id", "=subject__username")
    search_help_text = "A whole alert, transaction or customer number, or user name."
    ordering = ("-id",)

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form, without the transaction the admin would open: the use case has its own."""
        try:
            response: HttpResponse = self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except DomainError as refusal:
            messages.error(request, sentence_of(refusal))
            return HttpResponseRedirect(request.get_full_path())
        return response

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alert]:
        """Return the alerts the member of staff may see."""
        return visible_alerts(staff_actor(request)).select_related("screening")

    def get_readonly_fields(self, request: HttpRequest, obj: Alert | None = None) -> tuple[str, ...]:
        """Nothing of what was raised is changed."""
        return _RAISED if self._may_decide(request, obj) else (*_RAISED, *_DECIDED)

    def get_fields(self, request: HttpRequest, obj: Alert | None = None) -> tuple[str, ...]:
        """Show what is to be decided, or what was."""
        return (*_RAISED, *(_TO_DECIDE if self._may_decide(request, obj) else _DECIDED))

    def save_model(self, request: HttpRequest, obj: Alert, form: Any, change: bool) -> None:
        """Deal with the alert by the use case."""
        actor, given = staff_actor(request), form.cleaned_data
        if given["outcome"] == TAKE_IT:
            assign_alert(actor=actor, key=obj.alert_id)
            return
        resolve_alert(
            actor=actor,
            key=obj.alert_id,
            disposition=Disposition(given["outcome"]),
            note=given["note"],
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who decides on alerts deals with those that are not resolved."""
        return self._may_decide(request, obj)

    def _may_decide(self, request: HttpRequest, alert: Alert | None) -> bool:
        is_open = alert is None or alert.status != AlertStatus.RESOLVED.value
        return is_open and staff_actor(request).may(DECIDE_ALERTS)

    @admin.display(description="Payment that waits")
    def held_payment(self, alert: Alert) -> str:
        """Name the payment and its amount."""
        movement = alert_detail(alert).movement
        if not alert.transaction_id:
            return "none"
        return f"{alert.transaction_id} {_amount(movement)}".strip() if movement else alert.transaction_id

    @admin.display(description="Rules, with their points")
    def rules_that_hit(self, alert: Alert) -> SafeString:
        """Write each rule with its points and why; those of the shadow did not count."""
        return format_html_join(
            "",
            "{}: {} {}<br><pre>{}</pre>",
            (
                (hit.rule, hit.points, "" if hit.counted else "(shadow, not counted)", _as_text(hit.why))
                for hit in alert_detail(alert).hits
            ),
        )

    @admin.display(description="What the rules looked at (amounts in minor units)")
    def facts(self, alert: Alert) -> SafeString:
        """Write the facts, one a line."""
        return format_html("<pre>{}</pre>", _as_text(alert_detail(alert).facts))

    @admin.display(description="The account's last scores")
    def recent_screenings(self, alert: Alert) -> SafeString:
        """Write the last scores of the account, the newest first."""
        return format_html_join(
            "",
            "{} {} {}: {} {}<br>",
            (
                (
                    card.screened_at.isoformat(" ", "minutes"),
                    card.movement,
                    _amount(card),
                    card.score,
                    card.verdict,
                )
                for card in alert_detail(alert).recent_screenings
            ),
        )


def _as_text(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, indent=1, sort_keys=True)


def _amount(card: ScreeningCard | None) -> str:
    if card is None or card.amount_minor is None or not card.currency:
        return ""
    return f"{Money.of_minor(card.amount_minor, card.currency)} {card.currency}"
