"""Reads about people. Every list is a bounded number of queries, however long it is."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core_banking.kernel import clock
from core_banking.kernel.db import instant_from_sql
from core_banking.kernel.errors import NotFound
from core_banking.kernel.statements import fetch_rows
from users.contracts import PersonCard, RoleCard, RoleName
from users.models import RoleDescription, Session, TransactionPin, User

_GROUPS = Group.objects.select_related("role").order_by("pk")
_ROLES = Prefetch("groups", queryset=_GROUPS)
_LONGEST_ROW_NUMBER = 18
_LARGEST_ROW_NUMBER = 2**63 - 1
# By hand: every request asks for the rights of its sender, and Django takes thrice as long to write this as it takes.
_RIGHTS = """
SELECT DISTINCT kind.app_label, permission.codename
  FROM auth_group_permissions granted
  JOIN auth_permission permission ON permission.id = granted.permission_id
  JOIN django_content_type kind ON kind.id = permission.content_type_id
 WHERE granted.group_id IN (
       SELECT member.group_id FROM users_user_groups member WHERE member.user_id = %s
        UNION ALL
       SELECT auth_group.id FROM auth_group WHERE auth_group.name = %s
          AND EXISTS (SELECT 1 FROM users_user person WHERE person.id = %s AND person.is_superuser))
"""
# By hand for the same reason: many a use case asks for somebody several times.
_PERSON = """
SELECT person.username, person.email, person.first_name, person.last_name, person.phone_number, person.customer_id,
       person.kyc_status, person.risk_profile, person.is_active, person.is_staff, person.two_factor_enabled,
       person.date_joined, person.last_login,
       EXISTS (SELECT 1 FROM users_transactionpin pin WHERE pin.user_id = person.id),
       held.id, held.name, COALESCE(role.description, '')
  FROM users_user person
  LEFT JOIN auth_group held
         ON held.id IN (SELECT member.group_id FROM users_user_groups member WHERE member.user_id = person.id)
         OR (person.is_superuser AND held.name = %s)
  LEFT JOIN users_roledescription role ON role.group_id = held.id
 WHERE person.id = %s
 ORDER BY held.id
