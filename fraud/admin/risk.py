"""What is known of people's secrets and of customers' risk, on the staff site: read, never changed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from fraud.admin.staff import ReadByAlertStaff, staff_actor
from fraud.models import PersonSignal, RiskAssessment


@admin.register(PersonSignal)
class PersonSignalAdmin(ReadByAlertStaff):
    """What happened lately around a person's secrets. Nobody sees his own."""

    list_display = (
        "user",
        "failed_sign_ins",
        "failed_sign_in_at",
        "failed_pins",
        "failed_pin_at",
        "secret_changed_at",
    )
    list_select_related = ("user",)
    search_fields = ("=user__customer_id", "=user__username")
    search_help_text = "A whole customer number or user name."
    ordering = ("-user_id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonSignal]:
        """Return everybody's but the reader's."""
        return PersonSignal.objects.exclude(user_id=staff_actor(request).user_id or 0)


@admin.register(RiskAssessment)
class RiskAssessmentAdmin(ReadByAlertStaff):
    """What was found about customers, the newest first; it stays as it was written. Nobody sees his own."""

    list_display = ("user", "assessed_at", "previous_profile", "risk_profile", "assessed_by", "due_at")
    list_filter = ("risk_profile",)
    list_select_related = ("user", "assessed_by")
    search_fields = ("=user__customer_id", "=user__username")
    search_help_text = "A whole customer number or user name."
    ordering = ("-id",)
    fields = (
        "user",
        "assessed_at",
        "previous_profile",
        "risk_profile",
        "reasons",
        "assessed_by",
        "due_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RiskAssessment]:
        """Return everybody's but the reader's."""
        return RiskAssessment.objects.exclude(user_id=staff_actor(request).user_id or 0)
