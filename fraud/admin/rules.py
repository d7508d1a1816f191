"""Versions of the rules on the staff site: read, never changed. Rules are changed over the API, for a reason."""

from __future__ import annotations

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fraud.admin.staff import ReadByAlertStaff
from fraud.models import RuleBookVersion


@admin.register(RuleBookVersion)
class RuleBookVersionAdmin(ReadByAlertStaff):
    """Who changed the rules, when and why, the newest first."""

    list_display = ("version", "created_at", "created_by", "hold_at", "block_at", "reason")
    list_select_related = ("created_by",)
    ordering = ("-version",)
    fields = ("version", "created_at", "created_by", "reason", "hold_at", "block_at", "rules_as_written")
    readonly_fields = fields

    @admin.display(description="rules")
    def rules_as_written(self, row: RuleBookVersion) -> SafeString:
        """Show the rules a line each."""
        return format_html("<pre>{}</pre>", "\n".join(json.dumps(rule) for rule in row.rules))
