"""The rights that open the pages about people on the staff site."""

from __future__ import annotations

MANAGE_STAFF = "users.manage_bank_admins"
VIEW_PEOPLE = "users.view_customers"
