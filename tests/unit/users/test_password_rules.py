from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from users.models import User
from users.password_rules import MixedCharactersValidator

JANE = User(username="janedoe", email="jane.doe@example.com", first_name="Jane", last_name="Winterbottom")


def messages_about(password: str, person: User | None = None) -> list[str]:
    try:
        validate_password(password, person)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize("password", ["SecurePass123!", "Harbour7Lights", "Ünterwegs9x"])
def test_a_long_mixed_uncommon_password_is_accepted(password):
    assert messages_about(password, JANE) == []


@pytest.mark.parametrize("password", ["harbour7lights", "HARBOUR7LIGHTS", "HarbourLights"])
def test_a_password_without_one_of_the_three_kinds_is_refused(password):
    assert messages_about(password) == [MixedCharactersValidator.message]


def test_a_short_password_is_refused():
    assert messages_about("Ab3defg") == ["This password is too short. It must contain at least 8 characters."]


@pytest.mark.parametrize("password", ["Password123", "password1", "1qaz2wsx"])
def test_a_common_password_is_refused(password):
    assert "This password is too common." in messages_about(password)


@pytest.mark.parametrize("password", ["Janedoe12", "Jane.doe1", "Winterbottom1"])
def test_a_password_like_the_persons_own_data_is_refused(password):
    assert any("too similar" in message for message in messages_about(password, JANE))
