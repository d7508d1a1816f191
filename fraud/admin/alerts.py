"""Alerts on the staff site: read with all that led to them, and dealt with by the use cases of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core_banking.api.review_charts import score_bar
from core_banking.api.review_pages import (
    QueueState,
    ReviewPage,
    all_rows,
    customer_link,
    person_link,
    states_of,
)
from core_banking.api.review_panels import panels_of
from core_banking.api.staff_deeds import Deed
from core_banking.api.staff_pages import acting_staff, badge
from core_banking.kernel.actors import Actor
from fraud.admin.readable import (
    DISPOSITION_TONES,
    RISK_TONES,
    SEVERITY_TONES,
    STATUS_TONES,
    VERDICT_TONES,
    amount_with_currency,
    fact_rows,
    risk_sentences,
)
from fraud.alert_cards import LONGEST_NOTE, AlertDetail, HitCard, ScreeningCard
from fraud.contracts import DECIDE_ALERTS, HIGHEST_SCORE, VIEW_ALERTS, AlertStatus, Disposition, Verdict
from fraud.hit_sentences import sentence_of_hit
from fraud.models import Alert
from fraud.selectors.alerts import alert_detail, visible_alerts
from fraud.selectors.profiles import account_habits
from fraud.selectors.risk import risk_of_customer
from fraud.selectors.rulebook import rule_version_for
from fraud.services import assign_alert, resolve_alert

_EARLIER: Final = 8
_WAITING: Final = (AlertStatus.OPEN.value, AlertStatus.IN_REVIEW.value)


class FindingForm(forms.Form):
    """What staff found of an alert."""

    note = forms.CharField(
        max_length=LONGEST_NOTE,
        # That one must be given is the use case's rule, and its sentence.
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why; for the staff alone.",
    )


def _take(actor: Actor, alert: Alert, _given: Mapping[str, Any]) -> str:
    assign_alert(actor=actor, key=alert.alert_id)
    return f"{alert.alert_id} is yours."


def _resolve_as(disposition: Disposition) -> Any:
    def act(actor: Actor, alert: Alert, given: Mapping[str, Any]) -> str:
        resolve_alert(actor=actor, key=alert.alert_id, disposition=disposition, note=given["note"])
        found = "harmless" if disposition is Disposition.FALSE_POSITIVE else "fraud"
        return f"{alert.alert_id} was found to be {found}."

    return act


def _is_decidable(actor: Actor, alert: Alert) -> bool:
    is_own = actor.user_id in (alert.subject_id, alert.initiated_by_id)
    return alert.status in _WAITING and not is_own


def _may_be_taken(actor: Actor, alert: Alert) -> bool:
    return _is_decidable(actor, alert) and alert.assigned_to_id != actor.user_id


class Assignment(admin.SimpleListFilter):
    """Whose the alert is."""

    title = "assigned"
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("me", "To me"), ("nobody", "To nobody")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        """Return the alerts of the reader, or of nobody."""
        if self.value() == "me":
            return queryset.filter(assigned_to_id=request.user.pk)
        return queryset.filter(assigned_to=None) if self.value() == "nobody" else queryset


def _waiting(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    return alerts.filter(status__in=_WAITING)


def _resolved(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    return alerts.filter(status=AlertStatus.RESOLVED.value)


@admin.register(Alert)
class AlertAdmin(ReviewPage[Alert]):
    """What staff has to look at, the oldest first. Nobody sees what is about himself."""

    rights = (VIEW_ALERTS,)
    open_to_system_administrators = False
    subject_paths = ("subject",)
    review_template = "admin/fraud/alert.html"
    queue_states = states_of(
        QueueState(key="waiting", label="Waiting for a decision", rows=_waiting, oldest_first=True),
        QueueState(key="resolved", label="Resolved", rows=_resolved),
        QueueState(key="all", label="All alerts", rows=all_rows),
    )
    queue_order = ("created_at", "id")
    deeds_that_stay = frozenset({"take"})
    deeds = (
        Deed(name="take", label="Assign to me", act=_take, right=DECIDE_ALERTS, offered=_may_be_taken),
        Deed(
            name="false-positive",
            label="It is harmless",
            act=_resolve_as(Disposition.FALSE_POSITIVE),
            right=DECIDE_ALERTS,
            offered=_is_decidable,
            form=FindingForm,
            tone="good",
            hint="A false positive. A payment that waits is made.",
        ),
        Deed(
            name="confirmed-fraud",
            label="It is fraud",
            act=_resolve_as(Disposition.CONFIRMED_FRAUD),
            right=DECIDE_ALERTS,
            offered=_is_decidable,
            form=FindingForm,
            tone="bad",
            hint="A payment that waits is declined.",
        ),
    )
    list_display = ("title", "level", "score", "customer", "payment", "state", "assigned_to", "created_at")
    list_filter = ("severity", Assignment, "alert_type")
    list_select_related = ("subject", "assigned_to")
    search_fields = ("alert_id", "transaction_id", "subject__customer_id", "subject__username_key")
    search_help_text = "A whole alert, transaction or customer number, or user name."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alert]:
        """Return the alerts the member of staff may see."""
        if not self.has_view_permission(request):
            return Alert.objects.none()
        return visible_alerts(acting_staff(request)).select_related("screening")

    def title_of(self, row: Alert) -> str:
        """Return what the alert is about."""
        return row.title

    def picture(self, request: HttpRequest, row: Alert) -> dict[str, Any]:
        """Return the points of each rule, the payment, the person's risk and earlier alerts, the account's picture."""
        actor, detail = acting_staff(request), alert_detail(row)
        currency = detail.movement.currency if detail.movement else ""
        return {
            "detail": detail,
            "badges": [
                badge(row.severity, SEVERITY_TONES.get(row.severity, "neutral")),
                badge(row.status.replace("_", " "), STATUS_TONES.get(row.status, "neutral")),
                *([_disposition(row)] if row.disposition else []),
            ],
            "figures": _figures(row, detail),
            "counted": [_shown_hit(hit, currency) for hit in detail.hits if hit.counted],
            "shadow": [_shown_hit(hit, currency) for hit in detail.hits if not hit.counted],
            "thresholds": _thresholds(actor, detail),
            "facts": fact_rows(detail.facts),
            "habits": account_habits(row.account_id) if row.account_id else None,
            "screenings": [_shown_screening(card) for card in detail.recent_screenings],
            "earlier": _earlier(actor, row),
            **_risk(actor, row),
            "panels": panels_of("fraud.alert", request, user_id=row.subject_id, account_id=row.account_id),
        }

    @admin.display(description="severity", ordering="severity")
    def level(self, alert: Alert) -> SafeString:
        """Show how urgent it is."""
        return badge(alert.severity, SEVERITY_TONES.get(alert.severity, "neutral"))

    @admin.display(description="score", ordering="risk_score")
    def score(self, alert: Alert) -> int:
        """Write the points of 100."""
        return alert.risk_score

    @admin.display(description="customer")
    def customer(self, alert: Alert) -> SafeString | str:
        """Link to the page of the customer."""
        return person_link(alert.subject)

    @admin.display(description="payment")
    def payment(self, alert: Alert) -> str:
        """Name the payment that it holds or held."""
        return alert.transaction_id or "-"

    @admin.display(description="state", ordering="status")
    def state(self, alert: Alert) -> SafeString:
        """Show where it stands, or what it was found to be."""
        if alert.disposition:
            return _disposition(alert)
        return badge(alert.status.replace("_", " "), STATUS_TONES.get(alert.status, "neutral"))


def _disposition(alert: Alert) -> SafeString:
    tone = DISPOSITION_TONES.get(alert.disposition, "neutral")
    return badge(alert.disposition.replace("_", " "), tone)


def _figures(alert: Alert, detail: AlertDetail) -> list[tuple[str, Any, Any]]:
    """Return the large figures of the page: what, its value, and a line below it."""
    movement = detail.movement
    verdicts = {
        Verdict.HOLD.value: "held: its money is set aside",
        Verdict.BLOCK.value: "refused",
        Verdict.ALLOW.value: "made",
    }
    figures: list[tuple[str, Any, Any]] = [("Score", f"{alert.risk_score} of {HIGHEST_SCORE}", "")]
    if movement is not None:
        amount = amount_with_currency(movement.amount_minor, movement.currency)
        figures.append(
            (
                movement.movement.replace("_", " ").capitalize() or "Movement",
                amount or "-",
                verdicts.get(alert.verdict, ""),
            )
        )
    figures += [
        ("Customer", *_person(alert.subject)),
        ("Ordered by", alert.initiated_by or "-", ""),
        ("Assigned to", alert.assigned_to or "nobody", ""),
    ]
    return figures


def _person(person: Any) -> tuple[SafeString | str, str]:
    """Return a link to a customer's page, and his number below it."""
    if person is None:
        return "-", ""
    return customer_link(person.pk, person.get_username()), person.customer_id or ""


