"""The admin site under the bank's own name."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin

admin.site.site_title = settings.BANK_NAME
admin.site.site_header = f"{settings.BANK_NAME} administration"
admin.site.index_title = "The bank's books and people"
