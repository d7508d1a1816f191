"""What a builder has made before is put back only where nothing can tell the difference."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core_banking.kernel import clock
from tests import ready_made
from tests.builders import people
from tests.builders.accounts import open_account
from tests.builders.announcements import listening
from tests.builders.loans import borrower
from tests.builders.money import holder
from tests.rolled_back import rolled_back
from tests.whole_database import picture

pytestmark = pytest.mark.django_db


def begin_anew() -> None:
    """What was made is taken back: the database stands as the next test would find it."""
    ready_made._test.state = ready_made._shipped


def first_holder():
    with rolled_back():
        found = holder(5_00)
    begin_anew()
    return found


def test_it_is_what_the_services_made_to_the_last_row():
    with rolled_back():
        with CaptureQueriesContext(connection) as of_services:
            made = borrower(money_minor=7_00)
        rows, left_to_do = picture(), len(connection.run_on_commit)
    begin_anew()

    with CaptureQueriesContext(connection) as of_statements:
        put_back = borrower(money_minor=7_00)

    assert put_back == made
    assert (picture(), len(connection.run_on_commit)) == (rows, left_to_do)
    assert len(of_statements) < len(of_services) / 2


def test_the_books_go_on_from_there():
    first = first_holder()

    again = holder(5_00)
    other = open_account(again.person, 2_00)

    assert again == first
    assert again.balance_minor == 5_00
    assert other.id > again.account.id
    assert people.approved_customer().id > again.person.id


def test_another_argument_is_another_work():
    first = first_holder()

    assert holder(6_00).account.account_number != first.account.account_number


def test_after_something_else_was_written_a_builder_works():
    first = first_holder()
    get_user_model().objects.create(username="somebody", email="somebody@example.org")

    assert holder(5_00).person.username != first.person.username


def test_after_something_was_taken_back_a_builder_works():
    first = first_holder()
    with rolled_back():
        pass

    assert holder(5_00).person.username != first.person.username


def test_at_another_instant_a_builder_works():
    first = first_holder()

    with clock.frozen_at(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)):
        assert holder(5_00).person.date_joined != first.person.date_joined


def test_under_other_settings_a_builder_works(settings):
    first = first_holder()
    settings.BANK_NAME = "Another Bank"

    assert holder(5_00).person.username != first.person.username


def test_before_somebody_who_listens_a_builder_works():
    first = first_holder()

    with listening() as heard:
        assert holder(5_00).person.username != first.person.username
    assert heard != []


def test_where_a_function_was_replaced_a_builder_works(monkeypatch):
    first = first_holder()
    monkeypatch.setattr(people, "PASSWORD", "Another7Harbour")

    assert holder(5_00).person.username != first.person.username
