"""All that is wrong with a form, gathered before anything is said: a person corrects a form once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from core_banking.kernel.errors import FieldErrors, InvalidInput
from kyc.rules import RuleBroken

T = TypeVar("T")


class Problems:
    """Collects the sentences under each field; a field that already has some is not judged again."""

    def __init__(self, known: FieldErrors | None = None) -> None:
        self.by_field = {field: list(messages) for field, messages in (known or {}).items()}

    def check(self, field: str, rule: Callable[[], T]) -> T | None:
        """Return what the rule returns, or None with the reason noted under the field."""
        if self.has(field):
            return None
        try:
            return rule()
        except RuleBroken as broken:
            self.add(field, [str(broken)])
            return None

    def add(self, field: str, sentences: Iterable[str]) -> None:
        """Note sentences under a field."""
        noted = list(sentences)
        if noted:
            self.by_field.setdefault(field, []).extend(noted)

    def has(self, field: str) -> bool:
        """Whether something is wrong with the field already."""
        return field in self.by_field

    def fields(self) -> frozenset[str]:
        """Return the fields with which something is wrong."""
        return frozenset(self.by_field)

    def raise_if_any(self) -> None:
        """Raise `InvalidInput` with everything noted, if anything was."""
        if self.by_field:
            raise InvalidInput(self.by_field)
