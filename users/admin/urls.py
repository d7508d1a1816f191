"""The pages of the staff site that are the bank's own; they stand before the admin's."""

from __future__ import annotations

from django.urls import path

from users.admin.password import change_own_password

urlpatterns = [path("admin/password_change/", change_own_password)]
