"""The pages of the staff site that are the bank's own; they stand before the admin's."""

from __future__ import annotations

from django.urls import path

from users.admin.password import change_own_password
from users.admin.sign_in import staff_sign_in

urlpatterns = [
    path("admin/login/", staff_sign_in),
    path("admin/password_change/", change_own_password),
]
