"""Asking for the password once more before something that a stolen token must not be enough for."""

from __future__ import annotations

from django.contrib.auth.hashers import verify_password
from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import short_transaction
from core_banking.kernel.errors import InvalidInput, NotSignedIn
from users.models import User
from users.password_rules import PASSWORD_MAX_LENGTH
from users.services.sign_in_guard import charge_attempt, forget_failures, password_change_subject

WRONG_PASSWORD = "The current password is wrong."  # noqa: S105 - a sentence


def person_behind(actor: Actor, people: QuerySet[User] | None = None) -> User:
    """Return the person who acts, from `people` if given. Raises `NotSignedIn`."""
    if actor.user_id is None:
        raise NotSignedIn
    wanted = User.objects.all() if people is None else people
    person = wanted.filter(pk=actor.user_id, is_active=True).first()
    if person is None:
        raise NotSignedIn
    return person


def password_is_right(person: User, password: str) -> bool:
    """Whether this is the person's password; the attempt is counted first, and stays counted until forgotten.

    Wrong ones are counted like failed sign-ins, on a count of their own, so that a stolen access token is no way
    to guess the password. Raises `LoginLocked`.
    """
    charge_attempt(password_change_subject(person.pk))
    return len(password) <= PASSWORD_MAX_LENGTH and verify_password(password, person.password)[0]


def prove_own_password(*, actor: Actor, password: str) -> User:
    """Return the acting person once he has proven his password.

    Raises `NotSignedIn`, `LoginLocked`, and `InvalidInput` under `password`.
    """
    person = person_behind(actor)
    if not password_is_right(person, password):
        raise InvalidInput({"password": [WRONG_PASSWORD]})
    with short_transaction():
        forget_failures(password_change_subject(person.pk))
    return person
