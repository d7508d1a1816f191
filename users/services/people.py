"""Adding people, and what other parts of the bank write about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core_banking.kernel import ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, savepoint, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from users import contact_rules, names
from users.contracts import KycStatus, NewPerson, PersonCard, RiskProfile, RoleName
from users.events import PersonRegistered
from users.models import User
from users.password_rules import PASSWORD_MAX_LENGTH
from users.selectors import person_card

FieldProblems = dict[str, list[str]]

USERNAME_TAKEN: Final = "A user with that username already exists."
EMAIL_TAKEN: Final = "A user with that email already exists."
PHONE_TAKEN: Final = "A user with that phone number already exists."
PASSWORDS_DIFFER: Final = "Password fields didn't match."
TOO_LONG: Final = "Enter at most {} characters."
REQUIRED: Final = "This field is required."
MANAGE_STAFF: Final = "users.manage_bank_admins"
_CUSTOMER_ID_ATTEMPTS: Final = 5
_hashed: ContextVar[dict[str, str] | None] = ContextVar("hashed", default=None)


def person_field_errors(
    person: NewPerson, *, password: str, confirm_password: str | None = None
) -> FieldProblems:
    """Return everything wrong with a new person's data, by field: form, uniqueness and password rules at once.

    Reads only, so that a caller can add problems of its own and answer them together. A
    `confirm_password` of None is not compared.
    """
    candidate = _unsaved(person)
    found: FieldProblems = {
        "username": _username_errors(person.username),
        "email": _email_errors(person.email),
        "phone_number": phone_number_errors(person.phone_number) if person.phone_number else [],
        "first_name": person_name_errors(person.first_name),
        "last_name": person_name_errors(person.last_name),
        "password": password_errors(password, candidate),
    }
    if person.is_customer and not person.phone_number:
        found["phone_number"] = [REQUIRED]
    if confirm_password is not None and confirm_password != password:
        found["confirm_password"] = [PASSWORDS_DIFFER]
    return {field: messages for field, messages in found.items() if messages}


def prepare_password(password: str) -> str:
    """Return the hash of a password. Slow on purpose: call it before the transaction, never inside."""
    hashed = _hashed.get()
    if hashed is None:
        return make_password(password)
    if password not in hashed:
        hashed[password] = make_password(password)
    return hashed[password]


@contextmanager
def equal_passwords_hashed_once() -> Iterator[None]:
    """Let people who are added in a block with the same password share its hash, salt included.

    Only for a password that everybody may know, as that of a demonstration: whoever reads the table sees that
    they have the same one. The hash itself is as slow to guess as any.
    """
    token = _hashed.set({})
    try:
        yield
    finally:
        _hashed.reset(token)


@within_use_case
def create_person(*, actor: Actor, person: NewPerson, password_hash: str) -> PersonCard:
    """Add a person with his role, and his customer number if he is a customer.

    `person` has passed `person_field_errors`; the database repeats what must be unique. Emits
    `PersonRegistered`. Raises `InvalidInput` if somebody else took the name, address or number meanwhile.
    """
    row = _unsaved(person)
    row.password = password_hash
    row.is_staff = not person.is_customer
    _insert(row, with_customer_id=person.is_customer)
    # Through the table, not `groups.add`: nobody holds a token of this person yet that would have to end.
    User.groups.through.objects.create(user_id=row.pk, group_id=_group(person.role).pk)
    emit(
        PersonRegistered(
            actor=actor,
            user_id=row.pk,
            username=row.username,
            customer_id=row.customer_id,
            role=person.role.value,
        )
    )
    return person_card(row.pk)


def register_staff(
    *, actor: Actor, person: NewPerson, password: str, confirm_password: str | None = None
) -> PersonCard:
    """Add a member of staff, in any role but the customer's, whose way in is registration with KYC.

    Raises `NotAllowed` and `InvalidInput` with every wrong field.
    """
    if not actor.may(MANAGE_STAFF):
        raise NotAllowed
    if problems := person_field_errors(person, password=password, confirm_password=confirm_password):
        raise InvalidInput(problems)
    return add_staff(actor=actor, person=person, password_hash=prepare_password(password))


@use_case
def add_staff(*, actor: Actor, person: NewPerson, password_hash: str) -> PersonCard:
    """Write a checked member of staff. Raises `NotAllowed`, and `InvalidInput` after a lost race."""
    if not actor.may(MANAGE_STAFF) or person.is_customer:
        raise NotAllowed
    return create_person(actor=actor, person=person, password_hash=password_hash)


@within_use_case
def lock_person(user_id: int) -> PersonCard:
    """Hold a person's row until the transaction ends, and return the person. Raises `NotFound`."""
    if User.objects.select_for_update(no_key=True).filter(pk=user_id).first() is None:
        raise NotFound
    return person_card(user_id)


