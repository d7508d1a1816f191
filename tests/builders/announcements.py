"""What was announced while a test ran."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from core_banking.kernel.events import DomainEvent, domain_event

E = TypeVar("E", bound=DomainEvent)


class Announced(list[DomainEvent]):
    """The events in the order in which they were announced."""

    def of(self, kind: type[E]) -> list[E]:
        """Return the events of one kind."""
        return [event for event in self if isinstance(event, kind)]


@contextmanager
def listening() -> Iterator[Announced]:
    """Collect every domain event announced in the block."""
    heard = Announced()

    def hear(*, event: DomainEvent, **_: Any) -> None:
        heard.append(event)

    domain_event.connect(hear)
    try:
        yield heard
    finally:
        domain_event.disconnect(hear)
