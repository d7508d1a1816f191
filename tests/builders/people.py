"""People as the bank itself makes them: customers through registration and review, staff with their roles."""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from kyc import services as kyc
from kyc.contracts import CustomerApplication
from kyc.permissions import REVIEW_KYC
from users.contracts import NewPerson, PersonCard, RoleName, TokenPair
from users.events import LoggedIn
from users.selectors import permissions_of, person_card
from users.services import create_person, prepare_password
from users.services.sessions import start_session

PASSWORD = "Harbour7Lights"
"""The password of everybody made here."""

ANYONE = Actor(username="", ip_address="192.0.2.7", user_agent="tests", request_id="tests")
"""Nobody in particular, before he has registered."""

REVIEWER = Actor(username="branch", permissions=frozenset({REVIEW_KYC}))
"""A reviewer, for tests that do not care who."""

_numbers = itertools.count(1)


def application(**overrides: Any) -> CustomerApplication:
    """Return a sound application of somebody new; SSNs from 900-… up are never issued to anybody."""
    number = next(_numbers)
    fields = {
        "username": f"customer{number}",
        "email": f"customer{number}@example.org",
        "password": PASSWORD,
        "first_name": "Casey",
        "last_name": "Marlow",
        "phone_number": f"+1555{number:07d}",
        "date_of_birth": "1990-01-15",
        "ssn": f"9{number // 10**6:02d}-{number // 10**4 % 100:02d}-{number % 10**4:04d}",
        "address": f"{number} Harbour Street, Port Ellery, PE 40213",
    }
    return CustomerApplication(**{**fields, **overrides})


def register_customer(**overrides: Any) -> PersonCard:
    """Register somebody new, who then waits for review; `overrides` are fields of the application."""
    return kyc.register_customer(actor=ANYONE, application=application(**overrides))


def approved_customer(**overrides: Any) -> PersonCard:
    """Register somebody new and approve him."""
    return kyc.approve_kyc(actor=REVIEWER, user_id=register_customer(**overrides).id)


def rejected_customer(reason: str = "The photo is blurred.", **overrides: Any) -> PersonCard:
    """Register somebody new and reject him."""
    return kyc.reject_kyc(actor=REVIEWER, user_id=register_customer(**overrides).id, reason=reason)


def bank_admin(**overrides: Any) -> PersonCard:
    """Add a bank administrator."""
    return _add_staff(actor=ANYONE, person=_member(RoleName.BANK_ADMIN, overrides))


def auditor(**overrides: Any) -> PersonCard:
    """Add an auditor."""
    return _add_staff(actor=ANYONE, person=_member(RoleName.AUDITOR, overrides))


def system_administrator(**overrides: Any) -> PersonCard:
    """Add a system administrator as `createsuperuser` does."""
    member = _member(RoleName.SYSTEM_ADMINISTRATOR, overrides)
    row = get_user_model().objects.create_superuser(
        member.username, member.email, PASSWORD, first_name=member.first_name, last_name=member.last_name
    )
    return person_card(row.pk)


def actor_for(person: PersonCard) -> Actor:
    """Return a person as an actor with the rights he holds at this moment."""
    return Actor(
        user_id=person.id,
        username=person.username,
        customer_id=person.customer_id,
        permissions=permissions_of(person.id),
        ip_address="192.0.2.7",
        user_agent="tests",
        request_id="tests",
    )


def signed_in_client(person: PersonCard) -> APIClient:
    """Return a client that carries an access token of the person, without the detour through a password."""
    client = APIClient(REMOTE_ADDR="192.0.2.7")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens_of(person).access}")
    return client


def tokens_of(person: PersonCard) -> TokenPair:
    """Begin a session of the person and return its tokens."""
    return _begin_session(actor=actor_for(person))


def present(person: PersonCard) -> PersonCard:
    """Return a person as he is now."""
    return person_card(person.id)


def _member(role: RoleName, overrides: dict[str, Any]) -> NewPerson:
    number = next(_numbers)
    fields = {
        "username": f"staff{number}",
        "email": f"staff{number}@example.org",
        "first_name": "Robin",
        "last_name": "Ashby",
        "phone_number": "",
        "role": role,
    }
    return NewPerson(**{**fields, **overrides})


@use_case
def _begin_session(*, actor: Actor) -> TokenPair:
    assert actor.user_id is not None
    session_id, tokens = start_session(actor=actor, user_id=actor.user_id)
    emit(LoggedIn(actor=actor, user_id=actor.user_id, session_id=session_id))
    return tokens


@use_case
def _add_staff(*, actor: Actor, person: NewPerson) -> PersonCard:
    return create_person(actor=actor, person=person, password_hash=prepare_password(PASSWORD))
