"""Making a person of the past unreadable: what names him goes, what the books refer to stays."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, within_use_case
from core_banking.kernel.errors import NotFound
from users import names
from users.contracts import SessionEnd
from users.events import PersonPseudonymised
from users.models import KnownDevice, PasswordReset, RecoveryCode, Session, TransactionPin, TwoFactor, User
from users.services.revocation import end_everything


@within_use_case
def pseudonymise_person(*, actor: Actor, user_id: int) -> None:
    """Take a person's name, addresses and ways to sign in, for good; his row and customer number stay.

    Raises `NotFound`.
    """
    username = f"erased-{user_id}"
    email = f"{username}@erased.invalid"
    changed = User.objects.filter(pk=user_id).update(
        username=username,
        username_key=names.username_key(username),
        email=email,
        email_key=names.email_key(email),
        first_name="Erased",
        last_name="customer",
        phone_number="",
        unique_phone_number=None,
        password=make_password(None),
        is_active=False,
        two_factor_enabled=False,
    )
    if not changed:
        raise NotFound
    end_everything([user_id], SessionEnd.DISABLED)
    Session.objects.filter(user_id=user_id).update(ip_address=None, user_agent="")
    for held in (TransactionPin, TwoFactor, RecoveryCode, PasswordReset, KnownDevice):
        held._base_manager.filter(user_id=user_id).delete()
    on_staff_site = LogEntry.objects.filter(content_type__app_label="users", content_type__model="user")
    on_staff_site.filter(object_id=str(user_id)).update(object_repr=username, change_message="")
    emit(PersonPseudonymised(actor=actor, user_id=user_id))
