"""Clients of the addresses that exist for these tests only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from pytest_django import Settings
from rest_framework.test import APIClient

from core_banking.kernel.events import UseCaseRefused, domain_event
from tests.api.http.identities import token_of


@pytest.fixture(autouse=True)
def _test_identities(settings: Settings) -> None:
    settings.BEARER_IDENTITY = "tests.api.http.identities.actor_of_test_token"
    settings.ROOT_URLCONF = "tests.api.http.addresses"


@pytest.fixture
def client() -> APIClient:
    return APIClient(raise_request_exception=False)


@pytest.fixture
def person(db: None) -> Any:
    return _person("someone")


@pytest.fixture
def another_customer(db: None) -> APIClient:
    return _signed_in("customer", _person("another").pk)


@pytest.fixture
def customer(person: Any) -> APIClient:
    return _signed_in("customer", person.pk)


@pytest.fixture
def reviewer(person: Any) -> APIClient:
    return _signed_in("reviewer", person.pk)


def _person(name: str) -> Any:
    user = get_user_model()(username=name, email=f"{name}@example.com")
    user.save()
    return user


def _signed_in(role: str, user_id: int) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(role, user_id)}")
    return client


@pytest.fixture
def refusals() -> Iterator[list[UseCaseRefused]]:
    """Every refusal that the audit trail was told of."""
    heard: list[UseCaseRefused] = []

    def hear(*, event: Any, **_: Any) -> None:
        if isinstance(event, UseCaseRefused):
            heard.append(event)

    domain_event.connect(hear, weak=False)
    yield heard
    domain_event.disconnect(hear)