def _shown_hit(hit: HitCard, currency: str) -> dict[str, Any]:
    return {
        "name": hit.rule.replace("_", " ").capitalize(),
        "points": hit.points,
        "sentence": sentence_of_hit(hit.rule, hit.why, currency),
        "bar": score_bar(hit.points, HIGHEST_SCORE, tone="" if hit.counted else "neutral"),
    }


def _shown_screening(card: ScreeningCard) -> dict[str, Any]:
    return {
        "card": card,
        "amount": amount_with_currency(card.amount_minor, card.currency) or "-",
        "verdict": badge(card.verdict, VERDICT_TONES.get(card.verdict, "neutral")),
    }


def _thresholds(actor: Actor, detail: AlertDetail) -> Any:
    """Return the version of the rules that scored it, with the scores from which it held and blocked."""
    return rule_version_for(actor, detail.book_version) if detail.book_version else None


def _earlier(actor: Actor, alert: Alert) -> Iterable[dict[str, Any]]:
    if alert.subject_id is None:
        return []
    others = visible_alerts(actor).filter(subject_id=alert.subject_id).exclude(pk=alert.pk)[:_EARLIER]
    return [
        {
            "alert": other,
            "state": _disposition(other)
            if other.disposition
            else badge(other.status.replace("_", " "), STATUS_TONES.get(other.status, "neutral")),
        }
        for other in others
    ]


def _risk(actor: Actor, alert: Alert) -> dict[str, Any]:
    if alert.subject is None or alert.subject.customer_id is None:
        return {"risk": None}
    risk = risk_of_customer(actor, str(alert.subject_id))
    return {
        "risk": risk,
        "risk_badge": badge(risk.risk_profile, RISK_TONES.get(risk.risk_profile, "neutral")),
        "risk_reasons": risk_sentences(risk.reasons),
    }
