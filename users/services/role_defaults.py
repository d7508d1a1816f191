"""The data step of the roles: run after every migration, it changes nothing the second time."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import connections

from users.models import RoleDescription
from users.roles import ROLES, RoleDefinition


def hand_out_role_defaults(using: str = "default") -> None:
    """Create missing roles and hand out each default right once.

    What was handed out is remembered, so a right that staff took away stays away, and a right that a later
    version introduces still arrives. Before the tables exist there is nothing to do.
    """
    if RoleDescription._meta.db_table not in connections[using].introspection.table_names():
        return
    for name, definition in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        role, _ = RoleDescription.objects.using(using).get_or_create(
            group=group, defaults={"description": definition.description}
        )
        _hand_out(role, definition, using)


def _hand_out(role: RoleDescription, definition: RoleDefinition, using: str) -> None:
    outstanding = sorted(definition.permissions - set(role.granted_defaults))
    if not outstanding:
        return
    existing = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using)
        .filter(codename__in=[name.partition(".")[2] for name in outstanding])
        .select_related("content_type")
    }
    arrived = [name for name in outstanding if name in existing]
    role.group.permissions.add(*(existing[name] for name in arrived))
    role.granted_defaults = sorted({*role.granted_defaults, *arrived})
    role.save(update_fields=["granted_defaults"])
