"""What the bank shows Prometheus of itself: the books' health, the business day, what waits, and what moved.

A scrape asks for nothing heavier than a look into an index: proofs of the books are read as they were kept, and what
waits is counted up to a bound.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from django.db import DatabaseError, InterfaceError
from prometheus_client import Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from audit.verification import waiting_for_seals
from core_banking.api.metrics import REGISTRY, show
from core_banking.kernel import clock
from core_banking.kernel.db import after_commit
from core_banking.kernel.events import DomainEvent, domain_event
from core_banking.kernel.jobs import number_of_waiting_jobs
from core_banking.kernel.tripwire import WrittenOutsideUseCase
from fraud.selectors.waiting import waiting_decisions
from notifications.selectors import waiting_messages
from operations.books_health import Health, books_health, days_behind, open_close_failures
from transactions.events import BankMovementsPosted, BulkLinesPosted, TransactionPosted

_LOG = logging.getLogger(__name__)
COUNTED_AT_MOST: Final = 10_000

MOVEMENTS: Final = Counter(
    "bank_money_movements", "Movements of money that this process has posted.", ["type"], registry=REGISTRY
)

WRITES_OUTSIDE: Final = Counter(
    "bank_writes_outside_use_cases",
    "Statements of this process that wrote a table of the bank outside of any use case.",
    ["table"],
    registry=REGISTRY,
)


class BankCollector(Collector):
    """Reads the bank's figures at each scrape; where the database is away it says so and shows no other."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Return nothing: what there is is known at a scrape, not when the process begins."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures."""
        try:
            found = [*_books(), *_business_day(), *_waiting()]
        except (DatabaseError, InterfaceError) as error:
            _LOG.warning("No figures: the database does not answer (%s).", type(error).__name__)
            found = []
        yield _gauge("bank_database_up", "Whether the database answered.", bool(found))
        yield from found


def count_movements(*, event: DomainEvent, **_: Any) -> None:
    """Count what moved, once it has committed."""
    if isinstance(event, TransactionPosted):
        after_commit(partial(_count, event.transaction_type, 1))
    elif isinstance(event, BankMovementsPosted):
        for each in event.movements:
            after_commit(partial(_count, each.transaction_type, 1))
    elif isinstance(event, BulkLinesPosted):
        after_commit(partial(_count, "TRANSFER", len(event.lines)))
    elif isinstance(event, WrittenOutsideUseCase):
        WRITES_OUTSIDE.labels(event.table).inc()


def begin() -> None:
    """Show the bank's figures from now on; called once, when all apps are ready."""
    show(BankCollector())
    domain_event.connect(count_movements, dispatch_uid="operations.count_movements")


def _count(kind: str, number: int) -> None:
    MOVEMENTS.labels(kind).inc(number)


def _books() -> Iterator[GaugeMetricFamily]:
    health = GaugeMetricFamily(
        "bank_books_healthy",
        "Whether a check of the books holds; absent where none was computed lately.",
        labels=["check"],
    )
    computed = GaugeMetricFamily(
        "bank_books_checked_timestamp_seconds", "When a check of the books was computed.", labels=["check"]
    )
    for check in books_health().checks:
        if check.result in {Health.HEALTHY, Health.UNHEALTHY}:
            health.add_metric([check.name], float(check.result is Health.HEALTHY))
        if check.computed_at is not None:
            computed.add_metric([check.name], check.computed_at.timestamp())
    yield health
    yield computed


def _business_day() -> Iterator[GaugeMetricFamily]:
    midnight = dt.datetime.combine(clock.business_date(), dt.time.min, tzinfo=dt.UTC)
    yield _gauge(
        "bank_business_date_timestamp_seconds", "The business date, at midnight UTC.", midnight.timestamp()
    )
    yield _gauge(
        "bank_business_days_behind", "How many days the business date lags the clock's.", days_behind()
    )
    yield _gauge(
        "bank_close_failures", "Items that the close of business has set aside.", open_close_failures()
    )


def _waiting() -> Iterator[GaugeMetricFamily]:
    unsealed = waiting_for_seals()
    yield _gauge(
        "bank_audit_oldest_unsealed_seconds",
        "How long the oldest row of the audit trail has waited for its seal.",
        unsealed.seconds,
    )
    waiting = GaugeMetricFamily(
        "bank_waiting", f"What waits to be done, counted up to {COUNTED_AT_MOST}.", labels=["what"]
    )
    counts: dict[str, Callable[[], int]] = {
        "jobs": partial(number_of_waiting_jobs, COUNTED_AT_MOST),
        **{
            what: rows[:COUNTED_AT_MOST].count
            for what, rows in (waiting_messages() | waiting_decisions()).items()
        },
        "audit_seals": lambda: unsealed.count,
    }
    for what, count in counts.items():
        waiting.add_metric([what], count())
    yield waiting


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_text, value=float(value))
