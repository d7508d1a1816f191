"""Who may do what: roles of people, rights of roles, and whether somebody may sign in at all.

Each change ends every session and every token of the people concerned.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotAllowed, NotFound
from users.contracts import PersonCard, RoleName, SessionEnd
from users.events import AccessChanged, RoleChanged, SignInUnlocked
from users.models import KnownDevice, User
from users.selectors import person_card
from users.services.people import MANAGE_STAFF
from users.services.revocation import end_everything
from users.services.sign_in_guard import (
    device_subject,
    forget_failures,
    login_subject,
    password_change_subject,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChange:
    """What to change about a person's access; None leaves it as it is. Roles are named by their groups' numbers."""

    is_active: bool | None = None
    is_staff: bool | None = None
    is_superuser: bool | None = None
    role_ids: frozenset[int] | None = None


@use_case
def change_access(*, actor: Actor, user_id: int, change: AccessChange) -> PersonCard:
    """Change somebody's roles, staff status or whether he may sign in; all he was issued before is dead.

    Raises `NotAllowed` without the right and for one's own access, and `NotFound`.
    """
    if not actor.may(MANAGE_STAFF) or actor.user_id == user_id:
        raise NotAllowed
    person = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if person is None:
        raise NotFound
    changes = _apply(person, change)
    if changes:
        end_everything([user_id], SessionEnd.RIGHTS_CHANGED if person.is_active else SessionEnd.DISABLED)
    emit(AccessChanged(actor=actor, user_id=user_id, changes=changes))
    return person_card(user_id)


@use_case
def change_role_rights(*, actor: Actor, role_id: int, permission_ids: Collection[int]) -> None:
    """Give a role exactly these rights; everybody who holds it signs in again. Raises `NotAllowed`, `NotFound`."""
    if not actor.may(MANAGE_STAFF):
        raise NotAllowed
    role = Group.objects.select_for_update().filter(pk=role_id).first()
    if role is None:
        raise NotFound
    before = _rights(role)
    role.permissions.set(Permission.objects.filter(pk__in=permission_ids))
    after = _rights(role)
    if before != after:
        end_everything(members_of([role.pk]), SessionEnd.RIGHTS_CHANGED)
    emit(
        RoleChanged(
            actor=actor,
            role=role.name,
            added=tuple(sorted(after - before)),
            removed=tuple(sorted(before - after)),
        )
    )


@use_case
def unlock_sign_in(*, actor: Actor, user_id: int) -> None:
    """Let somebody sign in again before his lock runs out. Raises `NotAllowed` and `NotFound`."""
    if not actor.may(MANAGE_STAFF) or actor.user_id == user_id:
        raise NotAllowed
    if not User.objects.filter(pk=user_id).exists():
        raise NotFound
    forget_failures(login_subject(user_id, ""))
    forget_failures(password_change_subject(user_id))
    for device_id in KnownDevice.objects.filter(user_id=user_id).values_list("pk", flat=True):
        forget_failures(device_subject(device_id))
    emit(SignInUnlocked(actor=actor, user_id=user_id))


def members_of(group_ids: Collection[int]) -> list[int]:
    """Return the people who hold one of these roles; superusers hold the system administrator's."""
    member = Q(groups__in=group_ids)
    if Group.objects.filter(pk__in=group_ids, name=RoleName.SYSTEM_ADMINISTRATOR).exists():
        member |= Q(is_superuser=True)
    return list(User.objects.filter(member).order_by("pk").values_list("pk", flat=True).distinct())


def _apply(person: User, change: AccessChange) -> dict[str, tuple[object, object]]:
    flags = {"is_active": change.is_active, "is_staff": change.is_staff, "is_superuser": change.is_superuser}
    changes: dict[str, tuple[object, object]] = {
        name: (getattr(person, name), value)
        for name, value in flags.items()
        if value is not None and value != getattr(person, name)
    }
    if changes:
        for name, (_, value) in changes.items():
            setattr(person, name, value)
        person.save(update_fields=list(changes))
    if change.role_ids is not None:
        before = dict(person.groups.values_list("pk", "name"))
        if before.keys() != change.role_ids:
            person.groups.set(change.role_ids)
            after = sorted(person.groups.values_list("name", flat=True))
            changes["roles"] = (sorted(before.values()), after)
    return changes


def _rights(role: Group) -> frozenset[str]:
    rows = role.permissions.values_list("content_type__app_label", "codename")
    return frozenset(f"{app_label}.{codename}" for app_label, codename in rows)
