from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.builders.announcements import Announced, listening
from users import tokens


@pytest.fixture(autouse=True)
def no_limit_for_the_address(settings: Any) -> Iterator[None]:
    """All tests come from one address; the test of that limit sets its own."""
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 1000
    tokens.forget_verified_tokens()
    yield
    tokens.forget_verified_tokens()


@pytest.fixture
def stranger() -> APIClient:
    """Somebody without a token, at an address of his own."""
    return APIClient(REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="Browser/1.0")


@pytest.fixture
def announced() -> Iterator[Announced]:
    with listening() as heard:
        yield heard