@within_use_case
def set_kyc_status(*, actor: Actor, user_id: int, status: KycStatus) -> None:
    """Set a person's KYC status; which steps are allowed, and their events, are KYC's. Raises `NotFound`."""
    if not User.objects.filter(pk=user_id).update(kyc_status=KycStatus(status).value):
        raise NotFound


@within_use_case
def set_risk_profile(*, actor: Actor, user_id: int, risk_profile: RiskProfile) -> None:
    """Set how much care the bank takes with a person; the caller emits why. Raises `NotFound`."""
    if not User.objects.filter(pk=user_id).update(risk_profile=RiskProfile(risk_profile).value):
        raise NotFound


def password_errors(password: str, person: User) -> list[str]:
    """Return why a password is refused for a person, whose own data it must not resemble."""
    if len(password) > PASSWORD_MAX_LENGTH:
        return [TOO_LONG.format(PASSWORD_MAX_LENGTH)]
    try:
        validate_password(password, person)
    except ValidationError as error:
        return list(error.messages)
    return []


def person_name_errors(text: str) -> list[str]:
    """Return why a first or last name is refused."""
    if len(text) > names.PERSON_NAME_MAX_LENGTH:
        return [TOO_LONG.format(names.PERSON_NAME_MAX_LENGTH)]
    problem = names.person_name_problem(text)
    return [problem] if problem else []


def phone_number_errors(text: str, *, except_user_id: int | None = None) -> list[str]:
    """Return why a phone number is refused: its form, and its holder where numbers are unique."""
    problem = contact_rules.phone_number_problem(text, strict=settings.STRICT_PHONE_NUMBERS)
    if problem:
        return [problem]
    if settings.UNIQUE_PHONE_NUMBERS:
        holders = User.objects.filter(phone_number=text).values_list("pk", flat=True)
        return [PHONE_TAKEN] if any(holder != except_user_id for holder in holders) else []
    return []


def unique_phone_number(phone_number: str) -> str | None:
    """Return what the unique column holds for a phone number: nothing unless the bank wants them unique."""
    return phone_number if settings.UNIQUE_PHONE_NUMBERS and phone_number else None


def _username_errors(username: str) -> list[str]:
    if problem := names.username_problem(username):
        return [problem]
    taken = User.objects.filter(username_key=names.username_key(username)).exists()
    return [USERNAME_TAKEN] if taken else []


def _email_errors(email: str) -> list[str]:
    if problem := contact_rules.email_problem(email):
        return [problem]
    return [EMAIL_TAKEN] if User.objects.filter(email_key=names.email_key(email)).exists() else []


def _unsaved(person: NewPerson) -> User:
    return User(
        username=person.username,
        email=person.email,
        first_name=person.first_name.strip(),
        last_name=person.last_name.strip(),
        phone_number=person.phone_number,
        unique_phone_number=unique_phone_number(person.phone_number),
    )


def _group(role: RoleName) -> Group:
    try:
        return Group.objects.get(name=role.value)
    except Group.DoesNotExist:
        raise RuntimeError(f"The role {role.value} is missing: run `manage.py migrate`.") from None


def _insert(row: User, *, with_customer_id: bool) -> None:
    for _ in range(_CUSTOMER_ID_ATTEMPTS):
        row.customer_id = ids.customer_id() if with_customer_id else None
        try:
            with savepoint():
                row.save(force_insert=True)
        except IntegrityError:
            if problems := _taken_by_now(row):
                raise InvalidInput(problems) from None
            continue
        return
    raise RuntimeError("No free customer number was found.")


def _taken_by_now(row: User) -> FieldProblems:
    """Return which of the unique fields somebody else took between the check and the writing."""
    unique: dict[str, Callable[[], list[str]]] = {
        "username": lambda: _username_errors(row.username),
        "email": lambda: _email_errors(row.email),
        "phone_number": lambda: phone_number_errors(row.phone_number) if row.phone_number else [],
    }
    return {field: messages for field, check in unique.items() if (messages := check())}
