"""The bank's own rule for passwords, beside Django's."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

PASSWORD_MAX_LENGTH = 128
"""Longer ones are refused before they are hashed."""


class MixedCharactersValidator:
    """A password needs an upper-case letter, a lower-case letter and a digit."""

    message = "The password must contain an upper-case letter, a lower-case letter and a digit."

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Accept or refuse a password. Raises `ValidationError`."""
        has_upper = any(character.isupper() for character in password)
        has_lower = any(character.islower() for character in password)
        has_digit = any(character.isdigit() for character in password)
        if not (has_upper and has_lower and has_digit):
            raise ValidationError(self.message, code="password_not_mixed")

    def get_help_text(self) -> str:
        """Return the rule as the admin's forms show it."""
        return self.message
