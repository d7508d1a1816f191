"""Roles on the staff site: which rights each holds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from core_banking.api.staff_pages import ReadByStaff, SavesByUseCase, acting_staff
from users.admin.acting import MANAGE_STAFF
from users.admin.forms import RoleForm
from users.services import change_role_rights

admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(SavesByUseCase[Group], ReadByStaff[Group]):
    """The bank's roles. Their rights are cut here; the roles themselves are the bank's structure and stay."""

    rights = (MANAGE_STAFF,)
    open_to_system_administrators = False
    form = RoleForm
    fields = ("name", "permissions")
    readonly_fields = ("name",)
    list_display = ("name", "description")
    list_select_related = ("role",)
    ordering = ("id",)

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        permission_ids = [permission.pk for permission in form.cleaned_data["permissions"]]
        change_role_rights(actor=acting_staff(request), role_id=obj.pk, permission_ids=permission_ids)

    def description(self, group: Group) -> str:
        """Return what the role is, in words."""
        role = getattr(group, "role", None)
        return role.description if role else ""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return acting_staff(request).may(MANAGE_STAFF)
