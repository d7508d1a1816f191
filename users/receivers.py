"""What follows from signals: roles exist after every migration, and no change of rights leaves old tokens alive.

The API and the admin change access through services, which do all of this themselves. The receivers are the
net below changes made elsewhere: a shell, `manage.py changepassword`, another app's code.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_out
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_migrate, post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest

from core_banking.api.request_facts import facts_of
from users.contracts import SessionEnd
from users.models import Session, User
from users.services import actor_on_staff_site, record_staff_sign_out
from users.services.access import members_of
from users.services.revocation import end_everything
from users.services.role_defaults import hand_out_role_defaults

_CHANGES = frozenset({"post_add", "post_remove", "pre_clear"})


@receiver(post_migrate, dispatch_uid="users.hand_out_role_defaults")
def after_migration(*, sender: AppConfig, using: str, **_: Any) -> None:
    """Create the roles and hand out their default rights, of each app as soon as its permissions exist."""
    hand_out_role_defaults(using)


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="users.membership_changed")
def after_change_of_membership(
    *, instance: Model, action: str, reverse: bool, pk_set: set[int] | None, **_: Any
) -> None:
    """End what was issued to people whose roles changed."""
    if action not in _CHANGES:
        return
    if not reverse:
        end_everything([instance.pk], SessionEnd.RIGHTS_CHANGED)
    elif pk_set is not None:
        end_everything(sorted(pk_set), SessionEnd.RIGHTS_CHANGED)
    else:
        end_everything(members_of([instance.pk]), SessionEnd.RIGHTS_CHANGED)


@receiver(m2m_changed, sender=Group.permissions.through, dispatch_uid="users.role_changed")
def after_change_of_role(
    *, instance: Model, action: str, reverse: bool, pk_set: set[int] | None, **_: Any
) -> None:
    """End what was issued to the holders of a role whose rights changed."""
    if action not in _CHANGES:
        return
    if not reverse:
        groups = [int(instance.pk)]
    elif pk_set is not None:
        groups = sorted(pk_set)
    else:
        groups = list(Group.objects.filter(permissions=instance.pk).values_list("pk", flat=True))
    end_everything(members_of(groups), SessionEnd.RIGHTS_CHANGED)


@receiver(pre_delete, sender=Group, dispatch_uid="users.role_deleted")
def before_deletion_of_role(*, instance: Group, **_: Any) -> None:
    """End what was issued to the holders of a role that is about to go."""
    end_everything(members_of([instance.pk]), SessionEnd.RIGHTS_CHANGED)


@receiver(user_logged_out, dispatch_uid="users.left_staff_site")
def after_leaving_the_staff_site(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    """Note in the audit trail that somebody left the staff site."""
    if user is not None:
        record_staff_sign_out(actor=actor_on_staff_site(user.pk, user.username, facts_of(request)))


@receiver(post_save, sender=User, dispatch_uid="users.person_saved")
def after_saving_a_person(*, instance: User, created: bool, raw: bool, **_: Any) -> None:
    """End what was issued to somebody who got a password from outside, or may no longer sign in."""
    if created or raw:
        return
    # `set_password` leaves the new password here until the row is saved.
    if getattr(instance, "_password", None) is not None:
        end_everything([instance.pk], SessionEnd.PASSWORD_CHANGED)
    elif not instance.is_active and Session.objects.filter(user=instance, revoked_at__isnull=True).exists():
        end_everything([instance.pk], SessionEnd.DISABLED)
