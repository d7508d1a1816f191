"""The pages of the staff site that are about the whole bank; they stand before the admin's."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from operations.admin.customer_page import customer_page
from operations.admin.dashboard import dashboard
from operations.admin.finding import find

urlpatterns = [
    path("admin/", admin.site.admin_view(dashboard), name="staff-dashboard"),
    path("admin/find/", admin.site.admin_view(find), name="staff-find"),
    path("admin/customer/<str:reference>/", admin.site.admin_view(customer_page), name="staff-customer"),
]
