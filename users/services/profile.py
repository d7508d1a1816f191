"""What people change about themselves: contact data and password."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, savepoint, short_transaction, use_case
from core_banking.kernel.errors import InvalidInput, NotSignedIn
from users.contracts import PersonCard, RoleName, SessionEnd
from users.events import AuditorReadProfile, PasswordChanged, ProfileChanged
from users.models import User
from users.selectors import person_card
from users.services.known_devices import forget_devices
from users.services.own_password import WRONG_PASSWORD, password_is_right, person_behind
from users.services.people import (
    PASSWORDS_DIFFER,
    PHONE_TAKEN,
    FieldProblems,
    password_errors,
    person_name_errors,
    phone_number_errors,
    unique_phone_number,
)
from users.services.revocation import end_sessions
from users.services.sign_in_guard import forget_failures, password_change_subject

SAME_PASSWORD = "The new password must differ from the current one."  # noqa: S105 - a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """What to change; None leaves a field as it is."""

    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None


def own_profile(*, actor: Actor) -> PersonCard:
    """Return the actor's own profile; an auditor's look at his leaves a row in the trail. Raises `NotSignedIn`."""
    if actor.user_id is None:
        raise NotSignedIn
    card = person_card(actor.user_id)
    if any(role.name == RoleName.AUDITOR for role in card.roles):
        record_profile_read(actor=actor)
    return card


@use_case
def record_profile_read(*, actor: Actor) -> None:
    """Tell the audit trail that an auditor read his own profile. Raises `NotSignedIn`."""
    if actor.user_id is None:
        raise NotSignedIn
    emit(AuditorReadProfile(actor=actor, user_id=actor.user_id))


@use_case
def change_profile(*, actor: Actor, change: ProfileChange) -> PersonCard:
    """Change the actor's own name and phone number and return the profile.

    Raises `NotSignedIn` and `InvalidInput` with every wrong field; then nothing is changed.
    """
    person = person_behind(actor, User.objects.select_for_update(no_key=True))
    if problems := _profile_problems(person, change):
        raise InvalidInput(problems)
    changed = _apply(person, change)
    emit(ProfileChanged(actor=actor, user_id=person.pk, fields=tuple(changed)))
    return person_card(person.pk)


def change_password(
    *, actor: Actor, current_password: str, new_password: str, confirm_password: str | None
) -> None:
    """Change the actor's own password and end his other sessions; the one he uses goes on.

    Wrong current passwords are counted like failed sign-ins, on a count of their own, so that a stolen access
    token is no way to guess the password. Raises `LoginLocked`, `InvalidInput` and `NotSignedIn`.
    """
    person = person_behind(actor)
    problems = _new_password_problems(person, current_password, new_password, confirm_password)
    if not password_is_right(person, current_password):
        raise InvalidInput({**problems, "current_password": [WRONG_PASSWORD]})
    if problems:
        with short_transaction():
            forget_failures(password_change_subject(person.pk))
        raise InvalidInput(problems)
    replace_password(actor=actor, proven_hash=person.password, new_hash=make_password(new_password))


@use_case
def replace_password(*, actor: Actor, proven_hash: str, new_hash: str) -> None:
    """Store a new password in place of the proven one. Raises `InvalidInput` if that is no longer the current one."""
    if actor.user_id is None:
        raise NotSignedIn
    # Sign-ins that proved the old password and are under way find another one here, and are refused.
    if not User.objects.filter(pk=actor.user_id, password=proven_hash, is_active=True).update(
        password=new_hash
    ):
        raise InvalidInput({"current_password": [WRONG_PASSWORD]})
    ended = end_sessions(user_id=actor.user_id, reason=SessionEnd.PASSWORD_CHANGED, keep=actor.session_id)
    forget_devices(user_id=actor.user_id)
    forget_failures(password_change_subject(actor.user_id))
    emit(PasswordChanged(actor=actor, user_id=actor.user_id, ended_sessions=len(ended)))


def _profile_problems(person: User, change: ProfileChange) -> FieldProblems:
    found: FieldProblems = {}
    if change.first_name is not None:
        found["first_name"] = person_name_errors(change.first_name)
    if change.last_name is not None:
        found["last_name"] = person_name_errors(change.last_name)
    if change.phone_number is not None:
        found["phone_number"] = phone_number_errors(change.phone_number, except_user_id=person.pk)
    return {field: messages for field, messages in found.items() if messages}


def _apply(person: User, change: ProfileChange) -> list[str]:
    wanted = {
        "first_name": change.first_name,
        "last_name": change.last_name,
        "phone_number": change.phone_number,
    }
    changed = [name for name, value in wanted.items() if value is not None and value != getattr(person, name)]
    for name in changed:
        setattr(person, name, wanted[name])
    if "phone_number" in changed:
        person.unique_phone_number = unique_phone_number(person.phone_number)
    if changed:
        try:
            with savepoint():
                person.save(update_fields=[*changed, "unique_phone_number"])
        except IntegrityError:
            raise InvalidInput({"phone_number": [PHONE_TAKEN]}) from None
    return changed


def _new_password_problems(
    person: User, current_password: str, new_password: str, confirm_password: str | None
) -> FieldProblems:
    found: FieldProblems = {"new_password": password_errors(new_password, person)}
    if new_password == current_password:
        found["new_password"] = [*found["new_password"], SAME_PASSWORD]
    if confirm_password is not None and confirm_password != new_password:
        found["confirm_password"] = [PASSWORDS_DIFFER]
    return {field: messages for field, messages in found.items() if messages}
