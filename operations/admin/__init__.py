"""The staff site as a whole: its name, its dashboard, the page of a customer, and the closes of business."""

from django.conf import settings
from django.contrib import admin

from operations.admin.closings import ClosingFailureAdmin, ClosingRunAdmin

admin.site.site_title = settings.BANK_NAME
admin.site.site_header = f"{settings.BANK_NAME} administration"
# The public pages are no business of the staff site.
admin.site.site_url = None
admin.site.index_title = "The bank's books and people"

__all__ = ["ClosingFailureAdmin", "ClosingRunAdmin"]
