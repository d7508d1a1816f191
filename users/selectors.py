"""Reads about people. Every list is a bounded number of queries, however long it is."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core_banking.kernel import clock
from core_banking.kernel.errors import NotFound
from users.contracts import PersonCard, RoleCard, RoleName
from users.models import RoleDescription, Session, TransactionPin, User

_ROLES = Prefetch("groups", queryset=Group.objects.select_related("role").order_by("pk"))
_LONGEST_ROW_NUMBER = 18


def people() -> QuerySet[User]:
    """Return all people with their roles, and whether they have a PIN: two queries for any number of them."""
    has_pin = Exists(TransactionPin.objects.filter(user_id=OuterRef("pk")))
    return User.objects.annotate(pin_set=has_pin).prefetch_related(_ROLES).order_by("pk")


def person_card(user_id: int) -> PersonCard:
    """Return one person with his roles. Raises `NotFound`."""
    person = people().filter(pk=user_id).first()
    if person is None:
        raise NotFound
    return card_of(person)


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

    @functools.cache
    def administrators_role() -> list[Group]:
        return list(Group.objects.select_related("role").filter(name=RoleName.SYSTEM_ADMINISTRATOR))

    cards = []
    for person in persons:
        groups = list(person.groups.all())
        if person.is_superuser and all(group.name != RoleName.SYSTEM_ADMINISTRATOR for group in groups):
            groups += administrators_role()
        cards.append(_card(person, tuple(_role_card(group) for group in groups)))
    return cards


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
    is_superuser = Exists(User.objects.filter(pk=user_id, is_superuser=True))
    groups = Group.objects.filter(Q(user=user_id) | (Q(name=RoleName.SYSTEM_ADMINISTRATOR) & Q(is_superuser)))
    rights = Permission.objects.filter(group__in=groups).values_list("content_type__app_label", "codename")
    return frozenset(f"{app_label}.{codename}" for app_label, codename in rights.distinct())


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
