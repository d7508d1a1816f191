"""What is known of people's secrets and of customers' risk, on the staff site: read, never changed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core_banking.api.review_pages import person_link
from core_banking.api.staff_pages import ReadByStaff, acting_staff, badge
from fraud.admin.readable import RISK_TONES, risk_sentences
from fraud.contracts import VIEW_ALERTS
from fraud.models import PersonSignal, RiskAssessment


@admin.register(PersonSignal)
class PersonSignalAdmin(ReadByStaff[PersonSignal]):
    """What happened lately around a person's secrets. Nobody sees his own."""

    rights = (VIEW_ALERTS,)
    open_to_system_administrators = False
    list_display = (
        "user",
        "failed_sign_ins",
        "failed_sign_in_at",
        "failed_pins",
        "failed_pin_at",
        "secret_changed_at",
    )
    list_select_related = ("user",)
    search_fields = ("user__customer_id", "user__username_key")
    search_help_text = "A whole customer number or user name."
    ordering = ("-user_id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonSignal]:
        """Return everybody's but the reader's."""
        return PersonSignal.objects.exclude(user_id=acting_staff(request).user_id or 0)


@admin.register(RiskAssessment)
class RiskAssessmentAdmin(ReadByStaff[RiskAssessment]):
    """What was found about customers, the newest first; it stays as it was written. Nobody sees his own."""

    rights = (VIEW_ALERTS,)
    open_to_system_administrators = False
    list_display = ("assessed_at", "person", "previous_profile", "profile", "assessed_by", "due_at")
    list_filter = ("risk_profile",)
    list_select_related = ("user", "assessed_by")
    search_fields = ("user__customer_id", "user__username_key")
    search_help_text = "A whole customer number or user name."
    ordering = ("-id",)
    fields = (
        "person",
        "assessed_at",
        "previous_profile",
        "profile",
        "why",
        "assessed_by",
        "due_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RiskAssessment]:
        """Return everybody's but the reader's."""
        return RiskAssessment.objects.exclude(user_id=acting_staff(request).user_id or 0)

    @admin.display(description="customer")
    def person(self, row: RiskAssessment) -> SafeString | str:
        """Link to the page of the customer."""
        return person_link(row.user)

    @admin.display(description="risk profile", ordering="risk_profile")
    def profile(self, row: RiskAssessment) -> SafeString:
        """Show the profile that was found."""
        return badge(row.risk_profile, RISK_TONES.get(row.risk_profile, "neutral"))

    @admin.display(description="reasons")
    def why(self, row: RiskAssessment) -> SafeString | str:
        """Write what raises the profile, a line each."""
        sentences = risk_sentences(row.reasons)
        return format_html_join("\n", "{}", ((each,) for each in sentences)) or "Nothing raises it."