"""


def people() -> QuerySet[User]:
    """Return all people with their roles, and whether they have a PIN: two queries for any number of them."""
    has_pin = Exists(TransactionPin.objects.filter(user_id=OuterRef("pk")))
    return User.objects.annotate(pin_set=has_pin).prefetch_related(_ROLES).order_by("pk")


def person_card(user_id: int) -> PersonCard:
    """Return one person with his roles, in one query. Raises `NotFound`."""
    exists = 0 < user_id <= _LARGEST_ROW_NUMBER
    rows = fetch_rows(_PERSON, (RoleName.SYSTEM_ADMINISTRATOR.value, user_id)) if exists else []
    if not rows:
        raise NotFound
    *person, pin_set, _role_id, _role_name, _description = rows[0]
    (username, email, first_name, last_name, phone_number, customer_id, kyc_status, risk_profile) = person[:8]
    (is_active, is_staff, two_factor_enabled, date_joined, last_login) = person[8:]
    return PersonCard(
        id=user_id,
        username=username,
        email=email,
        first_name=first_name,
        last_name=last_name,
        phone_number=phone_number,
        customer_id=customer_id,
        kyc_status=kyc_status,
        risk_profile=risk_profile,
        is_active=bool(is_active),
        is_staff=bool(is_staff),
        two_factor_enabled=bool(two_factor_enabled),
        date_joined=instant_from_sql(date_joined),
        last_login=None if last_login is None else instant_from_sql(last_login),
        pin_set=bool(pin_set),
        roles=tuple(
            RoleCard(id=number, name=name, description=description)
            for *_person, number, name, description in rows
            if number is not None
        ),
    )


def customer_by_reference(reference: int | str) -> PersonCard | None:
    """Return the customer of a row number or a `CUST…` number, or None; staff are not customers."""
    text = str(reference)
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ROW_NUMBER:
        person = people().filter(pk=int(text), customer_id__isnull=False).first()
    else:
        person = people().filter(customer_id=text).first()
    return card_of(person) if person else None


def bank_administrators() -> QuerySet[User]:
    """Return the people who are bank administrators, with their roles."""
    return people().filter(groups__name=RoleName.BANK_ADMIN)


def bank_administrator(user_id: int) -> PersonCard:
    """Return one bank administrator. Raises `NotFound`, also for other people."""
    person = bank_administrators().filter(pk=user_id).first()
    if person is None:
        raise NotFound
    return card_of(person)


def card_of(person: User) -> PersonCard:
    """Return the card of a person read by `people()`."""
    return cards_of([person])[0]


def cards_of(persons: Iterable[User]) -> list[PersonCard]:
    """Return the cards of people read by `people()`: at most one further query for all of them."""

    administrators_role = functools.cache(_administrators_role)
    return [
        _card(person, _roles(person, list(person.groups.all()), administrators_role)) for person in persons
    ]


def _roles(
    person: User, groups: list[Group], administrators_role: Callable[[], list[Group]]
) -> tuple[RoleCard, ...]:
    if person.is_superuser and all(group.name != RoleName.SYSTEM_ADMINISTRATOR for group in groups):
        groups = groups + administrators_role()
    return tuple(_role_card(group) for group in groups)


def _administrators_role() -> list[Group]:
    return list(_GROUPS.filter(name=RoleName.SYSTEM_ADMINISTRATOR))


def _card(person: User, roles: tuple[RoleCard, ...]) -> PersonCard:
    return PersonCard(
        id=person.pk,
        username=person.username,
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        phone_number=person.phone_number,
        customer_id=person.customer_id,
        kyc_status=person.kyc_status,
        risk_profile=person.risk_profile,
        is_active=person.is_active,
        is_staff=person.is_staff,
        two_factor_enabled=person.two_factor_enabled,
        date_joined=person.date_joined,
        last_login=person.last_login,
        pin_set=bool(getattr(person, "pin_set", False)),
        roles=roles,
    )


def _role_card(group: Group) -> RoleCard:
    role: RoleDescription | None = getattr(group, "role", None)
    return RoleCard(id=group.pk, name=group.name, description=role.description if role else "")


def permissions_of(user_id: int) -> frozenset[str]:
    """Return the rights a person holds through groups, by full name, in one query.

    Django's superuser counts as a member of SYSTEM_ADMINISTRATOR and holds nothing beyond that group's rights.
    """
    rows = fetch_rows(_RIGHTS, (user_id, RoleName.SYSTEM_ADMINISTRATOR.value, user_id))
    return frozenset(f"{app_label}.{codename}" for app_label, codename in rows)


def holders_of(permission: str) -> list[int]:
    """Return the row numbers of the active people who hold a right, by its full name (`"kyc.review_kyc"`)."""
    app_label, _, codename = permission.partition(".")
    named = Group.objects.filter(
        permissions__content_type__app_label=app_label, permissions__codename=codename
    )
    groups = dict(named.values_list("pk", "name"))
    holds = Q(groups__in=groups)
    if RoleName.SYSTEM_ADMINISTRATOR in groups.values():
        holds |= Q(is_superuser=True)
    holders = User.objects.filter(holds, is_active=True).order_by("pk")
    return list(holders.values_list("pk", flat=True).distinct())


def live_sessions(user_id: int) -> QuerySet[Session]:
    """Return where a person is signed in now, the latest used first."""
    live = Session.objects.filter(user_id=user_id, revoked_at__isnull=True, expires_at__gt=clock.now())
    return live.order_by("-last_used_at", "-pk")


def has_been_signed_in_from(user_id: int, address: str | None, *, but_session: int | None = None) -> bool:
    """Whether a person has a session, other than one, that began at a network address; kept as long as sessions are."""
    sessions = Session.objects.filter(user_id=user_id, ip_address=address).exclude(pk=but_session or 0)
    return address is not None and sessions.exists()


def family_names_of(user_ids: Collection[int]) -> dict[int, str]:
    """Return the family names of people in small letters, by their row numbers, without those who gave none."""
    rows = User.objects.filter(pk__in=user_ids).exclude(last_name="").values_list("pk", "last_name")
    return {number: name.strip().casefold() for number, name in rows}
