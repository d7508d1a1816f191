"""The environment: process variables first, then a `.env` file in the repository's root."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[3]

_FLAGS: Final = frozenset({*environ.Env.BOOLEAN_TRUE_STRINGS, "false", "off", "no", "n", "0", ""})


class NamedEnvironment(environ.Env):  # type: ignore[misc]  # it brings no types
    """An environment whose mistakes are told by the name of the variable; a flag is on or off, never "maybe"."""

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Return a variable's value. Raises `ImproperlyConfigured`, naming it, for one that cannot be read."""
        written = self.ENVIRON.get(var, "")
        if cast is bool and written.strip().lower() not in _FLAGS:
            raise ImproperlyConfigured(f"{var} is {written!r}: give true or false.")
        try:
            return super().get_value(var, cast, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} is {written!r}, which cannot be read: {error}.") from None


env = NamedEnvironment()
if (BASE_DIR / ".env").is_file():
    environ.Env.read_env(str(BASE_DIR / ".env"))
