"""Interest is held against its own sums and against the book: what does not agree is found and named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db.models import F

from accounts.models import InterestAccrual, InterestPosting
from accounts.services import post_interest
from operations.verification import verify_books
from tests.append_only_tables import triggers_aside
from tests.builders.accounts import offer_product
from tests.builders.interest import accrue_through, on
from tests.builders.money import Holder, holder
from tests.builders.standing_orders import THE_BANK

pytestmark = pytest.mark.django_db

OPENED, APRIL = dt.date(2027, 3, 29), dt.date(2027, 4, 1)


@pytest.fixture(autouse=True)
def _ann() -> Iterator[Holder]:
    """Three nights of ten and a third minor units; the month is posted, the night after it is not."""
    with on(OPENED):
        offer_product("BEARING", interest_rate="3.65")
        ann = holder(103_333, product_code="BEARING")
        accrue_through(OPENED, APRIL)
        with on(APRIL):
            post_interest(actor=THE_BANK, account_id=ann.account.id, date=APRIL)
        yield ann


def _last() -> InterestAccrual:
    return InterestAccrual.objects.latest("date")


CORRUPTIONS: dict[str, tuple[Callable[[], object], str]] = {
    "a part": (
        lambda: InterestAccrual.objects.filter(date=OPENED).update(accrued_part=F("accrued_part") + 1),
        "in the night of 2027-03-29 does not add up",
    ),
    "a total": (
        lambda: InterestAccrual.objects.filter(pk=_last().pk).update(total_minor=F("total_minor") + 1),
        "in the night of 2027-04-01 does not add up",
    ),
    "what was booked": (
        lambda: InterestAccrual.objects.filter(pk=_last().pk).update(booked_minor=F("booked_minor") + 1),
        "in the night of 2027-04-01 does not add up",
    ),
    "a missing night": (
        lambda: InterestAccrual.objects.filter(pk=_last().pk).update(date=dt.date(2027, 4, 2)),
        "no night between those of 2027-03-31 and 2027-04-02",
    ),
    "a posting": (lambda: InterestPosting.objects.update(gross_minor=1), "changes interest payable by -31"),
    "too much": (lambda: InterestPosting.objects.update(gross_minor=100), "was credited 100 of interest; 41"),
}


@pytest.mark.parametrize(("corrupt", "problem"), CORRUPTIONS.values(), ids=CORRUPTIONS)
def test_what_does_not_agree_is_named(corrupt: Callable[[], object], problem: str) -> None:
    assert verify_books().problems == ()
    with triggers_aside():
        assert corrupt() == 1

    assert any(problem in found for found in verify_books().problems)
